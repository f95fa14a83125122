"""The statement of every exercise has the function, the variables and the letter to differentiate by of its task."""

from __future__ import annotations

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.generate import make_problem
from laws.statements import UNREAD, misstated

EXERCISES = [exercise for exercise in load_catalog().exercises.values() if exercise.kind not in UNREAD]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_statement_is_the_task(exercise: Exercise) -> None:
    problem = make_problem(exercise, 6, 0)
    assert misstated(problem.task, problem.statement) == []
