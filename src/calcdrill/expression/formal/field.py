"""Elements of a field of some 10¹⁸ numbers, and power series over it: exact arithmetic without growth.

An element is an ``int`` below ``PRIME``, or a list of the first coefficients of a power series in t; operations mix
the two. Two different rational expressions agree at a random place with a probability below degree / PRIME
(Schwartz 1980, Zippel 1979).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Final
from zlib import crc32

from flint import nmod

from calcdrill.expression.scrambling import scrambled

__all__ = [
    "PRIME",
    "Element",
    "NoMeaning",
    "divided",
    "fraction",
    "integral",
    "inverse",
    "minus",
    "multiplied",
    "one_over",
    "plus",
    "power",
    "rate",
    "summed",
    "times",
    "unknown",
    "variable",
    "whole_number",
]

PRIME: Final = 2**60 - 93
"""The largest prime below 2⁶⁰: what two machine words of Python's whole numbers hold."""

Element = int | list[int]

_DEGREE: Final = 12
"""A variable is a 12th power: its square, cube, fourth and sixth roots are elements, and multiply as roots do."""


class NoMeaning(Exception):
    """A tree that the field has no element for: a kink, something infinite, a division by 0."""


# -- unknowns


@lru_cache(maxsize=8192)
def unknown(what: str, *arguments: int) -> int:
    """A fixed element that has to do with nothing else: the value of a function of which only the name is known."""
    return scrambled(crc32(what.encode()), *arguments) % PRIME


@lru_cache(maxsize=256)
def variable(name: str) -> int:
    """The element that a variable is."""
    base = unknown("variable", crc32(name.encode()))
    found = pow(base, _DEGREE, PRIME)
    _BASES[found] = base
    return found


_BASES: Final[dict[int, int]] = {}
"""Variable → the element that it is a power of."""


def fraction(value: int | Fraction) -> int:
    """The element of an exact number."""
    return value % PRIME if isinstance(value, int) else _quotient(value)


@lru_cache(maxsize=4096)
def _quotient(value: Fraction) -> int:
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


# -- arithmetic


def plus(a: Element, b: Element) -> Element:
    if isinstance(a, int):
        return (a + b) % PRIME if isinstance(b, int) else [(a + b[0]) % PRIME, *b[1:]]
    if isinstance(b, int):
        return [(a[0] + b) % PRIME, *a[1:]]
    return [(x + y) % PRIME for x, y in zip(a, b, strict=True)]


def summed(elements: Iterable[Element]) -> Element:
    plain, series = 0, None
    for element in elements:
        if isinstance(element, int):
            plain += element
        else:
            series = element if series is None else [x + y for x, y in zip(series, element, strict=True)]
    return plain % PRIME if series is None else [(plain + series[0]) % PRIME, *[x % PRIME for x in series[1:]]]


def minus(a: Element) -> Element:
    return -a % PRIME if isinstance(a, int) else [-x % PRIME for x in a]


def times(a: Element, b: Element) -> Element:
    if isinstance(a, int):
        return a * b % PRIME if isinstance(b, int) else [a * y % PRIME for y in b]
    if isinstance(b, int):
        return [x * b % PRIME for x in a]
    if len(a) == 2:
        return [a[0] * b[0] % PRIME, (a[0] * b[1] + a[1] * b[0]) % PRIME]
    return [sum(a[j] * b[k - j] for j in range(k + 1)) % PRIME for k in range(len(a))]


def multiplied(elements: Iterable[Element]) -> Element:
    plain: int = 1
    series: Element | None = None
    for element in elements:
        if isinstance(element, int):
            plain = plain * element % PRIME
        else:
            series = element if series is None else times(series, element)
    return plain if series is None else times(plain, series)


def inverse(a: Element) -> Element:
    """1 / a; raises NoMeaning for 0."""
    if isinstance(a, int):
        return one_over(a) if a < _FEW else int(nmod(a, PRIME) ** -1)
    first = inverse(a[0])
    assert isinstance(first, int)
    found = [first]
    for k in range(1, len(a)):
        found.append(-first * sum(a[j] * found[k - j] for j in range(1, k + 1)) % PRIME)
    return found


_FEW: Final = 256


@lru_cache(maxsize=_FEW)
def one_over(a: int) -> int:
    """1 / a for a small a; raises NoMeaning for 0."""
    if not a:
        raise NoMeaning
    return pow(a, -1, PRIME)


def divided(a: Element, b: Element) -> Element:
    return times(a, inverse(b))


def power(a: Element, exponent: int | Fraction) -> Element:
    """a ^ exponent. A root of a variable is what it is; any other root is an unknown of its own."""
    if exponent < 0:
        return inverse(power(a, -exponent))
    if exponent == 2:
        return times(a, a)
    if isinstance(exponent, int):
        return pow(a, exponent, PRIME) if isinstance(a, int) else _power_of_series(a, exponent)
    whole, rest = divmod(exponent.numerator, exponent.denominator)
    if not isinstance(a, int) and exponent.denominator != 2:
        return _power_of_series(a, exponent)
    root = _root(a, exponent.denominator) if isinstance(a, int) else _square_root(a)
    return times(power(root, rest), power(a, whole)) if whole else power(root, rest)


def _power_of_series(a: list[int], exponent: int | Fraction) -> Element:
    """From a·p′ = exponent·a′·p, coefficient by coefficient."""
    if not a[0]:
        return _whole_power(a, exponent)
    start, first, outer = power(a[0], exponent), inverse(a[0]), fraction(exponent)
    assert isinstance(start, int) and isinstance(first, int)
    found = [start]
    for k in range(1, len(a)):
        terms = sum((outer * j - (k - j)) * a[j] * found[k - j] for j in range(1, k + 1))
        found.append(terms * first * one_over(k) % PRIME)
    return found


def _square_root(a: list[int]) -> Element:
    """From 2·p·p′ = a′: the root need not know that its square is ``a``."""
    first = _root(a[0], 2)
    over = inverse(2 * first % PRIME)
    assert isinstance(over, int)
    found = [first]
    for k in range(1, len(a)):
        found.append((a[k] - sum(found[j] * found[k - j] for j in range(1, k))) * over % PRIME)
    return found


def _whole_power(a: list[int], exponent: int | Fraction) -> Element:
    if not isinstance(exponent, int):
        raise NoMeaning
    found: Element = 1
    for _ in range(exponent):
        found = times(found, a)
    return found


def _root(a: int, degree: int) -> int:
    base = _BASES.get(a)
    if base is not None and _DEGREE % degree == 0:
        return pow(base, _DEGREE // degree, PRIME)
    whole = whole_number(a)
    if whole is not None and whole >= 0:
        near: int = round(whole ** (1 / degree))
        if near**degree == whole:
            return near
    return unknown("root", degree, a)


def whole_number(a: int) -> int | None:
    """The whole number below a million of either sign that the element is: a chance value is so small once in 10¹¹."""
    if a < _SMALL:
        return a
    return a - PRIME if PRIME - a < _SMALL else None


_SMALL: Final = 2**20


# -- series


def rate(a: Element) -> Element:
    """The derivative by t, one coefficient shorter; a 0 takes the free place."""
    return 0 if isinstance(a, int) else [*(k * a[k] % PRIME for k in range(1, len(a))), 0]


def integral(a: Element, start: int, length: int) -> Element:
    """The antiderivative that begins with ``start``."""
    if isinstance(a, int):
        a = [a] + [0] * (length - 1)
    return [start, *(a[k - 1] * one_over(k) % PRIME for k in range(1, length))]
