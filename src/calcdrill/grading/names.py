"""What a problem lets a learner write: its variables, the point, the letters for a constant."""

from __future__ import annotations

from typing import Final

from calcdrill.errors import InputError
from calcdrill.expression.tree import Node, Points, names
from calcdrill.kinds import find
from calcdrill.problem import Problem

__all__ = ["constant_letters", "known_names", "needs_constant", "point_of", "variables_of"]

CONSTANT_LETTERS: Final = frozenset({"C", "c", "K", "k"})
_CAPITALS: Final = frozenset("ABCDFGHKLMN")


def known_names(problem: Problem) -> frozenset[str]:
    """The variables and parameters that an answer may hold: those of the task, its words and its answer."""
    known = set(names(problem.answer)) | set(variables_of(problem))
    if isinstance(problem.answer, Points):
        known |= set(problem.answer.variables)
    for prose in (problem.statement.given, problem.statement.instruction, problem.statement.context):
        for part in prose:
            if isinstance(part, Node):
                known |= names(part)
    for value in problem.task.fields.values():
        if isinstance(value, Node):
            known |= names(value)
    if needs_constant(problem):
        known |= constant_letters(problem)
    return frozenset(known)


def variables_of(problem: Problem) -> tuple[str, ...]:
    """The task's variables in their order."""
    fields = problem.task.fields
    many = fields.get("variables")
    if isinstance(many, tuple | list) and many:
        return tuple(name for name in many if isinstance(name, str))
    one = fields.get("variable")
    return (one,) if isinstance(one, str) else ()


def point_of(problem: Problem) -> dict[str, Node] | None:
    """The point at which the task asks for a value; None where it asks for a function."""
    from calcdrill.kinds.fields import as_point

    at = problem.task.fields.get("at")
    if at is None:
        return None
    try:
        return as_point(at, variables_of(problem))
    except InputError:
        return None


def needs_constant(problem: Problem) -> bool:
    """Whether the answer is an antiderivative, right up to a constant."""
    return find(problem.task.kind).up_to_constant


def constant_letters(problem: Problem) -> frozenset[str]:
    """The letters that stand for the constant of integration, C_1 too; those that the integrand uses do not."""
    integrand = problem.task.fields.get("function")
    taken = set(variables_of(problem)) | (names(integrand) if isinstance(integrand, Node) else set())
    letters = (CONSTANT_LETTERS | _CAPITALS | names(problem.answer)) - taken
    return frozenset(letters | {f"{letter}_{index}" for letter in letters & {"C", "c", "K"} for index in "0123"})
