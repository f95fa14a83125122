"""Both values at one easy point: what a wrong answer gives there, and what the right one gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import evaluate
from calcdrill.expression.exact import exact_value, holds
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.unicode import write_name
from calcdrill.practice.reading import constant_letters, needs_constant, variables_of
from calcdrill.problem import Problem

__all__ = ["both_values"]

PLACES: Final = (1, 2, 0, -1, 3, Fraction(1, 2), 4, -2, 5)
MOST_TRIED: Final = 25
DIGITS: Final = 4


def both_values(problem: Problem, typed: t.Node, conventions: Conventions = DEFAULT) -> str:
    """``At x = 1 yours gives 2, the answer 3.``; nothing where no easy point shows a difference.

    Of antiderivatives the slopes are compared, since constants do not count.
    """
    answer = problem.answer
    if isinstance(answer, t.Relation) and answer.operators == ("=",):
        typed = typed.sides[-1] if isinstance(typed, t.Relation) and typed.sides[0] == answer.sides[0] else typed
        answer = answer.sides[-1]
    if any(isinstance(node, t.Vector | t.Matrix | t.Relation | t.Points | t.Text) for node in (answer, typed)):
        return ""
    if "equation" in problem.task.fields:
        return ""  # the two are compared on a curve, where few points are easy
    words = ("yours gives", "the answer")
    if needs_constant(problem):
        variable, hidden = variables_of(problem)[0], dict.fromkeys(constant_letters(problem), t.ZERO)
        answer, typed = problem.task["function"], t.Derivative(t.substitute(typed, hidden), (variable,))
        words = ("the slope of yours is", "the integrand")
    if t.names(typed) - t.CONSTANTS and not t.names(answer) - t.CONSTANTS:
        return "The answer is a number."
    free = sorted((t.names(answer) | t.names(typed)) - t.CONSTANTS)
    best = _easiest(answer, typed, free, problem.task.domain) if free else None
    if best is None:
        return ""
    point, mine, right = best
    settings = (f"{write_name(name)} = {_shown(value, conventions)}" for name, value in point.items())
    place = f"{conventions.separator} ".join(settings)
    return f"At {place} {words[0]} {_shown(mine, conventions)}, {words[1]} {_shown(right, conventions)}."


Found = tuple[Mapping[str, Any], Any, Any]


def _easiest(answer: t.Node, typed: t.Node, free: list[str], domain: tuple[t.Node, ...]) -> Found | None:
    """The first point at which both values are plain fractions, else the first at which they differ visibly."""
    rough: Found | None = None
    for point in islice(_points(free), MOST_TRIED):
        if any(holds(condition, point) is False for condition in domain):
            continue
        mine, right = _value(typed, point), _value(answer, point)
        if mine is None or right is None or _shown(mine, DEFAULT) == _shown(right, DEFAULT):
            continue
        if isinstance(mine, Fraction) and isinstance(right, Fraction):
            return point, mine, right
        rough = rough or (point, mine, right)
    return rough


def _points(free: list[str]) -> Iterator[dict[str, Any]]:
    """Small whole numbers, another one for each variable."""
    for shift in range(len(PLACES)):
        yield {name: PLACES[(shift + k) % len(PLACES)] for k, name in enumerate(free)}


def _value(node: t.Node, point: Mapping[str, Any]) -> Fraction | float | None:
    exact = None if isinstance(node, t.Derivative) else exact_value(node, point)
    if exact is not None:
        fraction = Fraction(exact)
        return fraction if abs(fraction.numerator) < 10**6 and fraction.denominator < 1000 else float(fraction)
    enclosure: Any = evaluate(node, point)
    try:
        value = float(enclosure.mid() if hasattr(enclosure, "mid") else enclosure)
    except (TypeError, ValueError, OverflowError):
        return None
    size = abs(value)
    if size < 1e6 and abs(value - round(value)) < 1e-12:
        return Fraction(round(value))
    return value if 1e-4 < size < 1e6 else None


def _shown(value: Any, conventions: Conventions) -> str:
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}".replace(".", conventions.decimal).replace("-", "−")
    return str(value).replace("-", "−")
