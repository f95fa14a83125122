"""Derivatives where two cases of a function meet: a limit there, or a place that is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import CalcdrillError, Wrong
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.read import read
from calcdrill.generating import solve
from calcdrill.kinds import find
from calcdrill.problem import Problem

DERIVATIVES = {
    "piecewise(4, x = 2, (x^2 - 4)/(x - 2))": "1",
    "piecewise(1, x = 0, (exp(x) - 1)/x)": "piecewise(1/2, x = 0, (x*exp(x) - exp(x) + 1)/x^2)",
    "piecewise(5, x = 2, (x^2 - 4)/(x - 2))": "piecewise(1, x != 2)",
    "piecewise(x^2, x <= 1, 2*x - 1)": "piecewise(2*x, x <= 1, 2)",
    "piecewise(x^2, x <= 1, x)": "piecewise(2*x, x < 1, 1, x > 1)",
    "piecewise(x^2*sin(1/x), x != 0, 0)": "piecewise(2*x*sin(1/x) - cos(1/x), x != 0, 0)",
    "piecewise(x^2, x^2 <= 2, 2)": "piecewise(2*x, x^2 < 2, 0, x^2 > 2)",
    "piecewise(1, x = 2, x, x < 5, x^2)": "piecewise(1, x < 2, 1, 2 < x < 5, 2*x, (x - 2)*(x - 5) != 0)",
}


def derivative(function: str, **raw: Any) -> Problem:
    return solve({"kind": "derivative", "function": function, **raw})


@pytest.mark.parametrize("function", DERIVATIVES)
def test_derivatives_at_borders(function: str) -> None:
    assert derivative(function).answer == read(DERIVATIVES[function])


def test_the_value_at_a_border_is_a_limit() -> None:
    problem = derivative("piecewise(1, x = 0, (exp(x) - 1)/x)", at=0)
    assert problem.answer == read("1/2")
    assert problem.certificate.routes[1] == "limit of difference quotients"
    with pytest.raises(CalcdrillError, match="two cases"):
        derivative("piecewise(x^2, x <= 1, x)", at=1)


@pytest.mark.parametrize(
    ("function", "wrt", "expected"),
    [
        ("piecewise(0, x^2 + y^2 = 0, x*y/(x^2 + y^2))", ["x"], None),
        ("piecewise(x*y, x <= y, y^2)", ["x"], "piecewise(y, x < y, 0, x > y)"),
        ("piecewise(x^2, x <= y, 2*x*y - y^2)", ["x"], "piecewise(2*x, x <= y, 2*y)"),
    ],
)
def test_borders_that_move(function: str, wrt: list[str], expected: str | None) -> None:
    answer = solve({"kind": "partial", "function": function, "variables": ["x", "y"], "wrt": wrt}).answer
    assert "!=" in str(answer) if expected is None else answer == read(expected)


def test_a_mixed_partial_at_such_a_point_is_not_made_up() -> None:
    function = "piecewise(0, x^2 + y^2 = 0, x*y*(x^2 - y^2)/(x^2 + y^2))"
    with pytest.raises(CalcdrillError, match="two cases"):
        solve({"kind": "partial", "function": function, "variables": ["x", "y"], "wrt": ["x", "y"], "at": "x=0, y=0"})


def test_the_check_looks_at_borders() -> None:
    problem = derivative("piecewise(4, x = 2, (x^2 - 4)/(x - 2))")
    wrong = replace(problem.solution, answer=read("piecewise(0, x = 2, 1)"))
    with pytest.raises(Wrong):
        find("derivative").check(problem.task, wrong)


# -- a Taylor polynomial about a place where only the value is missing

POLYNOMIALS = [
    ("sin(x)/x", 0, 4, "1 - x^2/6 + x^4/120"),
    ("x/sin(x)", 0, 4, "1 + x^2/6 + (7/360)*x^4"),
    ("(1 - cos(x))/x^2", 0, 4, "1/2 - x^2/24 + x^4/720"),
    ("ln(x)/(x - 1)", 1, 2, "1 - (x - 1)/2 + (x - 1)^2/3"),
    ("x/(exp(x) - 1)", 0, 5, "1 - x/2 + x^2/12 - x^4/720"),
]


@pytest.mark.parametrize(("function", "at", "order", "expected"), POLYNOMIALS, ids=[row[0] for row in POLYNOMIALS])
def test_taylor_at_a_removable_point(function: str, at: int, order: int, expected: str) -> None:
    problem = solve({"kind": "taylor", "function": function, "at": at, "order": order})
    assert compare(problem.answer, read(expected)).is_equal
    wrong = replace(problem.solution, answer=read(f"{expected} + x/1000"))
    with pytest.raises(Wrong):
        find("taylor").check(problem.task, wrong)


@pytest.mark.parametrize("function", ["sin(x)/x^2", "1/x", "abs(x)/x", "sqrt(x)"])
def test_no_taylor_polynomial_at_a_pole_or_a_kink(function: str) -> None:
    with pytest.raises(CalcdrillError, match=r"no Taylor (polynomial|series)|its series there is not proved"):
        solve({"kind": "taylor", "function": function, "order": 3})
