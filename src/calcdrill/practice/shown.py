"""Problems and solutions for a terminal: formulas in Unicode, in two dimensions where it helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from calcdrill.columns import in_columns
from calcdrill.export.text import what_was_checked
from calcdrill.practice.layout import Look, set_prose, set_statement, set_step
from calcdrill.problem import Problem, Step

__all__ = ["problem_lines", "set_lines", "solution_lines"]


def set_lines(problems: Iterable[Problem], solutions: bool, look: Look) -> Iterator[str]:
    """Numbered problems, then their answers, with the worked lines if ``solutions`` is set."""
    drawn = (in_columns(problem, look.conventions) for problem in problems)
    numbered = list(enumerate(drawn, start=1))
    for number, problem in numbered:
        yield look.bold(f"{number}.")
        yield from set_statement(problem.statement, look)
        yield ""
    yield look.bold("Answers")
    for number, problem in numbered:
        yield ""
        if solutions:
            yield look.bold(f"{number}.")
            yield from _steps(problem.solution.steps, look)
            yield ""
        yield from set_prose(("Answer: " if solutions else f"{number}. ", problem.answer), look, "  ")


def problem_lines(problem: Problem, look: Look) -> Iterator[str]:
    """A statement, its worked lines and its answer."""
    problem = in_columns(problem, look.conventions)
    yield from set_statement(problem.statement, look)
    yield ""
    if problem.solution.steps:
        yield from (*_steps(problem.solution.steps, look), "")
    yield from set_prose(("Answer: ", problem.answer), look, "  ")


def solution_lines(problem: Problem, look: Look) -> Iterator[str]:
    """A solved task, and what was checked."""
    yield from problem_lines(problem, look)
    yield from ("", look.dim(f"  {what_was_checked(problem.certificate)}"))


def _steps(steps: Iterable[Step], look: Look) -> Iterator[str]:
    for step in steps:
        yield from set_step(step, look)
