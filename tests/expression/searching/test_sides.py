"""A derivative that exists across a kink, and is not 0."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from calcdrill.expression.balls.ball import working
from calcdrill.expression.read import read
from calcdrill.expression.searching.sides import is_steep_across


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("x*abs(x) - x", True),
        ("x*exp(-abs(x))", True),
        ("piecewise(sin(x), x < 0, x)", True),
        ("piecewise(x, x = 0, sin(x))", True),
        ("x^2*sign(x) + x", True),
        # The derivative is 0, does not exist, or the value stands apart.
        ("x*abs(x)", False),
        ("abs(x) + 2*x", False),
        ("abs(x)", False),
        ("piecewise(1, x = 0, sin(x))", False),
        ("piecewise(x, x < 0, x + 1)", False),
        ("cbrt(x)", False),
        ("floor(x) + x", False),
        # What decides between the two is flat.
        ("max(x, x + x^3)", False),
        # A kink at a place that is not asked for.
        ("abs(x - 1/1000) + 2*x", False),
    ],
)
def test_only_a_derivative_that_is_nowhere_zero_is_passed_over(function: str, expected: bool) -> None:
    with working(200):
        assert is_steep_across(read(function), "x", fmpq(0), arb(0, 0.01)) is expected
