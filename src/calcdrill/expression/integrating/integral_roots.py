"""Antiderivatives with the root of a quadratic in them, and of the bell exp(−ax²)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, NamedTuple

from calcdrill.expression.arithmetic import add, divide, multiply, rational
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    TWO,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Quotient,
    Sum,
    times,
    value_of,
)

__all__ = ["Entry", "bell", "beside_square", "root_below", "root_power", "whole_root"]

_HALVES: Final = (Fraction(3, 2), Fraction(5, 2), Fraction(7, 2), Fraction(-3, 2))


class Entry(NamedTuple):
    """What the table says: the rule's name, the antiderivative, a remark."""

    rule: str
    result: Node
    note: Prose = ()


def whole_root(inner: Node, variable: str) -> Entry | None:
    """√(c − ax²) and √(ax² ± c): x/2 times the root, and c/2 times the integral of its reciprocal."""
    below, found = root_below(inner, variable), polynomial(inner, variable, {})
    if below is None or found is None:
        return None
    half = divide(multiply(Name(variable), Call("sqrt", (inner,))), TWO)
    return Entry("root of a square", tidy(add(half, multiply(divide(_number(found[0]), TWO), below.result))))


def root_power(
    inner: Node, exponent: Node, variable: str, table: Callable[[Node, str], Entry | None]
) -> Entry | None:
    """(ax² + c)^(k/2) for k = 3, 5, 7, from k − 2; and for k = −3."""
    power = value_of(exponent)
    if power not in _HALVES:
        return None
    found = polynomial(inner, variable, {})
    if found is None or found.degree() != 2 or found[1] or not found[0]:
        return None
    c, k = _number(found[0]), int(2 * power)
    if k == -3:
        bottom = multiply(c, Call("sqrt", (inner,)))
        return Entry("root of a square", divide(Name(variable), bottom))
    below = Call("sqrt", (inner,)) if k == 3 else Power(inner, Quotient(Number(k - 2), TWO))
    lower = table(below, variable)
    if lower is None:
        return None
    first = Quotient(times(Name(variable), Power(inner, exponent)), Number(k + 1))
    second = times(Quotient(times(Number(k), c), Number(k + 1)), lower.result)
    return Entry("root of a square", tidy(Sum((first, second))))


def beside_square(inner: Node, variable: str) -> Entry | None:
    """1/(x²·√(ax² + c)): the root over −cx."""
    found = polynomial(inner, variable, {})
    if found is None or found.degree() != 2 or found[1] or not found[0]:
        return None
    bottom = multiply(_number(found[0]), Name(variable))
    return Entry("root of a square", tidy(Negative(divide(Call("sqrt", (inner,)), bottom))))


def bell(inner: Node, variable: str) -> Entry | None:
    """exp(−ax²) has the error function for an antiderivative."""
    found = polynomial(inner, variable, {})
    if found is None or found.degree() != 2 or found[1] or found[0] or found[2] > 0:
        return None
    root = tidy(Call("sqrt", (_number(-found[2]),)))
    wave = Call("erf", (tidy(multiply(root, Name(variable))),))
    return Entry(
        "error function",
        multiply(tidy(divide(Call("sqrt", (divide(Name("pi"), _number(-found[2])),)), TWO)), wave),
    )


def root_below(inner: Node, variable: str) -> Entry | None:
    """1/√(c − ax²) and 1/√(ax² + c) with a, c > 0, and 1/√(ax² − c)."""
    found = polynomial(inner, variable, {})
    if found is None or found.degree() != 2 or found[1]:
        return None
    a, c = (_number(found[2]), _number(found[0]))
    high, low = value_of(a), value_of(c)
    if not high or not low:
        return None
    ratio = tidy(Call("sqrt", (Quotient(_positive(a), _positive(c)),)))
    scaled = tidy(multiply(ratio, Name(variable)))
    below = tidy(Call("sqrt", (_positive(a),)))
    if high < 0 < low:
        return Entry("arcsine form", tidy(divide(Call("arcsin", (scaled,)), below)))
    if high > 0 and low > 0:
        return Entry("arsinh form", tidy(divide(Call("arsinh", (scaled,)), below)))
    if high > 0:
        whole = Call("ln", (Call("abs", (Sum((multiply(below, Name(variable)), Call("sqrt", (inner,)))),)),))
        return Entry("arcosh form", tidy(divide(whole, below)))
    return None


def _number(value: Any) -> Node:
    return rational(Fraction(int(value.p), int(value.q)))


def _positive(node: Node) -> Node:
    """The number without its sign."""
    return node.argument if isinstance(node, Negative) else node
