"""Where exact values are asked for: one rule for the terminal, for sheets and for grading.

Every answer here is exact; none is a rounded number. So a learner is told to give exact values where the answer
consists of numbers, and a sheet says it once where one of its answers would be rounded else.
"""

from __future__ import annotations

from typing import Final

from calcdrill.expression import tree as t
from calcdrill.problem import Problem

__all__ = ["WORDS", "asks_for_values", "would_be_rounded"]

WORDS: Final = "Give exact values."


def asks_for_values(problem: Problem) -> bool:
    """Whether the answer consists of numbers: these are wanted exactly, and the learner is told so."""
    is_words = isinstance(problem.answer, t.Text) or bool(problem.statement.choices)
    return not is_words and not t.names(problem.answer) - t.CONSTANTS


def would_be_rounded(problem: Problem) -> bool:
    """Whether a number of the answer has no end as a decimal, so that a calculator rounds it: 1/3, √2, ln 2, π."""
    return asks_for_values(problem) and any(map(_has_no_end, t.walk(problem.answer)))


def _has_no_end(node: t.Node) -> bool:
    value = t.value_of(node)
    if value is not None:
        rest = value.denominator
        for factor in (2, 5):
            while rest % factor == 0:
                rest //= factor
        return rest > 1
    if isinstance(node, t.Name):
        return node.name in t.CONSTANTS - {"oo"}
    return isinstance(node, t.Call | t.Power)
