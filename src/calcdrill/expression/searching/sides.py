"""What a function with kinks is on each side of a place: |x|·x is −x·x below 0 and x·x above.

Which branch of |·|, max, a case and their kin holds on a whole side is proved: what decides it has no zero on the cell,
or it is 0 at the place and its slope is not 0 on the cell.
"""

from __future__ import annotations

from flint import arb, fmpq

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.enclosure import Enclosure, enclose
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.exact import exact_value
from calcdrill.expression.rationals import fraction
from calcdrill.expression.tidy import tidy

__all__ = ["is_steep_across"]


class _Open(Exception):
    """It is not proved which branch holds."""


def is_steep_across(function: t.Node, variable: str, place: fmpq, cell: arb) -> bool:
    """Whether the derivative exists on the whole cell and is nowhere 0, although a kink may stand at the place."""
    try:
        sides = [_on_side(function, variable, place, cell, side) for side in (-1, 1)]
    except _Open:
        return False
    slopes = [differentiate(side, variable) for side in sides]
    found = [enclose(side, {variable: cell}) for side in sides]
    if not all(isinstance(one, Enclosure) and one.smooth and _sign(one) for one in found):
        return False
    point = {variable: t.number(fraction(place))}
    meets = all(_is_same(function, side, point) for side in sides)
    return meets and _is_same(slopes[0], slopes[1], point)


def _sign(found: Enclosure) -> int:
    """The sign of the slope on the whole cell, or 0."""
    slope = None if found.slopes is None else found.slopes[0]
    return 0 if slope is None else 1 if slope > 0 else -1 if slope < 0 else 0


def _is_same(one: t.Node, other: t.Node, point: dict[str, t.Node]) -> bool:
    return tidy(t.Sum((t.substitute(one, point), t.Negative(t.substitute(other, point))))) == t.ZERO


def _on_side(function: t.Node, variable: str, place: fmpq, cell: arb, side: int) -> t.Node:
    def sign(tree: t.Node) -> int:
        found = enclose(tree, {variable: cell})
        if not isinstance(found, Enclosure):
            raise _Open
        if found.ball > 0 or found.ball < 0:
            return 1 if found.ball > 0 else -1
        at = exact_value(tidy(t.substitute(tree, {variable: t.number(fraction(place))})))
        if at != 0 or not found.smooth or not _sign(found):
            raise _Open
        return _sign(found) * side

    def smooth(node: t.Node) -> t.Node:
        match node:
            case t.Call(function=name, arguments=(u,)) if (formulas := facts.sides(name)) is not None:
                return formulas[sign(u) > 0](u)
            case t.Call(function="max" | "min" as name, arguments=(u, v)):
                return u if (sign(t.Sum((u, t.Negative(v)))) > 0) == (name == "max") else v
            case t.Piecewise(branches=branches, otherwise=otherwise):
                for branch, condition in branches:
                    if _holds(condition):
                        return branch
                if otherwise is not None:
                    return otherwise
                raise _Open
        return node

    def _holds(condition: t.Node) -> bool:
        if not isinstance(condition, t.Relation) or len(condition.sides) != 2:
            raise _Open
        left, right = condition.sides
        above = sign(t.Sum((left, t.Negative(right)))) > 0
        return condition.operators[0] in ({">", ">=", "!="} if above else {"<", "<=", "!="})

    return t.transform(function, smooth)
