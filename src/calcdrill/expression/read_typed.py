"""What a learner types on one line → a tree: ``2x``, ``sin 2x``, ``sin^2 x``, ``|x|``, ``1 1/2``, ``xe^x``.

Where people leave out brackets, the text has the standard reading; a *habit* is another common one. The reader
notes at which habits the text forks, so that the other readings can be asked for one by one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import Enum
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final

from calcdrill.errors import ReadError
from calcdrill.expression import tree as t
from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.read import Reader, number_of, power_of
from calcdrill.expression.read_tokens import MOST_TOKENS, Token, spelled, tokenise

__all__ = ["Habit", "TypedReader", "read_typed"]


class Habit(Enum):
    """A way to mean more or less than the standard reading of a text without brackets says."""

    EXPONENT = "e^2x is e^(2x), x^1/2 is x^(1/2)"
    LONG_EXPONENT = "e^xy is e^(xy), e^x/2 is e^(x/2), x^2y is x^(2y)"
    DENOMINATOR = "1/2x is 1/(2x)"
    ARGUMENT = "sin 2*x is sin(2*x), cos x/2 is cos(x/2)"
    POWER = "sin x^2 is (sin x)^2"
    ROOT = "√2x is √(2x)"
    SHORT = "sin x y is sin(x) y"
    LONG = "sin2 x is sin(2x)"
    TOWER = "e^x^2 is (e^x)^2"
    GREEDY = "1/x+1 is 1/(x+1), e^x+1 is e^(x+1)"
    RAISED = "x2 is x^2"
    LETTER_E = "2e-1 is 2*e - 1"


TYPED_FUNCTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tg": "tan",
        "ctg": "cot",
        "cotg": "cot",
        "cotan": "cot",
        "sen": "sin",
        "arctg": "arctan",
        "arcctg": "arccot",
        "sh": "sinh",
        "ch": "cosh",
        "th": "tanh",
        "arcsen": "arcsin",
        "senh": "sinh",
        "root": "sqrt",
        "real_root": "sqrt",
        "arsin": "arcsin",
        "heaviside": "heaviside",
        "log": "ln",
        "logarithm": "ln",
        "cosec": "csc",
        "logistic": "sigmoid",
    }
)
"""Spellings that only a learner uses."""

_LOG = re.compile(r"lo?g_?(\d{1,3}|e)|(lg)")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)[eE][-+]?\d{1,2}(?![\w.^(])|\d+\.(?![\d\w])")
_POSTFIX = {"°": t.Quotient(t.Name("pi"), t.Number(180)), "%": t.Quotient(t.ONE, t.Number(100))}


def read_typed(text: str, names: Collection[str], habits: frozenset[Habit] = frozenset()) -> t.Node:
    """The tree of ``text`` as a learner means it who has these habits; raises ReadError."""
    return TypedReader(text, names, habits).read()


@lru_cache(maxsize=256)
def _words(names: frozenset[str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """How each variable and each function may be spelled: ``x1`` and ``x_1`` for either."""
    variables = {name: name for name in names}
    for name in names:
        split = re.fullmatch(r"([^\W\d_]+)_?(\d+)", name)
        if split:
            variables.setdefault(f"{split[1]}_{split[2]}", name)
            variables.setdefault(f"{split[1]}{split[2]}", name)
    functions = {**{name: name for name in FUNCTIONS}, **ALIASES, **TYPED_FUNCTIONS}
    return variables, {word: name for word, name in functions.items() if word not in variables}


class TypedReader(Reader):
    """One reading of one typed text. ``forks`` are the habits that would read it in another way."""

    divisions = frozenset({"/", ":"})

    def __init__(self, text: str, names: Collection[str], habits: frozenset[Habit] = frozenset()) -> None:
        self.habits = habits
        self.forks: set[Habit] = set()
        self.variables, self.functions = _words(frozenset(names))
        super().__init__(text, names)

    def has(self, habit: Habit) -> bool:
        """Whether the learner has the habit; a place that asks is a fork."""
        self.forks.add(habit)
        return habit in self.habits

    # -- tokens

    def tokenised(self, text: str) -> list[Token]:
        """The tokens of the safe language, with ``1e-3``, ``2.``, ``°`` and ``%``."""
        tokens: list[Token] = []
        position = 0
        for match in re.finditer(rf"(?<![\w.])(?:{_NUMBER.pattern})|[°%]", text):
            word = match[0]
            tokens.extend(self._shifted(text[position : match.start()], position, text))
            position = match.end()
            if word in _POSTFIX:
                tokens.append(Token("sign", word, match.start()))
            elif word.endswith("."):
                tokens.append(Token("number", word[:-1], match.start()))
            elif self.has(Habit.LETTER_E):
                tokens.extend(self._shifted(word.lower().replace("e", " e "), match.start() - 1, text))
            else:
                tokens.append(Token("number", word, match.start()))
        tokens.extend(self._shifted(text[position:], position, text))
        if len(tokens) > MOST_TOKENS:
            raise ReadError(f"the expression has more than {MOST_TOKENS} parts", text, 0)
        tokens.append(Token("end", "", len(text)))
        return tokens

    def _shifted(self, part: str, shift: int, text: str) -> list[Token]:
        try:
            return [Token(type_, word, place + shift) for type_, word, place in tokenise(part)[:-1]]
        except ReadError as error:
            raise ReadError(error.message, text, error.position + shift) from None

    def is_glued(self) -> bool:
        """Whether the next token touches the one before it."""
        before, token = self.tokens[self.index - 1], self.tokens[self.index]
        return self.index > 0 and token.position <= before.position + len(before.text)

    def begins_factor(self) -> bool:
        token = self.tokens[self.index]
        if token.type in {"name", "number"}:
            return True
        return token.text in {"(", "[", "{", "√", "∜"} or (token.text == "|" and not self.bars)

    # -- products

    def denominator(self) -> t.Node:
        factors = [self.factor()]
        while self.begins_factor() and self.has(Habit.DENOMINATOR):
            factors.append(self.factor())
        return self._greedy(t.times(*factors))

    def _greedy(self, first: t.Node) -> t.Node:
        """``x`` as ``x+1``, where the terms touch and the learner means them all."""
        terms = [first]
        while self.signs[self.index] in {"+", "-"} and self.is_glued() and self.has(Habit.GREEDY):
            sign = self.signs[self.index]
            self.index += 1
            term = self.term()
            terms.append(t.Negative(term) if sign == "-" else term)
        return t.total(*terms) if len(terms) > 1 else first

    # -- powers

    def power(self) -> t.Node:
        base = self.postfix()
        while True:
            sign = self.signs[self.index]
            if sign in {"^", "**"}:
                self.index += 1
                base = power_of(base, self.deeper(partial(self.exponent, base)))
            elif not sign and self.tokens[self.index].type == "raised":
                base = power_of(base, self.raised())
            else:
                return base

    def exponent(self, raised: t.Node) -> t.Node:
        if self.take("-"):
            return t.Negative(self.deeper(partial(self.exponent, raised)))
        self.take("+")
        is_number = self.tokens[self.index].type == "number" or self.sees("(")
        base = self.postfix()
        if self.signs[self.index] in {"^", "**"}:
            if self.has(Habit.TOWER):
                return base
            self.index += 1
            base = power_of(base, self.deeper(partial(self.exponent, base)))
        elif self.tokens[self.index].type == "raised":
            base = power_of(base, self.raised())
        is_exponential = raised == t.Name("e") or isinstance(raised, t.Number)
        is_suspect = is_number and (is_exponential or (base == t.ONE and self.sees("/")))
        return self._greedy(self._long_exponent(base, Habit.EXPONENT if is_suspect else Habit.LONG_EXPONENT))

    def _long_exponent(self, first: t.Node, habit: Habit) -> t.Node:
        """``2`` as ``2x`` or ``1`` as ``1/2``, where the parts touch and the learner means them all."""
        factors = [first]
        while self.is_glued():
            sign = self.signs[self.index]
            if sign in {"*", "/"} and self.has(habit):
                self.index += 1
                after = self.factor()
                factors = [*factors, after] if sign == "*" else [t.Quotient(t.times(*factors), after)]
            elif self.begins_factor() and self.has(habit):
                factors.append(self.factor())
            else:
                break
        return t.times(*factors)

    def postfix(self) -> t.Node:
        node = super().postfix()
        while self.signs[self.index] in _POSTFIX:
            node = t.times(node, _POSTFIX[self.signs[self.index]])
            self.index += 1
        return node

    # -- atoms

    def atom(self) -> t.Node:
        token = self.tokens[self.index]
        if token.type == "number":
            self.index += 1
            return self._mixed(token)
        if token.text in {"[", "{"} and token.type == "sign":
            self.index += 1
            return self._closed("]" if token.text == "[" else "}", token)
        if token.text == "√":
            self.index += 1
            return t.Call("sqrt", (self._radicand(),))
        if token.text == "∜":
            self.index += 1
            return self._indexed_root(token)
        return super().atom()

    def _indexed_root(self, token: Token) -> t.Node:
        """``∜5√x``, which is how ``⁵√x`` comes here: the fifth root of x."""
        index, sign = self.tokens[self.index], self.signs[self.index + 1 : self.index + 2]
        if not (index.text.isdigit() and int(index.text)) or sign != ["√"]:
            self.fail("the root has no index or nothing under it", token)
        self.index += 2
        return t.Power(self._radicand(), t.Quotient(t.ONE, number_of(index.text)))

    def _closed(self, close: str, opened: Token) -> t.Node:
        """Brackets of any form; with commas they hold a vector, and vectors in it are the rows of a matrix."""
        inner = self.items(close, opened)
        if not inner:
            self.fail("the brackets are empty", opened)
        rows = tuple(item.entries for item in inner if isinstance(item, t.Vector))
        if len(rows) == len(inner) and len({len(row) for row in rows}) == 1:
            return t.Matrix(rows)
        return inner[0] if len(inner) == 1 else t.Vector(inner)

    def _mixed(self, token: Token) -> t.Node:
        """A number; ``1 1/2`` is one and a half."""
        node = number_of(token.text)
        whole, top, slash, bottom, after = (*self.tokens[self.index - 1 :], *[self.tokens[-1]] * 4)[:5]
        if (
            (top.type, slash.text, bottom.type) == ("number", "/", "number")
            and all(part.text.isdigit() for part in (whole, top, bottom))
            and int(top.text) < int(bottom.text)
            and not self.is_glued()
            and after.text not in {"^", "**"}
            and after.type != "raised"
        ):
            self.index += 3
            return t.Sum((node, t.Quotient(number_of(top.text), number_of(bottom.text))))
        return node

    def _radicand(self) -> t.Node:
        factors = [self.postfix()]
        while self.begins_factor() and self.is_glued() and self.has(Habit.ROOT):
            factors.append(self.factor())
        return self._greedy(t.times(*factors))

    # -- names and functions

    def name(self, token: Token) -> t.Node:
        word = spelled(token)
        for spelling in dict.fromkeys((word, word.lower())):
            node = self._word(spelling, token)
            if node is not None:
                return node
        self.unknown(word, token)

    def _word(self, word: str, token: Token) -> t.Node | None:
        if word in self.variables:
            return t.Name(self.variables[word])
        if word in t.CONSTANTS:
            return t.Name(word)
        base = _LOG.fullmatch(word)
        if word in self.functions or base or word in {"piecewise", "exp"}:
            if self.sees("(") and word not in TYPED_FUNCTIONS and not base:
                return self.called(word, token)
            return self._applied(word, token)
        pieces = self._split(word)
        if pieces is None:
            return None
        return self._in_pieces(pieces, token)

    def _in_pieces(self, pieces: list[str], token: Token) -> t.Node:
        """The tokens of a word such as ``xsin2x`` in its place, and the first of them read."""
        tokens: list[Token] = []
        position = token.position
        for before, piece in zip(["", *pieces], pieces, strict=False):
            is_number = piece.isdigit()
            if is_number and before in self.variables and self.has(Habit.RAISED):
                tokens.append(Token("sign", "^", position))
            tokens.append(Token("number" if is_number else "name", piece, position))
            position += len(piece)
        self.tokens[self.index - 1 : self.index] = tokens
        self.signs[self.index - 1 : self.index] = [part.text if part.type == "sign" else "" for part in tokens]
        self.index -= 1
        return self.power()

    def _split(self, word: str, is_first: bool = True) -> list[str] | None:
        """The word as known names, functions and numbers side by side, the longest first; None if it cannot be."""
        if not word:
            return []
        digits = len(word) - len(word.lstrip("0123456789"))
        if digits and is_first:
            return None
        for length in [digits] if digits else range(len(word), 0, -1):
            if digits or self._is_known(word[:length]):
                rest = self._split(word[length:], False)
                if rest is not None:
                    return [word[:length], *rest]
        return None

    def _is_known(self, word: str) -> bool:
        is_name = word in self.variables or word in self.functions or word in t.CONSTANTS
        return is_name or _LOG.fullmatch(word) is not None

    def _applied(self, word: str, token: Token) -> t.Node:
        """``sin 2x``, ``sin^2 x``, ``ln x``, ``sin[x]``, ``log_2 x``: a function with a power or without brackets."""
        is_glued = self.is_glued() and self.tokens[self.index].type in {"name", "number"}
        exponent: t.Node | None = None
        if self.tokens[self.index].type == "raised":
            exponent = self.raised()
        elif self.take("^") or self.take("**"):
            exponent = self.deeper(self._exponent_of_function)
        outer: t.Node | None = None
        if self.signs[self.index] in {"(", "[", "{"}:
            arguments = self._bracketed()
        else:
            argument, outer = self._bare(token, word, is_glued)
            arguments = (argument,)
        node = self._call(word, arguments, exponent, token)
        return node if outer is None else power_of(node, outer)

    def _bracketed(self) -> tuple[t.Node, ...]:
        opened = self.tokens[self.index]
        self.index += 1
        return self.items({"(": ")", "[": "]", "{": "}"}[opened.text], opened)

    def _call(self, word: str, arguments: tuple[t.Node, ...], exponent: t.Node | None, token: Token) -> t.Node:
        base = _LOG.fullmatch(word)
        function = self.functions.get(word, word)
        if base is not None and len(arguments) == 1:
            node: t.Node = t.Call("ln", arguments)
            if base[1] != "e":
                node = t.Call("log", (arguments[0], t.Number(int(base[1] or 10))))
            return node if exponent is None else t.Power(node, exponent)
        if word == "log" and len(arguments) == 2:
            function = "log"
        if word in {"root", "real_root"} and len(arguments) == 2:
            return t.Power(arguments[0], t.Quotient(t.ONE, arguments[1]))
        inverse = ALIASES.get(f"arc{function}", f"arc{function}") if exponent == t.Negative(t.ONE) else ""
        is_inverse = inverse in FUNCTIONS
        entry = FUNCTIONS.get(inverse if is_inverse else function)
        if entry is None or len(arguments) < entry.least or (entry.most is not None and len(arguments) > entry.most):
            self.fail(f"{word} does not take {len(arguments)} arguments", token)
        call = t.Call(entry.name, arguments)
        return call if exponent is None or is_inverse else t.Power(call, exponent)

    def _exponent_of_function(self) -> t.Node:
        return t.Negative(self.atom()) if self.take("-") else self.atom()

    def _bare(self, token: Token, word: str, is_glued: bool) -> tuple[t.Node, t.Node | None]:
        """The argument without brackets, and the power that the learner means outside: ``sin x^2``.

        It runs to the next sum sign or function; where it touches the function, ``sinx``, to the next space.
        """
        if self.take("-"):
            argument, outer = self._bare(token, word, is_glued)
            return t.Negative(argument), outer
        factors: list[t.Node] = []
        while not self._ends_argument(bool(factors), is_glued):
            factors.append(self.postfix())
            if self.signs[self.index] in {"^", "**"} or self.tokens[self.index].type == "raised":
                if len(factors) == 1 and self.has(Habit.POWER):
                    return factors[0], self._outer_power(factors[0])
                factors[-1] = self._raised_further(factors[-1])
            if isinstance(factors[-1], t.Name) and self.begins_factor() and self.has(Habit.SHORT):
                break
        if not factors:
            self.fail(f"{word} has no argument", token)
        argument = t.times(*factors)
        while self._may_go_on(argument) and self.has(Habit.ARGUMENT):
            sign = self.signs[self.index]
            self.index += 1
            after = self.factor()
            argument = t.times(argument, after) if sign == "*" else t.Quotient(argument, after)
        return argument, None

    def _may_go_on(self, argument: t.Node) -> bool:
        """Whether what follows × or ÷ may belong to the argument: not a bracket or a function after a letter, since who
        writes cos x·(x + 1) has ended the argument by the sign.
        """
        if self.signs[self.index] not in {"*", "/"}:
            return False
        after, following = self.tokens[self.index + 1], self.tokens[min(self.index + 2, len(self.tokens) - 1)]
        if not t.names(argument) or after.type == "number":
            return True
        is_power_of_e = after.text == "e" and following.text == "^"
        return after.type == "name" and not is_power_of_e and not self._begins_function(after.text)

    def _outer_power(self, base: t.Node) -> t.Node:
        if self.tokens[self.index].type == "raised":
            return self.raised()
        self.index += 1
        return self.deeper(partial(self.exponent, base))

    def _raised_further(self, base: t.Node) -> t.Node:
        return power_of(base, self._outer_power(base))

    def _ends_argument(self, has_begun: bool, is_glued: bool) -> bool:
        token, following = self.tokens[self.index], self.tokens[min(self.index + 1, len(self.tokens) - 1)]
        if token.type not in {"name", "number"} and token.text not in {"√", "∜", "|"}:
            return True
        if token.text == "|" and self.bars:
            return True
        if not has_begun:
            return False
        if token.type == "name" and (
            self._begins_function(token.text) or (token.text == "e" and following.text == "^")
        ):
            return True
        if self.is_glued():
            return False
        if token.type == "number":
            return True
        return is_glued and not self.has(Habit.LONG)

    def _begins_function(self, word: str) -> bool:
        """Whether a word is a function or begins with one, as ``cosx`` does."""
        if word in self.variables or word in t.CONSTANTS:
            return False
        pieces = self._split(word) or self._split(word.lower())
        return pieces is not None and (pieces[0] in self.functions or _LOG.fullmatch(pieces[0]) is not None)
