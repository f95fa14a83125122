"""Products and small powers of sums multiplied out, as far as an integral needs it."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Final

from calcdrill.expression.arithmetic import add, divide
from calcdrill.expression.balls.ball import value
from calcdrill.expression.polynomial import polynomial, polynomial_tree
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ZERO,
    Call,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    names,
    times,
    transform,
)

__all__ = ["beside_bars", "for_one_sign", "spread"]

_MOST_DEGREE: Final = 6
_MOST_POWER: Final = 3
_MOST_TERMS: Final = 12


def spread(node: Node, variable: str) -> Node | None:
    """The sum that the tree is when brackets are opened; None where there is nothing to open, or too much."""
    match node:
        case Product(factors=factors):
            parts = [_terms(factor, variable) for factor in factors]
        case Power():
            parts = [_terms(node, variable)]
        case Quotient(numerator=top, denominator=bottom) if not isinstance(bottom, Sum):
            above = spread(top, variable) or top
            if not isinstance(above, Sum):
                return None
            return add(*(tidy(divide(term, bottom)) for term in above.terms))
        case _:
            return None
    if not 1 < prod(map(len, parts)) <= _MOST_TERMS:
        return None
    return _gathered(add(*(tidy(times(*factors)) for factors in product(*parts))), variable)


def beside_bars(node: Node, variable: str) -> Node | None:
    """∫ g·|u| for a polynomial g and a line u: |u|/u times the antiderivative of g·u that is 0 where u is."""
    factors = node.factors if isinstance(node, Product) else ()
    bars = [f for f in factors if isinstance(f, Call) and f.function == "abs"]
    if len(bars) != 1:
        return None
    line = polynomial(bars[0].arguments[0], variable, {})
    front = polynomial(times(*(f for f in factors if f is not bars[0])), variable, {})
    if line is None or front is None or line.degree() != 1:
        return None
    whole = (front * line).integral()
    over = (whole - whole(-line[0] / line[1])) // line
    return tidy(times(polynomial_tree(over, variable), bars[0]))


def for_one_sign(node: Node, variable: str) -> Node | None:
    """The tree with x for |x|, where that stands as a factor and nothing is defined at 0; None for anything else."""
    factors = [*_factors(node.numerator), *_factors(node.denominator)] if isinstance(node, Quotient) else _factors(node)
    bars, x = Call("abs", (Name(variable),)), Name(variable)
    if sum(factor == bars for factor in factors) != 1 or names(node) != {variable}:
        return None
    rest = times(*(factor for factor in factors if factor != bars))
    if value(rest, {variable: ZERO}).is_finite():
        return None
    return tidy(transform(node, lambda part: x if part == bars else part))


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def _terms(node: Node, variable: str) -> tuple[Node, ...]:
    match node:
        case Sum(terms=terms):
            return terms
        case Power(base=Sum(terms=terms), exponent=Number(value=int(n))) if n <= _MOST_POWER:
            products = terms
            for _ in range(n - 1):
                products = tuple(tidy(times(one, two)) for one in products for two in terms)
            return products
    return (node,)


def _gathered(node: Node, variable: str) -> Node:
    """A polynomial with like terms together, highest power first."""
    if names(node) != {variable}:
        return tidy(node)
    gathered = polynomial(node, variable, {})
    if gathered is None or gathered.degree() > _MOST_DEGREE:
        return node
    return polynomial_tree(gathered, variable)
