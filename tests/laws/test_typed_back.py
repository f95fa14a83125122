"""Whatever one of our writers prints for an answer is graded right when it is typed back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from calcdrill import generate_problem, load_catalog, solve
from calcdrill.errors import CalcdrillError
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.mathml import write_mathml
from calcdrill.expression.notation.sympy_syntax import sympy_value
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.tree import Node, Text
from calcdrill.kinds import find, kind_names
from calcdrill.practice.grade import grade
from calcdrill.problem import Problem

CATALOG = load_catalog()
EXERCISES = sorted(CATALOG.exercises)
KINDS = kind_names()


def _in_sympy(node: Node) -> str:
    """The answer in SymPy's syntax, but for words."""
    return node.text if isinstance(node, Text) else str(sympy_value(node))


WRITERS: Mapping[str, Callable[[Node], str]] = MappingProxyType(
    {
        "text": write_text,
        "unicode": write_unicode,
        "latex": write_latex,
        "dollars": lambda node: f"${write_latex(node)}$",
        "boxed": lambda node: rf"\boxed{{{write_latex(node)}}}",
        "mathml": write_mathml,
        "sympy": _in_sympy,
    }
)


def test_there_are_kinds_and_exercises() -> None:
    assert len(KINDS) > 15
    assert len(EXERCISES) > 400


def refused(problem: Problem) -> list[tuple[str, str, str]]:
    """(writer, text, message) of each form of the answer that is not graded right."""
    found = []
    for name, writer in WRITERS.items():
        try:
            text = writer(problem.answer)
        except CalcdrillError:
            continue  # the notation has no form for this answer
        verdict = grade(problem, text)
        if verdict.correct is not True:
            found.append((name, text, verdict.message))
    return found


@pytest.mark.parametrize("exercise", EXERCISES)
def test_answers_of_exercises(exercise: str) -> None:
    try:
        problem = generate_problem(CATALOG, exercise, 11, 0)
    except CalcdrillError:
        pytest.skip("no instance")
    assert refused(problem) == []


@pytest.mark.parametrize("kind", KINDS)
def test_answers_of_kinds(kind: str) -> None:
    assert refused(solve({"kind": kind, **find(kind).sample})) == []
