"""Laws of every exercise on disk: each instance is checked, printed as a textbook would, and made again the same."""

from __future__ import annotations

import json

import pytest

from calcdrill import load_catalog
from calcdrill.audit import audit
from calcdrill.catalog.values import Exercise
from calcdrill.export.jsonl import problem_to_dict
from calcdrill.generating import take
from calcdrill.instances import make_problem, solve

CATALOG = load_catalog()
EXERCISES = list(CATALOG.exercises.values())


def test_there_are_exercises() -> None:
    assert len(EXERCISES) >= 30


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_instances_are_sound(exercise: Exercise) -> None:
    report = audit(exercise, samples=8, seed=20)
    assert report.faults == []
    assert report.instances > 0
    assert report.wrong == report.unread == report.misread == report.ugly == report.without_steps == 0


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_a_problem_is_a_function_of_its_place(exercise: Exercise) -> None:
    first, again = (json.dumps(problem_to_dict(make_problem(exercise, 5, 1))) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_task_of_a_problem_can_be_solved_again(exercise: Exercise) -> None:
    problem = make_problem(exercise, 3, 0)
    record = problem_to_dict(problem)
    assert problem_to_dict(solve(record["task"]))["answer"] == record["answer"]


def test_neighbouring_seeds_share_nothing_beyond_chance() -> None:
    exercise = CATALOG.exercises["chain-exp/exp-of-quadratic"]
    sets = [{problem.answer for problem in take(exercise, seed, 20, set())} for seed in (1, 2)]
    assert len(sets[0] & sets[1]) < 10


def test_prerequisites_are_there() -> None:
    for concept in CATALOG.concepts.values():
        assert set(concept.requires) <= set(CATALOG.concepts)
