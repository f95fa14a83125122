"""The directional derivative: the gradient at a point times a direction (made a unit vector, unless told not to)."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import TaskError
from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds.common import (
    at,
    definition,
    evidence,
    given,
    level_lines,
    partials,
    slopes,
    value_at,
    worked_partials,
)
from calcdrill.kinds.fields import Field, as_point
from calcdrill.problem import Figure, Solution, Statement, Task


def statement(task: Task) -> Statement:
    words: Prose = ("Find the directional derivative at the given point in the given direction.",)
    if not task["normalise"]:
        words = ("Find the derivative along the given vector (not made a unit vector) at the given point.",)
    shown = given(definition(task["variables"], task["function"]), _point(task), task.domain)
    return Statement(words, (*shown[:-1], ", direction ", task["direction"], "."))


def _point(task: Task) -> dict[str, t.Node]:
    return as_point(task["at"], task["variables"])


def _direction(task: Task) -> tuple[t.Node, ...]:
    entries: tuple[t.Node, ...] = task["direction"].entries
    if len(entries) != len(task["variables"]):
        raise TaskError("the direction has one entry for each variable", "direction")
    return entries


def _length(entries: tuple[t.Node, ...]) -> t.Node:
    return t.Call("sqrt", (t.total(*(t.Power(entry, t.TWO) for entry in entries)),))


def _dot(left: tuple[t.Node, ...], right: tuple[t.Node, ...]) -> t.Node:
    return t.total(*(t.times(a, b) for a, b in zip(left, right, strict=True)))


def solve(task: Task) -> Solution:
    point, direction = _point(task), _direction(task)
    entries, worked = worked_partials(task["function"], task["variables"])
    symbols, gradient = t.Vector(partials(task["function"], task["variables"])), t.Vector(entries)
    values = tuple(value_at(entry, point) for entry in entries)
    steps = [
        Step("gradient", symbols, gradient, ("one partial derivative for each variable",), worked),
        Step("substitute", at(gradient, point), t.Vector(values)),
    ]
    if not task["normalise"]:
        return _finished(steps, _dot(values, direction), ("multiply entry by entry and add",))
    length = tidy(_length(direction))
    if length == t.ZERO:
        raise TaskError("the direction is not the zero vector", "direction")
    steps.append(Step("length of the direction", _length(direction), length, weight=1))
    raw = t.Quotient(_dot(values, direction), length)
    return _finished(steps, raw, ("the gradient times the direction, over the direction's length",))


def _finished(steps: list[Step], raw: t.Node, note: Prose) -> Solution:
    answer = tidy(raw)
    return Solution(answer, (*steps, Step("dot product", raw, answer, note)))


def truth(task: Task) -> t.Node:
    """Σ ∂f/∂xᵢ uᵢ (over |u|) at the point, still to be worked out."""
    symbols = partials(task["function"], task["variables"])
    raw = _dot(tuple(at(symbol, _point(task)) for symbol in symbols), _direction(task))
    return t.Quotient(raw, _length(_direction(task))) if task["normalise"] else raw


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    return evidence("arb jets", compare(truth(task), solution.answer, shared=shared))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    point, direction = _point(task), _direction(task)
    values = tuple(value_at(slope, point) for slope in slopes(task["function"], task["variables"]))
    if task["normalise"]:
        yield "direction-not-normalised", tidy(_dot(values, direction))
        squared = t.total(*(t.Power(entry, t.TWO) for entry in direction))
        yield "divided-by-square-of-length", tidy(t.Quotient(_dot(values, direction), squared))
    yield "length-of-gradient", tidy(_length(values))
    length: t.Node = _length(direction) if task["normalise"] else t.ONE
    scaled = t.times(value_at(task["function"], point), t.total(*direction))
    yield "function-instead-of-gradient", tidy(t.Quotient(scaled, length))


FEEDBACK: dict[str, Prose] = {
    "direction-not-normalised": ("Divide by the length of the direction: only a unit vector gives the slope.",),
    "divided-by-square-of-length": ("Divide by the length of the direction once, not by its square.",),
    "length-of-gradient": ("The length of the gradient is the slope in the steepest direction, not in this one.",),
    "function-instead-of-gradient": ("Take the gradient's entries, not the value of the function.",),
}


def figure(task: Task, solution: Solution) -> Figure | None:
    """The level lines with gradient and direction at the point."""
    contour = level_lines(task, solution)
    if contour is None:
        return None
    direction = t.Vector(tuple(task["direction"].children))
    alt: Prose = (*contour.alt[:-1], " and the direction ", direction, " (dashed).")
    return Figure("contour", {**contour.data, "direction": task["direction"].children}, alt)


KIND = Kind(
    name="directional_derivative",
    title="Directional derivative",
    fields=(
        Field("function", help="the function"),
        Field("variables", "variables", None, "its variables, in order"),
        Field("at", "point", help="the point, such as {x: 1, y: 2}"),
        Field("direction", "vector", help="the direction, such as [3, 4]"),
        Field("normalise", "flag", True, "make the direction a unit vector first"),
    ),
    sample={"function": "x^2*y + 3*y", "at": {"x": 1, "y": 2}, "direction": [3, 4]},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.directional,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=lambda task, solution: "the derivative is 0" if solution.answer == t.ZERO else None,
    height=4.6,
    has_constants=True,
    figure=figure,
)
