"""Integration by substitution: which inner functions to try, and the integrand written in the new letter."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import divide, to_the
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.integral_table import is_polynomial, slope_of
from calcdrill.expression.integrating.turned import Turned
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.rationals import fraction
from calcdrill.expression.tidy import tidy

__all__ = ["substitutions"]

_MOST: Final = 10
_PARTNERS: Final = {"sin": "cos", "cos": "sin", "tan": "sec", "sec": "tan"}


def substitutions(node: t.Node, variable: str, letter: str, level: int) -> Iterator[Turned]:
    """Inner functions for the new letter, with the integrand in it, the most telling first.

    At ``level`` 0 the inner function is only replaced, at 1 other powers of it are found, at 2 it is inverted.
    """
    for inner in _candidates(node, variable):
        body = _rewritten(node, inner, variable, letter, level)
        if body is not None:
            yield Turned(inner, body)


def _candidates(node: t.Node, variable: str) -> Iterator[t.Node]:
    """Inner functions that may become the new letter, the most telling first."""
    counts: dict[t.Node, int] = {}
    for part in t.walk(node):
        for inner, rank in _inside(part):
            if variable in t.names(inner) and not isinstance(inner, t.Name) and inner != node:
                counts[inner] = min(rank, counts.get(inner, 9))
    lines = {inner for inner in counts if slope_of(inner, variable) is not None}
    order = sorted(counts, key=lambda inner: (inner in lines, counts[inner], t.size(inner)))
    yield from order[:_MOST]


def _inside(part: t.Node) -> Iterator[tuple[t.Node, int]]:
    match part:
        case t.Call(arguments=(inner,)):
            yield inner, 0
            yield part, 2
            if part.function in _PARTNERS:
                yield t.Call(_PARTNERS[part.function], (inner,)), 4
        case t.Power(base=base, exponent=exponent):
            yield base, 1
            yield exponent, 1
            if isinstance(base, t.Number):
                yield part, 2
            match base, exponent:
                case t.Name(), t.Number(value=int(n)):
                    yield from ((to_the(base, t.Number(d)), 3) for d in range(2, n + 1) if n % d == 0)
        case t.Quotient(denominator=below):
            yield below, 1


def _rewritten(node: t.Node, inner: t.Node, variable: str, letter: str, level: int) -> t.Node | None:
    """The integrand in ``letter`` = inner, divided by the slope of inner; None where ``variable`` stays."""
    plain = tidy(inner)
    slope = tidy(differentiate(inner, variable))
    if slope == t.ZERO:
        return None
    rest = tidy(divide(node, slope)) if slope != t.ONE else node
    new = _replaced(rest, plain, inner, variable, letter, level)
    return None if new is None else tidy(new)


def _replaced(form: t.Node, plain: t.Node, inner: t.Node, variable: str, letter: str, level: int) -> t.Node | None:
    u = t.Name(letter)
    form = t.transform(form, lambda part: u if part in (plain, inner) else part)
    for change in ((), _REWRITES, (*_REWRITES, _line, _undone))[level]:
        if variable not in t.names(form):
            return form
        form = change(form, plain, variable, u)
    return None if variable in t.names(form) else form


def _waves(form: t.Node, inner: t.Node, variable: str, u: t.Name) -> t.Node:
    """Even powers of the other wave by Pythagoras."""
    if not (isinstance(inner, t.Call) and inner.function in _PARTNERS):
        return form
    other = _PARTNERS[inner.function]
    square: t.Node = t.Power(u, t.TWO)
    new: t.Node = {
        "sin": t.Sum((t.ONE, t.Negative(square))),
        "cos": t.Sum((t.ONE, t.Negative(square))),
        "tan": t.Sum((t.ONE, square)),
        "sec": t.Sum((square, t.Negative(t.ONE))),
    }[inner.function]

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Power(base=t.Call(function=name, arguments=arguments), exponent=t.Number(value=int(n))) if (
                name == other and arguments == inner.arguments and n % 2 == 0
            ):
                return to_the(new, t.Number(n // 2))
        return part

    return t.transform(form, change)


def _powers(form: t.Node, inner: t.Node, variable: str, u: t.Name) -> t.Node:
    """x⁴ as (x²)², x as (√x)²."""
    base, n = _base_and_power(inner)
    if base is None or not n:
        return form

    def change(part: t.Node) -> t.Node:
        other, m = _base_and_power(part)
        if other == base and m is not None and (m / n) == int(m / n):
            return to_the(u, t.number(int(m / n)))
        return part

    return t.transform_down(form, change)


def _base_and_power(node: t.Node) -> tuple[t.Node | None, Fraction | None]:
    match node:
        case t.Power(base=base, exponent=exponent):
            value = t.value_of(exponent)
            return (base, None if value is None else Fraction(value))
        case t.Call(function="sqrt", arguments=(base,)):
            return base, Fraction(1, 2)
        case t.Name():
            return node, Fraction(1)
    return None, None


def _exponentials(form: t.Node, inner: t.Node, variable: str, u: t.Name) -> t.Node:
    """exp(2x) as exp(x)², 8^x as (2^x)³."""
    own = _base_and_exponent(inner, variable)
    if own is None:
        return form

    def change(part: t.Node) -> t.Node:
        other = _base_and_exponent(part, variable)
        times = None if other is None else _power_of(other[0], own[0])
        if other is None or times is None:
            return part
        ratio = t.value_of(tidy(t.Quotient(other[1], own[1])))
        if ratio is not None and times * ratio == int(times * ratio):
            return to_the(u, t.number(int(times * ratio)))
        return part

    return t.transform(form, change)


def _base_and_exponent(node: t.Node, variable: str) -> tuple[int, t.Node] | None:
    """An exponential as its base and its exponent; 0 stands for e."""
    match node:
        case t.Call(function="exp", arguments=(exponent,)):
            return 0, exponent
        case t.Power(base=t.Number(value=int(base)), exponent=exponent) if base > 1 and variable in t.names(exponent):
            return base, exponent
    return None


def _power_of(base: int, other: int) -> int | None:
    """k where base = otherᵏ, k > 0."""
    if base == other:
        return 1
    if min(base, other) < 2:
        return None
    k, power = 1, other
    while power < base:
        k, power = k + 1, power * other
    return k if power == base else None


def _leading(form: t.Node, inner: t.Node, variable: str, u: t.Name) -> t.Node:
    """With u = ax² + b, x² is (u − b)/a."""
    if not is_polynomial(inner, variable) or t.names(inner) != {variable}:
        return form
    gathered = polynomial(inner, variable, {})
    if gathered is None:
        return form
    degree = gathered.degree()
    if degree < 2 or any(gathered[k] for k in range(1, degree)):
        return form
    low, high = (t.number(fraction(gathered[k])) for k in (0, degree))
    value = tidy(t.Quotient(t.Sum((u, t.Negative(low))), high))

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Power(base=t.Name(name=name), exponent=t.Number(value=int(m))) if (
                name == variable and m % degree == 0
            ):
                return to_the(value, t.Number(m // degree))
        return part

    return t.transform(form, change)


_REWRITES: Final = (_waves, _powers, _exponentials, _leading)


def _undone(form: t.Node, inner: t.Node, variable: str, u: t.Name) -> t.Node:
    """With u = ln(x), x is exp(u)."""
    if inner != t.Call("ln", (t.Name(variable),)):
        return form
    return t.transform(form, lambda part: t.Call("exp", (u,)) if part == t.Name(variable) else part)


def _line(form: t.Node, inner: t.Node, variable: str, u: t.Name) -> t.Node:
    """With u = ax + b, x is (u − b)/a."""
    slope = slope_of(inner, variable)
    if slope is None:
        return form
    offset = tidy(t.Sum((inner, t.Negative(t.times(slope, t.Name(variable))))))
    value = tidy(t.Quotient(t.Sum((u, t.Negative(offset))), slope))
    return t.transform(form, lambda part: value if part == t.Name(variable) else part)
