"""Functions of one variable with corners: where they are, and the smooth function on each side.

A corner may be where the inside of abs, relu or a root is 0, or where two arguments of max or min are equal. Between
neighbouring corners each of these is one of its smooth branches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.exact import exact_value
from calcdrill.expression.solving.recognise import interval, zeros_inside
from calcdrill.expression.solving.zeros import in_order, sign_of
from calcdrill.expression.tidy import tidy

__all__ = ["Piece", "beside", "candidates", "has_corners", "is_corner", "pieces"]

_CHOSEN: Final = frozenset({"max", "min"})
_PRECISION: Final = 384
_STEP: Final = fmpq(1, 2**40)


@dataclass(frozen=True)
class Piece:
    """A smooth ``function`` between two corners (None: no end), and a point in between."""

    function: t.Node
    low: t.Node | None
    high: t.Node | None
    inside: Fraction

    def holds(self, place: t.Node) -> bool:
        """Whether a number lies strictly between the ends."""
        above = self.low is None or sign_of(t.Sum((place, t.Negative(self.low)))) > 0
        return above and (self.high is None or sign_of(t.Sum((self.high, t.Negative(place)))) > 0)


def has_corners(function: t.Node, variable: str) -> bool:
    """Whether there is something in the function that may make a corner."""
    return any(True for _ in _insides(function, variable))


def candidates(function: t.Node, variable: str, domain: tuple[t.Node, ...]) -> tuple[t.Node, ...]:
    """Where a corner may be inside the domain, in ascending order; raises Unsolved where that has no closed form."""
    found: list[t.Node] = []
    for inside in dict.fromkeys(_insides(function, variable)):
        if tidy(inside) != t.ZERO:
            found.extend(zeros_inside(tidy(inside), variable, domain))
    low, high = interval(domain, variable)
    whole = Piece(function, low, high, Fraction(0))
    return tuple(place for place in in_order(found) if whole.holds(place))


def _insides(function: t.Node, variable: str) -> Iterator[t.Node]:
    for node in t.walk(function):
        match node:
            case t.Piecewise():
                raise Unsolved("pieces with conditions are not looked at: only abs, max, min and relu")
            case t.Call(function=name, arguments=(inside,)) if facts.sides(name) or name in {"sqrt", "cbrt"}:
                if variable in t.names(inside):
                    yield inside
            case t.Call(function=name, arguments=arguments) if name in _CHOSEN:
                yield from (t.Sum((a, t.Negative(b))) for a, b in combinations(arguments, 2))
            case t.Power(base=base, exponent=exponent) if variable in t.names(base):
                exact = exact_value(exponent)
                if exact is not None and Fraction(exact).denominator > 1:
                    yield base


def pieces(function: t.Node, variable: str, corners: Sequence[t.Node], domain: tuple[t.Node, ...]) -> list[Piece]:
    """The smooth branches between neighbouring corners and the ends, where the function is defined."""
    low, high = interval(domain, variable)
    ends: list[t.Node | None] = [low, *corners, high]
    found = []
    for k, (left, right) in enumerate(pairwise(ends)):
        inside = _between(left, right)
        if value(function, {variable: inside}).is_finite():
            below, above = (None if k == 0 else left), (None if k == len(corners) else right)
            found.append(Piece(_branch(function, variable, inside), below, above, inside))
    return found


def _between(low: t.Node | None, high: t.Node | None) -> Fraction:
    """A short number between two ends."""
    if low is None and high is None:
        return Fraction(1, 3)
    if low is None or high is None:
        end, step = (high, -1) if low is None else (low, 1)
        assert end is not None
        return Fraction(round(float(value(end, {}).mid()))) + 2 * step
    middle = (value(low, {}) + value(high, {})) / 2
    width = float((value(high, {}) - value(low, {})).mid())
    return Fraction(float(middle.mid())).limit_denominator(int(8 / width) + 8)


def _branch(function: t.Node, variable: str, at: Fraction) -> t.Node:
    """The function with abs, relu, sign, max and min replaced by what they are around ``at``."""

    def height(node: t.Node) -> arb:
        return value(node, {variable: at})

    def smooth(node: t.Node) -> t.Node:
        match node:
            case t.Call(function=name, arguments=(inside,)) if (formulas := facts.sides(name)) is not None:
                return formulas[bool(height(inside) > 0)](inside)
            case t.Call(function="max" | "min" as name, arguments=arguments):
                turn = 1 if name == "max" else -1
                return max(arguments, key=lambda node: turn * float(height(node).mid()))
        return node

    return t.transform(function, smooth)


def is_corner(function: t.Node, variable: str, place: t.Node, around: Sequence[Piece]) -> bool | None:
    """Whether the derivative does not exist at a candidate inside the domain; None where the function ends there.

    False: it exists, and is the slope of the piece on either side.
    """
    sides = [piece for piece in around if place in (piece.low, piece.high)]
    if len(sides) < 2 or not value(function, {variable: place}).is_finite():
        return None
    slopes = [
        value(differentiate(piece.function, variable), {variable: place}, _PRECISION) for piece in sides
    ]
    if not all(slope.is_finite() for slope in slopes):
        return True
    worked = [tidy(t.substitute(differentiate(piece.function, variable), {variable: place})) for piece in sides]
    return worked[0] != worked[1] and not slopes[0].overlaps(slopes[1])


def beside(place: t.Node, step: fmpq = _STEP) -> tuple[arb, arb]:
    """Balls a little below and above a number."""
    with working(2 * _PRECISION):
        centre = value(place, {}, 2 * _PRECISION)
        return centre - arb(step), centre + arb(step)
