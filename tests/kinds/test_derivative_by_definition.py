"""The derivative from its definition: the algebra between the quotient and the slope."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from calcdrill.errors import CalcdrillError, Unsolved, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import Limit
from calcdrill.instances import solve
from calcdrill.kinds.derivative_by_definition import KIND
from calcdrill.problem import Problem


def slope(function: str, **raw: Any) -> Problem:
    return solve({"kind": "derivative_by_definition", "function": function, **raw})


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("2*x^2 + 3*x", "4*x + 3"),
        ("x^3", "3*x^2"),
        ("x^2/2 - x/3", "x - 1/3"),
        ("5 - 7*x", "-7"),
        ("3/x", "-3/x^2"),
        ("1/(x + 1)", "-1/(x + 1)^2"),
        ("1/x^2", "-2/x^3"),
        ("(x + 1)/(x - 2)", "-3/(x - 2)^2"),
        ("sqrt(x)", "1/(2*sqrt(x))"),
        ("-4*sqrt(2*x + 1)", "-4/sqrt(2*x + 1)"),
    ],
)
def test_textbook_slopes(function: str, expected: str) -> None:
    assert compare(slope(function).answer, read(expected)).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    ("function", "at", "expected"),
    [("x^2 - 3*x + 1", 2, "1"), ("6/x", 2, "-3/2"), ("6*sqrt(x)", 9, "1"), ("x^3", -1, "3"), ("x^2 + x", 0, "1")],
)
def test_slopes_at_a_point(function: str, at: int, expected: str) -> None:
    assert slope(function, at=at).answer == read(expected)


def test_the_lines() -> None:
    steps = slope("2*x^2 + 3*x").solution.steps
    rules = ["difference quotient", "multiply out", "cancel", "let h go to 0"]
    assert [step.rule for step in steps] == rules
    assert all(left.after == right.before for left, right in pairwise(steps))
    assert all(isinstance(step.after, Limit) for step in steps[:-1])
    assert write_text(steps[2].after) == "limit(2*h + 4*x + 3, h, 0)"


def test_the_small_step_is_not_the_variable() -> None:
    problem = slope("h^2", variable="h")
    assert problem.answer == read("2*h")
    assert problem.solution.steps[-1].rule == "let k go to 0"


def test_other_functions_are_refused_in_one_line() -> None:
    for function in ("sin(x)", "exp(x) + x", "abs(x)", "x^x"):
        with pytest.raises(Unsolved) as caught:
            slope(function)
        assert "\n" not in str(caught.value)
    with pytest.raises(CalcdrillError):
        slope("1/x", at=0)
    with pytest.raises(CalcdrillError):
        slope("sqrt(x)", at=0)


def test_the_check_refuses_a_wrong_answer() -> None:
    problem = slope("x^2")
    with pytest.raises(Wrong):
        KIND.check(problem.task, replace(problem.solution, answer=read("2*x + 1/10^20")))


def test_mistakes() -> None:
    found = {mistake.id: mistake.answer for mistake in slope("2*x^2 + 3*x").mistakes}
    assert found["cross-term-forgotten"] == read("3")
    assert found["h-not-cancelled"] == read("0")
