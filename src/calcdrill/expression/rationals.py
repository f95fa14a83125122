"""Exact numbers as flint has them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from flint import fmpq

__all__ = ["rational"]


def rational(number: int | Fraction) -> fmpq:
    """The exact number of flint."""
    # A fraction is not looked up: its hash takes longer than the division.
    found = _WHOLE.get(number) if type(number) is int else None
    return fmpq(number.numerator, number.denominator) if found is None else found


_WHOLE: Final[dict[int, fmpq]] = {k: fmpq(k) for k in range(-99, 100)}
