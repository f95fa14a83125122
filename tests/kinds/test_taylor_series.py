"""Taylor polynomials by a known series."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.canonical import canonical_key
from calcdrill.errors import TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import Node
from calcdrill.instances import solve
from calcdrill.kinds import find
from calcdrill.problem import Problem
from calcdrill.verify import check_steps


def worked(function: str, order: int, **fields: Any) -> Problem:
    return solve({"kind": "taylor", "function": function, "order": order, "by": "series", **fields})


def lines(problem: Problem) -> list[str]:
    return [f"{write_text(s.before)} {s.sign} {write_text(s.after)}" for s in problem.solution.steps]


FUNCTIONS = [
    ("-3*exp(-2*x^2)", 6, 0),
    ("2*x^3*exp(-x)", 5, 0),
    ("x^2*exp(x)", 2, 0),
    ("x^2*sin(3*x)/2", 7, 0),
    ("x*cos(x^2/2)", 8, 0),
    ("4*ln(1 - 3*x^2)", 5, 0),
    ("-x/(1 + x^2)", 4, 0),
    ("5/(1 - x/3)", 3, 0),
    ("sqrt(1 + 4*x)", 3, 0),
    ("x/cbrt(1 - x^2)", 5, 0),
    ("1/(1 + x)^2", 3, 0),
    ("(1 - 2*x)^(3/2)", 3, 0),
    ("exp(-(x - 1)^2)", 4, 1),
    ("ln(x)", 3, 1),
    ("(x + 2)*exp(3*x + 6)", 3, -2),
    ("1/x", 3, 1),
]


@pytest.mark.parametrize(("function", "order", "centre"), FUNCTIONS)
def test_the_answer_is_that_of_the_derivatives(function: str, order: int, centre: int) -> None:
    fields = {"kind": "taylor", "function": function, "order": order, "at": str(centre)}
    by_series, by_derivatives = solve({**fields, "by": "series"}), solve(fields)
    assert by_series.answer == by_derivatives.answer
    assert canonical_key(by_series.task) == canonical_key(by_derivatives.task)
    assert len(by_series.solution.steps) <= 4
    assert by_series.certificate.steps_checked == len(by_series.solution.steps)


def test_the_lines_are_those_of_a_book() -> None:
    assert lines(worked("3*x/(1 + 2*x^2)", 5)) == [
        "1/(1 - u) ~ 1 + u + u^2",
        "3*x/(1 + 2*x^2) ~ 3*x*(1 - 2*x^2 + (-2*x^2)^2)",
        "3*x*(1 - 2*x^2 + (-2*x^2)^2) = 3*x*(1 - 2*x^2 + 4*x^4)",
        "3*x*(1 - 2*x^2 + 4*x^4) = 3*x - 6*x^3 + 12*x^5",
    ]
    assert lines(worked("exp(u)", 2, variable="u")) == ["exp(t) ~ 1 + t + t^2/2", "exp(u) ~ 1 + u + u^2/2"]


def test_a_line_of_the_derivatives_holds_everywhere() -> None:
    problem = solve({"kind": "taylor", "function": "exp(2*x)", "order": 2})
    assert {step.sign for step in problem.solution.steps} == {"="}


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (0, "1 + u + u^2"),
        (0, "1 - u + u^2/2"),
        (0, "1 + u"),
        (1, "1 - x^2 + (-x)^2/2"),
        (1, "1 - x^2"),
        (2, "1 - x^2 - x^4/2"),
    ],
)
def test_a_wrong_coefficient_is_no_line(place: int, wrong: str) -> None:
    problem = worked("exp(-x^2)", 4)
    steps = list(problem.solution.steps)
    check_steps(problem.task, problem.solution)
    steps[place] = replace(steps[place], after=read(wrong))
    with pytest.raises(Wrong):
        check_steps(problem.task, replace(problem.solution, steps=tuple(steps)))


def mistakes(problem: Problem) -> dict[str, Node]:
    return dict(find("taylor").mistakes(problem.task, problem.solution))


@pytest.mark.parametrize(
    ("function", "order", "name", "answer"),
    [
        ("exp(-x^2)", 4, "sign-lost", "1 + x^2 + x^4/2"),
        ("exp(-x^2)", 4, "substitution-only-first", "1 - x^2 + x^2/2"),
        ("exp(-3*x^2)", 4, "coefficient-not-raised", "1 - 3*x^2 - 3*x^4/2"),
        ("exp(-3*x^2)", 4, "divisors-forgotten", "1 - 3*x^2 + 9*x^4"),
        ("exp(-3*x^2)", 4, "one-degree-short", "1 - 3*x^2"),
        ("-2*ln(1 + x^2)", 6, "sign-lost", "-2*x^2 - x^4 - (2/3)*x^6"),
        ("5*x^2*exp(2*x)", 4, "front-power-forgotten", "5 + 10*x + 10*x^2"),
    ],
)
def test_named_mistakes(function: str, order: int, name: str, answer: str) -> None:
    problem = worked(function, order)
    assert compare(mistakes(problem)[name], read(answer)).verdict is Verdict.EQUAL


def test_three_mistakes_are_offered() -> None:
    for function in ("exp(-3*x^2)", "2*x^3*exp(2*x)", "-5/(1 + 2*x^2)", "4*ln(1 - 3*x^2)"):
        problem = worked(function, 6)
        assert len(problem.mistakes) == 3
        assert set(mistakes(problem)) <= set(find("taylor").feedback)


@pytest.mark.parametrize(
    "function", ["1/(2 + x)", "exp(x)/x", "exp(x + x^2)", "exp(x)*sin(x)", "tan(x)", "x^2", "exp(1 + x)", "x^5*exp(x)"]
)
def test_what_no_known_series_gives_is_not_solved(function: str) -> None:
    with pytest.raises(Unsolved):
        worked(function, 4)


def test_several_variables_are_worked_by_derivatives() -> None:
    with pytest.raises(TaskError) as caught:
        worked("exp(x*y)", 2, variables=["x", "y"])
    assert caught.value.field == "by"


@pytest.mark.parametrize(
    ("function", "at", "reason"),
    [
        ("sin(x)/(x - pi)", "pi", "0/0 at this centre"),
        ("abs(x)", "0", "no value or slope"),
        ("1/x", "0", "no value or"),
    ],
)
def test_a_series_that_is_not_known_says_why(function: str, at: str, reason: str) -> None:
    with pytest.raises(Undecided, match=reason):
        solve({"kind": "taylor", "function": function, "at": at, "order": 3})
