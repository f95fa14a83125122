"""Whether two slopes are equal on a curve: implicit answers may use its equation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from calcdrill.errors import CalcdrillError
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import evaluate
from calcdrill.figures.floats import function_of
from calcdrill.problem import Problem

__all__ = ["equal_on_curve"]

PRECISION: Final = 200
ENOUGH: Final = 6
CLOSE: Final = Fraction(1, 10**30)
_XS: Final = tuple(Fraction(n, 7) for n in (3, -4, 9, -10, 16, -19, 25, -29))
_STEPS: Final = tuple(Fraction(n, 4) for n in range(-33, 34))


def equal_on_curve(problem: Problem, answer: t.Node, typed: t.Node) -> bool:
    """Whether the two agree to thirty digits at six points of the task's curve, on the branches that are seen."""
    equation, x, y = (problem.task.fields.get(name) for name in ("equation", "x", "y"))
    if not isinstance(equation, t.Relation) or not isinstance(x, str) or not isinstance(y, str):
        return False
    function = t.Sum((equation.sides[0], t.Negative(equation.sides[1])))
    agreed = 0
    try:
        for point in _points(function, x, y):
            one, two = _value(answer, point), _value(typed, point)
            if one is None:
                continue
            if two is None or abs(one - two) > CLOSE * max(Fraction(1), abs(one)):
                return False
            agreed += 1
            if agreed == ENOUGH:
                return True
    except CalcdrillError:
        return False
    return False


def _points(function: t.Node, x: str, y: str) -> Iterator[dict[str, Fraction]]:
    """Points of the curve F = 0: on each line the first and the last change of sign, made sharp by Newton's method."""
    height, slope = function_of(function, (x, y)), t.Derivative(function, (y,))
    for place in _XS:
        signs = [(step, height(float(place), float(step))) for step in _STEPS]
        crossings = [a for (a, one), (_, two) in pairwise(signs) if one * two < 0]
        for start in dict.fromkeys((*crossings[:1], *crossings[-1:])):
            found = _sharpened(function, slope, (x, y), place, start + Fraction(1, 8))
            if found is not None:
                yield {x: place, y: found}


def _sharpened(
    function: t.Node, slope: t.Node, names: tuple[str, str], place: Fraction, start: Fraction
) -> Fraction | None:
    found = start
    for _ in range(12):
        point = dict(zip(names, (place, found), strict=True))
        value, rate = _value(function, point), _value(slope, point)
        if value is None or not rate:
            return None
        if abs(value) < CLOSE / 10**8:
            return found
        found = (found - value / rate).limit_denominator(10**45)
    return None


def _value(node: t.Node, point: dict[str, Fraction]) -> Fraction | None:
    found: Any = evaluate(node, point, PRECISION)
    if hasattr(found, "q"):
        return Fraction(int(found.p), int(found.q))
    try:
        mantissa, exponent = (int(part) for part in found.mid().man_exp())
    except (AttributeError, ValueError, TypeError):
        return None
    return Fraction(mantissa) * Fraction(2) ** exponent if abs(exponent) < 4000 else None
