"""Whether a tree in one variable stays below a number wherever it is defined, or grows above every number."""

from __future__ import annotations

from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Undecided
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rational
from calcdrill.expression.balls.ball import evaluate, value, working
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.balls.enclosure import EMPTY, Enclosure, enclose
from calcdrill.expression.balls.far import Far, Unbounded
from calcdrill.expression.balls.far_growths import Growth
from calcdrill.expression.balls.isolate import exact_root, simplest
from calcdrill.expression.searching.numerals import finest
from calcdrill.expression.tidy import tidy

__all__ = ["is_unbounded", "prove_below"]

_MOST_CELLS: Final = 8_000
_GAP: Final = arb("1e-40")
_RADIUS: Final = 64
_FIRST_RADIUS: Final = 8
_RADII: Final = 5
_NOT_PROVED: Final = "it is not proved that no value on the curve is better"


def is_unbounded(tree: t.Node, variable: str, where: t.Node | None = None) -> bool:
    """Whether the tree surely grows above every number, far out to either side, where ``where`` is defined too."""
    sides = [[_turned(part, variable, sign) for part in (tree, where or t.ZERO)] for sign in (1, -1)]
    return any(_grows(there, variable, defined) for there, defined in sides)


def _grows(tree: t.Node, variable: str, where: t.Node) -> bool:
    for start in (fmpq(_RADIUS), fmpq(_RADIUS) ** 3):
        try:
            with working(256):
                far = Far(start, {variable: arb(1)})
                growth = far.of(tree)
                if t.names(where):
                    far.of(where)
                if growth.ball > 0 and _is_endless(far, growth):
                    return True
        except Unbounded:
            continue
    return False


def _is_endless(far: Far, found: Growth) -> bool:
    if found.g != t.ZERO:
        exponent = far.of(found.g)
        return bool(exponent.g == t.ZERO and exponent.power > 0 and exponent.ball > 0)
    return found.power > 0 or (found.power == 0 and found.logs > 0)


def _turned(tree: t.Node, variable: str, sign: int) -> t.Node:
    return tree if sign > 0 else t.substitute(tree, {variable: t.Negative(t.Name(variable))})


def prove_below(tree: t.Node, variable: str, most: arb, places: list[arb], where: t.Node | None = None) -> None:
    """Raises Undecided where it is not proved that the tree is nowhere larger than ``most``, and as large only near the
    ``places``. Only numbers count for which ``where`` is defined."""
    bits = finest(tree)
    with working(2 * bits + 128):
        _Bound(tree, variable, most, places, bits, where).run()


class _Bound:
    def __init__(
        self, tree: t.Node, variable: str, most: arb, places: list[arb], bits: int, where: t.Node | None
    ) -> None:
        self.tree, self.variable, self.most, self.places, self.where = tree, variable, most, places, where
        self.precision = 2 * bits + 128
        self.allowed = most.upper() + _GAP * (1 + abs(most.upper()))
        size = max([1, *(int(abs(float(place.mid()))) for place in places)])
        self.radius = fmpq(_FIRST_RADIUS * (1 + size))
        self.tiny = self.radius * fmpq(1, 2**bits)
        self.near = arb(self.radius) / 2**24

    def run(self) -> None:
        low, high = -self.far_end(-1), self.far_end(1)
        cells = [(low, high)]
        seen = 0
        while cells:
            seen += len(cells)
            if seen > _MOST_CELLS:
                raise Undecided(_NOT_PROVED)
            cells = [half for a, b in cells if not self.settled(a, b) for half in _halves(a, b)]

    def far_end(self, sign: int) -> fmpq:
        start = self.radius
        tree = _turned(self.tree, self.variable, sign)
        where = None if self.where is None else _turned(self.where, self.variable, sign)
        for _ in range(_RADII):
            if (where is not None and self.is_nowhere_from(where, start)) or self.is_below_from(tree, start):
                return start
            start *= start
        raise Undecided(_NOT_PROVED)

    def is_below_from(self, tree: t.Node, start: fmpq) -> bool:
        try:
            far = Far(start, {self.variable: arb(1)})
            high = far.range(far.of(tree))[1]
        except Unbounded as error:
            return error.empty
        return bool(high < self.most.lower())

    def is_nowhere_from(self, where: t.Node, start: fmpq) -> bool:
        try:
            Far(start, {self.variable: arb(1)}).of(where)
        except Unbounded as error:
            return error.empty
        return False

    def settled(self, a: fmpq, b: fmpq) -> bool:
        cell = arb(a).union(arb(b))
        if self.where is not None and enclose(self.where, {self.variable: cell}) is EMPTY:
            return True
        enclosure = enclose(self.tree, {self.variable: cell})
        if enclosure is EMPTY:
            return True
        if isinstance(enclosure, Enclosure):
            upper = self.upper(enclosure, cell, (a + b) / 2)
            if upper < self.most.lower():
                return True
            is_near = any((place + arb(0, self.near)).contains(cell) for place in self.places)
            if is_near and upper < self.allowed:
                return True
        elif b - a < self.tiny:
            if self.is_settled_pole(a, b):
                return True
            raise Undecided(_NOT_PROVED)
        if b - a < self.tiny * fmpq(1, 2**40):
            raise Undecided(_NOT_PROVED)
        return False

    def upper(self, found: Enclosure, cell: arb, middle: fmpq) -> arb:
        upper = found.ball.upper()
        if found.slopes is None or not found.continuous:
            return upper
        at = value(self.tree, {self.variable: arb(middle)}, self.precision)
        rise = (at + found.slopes[0] * (cell - arb(middle))).upper()
        return rise if rise < upper else upper

    def is_settled_pole(self, a: fmpq, b: fmpq) -> bool:
        """Whether the smallest cell holds a number without a value, and the tree stays below on both sides of it."""
        place = simplest(a, b)
        if evaluate(self.tree, {self.variable: arb(place)}, self.precision) is not UNDEFINED:
            return False
        exact = exact_root(place).exact
        assert exact is not None
        start = 1 / (4 * self.tiny)
        for sign in (t.ONE, t.Negative(t.ONE)):
            step: t.Node = t.Quotient(sign, t.Name(self.variable))
            moved = t.Sum((rational(exact), step)) if exact else step
            if not self.is_below_from(tidy(t.substitute(self.tree, {self.variable: moved})), start):
                return False
        return True


def _halves(a: fmpq, b: fmpq) -> tuple[tuple[fmpq, fmpq], tuple[fmpq, fmpq]]:
    middle = a + (b - a) * fmpq(65, 129)
    return (a, middle), (middle, b)
