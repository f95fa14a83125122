"""Where an exercise asks for a form, the question typed back is no answer."""

from __future__ import annotations

import pytest

from calcdrill import generate_problem, load_catalog
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Node
from calcdrill.practice.grade import Grade, grade

CATALOG = load_catalog()
EXERCISES = [name for name, exercise in sorted(CATALOG.exercises.items()) if exercise.fields.get("form")]


def test_there_are_some() -> None:
    assert len(EXERCISES) >= 4


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_question_is_not_the_answer(exercise: str) -> None:
    problem = generate_problem(CATALOG, exercise, 3, 0)
    statement = problem.statement
    asked = [part for part in (*statement.instruction, *statement.given, *statement.context) if isinstance(part, Node)]
    verdicts = [grade(problem, write_text(node)) for node in (problem.task["quantity"], *asked)]
    assert Grade.MISSHAPEN in {verdict.grade for verdict in verdicts}
    assert [verdict for verdict in verdicts if verdict.correct] == []
    assert grade(problem, write_text(problem.answer)).correct is True
