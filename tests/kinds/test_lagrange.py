"""The kind `lagrange`: extrema on a curve, with a multiplier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import CalcdrillError, TaskError, Unsolved
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.read import read
from calcdrill.instances import solve
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Task

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
