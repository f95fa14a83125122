"""Laws of multiple choice: the right choice stands in every place, and no sentence names a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.choices import choice_label
from calcdrill.export.jsonl import problem_to_dict
from calcdrill.expression.notation.prose import prose_text
from calcdrill.instances import make_problem
from calcdrill.problem import Problem

SEEDS = range(40)
NAMES_A_LETTER = re.compile(r"\b(?:option|choice|answer|letter) \(?[a-f]\b\)?|\([a-f]\)", re.IGNORECASE)


def choice_exercises() -> list[Exercise]:
    catalog = load_catalog()
    every = (exercise for topic in catalog.topics for concept in topic.concepts for exercise in concept.exercises)
    chosen = [exercise for exercise in every if exercise.kind == "choice"]
    assert len(chosen) > 20, "the exercises with choices were not found"
    return chosen


def sentences(problem: Problem) -> Iterator[str]:
    statement = problem.statement
    for prose in (statement.context, statement.instruction, statement.given, *problem.hints):
        yield prose_text(prose)
    yield from (prose_text(step.note) for step in problem.solution.steps)
    yield from (prose_text(mistake.feedback) for mistake in problem.mistakes)


@pytest.mark.parametrize("exercise", choice_exercises(), ids=lambda exercise: exercise.id)
def test_the_right_choice_stands_in_every_place(exercise: Exercise) -> None:
    problems = [make_problem(exercise, seed, 0) for seed in SEEDS]
    places = {[choice_label(c) for c in problem.statement.choices].index(problem.answer) for problem in problems}
    assert places == set(range(len(problems[0].statement.choices)))


@pytest.mark.parametrize("exercise", choice_exercises(), ids=lambda exercise: exercise.id)
def test_choices_are_said_alike_everywhere(exercise: Exercise) -> None:
    problem = make_problem(exercise, 1, 0)
    written = problem_to_dict(problem)["statement"]["choices"]
    assert [one["letter"] for one in written] == list("abcdef"[: len(written)])
    assert [one["text"] for one in written if one.get("correct")] == [problem_to_dict(problem)["answer"]["text"]]
    assert not [said for said in sentences(problem) if NAMES_A_LETTER.search(said)]


@pytest.mark.parametrize("exercise", choice_exercises(), ids=lambda exercise: exercise.id)
def test_the_key_is_not_constant(exercise: Exercise) -> None:
    """Not the same words are right in each draw."""
    assert len({make_problem(exercise, seed, 0).answer for seed in SEEDS}) > 1
