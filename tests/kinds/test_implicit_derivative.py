"""Implicit derivatives are compared on their curve."""

from __future__ import annotations

import pytest

from calcdrill import grade, solve
from calcdrill.errors import CalcdrillError


@pytest.mark.parametrize(
    ("equation", "typed", "right"),
    [
        ("x*y = 1", "-1/x^2", True),
        ("x*y = 1", "-y^2", True),
        ("x*y = 1", "y/x", False),
        ("tan(y) = x", "1/(1 + x^2)", True),
        ("sqrt(x) + sqrt(y) = 1", "1 - 1/sqrt(x)", True),
        ("x^2 + y^2 = 25", "x/y", False),
        ("x^2 + y^2 = 25", "-x/sqrt(25 - x^2)", False),
        ("x^2 = y^2", "y/x", True),
    ],
)
def test_answers_are_compared_on_the_curve(equation: str, typed: str, right: bool) -> None:
    problem = solve({"kind": "implicit_derivative", "equation": equation})
    assert grade(problem, typed).correct is right


def test_a_mistake_that_is_right_on_the_curve_is_dropped() -> None:
    names = {m.id for m in solve({"kind": "implicit_derivative", "equation": "x^2 = y^2"}).mistakes}
    assert "ratio-inverted" not in names and "sign-dropped" in names


@pytest.mark.parametrize(
    "equation",
    ["x^2 + y^2 = -1", "x^2 + y^2 = 0", "sin(x)^2 + sin(y)^2 = 2", "exp(x) + exp(y) = 0", "(x - 1)*(y^2 + 1) = 0"],
)
def test_a_curve_without_a_point_that_has_a_slope_is_refused(equation: str) -> None:
    with pytest.raises(CalcdrillError, match="no point of the curve"):
        solve({"kind": "implicit_derivative", "equation": equation})


@pytest.mark.parametrize(
    "equation",
    ["x^2 + y^2 = 10^12", "9*x^2 + y^2 = 10^(-12)", "3*sqrt(x) + sqrt(y) = 42", "ln(x*y) = x + y", "a*x^2 + b*y^2 = 1"],
)
def test_curves_are_found_wherever_they_are(equation: str) -> None:
    assert solve({"kind": "implicit_derivative", "equation": equation}).answer


@pytest.mark.parametrize(
    ("equation", "at", "words"),
    [
        ("abs(x) + abs(y) = 1", "x=1, y=0", "corner"),
        ("y^2 = x^3", "x=0, y=0", "both partial derivatives are 0"),
        ("x^2 + y^2 = 25", "x=5, y=0", "vertical"),
    ],
)
def test_why_there_is_no_slope(equation: str, at: str, words: str) -> None:
    with pytest.raises(CalcdrillError, match=words):
        solve({"kind": "implicit_derivative", "equation": equation, "at": at})
