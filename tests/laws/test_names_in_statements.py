"""A quantity that a statement defines keeps its name: a parameter of that name would put its value there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Apply, Name, Node, Relation, walk
from calcdrill.instances import make_problem
from calcdrill.problem import Statement

EXERCISES = list(load_catalog().exercises.values())


def numbers_on_the_left(statement: Statement) -> Iterator[str]:
    """Equations such as ``7 = x*y``, or ``1 = 1``."""
    for prose in (statement.context, statement.instruction, statement.given, *statement.choices):
        for part in prose:
            for node in walk(part) if isinstance(part, Node) else ():
                if isinstance(node, Relation) and "=" in node.operators and not has_names(node.sides[0]):
                    yield write_text(node)


def has_names(node: Node) -> bool:
    return any(isinstance(inner, Name | Apply) for inner in walk(node))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_equations_of_a_statement_begin_with_a_name(exercise: Exercise) -> None:
    assert list(numbers_on_the_left(make_problem(exercise, 0, 1).statement)) == []
