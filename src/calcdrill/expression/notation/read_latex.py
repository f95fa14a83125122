r"""LaTeX → tree: a strict, fast reader of exactly the LaTeX that ``latex`` writes.

It gives each formula the meaning that a reader of the page gives it, and shares no grammar with the writer,
so that a dropped bracket is seen: ``\sin x^{2}``, ``x 2``, ``\ln x y`` and ``2 \frac{1}{2}`` are refused. A
tree was printed rightly if ``read_latex(write_latex(tree)) == normal_form(tree)``: see ``read_back``.

    relation   sum (= \ne < \le > \ge \approx) sum …
    sum        [-] term ((+ | -) term)*
    term       product | factor \mathbin{\cdot} factor, which is a dot product
    product    factor ((\cdot | side by side) factor)*
    factor     atom [! | ^{relation}], or what takes no power
"""

from __future__ import annotations

from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex_forms import (
    ATOMS,
    FORMS,
    OPEN_FUNCTIONS,
    OPEN_SIGNS,
    number,
    set_of_points,
    typed_points,
)
from calcdrill.expression.notation.latex_tokens import Tokens, derivative_of, name_of, words_of
from calcdrill.expression.notation.normal import fold_call, fold_power, normal_form

__all__ = ["Reader", "normal_form", "read_latex"]

_RELATIONS: Final = {
    "=": "=",
    r"\ne": "!=",
    "<": "<",
    r"\le": "<=",
    ">": ">",
    r"\ge": ">=",
    r"\approx": "~",
}
_DIVERGENCE: Final = t.Name("D_KL")
_ENDS: Final = frozenset(
    {*_RELATIONS, "+", "-", "}", "&", r"\\", ",", r"\,", r"\ ", r",\quad", r"\in", "^{+}", "^{-}", ""}
    | {r"\mathbin", r"\parallel", r"\right\|", r"\end{vmatrix}"}
    | {";", r"\right\rangle"}
    | {r"\right)", r"\right|", r"\right]", r"\right|_{", r"\right\rfloor", r"\right\}"}
    | {r"\end{cases}", r"\end{pmatrix}"}
)


def read_latex(text: str, conventions: Conventions = DEFAULT) -> t.Node:
    """The tree of a formula that ``write_latex`` wrote under the same conventions, in normal form.

    Raises ReadError on anything else.
    """
    return Reader(text, conventions=conventions).read()


class Reader(Tokens):
    """One reading of one formula, by recursive descent."""

    __slots__ = ("conventions", "is_open", "separator", "times")

    def __init__(self, text: str, tokens: list[str] | None = None, conventions: Conventions = DEFAULT) -> None:
        super().__init__(text, tokens)
        self.conventions = conventions
        self.separator = conventions.separator
        self.times = {"·": r"\cdot", "×": r"\times"}[conventions.times]
        self.is_open = False  # the last factor was a function before a bare argument

    def read(self) -> t.Node:
        node = self.relation()
        if self.tokens[self.index]:
            self.fail("does not fit here")
        return node

    def closed(self, token: str) -> t.Node:
        """A relation and the token that closes it."""
        node = self.relation()
        self.expect(token)
        return node

    def items(self, close: str) -> tuple[t.Node, ...]:
        items = self.listed()
        self.expect(close)
        return items

    def listed(self) -> tuple[t.Node, ...]:
        items = [self.relation()]
        while self.take(self.separator):
            items.append(self.relation())
        return tuple(items)

    def arguments(self) -> tuple[t.Node, ...]:
        self.expect(r"\left(")
        return () if self.take(r"\right)") else self.items(r"\right)")

    def variable(self) -> str:
        name = name_of(self.next())
        if name is None:
            self.index -= 1
            self.fail("is no name")
        return name.name

    def number(self, token: str) -> t.Number:
        """The number of the token that was just read."""
        return number(token)

    # -- sums and products

    def relation(self) -> t.Node:
        first = self.sum()
        token = self.tokens[self.index]
        if token in _RELATIONS:
            sides, operators = [first], []
            while token in _RELATIONS:
                self.index += 1
                operators.append(_RELATIONS[token])
                sides.append(self.sum())
                token = self.tokens[self.index]
            if token == r"\ " and operators == ["="]:
                return typed_points(self, sides[0], sides[1])
            return t.Relation(tuple(sides), tuple(operators))
        return set_of_points(self, first) if token == r"\in" else first

    def sum(self) -> t.Node:
        first = self.signed_term()
        token = self.tokens[self.index]
        if token != "+" and token != "-":
            return first
        terms = [first]
        while token == "+" or token == "-":
            self.index += 1
            terms.append(self.term() if token == "+" else t.Negative(self.term()))
            token = self.tokens[self.index]
        return t.Sum(tuple(terms))

    def signed_term(self) -> t.Node:
        return t.Negative(self.term()) if self.take("-") else self.term()

    def term(self) -> t.Node:
        first = self.factor()
        token = self.tokens[self.index]
        if token in _ENDS:
            return self.dot_product(first) if token == r"\mathbin" else first
        factors = [first]
        while token not in _ENDS:
            if token == self.times:
                self.index += 1
            elif token[0].isdigit() or token == r"\frac{" or (self.is_open and token not in OPEN_FUNCTIONS):
                self.fail(f"may be misread without a {self.times} before it")
            factors.append(self.factor())
            token = self.tokens[self.index]
        return t.Product(tuple(factors))

    def dot_product(self, left: t.Node) -> t.Node:
        for token in (r"\mathbin", "{", r"\cdot", "}"):
            self.expect(token)
        return t.Apply("dot", (left, self.factor()))

    def factor(self) -> t.Node:
        token = self.tokens[self.index]
        form = FORMS.get(token)
        if form is not None:
            self.index += 1
            node = form(self)
            self.is_open = token in OPEN_SIGNS and self.tokens[self.index - 1] != r"\right)"
            return node
        node = self.atom()
        if self.tokens[self.index] == "^{":
            self.index += 1
            if self.take(r"\top"):
                self.expect("}")
                self.is_open = False
                return self.without_power(t.Apply("transpose", (node,)))
            node = fold_power(t.Power(node, self.closed("}")))
        elif self.take("!"):
            node = t.Call("factorial", (node,))
        self.is_open = False
        return node

    def atom(self) -> t.Node:
        token = self.next()
        if token[0].isdigit():
            return self.number(token)
        atom = ATOMS.get(token)
        if atom is not None:
            return atom(self)
        if token == r"\sigma" and self.tokens[self.index] == r"\left(":
            return t.Call("sigmoid", self.arguments())
        name = name_of(token)
        return self.long(token) if name is None else self.named(name)

    def named(self, name: t.Name) -> t.Node:
        following = self.tokens[self.index]
        if following == "{":
            primes = 0
        elif following[:1] == "'":
            primes = len(following)
        elif following[:3] == "^{(":
            primes = int(following[3:-2])
        else:
            return name
        if primes:
            self.index += 1
        arguments: tuple[t.Node, ...] = ()
        if self.take("{"):
            if name == _DIVERGENCE:
                return self.divergence(name, primes)
            arguments = self.arguments()
            self.expect("}")
        return t.Apply(name.name, arguments, primes)

    def divergence(self, name: t.Name, primes: int) -> t.Node:
        self.expect(r"\left(")
        arguments = () if self.take(r"\right)") else self.listed()
        is_between = len(arguments) == 1 and not primes and self.take(r"\parallel")
        if is_between:
            arguments += (self.relation(),)
        if arguments:
            self.expect(r"\right)")
        self.expect("}")
        return t.Apply("KL" if is_between else name.name, arguments, primes)

    def long(self, token: str) -> t.Node:
        if token.startswith(r"\text{"):
            return t.Text(words_of(token))
        if token.startswith(r"\operatorname{"):
            return self.without_power(fold_call(t.Call(words_of(token), self.arguments())))
        derivative = derivative_of(token)
        if derivative is None:
            self.index -= 1
            self.fail("is not read here")
        variables, is_partial, name = derivative
        return self.without_power(t.Derivative(name or self.closed(r"\right]"), variables, is_partial))

    def without_power(self, node: t.Node) -> t.Node:
        if self.tokens[self.index] in ("^{", "!"):
            self.fail("may be misread without brackets before it")
        return node
