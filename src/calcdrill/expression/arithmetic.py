"""Sums, products and powers put together without silly forms: no 0 term, no factor 1, no exponent 1, no +−.

Nothing is reordered, collected or multiplied out: that is the work of ``tidy``. Each function gives a tree of
the same value as the plain node, wherever that has one.
"""

from __future__ import annotations

from fractions import Fraction

from calcdrill.expression.tree import (
    ONE,
    TWO,
    ZERO,
    Call,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    number,
    transform,
    value_of,
)

__all__ = [
    "add",
    "divide",
    "less_one",
    "multiply",
    "negate",
    "rational",
    "rebuild",
    "square",
    "subtract",
    "to_the",
]


def _is_zero(node: Node) -> bool:
    return type(node) is Number and not node.value


def add(*terms: Node) -> Node:
    """The sum, with sums inside it opened and zeros left out."""
    kept: list[Node] = []
    for term in terms:
        if type(term) is Sum:
            kept.extend(term.terms)
        elif type(term) is not Number or term.value:
            kept.append(term)
    return Sum(tuple(kept)) if len(kept) > 1 else kept[0] if kept else ZERO


def subtract(left: Node, right: Node) -> Node:
    """left − right."""
    return add(left, negate(right))


def negate(node: Node) -> Node:
    """−node, with a double minus taken away."""
    if type(node) is Negative:
        return node.argument
    return node if _is_zero(node) else Negative(node)


def multiply(*factors: Node) -> Node:
    """The product, with products inside it opened, ones left out, and every minus put in front."""
    kept: list[Node] = []
    minus = False
    for factor in factors:
        if type(factor) not in _OPENED:
            kept.append(factor)
            continue
        while type(factor) is Negative:
            factor, minus = factor.argument, not minus
        if type(factor) is Product:
            kept.extend(factor.factors)
        elif type(factor) is not Number or factor.value not in (0, 1):
            kept.append(factor)
        elif not factor.value:
            return ZERO
    product = Product(tuple(kept)) if len(kept) > 1 else kept[0] if kept else ONE
    return Negative(product) if minus else product


_OPENED = frozenset({Negative, Number, Product})


def divide(numerator: Node, denominator: Node) -> Node:
    """numerator / denominator, with a minus put in front and a denominator 1 left out."""
    if _is_zero(numerator) and not _is_zero(denominator):
        return ZERO
    if type(numerator) is Negative:
        return negate(divide(numerator.argument, denominator))
    if type(denominator) is Negative:
        return negate(divide(numerator, denominator.argument))
    return numerator if denominator == ONE else Quotient(numerator, denominator)


def to_the(base: Node, exponent: Node) -> Node:
    """base ^ exponent, with the exponents 0 and 1 and the base 1 worked out."""
    if base == ONE:
        return ONE
    if type(exponent) is Number and exponent.value in (0, 1):
        return base if exponent.value else ONE
    return Power(base, exponent)


def square(node: Node) -> Node:
    """node², where a power has its whole-number exponent doubled and a square root is undone."""
    if type(node) is Power and type(node.exponent) is Number and type(node.exponent.value) is int:
        return Power(node.base, Number(2 * node.exponent.value))
    if type(node) is Call and node.function == "sqrt":
        return node.arguments[0]
    return to_the(node, TWO)


def rational(value: int | Fraction, decimal: bool = False) -> Node:
    """The exact number as a reader would write it: a fraction bar unless it is whole or a decimal."""
    if decimal or value.denominator == 1:
        return number(value, decimal and value.denominator != 1)
    return divide(number(value.numerator), Number(value.denominator))


def less_one(exponent: Node) -> Node:
    """exponent − 1, worked out where it is a number."""
    if type(exponent) is Number and type(exponent.value) is int and exponent.value:
        return Number(exponent.value - 1)
    value = value_of(exponent)
    if value is None:
        return add(exponent, Negative(ONE))
    inner = exponent.argument if type(exponent) is Negative else exponent
    return rational(value - 1, type(inner) is Number and inner.decimal)


_REBUILT = {
    Sum: lambda node: add(*node.children),
    Product: lambda node: multiply(*node.children),
    Negative: lambda node: negate(node.children[0]),
    Quotient: lambda node: divide(*node.children),
    Power: lambda node: to_the(*node.children),
}


def rebuild(node: Node) -> Node:
    """The whole tree put together once more by the functions above."""
    return transform(node, lambda inner: _REBUILT[type(inner)](inner) if type(inner) in _REBUILT else inner)
