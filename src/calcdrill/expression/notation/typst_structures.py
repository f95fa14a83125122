"""The Typst of relations, cases, vectors, named functions and of calculus that is still to be worked out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.layout import IN_INTEGRAL, IN_LIMIT, IN_NEGATIVE, may_be_raised
from calcdrill.expression.notation.typst_parts import WRITERS, inside, listed, string_literal, typst_name
from calcdrill.expression.tree import (
    Apply,
    At,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Node,
    Piecewise,
    Points,
    Relation,
    Text,
    Vector,
)

RELATION_SIGNS: Final = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "approx"}
_POINT_TYPES: Final = {"min": "minimum", "max": "maximum", "saddle": "saddle point", "neither": "neither"}


def _write(node: Node) -> str:
    return WRITERS[type(node)](node)


def _apply(node: Apply) -> str:
    letters = typst_name(node.function)
    if letters.startswith("upright(") and letters.endswith(")"):
        letters = f"op{letters.removeprefix('upright')}"
    head = letters + ("'" * node.primes if node.primes < 4 else f"^(({node.primes}))")
    return f"{head} ({listed(node.arguments)})" if node.arguments or not node.primes else head


def _relation(node: Relation) -> str:
    parts = [inside(node.sides[0])]
    for operator, side in zip(node.operators, node.sides[1:], strict=True):
        if operator not in RELATION_SIGNS:
            raise Unwritable(f"there is no relation {operator!r}")
        parts += [RELATION_SIGNS[operator], inside(side)]
    return " ".join(parts)


def _piecewise(node: Piecewise) -> str:
    rows = [f"{inside(value)} & {_condition(condition)}" for value, condition in node.branches]
    if node.otherwise is not None:
        rows.append(f'{inside(node.otherwise)} & "otherwise"')
    return f"cases({', '.join(rows)})"


def _condition(node: Node) -> str:
    return _write(node) if type(node) is Text else f'"if" {_write(node)}'


def _vector(node: Vector) -> str:
    if len(node.entries) == 1:  # the gaps tell it from a bracket
        return f"(thin {inside(node.entries[0])} thin)"
    return f"({listed(node.entries)})"


def _matrix(node: Matrix) -> str:
    return f"mat({'; '.join(listed(row) for row in node.rows)})"


def _derivative(node: Derivative) -> str:
    """The operator before its body in square brackets; the variable that comes first is written last."""
    sign = "partial" if node.partial else "d"
    below = []
    for name, group in groupby(reversed(node.variables)):
        count = len(list(group))
        below.append(f"{sign} {typst_name(name)}" + (f"^({count})" if count > 1 else ""))
    order = f"^({len(node.variables)})" if len(node.variables) > 1 else ""
    return f"frac({sign}{order}, {' thin '.join(below)}) [{_write(node.body)}]"


def _integral(node: Integral) -> str:
    limits = ""
    if node.lower is not None and node.upper is not None:
        limits = f"_({inside(node.lower)})^({inside(node.upper)})"
    return f"integral{limits} {inside(node.body, IN_INTEGRAL)} thin d {typst_name(node.variable)}"


def _limit(node: Limit) -> str:
    if node.side not in {"", "+", "-"}:
        raise Unwritable(f"a limit has no side {node.side!r}")
    to = inside(node.to)
    if node.side:
        to = f"{to if may_be_raised(node.to) else f'({to})'}^({node.side})"
    return f"lim_({typst_name(node.variable)} -> {to}) {inside(node.body, IN_LIMIT)}"


def _at(node: At) -> str:
    point = ", ".join(f"{typst_name(name)} = {inside(value)}" for name, value in node.point)
    return f"lr({inside(node.body, IN_NEGATIVE)} |)_({point})"


def _points(node: Points) -> str:
    names = [typst_name(name) for name in node.variables]
    head = names[0] if len(names) == 1 else f"({', '.join(names)})"
    if not node.items:
        return f"{head} in emptyset"
    return r"\, quad ".join(f"{head} = {_values(values)}{_point_type(kind)}" for values, kind in node.items)


def _values(values: tuple[Node, ...]) -> str:
    return inside(values[0]) if len(values) == 1 else f"({listed(values)})"


def _point_type(kind: str) -> str:
    return " " + string_literal(f" ({_POINT_TYPES.get(kind, kind)})") if kind else ""


STRUCTURES: Final[dict[type[Node], Callable[..., str]]] = {
    Apply: _apply,
    Relation: _relation,
    Piecewise: _piecewise,
    Vector: _vector,
    Matrix: _matrix,
    Derivative: _derivative,
    Integral: _integral,
    Limit: _limit,
    At: _at,
    Points: _points,
}
