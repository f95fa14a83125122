"""The statement of every exercise has the function, the variables and the letter to differentiate by of its task."""

from __future__ import annotations

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.instances import make_problem
from calcdrill.kinds import find
from laws.statements import misstated

EXERCISES = [exercise for exercise in load_catalog().exercises.values() if not find(exercise.kind).asks_in_words]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_statement_is_the_task(exercise: Exercise) -> None:
    problem = make_problem(exercise, 6, 0)
    assert misstated(problem.task, problem.statement) == []
