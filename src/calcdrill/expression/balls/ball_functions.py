"""The known functions of one and two values at a point: the evaluation column of ``functions.py``.

They are the real functions of school: a logarithm takes positive numbers, a root of odd degree takes negative
ones. At a kink there is a value but no series. What a function gives for each type of value is said in
``ball_values.py``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flint import arb, arb_series, fmpq, fmpz

from calcdrill.expression.balls.ball_values import (
    ONE,
    STUCK,
    UNDECIDED,
    UNDEFINED,
    ZERO,
    Hole,
    Rule,
    Value,
    ball,
    centre,
    divide,
    finite,
    is_zero,
    root_power,
)
from calcdrill.expression.composing import completed
from calcdrill.expression.rationals import rational

__all__ = ["PAIRS", "SINGLES"]

_HALF, _THIRD, _MINUS_ONE = fmpq(1, 2), fmpq(1, 3), fmpq(-1)
_MOST_FACTORIAL: Final = 200


def _smooth(on_ball: Rule, on_series: Rule) -> Rule:
    """A function without singular points: one rule for balls, one for series."""

    def rule(value: Value) -> Value:
        kind = type(value)
        if kind is arb_series:
            return finite(on_series(value))
        if kind is Hole:
            return value
        image = on_ball(value if kind is arb else arb(value))
        return image if image.is_finite() else UNDECIDED

    return rule


_exp = _smooth(arb.exp, arb_series.exp)
_sin = _smooth(arb.sin, arb_series.sin)
_cos = _smooth(arb.cos, arb_series.cos)


def _ln(value: Value) -> Value:
    if type(value) is Hole:
        return value
    first = centre(value)
    if first > 0:
        return ball(value).log()
    return UNDEFINED if first <= 0 else UNDECIDED


def _sqrt(value: Value) -> Value:
    if type(value) is Hole:
        return value
    if type(value) is fmpq and value > 0 and value.p.is_square() and value.q.is_square():
        return value.sqrt()
    first = centre(value)
    if first > 0:
        return ball(value).sqrt()
    if first < 0:
        return UNDEFINED
    if not is_zero(first):
        return UNDECIDED
    return STUCK if type(value) is arb_series else ZERO


def _cbrt(value: Value) -> Value:
    return root_power(value, _THIRD)


def _primitive(start: Rule, rate: Rule) -> Rule:
    """The series of F(u) from F at the first coefficient and from F′: the antiderivative of F′(u)·u′."""

    def rule(u: arb_series) -> Value:
        return (rate(u) * u.derivative()).integral() + start(u[0])

    return rule


def _between(low: int, high: int | None, closed: bool, on_ball: Rule, on_series: Rule) -> Rule:
    """A function on [low, high] or, not ``closed``, on (low, high); series live inside only. None: no end."""

    def rule(value: Value) -> Value:
        if type(value) is Hole:
            return value
        first = centre(value)
        if first > low and (high is None or first < high):
            return finite(on_series(value) if type(value) is arb_series else on_ball(ball(value)))
        if first < low or (high is not None and first > high):
            return UNDEFINED
        if not (is_zero(first - low) or (high is not None and is_zero(first - high))):
            return UNDECIDED
        if not closed:
            return UNDEFINED
        return STUCK if type(value) is arb_series else on_ball(ball(value))

    return rule


def _tanh_of_series(u: arb_series) -> arb_series:
    # The exponential of minus the absolute value neither overflows nor loses the far tail.
    if u[0] < 0:
        return -_tanh_of_series(-u)
    small = (-(u + u)).exp()
    return (1 - small) / (1 + small)


def _softplus_of_ball(value: arb) -> arb:
    return value + (-value).exp().log1p() if value > 0 else value.exp().log1p()


def _softplus_of_series(u: arb_series) -> arb_series:
    return u + (1 + (-u).exp()).log() if u[0] > 0 else (1 + u.exp()).log()


def _by_sign(value: Value, above: Value, below: Value) -> Value:
    first = centre(value)
    if first > 0:
        return above
    return below if first < 0 else STUCK if is_zero(first) else UNDECIDED


def _abs(value: Value) -> Value:
    if type(value) is arb_series:
        return _by_sign(value, value, -value)
    return value if type(value) is Hole else abs(value)


def _relu(value: Value) -> Value:
    if type(value) is arb:
        return value.max(0)
    if type(value) is fmpq:
        return value if value > 0 else ZERO
    return value if type(value) is Hole else _by_sign(value, value, ZERO)


def _sign(value: Value) -> Value:
    if type(value) is Hole:
        return value
    if type(value) is not arb_series and is_zero(value):
        return ZERO
    return _by_sign(value, ONE, _MINUS_ONE)


def _floor(value: Value) -> Value:
    if type(value) is fmpq:
        return fmpq(value.floor())
    if type(value) is Hole or (type(value) is arb_series and value[0].contains_integer()):
        return value if type(value) is Hole else UNDECIDED
    whole = centre(value).floor().unique_fmpz()
    return UNDECIDED if whole is None else fmpq(whole)


def _factorial(value: Value) -> Value:
    if type(value) is arb:
        if not value.contains_integer():
            return UNDEFINED
        whole = value.unique_fmpz() if value.is_integer() else None
        value = UNDECIDED if whole is None else fmpq(whole)
    if type(value) is not fmpq:
        return value if type(value) is Hole else UNDECIDED
    if value < 0 or value.q != 1:
        return UNDEFINED
    return fmpq(fmpz.fac_ui(value.p)) if value <= _MOST_FACTORIAL else UNDECIDED


def _choose(a: Value, b: Value, larger: bool) -> Value:
    if type(a) is Hole or type(b) is Hole:
        return a + b
    first, second = centre(a), centre(b)
    if first > second:
        return a if larger else b
    if first < second:
        return b if larger else a
    if type(a) is arb_series or type(b) is arb_series:
        return STUCK if is_zero(first - second) else UNDECIDED
    if type(a) is type(b) is fmpq:
        return a
    return ball(a).max(ball(b)) if larger else ball(a).min(ball(b))


def _maximum(a: Value, b: Value) -> Value:
    return _choose(a, b, True)


def _minimum(a: Value, b: Value) -> Value:
    return _choose(a, b, False)


def _gcd(a: Value, b: Value) -> Value:
    if type(a) is Hole or type(b) is Hole:
        return a + b
    if type(a) is not fmpq or type(b) is not fmpq:
        return UNDECIDED
    return fmpq(math.gcd(int(a.p), int(b.p))) if a.q == b.q == 1 else UNDEFINED


_COMMON: Final[dict[str, Any]] = {"number": rational, "pi": arb.pi, "divide": divide}
SINGLES: Final[Mapping[str, Rule]] = MappingProxyType(
    completed(
        {
            "exp": _exp,
            "ln": _ln,
            "sqrt": _sqrt,
            "cbrt": _cbrt,
            "sin": _sin,
            "cos": _cos,
            "arcsin": _between(-1, 1, True, arb.asin, arb_series.asin),
            "arccos": _between(-1, 1, True, arb.acos, arb_series.acos),
            "arctan": _smooth(arb.atan, arb_series.atan),
            "sinh": _smooth(arb.sinh, lambda u: (u.exp() - (-u).exp()) * _HALF),
            "cosh": _smooth(arb.cosh, lambda u: (u.exp() + (-u).exp()) * _HALF),
            "tanh": _smooth(arb.tanh, _tanh_of_series),
            "arsinh": _smooth(arb.asinh, _primitive(arb.asinh, lambda u: (u * u + 1).rsqrt())),
            "arcosh": _between(1, None, True, arb.acosh, _primitive(arb.acosh, lambda u: (u * u - 1).rsqrt())),
            "artanh": _between(-1, 1, False, arb.atanh, _primitive(arb.atanh, lambda u: 1 / (1 - u * u))),
            "abs": _abs,
            "sign": _sign,
            "relu": _relu,
            "softplus": _smooth(_softplus_of_ball, _softplus_of_series),
            "erf": _smooth(arb.erf, arb_series.erf),
            "factorial": _factorial,
            "floor": _floor,
        },
        others={"max": _maximum},
        **_COMMON,
    )
)
"""The functions of one argument."""

PAIRS: Final[Mapping[str, Callable[[Value, Value], Value]]] = MappingProxyType(
    completed({"max": _maximum, "min": _minimum, "gcd": _gcd}, arguments=2, others=SINGLES, **_COMMON)
)
"""The functions of two arguments; max, min and gcd take more, one after the other."""
