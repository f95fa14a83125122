"""Limits by the laws of the school: numbers and ∓∞ put together; None where that stays open.

    at a number     the value there, where the function is continuous
    at ∓∞           ∞ + c = ∞, c/∞ = 0, e^(−∞) = 0, arctan ∞ = π/2 …;  ∞ − ∞, 0·∞, ∞/∞, 0/0, 1^∞ stay open

Nothing is proved here: the kind ``limit`` checks what comes out by ball arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from calcdrill.errors import CalcdrillError
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.infinite import MINUS_OO, OO, is_infinite
from calcdrill.expression.exact import exact_value, holds
from calcdrill.expression.solving.zeros import sign_of
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ONE,
    ZERO,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    names,
    number,
    substitute,
    transform,
    value_of,
    walk,
)

__all__ = ["far_out", "has_branches", "near", "value_there"]

_NEAR: Final = Fraction(1, 10**9)
_FAR: Final = 10**9
_MINUS_ONE: Final = Negative(ONE)
_PI_HALF: Final = Quotient(Name("pi"), Number(2))


def value_there(body: Node, variable: str, to: Node) -> Node | None:
    """The function's value at a number in textbook form, None where it has none."""
    for node in walk(body):
        # 0^0 has a value by convention, but x^y is not continuous there.
        raised = isinstance(node, Power) and variable in names(node.exponent)
        if raised and value(substitute(node.children[0], {variable: to}), {}).contains(0):
            return None
    found = tidy(substitute(body, {variable: to}))
    try:
        ball = value(substitute(body, {variable: to}), {})
    except CalcdrillError:
        return None
    return found if ball.is_finite() else None


# -- branches


def has_branches(body: Node) -> bool:
    """Whether the function may be given by different formulas on the two sides of a point."""
    found = False

    def look(node: Node) -> Node:
        nonlocal found
        found = found or isinstance(node, Piecewise) or (isinstance(node, Call) and node.function in _SIDED)
        return node

    transform(body, look)
    return found


def near(body: Node, variable: str, to: Node, sign: int) -> Node | None:
    """The formula just above (sign 1) or below (−1) the point, or far out; None where that is not exactly known."""
    if is_infinite(to):
        at: int | Fraction | None = _FAR if to == OO else -_FAR
    else:
        at = exact_value(to)
        at = None if at is None else at + sign * _NEAR
    if at is None:
        return None
    place = {variable: at}
    known = True

    def choose(node: Node) -> Node:
        nonlocal known
        chosen = _branch(node, place)
        known = known and chosen is not None
        return node if chosen is None else chosen

    chosen = transform(body, choose)
    return chosen if known else None


def _branch(node: Node, place: Mapping[str, int | Fraction]) -> Node | None:
    match node:
        case Piecewise(branches=branches, otherwise=otherwise):
            for branch, condition in branches:
                truth = holds(condition, place) if isinstance(condition, Relation) else None
                if truth is None or truth:
                    return branch if truth else None
            return otherwise
        case Call(function="abs" | "sign" | "relu" as function, arguments=(argument,)):
            size = exact_value(argument, place)
            if size is None:
                return None
            below, above = {"abs": (Negative(argument), argument), "sign": (_MINUS_ONE, ONE)}.get(
                function, (ZERO, argument)
            )
            return above if size > 0 else below
        case Call(function="max" | "min" as function, arguments=arguments):
            sizes = {argument: exact_value(argument, place) for argument in arguments}
            known = {argument: size for argument, size in sizes.items() if size is not None}
            best = max if function == "max" else min
            return best(known, key=known.__getitem__) if len(known) == len(sizes) else None
        case Call(function="floor", arguments=(argument,)):
            size = exact_value(argument, place)
            return None if size is None else number(math.floor(size))
    return node


_SIDED: Final = frozenset({"abs", "sign", "relu", "max", "min", "floor"})


# -- far out


def far_out(node: Node, variable: str, to: Node) -> Node | None:
    """What the tree tends to as the variable tends to ``to`` (``oo`` or ``-oo``); None: it stays open."""
    if variable not in names(node):
        return tidy(node)
    if isinstance(node, Name):
        return to
    parts = [far_out(child, variable, to) for child in node.children]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    match node:
        case Negative():
            return _minus(known[0])
        case Sum():
            return _sum(known)
        case Product():
            return _product(known)
        case Quotient():
            return _quotient(known[0], known[1])
        case Power():
            return _power(known[0], known[1])
        case Call(function=function) if len(known) == 1:
            return _call(function, known[0])
    return None


def _minus(found: Node) -> Node:
    return (MINUS_OO if found == OO else OO) if is_infinite(found) else tidy(Negative(found))


def _sum(terms: list[Node]) -> Node | None:
    endless = {term for term in terms if is_infinite(term)}
    if endless:
        return endless.pop() if len(endless) == 1 else None
    return tidy(Sum(tuple(terms)))


def _sign(node: Node) -> int:
    return (1 if node == OO else -1) if is_infinite(node) else sign_of(node)


def _product(factors: list[Node]) -> Node | None:
    if not any(is_infinite(factor) for factor in factors):
        return tidy(Product(tuple(factors)))
    sign = 1
    for factor in factors:
        sign *= _sign(factor)
    return None if sign == 0 else OO if sign > 0 else MINUS_OO


def _quotient(top: Node, bottom: Node) -> Node | None:
    if is_infinite(bottom):
        return None if is_infinite(top) else ZERO
    sign = sign_of(bottom)
    if sign == 0:
        return None
    if is_infinite(top):
        return OO if (top == OO) == (sign > 0) else MINUS_OO
    return tidy(Quotient(top, bottom))


def _power(base: Node, exponent: Node) -> Node | None:
    power = value_of(exponent)
    if is_infinite(exponent):
        return _raised_without_end(base, exponent)
    if is_infinite(base):
        if base == MINUS_OO:
            if not isinstance(power, int) or power == 0:
                return None
            return ZERO if power < 0 else MINUS_OO if power % 2 else OO
        sign = sign_of(exponent)
        return None if sign == 0 else OO if sign > 0 else ZERO
    if sign_of(base) == 0 and sign_of(exponent) <= 0:
        return None
    return tidy(Power(base, exponent))


def _raised_without_end(base: Node, exponent: Node) -> Node | None:
    if is_infinite(base):
        return None if base == MINUS_OO else OO if exponent == OO else ZERO
    beyond_one = sign_of(Sum((base, Negative(ONE))))
    if sign_of(base) <= 0 or beyond_one == 0:
        return None
    return OO if (beyond_one > 0) == (exponent == OO) else ZERO


def _call(function: str, inner: Node) -> Node | None:
    if is_infinite(inner):
        ends = _ENDS.get(function)
        return None if ends is None else ends[inner == OO]
    found = tidy(Call(function, (inner,)))
    return found if value(Call(function, (inner,)), {}).is_finite() else None


_ENDS: Final[Mapping[str, tuple[Node | None, Node | None]]] = MappingProxyType(
    {
        "exp": (ZERO, OO),
        "ln": (None, OO),
        "sqrt": (None, OO),
        "cbrt": (MINUS_OO, OO),
        "arctan": (Negative(_PI_HALF), _PI_HALF),
        "tanh": (Negative(ONE), ONE),
        "erf": (Negative(ONE), ONE),
        "sigmoid": (ZERO, ONE),
        "softplus": (ZERO, OO),
        "relu": (ZERO, OO),
        "swish": (ZERO, OO),
        "abs": (OO, OO),
        "sign": (Negative(ONE), ONE),
        "sinh": (MINUS_OO, OO),
        "cosh": (OO, OO),
        "arsinh": (MINUS_OO, OO),
        "arcosh": (None, OO),
    }
)
"""Where a function goes when its argument tends to −∞ and to ∞."""

