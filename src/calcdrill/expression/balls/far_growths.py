"""The growths e^g · x^p · (ln x)^b · θ(x) that ``far`` finds, and their products and sums of those that grow alike."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from flint import arb

from calcdrill.expression import tree as t

__all__ = ["Growth", "added", "multiplied", "size", "whole_power"]

_ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Growth:
    """e^g · x^power · (ln x)^logs · θ(x), θ(x) in ``ball`` for all x ≥ R; ``g`` is a tree."""

    ball: arb
    power: Fraction = _ZERO
    logs: Fraction = _ZERO
    g: t.Node = t.ZERO
    sign: int = 0
    """1 or −1 where all values surely have that sign, even where the ball, which holds the limit too, has 0."""
    side: int = 0
    """1 or −1 where no value has the other sign, even where the ball, which is rounded, goes beyond 0."""

    def is_on_side(self, sign: int) -> bool:
        """Whether no value has the other sign."""
        return bool(self.ball * sign >= 0) or sign in (self.sign, self.side)

    @property
    def is_never_zero(self) -> bool:
        return bool(self.ball > 0 or self.ball < 0 or self.sign)


def size(ball: arb) -> arb:
    """All |θ|: flint's own goes below 0 where the ball has numbers of both signs."""
    low, high = ball.lower(), ball.upper()
    return abs(ball) if low > 0 or high < 0 else arb(0).union((-low).max(high))


def multiplied(one: Growth, other: Growth) -> Growth:
    """The product."""
    gs = [g for g in (one.g, other.g) if g != t.ZERO]
    sign = _sign(one) * _sign(other)
    side = next((a * b for a in (1, -1) for b in (1, -1) if one.is_on_side(a) and other.is_on_side(b)), 0)
    return Growth(one.ball * other.ball, one.power + other.power, one.logs + other.logs, t.total(*gs), sign, side)


def added(terms: list[Growth]) -> Growth:
    """The sum of terms that grow alike."""
    first = terms[0]
    ball = sum((one.ball for one in terms), start=arb(0))
    side = next((sign for sign in (1, -1) if all(one.is_on_side(sign) for one in terms)), 0)
    return Growth(ball, first.power, first.logs, first.g, side=side)


def _sign(one: Growth) -> int:
    return one.sign or (1 if one.ball > 0 else -1 if one.ball < 0 else 0)


def whole_power(ball: arb, n: int) -> arb:
    """ball ^ n by the ends: flint's power of a ball around 0 is NaN, and a product forgets its sign."""
    low, high = ball.lower(), ball.upper()
    ends = low**n if low else arb(0), high**n if high else arb(0)
    whole = ends[0].union(ends[1])
    return whole if n % 2 or low >= 0 or high <= 0 else whole.union(arb(0))
