"""A problem whose answer is a gradient, set in a column where that is chosen; all other problems stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Matrix, Node, Vector, transform
from calcdrill.kinds import find
from calcdrill.problem import Problem

__all__ = ["in_columns"]


def in_columns(problem: Problem, conventions: Conventions) -> Problem:
    """The problem as it is printed: in its answer, choices, mistakes and worked lines gradients are columns."""
    if conventions.gradient != "column" or not _is_gradient(problem):
        return problem
    statement, solution = problem.statement, problem.solution
    return replace(
        problem,
        statement=replace(statement, choices=tuple(map(_prose, statement.choices))),
        solution=replace(solution, answer=_turned(solution.answer), steps=_steps(solution.steps)),
        mistakes=tuple(replace(mistake, answer=_turned(mistake.answer)) for mistake in problem.mistakes),
    )


def _is_gradient(problem: Problem) -> bool:
    """Whether the entries of the answer are the derivatives of one function by its variables."""
    if not isinstance(problem.answer, Vector) or len(problem.answer.entries) < 2:
        return False
    derived = find(problem.task.kind).derived(problem.task)
    return len(derived) == len(problem.answer.entries) and len({function for function, _ in derived}) == 1


def _turned(node: Node) -> Node:
    return transform(node, lambda inner: _column(inner) if isinstance(inner, Vector) else inner)


def _column(vector: Vector) -> Matrix:
    return Matrix(tuple((entry,) for entry in vector.entries))


def _prose(prose: Prose) -> Prose:
    return tuple(part if isinstance(part, str) else _turned(part) for part in prose)


def _steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(
        replace(step, before=_turned(step.before), after=_turned(step.after), substeps=_steps(step.substeps))
        for step in steps
    )
