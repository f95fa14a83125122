"""Antiderivatives in a record: by how much each grows over a few short spans. A constant does not show there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flint import arb, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import Hole
from calcdrill.expression.comparing.points import keep_inside
from calcdrill.grading.enclosures import Cell, enclosure
from calcdrill.problem import Problem

__all__ = ["Span", "growth", "spans"]

Span = tuple[dict[str, Any], dict[str, Any]]
"""Two points that differ in the variable alone; the integrand and the answer are defined on all that lies between."""

_WIDTHS: Final = (fmpq(1, 2), fmpq(1, 8), fmpq(1, 64))


def spans(problem: Problem, answer: t.Node, points: Sequence[dict[str, Any]]) -> list[Span]:
    """A span from each point that has one."""
    variable = str(problem.task["variable"])
    kept = []
    for point in points:
        ends = ({**point, variable: point[variable] + width} for width in _WIDTHS)
        end = next((end for end in ends if _is_whole(problem, answer, variable, point, end)), None)
        if end is not None:
            kept.append((point, end))
    return kept


def _is_whole(problem: Problem, answer: t.Node, variable: str, start: dict[str, Any], end: dict[str, Any]) -> bool:
    if not next(iter(keep_inside({name: [value] for name, value in end.items()}, problem.task.domain).values())):
        return False
    with working(PRECISION):
        between = arb(start[variable]).union(arb(end[variable]))
        evaluator = Evaluator({name: [value] for name, value in {**start, variable: between}.items()}, 1)
        columns = [evaluator.column(tree)[0] for tree in (problem.task["function"], answer)]
        return not any(isinstance(value, Hole) for value in columns)


def growth(node: t.Node, over: Sequence[Span]) -> list[Cell]:
    """The difference of a tree's values at the ends of each span."""
    if not over:
        return []
    with working(PRECISION):
        columns = [_column(node, [span[side] for span in over]) for side in (0, 1)]
        return [enclosure(_less(end, start)) for start, end in zip(*columns, strict=True)]


def _column(node: t.Node, rows: Sequence[dict[str, Any]]) -> list[Any]:
    return Evaluator({name: [row[name] for row in rows] for name in rows[0]}, len(rows)).column(node)


def _less(end: Any, start: Any) -> Any:
    return start if isinstance(start, Hole) else end - start
