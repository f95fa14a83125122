"""The kind `lagrange`: extrema on a curve, with a multiplier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import CalcdrillError, TaskError, Unsolved
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import Points, Text
from calcdrill.instances import solve
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Solution, Task

KIND = find("lagrange")


def task(**raw: Any) -> Task:
    fields = (*KIND.fields, DOMAIN)
    return resolve(KIND.name, fields, read_fields(fields, raw), {})


SOLVED = [
    ("x^2 + y^2", "x + 2*y = 5", "min", "(1, 2)"),
    ("x*y", "x + y = 10", "max", "(5, 5)"),
    ("3*x + 4*y", "x^2 + y^2 = 25", "max", "(3, 4)"),
    ("3*x + 4*y", "x^2 + y^2 = 25", "extrema", "{(x, y) = (-3, -4): min; (x, y) = (3, 4): max}"),
    ("ln(x) + ln(y)", "x + y = 4", "max", "(2, 2)"),
    ("exp(x*y)", "x^2 + y^2 = 2", "max", "{(x, y) = (-1, -1): max; (x, y) = (1, 1): max}"),
    (
        "x*y",
        "x^2 + 4*y^2 = 8",
        "extrema",
        "{(x, y) = (-2, -1): max; (x, y) = (-2, 1): min; (x, y) = (2, -1): min; (x, y) = (2, 1): max}",
    ),
    (
        "x^2*y",
        "x^2 + y^2 = 3",
        "max",
        "{(x, y) = (-sqrt(2), 1): max; (x, y) = (sqrt(2), 1): max}",
    ),
]


@pytest.mark.parametrize(("function", "constraint", "goal", "answer"), SOLVED)
def test_solved_and_verified(function: str, constraint: str, goal: str, answer: str) -> None:
    raw = {"kind": "lagrange", "function": function, "constraint": constraint, "goal": goal}
    found = solve(raw)
    assert compare(found.answer, read(answer)).verdict is Verdict.EQUAL, found.answer
    assert len({mistake.id for mistake in found.mistakes}) >= 2


@pytest.mark.parametrize(
    "wrong",
    [
        "{(x, y) = (3, 4): max}",
        "{(x, y) = (-3, -4): max; (x, y) = (3, 4): max}",
        "{(x, y) = (-3, -4): min; (x, y) = (4, 3): max}",
        "{(x, y) = (-3, -4): min; (x, y) = (3, 4): max; (x, y) = (5, 0): max}",
    ],
)
def test_the_check_refuses_a_corrupted_answer(wrong: str) -> None:
    record = task(function="3*x + 4*y", constraint="x^2 + y^2 = 25")
    solution = KIND.solve(record)
    KIND.check(record, solution)
    with pytest.raises(CalcdrillError):
        KIND.check(record, replace(solution, answer=read(wrong)))


def test_mistakes() -> None:
    record = task(function="x^2 + y^2", constraint="x + 2*y = 5", goal="min")
    found = dict(KIND.mistakes(record, KIND.solve(record)))
    assert found["constraint-ignored"] == read("(0, 0)")
    assert found["equal-shares"] == read("(5/3, 5/3)")
    assert found["multiplier-reported"] == read("2")
    assert set(found) <= set(KIND.feedback)


def test_what_does_not_fit_says_so() -> None:
    with pytest.raises(Unsolved, match="no point of the curve"):
        solve(
            {
                "kind": "lagrange",
                "function": "x",
                "constraint": "x^2 + y^2 = -1",
                "goal": "max",
                "variables": ["x", "y"],
            }
        )
    with pytest.raises(Unsolved, match="corner"):
        solve({"kind": "lagrange", "function": "x + 2*y", "constraint": "x^2 = y^2"})
    with pytest.raises(TaskError, match="two variables"):
        solve({"kind": "lagrange", "function": "x*y*z", "constraint": "x + y + z = 3"})
    with pytest.raises(TaskError, match="one equation"):
        solve({"kind": "lagrange", "function": "x*y", "constraint": "x + y < 3"})


ON_CORNERS = [
    ("x^2 + y^2", "abs(x) + abs(y) = 3", "min", 4),
    ("x^2 + y^2", "abs(x) + abs(y) = 3", "max", 4),
    ("3*y - 4*x", "4*abs(x) + y^2 = 1", "max", 1),
    ("x^2*y", "4*abs(x) + y^2 = 3", "min", 2),
    ("exp(-4*x*y)", "abs(x) + abs(y) = 2", "min", 2),
    ("abs(x) - 2*y", "abs(x) + y^2 = 4", "min", 1),
]


@pytest.mark.parametrize(("function", "curve", "goal", "count"), ON_CORNERS)
def test_a_curve_with_corners(function: str, curve: str, goal: str, count: int) -> None:
    problem = solve({"kind": "lagrange", "function": function, "constraint": curve, "goal": goal})
    assert (len(problem.answer.items) if isinstance(problem.answer, Points) else 1) == count
    other = {"min": "max", "max": "min"}[goal]
    turned = task(function=f"-({function})", constraint=curve, goal=other)
    KIND.check(turned, replace(KIND.solve(turned)))
    for wrong in ("does not exist", "(0, 0)"):
        with pytest.raises(CalcdrillError):
            KIND.check(problem.task, replace(problem.solution, answer=read(wrong) if "(" in wrong else Text(wrong)))


ENDLESS = [
    ("x^3 + y^3 + 2*x*y", "y*(x^2 + 1) = 3", "max"),
    ("x^4 + y^4", "y*(x^2 + 2) = 4", "max"),
    ("sqrt(x^2 + 3*y^2)", "x^2 - y^2 = 1", "max"),
    ("abs(x) + 4*abs(y)", "x^2 - y^2 = 1", "max"),
    ("ln(x^2 + y^2)", "y = exp(x)", "max"),
    ("x^3 + y^3 + x*y", "x^2 - y^2 = 4", "min"),
    ("abs(x) - y", "x*y = 2", "min"),
]


@pytest.mark.parametrize(("function", "curve", "goal"), ENDLESS)
def test_no_best_point_on_a_curve_that_goes_on_for_ever(function: str, curve: str, goal: str) -> None:
    problem = solve({"kind": "lagrange", "function": function, "constraint": curve, "goal": goal})
    assert problem.answer == Text("does not exist")
    assert problem.certificate.routes[-1] == "growth along the curve"


@pytest.mark.parametrize(
    ("function", "curve", "goal"),
    [
        ("x^4 + y^4", "y*(x^2 + 2) = 4", "min"),
        ("sqrt(x^2 + 3*y^2)", "x^2 - y^2 = 1", "min"),
        ("abs(x) + 4*abs(y)", "x^2 - y^2 = 1", "min"),
        ("x^2 + y^2", "abs(x) + abs(y) = 3", "max"),
        ("exp(-x^2)*y", "y = x^2 - 1", "max"),
    ],
)
def test_a_best_point_that_exists_is_never_denied(function: str, curve: str, goal: str) -> None:
    record = task(function=function, constraint=curve, goal=goal)
    with pytest.raises(CalcdrillError):
        KIND.check(record, Solution(Text("does not exist"), ()))


def test_an_exponential_that_grows_steeply_on_both_sides() -> None:
    problem = solve({"kind": "lagrange", "function": "exp(-3*x*y)", "constraint": "x + y = 3", "goal": "min"})
    assert problem.answer == read("(3/2, 3/2)")


SYMMETRIC = [
    ("x^3 + y^3 + 4*x*y", "x^2 + y^2 = 5", "max", 1),
    ("x^3 + y^3 - 3*x*y", "x^2 + x*y + y^2 = 3", "max", 2),
    ("x^3 + y^3 - 4*x*y", "x^2 + y^2 = 4", "max", 2),
]


@pytest.mark.parametrize(("function", "curve", "goal", "count"), SYMMETRIC)
def test_variables_that_may_change_places(function: str, curve: str, goal: str, count: int) -> None:
    problem = solve({"kind": "lagrange", "function": function, "constraint": curve, "goal": goal})
    assert (len(problem.answer.items) if isinstance(problem.answer, Points) else 1) == count
    assert problem.certificate.routes[-1] == "isolated zeros"


@pytest.mark.parametrize(
    ("function", "constraint", "goal", "expected"),
    [
        ("x", "y*exp(-y^2) = x", "max", "(sqrt(2)*exp(-1/2)/2, sqrt(2)/2)"),
        ("2*x + y", "y*exp(x) = 1", "min", "(-ln(2), 2)"),
        ("x", "y^2 = x^3", "min", "(0, 0)"),
        ("x", "y^2 = x^2*(x - 1)", "min", "(0, 0)"),
        ("x + y", "sqrt(x) + sqrt(y) = 1", "min", "(1/4, 1/4)"),
        ("x", "x^(2/3) + y^(2/3) = 1", "min", "(-1, 0)"),
        ("x + y", "x^(2/3) + y^(2/3) = 1", "max", "{(x, y) = (0, 1): max; (x, y) = (1, 0): max}"),
        ("x^2 + y^2", "y^2 = x^3 + 1", "min", "{(x, y) = (-1, 0): min; (x, y) = (0, -1): min; (x, y) = (0, 1): min}"),
    ],
)
def test_cusps_isolated_points_and_curves_of_roots(function: str, constraint: str, goal: str, expected: str) -> None:
    found = solve({"kind": "lagrange", "function": function, "constraint": constraint, "goal": goal})
    assert write_text(found.answer) == expected


def test_a_point_on_the_other_branch_is_missed() -> None:
    whole = task(function="x^2 + y^2", constraint="y^2 = x^3 + 1", goal="min", variables=["x", "y"])
    found = KIND.solve(whole).answer
    assert isinstance(found, Points) and len(found.items) == 3
    some = Points(found.variables, (found.items[0], found.items[2]))
    with pytest.raises(CalcdrillError, match="not proved"):
        KIND.check(whole, Solution(some, ()))


@pytest.mark.parametrize(
    ("function", "constraint"),
    [
        ("x^10 + x^4 - 5*x^2", "x^2 = y"),
        ("x^2*y^4 + y*x^2 - 5*x^2", "sqrt(y) = x"),
        ("exp(5*x) + exp(2*x) - 5*exp(x)", "x = ln(y)"),
        ("x^5 + x^2 - 5*x", "sqrt(x)^2 + y = 1"),
        ("exp(ln(x))^5 + x^2 - 5*x", "y = 1"),
    ],
)
def test_a_branch_ends_where_the_curve_does(function: str, constraint: str) -> None:
    """What is put in has values where the curve or the function has none: x^10 on x = √y is y^5. A minimum exists."""
    whole = task(function=function, constraint=constraint, goal="min", variables=["x", "y"])
    with pytest.raises(CalcdrillError):
        solve({"kind": "lagrange", "function": function, "constraint": constraint, "goal": "min"})
    with pytest.raises(CalcdrillError):
        KIND.check(whole, Solution(Text("does not exist"), ()))


def test_ends_of_a_curve_of_a_root() -> None:
    for function in ("x^2", "y"):
        found = solve({"kind": "lagrange", "function": function, "constraint": "sqrt(y) = x", "goal": "min"})
        assert write_text(found.answer) == "(0, 0)"
    ends = task(function="y", constraint="sqrt(y) = x", goal="min", variables=["x", "y"])
    with pytest.raises(CalcdrillError):
        KIND.check(ends, Solution(Text("does not exist"), ()))
