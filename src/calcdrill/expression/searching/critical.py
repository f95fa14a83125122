"""The critical points of a tree in one variable, by a search of the whole domain.

The line between the ends of the domain is covered by cells. On each there is proved to be no critical point (the tree
is differentiable there and its slope is not 0, or it has no value), or the only one is a point that is claimed (a
derivative of the right order has no zero). Beside a corner the cells become ever smaller, down to a size far below
anything that the numerals of the task can make. Beyond the last cell of an endless domain the slope is bounded by its
growth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flint import arb, arb_series, fmpq

from calcdrill.errors import Undecided
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator, evaluate, value, working
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.balls.enclosure import EMPTY, UNKNOWN, Enclosure, Found, enclose
from calcdrill.expression.balls.far import Unbounded, far_value
from calcdrill.expression.balls.isolate import simplest
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.rationals import fraction
from calcdrill.expression.searching.numerals import finest
from calcdrill.expression.searching.sides import is_steep_across
from calcdrill.expression.tidy import tidy

__all__ = ["Claim", "LineSearch"]

_MOST_CELLS: Final = 8_000
_MOST_ORDER: Final = 12
_NEGLIGIBLE: Final = arb("1e-40")
_FIRST_RADIUS: Final = 8
_RADII: Final = 5


@dataclass(frozen=True)
class Claim:
    """A point of the answer, or an end of the domain (``exempt``: nothing is said of it)."""

    place: t.Node
    exempt: bool = False


class LineSearch:
    """What is proved of a function between two ends (None: endless)."""

    def __init__(
        self, function: t.Node, variable: str, low: t.Node | None, high: t.Node | None, claims: Sequence[Claim]
    ) -> None:
        self.function, self.variable = function, variable
        self.bits = finest(function, *(end for end in (low, high) if end is not None))
        self.precision = 2 * self.bits + 128
        with working(self.precision):
            self.places = [value(claim.place, {}, self.precision) for claim in claims]
            self.ends = [None if end is None else value(end, {}, self.precision) for end in (low, high)]
            self.orders = [self.order_at(place) for place in self.places]
            size = max([1.0, *(abs(float(place.mid())) for place in self.places)])
            self.tiny = fmpq(int(size) + 1) * fmpq(1, 2**self.bits)

    # -- none is missing

    def prove(self) -> None:
        """Raises Undecided where it is not proved that there are no critical points but the claimed ones."""
        with working(self.precision):
            low, high = self.bounds()
            cells = [(low, high)]
            seen = 0
            while cells:
                seen += len(cells)
                if seen > _MOST_CELLS:
                    raise Undecided("it is not proved that no critical point is missing")
                cells = [half for a, b in cells if not self.settled(a, b) for half in _halves(a, b)]

    def bounds(self) -> tuple[fmpq, fmpq]:
        low, high = self.ends
        left = low.lower().mid().fmpq() if low is not None else -self.radius(-1)
        right = high.upper().mid().fmpq() if high is not None else self.radius(1)
        return left, right

    def radius(self, direction: int) -> fmpq:
        """A number beyond which, in that direction, the slope is proved not to be 0."""
        slope = differentiate(self.function, self.variable)
        x = t.Name(self.variable)
        tree = slope if direction > 0 else t.substitute(slope, {self.variable: t.Negative(x)})
        own = self.function if direction > 0 else t.substitute(self.function, {self.variable: t.Negative(x)})
        size = max([0.0, *(abs(float(place.mid())) for place in self.places)])
        start = fmpq(_FIRST_RADIUS * (1 + int(size)))
        for _ in range(_RADII):
            if self.is_settled_from(own, tree, start):
                return start
            start *= start
        raise Undecided("it is not proved that there is no critical point far out")

    def is_settled_from(self, function: t.Node, slope: t.Node, start: fmpq) -> bool:
        try:
            enclosure = far_value(slope, start, {self.variable: arb(1)})
        except Unbounded as error:
            return error.empty or self.is_empty_from(function, start)
        return enclosure.is_never_zero

    def is_empty_from(self, function: t.Node, start: fmpq) -> bool:
        try:
            far_value(function, start, {self.variable: arb(1)})
        except Unbounded as error:
            return error.empty
        return False

    def settled(self, a: fmpq, b: fmpq) -> bool:
        cell = arb(a).union(arb(b))
        enclosure = enclose(self.function, {self.variable: cell})
        if enclosure is EMPTY:
            return True
        if isinstance(enclosure, Enclosure) and enclosure.smooth and _slope_sign(enclosure):
            return True
        here = [k for k, place in enumerate(self.places) if place.overlaps(cell)]
        if len(here) == 1 and isinstance(enclosure, Enclosure) and enclosure.smooth and self.is_only(here[0], cell):
            return True
        if b - a > self.tiny:
            return False
        if is_steep_across(self.function, self.variable, simplest(a, b), cell):
            return True
        wild = enclosure is UNKNOWN or (isinstance(enclosure, Enclosure) and enclosure.smooth)
        if not self.is_beside_a_claim(cell) and not (wild and (self.is_pole((a + b) / 2) or self.is_open(a, b))):
            raise Undecided(f"it is not proved that there is no critical point near {float(cell.mid()):.6g}")
        return True

    def is_only(self, index: int, cell: arb) -> bool:
        """Whether a derivative has no zero on the cell while those of lower order are 0 at the claimed point."""
        order = self.orders[index]
        if order is None:
            return False
        series = self.series([cell], order)
        return type(series) is arb_series and bool(series[order] > 0 or series[order] < 0)

    def is_beside_a_claim(self, cell: arb) -> bool:
        near = arb(0, 4 * arb(self.tiny))
        return any((place + near).overlaps(cell) for place in self.places)

    def is_pole(self, at: fmpq) -> bool:
        """Whether the function has no value, or grows beyond all bounds, at a point of the smallest cell."""
        middle = arb(at)
        if evaluate(self.function, {self.variable: middle}, self.precision) is UNDEFINED:
            return True
        series = self.series([middle], 1)
        steep = arb(2) ** (self.bits // 4)
        return type(series) is arb_series and bool(abs(series[1]) > steep)

    def is_open(self, a: fmpq, b: fmpq) -> bool:
        """Whether the smallest cell holds a number without a value, beside which the slope is not 0, as with ln at 0.

        With x = c ± 1/s what happens beside c happens far out.
        """
        place = simplest(a, b)
        if evaluate(self.function, {self.variable: arb(place)}, self.precision) is not UNDEFINED:
            return False
        start = 1 / (4 * self.tiny)
        slope, x = differentiate(self.function, self.variable), t.Name(self.variable)
        for sign in (t.ONE, t.Negative(t.ONE)):
            step = t.Quotient(sign, x)
            centre = t.number(fraction(place))
            near: dict[str, t.Node] = {self.variable: t.Sum((centre, step)) if place != 0 else step}
            moved = [tidy(t.substitute(tree, near)) for tree in (self.function, slope)]
            if not self.is_settled_from(moved[0], moved[1], start):
                return False
        return True

    # -- what a point is

    def series(self, at: list[arb], order: int) -> object:
        with working(self.precision, order + 1):
            return Evaluator({self.variable: at}, 1).along(((self.variable, 1),), order).column(self.function)[0]

    def order_at(self, place: arb) -> int | None:
        """The order of the first derivative that is not 0; None where there is none, or no series."""
        series = self.series([place], _MOST_ORDER)
        if type(series) is not arb_series or series.prec <= _MOST_ORDER:
            return None
        for order in range(1, _MOST_ORDER + 1):
            coefficient = series[order]
            if coefficient > 0 or coefficient < 0:
                return order
            if not abs(coefficient) < _NEGLIGIBLE:
                return None
        return None

    def type_of(self, index: int) -> str | None:
        """ "min", "max", "neither" for a critical point; "" for none; None where it is not proved.

        Where there is a derivative, by the first one that is not 0; else by the signs of the slope on both sides, which
        hold up to the next point as ``prove`` has shown.
        """
        with working(self.precision):
            order = self.orders[index]
            if order is not None:
                if order == 1:
                    return ""
                sign = self.series([self.places[index]], order)[order] > 0  # type: ignore[index]
                return "neither" if order % 2 else "min" if sign else "max"
            return self.by_its_sides(self.places[index])

    def end_type(self, index: int) -> str | None:
        """The type at an end of the domain, by the side that there is."""
        with working(self.precision):
            return self.by_its_sides(self.places[index])

    def by_its_sides(self, place: arb) -> str | None:
        step = arb(self.tiny) * 16
        left, right = (self.side(place + side * step) for side in (-1, 1))
        around = enclose(self.function, {self.variable: place + arb(0, step)})
        if left is None or right is None or not _is_continuous(around, self.bits):
            return None
        if self.is_end(place, 0) or left is EMPTY:
            left = EMPTY
        if self.is_end(place, 1) or right is EMPTY:
            right = EMPTY
        if left is EMPTY and right is EMPTY:
            return None
        falls_then_rises = left in (-1, EMPTY) and right in (1, EMPTY)
        rises_then_falls = left in (1, EMPTY) and right in (-1, EMPTY)
        return "min" if falls_then_rises else "max" if rises_then_falls else "neither"

    def is_end(self, place: arb, which: int) -> bool:
        end = self.ends[which]
        return end is not None and end.overlaps(place)

    def side(self, at: arb) -> object:
        """The sign of the slope around a point beside a corner: 1, −1, EMPTY, or None."""
        enclosure = enclose(self.function, {self.variable: at + arb(0, arb(self.tiny) / 2**40)})
        if enclosure is EMPTY:
            return EMPTY
        return (_slope_sign(enclosure) or None) if isinstance(enclosure, Enclosure) and enclosure.smooth else None

    def has_no_derivative(self, index: int) -> bool | None:
        """Whether there is surely no derivative at a point, or it is surely 0: None where that cannot be told."""
        place = self.places[index]
        with working(self.precision):
            here = value(self.function, {self.variable: place}, self.precision)
            step = arb(self.tiny) * 16
            sides = [value(self.function, {self.variable: place + turn * step}, self.precision) for turn in (-1, 1)]
            if not here.is_finite():
                around = enclose(self.function, {self.variable: place})
                if not isinstance(around, Enclosure) or not around.ball.rad() < _NEGLIGIBLE:
                    return None
                here = around.ball
            if not all(side.is_finite() for side in sides):
                return True
            left, right = (here - sides[0]) / step, (sides[1] - here) / step
            if abs(left) > arb(2) ** (self.bits // 40) or abs(right) > arb(2) ** (self.bits // 40):
                return True
            if left.overlaps(right) and abs(left - right) > _NEGLIGIBLE:
                return None
            small = arb(2) ** -(self.bits // 40)
            return bool(abs(left - right) > small) or (bool(abs(left) < small) and bool(abs(right) < small)) or None


def _slope_sign(found: Enclosure) -> int:
    if found.slopes is None:
        return 0
    return 1 if found.slopes[0] > 0 else -1 if found.slopes[0] < 0 else 0


def _is_continuous(around: Found, bits: int) -> bool:
    if not isinstance(around, Enclosure):
        return False
    # At the end of a root's domain continuity is not proved on the whole cell; but no value is far from the others.
    return around.continuous or bool(around.ball.rad() < arb(2) ** -(bits // 3))


def _halves(a: fmpq, b: fmpq) -> tuple[tuple[fmpq, fmpq], tuple[fmpq, fmpq]]:
    middle = a + (b - a) * fmpq(65, 129)
    return (a, middle), (middle, b)
