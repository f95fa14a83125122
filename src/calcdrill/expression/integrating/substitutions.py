"""Integration by substitution: which inner functions to try, and the integrand written in the new letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from calcdrill.expression.arithmetic import divide, to_the
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.integral_table import is_polynomial, slope_of
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ONE,
    TWO,
    ZERO,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Quotient,
    Sum,
    names,
    number,
    size,
    times,
    transform,
    value_of,
    walk,
)

__all__ = ["candidates", "rewritten"]

_MOST: Final = 10
_PARTNERS: Final = {"sin": "cos", "cos": "sin", "tan": "sec", "sec": "tan"}


def candidates(node: Node, variable: str) -> Iterator[Node]:
    """Inner functions that may become the new letter, the most telling first."""
    found: dict[Node, int] = {}
    for part in walk(node):
        for inner, rank in _inside(part):
            if variable in names(inner) and not isinstance(inner, Name) and inner != node:
                found[inner] = min(rank, found.get(inner, 9))
    lines = {inner for inner in found if slope_of(inner, variable) is not None}
    order = sorted(found, key=lambda inner: (inner in lines, found[inner], size(inner)))
    yield from order[:_MOST]


def _inside(part: Node) -> Iterator[tuple[Node, int]]:
    match part:
        case Call(arguments=(inner,)):
            yield inner, 0
            yield part, 2
            if part.function in _PARTNERS:
                yield Call(_PARTNERS[part.function], (inner,)), 4
        case Power(base=base, exponent=exponent):
            yield base, 1
            yield exponent, 1
            match base, exponent:
                case Name(), Number(value=int(n)):
                    yield from ((to_the(base, Number(d)), 3) for d in range(2, n + 1) if n % d == 0)
        case Quotient(denominator=below):
            yield below, 1


def rewritten(node: Node, inner: Node, variable: str, letter: str, level: int = 2) -> Node | None:
    """The integrand in ``letter`` = inner, divided by the slope of inner; None where ``variable`` stays.

    At ``level`` 0 the inner function is only replaced, at 1 other powers of it are found, at 2 it is inverted.
    """
    plain = tidy(inner)
    slope = tidy(differentiate(inner, variable))
    if slope == ZERO:
        return None
    rest = tidy(divide(node, slope)) if slope != ONE else node
    new = _replaced(rest, plain, inner, variable, letter, level)
    return None if new is None else tidy(new)


def _replaced(form: Node, plain: Node, inner: Node, variable: str, letter: str, level: int) -> Node | None:
    u = Name(letter)
    form = transform(form, lambda part: u if part in (plain, inner) else part)
    for change in ((), _REWRITES, (*_REWRITES, _line, _undone))[level]:
        if variable not in names(form):
            return form
        form = change(form, plain, variable, u)
    return None if variable in names(form) else form


def _waves(form: Node, inner: Node, variable: str, u: Name) -> Node:
    """Even powers of the other wave by Pythagoras."""
    if not (isinstance(inner, Call) and inner.function in _PARTNERS):
        return form
    other = _PARTNERS[inner.function]
    square: Node = Power(u, TWO)
    new: Node = {
        "sin": Sum((ONE, Negative(square))),
        "cos": Sum((ONE, Negative(square))),
        "tan": Sum((ONE, square)),
        "sec": Sum((square, Negative(ONE))),
    }[inner.function]

    def change(part: Node) -> Node:
        match part:
            case Power(base=Call(function=name, arguments=arguments), exponent=Number(value=int(n))) if (
                name == other and arguments == inner.arguments and n % 2 == 0
            ):
                return to_the(new, Number(n // 2))
        return part

    return transform(form, change)


def _powers(form: Node, inner: Node, variable: str, u: Name) -> Node:
    """x⁴ as (x²)², x as (√x)²."""
    base, n = _base_and_power(inner)
    if base is None or not n:
        return form

    def change(part: Node) -> Node:
        other, m = _base_and_power(part)
        if other == base and m is not None and (m / n) == int(m / n):
            return to_the(u, number(int(m / n)))
        return part

    return _top_down(form, change)


def _base_and_power(node: Node) -> tuple[Node | None, Fraction | None]:
    match node:
        case Power(base=base, exponent=exponent):
            value = value_of(exponent)
            return (base, None if value is None else Fraction(value))
        case Call(function="sqrt", arguments=(base,)):
            return base, Fraction(1, 2)
        case Name():
            return node, Fraction(1)
    return None, None


def _top_down(node: Node, change: Callable[[Node], Node]) -> Node:
    new = change(node)
    if new is not node:
        return new
    children = node.children
    return node.with_children(tuple(_top_down(child, change) for child in children)) if children else node


def _exponentials(form: Node, inner: Node, variable: str, u: Name) -> Node:
    """exp(2x) as exp(x)²."""
    if not (isinstance(inner, Call) and inner.function == "exp"):
        return form

    def change(part: Node) -> Node:
        if isinstance(part, Call) and part.function == "exp":
            ratio = value_of(tidy(Quotient(part.arguments[0], inner.arguments[0])))
            if ratio is not None and ratio == int(ratio):
                return to_the(u, number(int(ratio)))
        return part

    return transform(form, change)


def _leading(form: Node, inner: Node, variable: str, u: Name) -> Node:
    """With u = ax² + b, x² is (u − b)/a."""
    if not is_polynomial(inner, variable) or names(inner) != {variable}:
        return form
    found = polynomial(inner, variable, {})
    if found is None:
        return form
    degree = found.degree()
    if degree < 2 or any(found[k] for k in range(1, degree)):
        return form
    low = number(Fraction(int(found[0].p), int(found[0].q)))
    high = number(Fraction(int(found[degree].p), int(found[degree].q)))
    value = tidy(Quotient(Sum((u, Negative(low))), high))

    def change(part: Node) -> Node:
        match part:
            case Power(base=Name(name=name), exponent=Number(value=int(m))) if (
                name == variable and m % degree == 0
            ):
                return to_the(value, Number(m // degree))
        return part

    return transform(form, change)


_REWRITES: Final = (_waves, _powers, _exponentials, _leading)


def _undone(form: Node, inner: Node, variable: str, u: Name) -> Node:
    """With u = ln(x), x is exp(u)."""
    if inner != Call("ln", (Name(variable),)):
        return form
    return transform(form, lambda part: Call("exp", (u,)) if part == Name(variable) else part)


def _line(form: Node, inner: Node, variable: str, u: Name) -> Node:
    """With u = ax + b, x is (u − b)/a."""
    slope = slope_of(inner, variable)
    if slope is None:
        return form
    offset = tidy(Sum((inner, Negative(times(slope, Name(variable))))))
    value = tidy(Quotient(Sum((u, Negative(offset))), slope))
    return transform(form, lambda part: value if part == Name(variable) else part)
