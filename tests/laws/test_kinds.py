"""Laws of every kind on disk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calcdrill import load_catalog
from calcdrill.errors import CalcdrillError
from calcdrill.expression.tree import Matrix, Node, Number, Points, Relation, Sum, Text, Vector
from calcdrill.generate import make_problem
from calcdrill.kinds import Kind, find, kind_names
from calcdrill.kinds.fields import FIELD_TYPES
from calcdrill.problem import Problem
from calcdrill.verify import all_steps

NAMES = kind_names()
CATALOG = load_catalog()


def a_problem_of(kind: str) -> Problem | None:
    exercise = next((e for e in CATALOG.exercises.values() if e.kind == kind), None)
    return make_problem(exercise, 1, 0) if exercise else None


def test_there_are_kinds() -> None:
    assert {"derivative", "partial", "gradient", "taylor"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_is_called_as_its_file(name: str) -> None:
    kind = find(name)
    assert isinstance(kind, Kind)
    assert kind.name == name
    assert kind.title
    assert {field.type for field in kind.fields} <= FIELD_TYPES


def corrupted(answer: Node) -> Node | None:
    """The answer with one number added to one entry; None where there is no number to add to."""
    if isinstance(answer, Text | Points):
        return None
    if isinstance(answer, Vector | Matrix):
        first = corrupted(answer.children[0])
        return None if first is None else answer.with_children((first, *answer.children[1:]))
    if isinstance(answer, Relation):
        last = corrupted(answer.sides[-1])
        return None if last is None else Relation((*answer.sides[:-1], last), answer.operators)
    return Sum((answer, Number(1)))


@pytest.mark.parametrize("name", NAMES)
def test_the_check_refuses_a_corrupted_answer(name: str) -> None:
    problem = a_problem_of(name)
    if problem is None:
        pytest.skip("no exercise uses this kind")
    wrong = corrupted(problem.answer)
    if wrong is None:
        pytest.skip("an answer in words")
    kind = find(name)
    kind.check(problem.task, problem.solution)
    with pytest.raises(CalcdrillError):
        kind.check(problem.task, replace(problem.solution, answer=wrong))


@pytest.mark.parametrize("name", NAMES)
def test_the_last_step_is_the_answer(name: str) -> None:
    problem = a_problem_of(name)
    if problem is None:
        pytest.skip("no exercise uses this kind")
    assert problem.solution.steps[-1].after == problem.answer
    assert all(step.rule for step in all_steps(problem.solution.steps))


@pytest.mark.parametrize("name", NAMES)
def test_each_mistake_has_feedback_and_is_no_answer(name: str) -> None:
    problem = a_problem_of(name)
    if problem is None:
        pytest.skip("no exercise uses this kind")
    assert all(mistake.feedback and mistake.answer != problem.answer for mistake in problem.mistakes)
    assert len({mistake.id for mistake in problem.mistakes}) == len(problem.mistakes)
