"""Elements of a field of some 10¹⁸ numbers, and pairs of them that know their rate: exact arithmetic without growth.

An element is an ``nmod`` to the modulus ``PRIME``, or a ``Dual``; the operators mix the two. Two different rational
expressions agree at a random place with a probability below degree / PRIME (Schwartz 1980, Zippel 1979).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from flint import nmod

__all__ = [
    "ONE",
    "PRIME",
    "ZERO",
    "Draw",
    "Dual",
    "Element",
    "NoMeaning",
    "draw_from",
    "element",
    "power",
    "present",
    "unknown",
    "variable",
    "whole_number",
]

PRIME: Final = 2**60 - 93
"""The largest prime below 2⁶⁰."""

ZERO: Final = nmod(0, PRIME)
ONE: Final = nmod(1, PRIME)

_DEGREE: Final = 12
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


Element = nmod | Dual


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
        if len(_BASES) > _MOST_BASES:
            _BASES.clear()
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
    power = base**_DEGREE
    _BASES[int(power)] = base
    return power


_MOST_BASES: Final = 4096
_BASES: Final[dict[int, nmod]] = {}
"""Variable → the element that it is a power of."""


@lru_cache(maxsize=4096)
def element(value: int | Fraction) -> nmod:
    """The element of an exact number."""
    return nmod(value.numerator, PRIME) / value.denominator


# -- powers


def power(a: Element, exponent: int | Fraction) -> Element:
    """a ^ exponent. A root of a variable is what it is; any other root is an unknown of its own."""
    if type(exponent) is int:
        return a * a if exponent == 2 else a**exponent
    if exponent < 0:
        return ONE / power(a, -exponent)
    whole, rest = divmod(exponent.numerator, exponent.denominator)
    if type(a) is Dual and exponent.denominator != 2:
        value = power(a.value, exponent)
        return Dual(value, element(exponent) * value / a.value * a.rate)
    root = _root(a, exponent.denominator) ** rest
    return root * a**whole if whole else root


def _root(a: Element, degree: int) -> Element:
    if type(a) is Dual:
        # The rate is that of a square root, which need not know that its square is ``a``.
        root = _root(a.value, 2)
        return Dual(root, a.rate / (root + root))
    whole = int(a)
    base = _BASES.get(whole)
    if base is not None and _DEGREE % degree == 0:
        return base ** (_DEGREE // degree)
    small = whole_number(whole)
    if small is not None and small >= 0:
        near: int = round(small ** (1 / degree))
        if near**degree == small:
            return nmod(near, PRIME)
    return unknown("root", degree, whole)


def whole_number(a: int) -> int | None:
    """The whole number below a million of either sign that the element is: a chance value is so small once in 10¹¹."""
    if a < _SMALL:
        return a
    return a - PRIME if PRIME - a < _SMALL else None


_SMALL: Final = 2**20
