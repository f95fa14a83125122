"""Sizes of functions far out: f(t) = t^power · e^rate(t) · c(t), where c stays in a ball for all t ≥ start.

Only exact arithmetic and balls are used, so that every bound is proved. None: there is no bound of this form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from flint import arb, fmpq, fmpq_poly

__all__ = [
    "Growth",
    "constant",
    "exponential",
    "logarithm",
    "of_ratio",
    "product",
    "tail",
    "to_the",
    "total",
    "values_of",
]

_NO_RATE: Final = fmpq_poly([])
_LOG_POWERS: Final = ((2**24, fmpq(1, 16)), (2**12, fmpq(1, 8)), (2**6, fmpq(1, 4)))
"""(start, power): from there on ln t / t^power falls, because start > e^(1/power)."""


@dataclass(frozen=True, slots=True)
class Growth:
    """t^power · e^rate(t) · c with c in ``factor``; ``rate`` has no constant term."""

    power: fmpq
    rate: fmpq_poly
    factor: arb

    @property
    def vanishes(self) -> bool:
        """Whether it surely tends to 0."""
        return self.rate[self.rate.degree()] < 0 if self.rate.degree() > 0 else self.power < 0

    @property
    def explodes(self) -> bool:
        """Whether its size surely grows beyond all bounds."""
        grows = self.rate[self.rate.degree()] > 0 if self.rate.degree() > 0 else self.power > 0
        return grows and 0 not in self.factor

    @property
    def stays(self) -> bool:
        """Whether it is its factor alone."""
        return self.power == 0 and self.rate.degree() < 1

    def scaled(self, factor: arb) -> Growth:
        """The same with another factor in place of its own."""
        return Growth(self.power, self.rate, factor)


def constant(value: arb) -> Growth:
    """A number, or a function that stays in a ball."""
    return Growth(fmpq(0), _NO_RATE, value)


def exponential(rate: fmpq_poly) -> Growth:
    """e^rate(t)."""
    return Growth(fmpq(0), rate - rate[0], arb(rate[0]).exp())


def of_ratio(top: fmpq_poly, bottom: fmpq_poly, start: fmpq) -> Growth:
    """A quotient of polynomials."""
    if not top:
        return constant(arb(0))
    power = fmpq(top.degree() - bottom.degree())
    return Growth(power, _NO_RATE, _leading(top, start) / _leading(bottom, start))


def _leading(poly: fmpq_poly, start: fmpq) -> arb:
    """poly(t) / t^degree, as a polynomial in 1/t."""
    small = arb(0).union(1 / arb(start))
    result = arb(0)
    for k in range(poly.degree() + 1):
        result = result * small + poly[k]
    return result


def product(parts: Sequence[Growth | None]) -> Growth | None:
    """The product of growths."""
    result = constant(arb(1))
    for part in parts:
        if part is None:
            return None
        result = Growth(result.power + part.power, result.rate + part.rate, result.factor * part.factor)
    return result


def to_the(base: Growth | None, power: fmpq) -> Growth | None:
    """A growth to a rational power."""
    if base is None:
        return None
    if power.q == 1:
        if power < 0 and 0 in base.factor:
            return None
        factor = base.factor ** int(power.p)
    elif base.factor > 0:
        factor = base.factor**power
    else:
        return None
    return Growth(base.power * power, base.rate * power, factor)


def total(parts: Sequence[Growth | None], start: fmpq) -> Growth | None:
    """The sum of growths, as the largest of them times a ball."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    lead = reduce(_larger, known)
    factor = arb(0)
    for part in known:
        values = values_of(Growth(part.power - lead.power, part.rate - lead.rate, part.factor), start)
        if values is None:
            return None
        factor += values
    return lead.scaled(factor)


def _larger(a: Growth, b: Growth) -> Growth:
    rate = b.rate - a.rate
    if rate.degree() > 0:
        return b if rate[rate.degree()] > 0 else a
    return b if b.power > a.power else a


def logarithm(inner: Growth, start: fmpq) -> Growth | None:
    """ln of a positive growth: power · ln t + rate(t) + ln c."""
    power = next((power for least, power in _LOG_POWERS if start >= least), None)
    if not inner.factor > 0 or power is None:
        return None
    parts: list[Growth | None] = [constant(inner.factor.log())]
    if inner.power != 0:
        largest = arb(start).log() * arb(start) ** -power
        parts.append(Growth(power, _NO_RATE, arb(0).union(largest) * inner.power))
    if inner.rate.degree() > 0:
        parts.append(of_ratio(inner.rate, fmpq_poly([1]), start))
    return total(parts, start)


def values_of(growth: Growth, start: fmpq) -> arb | None:
    """A ball around all values for t ≥ start; None where they are not bounded."""
    largest = _supremum(growth.power, growth.rate, start)
    if largest is None:
        return None
    return growth.factor if growth.stays else growth.factor * arb(0).union(largest)


def tail(growth: Growth, start: fmpq) -> arb | None:
    """A bound on the integral of the absolute value from start to infinity."""
    size = abs(growth.factor).upper()
    if growth.rate.degree() < 1:
        if growth.power >= -1:
            return None
        above = growth.power + 1
        return size * arb(start) ** above / -above
    # t^power e^rate = t^-2 (t^(power+2) e^rate), and the bracket only falls.
    largest = _supremum(growth.power + 2, growth.rate, start)
    return None if largest is None else size * largest / start


def _supremum(power: fmpq, rate: fmpq_poly, start: fmpq) -> arb | None:
    """The largest t^power · e^rate(t) from start on, if it only falls: that at the start. Else None."""
    if rate.degree() < 1:
        return arb(start) ** power if power <= 0 else None
    # It falls where power + t·rate′(t) is negative: beyond all zeros, with a negative leading coefficient.
    slope = fmpq_poly([0, 1]) * rate.derivative() + power
    top = slope.degree()
    lead = slope[top]
    if lead >= 0 or start <= 1 + max(abs(slope[k] / lead) for k in range(top)):
        return None
    return arb(start) ** power * arb(rate(start)).exp()
