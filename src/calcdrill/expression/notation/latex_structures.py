r"""The LaTeX of relations, cases, vectors, named functions and of calculus that is still to be worked out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.notation.latex_signs import (
    POINT_TYPES,
    RELATION_SIGNS,
    WRITERS,
    inside,
    latex_name,
    listed,
)
from calcdrill.expression.notation.layout import IN_INTEGRAL, IN_LIMIT, may_be_raised

_OTHERWISE: Final = t.Text("otherwise")


def _apply(node: t.Apply) -> str:
    primes = "'" * node.primes if node.primes < 4 else f"^{{({node.primes})}}"
    head = latex_name(node.function) + primes
    if primes and not node.arguments:
        return head
    return rf"{head}{{\left({listed(node.arguments)}\right)}}"


def _relation(node: t.Relation) -> str:
    if not node.operators or len(node.sides) != len(node.operators) + 1:
        raise Unwritable("a relation has one sign between each two of its sides")
    text = inside(node.sides[0])
    for operator, side in zip(node.operators, node.sides[1:], strict=True):
        if operator not in RELATION_SIGNS:
            raise Unwritable(f"there is no relation {operator!r}")
        text += f" {RELATION_SIGNS[operator]} {inside(side)}"
    return text


def _piecewise(node: t.Piecewise) -> str:
    branches, otherwise = node.branches, node.otherwise
    if otherwise is None and branches and branches[-1][1] == _OTHERWISE:
        branches, otherwise = branches[:-1], branches[-1][0]
    rows = [f"{inside(value)} & {_condition(condition)}" for value, condition in branches]
    if otherwise is not None:
        rows.append(rf"{inside(otherwise)} & \text{{otherwise}}")
    if not rows:
        raise Unwritable("a piecewise form has one branch or more")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def _condition(node: t.Node) -> str:
    text = WRITERS[type(node)](node)
    if isinstance(node, t.Text) and node.text not in ("if ", "otherwise"):
        return text
    return rf"\text{{if }} {text}"


def _vector(node: t.Vector) -> str:
    if len(node.entries) == 1:
        return rf"\left(\,{inside(node.entries[0])}\,\right)"
    if not node.entries:
        raise Unwritable("a vector has one entry or more")
    return rf"\left({listed(node.entries)}\right)"


def _matrix(node: t.Matrix) -> str:
    if not node.rows or not node.rows[0] or len({len(row) for row in node.rows}) != 1:
        raise Unwritable("a matrix has rows of one length")
    rows = (" & ".join([WRITERS[type(entry)](entry) for entry in row]) for row in node.rows)
    return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"


@lru_cache(maxsize=1024)
def _operator(variables: tuple[str, ...], partial: bool) -> str:
    r"""``\frac{d}{dx}``; the variable that comes first is differentiated by first, so it is written last."""
    if not variables:
        raise Unwritable("a derivative names a variable")
    sign, gap = (r"\partial", " ") if partial else ("d", "")
    below = []
    for name, group in groupby(reversed(variables)):
        times = len(list(group))
        below.append(f"{sign}{gap}{latex_name(name)}" + (f"^{{{times}}}" if times > 1 else ""))
    order = f"^{{{len(variables)}}}" if len(variables) > 1 else ""
    return rf"\frac{{{sign}{order}}}{{" + r"\,".join(below) + "}"


def _derivative(node: t.Derivative) -> str:
    return rf"{_operator(node.variables, node.partial)}\left[{WRITERS[type(node.body)](node.body)}\right]"


def _integral(node: t.Integral) -> str:
    limits = ""
    if node.lower is not None and node.upper is not None:
        limits = f"_{{{inside(node.lower)}}}^{{{inside(node.upper)}}}"
    elif node.lower is not None or node.upper is not None:
        raise Unwritable("an integral has both limits or none")
    return rf"\int{limits} {inside(node.body, IN_INTEGRAL)}\,d{latex_name(node.variable)}"


def _limit(node: t.Limit) -> str:
    if node.side not in ("", "+", "-"):
        raise Unwritable(f"a limit has no side {node.side!r}")
    to = inside(node.to)
    if node.side:
        to = to if may_be_raised(node.to) else rf"\left({to}\right)"
        to = f"{to}^{{{node.side}}}"
    return rf"\lim_{{{latex_name(node.variable)} \to {to}}} {inside(node.body, IN_LIMIT)}"


def _at(node: t.At) -> str:
    if not node.point:
        raise Unwritable("an evaluation names a variable")
    point = ", ".join(f"{latex_name(name)} = {inside(value)}" for name, value in node.point)
    return rf"\left.{WRITERS[type(node.body)](node.body)}\right|_{{{point}}}"


def _points(node: t.Points) -> str:
    if not node.items and not node.variables:
        return r"\varnothing"
    head = _tuple([latex_name(name) for name in node.variables])
    if not node.items:
        return rf"{head} \in \varnothing"
    if any(len(values) != len(node.variables) for values, _ in node.items):
        raise Unwritable("a point has a value for each variable")
    values = [(_tuple([inside(value) for value in values]), kind) for values, kind in node.items]
    if not any(kind for _, kind in values):
        return rf"{head} \in \left\{{" + r",\ ".join([value for value, _ in values]) + r"\right\}"
    if not all(kind in POINT_TYPES for _, kind in values):
        raise Unwritable("a point's type is min, max, saddle or neither")
    return r",\quad ".join(rf"{head} = {value}\ \text{{({POINT_TYPES[kind]})}}" for value, kind in values)


def _tuple(parts: list[str]) -> str:
    if not parts:
        raise Unwritable("points have one variable or more")
    return parts[0] if len(parts) == 1 else rf"\left({', '.join(parts)}\right)"


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
