"""Text → tree: one safe reader for YAML, the command line and typed answers.

    relation   sum (= | == | != | < | <= | > | >= | ~) sum …        sum      [-] term ((+ | -) term)*
    term       factor ((* | /) factor)*                             factor   [-] power
    power      postfix ((^ | **) factor)                            postfix  atom (! | ')*
    atom       number  name  name(…)  (…)  [ , ]  [[ , ], [ , ]]  { point }  "words"  |…|

``(1, 2)`` and ``[1, 2]`` are vectors, ``[[1, 2], [3, 4]]`` is a matrix. ``piecewise(v1, c1, v2, c2, otherwise)`` has
an optional last argument. Where every name is welcome (``names=None``, or prose) there are also functions that are
only named, ``f(x)``, ``f''(x)``, and things still to be worked out: ``diff(f, x, x)``, ``partial(f, x, y)``,
``integral(f, x)``, ``integral(f, x, a, b)``, ``limit(f, x, a)``, ``limit_above(…)``, ``limit_below(…)``,
``at(f, x = 1, y = 2)``; a set of points is ``{x = 1: min; x = 2}`` or ``{(x, y) = (0, 0): saddle}``.

Nothing is evaluated and no text goes to another reader. The limits hold before any work is done: a short text, few
nodes, little depth, and powers that could not be multiplied out are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from fractions import Fraction
from itertools import pairwise
from typing import Final, NoReturn

from calcdrill.errors import ReadError
from calcdrill.expression import tree as t
from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.limits import check_bounds
from calcdrill.expression.read_tokens import Token, spelled, tokenise
from calcdrill.expression.steps import Prose

MOST_CHARACTERS: Final = 500
MOST_DEPTH: Final = 40

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RELATIONS = frozenset({"=", "==", "!=", "<", "<=", ">", ">=", "~"})
_OPERATORS = frozenset({"diff", "partial", "integral", "limit", "limit_above", "limit_below", "at"})
_SHORTHANDS = {"log2": 2, "log10": 10, "log_2": 2, "log_10": 10}


def read(text: str, names: Collection[str] | None = None, *, prose: bool = False) -> t.Node:
    """The tree of ``text``; raises ReadError with the position of the fault.

    ``names`` are the variables and parameters that may occur (None: any name). ``prose`` also lets functions stand
    that are only named, beside ``names``.
    """
    return Reader(text, names, prose or names is None).read()


def read_prose(text: str, names: Collection[str] | None = None) -> Prose:
    """Words with formulas: the parts of ``text`` between backticks are read as expressions, the rest stays.

    With ``names``, only these variables may occur in the formulas; None allows any. Raises ReadError.
    """
    if text.count("`") % 2:
        raise ReadError("a ` opens a formula, but the closing ` is missing", text, text.rindex("`"))
    parts: list[str | t.Node] = []
    position = 0
    for index, part in enumerate(text.split("`")):
        if index % 2 == 0:
            parts.extend([part] if part else [])
        else:
            try:
                parts.append(read(part, names, prose=True))
            except ReadError as error:
                raise ReadError(error.message, text, position + error.position) from None
        position += len(part) + 1
    return tuple(parts)


def free_names(text: str) -> frozenset[str]:
    """The names in ``text`` that are called by no bracket: what could be its variables. Raises ReadError."""
    tokens = tokenise(text)
    return frozenset(
        spelled(token) for token, following in pairwise(tokens) if token.type == "name" and following.text != "("
    )


class Reader:
    """One reading of one text, by recursive descent."""

    divisions = frozenset({"/"})

    def __init__(self, text: str, names: Collection[str] | None, is_open: bool = False) -> None:
        if len(text) > MOST_CHARACTERS:
            raise ReadError(f"the expression is longer than {MOST_CHARACTERS} characters", text, MOST_CHARACTERS)
        self.text, self.names, self.open = text, names, is_open
        self.tokens = self.tokenised(text)
        self.signs = [token.text if token.type == "sign" else "" for token in self.tokens]
        self.index = 0
        self.level = 0
        self.bars = 0

    def read(self) -> t.Node:
        if self.tokens[0].type == "end":
            self.fail("there is no expression", self.tokens[0])
        node = self.relation()
        token = self.tokens[self.index]
        if token.type != "end":
            self.fail(self._surplus(token), token)
        fault = check_bounds(node)
        if fault:
            raise ReadError(fault, self.text, 0)
        return node

    def _surplus(self, token: Token) -> str:
        if token.type in {"name", "number"} or token.text in {"(", "["}:
            return f"a * is missing before {token.text!r}"
        if token.text in {")", "]", "}"}:
            return f"{token.text!r} has no matching opening bracket"
        return f"{token.text!r} does not fit here"

    # -- tokens

    def tokenised(self, text: str) -> list[Token]:
        return tokenise(text)

    def fail(self, message: str, token: Token) -> NoReturn:
        raise ReadError(message, self.text, token.position)

    def sees(self, text: str) -> bool:
        return self.signs[self.index] == text

    def take(self, text: str) -> bool:
        if self.signs[self.index] == text:
            self.index += 1
            return True
        return False

    def expect(self, text: str, opened: Token) -> None:
        token = self.tokens[self.index]
        if not self.take(text):
            if token.type == "end":
                self.fail(f"the {opened.text!r} is never closed", opened)
            self.fail(self._surplus(token), token)

    # -- grammar

    def relation(self) -> t.Node:
        self.level += 1
        if self.level > MOST_DEPTH:
            self.fail(f"the expression is nested deeper than {MOST_DEPTH}", self.tokens[self.index])
        sides, operators = [self.sum()], []
        while (sign := self.signs[self.index]) in _RELATIONS:
            self.index += 1
            operators.append("=" if sign == "==" else sign)
            sides.append(self.sum())
        self.level -= 1
        return t.Relation(tuple(sides), tuple(operators)) if operators else sides[0]

    def sum(self) -> t.Node:
        terms = [self.signed_term()]
        while (sign := self.signs[self.index]) == "+" or sign == "-":
            self.index += 1
            term = self.signed_term()
            terms.append(t.Negative(term) if sign == "-" else term)
        return terms[0] if len(terms) == 1 else t.Sum(tuple(terms))

    def signed_term(self) -> t.Node:
        if self.take("-"):
            return t.Negative(self.deeper(self.signed_term))
        self.take("+")
        return self.term()

    def term(self) -> t.Node:
        factors = [self.factor()]
        while True:
            sign = self.signs[self.index]
            if sign == "*":
                self.index += 1
                factors.append(self.factor())
            elif sign in self.divisions:
                self.index += 1
                factors = [t.Quotient(t.times(*factors), self.denominator())]
            elif self.begins_factor():
                factors.append(self.factor())
            else:
                return t.times(*factors)

    def denominator(self) -> t.Node:
        return self.factor()

    def begins_factor(self) -> bool:
        """Whether a factor stands here without a sign before it."""
        return False

    def factor(self) -> t.Node:
        sign = self.signs[self.index]
        if sign == "-":
            self.index += 1
            return t.Negative(self.deeper(self.factor))
        if sign == "+":
            self.index += 1
        return self.power()

    def deeper(self, parse: Callable[[], t.Node]) -> t.Node:
        self.level += 1
        if self.level > MOST_DEPTH:
            self.fail(f"the expression is nested deeper than {MOST_DEPTH}", self.tokens[self.index])
        node = parse()
        self.level -= 1
        return node

    def power(self) -> t.Node:
        base = self.postfix()
        sign = self.signs[self.index]
        if sign == "^" or sign == "**":
            self.index += 1
            return power_of(base, self.deeper(self.factor))
        if not sign and self.tokens[self.index].type == "raised":
            return power_of(base, self.raised())
        return base

    def raised(self) -> t.Node:
        token = self.tokens[self.index]
        self.index += 1
        digits = token.text.translate(_RAISED)
        if not re.fullmatch(r"-?\d+", digits):
            self.fail(f"{token.text!r} is not an exponent", token)
        return t.Negative(t.Number(int(digits[1:]))) if digits[0] == "-" else t.Number(int(digits))

    def postfix(self) -> t.Node:
        node = self.atom()
        while self.take("!"):
            node = t.Call("factorial", (node,))
        return node

    def atom(self) -> t.Node:
        token = self.tokens[self.index]
        self.index += 1
        if token.type == "number":
            return number_of(token.text)
        if token.type == "name":
            return self.name(token)
        if token.type == "words" and self.open:
            return t.Text(token.text[1:-1])
        if token.text == "(":
            return self.bracket(token)
        if token.text == "[":
            return self.vector_or_matrix(token)
        if token.text == "{" and self.open:
            return self.points(token)
        if token.text == "√":
            return t.Call("sqrt", (self.postfix(),))
        if token.text == "|":
            return self.absolute(token)
        if token.type == "end":
            self.fail("the expression ends too early", token)
        self.fail(f"{token.text!r} does not fit here", token)

    def items(self, close: str, opened: Token) -> tuple[t.Node, ...]:
        if self.take(close):
            return ()
        bars, self.bars = self.bars, 0
        items = [self.relation()]
        while self.take(","):
            items.append(self.relation())
        self.bars = bars
        self.expect(close, opened)
        return tuple(items)

    def bracket(self, opened: Token) -> t.Node:
        inner = self.items(")", opened)
        if not inner:
            self.fail("the brackets are empty", opened)
        return inner[0] if len(inner) == 1 else t.Vector(inner)

    def vector_or_matrix(self, opened: Token) -> t.Node:
        entries = self.items("]", opened)
        if not entries:
            self.fail("the list is empty", opened)
        rows = tuple(item.entries for item in entries if isinstance(item, t.Vector))
        if len(rows) != len(entries):
            return t.Vector(entries)
        if len({len(row) for row in rows}) > 1:
            self.fail("the rows of the matrix differ in length", opened)
        return t.Matrix(rows)

    def absolute(self, opened: Token) -> t.Node:
        self.bars += 1
        node = self.relation()
        self.bars -= 1
        self.expect("|", opened)
        return t.Call("abs", (node,))

    # -- names and calls

    def name(self, token: Token) -> t.Node:
        word = spelled(token)
        known = self.names is None or word in self.names
        if self.sees("(") and not (known and self.names is not None):
            called = self.called(word, token)
            if called is not None:
                return called
        if self.open and self.sees("'"):
            return self.applied(word)
        if known or word in t.CONSTANTS:
            return t.Name(word)
        if self.open and self.sees("(") and self.names is not None:
            return self.applied(word)
        self.unknown(word, token)

    def called(self, word: str, token: Token) -> t.Node | None:
        function = ALIASES.get(word, word)
        if function in FUNCTIONS or word == "log" or word in _SHORTHANDS or word in {"root", "piecewise"}:
            return self.call(word, function, token)
        if self.open and word in _OPERATORS:
            return self.operator(word, token)
        if self.open and word not in t.CONSTANTS:
            return self.applied(word)
        return None

    def arguments(self) -> tuple[t.Node, ...]:
        opened = self.tokens[self.index]
        self.index += 1
        return self.items(")", opened)

    def call(self, word: str, function: str, token: Token) -> t.Node:
        arguments = self.arguments()
        if word == "piecewise":
            return self._piecewise(arguments, token)
        if word in _SHORTHANDS and len(arguments) == 1:
            return t.Call("log", (arguments[0], t.Number(_SHORTHANDS[word])))
        if word == "log" and len(arguments) == 1:
            return t.Call("ln", arguments)
        if word == "root" and len(arguments) == 2:
            return _root(arguments[0], arguments[1])
        entry = FUNCTIONS.get(function)
        least, most = (entry.least, entry.most) if entry else (1, 1) if word in _SHORTHANDS else (2, 2)
        if len(arguments) < least or (most is not None and len(arguments) > most):
            wanted = f"{least}" if least == most else f"{least} or more"
            self.fail(f"{word} takes {wanted} argument{'' if wanted == '1' else 's'}, not {len(arguments)}", token)
        return t.Call(function, arguments)

    def _piecewise(self, found: tuple[t.Node, ...], token: Token) -> t.Node:
        if len(found) < 2:
            self.fail("piecewise takes value, condition, …, and may end with one more value", token)
        pairs = tuple((found[i], found[i + 1]) for i in range(0, len(found) - 1, 2))
        if not all(isinstance(condition, t.Relation) for _, condition in pairs):
            self.fail("each second argument of piecewise is a condition such as x < 0", token)
        return t.Piecewise(pairs, found[-1] if len(found) % 2 else None)

    def applied(self, word: str) -> t.Node:
        primes = 0
        while self.take("'"):
            primes += 1
        if not self.sees("("):
            return t.Apply(word, (), primes) if primes else t.Name(word)
        return t.Apply(word, self.arguments(), primes)

    def operator(self, word: str, token: Token) -> t.Node:
        arguments = self.arguments()
        names = [item.name for item in arguments[1:] if isinstance(item, t.Name)]
        if word in {"diff", "partial"} and names and len(names) == len(arguments) - 1:
            return t.Derivative(arguments[0], tuple(names), word == "partial")
        if word == "integral" and len(arguments) in {2, 4} and isinstance(arguments[1], t.Name):
            lower, upper = arguments[2:] if len(arguments) == 4 else (None, None)
            return t.Integral(arguments[0], arguments[1].name, lower, upper)
        if word.startswith("limit") and len(arguments) == 3 and isinstance(arguments[1], t.Name):
            side = {"limit": "", "limit_above": "+", "limit_below": "-"}[word]
            return t.Limit(arguments[0], arguments[1].name, arguments[2], side)
        if word == "at" and len(arguments) > 1:
            point = tuple(self._setting(item, token) for item in arguments[1:])
            return t.At(arguments[0], point)
        self.fail(f"{word}(…) cannot be written like this", token)

    def _setting(self, item: t.Node, token: Token) -> tuple[str, t.Node]:
        match item:
            case t.Relation(sides=(t.Name(name=name), value), operators=("=",)):
                return name, value
        self.fail("at(…) takes settings such as x = 1", token)

    def points(self, opened: Token) -> t.Node:
        variables: tuple[str, ...] = ()
        items: list[tuple[tuple[t.Node, ...], str]] = []
        while not self.take("}"):
            match self.relation():
                case t.Relation(sides=(t.Name(name=name), value), operators=("=",)):
                    variables, values = (name,), (value,)
                case t.Relation(sides=(t.Vector(entries=left), t.Vector(entries=values)), operators=("=",)) if len(
                    left
                ) == len(values) and all(isinstance(entry, t.Name) for entry in left):
                    variables = tuple(entry.name for entry in left if isinstance(entry, t.Name))
                case _:
                    self.fail("a point is written {x = 1: min} or {(x, y) = (0, 0): saddle}", opened)
            kind = ""
            if self.take(":"):
                kind = self.tokens[self.index].text
                self.index += 1
            items.append((values, kind))
            if not self.take(";") and not self.sees("}"):
                self.expect("}", opened)
        return t.Points(variables, tuple(items))

    def unknown(self, word: str, token: Token) -> NoReturn:
        names = sorted(self.names or ())
        if word in FUNCTIONS or word in ALIASES:
            self.fail(f"the function {word} needs its argument in brackets", token)
        if self.sees("("):
            near = get_close_matches(word, sorted({*FUNCTIONS, *ALIASES, "log"}), 1)
            self.fail(f"there is no function {word!r}" + (f" (did you mean {near[0]}?)" if near else ""), token)
        product = as_product(word, names)
        near = [product] if product else get_close_matches(word, names, 1, 0.5)
        hint = f" (did you mean {near[0]}?)" if near else f"; known: {', '.join(names)}" if names else ""
        self.fail(f"the name {word!r} is not known here{hint}", token)


def as_product(word: str, names: Collection[str]) -> str:
    """``a*x`` for ``ax``, where that is two or more known names; else nothing."""
    for name in sorted(names, key=len, reverse=True):
        rest = word.removeprefix(name)
        if rest != word and name != word:
            after = rest if rest in names else as_product(rest, names)
            if after:
                return f"{name}*{after}"
    return ""


def number_of(text: str) -> t.Number:
    """The number that is written so: digits, a decimal fraction, or one with a power of ten, ``1e-3``."""
    if text.isdigit():
        return t.Number(int(text))
    mantissa, _, exponent = text.lower().partition("e")
    value = Fraction(mantissa) * Fraction(10) ** int(exponent or 0)
    return t.Number(value.numerator if value.denominator == 1 else value, decimal=True)


def power_of(base: t.Node, exponent: t.Node) -> t.Node:
    return t.Call("exp", (exponent,)) if base == t.Name("e") else t.Power(base, exponent)


def _root(radicand: t.Node, index: t.Node) -> t.Node:
    if index == t.Number(2):
        return t.Call("sqrt", (radicand,))
    if index == t.Number(3):
        return t.Call("cbrt", (radicand,))
    return t.Power(radicand, t.Quotient(t.ONE, index))
