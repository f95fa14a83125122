"""The known functions over the field: each an unknown that keeps its laws, its derivative among them.

exp(−u) = 1/exp(u), exp(ln u) = u, sin² + cos² = 1, odd is odd and even is even; tanh, sigmoid and the like are made of
exp. An addition theorem is no law here: who needs one is compared by balls. (``roots.py`` has the square of a root,
``logarithms.py`` has ln(ab).)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from operator import truediv
from typing import Any, Final

from calcdrill.expression.composing import completed
from calcdrill.expression.formal.field import (
    ONE,
    PRIME,
    ZERO,
    Dual,
    Element,
    NoMeaning,
    element,
    present,
    unknown,
    whole_number,
)
from calcdrill.expression.formal.roots import power

__all__ = ["FUNCTIONS", "OF_TWO", "exp", "ln", "pi"]

_HALF, _THIRD, _TWO = Fraction(1, 2), Fraction(1, 3), element(2)


def exp(u: Element) -> Element:
    if type(u) is Dual:
        value = exp(u.value)
        return Dual(value, value * u.rate)
    whole = int(u)
    if not whole:
        return ONE
    draw = present()
    if whole in draw.logarithms:
        return draw.logarithms[whole]
    if PRIME - whole in draw.logarithms:
        return ONE / draw.logarithms[PRIME - whole]
    image = ONE / unknown("exp", PRIME - whole) if whole + whole > PRIME else unknown("exp", whole)
    draw.exponents[int(image)] = u
    return image


def ln(u: Element) -> Element:
    if type(u) is Dual:
        return Dual(ln(u.value), u.rate / u.value)
    whole = int(u)
    if not whole:
        raise NoMeaning
    if whole == 1:
        return ZERO
    draw = present()
    if whole in draw.exponents:
        return draw.exponents[whole]
    value = unknown("ln", whole)
    draw.logarithms[int(value)] = u
    return value


def _odd(name: str, slope: Callable[[Element], Element]) -> Callable[[Element], Element]:
    """An odd function of which the derivative is known."""

    def rule(u: Element) -> Element:
        if type(u) is Dual:
            return Dual(rule(u.value), slope(u.value) * u.rate)
        whole = int(u)
        if whole + whole > PRIME:
            return -unknown(name, PRIME - whole)
        return unknown(name, whole) if whole else ZERO

    return rule


def _circle(u: Element) -> tuple[Element, Element]:
    """sin u and cos u, by the tangent of half the angle."""
    if type(u) is Dual:
        sin, cos = _circle(u.value)
        return Dual(sin, cos * u.rate), Dual(cos, -sin * u.rate)
    half = _half_angle(u)
    square = half * half
    over = ONE / (ONE + square)
    return (half + half) * over, (ONE - square) * over


_half_angle = _odd("half angle", lambda u: u)


def _sin(u: Element) -> Element:
    return _circle(u)[0]


def _cos(u: Element) -> Element:
    return _circle(u)[1]


def _of_exp(change: Callable[[Element], Element]) -> Callable[[Element], Element]:
    return lambda u: change(exp(u))


def _by_steps(name: str, exact: Callable[[int], int]) -> Callable[[Element], Element]:
    """A function with kinks or steps: what it is for a whole number, an unknown otherwise, and no derivative."""

    def rule(u: Element) -> Element:
        whole = whole_number(int(u))
        return unknown(name, int(u)) if whole is None else element(exact(whole))

    return rule


def _factorial(whole: int) -> int:
    if not 0 <= whole <= _MOST_FACTORIAL:
        raise NoMeaning
    return math.factorial(whole)


_MOST_FACTORIAL: Final = 50


def _extreme(name: str, choose: Callable[[int, int], int]) -> Callable[[Element, Element], Element]:
    def rule(a: Element, b: Element) -> Element:
        one, other = whole_number(int(a)), whole_number(int(b))
        if one is None or other is None:
            return unknown(name, int(a), int(b))
        return element(choose(one, other))

    return rule


def pi() -> Element:
    return unknown("pi")


_arcsin = _odd("arcsin", lambda u: power(ONE - u * u, -_HALF))


def _arcosh(u: Element) -> Element:
    if type(u) is Dual:
        return Dual(_arcosh(u.value), power(u.value * u.value - ONE, -_HALF) * u.rate)
    return unknown("arcosh", int(u))


_COMMON: Final[dict[str, Any]] = {"number": element, "pi": pi}
FUNCTIONS: Final[dict[str, Callable[[Element], Element]]] = completed(
    {
        "exp": exp,
        "ln": ln,
        "sqrt": lambda u: power(u, _HALF),
        "cbrt": lambda u: power(u, _THIRD),
        "sin": _sin,
        "cos": _cos,
        "tan": lambda u: truediv(*_circle(u)),
        "sinh": _of_exp(lambda e: (e - ONE / e) / _TWO),
        "cosh": _of_exp(lambda e: (e + ONE / e) / _TWO),
        "tanh": _of_exp(lambda e: (e * e - ONE) / (e * e + ONE)),
        "arctan": _odd("arctan", lambda u: ONE / (u * u + ONE)),
        "arcsin": _arcsin,
        "arccos": lambda u: pi() / _TWO - _arcsin(u),
        "arsinh": _odd("arsinh", lambda u: power(u * u + ONE, -_HALF)),
        "arcosh": _arcosh,
        "artanh": _odd("artanh", lambda u: ONE / (ONE - u * u)),
        "erf": _odd("erf", lambda u: _TWO / power(pi(), _HALF) * exp(-u * u)),
        "abs": _by_steps("abs", abs),
        "sign": _by_steps("sign", lambda whole: (whole > 0) - (whole < 0)),
        "floor": _by_steps("floor", lambda whole: whole),
        "relu": _by_steps("relu", lambda whole: max(whole, 0)),
        "factorial": _by_steps("factorial", _factorial),
    },
    **_COMMON,
)

OF_TWO: Final[dict[str, Callable[[Element, Element], Element]]] = completed(
    {"max": _extreme("max", max), "min": _extreme("min", min)},
    arguments=2,
    others=FUNCTIONS,
    lacking=("gcd",),
    **_COMMON,
)
