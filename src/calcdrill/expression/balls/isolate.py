"""The zeros of one tree between two ends, by bisection with a proof that none is missing, or ``Undecided``.

An interval is dropped where the ball of f has no 0, and is done with where that of f′ has none: then f has
one zero at most, and its signs at the ends tell. A zero of higher order is proved where it is a rational
number at which f, f′ … are exactly 0 and the next derivative has no zero around.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from flint import arb, arb_series, fmpq, fmpq_poly

from calcdrill.errors import Undecided
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import UNDEFINED, Hole, Value, is_zero
from calcdrill.expression.rationals import fraction
from calcdrill.expression.tree import Node

__all__ = ["Root", "Search", "polynomial_roots", "simplest"]

_MOST_PIECES: Final = 4_000
_MOST_ROOTS: Final = 100
_MOST_DEPTH: Final = 60
_MOST_ORDER: Final = 6


@dataclass(frozen=True, slots=True)
class Root:
    """One zero: a ball around it, and its exact value where that is known to be rational."""

    ball: arb
    exact: Fraction | None = None


def exact_root(x: fmpq) -> Root:
    """A zero at a rational number."""
    return Root(arb(x), fraction(x))


def polynomial_roots(f: fmpq_poly) -> Iterator[Root]:
    """The real zeros of a polynomial, each once; Undecided where it is 0 everywhere."""
    if f.degree() < 0:
        raise Undecided("the function is 0 everywhere")
    for factor, _ in f.factor()[1]:
        if factor.degree() == 1:
            yield exact_root(fmpq(-factor[0], factor[1]))
        elif factor.degree() > 1:
            # flint gives real zeros an imaginary part of exactly 0; its annotation forgets the multiplicity.
            roots: Any = factor.complex_roots()
            yield from (Root(root.real) for root, _ in roots if root.imag.is_zero())


class Search:
    """The zeros of one part between two ends."""

    def __init__(self, tree: Node, variable: str, values: Mapping[str, Value], low: Value, high: Value) -> None:
        self.tree, self.variable, self.values = tree, variable, values
        self.low, self.high = _below(low), _above(high)
        self.found: list[Root] = []

    def roots(self) -> list[Root]:
        """All zeros from ``low`` to ``high``; where an end is a ball, from and to its far side."""
        pieces = [(self.low, self.high)]
        seen = 0
        for _ in range(_MOST_DEPTH):
            if not pieces:
                return self.found
            seen += len(pieces)
            if seen > _MOST_PIECES or len(self.found) > _MOST_ROOTS:
                break
            series = self.series([_hull(a, b) for a, b in pieces])
            pieces = [half for piece, f in zip(pieces, series, strict=True) for half in self.settle(piece, f)]
        raise Undecided("the zeros cannot all be isolated")

    def series(self, at: list[Value]) -> list[Value]:
        places = Evaluator({**self.values, self.variable: at}, len(at))
        return places.along(((self.variable, 1),), 1).column(self.tree)

    def value(self, x: Value) -> Value:
        return Evaluator({**self.values, self.variable: [x]}, 1).column(self.tree)[0]

    def settle(self, piece: tuple[fmpq, fmpq], f: Value) -> list[tuple[fmpq, fmpq]]:
        """The parts of a piece that have still to be looked at; a zero that is proved goes to ``found``."""
        if f is UNDEFINED:
            return []
        if type(f) is Hole:
            # The slope may be missing where the value is not: at a kink, at the end of a root.
            f = self.value(_hull(*piece))
            if f is UNDEFINED or (type(f) is not Hole and (f > 0 or f < 0)):
                return []
            return self.halves(piece)
        if type(f) is not arb_series:
            if f == 0:
                raise Undecided("the function is 0 all along an interval")
            return [] if f > 0 or f < 0 else self.halves(piece)
        if f[0] > 0 or f[0] < 0:
            return []
        if f[1] > 0 or f[1] < 0:
            return [] if self.by_signs(*piece) else self.halves(piece)
        return self.halves(piece)

    def by_signs(self, a: fmpq, b: fmpq) -> bool:
        """Settle a piece on which f is monotone; False where the sign at an end is not certain."""
        ends = [self.value(a), self.value(b)]
        if any(type(end) is Hole for end in ends):
            return False
        for x, end in zip((a, b), ends, strict=True):
            if is_zero(end):
                self.keep(x)
                return True
        if any(not (end > 0 or end < 0) for end in ends):
            return False
        if bool(ends[0] > 0) != bool(ends[1] > 0):
            self.refine(a, b, bool(ends[1] > 0))
        return True

    def keep(self, x: fmpq) -> None:
        root = exact_root(x)
        if root.exact not in {known.exact for known in self.found}:
            self.found.append(root)

    def halves(self, piece: tuple[fmpq, fmpq]) -> list[tuple[fmpq, fmpq]]:
        a, b = piece
        if b - a < 1:
            candidate = simplest(a, b)
            if is_zero(self.value(candidate)) and self.is_isolated(candidate, _hull(a, b)):
                self.keep(candidate)
                return []
        # Not the middle: zeros like to be there, and an end should not be one.
        middle = a + (b - a) * fmpq(65, 129)
        return [(a, middle), (middle, b)]

    def is_isolated(self, x: fmpq, around: arb) -> bool:
        """Whether f, f′ … are exactly 0 at x up to an order whose derivative has no zero around."""
        for order in range(1, _MOST_ORDER + 1):
            with working(PRECISION, order + 1):
                places = Evaluator({**self.values, self.variable: [x, around]}, 2)
                at, near = places.along(((self.variable, 1),), order).column(self.tree)
                if type(at) is not arb_series or type(near) is not arb_series:
                    return False
                if not all(at[k].is_zero() for k in range(order)):
                    return False
                if near[order] > 0 or near[order] < 0:
                    return True
        return False

    def refine(self, a: fmpq, b: fmpq, rising: bool) -> None:
        """Keep the only zero between a and b: exactly where it is a plain number, else in a narrow ball."""
        candidate = simplest(a, b)
        if is_zero(self.value(candidate)):
            return self.keep(candidate)
        for _ in range(PRECISION):
            middle = (a + b) / 2
            value = self.value(middle)
            if type(value) is Hole or not (value > 0 or value < 0):
                if type(value) is not Hole and is_zero(value):
                    return self.keep(middle)
                break
            a, b = (a, middle) if bool(value > 0) == rising else (middle, b)
        self.found.append(Root(_hull(a, b)))
        return None


def _hull(a: fmpq, b: fmpq) -> arb:
    return arb(a).union(arb(b))


def _below(end: Value) -> fmpq:
    return end if type(end) is fmpq else end.lower().mid().fmpq()


def _above(end: Value) -> fmpq:
    return end if type(end) is fmpq else end.upper().mid().fmpq()


def simplest(a: fmpq, b: fmpq) -> fmpq:
    """The fraction with the smallest denominator between a and b (by continued fractions)."""
    if a < 0 < b:
        return fmpq(0)
    if b <= 0:
        return -simplest(-b, -a)
    whole = fmpq(a.ceil())
    if whole <= b:
        return whole
    below = fmpq(a.floor())
    return below + 1 / simplest(1 / (b - below), 1 / (a - below))
