"""Definite integrals as balls, by ``acb.integral``, and by bounds on what is left over at infinity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from flint import acb, arb, arb_series, ctx, fmpq

from calcdrill.expression.balls.ball import PRECISION, Coordinate, Evaluator, as_ball, values_at, working
from calcdrill.expression.balls.ball_rules import RULES, Column
from calcdrill.expression.balls.ball_values import STUCK, UNDECIDED, UNDEFINED, Hole, Value, centre
from calcdrill.expression.balls.complex_values import Function, complex_function, is_entire
from calcdrill.expression.balls.definedness import find_gap
from calcdrill.expression.balls.improper import moved, reciprocal_body, tail_at_infinity, tail_at_zero
from calcdrill.expression.tree import Integral, Name, Negative, Node, contains, free_variables, names, substitute

__all__ = ["growth_of_integral", "integral_column", "integrate"]

_GOAL: Final = arb(2) ** -150
_MOST_EVALUATIONS: Final = 40_000
_MOST_DEPTH: Final = 1_000


def integrate(
    body: Node,
    variable: str,
    lower: Coordinate,
    upper: Coordinate,
    point: Mapping[str, Coordinate] | None = None,
    precision: int = PRECISION,
) -> arb:
    """∫ body d(variable) from ``lower`` to ``upper``, which may be ∓oo; NaN where no value is proved.

    ``point`` gives the other variables.
    """
    with working(precision):
        values = values_at(point or {})
        ends = [_infinite(end) or values_at({"end": end})["end"] for end in (lower, upper)]
        return as_ball(_integral(body, variable, ends[0], ends[1], values))


def integral_column(evaluator: Evaluator, node: Integral) -> Column:
    """The column of an integral; STUCK without limits, UNDECIDED where a parameter is a series."""
    if evaluator.order:
        return _along_limits(evaluator, node, Evaluator.column)
    if node.lower is None or node.upper is None:
        return STUCK
    if evaluator.columns.keys().isdisjoint(free_variables(node)):
        return _closed(node, ctx.prec)
    column = evaluator.integrals.get(node)
    if column is None:
        column = evaluator.integrals[node] = _open(evaluator, node)
    return column


def _open(evaluator: Evaluator, node: Integral) -> Column:
    """The column of an integral that depends on the point."""
    assert node.lower is not None and node.upper is not None
    free = free_variables(node.body) - {node.variable}
    lower, upper = (_infinite(end) or evaluator.run(end) for end in (node.lower, node.upper))
    outer = {name: evaluator.columns[name] for name in free if name in evaluator.columns}

    def integral(low: Value, high: Value, *values: Value) -> Value:
        return _integral(node.body, node.variable, low, high, dict(zip(outer, values, strict=True)))

    return evaluator.each(integral, lower, upper, *outer.values())


@lru_cache(maxsize=256)
def _closed(node: Integral, precision: int) -> Value:
    """The value of an integral that depends on nothing but the bits that it is worked out with."""
    assert node.lower is not None and node.upper is not None
    with working(precision):
        lower, upper = (_infinite(end) or Evaluator({}, 1).column(end)[0] for end in (node.lower, node.upper))
        return _integral(node.body, node.variable, lower, upper, {})


def _infinite(end: Coordinate) -> arb | None:
    if end == Name("oo"):
        return arb.pos_inf()
    return arb.neg_inf() if end == Negative(Name("oo")) else None


def growth_of_integral(evaluator: Evaluator, node: Integral) -> Column:
    """The series of an integral whose limits move, from its second coefficient on: the first is a wide ball."""
    return _along_limits(evaluator, node, _roughly)


def _roughly(base: Evaluator, node: Integral) -> list[Value]:
    """Wide balls around an integral where balls show at first sight that its integrand is bounded, else its value.

    An integrand with one ball for all of its values on a piece of the range is bounded there, and so has an integral.
    """
    assert node.lower is not None and node.upper is not None
    if free_variables(node.body) <= {node.variable} and _infinite(node.lower) is None is _infinite(node.upper):
        ends = list(zip(base.column(node.lower), base.column(node.upper), strict=True))
        if not any(type(end) is Hole for pair in ends for end in pair):
            for count in _ROUGH_PIECES:
                wide = [_over_pieces(node, arb(low), arb(high), count) for low, high in ends]
                if None not in wide:
                    return wide
    return base.column(node)


_ROUGH_PIECES: Final = (1, 8)


def _over_pieces(node: Integral, low: arb, high: arb, count: int) -> arb | None:
    """A ball around an integral, from one value of the integrand for each piece; None where one has none."""
    width = (high - low) / count
    pieces: list[Value] = [(low + k * width).union(low + (k + 1) * width) for k in range(count)]
    values = Evaluator({node.variable: pieces}, count).column(node.body)
    if any(type(value) is Hole for value in values):
        return None
    total = width * sum(map(arb, values), arb(0))
    return total if total.is_finite() else None


def _along_limits(
    evaluator: Evaluator, node: Integral, values_of: Callable[[Evaluator, Integral], list[Value]]
) -> Column:
    """The series of an integral whose limits move: d/dt ∫_{a(t)}^{b(t)} f = f(b)·b′ − f(a)·a′."""
    if node.lower is None or node.upper is None:
        return STUCK
    moving = {name for name, _ in evaluator.direction} & (names(node.body) - {node.variable})
    base = evaluator.base
    if moving or base is None:
        return UNDECIDED
    start = values_of(base, node)
    ends: list[list[Value]] = []
    for limit in (node.lower, node.upper):
        if _infinite(limit) is not None:
            ends.append([fmpq(0)] * evaluator.count)
            continue
        column = evaluator.column(limit)
        inner = Evaluator({**evaluator.columns, node.variable: column}, evaluator.count, evaluator.order)
        ends.append([_grown(u, f) for u, f in zip(column, inner.column(node.body), strict=True)])
    return [value + high - low for value, low, high in zip(start, *ends, strict=True)]


def _grown(limit: Value, body: Value) -> Value:
    if type(limit) is Hole or type(body) is Hole:
        return limit + body
    if type(limit) is not arb_series:
        return fmpq(0)
    return (body * limit.derivative()).integral()


def _integral(body: Node, variable: str, lower: Value, upper: Value, values: Mapping[str, Value]) -> Value:
    holes = [value for value in (lower, upper, *values.values()) if type(value) is Hole]
    if holes:
        return max(holes, key=lambda hole: hole.rank)
    low, high = centre(lower), centre(upper)
    if low > high:
        return -_integral(body, variable, upper, lower, values)
    if type(low) is arb and not low.is_finite():
        if type(high) is arb and not high.is_finite():
            zero = fmpq(0)
            left = _integral(body, variable, low, zero, values)
            return left + _integral(body, variable, zero, high, values)
        turned = substitute(body, {variable: Negative(Name(variable))})
        return _to_infinity(turned, variable, -high, values)
    if type(high) is arb and not high.is_finite():
        return _to_infinity(body, variable, low, values)
    if contains(body, Integral) or is_entire(body):
        return _between(body, variable, low, high, values)
    if find_gap(body, variable, arb(low), arb(high), values) is not None:
        return UNDEFINED
    ends = Evaluator({**values, variable: [low, high]}, 2).column(body)
    if any(type(end) is Hole for end in ends):
        return _with_open_ends(body, variable, low, high, values)
    return _between(body, variable, low, high, values)


def _between(body: Node, variable: str, low: Value, high: Value, values: Mapping[str, Value]) -> Value:
    function = complex_function(body, variable, values) if values else _function(body, variable, ctx.prec)
    if function is None:
        return UNDECIDED
    integral = acb.integral(
        function,
        acb(arb(low)),
        acb(arb(high)),
        rel_tol=_GOAL,
        abs_tol=_GOAL,
        eval_limit=_MOST_EVALUATIONS,
        depth_limit=_MOST_DEPTH,
    )
    return integral.real if integral.is_finite() and 0 in integral.imag else UNDECIDED


@lru_cache(maxsize=64)
def _function(body: Node, variable: str, precision: int) -> Function | None:
    """An integrand without other names, which is asked for again between other limits."""
    return complex_function(body, variable, {})


def _to_infinity(body: Node, variable: str, low: Value, values: Mapping[str, Value]) -> Value:
    exact = {name: value for name, value in values.items() if type(value) is fmpq}
    turned = reciprocal_body(body, variable, exact)
    if turned is not None:
        start = max(low, fmpq(1))
        tail = _integral(turned, variable, fmpq(0), 1 / start, values)
        return tail if start is low else _integral(body, variable, low, start, values) + tail
    at_infinity = tail_at_infinity(body, variable, values, arb(low).upper().mid().fmpq())
    if at_infinity is None:
        return UNDECIDED
    end, tail = at_infinity
    return _integral(body, variable, low, end, values) + tail


def _with_open_ends(body: Node, variable: str, low: Value, high: Value, values: Mapping[str, Value]) -> Value:
    if type(low) is type(high) is fmpq:
        return _up_to_poles(body, variable, low, high, values)
    if type(low) is type(high) is arb:
        return UNDECIDED
    middle = ((arb(low) + arb(high)) / 2).mid().fmpq()
    middle = fmpq(int((middle * 64).floor()), 64)
    if not (low < middle < high):
        return UNDECIDED
    outer, inner = (high, low) if type(low) is fmpq else (low, high)
    if type(Evaluator({**values, variable: [outer]}, 1).column(body)[0]) is Hole:
        return UNDECIDED
    parts = ((low, middle), (middle, high))
    (start, stop), (onward, end) = parts if inner is low else parts[::-1]
    return _up_to_poles(body, variable, start, stop, values) + _between(body, variable, onward, end, values)


def _up_to_poles(body: Node, variable: str, low: fmpq, high: fmpq, values: Mapping[str, Value]) -> Value:
    """The integral of a function that has no value at an end: each half from its end, the end cut off."""
    half = (high - low) / 2
    total: Value = fmpq(0)
    for start, sign in ((low, 1), (high, -1)):
        body_here = moved(body, variable, values, start, sign)
        cut, tail = fmpq(0), arb(0)
        if _has_hole(body_here, variable, values):
            at_pole = tail_at_zero(body_here, variable, values)
            if at_pole is None:
                return UNDECIDED
            cut, tail = at_pole
        total = total + _between(body_here, variable, cut, half, values) + tail
    return total


def _has_hole(body: Node, variable: str, values: Mapping[str, Value]) -> bool:
    return type(Evaluator({**values, variable: [fmpq(0)]}, 1).column(body)[0]) is Hole


RULES[Integral] = integral_column
