"""Error carried forward: what a worked solution ends in after one named mistake, and the marks that are left.

A mistake spoils one line; every other line is right, or follows from it. So of ``points`` for a solution of n lines,
(n − 1)/n are left, rounded down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from calcdrill.carrying import carried, wrong_results
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node
from calcdrill.problem import Problem

__all__ = ["Followed", "followed"]

MOST_OF_A_LINE: Final = 1
"""How many mistakes of a line are carried on, beside those that the problem itself names."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One mistake: the rule of its line (empty where that is open), what it is, the answer then, the marks left."""

    rule: str
    feedback: Prose
    answer: Node
    marks: int


def followed(problem: Problem, points: int) -> tuple[Followed, ...]:
    """The named mistakes of a problem, then those of its lines, each with the answer that follows from it.

    None for multiple choice, which has no working.
    """
    if problem.statement.choices:
        return ()
    lines = len(problem.solution.steps)
    left = points * (lines - 1) // lines if lines else 0
    carried_on = list(_of_lines(problem, left))
    by_form = {normal_form(one.answer): one for one in carried_on}
    named = {normal_form(mistake.answer): mistake for mistake in problem.mistakes}
    rules = {key: by_form[key].rule if key in by_form else "" for key in named}
    return (
        *(Followed(rules[key], mistake.feedback, mistake.answer, left) for key, mistake in named.items()),
        *(one for key, one in by_form.items() if key not in named),
    )


def _of_lines(problem: Problem, marks: int) -> Iterator[Followed]:
    seen: set[Node] = set()
    for index, step in enumerate(problem.solution.steps):
        count = 0
        for wrong in wrong_results(problem, index):
            if count == MOST_OF_A_LINE:
                break
            through = carried(problem, index, wrong) if wrong.feedback else None
            if through is not None and (key := normal_form(through.answer)) not in seen:
                seen.add(key)
                count += 1
                yield Followed(step.rule, wrong.feedback, through.answer, marks)
