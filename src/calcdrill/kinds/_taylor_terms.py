"""The terms of a Taylor polynomial, in the form in which a textbook prints them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from calcdrill.expression import tree as t


def power_of_distance(variable: str, centre: t.Node, order: int) -> t.Node:
    """(x − a)^order, for an order from 1 on."""
    distance = _distance(variable, centre)
    return distance if order == 1 else t.Power(distance, t.Number(order))


def _distance(variable: str, centre: t.Node) -> t.Node:
    if centre == t.ZERO:
        return t.Name(variable)
    return t.Sum((t.Name(variable), centre.argument if isinstance(centre, t.Negative) else t.Negative(centre)))


def in_powers(coefficients: Iterable[tuple[t.Node, int]], variable: str, centre: t.Node) -> t.Node:
    """Σ c_k·(x − a)^k from pairs (c_k, k), in their order, terms of coefficient 0 left out."""
    return t.total(*(term for c, k in coefficients if c != t.ZERO for term in _terms(c, k, variable, centre)))


def _terms(coefficient: t.Node, order: int, variable: str, centre: t.Node) -> tuple[t.Node, ...]:
    if order == 0:
        return coefficient.terms if isinstance(coefficient, t.Sum) else (coefficient,)
    return (scaled(coefficient, power_of_distance(variable, centre, order)),)


def scaled(coefficient: t.Node, power: t.Node) -> t.Node:
    """coefficient · power as it is printed in a polynomial: −x²/2, 3x, (4/3)x³."""
    exact = t.value_of(coefficient)
    if exact is not None and exact < 0:
        return t.Negative(scaled(t.Number(-exact), power))
    if exact == 1:
        return power
    if isinstance(exact, Fraction) and exact.numerator == 1:
        return t.Quotient(power, t.Number(exact.denominator))
    if exact is None and isinstance(coefficient, t.Negative):
        return t.Negative(scaled(coefficient.argument, power))
    return t.times(*_factors(coefficient if exact is None else t.Number(exact)), *_factors(power))


def _factors(node: t.Node) -> tuple[t.Node, ...]:
    return node.factors if isinstance(node, t.Product) else (node,)
