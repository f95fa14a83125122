"""The terms of a Taylor polynomial, in the form in which a textbook prints them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from calcdrill.expression.tree import (
    ZERO,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    times,
    total,
    value_of,
)


def power_of_distance(variable: str, centre: Node, order: int) -> Node:
    """(x − a)^order, for an order from 1 on."""
    distance = _distance(variable, centre)
    return distance if order == 1 else Power(distance, Number(order))


def _distance(variable: str, centre: Node) -> Node:
    if centre == ZERO:
        return Name(variable)
    return Sum((Name(variable), centre.argument if isinstance(centre, Negative) else Negative(centre)))


def in_powers(coefficients: Iterable[tuple[Node, int]], variable: str, centre: Node) -> Node:
    """Σ c_k·(x − a)^k from pairs (c_k, k), in their order, terms of coefficient 0 left out."""
    return total(*(_term(c, k, variable, centre) for c, k in coefficients if c != ZERO))


def _term(coefficient: Node, order: int, variable: str, centre: Node) -> Node:
    return coefficient if order == 0 else scaled(coefficient, power_of_distance(variable, centre, order))


def scaled(coefficient: Node, power: Node) -> Node:
    """coefficient · power as it is printed in a polynomial: −x²/2, 3x, (4/3)x³."""
    exact = value_of(coefficient)
    if exact is not None and exact < 0:
        return Negative(scaled(Number(-exact), power))
    if exact == 1:
        return power
    if isinstance(exact, Fraction) and exact.numerator == 1:
        return Quotient(power, Number(exact.denominator))
    if exact is None and isinstance(coefficient, Negative):
        return Negative(scaled(coefficient.argument, power))
    factors = power.factors if isinstance(power, Product) else (power,)
    return times(coefficient if exact is None else Number(exact), *factors)
