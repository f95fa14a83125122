"""Implicit derivatives are compared on their curve."""

from __future__ import annotations

import pytest

from calcdrill import grade, solve


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
