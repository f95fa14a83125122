"""Sums, products and powers put together without silly forms: no 0 term, no factor 1, no exponent 1, no +−.

Nothing is reordered, collected or multiplied out: that is the work of ``tidy``. Each function gives a tree of
the same value as the plain node, wherever that has one.
"""

from __future__ import annotations

from fractions import Fraction

from calcdrill.expression import tree as t

__all__ = [
    "add",
    "divide",
    "less_one",
    "multiply",
    "negate",
    "rational",
    "rebuild",
    "root",
    "square",
    "subtract",
    "to_the",
]


def _is_zero(node: t.Node) -> bool:
    return type(node) is t.Number and not node.value


def _is_one(node: t.Node) -> bool:
    return type(node) is t.Number and node.value == 1 and not node.decimal


def add(*terms: t.Node) -> t.Node:
    """The sum, with sums inside it opened and zeros left out."""
    kept: list[t.Node] = []
    for term in terms:
        if type(term) is t.Sum:
            kept.extend(term.terms)
        elif type(term) is not t.Number or term.value:
            kept.append(term)
    return t.Sum(tuple(kept)) if len(kept) > 1 else kept[0] if kept else t.ZERO


def subtract(left: t.Node, right: t.Node) -> t.Node:
    """left − right."""
    return add(left, negate(right))


def negate(node: t.Node) -> t.Node:
    """−node, with a double minus taken away."""
    if type(node) is t.Negative:
        return node.argument
    return node if _is_zero(node) else t.Negative(node)


def multiply(*factors: t.Node) -> t.Node:
    """The product, with products inside it opened, ones left out, and every minus put in front."""
    kept: list[t.Node] = []
    minus = False
    for factor in factors:
        if type(factor) not in _OPENED:
            kept.append(factor)
            continue
        while type(factor) is t.Negative:
            factor, minus = factor.argument, not minus
        if type(factor) is t.Product:
            kept.extend(factor.factors)
        elif type(factor) is not t.Number or factor.value not in (0, 1):
            kept.append(factor)
        elif not factor.value:
            return t.ZERO
    product = t.Product(tuple(kept)) if len(kept) > 1 else kept[0] if kept else t.ONE
    return t.Negative(product) if minus else product


_OPENED = frozenset({t.Negative, t.Number, t.Product})


def divide(numerator: t.Node, denominator: t.Node) -> t.Node:
    """numerator / denominator, with a minus put in front and a denominator 1 left out."""
    if _is_zero(numerator) and not _is_zero(denominator):
        return t.ZERO
    if type(numerator) is t.Negative:
        return negate(divide(numerator.argument, denominator))
    if type(denominator) is t.Negative:
        return negate(divide(numerator, denominator.argument))
    return numerator if _is_one(denominator) else t.Quotient(numerator, denominator)


def to_the(base: t.Node, exponent: t.Node) -> t.Node:
    """base ^ exponent, with the exponents 0 and 1 and the base 1 worked out."""
    if _is_one(base):
        return t.ONE
    if type(exponent) is t.Number and exponent.value in (0, 1):
        return base if exponent.value else t.ONE
    return t.Power(base, exponent)


def square(node: t.Node) -> t.Node:
    """node², where a power has its whole-number exponent doubled and a square root is undone."""
    if type(node) is t.Power and type(node.exponent) is t.Number and type(node.exponent.value) is int:
        return t.Power(node.base, t.Number(2 * node.exponent.value))
    if type(node) is t.Call and node.function == "sqrt":
        return node.arguments[0]
    return to_the(node, t.TWO)


def root(base: t.Node, degree: int) -> t.Node:
    """The root of a degree, a call where it has a name."""
    if degree in (2, 3):
        return t.Call("sqrt" if degree == 2 else "cbrt", (base,))
    return t.Power(base, t.Quotient(t.ONE, t.Number(degree)))


def rational(value: int | Fraction, decimal: bool = False) -> t.Node:
    """The exact number as a reader would write it: a fraction bar unless it is whole or a decimal."""
    if decimal or value.denominator == 1:
        return t.number(value, decimal and value.denominator != 1)
    top = value.numerator
    quotient = t.Quotient(t.number(abs(top)), t.number(value.denominator))
    return t.Negative(quotient) if top < 0 else quotient


def less_one(exponent: t.Node) -> t.Node:
    """exponent − 1, worked out where it is a number."""
    if type(exponent) is t.Number and type(exponent.value) is int and exponent.value:
        return t.Number(exponent.value - 1)
    value = t.value_of(exponent)
    if value is None:
        return add(exponent, t.Negative(t.ONE))
    inner = exponent.argument if type(exponent) is t.Negative else exponent
    return rational(value - 1, type(inner) is t.Number and inner.decimal)


_REBUILT = {
    t.Sum: lambda node: add(*node.children),
    t.Product: lambda node: multiply(*node.children),
    t.Negative: lambda node: negate(node.children[0]),
    t.Quotient: lambda node: divide(*node.children),
    t.Power: lambda node: to_the(*node.children),
}


def rebuild(node: t.Node) -> t.Node:
    """The whole tree put together once more by the functions above."""
    return t.transform(node, lambda inner: _REBUILT[type(inner)](inner) if type(inner) in _REBUILT else inner)
