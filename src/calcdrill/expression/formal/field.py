"""Elements of a field of some 10¹⁸ numbers, sums of roots, and pairs with a rate: exact arithmetic without growth.

An element is an ``nmod`` to the modulus ``PRIME``, a ``Rooted`` or a ``Dual``; the operators mix them. Two different
rational expressions agree at a random place with a probability below degree / PRIME (Schwartz 1980, Zippel 1979).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from flint import nmod

__all__ = [
    "BASES",
    "DEGREE",
    "ONE",
    "PRIME",
    "ZERO",
    "Draw",
    "Dual",
    "Element",
    "NoMeaning",
    "Rooted",
    "draw_from",
    "element",
    "present",
    "unknown",
    "variable",
    "whole_number",
]

PRIME: Final = 2**60 - 93
"""The largest prime below 2⁶⁰."""

ZERO: Final = nmod(0, PRIME)
ONE: Final = nmod(1, PRIME)

DEGREE: Final = 12
"""A variable is a 12th power: its square, cube, fourth and sixth roots are elements, and multiply as roots do."""


class NoMeaning(Exception):
    """A tree that the field has no element for: a kink, something infinite. A division by 0 is a ZeroDivisionError."""


# -- pairs


class Dual:
    """What changes with a variable: its value and its rate, each of which may be a pair for another derivative."""

    __slots__ = ("rate", "value")

    def __init__(self, value: Element, rate: Element) -> None:
        self.value, self.rate = value, rate

    def __add__(self, other: Element) -> Dual:
        if type(other) is Dual:
            return Dual(self.value + other.value, self.rate + other.rate)
        return Dual(self.value + other, self.rate)

    def __sub__(self, other: Element) -> Dual:
        return self + -other

    def __rsub__(self, other: nmod) -> Dual:
        return Dual(other - self.value, -self.rate)

    def __mul__(self, other: Element) -> Dual:
        if type(other) is Dual:
            return Dual(self.value * other.value, self.value * other.rate + self.rate * other.value)
        return Dual(self.value * other, self.rate * other)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.rate)

    def __truediv__(self, other: Element) -> Dual:
        if type(other) is Dual:
            value = self.value / other.value
            return Dual(value, (self.rate - value * other.rate) / other.value)
        return Dual(self.value / other, self.rate / other)

    def __rtruediv__(self, other: nmod) -> Dual:
        value = other / self.value
        return Dual(value, -value * self.rate / self.value)

    def __pow__(self, exponent: int) -> Element:
        if not exponent:
            return ONE
        below = self.value ** (exponent - 1)
        return Dual(below * self.value, element(exponent) * below * self.rate)

    def __int__(self) -> int:
        """A function of which only the name is known, or one with a kink, has no rate."""
        raise NoMeaning


# -- square roots


Parts = Mapping[frozenset[int], nmod]
"""The factor of each product of roots, which is the set of what stands under them."""

_NO_ROOT: Final[frozenset[int]] = frozenset()
_MOST_PARTS: Final = 16


class Rooted:
    """A sum a + b·√u + c·√v + d·√u·√v, in which √u·√u is u; at least one root is there."""

    __slots__ = ("parts",)

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def __add__(self, other: Element) -> Element:
        if type(other) is Dual:
            return NotImplemented
        parts = dict(self.parts)
        for roots, factor in _parts(other).items():
            parts[roots] = parts.get(roots, ZERO) + factor
        return _element(parts)

    def __mul__(self, other: Element) -> Element:
        if type(other) is Dual:
            return NotImplemented
        parts: dict[frozenset[int], nmod] = {}
        for roots, factor in self.parts.items():
            for others, times in _parts(other).items():
                product = factor * times
                for inside in roots & others:
                    product *= inside
                parts[roots ^ others] = parts.get(roots ^ others, ZERO) + product
        return _element(parts)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Element:
        return Rooted({roots: -factor for roots, factor in self.parts.items()})

    def __sub__(self, other: Element) -> Element:
        return self + -other

    def __rsub__(self, other: nmod) -> Element:
        return -self + other

    def __truediv__(self, other: Element) -> Element:
        if type(other) is Dual:
            return NotImplemented
        return self * (other._inverse() if type(other) is Rooted else ONE / other)

    def __rtruediv__(self, other: nmod) -> Element:
        return self._inverse() * other

    def __pow__(self, exponent: int) -> Element:
        if exponent < 0:
            return self._inverse() ** -exponent
        total: Element = ONE
        for bit in f"{exponent:b}":
            total = total * total * (self if bit == "1" else ONE)
        return total

    def _inverse(self) -> Element:
        """1 / self: with the sign of one root turned above and below, that root is gone below."""
        one = next(iter(frozenset().union(*self.parts)))
        turned = Rooted({roots: -factor if one in roots else factor for roots, factor in self.parts.items()})
        return turned * (ONE / (self * turned))

    def __eq__(self, other: object) -> bool:
        return type(other) is Rooted and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(int(self))

    def __int__(self) -> int:
        """An element that stands for this sum as what is inside a function; that of −u is the negative of that of u."""
        ordered = sorted((tuple(sorted(roots)), int(factor)) for roots, factor in self.parts.items())
        first = nmod(ordered[0][1], PRIME)
        words = [str((roots, int(factor / first))) for roots, factor in ordered]
        return int(unknown(" + ".join(words)) * first)


def _parts(one: Element) -> Parts:
    return one.parts if type(one) is Rooted else {_NO_ROOT: one}  # type: ignore[dict-item]


def _element(parts: Parts) -> Element:
    left = {roots: factor for roots, factor in parts.items() if factor}
    if len(left) > _MOST_PARTS:
        raise NoMeaning
    if not left.keys() - {_NO_ROOT}:
        return left.get(_NO_ROOT, ZERO)
    return Rooted(left)


Element = nmod | Dual | Rooted


# -- unknowns


class Draw:
    """What the unknowns of some comparisons are drawn from; whoever writes a formula must not know the ``salt``.

    ``logarithms`` has the element of each ln u → u, ``exponents`` that of each exp u → u.
    """

    __slots__ = ("exponents", "logarithms", "salt")

    def __init__(self, salt: int = 0) -> None:
        self.salt = salt
        self.logarithms: dict[int, Element] = {}
        self.exponents: dict[int, Element] = {}


class _Present:
    draw = Draw()
    source = blake2b(b"0", digest_size=8)


def present() -> Draw:
    """The draw that is in use."""
    return _Present.draw


def draw_from(draw: Draw) -> None:
    """From now on the unknowns are those of this draw."""
    if draw is _Present.draw:
        return
    if draw.salt != _Present.draw.salt:
        _Present.source = blake2b(b"%d" % draw.salt, digest_size=8)
        unknown.cache_clear()
        variable.cache_clear()
        if len(BASES) > _MOST_BASES:
            BASES.clear()
    _Present.draw = draw


@lru_cache(maxsize=8192)
def unknown(what: str, *arguments: int) -> nmod:
    """An element that has to do with nothing else: the value of a function of which only the name is known."""
    hashed = _Present.source.copy()
    hashed.update(f"{what} {arguments}".encode())
    return nmod(int.from_bytes(hashed.digest(), "little"), PRIME)


@lru_cache(maxsize=256)
def variable(name: str) -> nmod:
    """The element that a variable is."""
    base = unknown(f"variable {name}")
    power = base**DEGREE
    BASES[int(power)] = base
    return power


_MOST_BASES: Final = 4096
BASES: Final[dict[int, nmod]] = {}
"""Variable → the element that it is a power of."""


@lru_cache(maxsize=4096)
def element(value: int | Fraction) -> nmod:
    """The element of an exact number."""
    return nmod(value.numerator, PRIME) / value.denominator


def whole_number(a: int) -> int | None:
    """The whole number below a million of either sign that the element is: a chance value is so small once in 10¹¹."""
    if a < _SMALL:
        return a
    return a - PRIME if PRIME - a < _SMALL else None


_SMALL: Final = 2**20
