"""Derivatives of trees as balls: Taylor coefficients along a direction, mixed partials from several.

A function followed along a straight line is a series in one variable t; its n-th coefficient times n! is the
n-th directional derivative. Mixed partials come out of these by polarisation,

    f_{v1…vn} = 1/n! Σ_S (−1)^{n−|S|} Dⁿf(Σ_{i∈S} v_i),   S ⊆ {1…n},

with the directions that are the same counted together. Where a derivative does not exist or cannot be told (a
kink, a pole, a root at 0), the ball is NaN.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

from flint import arb, arb_series, ctx, fmpq

from calcdrill.expression.balls.ball import (
    PRECISION,
    Coordinate,
    Direction,
    Evaluator,
    as_ball,
    columns_at,
    working,
)
from calcdrill.expression.balls.ball_values import UNDECIDED, UNDEFINED, Hole, Value
from calcdrill.expression.tree import Derivative, Node

__all__ = [
    "Direction",
    "derivative_values",
    "directions",
    "gradient",
    "hessian",
    "partial",
    "shared_order",
    "taylor_coefficients",
    "taylor_coefficients_of_many",
]

Step = tuple[Direction, int]
"""A direction, and how often it is differentiated along it."""


def taylor_coefficients(
    node: Node,
    variable: str,
    centre: Coordinate,
    order: int,
    point: Mapping[str, Coordinate] | None = None,
    precision: int = PRECISION,
) -> list[arb]:
    """The coefficients c₀ … c_order of the Taylor series at ``centre``; ``point`` gives the other variables.

    All of them are NaN where the function has no series there.
    """
    length = max(order, 1)
    with working(precision, length + 1):
        evaluator = Evaluator(columns_at({**(point or {}), variable: centre}), 1)
        series = evaluator.along(((variable, 1),), length).column(node)[0]
        return [as_ball(coefficient(series, k, order)) for k in range(order + 1)]


def derivative_values(
    node: Node, variable: str, order: int, point: Mapping[str, Coordinate], precision: int = PRECISION
) -> list[arb]:
    """f, f′, … up to the derivative of that order, at a point that gives every variable."""
    others = {name: number for name, number in point.items() if name != variable}
    found = taylor_coefficients(node, variable, point[variable], order, others, precision)
    with working(precision):
        return [c * math.factorial(k) for k, c in enumerate(found)]


def partial(node: Node, variables: Sequence[str], point: Mapping[str, Coordinate], precision: int = PRECISION) -> arb:
    """The derivative with respect to each of ``variables``, in any order, at a point."""
    with working(precision, len(variables) + 1):
        evaluator = Evaluator(columns_at(point), 1)
        return as_ball(mixed(evaluator, node, _steps(variables))[0])


def gradient(
    node: Node, variables: Sequence[str], point: Mapping[str, Coordinate], precision: int = PRECISION
) -> list[arb]:
    """The first partial derivatives at a point."""
    with working(precision, 2):
        evaluator = Evaluator(columns_at(point), 1)
        return [as_ball(mixed(evaluator, node, _steps((name,)))[0]) for name in variables]


def hessian(
    node: Node, variables: Sequence[str], point: Mapping[str, Coordinate], precision: int = PRECISION
) -> list[list[arb]]:
    """The second partial derivatives at a point."""
    with working(precision, 3):
        evaluator = Evaluator(columns_at(point), 1)
        return [[as_ball(mixed(evaluator, node, _steps((row, name)))[0]) for name in variables] for row in variables]


def taylor_coefficients_of_many(
    node: Node,
    variables: Sequence[str],
    centre: Mapping[str, Coordinate],
    order: int,
    precision: int = PRECISION,
) -> dict[tuple[int, ...], arb]:
    """Exponents → coefficient of the Taylor polynomial of that order in several variables."""
    found = {}
    with working(precision):
        evaluator = Evaluator(columns_at(centre), 1)
        for exponents in product(range(order + 1), repeat=len(variables)):
            if sum(exponents) <= order:
                names = [name for name, k in zip(variables, exponents, strict=True) for _ in range(k)]
                scale = math.prod(map(math.factorial, exponents))
                found[exponents] = as_ball(mixed(evaluator, node, _steps(names), order)[0]) / scale
    return found


def coefficient(series: Value, k: int, order: int) -> Value:
    """The k-th coefficient of a series that is to be known up to ``order``, and finite; else UNDECIDED."""
    if type(series) is not arb_series:
        return series if k == 0 or type(series) is Hole else fmpq(0)
    if series.prec <= order:
        return UNDECIDED
    for place in range(order + 1):
        if not series[place].is_finite():
            return UNDECIDED
    return series[k]


def _steps(variables: Sequence[str]) -> list[Step]:
    if len(variables) == 1:
        return [(((variables[0], 1),), 1)]
    return [(((name, 1),), times) for name, times in sorted(Counter(variables).items())]


def mixed(base: Evaluator, body: Node, steps: Sequence[Step], most: int = 0) -> list[Value]:
    """The column of the derivative of ``body`` along several directions; ``base`` has plain values.

    ``most``: up to which order derivatives along the same directions will be asked for.
    """
    order = sum(times for _, times in steps)
    if order == 0:
        return base.column(body)
    result: list[Value] | None = None
    for direction, weight in _weighted(tuple(steps)):
        terms = _directional(base, body, direction, order, weight, most)
        result = terms if result is None else [a + b for a, b in zip(result, terms, strict=True)]
    return result if result is not None else [UNDEFINED] * base.count


def _directional(
    base: Evaluator, body: Node, direction: Direction, order: int, weight: int, most: int
) -> list[Value]:
    """The column of the coefficients of that order along a direction, times a weight."""
    length = max(shared_order(order), most)
    with working(ctx.prec, length + 1):
        column = base.along(direction, length).column(body)
        if weight == 1:
            return [coefficient(series, order, order) for series in column]
        scale = fmpq(weight)
        return [coefficient(series, order, order) * scale for series in column]


@lru_cache(maxsize=512)
def directions(variables: tuple[str, ...]) -> tuple[tuple[Direction, int], ...]:
    """Directions with the weights that their n-th coefficients have in the derivative by these n variables."""
    return _weighted(tuple(_steps(variables)))


@lru_cache(maxsize=512)
def _weighted(steps: tuple[Step, ...]) -> tuple[tuple[Direction, int], ...]:
    if len(steps) == 1:
        ((direction, times),) = steps
        return ((direction, math.factorial(times)),)
    weights: Counter[Direction] = Counter()
    for direction, weight in _polarised(steps):
        weights[direction] += weight
    return tuple(weights.items())


def shared_order(order: int) -> int:
    """The order up to which a series is worked out: who asks for one order mostly asks for those beside it."""
    return order if order <= 2 else 4 if order <= 4 else max(order, 8)


def _polarised(steps: Sequence[Step]) -> Iterator[tuple[Direction, int]]:
    """Directions with the weights that their n-th coefficients have in the mixed derivative."""
    order = sum(times for _, times in steps)
    for counts in product(*(range(times + 1) for _, times in steps)):
        total: Counter[str] = Counter()
        for (direction, _), count in zip(steps, counts, strict=True):
            for name, step in direction:
                total[name] += count * step
        scale = math.gcd(*total.values())
        if scale:
            # D along k·v is kⁿ times D along v: fewer directions to follow.
            weight = (-1) ** (order - sum(counts)) * scale**order
            for (_, times), count in zip(steps, counts, strict=True):
                weight *= math.comb(times, count)
            yield tuple(sorted((name, step // scale) for name, step in total.items() if step)), weight


def derivative_column(evaluator: Evaluator, node: Derivative) -> list[Value]:
    """The column of a derivative still to be taken: values, or series where a direction is followed."""
    steps = _steps(node.variables)
    if not evaluator.order:
        return mixed(evaluator, node.body, steps)
    base = evaluator.base
    if base is None:
        return [UNDECIDED] * evaluator.count
    along = tuple(sorted(evaluator.direction))
    if not along:
        return mixed(base, node.body, steps)
    rows = []
    for k in range(evaluator.order + 1):
        column = mixed(base, node.body, _joined(steps, along, k))
        rows.append([value * fmpq(1, math.factorial(k)) for value in column])
    return [_series(coefficients) for coefficients in zip(*rows, strict=True)]


def _joined(steps: Sequence[Step], along: Direction, times: int) -> list[Step]:
    counts = Counter(dict(steps))
    if times:
        counts[along] += times
    return sorted(counts.items())


def _series(coefficients: tuple[Value, ...]) -> Value:
    holes = [value for value in coefficients if type(value) is Hole]
    if holes:
        return max(holes, key=lambda hole: hole.rank)
    return arb_series(list(coefficients))
