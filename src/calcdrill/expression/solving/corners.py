"""Functions of one variable with corners: where they are, and the smooth function on each side.

Where a corner may be is what ``irregular`` says. Between neighbouring corners |·|, max and their kin, and the cases of
a piecewise function, are each one of their smooth branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator, columns_at, value, working
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.searching.numerals import finest
from calcdrill.expression.solving.irregular import Fault, irregularities
from calcdrill.expression.solving.recognise import interval, zeros_inside
from calcdrill.expression.solving.zeros import in_order, sign_of
from calcdrill.expression.tidy import tidy

__all__ = ["Piece", "beside", "candidates", "has_corners", "is_corner", "pieces", "require_continuous"]

_PRECISION: Final = 384


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

    def ends(self, variable: str) -> tuple[t.Node, ...]:
        """The ends as conditions."""
        x = t.Name(variable)
        below = () if self.low is None else (t.Relation((x, self.low), (">",)),)
        return below if self.high is None else (*below, t.Relation((x, self.high), ("<",)))


def has_corners(function: t.Node, variable: str) -> bool:
    """Whether there is something in the function that may make a corner."""
    try:
        return bool(_insides(function, variable))
    except Unsolved:
        return True


def candidates(function: t.Node, variable: str, domain: tuple[t.Node, ...]) -> tuple[t.Node, ...]:
    """Where a corner may be inside the domain, in ascending order; raises Unsolved where that has no closed form."""
    places: list[t.Node] = []
    for inside in _insides(function, variable):
        places.extend(_zeros(inside, variable, domain))
    low, high = interval(domain, variable)
    whole = Piece(function, low, high, Fraction(0))
    return tuple(place for place in in_order(places) if whole.holds(place))


def _zeros(inside: t.Node, variable: str, domain: tuple[t.Node, ...]) -> list[t.Node]:
    """The zeros of a tree; of one that has corners itself, such as x² − 2·|x|, those of its pieces and its corners."""
    try:
        return list(zeros_inside(inside, variable, domain))
    except Unsolved:
        if not has_corners(inside, variable):
            raise
    corners = candidates(inside, variable, domain)
    zeros = [place for place in corners if 0 in value(inside, {variable: place})]
    for piece in pieces(inside, variable, corners, domain):
        if variable in t.names(piece.function):
            zeros += filter(piece.holds, zeros_inside(tidy(piece.function), variable, (*domain, *piece.ends(variable))))
    return zeros


def _insides(function: t.Node, variable: str) -> list[t.Node]:
    places = irregularities(function, frozenset({variable}))
    insides = dict.fromkeys(tidy(place.inside) for place in places if place.fault is not Fault.POLE)
    return [inside for inside in insides if variable in t.names(inside)]


def pieces(function: t.Node, variable: str, corners: Sequence[t.Node], domain: tuple[t.Node, ...]) -> list[Piece]:
    """The smooth branches between neighbouring corners and the ends, where the function is defined."""
    low, high = interval(domain, variable)
    ends: list[t.Node | None] = [low, *corners, high]
    cut = []
    for k, (left, right) in enumerate(pairwise(ends)):
        inside = _between(left, right)
        if value(function, {variable: inside}).is_finite():
            below, above = (None if k == 0 else left), (None if k == len(corners) else right)
            cut.append(Piece(_branch(function, variable, inside), below, above, inside))
    return cut


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
            case t.Piecewise():
                return _case(node, variable, at)
            case t.Call(function="sqrt", arguments=(t.Power(base=inside, exponent=t.TWO),)):
                return inside if height(inside) > 0 else t.Negative(inside)
        return node

    return t.transform(function, smooth)


def _case(node: t.Piecewise, variable: str, at: Fraction) -> t.Node:
    """The case that holds at a number."""
    with working(_PRECISION):
        evaluator = Evaluator(columns_at({variable: at}), 1)
        for branch, condition in node.branches:
            truth = evaluator.truth(condition)[0]
            if truth is None:
                raise Unsolved("it cannot be told which case of the function holds")
            if truth:
                return branch
    if node.otherwise is None:
        raise Unsolved("the function has no value between two of its cases")
    return node.otherwise


def is_corner(function: t.Node, variable: str, place: t.Node, around: Sequence[Piece]) -> bool | None:
    """Whether the derivative does not exist at a candidate where the function has a value; None where it has none.

    False: it exists, and is the slope of the piece on either side. The end of a piece that has no neighbour is a
    corner. Raises Unsolved where the function jumps.
    """
    sides = [piece for piece in around if place in (piece.low, piece.high)]
    if not sides or not value(function, {variable: place}).is_finite():
        return None
    require_continuous(function, variable, place, sides)
    if len(sides) < 2:
        return True
    slopes = [value(differentiate(piece.function, variable), {variable: place}, _PRECISION) for piece in sides]
    if not all(slope.is_finite() for slope in slopes):
        return True
    worked = [tidy(t.substitute(differentiate(piece.function, variable), {variable: place})) for piece in sides]
    return worked[0] != worked[1] and not slopes[0].overlaps(slopes[1])


def require_continuous(function: t.Node, variable: str, place: t.Node, sides: Sequence[Piece]) -> None:
    """Raises Unsolved where the branches beside a place do not meet there."""
    here = value(function, {variable: place}, _PRECISION)
    for piece in sides:
        limit = value(piece.function, {variable: place}, _PRECISION)
        if limit.is_finite() and not limit.overlaps(here):
            raise Unsolved(f"the function jumps at {variable} = {write_text(place)}: choose a range without that place")


def beside(function: t.Node, place: t.Node) -> tuple[int, arb, arb]:
    """Balls a little below and above a number, nearer than anything that the numerals of the function can place there.

    First of all the precision at which they are to be used.
    """
    bits = finest(function, place)
    precision = 4 * bits
    with working(precision):
        centre = value(place, {}, precision)
        step = arb(fmpq(1, 2**bits))
        return precision, centre - step, centre + step
