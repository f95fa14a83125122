"""The points of a grading record: few, of every size, and none at which the answer has no decided value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from flint import fmpq

from calcdrill.errors import InputError
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, working
from calcdrill.expression.comparing.edges import rows_at_borders, rows_at_edges
from calcdrill.expression.comparing.on_curve import points_on
from calcdrill.expression.comparing.points import candidates, conditions_on, keep_inside
from calcdrill.expression.comparing.survey import survey
from calcdrill.grading.enclosures import cells
from calcdrill.kinds import find
from calcdrill.problem import Problem

__all__ = ["Point", "places"]

Point = dict[str, Any]
"""Variable → fmpq, or a ball where the point lies on a curve."""

NEAR: Final = 8
FAR: Final = (fmpq(23), fmpq(-31), fmpq(57), fmpq(-113))
MOST_FAR: Final = 2
MOST_EDGES: Final = 4
MOST_ON_CURVE: Final = 6
FEWEST: Final = 5
"""With fewer points more are looked for at the borders of the answer's domain."""
FEW: Final = 2
"""Points where the answer is a number: they tell it from a function that was typed."""
SEED: Final = 5
ON_CURVE: Final = 4 * PRECISION
"""Bits with which a point of a curve is found."""


def places(problem: Problem, names: tuple[str, ...], parts: Sequence[t.Node]) -> list[Point]:
    """Points with a value for each name, at which every scalar part of the answer is decided, if there are any."""
    if not names:
        return [{}]
    if not frozenset().union(*(t.names(part) for part in parts)):
        return list(islice(_drawn(problem, names, ()), FEW))
    with working(ON_CURVE):
        return _collected(problem, names, parts)


def _collected(problem: Problem, names: tuple[str, ...], parts: Sequence[t.Node]) -> list[Point]:
    points: list[Point] = []
    for source, most in _sources(problem, names, parts):
        points += _decided(source, parts, points, most)
    if len(points) < FEWEST:
        points += _decided(_beside_borders(problem, names, parts), parts, points, NEAR)
    return points


def _decided(source: Iterator[Point], parts: Sequence[t.Node], known: list[Point], most: int) -> list[Point]:
    return list(islice((point for point in source if point not in known and _is_decided(parts, point)), most))


def _sources(
    problem: Problem, names: tuple[str, ...], parts: Sequence[t.Node]
) -> Iterator[tuple[Iterator[Point], int]]:
    curve = _curve(problem)
    if curve is not None and {curve.x, curve.y} & set(names):
        others = {name: fmpq(place + 2, 3) for place, name in enumerate(names)}
        yield ({**others, **point} for point in points_on(curve, SEED, problem.task.domain)), MOST_ON_CURVE
        return
    yield _drawn(problem, names, parts), NEAR
    yield _far(problem, names), MOST_FAR
    yield _edges(problem, names, parts), MOST_EDGES


def _curve(problem: Problem) -> Any:
    try:
        return find(problem.task.kind).curve(problem.task)
    except InputError:
        return None


def _drawn(problem: Problem, names: tuple[str, ...], parts: Sequence[t.Node]) -> Iterator[Point]:
    """Small numbers of both signs; the point 0, at which most formulas agree, comes last."""
    rows = candidates(names, SEED, conditions_on(names, problem.task.domain))
    points = list(_points(rows))
    yield from (*points[1:], *points[:1])


def _far(problem: Problem, names: tuple[str, ...]) -> Iterator[Point]:
    rows = {name: [FAR[(k + place) % len(FAR)] for k in range(len(FAR))] for place, name in enumerate(names)}
    yield from _points(keep_inside(rows, conditions_on(names, problem.task.domain)))


def _edges(problem: Problem, names: tuple[str, ...], parts: Sequence[t.Node]) -> Iterator[Point]:
    """Beside the kinks and jumps of the answer."""
    looked = survey(*parts)
    if not (looked.kinks or looked.steps):
        return
    rest = {name: fmpq(place + 2, 3) for place, name in enumerate(names)}
    for point in _points(rows_at_edges(looked, SEED, conditions_on(looked.names, problem.task.domain))):
        yield {**rest, **point}


def _beside_borders(problem: Problem, names: tuple[str, ...], parts: Sequence[t.Node]) -> Iterator[Point]:
    """Where the answer begins to be defined: for one that lives far away or in a narrow place."""
    yield from _points(rows_at_borders(parts, names, SEED, conditions_on(names, problem.task.domain)))


def _points(rows: dict[str, list[fmpq]]) -> Iterator[Point]:
    yield from (dict(zip(rows, values, strict=True)) for values in zip(*rows.values(), strict=True))


def _is_decided(parts: Sequence[t.Node], point: Point) -> bool:
    return all(cells(part, [point])[0] is not None for part in parts)
