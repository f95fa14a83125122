"""Zeros of expressions in sin and cos of multiples of one angle: by t = tan(θ/2) they are those of a polynomial.

A zero of higher order, such as that of 1 + cos θ at π, is found like any other: the polynomial has it exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from flint import arb

from calcdrill.expression import tree as t
from calcdrill.expression.balls.isolate import polynomial_roots
from calcdrill.expression.exact import exact_value
from calcdrill.expression.polynomial import rational_function
from calcdrill.expression.put_in import put_in
from calcdrill.expression.rationals import common_divisor
from calcdrill.expression.tidy import tidy
from calcdrill.expression.waves import WAVES, multiple, wave_of

__all__ = ["wave_zeros"]

_MOST_MULTIPLE: Final = 8
_MOST_TURNS: Final = 200
_HALF_TANGENT: Final = "half_tangent"


def wave_zeros(node: t.Node, variable: str, low: arb, high: arb) -> list[arb] | None:
    """All zeros from ``low`` to ``high``, in order; None where the tree is no such expression."""
    rates = [rate for rate in _rates(node, variable) if rate is not None]
    if not rates or len(rates) < len(list(_rates(node, variable))):
        return None
    step = common_divisor(rates)
    multiples = {rate: int(rate / step) for rate in rates}
    if max(map(abs, multiples.values())) > _MOST_MULTIPLE:
        return None
    changed = t.transform(node, lambda part: _in_half_tangent(part, variable, multiples))
    if variable in t.names(changed):
        return None
    ratio = rational_function(changed, _HALF_TANGENT, {})
    if ratio is None or not ratio[0]:
        return None
    top, bottom = ratio
    angles = [2 * root.ball.atan() for root in polynomial_roots(top)]
    if top.degree() < bottom.degree():
        # Far out the quotient goes to 0: θ = π is a zero too.
        angles.append(arb.pi())
    return sorted(_between(angles, step, low, high), key=lambda zero: float(zero.mid()))


def _between(angles: list[arb], step: Fraction, low: arb, high: arb) -> Iterator[arb]:
    scale = arb(step.numerator) / step.denominator
    period = 2 * arb.pi() / scale
    for angle in angles:
        start = angle / scale
        first = int(float(((low - start) / period).mid())) - 1
        last = int(float(((high - start) / period).mid())) + 1
        for turn in range(first, min(last, first + _MOST_TURNS) + 1):
            zero = start + turn * period
            if not (zero < low or zero > high):
                yield zero


def _rates(node: t.Node, variable: str) -> Iterator[Fraction | None]:
    """The factor k of each sin(k·x), cos(k·x) … in the tree; None for another argument."""
    for part in t.walk(node):
        if isinstance(part, t.Call) and variable in t.names(part):
            if part.function not in WAVES:
                yield None
                continue
            rate = exact_value(tidy(t.Quotient(part.arguments[0], t.Name(variable))))
            yield None if not rate else Fraction(rate)


def _in_half_tangent(part: t.Node, variable: str, multiples: dict[Fraction, int]) -> t.Node:
    if not isinstance(part, t.Call) or part.function not in WAVES or variable not in t.names(part):
        return part
    rate = exact_value(tidy(t.Quotient(part.arguments[0], t.Name(variable))))
    assert rate is not None
    times, tangent = multiples[Fraction(rate)], t.Name(_HALF_TANGENT)
    sine, cosine = put_in("2*t/(1 + t^2)", t=tangent), put_in("(1 - t^2)/(1 + t^2)", t=tangent)
    s, c = multiple(sine, cosine, abs(times))
    return wave_of(part.function, t.Negative(s) if times < 0 else s, c)
