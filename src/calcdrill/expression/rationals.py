"""Exact numbers between Python and flint."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from flint import fmpq

__all__ = ["common_divisor", "fraction", "rational"]


def rational(number: int | Fraction) -> fmpq:
    """The exact number of flint."""
    # A fraction is not looked up: its hash takes longer than the division.
    kept = _WHOLE.get(number) if type(number) is int else None
    return fmpq(number.numerator, number.denominator) if kept is None else kept


def fraction(number: fmpq) -> Fraction:
    """The exact number of Python."""
    return Fraction(int(number.p), int(number.q))


def common_divisor(numbers: Iterable[int | Fraction]) -> Fraction:
    """The largest number ≥ 0 of which all are whole multiples."""
    exact = [Fraction(number) for number in numbers]
    return Fraction(gcd(*(n.numerator for n in exact)), lcm(*(n.denominator for n in exact)))


_WHOLE: Final[dict[int, fmpq]] = {k: fmpq(k) for k in range(-99, 100)}
