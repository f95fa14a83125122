"""Every skill's example in the skill tree, through ``solve`` or through the exercise with the tree's numbers.

``examples_NN.yaml`` has for each skill an ``answer`` in the tree's words, and either a ``task`` for ``solve`` or an
``exercise`` with the values ``drawn``; ``up_to_constant`` names the variable of an antiderivative.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from calcdrill import load_catalog
from calcdrill.catalog.select import select
from calcdrill.catalog.values import Exercise
from calcdrill.draws import Draw
from calcdrill.expression.comparing.equality import Verdict, compare, compare_antiderivative
from calcdrill.expression.read import read
from calcdrill.expression.tree import Node, Relation, Text
from calcdrill.instances import build_problem, solve
from calcdrill.kinds import find
from calcdrill.problem import Problem
from calcdrill.sampling import Parameters
from calcdrill.tasks import draw_task

FOLDER = Path(__file__).parent
EXAMPLES = {
    skill: example
    for path in sorted(FOLDER.glob("examples_*.yaml"))
    for skill, example in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}


def solved(example: dict[str, Any]) -> Problem:
    if "task" in example:
        return solve(example["task"])
    (exercise,) = select(load_catalog(), [example["exercise"]])
    task = draw_task(exercise, with_what_follows(exercise, example["drawn"]))
    kind = find(exercise.kind)
    return build_problem(kind, task, kind.solve(task))


def with_what_follows(exercise: Exercise, given: dict[str, Any]) -> dict[str, Node]:
    """The parameters that the example gives, and those that the exercise works out from them."""
    draws = [
        (name, Draw("choice", str(given[name]), values=(read(str(given[name])),)) if name in given else draw)
        for name, draw in exercise.draws
    ]
    return Parameters("example", draws, ()).draw(0, 0)


def expected(words: Any) -> Node:
    """The tree's answer: SymPy's Rational(1, 2) and E are written in the safe language."""
    text = re.sub(r"Rational\((-?\d+), *(\d+)\)", r"(\1/\2)", str(words))
    return read(re.sub(r"\bE\b", "e", text))


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize("skill", sorted(EXAMPLES))
def test_the_example_of_the_skill(skill: str) -> None:
    example = EXAMPLES[skill]
    found = solved(example).answer
    if isinstance(found, Text):
        assert found.text == example["answer"]
        return
    right = expected(example["answer"])
    if isinstance(found, Relation) and not isinstance(right, Relation):
        found = found.sides[-1]
    if "up_to_constant" in example:
        comparison = compare_antiderivative(found, right, example["up_to_constant"])
    else:
        domain = tuple(read(text) for text in [example["domain"]] if text) if "domain" in example else ()
        comparison = compare(found, right, domain)
    assert comparison.verdict is Verdict.EQUAL, found
