"""Trees that repeat themselves: a variable that stands in sines and the like of a·x + b alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from flint import arb, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.rationals import common_divisor, fraction
from calcdrill.expression.waves import WAVES

__all__ = ["period", "zeros_of_wave"]

_TWO_PI: Final = Fraction(710, 113) + Fraction(1, 10**6)
"""A little more than 2π: a search along it misses nothing of a period."""


def period(trees: Iterable[t.Node], name: str) -> Fraction | None:
    """A length that is a period of all the trees in a variable, or a little more; None where there is none."""
    slopes: set[Fraction] = set()
    if not all(_collect(tree, name, slopes) for tree in trees) or not slopes:
        return None
    return _TWO_PI / common_divisor(slopes)


def _collect(node: t.Node, name: str, slopes: set[Fraction]) -> bool:
    """Take note of the slopes inside waves; False where the variable stands elsewhere too."""
    if isinstance(node, t.Call) and node.function in WAVES:
        slope = _slope(node.arguments[0], name)
        if slope:
            slopes.add(abs(slope))
            return True
    if isinstance(node, t.Derivative) and name in node.variables and _slope(node.body, name) is not None:
        return True  # the slope of a line is a number
    if isinstance(node, t.Name):
        return node.name != name
    if isinstance(node, t.At | t.Integral | t.Limit) and name in t.names(node):
        return False
    return all(_collect(child, name, slopes) for child in node.children)


def _slope(argument: t.Node, name: str) -> Fraction | None:
    """a of a·x + b, where a is a number."""
    others = {other: fmpq(0) for other in t.names(argument) - {name}}
    for values in (others, {other: fmpq(7, 11) for other in others}):
        line = polynomial(argument, name, values)
        if line is None or line.degree() != 1:
            return None
    assert line is not None
    if others and polynomial(argument, name, others)[1] != line[1]:  # type: ignore[index]
        return None
    return fraction(line[1])


def zeros_of_wave(node: t.Node, name: str, others: Mapping[str, fmpq]) -> list[fmpq]:
    """The zeros of sin(a·x + b) or cos(a·x + b) that are next to the one in the middle."""
    if not isinstance(node, t.Call) or node.function not in {"sin", "cos"}:
        return []
    inside = polynomial(node.arguments[0], name, others)
    if inside is None or inside.degree() != 1:
        return []
    half = arb.pi() / 2
    turns = range(-4, 5, 2) if node.function == "sin" else range(-5, 6, 2)
    return [((half * k - arb(inside[0])) / arb(inside[1])).mid().fmpq() for k in turns]
