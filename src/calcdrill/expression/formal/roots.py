"""Powers of elements: a root of a variable is what it is, a square root has its square, any other root is an unknown.

Each root is one of its own: that √(x²) is x, or −x, follows from no law here.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

from flint import fmpz, nmod

from calcdrill.expression.formal.field import (
    BASES,
    DEGREE,
    ONE,
    PRIME,
    Dual,
    Element,
    Rooted,
    element,
    unknown,
    whole_number,
)

__all__ = ["power"]

_MOST_BELOW: Final = 12


def power(a: Element, exponent: int | Fraction) -> Element:
    """a ^ exponent."""
    if type(exponent) is int:
        return a * a if exponent == 2 else a**exponent
    if exponent < 0:
        return ONE / power(a, -exponent)
    whole, rest = divmod(exponent.numerator, exponent.denominator)
    if type(a) is Dual:
        value = power(a.value, exponent)
        return Dual(value, element(exponent) * value / a.value * a.rate)
    root = _root(a, exponent.denominator) ** rest
    return root * a**whole if whole else root


def _root(a: Element, degree: int) -> Element:
    whole = int(a)
    base = BASES.get(whole)
    if base is not None and DEGREE % degree == 0:
        return base ** (DEGREE // degree)
    small = whole_number(whole)
    if small is not None and small >= 0:
        near: int = round(small ** (1 / degree))
        if near**degree == small:
            return nmod(near, PRIME)
    if degree != 2 or type(a) is not nmod:
        return unknown("root", degree, whole)
    for below in range(1, _MOST_BELOW):
        above = whole_number(int(a * below))
        if above is not None and above > 0:
            return _root_of_whole(above * below) * (ONE / below)
    return Rooted({frozenset((whole,)): ONE})


@lru_cache(maxsize=512)
def _root_of_whole(value: int) -> Element:
    """√12 = 2·√3, √6 = √2·√3."""
    outside, roots = 1, set()
    for prime, times in fmpz(value).factor():
        outside *= int(prime) ** (times // 2)
        if times % 2:
            roots.add(int(prime))
    factor = nmod(outside, PRIME)
    return Rooted({frozenset(roots): factor}) if roots else factor
