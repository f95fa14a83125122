"""SymPy works the tasks and agrees; what is wrong it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from calcdrill import load_catalog, solve, worker
from calcdrill.errors import TaskError
from calcdrill.expression.tree import ONE, Sum
from calcdrill.instances import make_problem
from calcdrill.kinds._sympy_judge import sympy_verdict

EXERCISES = list(load_catalog().exercises.values())


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> Iterator[None]:
    yield
    worker.stop()


def test_sympy_confirms_a_sample_of_the_catalog() -> None:
    verdicts = [sympy_verdict(make_problem(exercise, 3, 0)) for exercise in EXERCISES[::15]]
    assert "different" not in verdicts
    assert verdicts.count("confirmed") >= 0.8 * (len(verdicts) - verdicts.count("not asked"))


@pytest.mark.parametrize(
    "task",
    [
        {"kind": "derivative", "function": "x^2*sin(x)"},
        {"kind": "definite_integral", "function": "x^2", "lower": "0", "upper": "3"},
        {"kind": "limit", "function": "sin(x)/x", "to": "0"},
        {"kind": "integral", "function": "x*exp(x)"},
        {"kind": "interval_extremum", "function": "x^2", "lower": "-1", "upper": "2", "goal": "max"},
    ],
)
def test_a_wrong_answer_is_found(task: dict[str, str]) -> None:
    problem = solve(task)
    assert sympy_verdict(problem) == "confirmed"
    spoilt = Sum((problem.answer, Sum((ONE, problem.task["function"]))))
    wrong = replace(problem, solution=replace(problem.solution, answer=spoilt))
    assert sympy_verdict(wrong) in {"different", "no result"}


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        ({"kind": "derivative", "function": "a*x^2 + b"}, "2*a*x"),
        ({"kind": "derivative", "function": "t^2"}, "2*t"),
        ({"kind": "integral", "function": "a*x^2 + b"}, "a*x^3/3 + b*x + C"),
        ({"kind": "integral", "function": "1/(x^2 + a^2)", "domain": "a > 0"}, "arctan(x/a)/a + C"),
        ({"kind": "gradient", "function": "a*x^2 + y", "variables": ["x", "y"]}, "(2*a*x, 1)"),
    ],
)
def test_other_letters_are_constants(task: dict[str, str], answer: str) -> None:
    assert solve(task).to_dict()["answer"]["text"] == answer


def test_several_letters_without_x_are_asked_about() -> None:
    with pytest.raises(TaskError, match="say which is the variable"):
        solve({"kind": "derivative", "function": "a*t^2"})
