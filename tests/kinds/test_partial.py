"""The kind `partial`: by one variable or by several in turn, the others held constant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import TaskError, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.read import read, read_prose
from calcdrill.expression.tree import Derivative, Node, walk
from calcdrill.instances import solve
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Task

KIND = find("partial")


def task(**raw: Any) -> Task:
    fields = (*KIND.fields, DOMAIN)
    return resolve(KIND.name, fields, read_fields(fields, raw), {})


SOLVED = [
    ({"function": "x^2*y^3 + 5*y", "wrt": ["x"]}, "2*x*y^3"),
    ({"function": "x^2*y^3 + 5*y", "wrt": ["y"]}, "3*x^2*y^2 + 5"),
    ({"function": "exp(x*y)", "wrt": ["x"]}, "y*exp(x*y)"),
    ({"function": "x^2*y^3", "wrt": ["x", "y"]}, "6*x*y^2"),
    ({"function": "x^2*y^3", "wrt": ["x", "x"]}, "2*y^3"),
    ({"function": "x*y*z + sin(x*z)", "wrt": ["x", "z", "y"]}, "1"),
    ({"function": "sqrt(x^2 + y^2)", "wrt": ["x"], "at": {"x": 3, "y": 4}}, "3/5"),
    ({"function": "w1*x1 + w2*x2", "variables": ["w1", "w2", "x1", "x2"], "wrt": ["w2"]}, "x2"),
]


@pytest.mark.parametrize(("raw", "answer"), SOLVED, ids=[str(raw) for raw, _ in SOLVED])
def test_solved_and_verified(raw: dict[str, Any], answer: str) -> None:
    found = solve({"kind": "partial", **raw})
    assert compare(found.answer, read(answer)).verdict is Verdict.EQUAL
    assert found.certificate.points >= 6
    assert found.solution.steps[-1].after == found.answer


def test_the_words_come_from_the_record() -> None:
    statement = KIND.statement(task(function="x^2*y", wrt=["y"]))
    assert statement.instruction == read_prose("Find the partial derivative with respect to `y`.")
    assert statement.given == read_prose("`f(x, y) = x^2*y`.")
    statement = KIND.statement(task(function="x^2*y", wrt=["x", "y"], at={"x": 1, "y": 2}))
    words = "Find `partial(f, x, y)` at the given point."
    assert statement.instruction == read_prose(words)
    assert statement.given == read_prose("`f(x, y) = x^2*y` at `(x, y) = (1, 2)`.")


def test_steps_use_the_round_d_and_name_the_constants() -> None:
    steps = KIND.solve(task(function="x^2*y*z + exp(x*y)", wrt=["x"])).steps
    assert all(inner.partial for inner in walk(steps[0].before) if isinstance(inner, Derivative))
    assert "".join(part for part in steps[0].note if isinstance(part, str)).startswith("treat  and  as constants")


@pytest.mark.parametrize("wrong", ["3*x^2*y^2 + 5", "2*x*y^3 + 5*y", "2*x", "0"])
def test_the_check_refuses_a_wrong_answer(wrong: str) -> None:
    record = task(function="x^2*y^3 + 5*y", wrt=["x"])
    solution = KIND.solve(record)
    assert KIND.check(record, solution).points >= 6
    with pytest.raises(Wrong):
        KIND.check(record, replace(solution, answer=read(wrong)))


def mistakes(**raw: Any) -> dict[str, Node]:
    return {mistake.id: mistake.answer for mistake in solve({"kind": "partial", **raw}).mistakes}


def test_mistakes() -> None:
    found = mistakes(function="x^2*y^3 + 5*y", wrt=["x"])
    assert found["constant-kept"] == read("2*x*y^3 + 5*y")
    assert found["wrong-variable"] == read("3*x^2*y^2 + 5")
    record = task(function="x^2*y^3", wrt=["x", "y"])
    candidates = dict(KIND.mistakes(record, KIND.solve(record)))
    assert candidates["one-derivative-short"] == read("2*x*y^3")
    assert candidates["same-variable-twice"] == read("2*y^3")
    assert compare(candidates["product-of-first-partials"], read("6*x^3*y^5")).verdict is Verdict.EQUAL
    assert set(candidates) <= set(KIND.feedback)


def test_fields_that_do_not_fit() -> None:
    with pytest.raises(TaskError, match="not one of the variables"):
        task(function="x*y", wrt=["z"])
    with pytest.raises(TaskError):
        KIND.solve(task(function="x*y", wrt=["x"] * 11))
    with pytest.raises(TaskError):
        task(function="x*y")


def test_degenerate_instances_are_named() -> None:
    record = task(function="x^2*y", wrt=["y", "y"])
    assert KIND.degenerate(record, KIND.solve(record)) == "the derivative is 0"
