"""Taylor polynomials in several variables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calcdrill.errors import CalcdrillError, TaskError, Undecided
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.read import read
from calcdrill.expression.tree import Number, Sum
from calcdrill.instances import solve
from calcdrill.kinds import find

SOLVED = [
    ("exp(x + y)", {}, 2, "1 + x + y + x^2/2 + x*y + y^2/2"),
    ("x^2*y", {"x": 1, "y": 1}, 2, "1 + 2*(x - 1) + (y - 1) + (x - 1)^2 + 2*(x - 1)*(y - 1)"),
    ("ln(1 + x + 2*y)", {}, 2, "x + 2*y - x^2/2 - 2*x*y - 2*y^2"),
    ("x*exp(y)", {"x": 0, "y": 0}, 3, "x + x*y + x*y^2/2"),
    ("sin(x*y)", {}, 4, "x*y"),
    ("sqrt(x^2 + y^2)", {"x": 3, "y": 4}, 1, "5 + 3/5*(x - 3) + 4/5*(y - 4)"),
]


@pytest.mark.parametrize(("function", "at", "order", "answer"), SOLVED)
def test_solved_and_verified(function: str, at: dict[str, int], order: int, answer: str) -> None:
    raw = {"kind": "taylor", "function": function, "variables": ["x", "y"], "order": order}
    found = solve({**raw, "at": at} if at else raw)
    assert compare(found.answer, read(answer)).verdict is Verdict.EQUAL


def test_three_variables() -> None:
    raw = {"kind": "taylor", "function": "x*y*z + z", "variables": ["x", "y", "z"], "order": 2}
    assert solve({**raw, "at": "1, 1, 0"}).answer == read("2*z + (x - 1)*z + (y - 1)*z")


def test_the_check_refuses_a_corrupted_answer() -> None:
    problem = solve({"kind": "taylor", "function": "exp(x + y)", "variables": ["x", "y"], "order": 2})
    kind = find("taylor")
    for wrong in (Sum((problem.answer, Number(1))), read("1 + x + y + x^2/2 + x*y + y^2/2 + x^2*y/2")):
        with pytest.raises(CalcdrillError):
            kind.check(problem.task, replace(problem.solution, answer=wrong))


def test_mistakes_of_the_mixed_term() -> None:
    problem = solve({"kind": "taylor", "function": "exp(x + y)", "variables": ["x", "y"], "order": 2})
    found = {mistake.id: mistake.answer for mistake in problem.mistakes}
    assert compare(found["mixed-term-halved"], read("1 + x + y + x^2/2 + x*y/2 + y^2/2")).verdict is Verdict.EQUAL
    assert compare(found["mixed-term-missing"], read("1 + x + y + x^2/2 + y^2/2")).verdict is Verdict.EQUAL
    assert compare(found["no-factorial"], read("1 + x + y + x^2 + x*y + y^2")).verdict is Verdict.EQUAL


def test_what_does_not_fit_says_so() -> None:
    raw = {"kind": "taylor", "variables": ["x", "y"], "order": 2}
    with pytest.raises(TaskError):
        solve({**raw, "function": "x*y", "at": {"x": 1}})
    with pytest.raises(TaskError):
        solve({**raw, "function": "x*y", "order": 7})
    with pytest.raises(Undecided):
        solve({**raw, "function": "sqrt(x^2 + y^2)"})
