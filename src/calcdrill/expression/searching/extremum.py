"""The largest value of a tree on a closed interval, between two proven bounds.

Branch and bound: the interval is covered by cells; a cell is dropped where no value on it is larger than one that is
taken elsewhere, or where the tree is monotone (then its ends are looked at instead), and halved otherwise.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Undecided
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.enclosure import EMPTY, UNKNOWN, Enclosure, enclose
from calcdrill.expression.searching.numerals import finest
from calcdrill.expression.tree import Negative, Node

__all__ = ["largest", "smallest"]

_MOST_CELLS: Final = 12_000
_FIRST_CELLS: Final = 16
_GAP: Final = arb("1e-44")
_DEPTHS: Final = (1, 3, 9)
"""A cusp such as x^(1/9) is narrower than a kink: cells must be smaller for the same gap."""
_SPARE_BITS: Final = 160
_NOT_PROVED: Final = "it is not proved that no value on the interval is better"


def smallest(function: Node, variable: str, lower: Node, upper: Node) -> arb:
    """As ``largest``, the least value."""
    return -largest(Negative(function), variable, lower, upper)


def largest(function: Node, variable: str, lower: Node, upper: Node) -> arb:
    """A ball around the largest value on [lower, upper]; raises Undecided where the search does not end.

    It does not end where there is no largest value, or where the tree is not defined at some point between the ends.
    """
    depth = finest(function, lower, upper)
    for times in _DEPTHS:
        with working(times * depth + _SPARE_BITS):
            bound = _Search(function, variable, lower, upper, times * depth).run()
        if bound is not None:
            return bound
    raise Undecided(_NOT_PROVED)


class _Search:
    def __init__(self, function: Node, variable: str, lower: Node, upper: Node, depth: int) -> None:
        self.function, self.variable, self.depth = function, variable, depth
        self.precision = depth + _SPARE_BITS
        ends = (value(lower, {}, self.precision), value(upper, {}, self.precision))
        self.low, self.high = ends[0].lower().mid().fmpq(), ends[1].upper().mid().fmpq()
        self.smallest_cell = (self.high - self.low) * fmpq(1, 2**depth)
        self.best = arb("-inf")
        """No value of the function that was met is larger than its upper end; one is at least its lower end."""
        for end in ends:
            self.meet(end, needed=True)

    def meet(self, place: arb, needed: bool = False) -> None:
        """Look at one point."""
        value_there = value(self.function, {self.variable: place}, self.precision)
        here: arb | None = value_there if value_there.is_finite() else self.at_an_end(place)
        if here is None and needed:
            raise Undecided("it is not proved that the function is defined at both ends")
        if here is not None:
            self.best = here if not self.best.is_finite() else self.best.max(here)

    def at_an_end(self, place: arb) -> arb | None:
        """The value at a point that balls cannot tell from the end of a root's domain."""
        image = enclose(self.function, {self.variable: place})
        if isinstance(image, Enclosure) and image.ball.rad() < _GAP:
            return image.ball
        return None

    def run(self) -> arb | None:
        """The ball, or None where the cells give out or become too small."""
        cells = self.first_cells()
        done: list[arb] = []
        seen = 0
        for _ in range(self.depth + _FIRST_CELLS):
            seen += len(cells)
            if seen > _MOST_CELLS:
                raise Undecided(_NOT_PROVED)
            kept = [(cell, bound) for cell in cells if (bound := self.bound(*cell)) is not None]
            done += [bound for _, bound in kept if self.is_narrow(bound)]
            cells = [half for (a, b), bound in kept if not self.is_narrow(bound) for half in _halves(a, b)]
            if not cells:
                return self.whole(done)
        return None

    def first_cells(self) -> list[tuple[fmpq, fmpq]]:
        # Not equal parts: a cell's end should be no place where something happens.
        cuts = [self.low + (self.high - self.low) * fmpq(k, _FIRST_CELLS) for k in range(_FIRST_CELLS)]
        cuts = [self.low, *(cut + (self.high - self.low) * fmpq(1, 997) for cut in cuts[1:]), self.high]
        return list(pairwise(cuts))

    def bound(self, a: fmpq, b: fmpq) -> arb | None:
        """A bound of the values on a cell that is still open; None where it is settled."""
        cell = arb(a).union(arb(b))
        image = enclose(self.function, {self.variable: cell})
        tiny = b - a < self.smallest_cell
        if image is EMPTY:
            if self.is_beyond(cell):
                return None
            raise Undecided("the function is not defined on part of the interval")
        if image is UNKNOWN:
            if tiny:
                raise Undecided("it is not proved that the function has a bound")
            return arb("inf")
        assert isinstance(image, Enclosure)
        if image.continuous and image.slopes is not None and (image.slopes[0] > 0 or image.slopes[0] < 0):
            # An end that is no fraction was met as the ball that it is: the cell begins a little outside of it.
            highest = a if image.slopes[0] < 0 else b
            if self.low < highest < self.high:
                self.meet(arb(highest))
            return None
        upper = self.upper(image, cell, a, b)
        if not (image.defined or tiny):
            return arb("inf")
        # A root that is 0 at one point and defined on both sides, as far as the numerals can tell.
        if tiny and not image.defined and not self.is_beyond(cell) and not image.ball.rad() < _GAP:
            raise Undecided("it is not proved that the function is defined on the whole interval")
        return None if upper < self.best.lower() else upper

    def is_beyond(self, cell: arb) -> bool:
        """Whether a cell lies beside an end, which is known as a ball only."""
        width = self.smallest_cell * 4
        return bool(cell.upper() < arb(self.low + width) or cell.lower() > arb(self.high - width))

    def upper(self, found: Enclosure, cell: arb, a: fmpq, b: fmpq) -> arb:
        upper = found.ball.upper()
        middle = arb((a + b) / 2)
        at = value(self.function, {self.variable: middle}, self.precision)
        if at.is_finite():
            self.best = self.best.max(at)
            if found.continuous and found.slopes is not None:
                rise = (at + found.slopes[0] * (cell - middle)).upper()
                upper = upper if upper < rise else rise
        return upper

    def is_narrow(self, bound: arb) -> bool:
        """Whether a cell may be left as it is: its bound is as good as the best value."""
        low = self.best.lower()
        return bool(bound.is_finite() and bound - low < _GAP * (1 + abs(low)))

    def whole(self, bounds: list[arb]) -> arb:
        best = self.best
        for bound in bounds:
            best = best.union(best.max(bound))
        return best


def _halves(a: fmpq, b: fmpq) -> tuple[tuple[fmpq, fmpq], tuple[fmpq, fmpq]]:
    middle = a + (b - a) * fmpq(65, 129)
    return (a, middle), (middle, b)
