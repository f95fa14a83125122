"""Values of trees at a few points: what the probes of a wrong answer look at."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from calcdrill.expression.balls.ball import PRECISION, Evaluator, as_ball, working
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.comparing.points import candidates
from calcdrill.expression.comparing.survey import survey
from calcdrill.expression.tree import Node, names

__all__ = ["constant_difference", "constant_ratio", "values_at_points"]

POINTS = 8
LEAST = 3
MOST_DENOMINATOR = 60
MOST_FACTOR = 1000


def values_at_points(nodes: Sequence[Node], checker: Checker) -> list[tuple[arb, ...]]:
    """The values of scalar trees at points where all of them are defined, row by row."""
    variables = tuple(sorted(set().union(*(names(node) for node in nodes))))
    domain = tuple(c for c in checker.domain if set(survey(c).names) & set(variables))
    rows = candidates(variables, checker.seed or 0, domain) if variables else {}
    rows = {name: column[1 : POINTS + 1] for name, column in rows.items()}
    count = len(rows[variables[0]]) if variables else 1
    if count == 0:
        return []
    with working(PRECISION):
        evaluator = Evaluator(rows, count)
        columns = [[as_ball(value) for value in evaluator.column(node)] for node in nodes]
    points = zip(*columns, strict=True)
    return [row for row in points if all(value.is_finite() and value.rad() < 1 for value in row)]


def constant_ratio(top: Node, bottom: Node, checker: Checker) -> Fraction | None:
    """The simple fraction k with top = k · bottom at all points that were looked at, None if there is none.

    Numbers always have a ratio, so of them only a very simple one counts.
    """
    with working(PRECISION):
        rows = [row for row in values_at_points((top, bottom), checker) if 0 not in row[1]]
        if len(rows) < (LEAST if names(top) | names(bottom) else 1):
            return None
        ratios = [a / b for a, b in rows]
        return _shared(ratios)


def constant_difference(one: Node, two: Node, checker: Checker) -> Fraction | None:
    """The simple fraction c with one = two + c at all points that were looked at, None if there is none."""
    if not names(one) | names(two):
        return None
    with working(PRECISION):
        rows = values_at_points((one, two), checker)
        return _shared([a - b for a, b in rows]) if len(rows) >= LEAST else None


def _shared(values: Sequence[arb]) -> Fraction | None:
    middle = float(values[0].mid())
    if not abs(middle) <= MOST_FACTOR:
        return None
    guess = Fraction(middle).limit_denominator(MOST_DENOMINATOR)
    ball = arb(guess.numerator) / guess.denominator
    return guess if all(value.overlaps(ball) for value in values) else None
