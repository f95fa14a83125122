"""Why a stranger's task could not be confirmed, in words that say what to do: from the function and the place alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from calcdrill.errors import CalcdrillError
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import evaluate
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.comparing.edges import check_points
from calcdrill.expression.notation.text import write_text
from calcdrill.kinds.fields import as_point
from calcdrill.problem import Task

__all__ = ["reason"]

_BY_SLOPE: Final = frozenset(
    {"derivative", "partial", "gradient", "hessian", "directional_derivative", "tangent_line", "jacobian"}
)


def reason(task: Task) -> str | None:
    """The reason, where the function itself gives one."""
    function = task.fields.get("quantity" if task.kind == "quantity" else "function")
    if not isinstance(function, t.Node):
        return None
    try:
        point = _point(task)
        if point is None:
            return None if _has_values(function, task) else _no_values(task, function)
        if evaluate(function, point) is UNDEFINED:
            return f"the function has no real value at {_written(point)}: choose another point"
    except (CalcdrillError, KeyError):
        return None
    if task.kind not in _BY_SLOPE:
        return None
    what = "a kink, a jump or a vertical tangent"
    return f"no derivative is found at {_written(point)}: the function may have {what} there; choose another point"


def _point(task: Task) -> Mapping[str, t.Node] | None:
    at = task.fields.get("at")
    if at is None or task.kind == "taylor":
        return None
    variables = task.fields.get("variables") or (task.fields.get("variable", "x"),)
    return as_point(at, tuple(variables))


def _has_values(function: t.Node, task: Task) -> bool:
    places = check_points(function, domain=task.domain) if t.names(function) else [{}]
    enclosures = [evaluate(function, place) for place in places]
    return not enclosures or any(value is not UNDEFINED for value in enclosures)


def _no_values(task: Task, function: t.Node) -> str:
    if task.kind == "quantity":
        return f"{write_text(function)} has no real value: ask for something that has one"
    return "the function has no real values: look at its domain"


def _written(point: Mapping[str, t.Node]) -> str:
    return ", ".join(f"{name} = {write_text(value)}" for name, value in point.items())
