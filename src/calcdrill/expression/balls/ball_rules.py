"""What each class of node does with columns of values: the rules of the ``Evaluator`` of ``ball.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from itertools import repeat
from operator import add, mul, neg, truediv
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from flint import arb, arb_series, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball_functions import PAIRS, SINGLES
from calcdrill.expression.balls.ball_values import (
    STUCK,
    UNDECIDED,
    UNDEFINED,
    Hole,
    Value,
    centre,
    divide,
    power,
    whole_power,
)
from calcdrill.expression.rationals import rational

if TYPE_CHECKING:
    from calcdrill.expression.balls.ball import Direction, Evaluator

__all__ = ["RULES", "Column"]

Column = Any
"""list[Value], or one Value for all points."""


def _name(evaluator: Evaluator, node: t.Name) -> Column:
    if node.name in evaluator.columns:
        return evaluator.columns[node.name]
    constant = _CONSTANTS.get(node.name)
    if constant is None:
        raise KeyError(f"no value is given for {node.name}")
    return constant()


_CONSTANTS: Final[Mapping[str, Callable[[], Value]]] = MappingProxyType(
    {"pi": arb.pi, "e": arb.const_e, "oo": lambda: UNDEFINED}
)


def _negative(evaluator: Evaluator, node: t.Negative) -> Column:
    inner = evaluator.run(node.argument)
    return list(map(neg, inner)) if type(inner) is list else -inner


def _folded(evaluator: Evaluator, node: t.Sum | t.Product) -> Column:
    operation, memo = add if type(node) is t.Sum else mul, evaluator.memo
    # Single numbers first, so that columns and series are gone through once.
    result: Column = None
    single: Value = None
    total: Column
    for part in node.children:
        # Most nodes are below a sum or a product: here they are as in ``run``, without a call of it.
        if type(part) is t.Number:
            total = rational(part.value)
        else:
            total = memo.get(id(part))
            if total is None:
                total = memo[id(part)] = RULES[type(part)](evaluator, part)
        if type(total) is not list and type(total) is not arb_series:
            single = total if single is None else operation(single, total)
        elif result is None:
            result = total
        elif type(result) is type(total) is list:
            result = list(map(operation, result, total))
        else:
            result = evaluator.join(operation, result, total)
    if result is None or single is None:
        return single if result is None else result
    return evaluator.join(operation, result, single)


def _quotient(evaluator: Evaluator, node: t.Quotient) -> Column:
    below = evaluator.run(node.denominator)
    by_number = type(below) is fmpq and below
    return evaluator.join(truediv if by_number else divide, evaluator.run(node.numerator), below)


def _power(evaluator: Evaluator, node: t.Power) -> Column:
    base, by = evaluator.run(node.base), node.exponent
    if type(by) is t.Number and type(by.value) is int:
        n = by.value
        if type(base) is not list:
            return whole_power(base, n)
        return list(map(mul, base, base)) if n == 2 else [whole_power(b, n) for b in base]
    exponent = evaluator.run(by)
    constant = not _moves(exponent) or (not _moves(base) and type(base) is not Hole and base < 0)
    return _pairwise(lambda b, e: power(b, e, constant), base, exponent)


def _moves(column: Column) -> bool:
    """Whether a variable stands in what this is the column of."""
    return type(column) is list or type(column) is arb_series


def _call(evaluator: Evaluator, node: t.Call) -> Column:
    single = SINGLES.get(node.function)
    if single is not None:
        inner = evaluator.run(node.arguments[0])
        return list(map(single, inner)) if type(inner) is list else single(inner)
    pair = PAIRS.get(node.function)
    if pair is None:
        return UNDECIDED
    columns = (evaluator.run(argument) for argument in node.arguments)
    # A single value stays as it is: which of two is larger needs no series.
    return reduce(lambda a, b: _pairwise(pair, a, b), columns)


def _pairwise(pair: Callable[[Value, Value], Value], a: Column, b: Column) -> Column:
    if type(a) is not list and type(b) is not list:
        return pair(a, b)
    return list(map(pair, a if type(a) is list else repeat(a), b if type(b) is list else repeat(b)))


def _piecewise(evaluator: Evaluator, node: t.Piecewise) -> Column:
    rows: list[Value] = [None] * evaluator.count
    for branch, condition in node.branches:
        branch_values, holds = evaluator.column(branch), evaluator.truth(condition)
        for index, is_true in enumerate(holds):
            if rows[index] is None and is_true is not False:
                rows[index] = branch_values[index] if is_true else UNDECIDED
    otherwise = UNDEFINED if node.otherwise is None else evaluator.run(node.otherwise)
    last = otherwise if type(otherwise) is list else [otherwise] * evaluator.count
    return [last[index] if row is None else row for index, row in enumerate(rows)]


def _at(evaluator: Evaluator, node: t.At) -> Column:
    if not evaluator.order:
        return evaluator.at(node.point).run(node.body)
    values = {name: evaluator.run(inner) for name, inner in node.point}
    direction = tuple((name, step) for name, step in evaluator.direction if name not in values)
    base = evaluator.base
    if base is not None:
        base = base.at(node.point)
        if any(_has_series(column) for column in values.values()):
            if len(values) == 1 and t.contains(node.body, t.Derivative, t.Integral):
                return _composed(base, node, values, evaluator.order, direction)
            base = None
    columns = {**evaluator.columns, **values}
    return type(evaluator)(columns, evaluator.count, evaluator.order, direction, base).run(node.body)


def _has_series(column: Column) -> bool:
    if type(column) is list:
        return any(type(one) is arb_series for one in column)
    return type(column) is arb_series


def _composed(base: Evaluator, node: t.At, values: Mapping[str, Column], order: int, direction: Direction) -> Column:
    """body(u(t)) as a series: the series of ``body`` in u − u(0), with that of u(t) put in."""
    ((name, inner),) = values.items()
    if not t.names(node.body).isdisjoint(step[0] for step in direction):
        return UNDECIDED
    outer = base.along(((name, 1),), order).column(node.body)
    return [_put_in(f, u) for f, u in zip(outer, base.spread(inner), strict=True)]


def _put_in(outer: Value, inner: Value) -> Value:
    if type(inner) is Hole or type(outer) is Hole:
        return inner + outer
    if type(outer) is not arb_series or type(inner) is not arb_series:
        return centre(outer)
    return outer(arb_series([0, *inner.coeffs()[1:]]))


RULES: Final[dict[type[t.Node], Callable[[Evaluator, Any], Column]]] = {
    t.Number: lambda evaluator, node: rational(node.value),
    t.Name: _name,
    t.Negative: _negative,
    t.Sum: _folded,
    t.Product: _folded,
    t.Quotient: _quotient,
    t.Power: _power,
    t.Call: _call,
    t.Piecewise: _piecewise,
    t.At: _at,
    **dict.fromkeys((t.Apply, t.Text, t.Relation, t.Vector, t.Matrix, t.Points), lambda evaluator, node: STUCK),
}
"""The rules of derivatives, integrals and limits need the evaluator: ``jets``, ``integrals``, ``limiting`` add them."""
