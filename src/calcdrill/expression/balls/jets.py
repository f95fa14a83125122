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
from itertools import chain, product, repeat
from operator import add, attrgetter, itemgetter, mul

from flint import arb, arb_series, ctx, fmpq

from calcdrill.expression.balls.ball import (
    PRECISION,
    Coordinate,
    Direction,
    Evaluator,
    as_ball,
    values_at,
    working,
)
from calcdrill.expression.balls.ball_rules import RULES, Column
from calcdrill.expression.balls.ball_values import UNDECIDED, UNDEFINED, ZERO, Hole, Value
from calcdrill.expression.balls.integrals import growth_of_integral
from calcdrill.expression.tree import Derivative, Integral, Node

__all__ = [
    "Direction",
    "derivative_values",
    "gradient",
    "hessian",
    "partial",
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
        evaluator = Evaluator(values_at({**(point or {}), variable: centre}), 1)
        (series,) = evaluator.along(((variable, 1),), length).column(node)
        return [as_ball(coefficient) for coefficient in coefficients(series, order)]


def derivative_values(
    node: Node, variable: str, order: int, point: Mapping[str, Coordinate], precision: int = PRECISION
) -> list[arb]:
    """f, f′, … up to the derivative of that order, at a point that gives every variable."""
    others = {name: number for name, number in point.items() if name != variable}
    taylor = taylor_coefficients(node, variable, point[variable], order, others, precision)
    with working(precision):
        return [c * math.factorial(k) for k, c in enumerate(taylor)]


def partial(node: Node, variables: Sequence[str], point: Mapping[str, Coordinate], precision: int = PRECISION) -> arb:
    """The derivative with respect to each of ``variables``, in any order, at a point."""
    with working(precision, len(variables) + 1):
        evaluator = Evaluator(values_at(point), 1)
        return as_ball(mixed(evaluator, node, _steps(tuple(variables)))[0])


def gradient(
    node: Node, variables: Sequence[str], point: Mapping[str, Coordinate], precision: int = PRECISION
) -> list[arb]:
    """The first partial derivatives at a point."""
    with working(precision, 2):
        evaluator = Evaluator(values_at(point), 1)
        return [as_ball(mixed(evaluator, node, _steps((name,)))[0]) for name in variables]


def hessian(
    node: Node, variables: Sequence[str], point: Mapping[str, Coordinate], precision: int = PRECISION
) -> list[list[arb]]:
    """The second partial derivatives at a point."""
    with working(precision, 3):
        evaluator = Evaluator(values_at(point), 1)
        return [[as_ball(mixed(evaluator, node, _steps((row, name)))[0]) for name in variables] for row in variables]


def taylor_coefficients_of_many(
    node: Node,
    variables: Sequence[str],
    centre: Mapping[str, Coordinate],
    order: int,
    precision: int = PRECISION,
) -> dict[tuple[int, ...], arb]:
    """Exponents → coefficient of the Taylor polynomial of that order in several variables."""
    by_order = {}
    with working(precision):
        evaluator = Evaluator(values_at(centre), 1)
        for exponents, steps, scale in _terms(tuple(variables), order):
            by_order[exponents] = as_ball(mixed(evaluator, node, steps, order)[0]) / scale
    return by_order


@lru_cache(maxsize=64)
def _terms(variables: tuple[str, ...], order: int) -> tuple[tuple[tuple[int, ...], tuple[Step, ...], int], ...]:
    """For each exponents: along what to differentiate, and what to divide by."""
    terms = []
    for exponents in product(range(order + 1), repeat=len(variables)):
        if sum(exponents) <= order:
            names = tuple(name for name, k in zip(variables, exponents, strict=True) for _ in range(k))
            terms.append((exponents, _steps(names), math.prod(map(math.factorial, exponents))))
    return tuple(terms)


def coefficients(series: Value, order: int) -> list[Value]:
    """The coefficients of a series up to ``order``; all of them UNDECIDED where one is not known, or not finite."""
    if type(series) is arb_series:
        values = [series[k] for k in range(order + 1)]
        known = series.prec > order and all(map(arb.is_finite, values))
        return values if known else [UNDECIDED] * (order + 1)
    return [series, *repeat(series if type(series) is Hole else ZERO, order)]


def last_coefficients(column: Column, order: int) -> Column:
    """The last of the coefficients up to ``order`` of each series."""
    if type(column) is not list:
        return coefficients(column, order)[order]
    if set(map(type, column)) == {arb_series} and min(map(attrgetter("prec"), column)) > order:
        columns = [list(map(itemgetter(k), column)) for k in range(order + 1)]
        if all(map(arb.is_finite, chain.from_iterable(columns))):
            return columns[order]
    return [coefficients(series, order)[order] for series in column]


@lru_cache(maxsize=512)
def _steps(variables: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple((((name, 1),), times) for name, times in sorted(Counter(variables).items()))


def mixed(base: Evaluator, body: Node, steps: tuple[Step, ...], most: int = 0) -> list[Value]:
    """The column of the derivative of ``body`` along several directions; ``base`` has plain values.

    ``most``: up to which order derivatives along the same directions will be asked for.
    """
    order = sum([times for _, times in steps])
    if order == 0:
        return base.column(body)
    result: Column = None
    for direction, weight in _weighted(steps):
        terms = _directional(base, body, direction, order, weight, most)
        result = terms if result is None else base.join(add, result, terms)
    # Never one number for all points: those are taken first, and the order of operations decides the last bits.
    return base.spread(UNDEFINED if result is None else result)


def _directional(base: Evaluator, body: Node, direction: Direction, order: int, weight: int, most: int) -> Column:
    """The column of the coefficients of that order along a direction, times a weight."""
    length = max(_shared_order(order), most)
    with working(ctx.prec, length + 1):
        series = base.along(direction, length)
        column = growth_of_integral(series, body) if isinstance(body, Integral) else series.keep(body)
        taylor = last_coefficients(column, order)
        return taylor if weight == 1 else base.join(mul, taylor, fmpq(weight))


@lru_cache(maxsize=512)
def _weighted(steps: tuple[Step, ...]) -> tuple[tuple[Direction, int], ...]:
    if len(steps) == 1:
        ((direction, times),) = steps
        return ((direction, math.factorial(times)),)
    weights: Counter[Direction] = Counter()
    for direction, weight in _polarised(steps):
        weights[direction] += weight
    return tuple(weights.items())


def _shared_order(order: int) -> int:
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


def _joined(steps: Sequence[Step], along: Direction, times: int) -> tuple[Step, ...]:
    counts = Counter(dict(steps))
    if times:
        counts[along] += times
    return tuple(sorted(counts.items()))


def _series(coefficients: tuple[Value, ...]) -> Value:
    holes = [value for value in coefficients if type(value) is Hole]
    if holes:
        return max(holes, key=lambda hole: hole.rank)
    return arb_series(list(coefficients))


RULES[Derivative] = derivative_column
