"""Trees that are rational functions of one variable with rational coefficients, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flint import fmpq, fmpq_poly

from calcdrill.expression import arithmetic
from calcdrill.expression.rationals import fraction, rational
from calcdrill.expression.tree import Name, Negative, Node, Number, Power, Product, Quotient, Sum

__all__ = ["Ratio", "number_tree", "polynomial", "polynomial_tree", "rational_function"]

_MOST_DEGREE: Final = 60
_MOST_BITS: Final = 2048
_ONE: Final = fmpq_poly([1])

Ratio = tuple[fmpq_poly, fmpq_poly]
"""Numerator and denominator, without a common factor; the denominator is not 0."""


def polynomial(node: Node, variable: str, values: Mapping[str, fmpq]) -> fmpq_poly | None:
    """The polynomial in ``variable``, ``values`` giving the others; None for anything else, or too large."""
    ratio = rational_function(node, variable, values)
    return ratio[0] / ratio[1][0] if ratio is not None and ratio[1].degree() == 0 else None


def rational_function(node: Node, variable: str, values: Mapping[str, fmpq]) -> Ratio | None:
    """Numerator and denominator where the tree is a quotient of polynomials; None for anything else."""
    rule = _RULES.get(type(node))
    return None if rule is None else rule(node, variable, values)


def _number(node: Number, variable: str, values: Mapping[str, fmpq]) -> Ratio:
    return fmpq_poly(rational(node.value)), _ONE


def _name(node: Name, variable: str, values: Mapping[str, fmpq]) -> Ratio | None:
    if node.name == variable:
        return _VARIABLE
    return (fmpq_poly(values[node.name]), _ONE) if node.name in values else None


def _negative(node: Negative, variable: str, values: Mapping[str, fmpq]) -> Ratio | None:
    inner = rational_function(node.argument, variable, values)
    return None if inner is None else (-inner[0], inner[1])


def _quotient(node: Quotient, variable: str, values: Mapping[str, fmpq]) -> Ratio | None:
    above = rational_function(node.numerator, variable, values)
    below = rational_function(node.denominator, variable, values)
    if above is None or below is None or not below[0]:
        return None
    return _reduced(above[0] * below[1], above[1] * below[0])


def _reduced(top: fmpq_poly, bottom: fmpq_poly) -> Ratio | None:
    if bottom.degree() > 0:
        shared = top.gcd(bottom)
        if shared.degree() > 0:
            top, bottom = top // shared, bottom // shared
    return (top, bottom) if max(top.degree(), bottom.degree()) <= _MOST_DEGREE else None


def _folded(node: Sum | Product, variable: str, values: Mapping[str, fmpq]) -> Ratio | None:
    is_sum = type(node) is Sum
    first, *rest = node.children
    result = rational_function(first, variable, values)
    for child in rest:
        if result is None:
            return None
        inner = rational_function(child, variable, values)
        if inner is None:
            return None
        top, bottom = result
        if bottom is _ONE and inner[1] is _ONE:
            top = top + inner[0] if is_sum else top * inner[0]
            result = (top, _ONE) if top.degree() <= _MOST_DEGREE else None
        elif is_sum:
            result = _reduced(top * inner[1] + inner[0] * bottom, bottom * inner[1])
        else:
            result = _reduced(top * inner[0], bottom * inner[1])
    return result


def _power(node: Power, variable: str, values: Mapping[str, fmpq]) -> Ratio | None:
    base = rational_function(node.base, variable, values)
    exponent = rational_function(node.exponent, variable, values)
    if base is None or exponent is None or exponent[0].degree() > 0 or exponent[1].degree() > 0:
        return None
    n = exponent[0][0] / exponent[1][0]
    if n.q != 1 or abs(n) * max(base[0].degree(), base[1].degree(), 1) > _MOST_DEGREE or (n < 0 and not base[0]):
        return None
    if base is _VARIABLE and n >= 0:
        return base[0] ** int(n.p), _ONE
    heights = [part[k].height_bits() for part in base for k in range(part.degree() + 1)]
    if max(heights, default=0) * abs(n) > _MOST_BITS:
        return None
    top, bottom = base if n >= 0 else (base[1], base[0])
    return top ** abs(int(n.p)), bottom if bottom is _ONE else bottom ** abs(int(n.p))


_VARIABLE: Final[Ratio] = (fmpq_poly([0, 1]), _ONE)
_RULES: Final[Mapping[type[Node], Callable[[Any, str, Mapping[str, fmpq]], Ratio | None]]] = {
    Number: _number,
    Name: _name,
    Negative: _negative,
    Sum: _folded,
    Product: _folded,
    Quotient: _quotient,
    Power: _power,
}


def number_tree(value: fmpq) -> Node:
    """The number as a reader would write it."""
    return arithmetic.rational(fraction(value))


def polynomial_tree(poly: fmpq_poly, variable: str) -> Node:
    """The polynomial as a tree, the highest power first."""
    powers = [(poly[k], arithmetic.to_the(Name(variable), Number(k))) for k in range(poly.degree(), -1, -1)]
    return arithmetic.add(*(arithmetic.multiply(number_tree(c), power) for c, power in powers if c))
