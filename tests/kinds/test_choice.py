"""Choosing: the key is found again by facts, and a key that they contradict refuses the instance."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.errors import Undecided, Wrong
from calcdrill.expression.read import read
from calcdrill.expression.tree import Text
from calcdrill.generating import take
from calcdrill.instances import make_problem
from calcdrill.kinds import find
from calcdrill.kinds.choice import label
from calcdrill.problem import Problem, Task

CHOICES = [exercise for exercise in load_catalog().exercises.values() if exercise.kind == "choice"]
BY_OPTION = [exercise for exercise in CHOICES if any(option["proof"] for option in exercise.fields["options"])]
TRUE, FALSE = read("0 = 0"), read("0 = 1")


@pytest.fixture(scope="module")
def proved() -> Problem:
    """A problem whose right option is proved by equations."""
    return next(make_problem(exercise, 1, 0) for exercise in CHOICES if exercise.fields.get("proof"))


@pytest.mark.parametrize(("fact", "error"), [("x^2 = x^2 + 1", Wrong), ("f(x) = g(x)", Undecided)])
def test_a_proof_must_hold(proved: Problem, fact: str, error: type[Exception]) -> None:
    task = replace(proved.task, fields={**proved.task.fields, "proof": (read(fact),)})
    with pytest.raises(error, match="the proof of the right option"):
        find("choice").check(task, proved.solution)


def test_another_option_is_refused(proved: Problem) -> None:
    with pytest.raises(Wrong, match="another option"):
        find("choice").check(proved.task, replace(proved.solution, answer=Text("none of these")))


@pytest.mark.parametrize("exercise", CHOICES, ids=lambda exercise: exercise.id)
def test_every_key_has_a_proof_or_says_which_convention_makes_it_right(exercise: Exercise) -> None:
    fields = exercise.fields
    assert exercise in BY_OPTION or fields["convention"]
    assert not (exercise in BY_OPTION and fields["convention"])


@pytest.mark.parametrize("exercise", BY_OPTION, ids=lambda exercise: exercise.id)
def test_a_key_with_another_condition_is_refused(exercise: Exercise) -> None:
    for problem in islice(take(exercise, 5, 4, set()), 4):
        for place, option in enumerate(problem.task["options"]):
            if label(option) == problem.answer:
                continue
            task = keyed(problem.task, place)
            with pytest.raises(Wrong, match="the proof of"):
                find("choice").check(task, find("choice").solve(task))


def keyed(task: Task, right: int) -> Task:
    """The same question with another option as its key."""
    options = tuple(
        {**option, "when": TRUE if place == right else FALSE} for place, option in enumerate(task["options"])
    )
    return replace(task, fields={**task.fields, "options": options})
