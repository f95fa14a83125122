"""Exact numbers as flint has them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from flint import fmpq

__all__ = ["rational"]


def rational(number: int | Fraction) -> fmpq:
    """The exact number of flint."""
    # A fraction is not looked up: its hash takes longer than the division.
    kept = _WHOLE.get(number) if type(number) is int else None
    return fmpq(number.numerator, number.denominator) if kept is None else kept


_WHOLE: Final[dict[int, fmpq]] = {k: fmpq(k) for k in range(-99, 100)}
