"""The Taylor polynomial of a fraction that is 0/0 at the centre: both series, and their quotient."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from flint import arb, arb_series

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import Hole
from calcdrill.expression.balls.laurent import LENGTH, Expander
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.steps import Expansion, Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds._taylor_terms import in_powers, power_of_distance
from calcdrill.problem import Solution

__all__ = ["coefficients", "is_removable", "solve"]

_MOST_ZEROS: Final = 4
_MOST_NODES: Final = 400


def is_removable(function: t.Node, about: Expansion) -> bool:
    """Whether the function is a fraction whose top and bottom are both 0 at the centre."""
    return isinstance(function, t.Quotient) and all(
        _at(part, about) == t.ZERO for part in (function.numerator, function.denominator)
    )


def _at(node: t.Node, about: Expansion) -> t.Node:
    return tidy(t.substitute(node, {about.variable: about.centre}))


def solve(function: t.Quotient, about: Expansion) -> Solution:
    """The series of the top and of the bottom, far enough, and the polynomial that times the bottom gives the top."""
    below = _coefficients(function.denominator, about, _MOST_ZEROS)
    zeros = next((k for k, c in enumerate(below) if c != t.ZERO), 0)
    if zeros == 0:
        raise Unsolved(f"the denominator has a zero of an order above {_MOST_ZEROS} at the centre")
    further = Expansion(about.variable, about.centre, about.order + zeros)
    above, below = (_coefficients(part, further, further.order) for part in (function.numerator, function.denominator))
    if any(c != t.ZERO for c in above[:zeros]):
        raise Unsolved("the function has a pole at the centre, and so no Taylor polynomial there")
    series = _divided(above[zeros:], below[zeros:])
    top, bottom, answer = (
        in_powers(((c, k) for k, c in enumerate(part)), about.variable, about.centre) for part in (above, below, series)
    )
    lowest = power_of_distance(about.variable, about.centre, zeros)
    note: Prose = ("the bottom begins with ", lowest, ", so go that much further")
    steps = [Step("series of the top", function.numerator, top, note, weight=1, check="series", expansion=further)]
    if tidy(function.denominator) != tidy(bottom):
        steps.append(
            Step("series of the bottom", function.denominator, bottom, weight=1, check="series", expansion=further)
        )
        said: Prose = ("the coefficients, from the lowest on, follow one after the other",)
        product = t.Product((bottom, answer))
        steps.append(Step("compare coefficients", top, product, said, check="series", expansion=further))
        steps.append(Step("divide", t.Quotient(top, bottom), answer, (f"up to the order {about.order}",), check="none"))
    else:
        steps.append(Step("divide", t.Quotient(top, bottom), answer, ("term by term",)))
    return Solution(answer, tuple(steps))


@lru_cache(maxsize=64)
def _coefficients(function: t.Node, about: Expansion, order: int) -> tuple[t.Node, ...]:
    coefficients, current = [], function
    for k in range(order + 1):
        coefficients.append(_at(t.Quotient(current, t.Number(math.factorial(k))), about))
        if k < order:
            current = tidy(differentiate(current, about.variable))
        if t.size(current) > _MOST_NODES:
            raise Unsolved("the derivatives become too long to work out by hand")
    return tuple(coefficients)


def _divided(above: tuple[t.Node, ...], below: tuple[t.Node, ...]) -> list[t.Node]:
    quotients: list[t.Node] = []
    for k, c in enumerate(above):
        known = (t.Negative(t.times(quotients[j], below[k - j])) for j in range(k))
        quotients.append(tidy(t.Quotient(t.total(c, *known), below[0])))
    return quotients


# -- for the check


def coefficients(function: t.Node, about: Expansion) -> list[arb] | None:
    """The coefficients of a function that is only missing at the centre, from both sides; None: not known."""
    with working(PRECISION, LENGTH):
        centre = Evaluator({}, 1).column(about.centre)[0]
        if type(centre) is Hole:
            return None
        sides = [Expander(about.variable, {}, centre, sign).expand(function) for sign in (1, -1)]
        values = []
        for series in sides:
            if series is None or series[0] < 0 or series[0] + series[1].prec <= about.order:
                return None
            values.append(_plain(series, about.order))
        flipped = [c if k % 2 == 0 else -c for k, c in enumerate(values[1])]
        return values[0] if all(a.overlaps(b) for a, b in zip(values[0], flipped, strict=True)) else None


def _plain(series: tuple[int, arb_series], order: int) -> list[arb]:
    shift, known = series
    return [arb(0) if k < shift else known[k - shift] for k in range(order + 1)]
