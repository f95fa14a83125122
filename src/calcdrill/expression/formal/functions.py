"""The known functions over the field: each an unknown that keeps its laws, its derivative among them.

exp(−u) = 1/exp(u), sin² + cos² = 1, odd is odd and even is even; tanh, sigmoid and the like are made of exp. An
addition theorem, ln(ab) = ln a + ln b or √a·√b is no law here: who needs one is compared by balls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from calcdrill.expression.formal.field import (
    PRIME,
    Element,
    NoMeaning,
    divided,
    fraction,
    integral,
    inverse,
    minus,
    one_over,
    plus,
    power,
    rate,
    times,
    unknown,
    whole_number,
)

__all__ = ["FUNCTIONS", "PAIRS", "exp", "ln"]

_HALF, _THIRD = Fraction(1, 2), Fraction(1, 3)


def exp(u: Element) -> Element:
    if isinstance(u, int):
        if not u:
            return 1
        found = unknown("exp", min(u, PRIME - u))
        return found if u <= PRIME - u else inverse(found)
    first = exp(u[0])
    assert isinstance(first, int)
    found_all = [first]
    for k in range(1, len(u)):
        terms = sum(j * u[j] * found_all[k - j] for j in range(1, k + 1))
        found_all.append(terms * one_over(k) % PRIME)
    return found_all


def ln(u: Element) -> Element:
    if isinstance(u, int):
        if not u:
            raise NoMeaning
        return 0 if u == 1 else unknown("ln", u)
    return _primitive("ln", u, inverse(u))


def _primitive(name: str, u: list[int], slope: Element) -> Element:
    """The series of F(u) from the unknown F(u₀) and F′(u)."""
    start = FUNCTIONS[name](u[0])
    assert isinstance(start, int)
    return integral(times(slope, rate(u)), start, len(u))


def _odd(name: str, slope: Callable[[Element], Element]) -> Callable[[Element], Element]:
    """An odd function of which the derivative is known."""

    def rule(u: Element) -> Element:
        if not isinstance(u, int):
            return _primitive(name, u, slope(u))
        if u > PRIME - u:
            return minus(unknown(name, PRIME - u))
        return unknown(name, u) if u else 0

    return rule


def _circle(u: Element) -> tuple[Element, Element]:
    """sin u and cos u, by the tangent of half the angle."""
    if isinstance(u, int):
        half = _half_angle(u)
        below = inverse(plus(1, times(half, half)))
        return times(times(2, half), below), times(plus(1, minus(times(half, half))), below)
    first, second = _circle(u[0])
    assert isinstance(first, int) and isinstance(second, int)
    sin, cos = [first], [second]
    for k in range(1, len(u)):
        over = one_over(k)
        slope = [j * u[j] for j in range(1, k + 1)]
        rising, falling = _folded(slope, cos), _folded(slope, sin)
        sin.append(rising * over % PRIME)
        cos.append(-falling * over % PRIME)
    return sin, cos


def _folded(slope: list[int], known: list[int]) -> int:
    """The last coefficient of a product; ``slope`` begins with the coefficient of t⁰."""
    return sum(a * b for a, b in zip(slope, reversed(known), strict=True))


_half_angle = _odd("half angle", lambda u: u)


def _sin(u: Element) -> Element:
    return _circle(u)[0]


def _cos(u: Element) -> Element:
    return _circle(u)[1]


def _of_exp(change: Callable[[Element], Element]) -> Callable[[Element], Element]:
    return lambda u: change(exp(u))


def _square_and(u: Element, constant: int, sign: int) -> Element:
    """sign·u² + constant."""
    return plus(times(sign, times(u, u)), constant)


def _by_steps(name: str, exact: Callable[[int], int]) -> Callable[[Element], Element]:
    """A function with kinks or steps: what it is for a whole number, an unknown otherwise, and no derivative."""

    def rule(u: Element) -> Element:
        if not isinstance(u, int):
            raise NoMeaning
        whole = whole_number(u)
        return unknown(name, u) if whole is None else exact(whole) % PRIME

    return rule


def _factorial(whole: int) -> int:
    if not 0 <= whole <= _MOST_FACTORIAL:
        raise NoMeaning
    return math.factorial(whole)


_MOST_FACTORIAL: Final = 50


def _extreme(name: str, choose: Callable[[int, int], int]) -> Callable[[Element, Element], Element]:
    def rule(a: Element, b: Element) -> Element:
        if not isinstance(a, int) or not isinstance(b, int):
            raise NoMeaning
        one, other = whole_number(a), whole_number(b)
        if one is None or other is None:
            return unknown(name, a, b)
        return choose(one, other) % PRIME

    return rule


def _erf_slope(u: Element) -> Element:
    return times(divided(2, power(PI, _HALF)), exp(minus(times(u, u))))


PI: Final = unknown("pi")

FUNCTIONS: Final[Mapping[str, Callable[[Element], Element]]] = MappingProxyType(
    {
        "exp": exp,
        "ln": ln,
        "sqrt": lambda u: power(u, _HALF),
        "cbrt": lambda u: power(u, _THIRD),
        "sin": _sin,
        "cos": _cos,
        "tan": lambda u: divided(*_circle(u)),
        "sec": lambda u: inverse(_cos(u)),
        "csc": lambda u: inverse(_sin(u)),
        "cot": lambda u: divided(_cos(u), _sin(u)),
        "sinh": _of_exp(lambda e: times(fraction(_HALF), plus(e, minus(inverse(e))))),
        "cosh": _of_exp(lambda e: times(fraction(_HALF), plus(e, inverse(e)))),
        "tanh": _of_exp(lambda e: divided(_square_and(e, -1, 1), _square_and(e, 1, 1))),
        "sigmoid": _of_exp(lambda e: divided(e, plus(e, 1))),
        "softplus": _of_exp(lambda e: ln(plus(e, 1))),
        "swish": lambda u: times(u, FUNCTIONS["sigmoid"](u)),
        "arctan": _odd("arctan", lambda u: inverse(_square_and(u, 1, 1))),
        "arcsin": _odd("arcsin", lambda u: power(_square_and(u, 1, -1), -_HALF)),
        "arsinh": _odd("arsinh", lambda u: power(_square_and(u, 1, 1), -_HALF)),
        "artanh": _odd("artanh", lambda u: inverse(_square_and(u, 1, -1))),
        "erf": _odd("erf", _erf_slope),
        "abs": _by_steps("abs", abs),
        "sign": _by_steps("sign", lambda whole: (whole > 0) - (whole < 0)),
        "floor": _by_steps("floor", lambda whole: whole),
        "relu": _by_steps("relu", lambda whole: max(whole, 0)),
        "factorial": _by_steps("factorial", _factorial),
    }
)

PAIRS: Final[Mapping[str, Callable[[Element, Element], Element]]] = MappingProxyType(
    {
        "log": lambda u, base: divided(ln(u), ln(base)),
        "max": _extreme("max", max),
        "min": _extreme("min", min),
    }
)
