"""A small picture for a problem that has none of its own: made from its task and its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from calcdrill.expression.tree import ONE, ZERO, Node, Points, Vector, number
from calcdrill.problem import Figure, Problem

__all__ = ["illustrate"]


def illustrate(problem: Problem) -> Figure | None:
    """The problem's own figure, or one that fits its kind, or None."""
    if problem.figure is not None:
        return problem.figure
    make = _MAKERS.get(problem.task.kind)
    return None if make is None else make(problem, problem.task.fields)


def _taylor(problem: Problem, fields: Mapping[str, Any]) -> Figure | None:
    if "variable" not in fields or isinstance(problem.answer, (Vector, Points)):
        return None
    data = {name: fields[name] for name in ("function", "variable", "at")}
    alt = ("The graph of ", fields["function"], " and its Taylor polynomial ", problem.answer, ".")
    return Figure("taylor", {**data, "polynomials": (problem.answer,)}, alt)


def _area(problem: Problem, fields: Mapping[str, Any]) -> Figure | None:
    data = {name: fields[name] for name in ("function", "variable", "lower", "upper")}
    return Figure("area", data, ("The area under ", fields["function"], "."))


def _contour(problem: Problem, fields: Mapping[str, Any]) -> Figure | None:
    if len(fields["variables"]) != 2:
        return None
    at = fields.get("at")
    point = (ONE, number(1)) if at is None else _point(at, fields["variables"])
    data = {"function": fields["function"], "variables": fields["variables"], "at": point}
    return Figure("contour", data, ("Level lines of ", fields["function"], " with the gradient at a point."))


def _saddle(problem: Problem, fields: Mapping[str, Any]) -> Figure | None:
    answer = problem.answer
    if not isinstance(answer, Points) or len(answer.variables) != 2:
        return None
    saddles = [values for values, kind in answer.items if kind == "saddle"]
    if not saddles:
        return None
    data = {"function": fields["function"], "variables": answer.variables, "at": saddles[0]}
    return Figure("saddle", data, ("Level lines of ", fields["function"], " around a saddle point."))


def _point(at: Any, variables: tuple[str, ...]) -> tuple[Node, ...]:
    if isinstance(at, Mapping):
        return tuple(at[name] for name in variables)
    return tuple(at) if isinstance(at, tuple) else (at, ZERO)


_MAKERS: Final[Mapping[str, Callable[[Problem, Mapping[str, Any]], Figure | None]]] = {
    "taylor": _taylor,
    "definite_integral": _area,
    "gradient": _contour,
    "directional_derivative": _contour,
    "critical_points": _saddle,
}
