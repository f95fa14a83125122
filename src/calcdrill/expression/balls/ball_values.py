"""Numbers at one point: exact rational, ball, or truncated series of balls; quotients and powers of them.

A value is an ``fmpq`` (exact), a finite ``arb`` (a ball that surely contains the true value), an
``arb_series`` (the Taylor coefficients of the value along a direction) or a ``Hole``. A hole is no number:
the function is surely not defined there (``UNDEFINED``), or the balls cannot tell: not with this precision
(``UNDECIDED``), or with none (``STUCK``: a derivative at a kink, a function that is only named). Holes are
objects of their own and not NaN, because flint forgets a NaN in ``0 * NaN`` of series, in ``NaN ** 0`` and in
the sign of NaN.

A series is never divided by one that starts with zero: flint would cancel the zeros and silently drop a
coefficient.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flint import arb, arb_series, fmpq

__all__ = [
    "STUCK",
    "UNDECIDED",
    "UNDEFINED",
    "Hole",
    "Rule",
    "Value",
    "ball",
    "centre",
    "divide",
    "finite",
    "is_zero",
    "power",
    "root_power",
    "whole_power",
]


class Hole:
    """No number. It swallows every operation; of two holes the one of higher ``rank`` is left."""

    __slots__ = ("name", "rank")

    def __init__(self, name: str, rank: int) -> None:
        self.name, self.rank = name, rank

    def __repr__(self) -> str:
        return self.name

    def with_(self, other: object) -> Hole:
        """The hole that an operation with ``other`` leaves."""
        return other if isinstance(other, Hole) and other.rank > self.rank else self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = with_

    def __neg__(self) -> Hole:
        return self


UNDECIDED: Final = Hole("UNDECIDED", 0)
STUCK: Final = Hole("STUCK", 1)
UNDEFINED: Final = Hole("UNDEFINED", 2)

Value = Any
"""fmpq | arb | arb_series | Hole; operators mix them freely, which no type annotation can follow."""

Rule = Callable[[Value], Value]

ZERO: Final = fmpq(0)
ONE: Final = fmpq(1)
_MOST_BITS: Final = 1024


def centre(value: Value) -> Value:
    """The value itself, or the first coefficient of a series."""
    return value[0] if type(value) is arb_series else value


def ball(value: Value) -> Value:
    """An exact value as a ball; anything else as it is."""
    return arb(value) if type(value) is fmpq else value


def is_zero(value: Value) -> bool:
    """Whether an exact value or a ball is surely zero. (``ball != 0`` is False for a ball around 0.)"""
    return value.is_zero() if type(value) is arb else not value


def finite(value: Value) -> Value:
    """The value, or UNDECIDED where the ball grew beyond all bounds."""
    first = value[0] if type(value) is arb_series else value
    return value if first.is_finite() else UNDECIDED


def divide(a: Value, b: Value) -> Value:
    """a / b; UNDEFINED where b is surely zero, UNDECIDED where it may be."""
    if type(b) is fmpq:
        return a / b if b else UNDEFINED
    if type(b) is Hole:
        return b.with_(a)
    first = b[0] if type(b) is arb_series else b
    if first > 0 or first < 0:
        return a / b
    return UNDEFINED if is_zero(first) else UNDECIDED


def power(base: Value, exponent: Value, constant: bool = True) -> Value:
    """base ^ exponent.

    ``constant`` says that no variable stands in the exponent (or none in a negative base). A rational
    exponent then takes negative bases as far as roots of odd degree go, and anything ^ 0 is 1. Otherwise the
    power is exp(exponent * ln base), defined for positive bases.
    """
    if type(base) is Hole:
        return base.with_(exponent)
    if type(exponent) is Hole:
        return exponent
    if constant and type(exponent) is fmpq:
        return whole_power(base, int(exponent.p)) if exponent.q == 1 else root_power(base, exponent)
    first = centre(base)
    if first > 0:
        return finite((ball(exponent) * ball(base).log()).exp())
    if first < 0:
        return UNDECIDED if constant else UNDEFINED
    if not is_zero(first):
        return UNDECIDED
    above = centre(exponent)
    if above <= 0:
        return UNDEFINED
    if not above > 0:
        return UNDECIDED
    return STUCK if type(base) is arb_series or type(exponent) is arb_series else ZERO


def whole_power(base: Value, n: int) -> Value:
    """base ^ n for a whole number of either sign; anything ^ 0 is 1."""
    if type(base) is Hole:
        return base
    if n == 2:
        return base * base
    if n == 0:
        return ONE
    if n < 0:
        return divide(ONE, whole_power(base, -n))
    if type(base) is fmpq and base.height_bits() * n > _MOST_BITS and abs(base) != 1:
        base = arb(base)
    return base**n if type(base) is fmpq else finite(base**n)


def root_power(base: Value, exponent: fmpq) -> Value:
    """base ^ (p/q), q > 1: real for negative bases where q is odd; at 0 it has a value but no series."""
    if type(base) is Hole:
        return base
    first = centre(base)
    if first > 0:
        return finite(ball(base) ** exponent)
    if first < 0:
        if exponent.q % 2 == 0:
            return UNDEFINED
        positive = finite((-ball(base)) ** exponent)
        return -positive if exponent.p % 2 else positive
    if not is_zero(first):
        is_continuous = type(base) is not arb_series and exponent > 0 and exponent.q % 2
        return _around_zero(first, exponent) if is_continuous else UNDECIDED
    if exponent < 0:
        return UNDEFINED
    return STUCK if type(base) is arb_series else ZERO


def _around_zero(base: arb, exponent: fmpq) -> Value:
    """All values of an odd root on a ball with numbers of both signs: those between the ends, and 0."""
    if not base.is_finite():
        return UNDECIDED
    low, high = (root_power(end, exponent) for end in (base.lower(), base.upper()))
    return arb(0).union(ball(low)).union(ball(high))
