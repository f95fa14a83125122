"""To where an integral diverges."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import evaluate
from calcdrill.kinds._letters import for_letters, letters_of
from calcdrill.problem import Problem

__all__ = ["sign_of_integral"]


def sign_of_integral(problem: Problem) -> int:
    """1 where the integrand is positive between its limits, -1 where it is negative, 0 where neither is seen.

    Letters in them get drawn numbers: it is 0, too, where the sign depends on the letters.
    """
    task = problem.task
    parts = ("function", "lower", "upper")
    letters = letters_of(task, *parts)
    signs: set[int] = set()
    for numbers in for_letters(task, letters) if letters else [{}]:
        function, lower, upper = (t.substitute(task[part], numbers) for part in parts)
        places = _places(lower, upper)
        signs |= {_sign(evaluate(function, {str(task["variable"]): place})) for place in places}
    return signs.pop() if len(signs) == 1 else 0


def _places(lower: t.Node, upper: t.Node) -> list[Fraction]:
    """Places between the limits, dense at a finite end and far out towards an infinite one."""
    low, high = _bound(lower), _bound(upper)
    if low is not None and high is not None:
        return [low + (high - low) * Fraction(k, 40) for k in range(1, 40)]
    steps = [Fraction(k, 4) for k in range(1, 40)] + [Fraction(2) ** k for k in range(4, 12)]
    if low is not None:
        return [low + step for step in steps]
    if high is not None:
        return [high - step for step in steps]
    return [sign * step for step in steps for sign in (1, -1)]


def _bound(node: t.Node) -> Fraction | None:
    ball: Any = evaluate(node, {}) if t.Name("oo") not in t.walk(node) else None
    try:
        return Fraction(float(ball.mid() if hasattr(ball, "mid") else ball)) if ball is not None else None
    except (TypeError, ValueError, OverflowError):
        return None


def _sign(found: Any) -> int:
    try:
        # Not as a float: far out exp(-x) would be 0.
        value = found.mid() if hasattr(found, "mid") else float(found)
        return bool(value > 0) - bool(value < 0)
    except (TypeError, ValueError, OverflowError):
        return 0
