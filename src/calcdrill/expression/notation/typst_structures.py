"""The Typst of relations, cases, vectors, named functions and of calculus that is still to be worked out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.notation.layout import IN_INTEGRAL, IN_LIMIT, IN_NEGATIVE, may_be_raised
from calcdrill.expression.notation.typst_parts import WRITERS, inside, listed, string_literal, typst_name

RELATION_SIGNS: Final = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "approx"}
_POINT_TYPES: Final = {"min": "minimum", "max": "maximum", "saddle": "saddle point", "neither": "neither"}


def _write(node: t.Node) -> str:
    return WRITERS[type(node)](node)


def _apply(node: t.Apply) -> str:
    letters = typst_name(node.function)
    if letters.startswith("upright(") and letters.endswith(")"):
        letters = f"op{letters.removeprefix('upright')}"
    head = letters + ("'" * node.primes if node.primes < 4 else f"^(({node.primes}))")
    return f"{head} ({listed(node.arguments)})" if node.arguments or not node.primes else head


def _relation(node: t.Relation) -> str:
    parts = [inside(node.sides[0])]
    for operator, side in zip(node.operators, node.sides[1:], strict=True):
        if operator not in RELATION_SIGNS:
            raise Unwritable(f"there is no relation {operator!r}")
        parts += [RELATION_SIGNS[operator], inside(side)]
    return " ".join(parts)


def _piecewise(node: t.Piecewise) -> str:
    rows = [f"{inside(value)} & {_condition(condition)}" for value, condition in node.branches]
    if node.otherwise is not None:
        rows.append(f'{inside(node.otherwise)} & "otherwise"')
    return f"cases({', '.join(rows)})"


def _condition(node: t.Node) -> str:
    return _write(node) if type(node) is t.Text else f'"if" {_write(node)}'


def _vector(node: t.Vector) -> str:
    if len(node.entries) == 1:  # the gaps tell it from a bracket
        return f"(thin {inside(node.entries[0])} thin)"
    return f"({listed(node.entries)})"


def _matrix(node: t.Matrix) -> str:
    return f"mat({'; '.join(listed(row) for row in node.rows)})"


def _derivative(node: t.Derivative) -> str:
    """The operator before its body in square brackets; the variable that comes first is written last."""
    sign = "partial" if node.partial else "d"
    below = []
    for name, group in groupby(reversed(node.variables)):
        count = len(list(group))
        below.append(f"{sign} {typst_name(name)}" + (f"^({count})" if count > 1 else ""))
    order = f"^({len(node.variables)})" if len(node.variables) > 1 else ""
    return f"frac({sign}{order}, {' thin '.join(below)}) [{_write(node.body)}]"


def _integral(node: t.Integral) -> str:
    limits = ""
    if node.lower is not None and node.upper is not None:
        limits = f"_({inside(node.lower)})^({inside(node.upper)})"
    return f"integral{limits} {inside(node.body, IN_INTEGRAL)} thin d {typst_name(node.variable)}"


def _limit(node: t.Limit) -> str:
    if node.side not in {"", "+", "-"}:
        raise Unwritable(f"a limit has no side {node.side!r}")
    to = inside(node.to)
    if node.side:
        to = f"{to if may_be_raised(node.to) else f'({to})'}^({node.side})"
    return f"lim_({typst_name(node.variable)} -> {to}) {inside(node.body, IN_LIMIT)}"


def _at(node: t.At) -> str:
    point = ", ".join(f"{typst_name(name)} = {inside(value)}" for name, value in node.point)
    return f"lr({inside(node.body, IN_NEGATIVE)} |)_({point})"


def _points(node: t.Points) -> str:
    names = [typst_name(name) for name in node.variables]
    head = names[0] if len(names) == 1 else f"({', '.join(names)})"
    if not node.items:
        return f"{head} in emptyset"
    return r"\, quad ".join(f"{head} = {_values(values)}{_point_type(kind)}" for values, kind in node.items)


def _values(values: tuple[t.Node, ...]) -> str:
    return inside(values[0]) if len(values) == 1 else f"({listed(values)})"


def _point_type(kind: str) -> str:
    return " " + string_literal(f" ({_POINT_TYPES.get(kind, kind)})") if kind else ""


STRUCTURES: Final[dict[type[t.Node], Callable[..., str]]] = {
    t.Apply: _apply,
    t.Relation: _relation,
    t.Piecewise: _piecewise,
    t.Vector: _vector,
    t.Matrix: _matrix,
    t.Derivative: _derivative,
    t.Integral: _integral,
    t.Limit: _limit,
    t.At: _at,
    t.Points: _points,
}
