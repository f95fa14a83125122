"""Rational functions with irrational zeros below: antiderivatives without jumps of their own."""

from __future__ import annotations

import pytest
from flint import arb

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.equality import compare_antiderivative
from calcdrill.expression.integrating.periods import over_waves
from calcdrill.expression.integrating.surds import over_surds
from calcdrill.expression.read import read

FRACTIONS = [
    "1/(x^2 - 2)",
    "(3*x + 1)/(x^2 - x - 3)",
    "1/(x^3 - 2)",
    "x/(x^5 + 1)",
    "x^7/(x^5 - 1)",
    "1/(x^6 + 2)",
    "1/(x^8 + 1)",
    "(x^3 + x)/(x^4 + 3*x^2 - 1)",
    "(x + 1)/(x^4 - 4*x^2 + 1)",
    "1/(x^4 + 3*x^2 + 1)",
    "(2*x^3 - x^2 + x + 5)/(x^4 - x^2 + 2)",
    "1/((x - 1)*(x^4 + x^2 + 2))",
    "(x^4 - 3*x^2 + 6)/(x^6 - 5*x^4 + 5*x^2 + 4)",
    "(2*x + 1)/(x^4 + 2*x^3 + x^2 + 1)",
]


@pytest.mark.parametrize("function", FRACTIONS)
def test_the_derivative_is_the_fraction(function: str) -> None:
    found = over_surds(read(function), "x")
    assert found is not None
    assert compare_antiderivative(t.Integral(read(function), "x"), found, "x").holds


@pytest.mark.parametrize("function", ["1/(x^4 + x + 1)", "1/(x^2 - 2)^2", "sin(x)/x", "x^2 + 1"])
def test_other_forms_are_left_alone(function: str) -> None:
    assert over_surds(read(function), "x") is None


@pytest.mark.parametrize(
    "function", ["1/(x^4 - x^2 + 2)", "1/(x^6 + 2)", "(x^4 - 3*x^2 + 6)/(x^6 - 5*x^4 + 5*x^2 + 4)"]
)
def test_the_arctangents_have_no_jumps(function: str) -> None:
    found = over_surds(read(function), "x")
    assert found is not None
    ends = value(found, {"x": t.Number(4)}) - value(found, {"x": read("-4")})
    area = value(t.Integral(read(function), "x", read("-4"), t.Number(4)), {})
    assert abs(ends - area) < arb(10) ** -12


@pytest.mark.parametrize(
    ("function", "is_continuous"),
    [
        ("1/(sqrt(2) + sin(x) + cos(x))", False),
        ("1/(4 + sqrt(3)*cos(x) + sin(x))", True),
        ("1/(sin(2*x + 1) - 3*cos(2*x + 1) - 5)", True),
        ("1/(1 + 2*cos(3*x) - sin(3*x))", False),
        ("1/(2*sin(x) + cos(x))", False),
        ("1/(5 + 3*cos(x) + 4*sin(x))", False),
    ],
)
def test_one_over_a_number_and_two_waves(function: str, is_continuous: bool) -> None:
    found = over_waves(read(function), "x")
    assert found is not None
    assert compare_antiderivative(t.Integral(read(function), "x"), found, "x").holds
    if is_continuous:
        ends = value(found, {"x": t.Number(7)}) - value(found, {"x": t.ZERO})
        area = value(t.Integral(read(function), "x", t.ZERO, t.Number(7)), {})
        assert abs(ends - area) < arb(10) ** -12
