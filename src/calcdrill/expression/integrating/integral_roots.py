"""Antiderivatives with the root of a quadratic in them, and of the bell exp(−ax²)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final, NamedTuple

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, divide, multiply
from calcdrill.expression.polynomial import number_tree, polynomial
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy

__all__ = ["Entry", "bell", "beside_square", "root_below", "root_power", "whole_root"]

_HALVES: Final = (Fraction(3, 2), Fraction(5, 2), Fraction(7, 2), Fraction(-3, 2))


class Entry(NamedTuple):
    """What the table says: the rule's name, the antiderivative, a remark."""

    rule: str
    result: t.Node
    note: Prose = ()


def whole_root(inner: t.Node, variable: str) -> Entry | None:
    """√(c − ax²) and √(ax² ± c): x/2 times the root, and c/2 times the integral of its reciprocal."""
    below, radicand = root_below(inner, variable), polynomial(inner, variable, {})
    if below is None or radicand is None:
        return None
    half = divide(multiply(t.Name(variable), t.Call("sqrt", (inner,))), t.TWO)
    return Entry("root of a square", tidy(add(half, multiply(divide(number_tree(radicand[0]), t.TWO), below.result))))


def root_power(
    inner: t.Node, exponent: t.Node, variable: str, table: Callable[[t.Node, str], Entry | None]
) -> Entry | None:
    """(ax² + c)^(k/2) for k = 3, 5, 7, from k − 2; and for k = −3."""
    power = t.value_of(exponent)
    if power not in _HALVES:
        return None
    radicand = polynomial(inner, variable, {})
    if radicand is None or radicand.degree() != 2 or radicand[1] or not radicand[0]:
        return None
    c, k = number_tree(radicand[0]), int(2 * power)
    if k == -3:
        bottom = multiply(c, t.Call("sqrt", (inner,)))
        return Entry("root of a square", divide(t.Name(variable), bottom))
    below = t.Call("sqrt", (inner,)) if k == 3 else t.Power(inner, t.Quotient(t.Number(k - 2), t.TWO))
    lower = table(below, variable)
    if lower is None:
        return None
    first = t.Quotient(t.times(t.Name(variable), t.Power(inner, exponent)), t.Number(k + 1))
    second = t.times(t.Quotient(t.times(t.Number(k), c), t.Number(k + 1)), lower.result)
    return Entry("root of a square", tidy(t.Sum((first, second))))


def beside_square(inner: t.Node, variable: str) -> Entry | None:
    """1/(x²·√(ax² + c)): the root over −cx."""
    radicand = polynomial(inner, variable, {})
    if radicand is None or radicand.degree() != 2 or radicand[1] or not radicand[0]:
        return None
    bottom = multiply(number_tree(radicand[0]), t.Name(variable))
    return Entry("root of a square", tidy(t.Negative(divide(t.Call("sqrt", (inner,)), bottom))))


def bell(inner: t.Node, variable: str) -> Entry | None:
    """exp(−ax²) has the error function for an antiderivative."""
    exponent = polynomial(inner, variable, {})
    if exponent is None or exponent.degree() != 2 or exponent[1] or exponent[0] or exponent[2] > 0:
        return None
    root = tidy(t.Call("sqrt", (number_tree(-exponent[2]),)))
    wave = t.Call("erf", (tidy(multiply(root, t.Name(variable))),))
    return Entry(
        "error function",
        multiply(tidy(divide(t.Call("sqrt", (divide(t.Name("pi"), number_tree(-exponent[2])),)), t.TWO)), wave),
    )


def root_below(inner: t.Node, variable: str) -> Entry | None:
    """1/√(c − ax²) and 1/√(ax² + c) with a, c > 0, and 1/√(ax² − c)."""
    radicand = polynomial(inner, variable, {})
    if radicand is None or radicand.degree() != 2 or radicand[1]:
        return None
    a, c = (number_tree(radicand[2]), number_tree(radicand[0]))
    high, low = t.value_of(a), t.value_of(c)
    if not high or not low:
        return None
    ratio = tidy(t.Call("sqrt", (t.Quotient(_positive(a), _positive(c)),)))
    scaled = tidy(multiply(ratio, t.Name(variable)))
    below = tidy(t.Call("sqrt", (_positive(a),)))
    if high < 0 < low:
        return Entry("arcsine form", tidy(divide(t.Call("arcsin", (scaled,)), below)))
    if high > 0 and low > 0:
        return Entry("arsinh form", tidy(divide(t.Call("arsinh", (scaled,)), below)))
    if high > 0:
        whole = t.Call("ln", (t.Call("abs", (t.Sum((multiply(below, t.Name(variable)), t.Call("sqrt", (inner,)))),)),))
        return Entry("arcosh form", tidy(divide(whole, below)))
    return None


def _positive(node: t.Node) -> t.Node:
    """The number without its sign."""
    return node.argument if isinstance(node, t.Negative) else node
