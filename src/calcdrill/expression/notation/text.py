"""Tree → text of the safe language: ``read`` makes the same tree of it. Also the echo of a typed answer.

Under other conventions it is the text that a learner types who has them: ``(0,5; tg(x))``.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.notation.conventions import DEFAULT, INVERSES, Conventions
from calcdrill.expression.notation.digits import decimal_digits, is_fraction
from calcdrill.expression.notation.linear import LOOSE, arithmetic, word
from calcdrill.expression.notation.normal import fold_quotes
from calcdrill.expression.notation.refusals import Table

_OPERATORS: Final = frozenset(
    {"diff", "partial", "integral", "limit", "limit_above", "limit_below", "at", "piecewise", "root"}
)
_TAKEN: Final = _OPERATORS | FUNCTIONS.keys() | ALIASES.keys() | {"log2", "log10", "log_2", "log_10"}
"""Words that mean something of their own before a bracket."""
_LIMITS: Final = {"": "limit", "+": "limit_above", "-": "limit_below"}


def write_text(node: t.Node, conventions: Conventions = DEFAULT) -> str:
    """The expression on one line of plain text. Raises Unwritable where the language has no form."""
    return (_WRITERS if conventions is DEFAULT else _under(conventions))[type(node)](node)


def _text(node: t.Text) -> str:
    return f'"{fold_quotes(node.text)}"'


class _Writer:
    """The forms of the language; ``forms`` writes a node by its class."""

    def __init__(self, conventions: Conventions) -> None:
        self.conventions = conventions
        self.separator = f"{conventions.separator} "
        self.brackets = {"(": "(%s)", "⟨": "<%s>"}[conventions.vector[0]]
        self.head = cache(self._head)
        self.forms: Final[Table[str]] = Table("plain text")
        self.forms.fill(
            {
                **arithmetic(self.forms, "^", self._number),
                t.Text: _text,
                t.Call: self._call,
                t.Apply: self._apply,
                t.Relation: self._relation,
                t.Piecewise: self._piecewise,
                t.Vector: self._vector,
                t.Matrix: self._matrix,
                t.Derivative: self._derivative,
                t.Integral: self._integral,
                t.Limit: self._limit,
                t.At: self._at,
                t.Points: self._points,
            },
            frozenset({t.Sum, t.Product}),
        )

    def _listed(self, nodes: tuple[t.Node, ...]) -> str:
        return self.separator.join([self.forms[type(node)](node) for node in nodes])

    def _inside(self, node: t.Node) -> str:
        text = self.forms[type(node)](node)
        return f"({text})" if type(node) in LOOSE else text

    def _number(self, node: t.Number) -> str:
        value = node.value
        if node.decimal:
            digits = decimal_digits(value)
            if digits is not None:
                return digits.replace(".", self.conventions.decimal)
        return str(value)

    def _call(self, node: t.Call) -> str:
        if node.function == "factorial" and len(node.arguments) == 1:
            argument = node.arguments[0]
            is_bare = type(argument) is t.Name or (type(argument) is t.Number and not is_fraction(argument))
            return f"{self._listed(node.arguments)}!" if is_bare else f"({self._listed(node.arguments)})!"
        return f"{self.head(node.function)}({self._listed(node.arguments)})"

    def _head(self, function: str) -> str:
        if function in INVERSES and self.conventions.inverse == "sin⁻¹":
            return f"{self.conventions.function(INVERSES[function])}^-1"
        return word(self.conventions.function(function))

    def _apply(self, node: t.Apply) -> str:
        head = word(node.function) + "'" * node.primes
        if node.primes and not node.arguments:
            return head
        if not node.primes and node.function in _TAKEN:
            raise Unwritable(f"{node.function} is the name of a function already")
        return f"{head}({self._listed(node.arguments)})"

    def _relation(self, node: t.Relation) -> str:
        text = self._inside(node.sides[0])
        for operator, side in zip(node.operators, node.sides[1:], strict=True):
            text += f" {operator} {self._inside(side)}"
        return text

    def _piecewise(self, node: t.Piecewise) -> str:
        branches, otherwise = node.branches, node.otherwise
        if otherwise is None and len(branches) > 1 and branches[-1][1] == t.Text("otherwise"):
            branches, otherwise = branches[:-1], branches[-1][0]
        if not branches or not all(isinstance(condition, t.Relation) for _, condition in branches):
            raise Unwritable("each branch of a piecewise form has a relation as its condition")
        parts = tuple(part for branch in branches for part in branch)
        return f"piecewise({self._listed(parts if otherwise is None else (*parts, otherwise))})"

    def _vector(self, node: t.Vector) -> str:
        if len(node.entries) > 1:
            return self.brackets % self._listed(node.entries)
        if isinstance(node.entries[0], t.Vector):
            raise Unwritable("a vector has no other vector as its only entry")
        return f"[{self._listed(node.entries)}]"

    def _matrix(self, node: t.Matrix) -> str:
        if any(isinstance(entry, t.Vector) for row in node.rows for entry in row):
            raise Unwritable("a matrix has no vectors as its entries")
        return f"[{self.separator.join([f'[{self._listed(row)}]' for row in node.rows])}]"

    def _derivative(self, node: t.Derivative) -> str:
        operator = "partial" if node.partial else "diff"
        return f"{operator}({self._listed((node.body, *map(t.Name, node.variables)))})"

    def _integral(self, node: t.Integral) -> str:
        limits = () if node.lower is None or node.upper is None else (node.lower, node.upper)
        return f"integral({self._listed((node.body, t.Name(node.variable), *limits))})"

    def _limit(self, node: t.Limit) -> str:
        return f"{_LIMITS[node.side]}({self._listed((node.body, t.Name(node.variable), node.to))})"

    def _at(self, node: t.At) -> str:
        settings = [f"{word(name)} = {self._inside(value)}" for name, value in node.point]
        return f"at({self.separator.join([self.forms[type(node.body)](node.body), *settings])})"

    def _points(self, node: t.Points) -> str:
        names = self.separator.join(map(word, node.variables))
        head = names if len(node.variables) == 1 else f"({names})"
        items = []
        for values, kind in node.items:
            value = self._inside(values[0]) if len(values) == 1 else f"({self._listed(values)})"
            items.append(f"{head} = {value}" + (f": {kind}" if kind else ""))
        return f"{{{'; '.join(items)}}}"


_under: Final = cache(lambda conventions: _Writer(conventions).forms)
_WRITERS: Final[Table[str]] = _under(DEFAULT)
