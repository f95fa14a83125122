"""Polynomials in two letters that may change places, such as x² + y² + xy, written by their sum s and product p."""

from __future__ import annotations

from typing import Any

from flint import fmpq_mpoly

from calcdrill.expression.solving.factoring import monomials

__all__ = ["in_sum_and_product", "is_symmetric"]


def is_symmetric(polynomial: fmpq_mpoly) -> bool:
    """Whether the polynomial, in two letters, stays what it is when they change places."""
    numbers = dict(monomials(polynomial))
    return all(numbers.get((b, a)) == number for (a, b), number in numbers.items())


def in_sum_and_product(polynomial: fmpq_mpoly) -> Any:
    """The symmetric polynomial with s as its first letter and p as its second: x² + y² becomes s² − 2p."""
    x, y = polynomial.context().gens()
    left, found = polynomial, polynomial * 0
    while left:
        # The first term leads the product of as many sums and products.
        (a, b), number = max(monomials(left))
        left -= number * (x + y) ** (a - b) * (x * y) ** b
        found += number * x ** (a - b) * y**b
    return found
