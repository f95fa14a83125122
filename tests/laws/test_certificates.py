"""Laws of certificates: what an answer rests on is said, and as ``docs/verification.md`` says it."""

from __future__ import annotations

from typing import Any

import pytest

from calcdrill import solve

RESTS_ON: list[tuple[dict[str, Any], str]] = [
    ({"kind": "derivative", "function": "x^2*sin(x)"}, "algebra"),
    ({"kind": "partial", "function": "x^2*y", "variables": ["x", "y"], "wrt": ["x"]}, "algebra"),
    ({"kind": "gradient", "function": "x^2*y", "variables": ["x", "y"]}, "algebra"),
    ({"kind": "jacobian", "functions": ["x*y", "exp(x)"], "variables": ["x", "y"]}, "algebra"),
    ({"kind": "hessian", "function": "exp(x*y)", "variables": ["x", "y"]}, "algebra"),
    ({"kind": "tangent_line", "function": "exp(x)", "at": "1"}, "algebra"),
    ({"kind": "implicit_derivative", "equation": "x^2 + y^2 = 25"}, "algebra"),
    ({"kind": "integral", "function": "x*exp(x)"}, "algebra"),
    ({"kind": "definite_integral", "function": "x^2", "lower": "0", "upper": "3"}, "proved"),
    ({"kind": "definite_integral", "function": "1/x", "lower": "1", "upper": "oo"}, "proved"),
    ({"kind": "limit", "function": "sin(x)/x", "to": "0"}, "proved"),
    ({"kind": "limit", "function": "abs(x)/x", "to": "0"}, "proved"),
    ({"kind": "taylor", "function": "cos(x)", "at": "0", "order": 2}, "proved"),
    ({"kind": "taylor", "function": "sin(x)", "at": "1", "order": 3}, "confirmed at points"),
    ({"kind": "interval_extremum", "function": "x*exp(-x)", "lower": "0", "upper": "3", "goal": "max"}, "proved"),
    ({"kind": "critical_points", "function": "x^3 - 3*x"}, "proved"),
    ({"kind": "critical_points", "function": "abs(x) + x^2"}, "proved"),
    ({"kind": "critical_points", "function": "x^2 + x*y + y^2 + x", "variables": ["x", "y"]}, "proved"),
    ({"kind": "critical_points", "function": "abs(x) + y^2", "variables": ["x", "y"]}, "confirmed at points"),
    ({"kind": "lagrange", "function": "x + y", "constraint": "x^2 + y^2 = 2", "goal": "max"}, "proved"),
]


@pytest.mark.parametrize(("task", "basis"), RESTS_ON)
def test_what_an_answer_rests_on(task: dict[str, Any], basis: str) -> None:
    assert solve(task).to_dict()["certificate"]["answer"] == basis
