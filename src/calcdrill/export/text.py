"""Problems as plain text for a terminal or a file: the problems first, then the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from calcdrill.choices import choice_letter
from calcdrill.columns import in_columns
from calcdrill.exactness import WORDS, would_be_rounded
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Node, Text
from calcdrill.problem import Certificate, Problem, Step


def write_set(
    problems: Iterable[Problem], solutions: bool = False, part: str = "both", conventions: Conventions = DEFAULT
) -> Iterator[str]:
    """The lines of a set: numbered problems, then the answers, with their steps if ``solutions`` is set.

    ``part`` is "sheet" for the problems alone, "key" for the answers.
    """
    numbered = list(enumerate((in_columns(problem, conventions) for problem in problems), start=1))
    width = len(str(len(numbered)))
    if part != "key" and any(would_be_rounded(problem) for _, problem in numbered):
        yield from (WORDS, "")
    for number, problem in numbered if part != "key" else ():
        yield f"{number:>{width}}. {prose_text(problem.statement.prose, conventions)}"
        yield from (
            f"{'':>{width}}  {choice_letter(place)}) {prose_text(choice, conventions)}"
            for place, choice in enumerate(problem.statement.choices)
        )
    if part == "sheet":
        return
    if part == "both":
        yield ""
    yield "Answers"
    for number, problem in numbered:
        yield f"{number:>{width}}. {_shown(problem.answer, conventions)}"
        if solutions:
            yield from write_steps(problem.solution.steps, "    ", conventions)


def write_solution(problem: Problem, conventions: Conventions = DEFAULT) -> Iterator[str]:
    """One solved task: statement, steps, answer, and what was checked."""
    problem = in_columns(problem, conventions)
    yield prose_text(problem.statement.prose, conventions)
    yield from write_steps(problem.solution.steps, "  ", conventions)
    yield f"Answer: {_shown(problem.answer, conventions)}"
    yield what_was_checked(problem.certificate)


def what_was_checked(certificate: Certificate) -> str:
    """The certificate in a sentence."""
    places = "1 point" if certificate.points == 1 else f"{certificate.points} points"
    difference = f"difference below {certificate.bound}" if float(certificate.bound) else "no difference"
    steps = "1 worked line" if certificate.steps_checked == 1 else f"{certificate.steps_checked} worked lines"
    return f"Checked by a second method at {places}: {difference}. {steps} checked."


def write_steps(steps: Iterable[Step], indent: str, conventions: Conventions = DEFAULT) -> Iterator[str]:
    """The worked steps, substeps further in."""
    for step in steps:
        note = f"  ({prose_text(step.note, conventions)})" if step.note else ""
        yield f"{indent}{step.rule}: {_equation(step, conventions)}{note}"
        yield from write_steps(step.substeps, indent + "    ", conventions)


def _equation(step: Step, conventions: Conventions) -> str:
    """before = after, or before ~ after; a line in words says its result only."""
    after = _shown(step.after, conventions)
    return after if step.before == step.after else f"{_shown(step.before, conventions)} {step.sign} {after}"


def _shown(node: Node, conventions: Conventions) -> str:
    return node.text if isinstance(node, Text) else write_text(node, conventions)
