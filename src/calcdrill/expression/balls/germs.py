"""Functions far out as sums of scales with a bound on the rest: c₁·s₁ + c₂·s₂ + … + O(r), s₁ the largest scale.

Every operation is exact in its scales and proved in its bounds, so that what comes first decides the limit. O(r) says
that a part stays below some number times r from some point on; it is all that is known of a wave. A function without
real values arbitrarily far out is ``Nowhere``; what cannot be told is ``Unclear``. Sums end after ``ctx.cap`` terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Final

from flint import arb, ctx, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.scales import ONE_SCALE, Real, Scale, Unclear, key_of, of_key, order, over, raised

__all__ = [
    "Germ",
    "Nowhere",
    "Parts",
    "composed",
    "exponential",
    "logarithm",
    "of_scale",
    "parts",
    "power",
    "total",
    "wave",
]

_MOST_FACTORS: Final = 10
_ZERO, _ONE, _MINUS_ONE = Real(fmpq(0)), Real(fmpq(1)), Real(fmpq(-1))


class Nowhere(Exception):
    """The function has no real values there."""


@dataclass(frozen=True, slots=True, eq=False)
class Germ:
    """Scales with their numbers, the largest first, and O(rest); no rest: the sum is all there is."""

    terms: tuple[tuple[Scale, Real], ...] = ()
    rest: Scale | None = None

    def __add__(self, other: Germ) -> Germ:
        return _sorted((*self.terms, *other.terms), _larger(self.rest, other.rest))

    def __neg__(self) -> Germ:
        return self.times(_MINUS_ONE)

    def __sub__(self, other: Germ) -> Germ:
        return self + -other

    def __mul__(self, other: Germ) -> Germ:
        if not self.terms and self.rest is None:
            return self
        if not other.terms and other.rest is None:
            return other
        products = [(m * n, c * d) for m, c in self.terms for n, d in other.terms]
        rest = None
        for one, two in ((self, other), (other, self)):
            if one.rest is not None:
                rest = _larger(rest, one.rest * two.bound())
        return _sorted(products, rest)

    def times(self, number: Real) -> Germ:
        """The germ times a number that is not 0."""
        return Germ(tuple((m, c * number) for m, c in self.terms), self.rest)

    def bound(self) -> Scale:
        """A scale that the germ stays below, up to a number; the germ is not exactly 0."""
        if self.terms:
            return self.terms[0][0]
        assert self.rest is not None
        return self.rest

    def led(self) -> Germ:
        """The same germ with a first term that is not 0, or exactly 0; raises Unclear."""
        terms = self.terms
        while terms and not terms[0][1].sign():
            terms = terms[1:]
        if not terms and self.rest is not None:
            raise Unclear
        return Germ(terms, self.rest)

    def sign(self) -> int:
        """The sign that the function has from some point on; raises Unclear."""
        terms = self.led().terms
        return terms[0][1].sign() if terms else 0

    def limit(self) -> arb:
        """What it tends to, ∞ and −∞ included; raises Unclear."""
        if not self.terms and self.rest is not None and self.rest.sign() < 0:
            return arb(0)
        terms = self.led().terms
        growth = terms[0][0].sign() if terms else -1
        if growth > 0:
            return arb.pos_inf() if terms[0][1].sign() > 0 else arb.neg_inf()
        return arb(terms[0][1].value) if growth == 0 else arb(0)


def of_scale(scale: Scale, number: Real = _ONE) -> Germ:
    """One scale times a number."""
    return Germ(((scale, number),)) if number.sign() else Germ()


def total(germs: Iterable[Germ]) -> Germ:
    """The sum of germs."""
    terms: list[tuple[Scale, Real]] = []
    rest = None
    for germ in germs:
        terms += germ.terms
        rest = _larger(rest, germ.rest)
    return _sorted(terms, rest)


def wave() -> Germ:
    """All that is known of a bounded function."""
    return Germ((), ONE_SCALE)


def _larger(one: Scale | None, other: Scale | None) -> Scale | None:
    if one is None or other is None:
        return other if one is None else one
    return one if order(one, other) >= 0 else other


def _sorted(terms: Iterable[tuple[Scale, Real]], rest: Scale | None) -> Germ:
    """The germ with equal scales put together, cut after so many terms and where O(rest) swallows them."""
    ordered: list[tuple[Scale, Real]] = []
    for scale, number in sorted(terms, key=_ORDER):
        if ordered and order(ordered[-1][0], scale) == 0:
            both = ordered[-1][1] + number
            ordered[-1] = (ordered[-1][0], both)
        else:
            ordered.append((scale, number))
    ordered = [(scale, number) for scale, number in ordered if not _is_zero(number)]
    if rest is not None:
        ordered = [(scale, number) for scale, number in ordered if order(scale, rest) > 0]
    if len(ordered) > ctx.cap:
        rest = _larger(rest, ordered[ctx.cap][0])
        ordered = ordered[: ctx.cap]
    return Germ(tuple(ordered), rest)


_ORDER: Final = cmp_to_key(
    lambda one, other: order(other[0], one[0])  # type: ignore[index]
)
"""The largest scale first."""


def _is_zero(number: Real) -> bool:
    value = number.value
    return not value if type(value) is fmpq else value.is_zero()


# -- parts


@dataclass(frozen=True, slots=True)
class Parts:
    """A germ as what grows, a number, and what tends to 0."""

    growing: Germ
    number: Real
    small: Germ


def parts(germ: Germ) -> Parts:
    """The germ in parts; raises Unclear where the rest does not tend to 0."""
    if germ.rest is not None and germ.rest.sign() >= 0:
        raise Unclear
    growing, number, small = [], _ZERO, []
    for scale, factor in germ.terms:
        sign = scale.sign()
        if sign > 0:
            if factor.sign():
                growing.append((scale, factor))
        elif sign == 0:
            number = factor
        else:
            small.append((scale, factor))
    return Parts(Germ(tuple(growing)), number, Germ(tuple(small), germ.rest))


def composed(coefficient: Callable[[int], Real], small: Germ) -> Germ:
    """Σ coefficient(k)·small^k, for the Taylor series of a function that is analytic where small is 0."""
    first = coefficient(0)
    total = of_scale(ONE_SCALE, first) if not _is_zero(first) else Germ()
    if not small.terms and small.rest is None:
        return total
    if not small.terms:
        return total + small
    power_of_small = small
    for k in range(1, ctx.cap):
        factor = coefficient(k)
        if not _is_zero(factor):
            total = total + power_of_small.times(factor)
        if not power_of_small.terms:
            break
        power_of_small = power_of_small * small
    return total + Germ((), power_of_small.bound())


# -- exponential, logarithm, powers


def exponential(germ: Germ) -> Germ:
    """e to the germ."""
    if germ.rest is not None and germ.rest.sign() == 0:
        # Something bounded in the exponent is a bounded factor.
        grown = exponential(Germ(tuple(term for term in germ.terms if term[0].sign() > 0)))
        return Germ((), grown.bound())
    split = parts(germ)
    scale = Scale(tuple((key_of(scale), factor) for scale, factor in split.growing.terms))
    tree = split.number.node()
    number = split.number
    if _is_zero(number):
        front = _ONE
    else:
        front = Real(arb(number.value).exp(), None if tree is None else t.Call("exp", (tree,)))
    factorials = [fmpq(1)]
    for k in range(1, ctx.cap + 1):
        factorials.append(factorials[-1] / k)
    return composed(lambda k: Real(factorials[k]), split.small) * Germ(((scale, front),))


def _divided(germ: Germ) -> tuple[Scale, Real, Germ]:
    """germ = number · scale · (1 + small)."""
    terms = germ.led().terms
    if not terms:
        raise Nowhere
    scale, number = terms[0]
    small = tuple((over(m, scale), c.over(number)) for m, c in terms[1:])
    return scale, number, Germ(small, None if germ.rest is None else over(germ.rest, scale))


def logarithm(germ: Germ) -> Germ:
    """ln of the germ."""
    scale, number, small = _divided(germ)
    if number.sign() < 0:
        raise Nowhere
    logs = tuple((of_key(key), by) for key, by in scale.log)
    total = Germ(logs) + composed(lambda k: Real(fmpq((-1) ** (k + 1), k) if k else fmpq(0)), small)
    if type(number.value) is fmpq and number.value == 1:
        return total
    tree = number.node()
    return total + of_scale(ONE_SCALE, Real(arb(number.value).log(), None if tree is None else t.Call("ln", (tree,))))


def power(germ: Germ, exponent: Real) -> Germ:
    """The germ to a fixed power: real for what is negative where the exponent has an odd denominator."""
    value = exponent.value
    if type(value) is fmpq and value.q == 1 and 0 <= value <= _MOST_FACTORS:
        product = Germ(((ONE_SCALE, _ONE),))
        for _ in range(int(value.p)):
            product = product * germ
        return product
    if not germ.terms and germ.rest is None:
        if exponent.sign() > 0:
            return germ
        raise Nowhere
    scale, number, small = _divided(germ)
    minus = number.sign() < 0
    if minus and not (type(value) is fmpq and value.q % 2):
        raise Nowhere
    size = -number if minus else number
    front = Real(fmpq(1)) if type(size.value) is fmpq and size.value == 1 else _root(size, exponent)
    if minus and type(value) is fmpq and value.p % 2:
        front = -front
    binomials = [_ONE]
    for k in range(ctx.cap + 1):
        factor = exponent + Real(fmpq(-k))
        binomials.append(binomials[-1] * factor * Real(fmpq(1, k + 1)))
    return composed(binomials.__getitem__, small) * Germ(((raised(scale, exponent), front),))


def _root(size: Real, exponent: Real) -> Real:
    value, base = exponent.value, size.value
    if type(value) is fmpq and type(base) is fmpq and value.q == 1:
        return Real(base ** int(value.p))
    one, two = size.node(), exponent.node()
    tree = None if one is None or two is None else t.Power(one, two)
    return Real(arb(base) ** value, tree)
