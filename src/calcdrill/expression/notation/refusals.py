"""Trees that no notation prints: what each class of nodes must have, and the words of the refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeVar

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS

POINT_TYPES: Final = {
    "min": "minimum",
    "max": "maximum",
    "saddle": "saddle point",
    "neither": "neither",
    "": "point",
}
OPERATORS: Final = ("=", "!=", "<", "<=", ">", ">=", "~")

Written = TypeVar("Written")


def _takes(node: t.Call) -> bool:
    known = FUNCTIONS.get(node.function)
    return known is None or known.least <= len(node.arguments) <= (known.most or len(node.arguments))


def _is_rectangle(node: t.Matrix) -> bool:
    return len({len(row) for row in node.rows}) == 1 and bool(node.rows[0])


def _is_a_chain(node: t.Relation) -> bool:
    return len(node.sides) == len(node.operators) + 1 > 1 and all(sign in OPERATORS for sign in node.operators)


def _are_points(node: t.Points) -> bool:
    if not node.items:
        return True
    width = len(node.variables)
    return width > 0 and all(len(values) == width and kind in POINT_TYPES for values, kind in node.items)


RULES: Final[Mapping[type[t.Node], tuple[Callable[[Any], bool], str]]] = {
    t.Text: (lambda node: node.text.isprintable(), "words hold a character that cannot be printed"),
    t.Sum: (lambda node: len(node.terms) > 1, "a sum has two or more terms"),
    t.Product: (lambda node: len(node.factors) > 1, "a product has two or more factors"),
    t.Call: (_takes, "a function takes as many arguments as it has"),
    t.Relation: (_is_a_chain, f"a relation has one of {' '.join(OPERATORS)} between each two of its sides"),
    t.Piecewise: (lambda node: node.branches or node.otherwise, "a piecewise form has one branch or more"),
    t.Vector: (lambda node: bool(node.entries), "a vector has one entry or more"),
    t.Matrix: (_is_rectangle, "a matrix has rows of one length"),
    t.Derivative: (lambda node: bool(node.variables), "a derivative names a variable"),
    t.Integral: (lambda node: (node.lower is None) is (node.upper is None), "an integral has both limits or none"),
    t.Limit: (lambda node: node.side in ("", "+", "-"), "a limit's side is + or -, or it has none"),
    t.At: (lambda node: bool(node.point), "an evaluation names a variable"),
    t.Points: (_are_points, "a point has a value for each variable, and is a min, max, saddle or neither"),
}
"""What must hold of a node, and what is said where it does not."""


MANY: Final = frozenset(name for name, function in FUNCTIONS.items() if function.least > 1)
"""Functions of more than one argument."""


def require(node: t.Node) -> None:
    """Raises Unwritable where the node has not what it must have."""
    holds, reason = RULES[type(node)]
    if not holds(node):
        raise Unwritable(reason)


class Table(dict[type[t.Node], Callable[..., Written]]):
    """A notation: for each class of nodes what writes it. Raises Unwritable for a class without a form."""

    def __init__(self, notation: str) -> None:
        super().__init__()
        self.notation = notation

    def __missing__(self, key: type[t.Node]) -> NoReturn:
        raise Unwritable(f"{self.notation} has no form for {key.__name__}")

    def fill(
        self, writers: Mapping[type[t.Node], Callable[..., Written]], quick: frozenset[type[t.Node]] = frozenset()
    ) -> None:
        """Put the writers in, each behind the check of its node; those of ``quick`` look for themselves."""
        for kind, write in writers.items():
            self[kind] = _required(write) if kind in RULES.keys() - quick else write


QUICK: Final = frozenset({t.Sum, t.Product, t.Call})
"""Classes that are so common that the fast writers look for themselves."""


def _required(write: Callable[..., Written]) -> Callable[..., Written]:
    def checked(node: t.Node, *more: Any) -> Written:
        require(node)
        return write(node, *more)

    return checked
