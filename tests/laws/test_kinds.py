"""Laws of every kind on disk."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import calcdrill
from calcdrill import load_catalog
from calcdrill.errors import CalcdrillError
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.tree import At, Derivative, Matrix, Node, Number, Points, Relation, Sum, Text, Vector
from calcdrill.figures import draw
from calcdrill.instances import make_problem, solve
from calcdrill.kinds import Kind, find, kind_names
from calcdrill.kinds.fields import FIELD_TYPES, as_point
from calcdrill.problem import Problem
from calcdrill.verify import all_steps

NAMES = kind_names()
SOURCE = Path(calcdrill.__file__).parent
CATALOG = load_catalog()


@cache
def problems_of(kind: str) -> tuple[Problem, ...]:
    """The kind's own sample, and an instance of the first exercise that uses it."""
    exercises = [exercise for exercise in CATALOG.exercises.values() if exercise.kind == kind][:1]
    sample = solve({"kind": kind, **find(kind).sample})
    return (sample, *(make_problem(exercise, 1, 0) for exercise in exercises))


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
    kind = find(name)
    for problem in problems_of(name):
        wrong = corrupted(problem.answer)
        kind.check(problem.task, problem.solution)
        if wrong is not None:
            with pytest.raises(CalcdrillError):
                kind.check(problem.task, replace(problem.solution, answer=wrong))


@pytest.mark.parametrize("name", NAMES)
def test_the_last_step_is_the_answer(name: str) -> None:
    for problem in problems_of(name):
        assert problem.answer in (problem.solution.steps[-1].after, problem.solution.steps[-1].result)
        assert all(step.rule for step in all_steps(problem.solution.steps))


@pytest.mark.parametrize("name", NAMES)
def test_each_mistake_has_feedback_and_is_no_answer(name: str) -> None:
    for problem in problems_of(name):
        assert all(mistake.feedback and mistake.answer != problem.answer for mistake in problem.mistakes)
        assert len({mistake.id for mistake in problem.mistakes}) == len(problem.mistakes)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_kind_says_of_its_answer_holds(name: str) -> None:
    """A derivative for each entry, each the entry itself; a picture that can be drawn; room to write."""
    kind = find(name)
    assert kind.height is None or 0 <= kind.height <= 12
    for problem in problems_of(name):
        point = optional_at(problem)
        answer = problem.answer
        entries = answer.children if isinstance(answer, Vector | Matrix) else (answer,)
        derived = kind.derived(problem.task)
        for (function, by), entry in zip(derived, entries, strict=True) if derived else ():
            derivative = Derivative(function, by)
            wanted = At(derivative, tuple(point.items())) if point else derivative
            assert compare(wanted, entry, problem.task.domain).verdict is Verdict.EQUAL
        picture = kind.illustration(problem.task, problem.solution)
        assert picture is None or draw(picture).startswith("<svg")


def optional_at(problem: Problem) -> dict[str, Node] | None:
    fields = problem.task.fields
    return as_point(fields["at"], fields.get("variables") or (fields["variable"],)) if fields.get("at") else None


def kinds_named(tree: ast.AST) -> Iterator[str]:
    """Kinds that a comparison with ``….kind`` names, and tables and sets with two kinds or more as their keys."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=ast.Attribute(attr="kind", value=ast.Attribute(attr="task") | ast.Name())):
                keys = [inner for part in node.comparators for inner in ast.walk(part)]
                least = 1
            case ast.Dict(keys=keys):
                least = 2
            case ast.Set(elts=keys):
                least = 2
            case _:
                continue
        named = [key.value for key in keys if isinstance(key, ast.Constant) and key.value in NAMES]
        yield from named if len(named) >= least else ()


def test_no_other_package_knows_a_kind_by_its_name() -> None:
    """What practice, figures, sheets or decks must know of a kind is a field of its record."""
    assert list(kinds_named(ast.parse('task.kind == "gradient"; {"hessian": 1, "newton": 2}'))) != []
    places = [path for path in SOURCE.rglob("*.py") if not {"kinds", "expression"} & set(path.parts)]
    assert len(places) > 50
    found = {path.name: list(kinds_named(ast.parse(path.read_text(encoding="utf-8")))) for path in places}
    assert {name: kinds for name, kinds in found.items() if kinds} == {}
