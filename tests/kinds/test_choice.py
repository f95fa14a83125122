"""Choosing: a proof that is wrong or undecided refuses the instance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calcdrill import load_catalog
from calcdrill.errors import Undecided, Wrong
from calcdrill.expression.read import read
from calcdrill.expression.tree import Text
from calcdrill.generate import make_problem
from calcdrill.kinds import find
from calcdrill.problem import Problem


@pytest.fixture(scope="module")
def proved() -> Problem:
    """A problem whose right option is proved by equations."""
    choices = (exercise for exercise in load_catalog().exercises.values() if exercise.kind == "choice")
    return next(make_problem(exercise, 1, 0) for exercise in choices if exercise.fields.get("proof"))


@pytest.mark.parametrize(("fact", "error"), [("x^2 = x^2 + 1", Wrong), ("f(x) = g(x)", Undecided)])
def test_a_proof_must_hold(proved: Problem, fact: str, error: type[Exception]) -> None:
    task = replace(proved.task, fields={**proved.task.fields, "proof": (read(fact),)})
    with pytest.raises(error, match="the proof of the right option"):
        find("choice").check(task, proved.solution)


def test_another_option_is_refused(proved: Problem) -> None:
    with pytest.raises(Wrong, match="another option"):
        find("choice").check(proved.task, replace(proved.solution, answer=Text("none of these")))
