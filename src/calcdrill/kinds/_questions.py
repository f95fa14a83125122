"""What a task asks, as a tree that is still to be worked out: formed for outside judges, not taken from the kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from calcdrill.expression.tree import (
    TWO,
    ZERO,
    At,
    Call,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Quotient,
    Relation,
    Sum,
    Vector,
    times,
    total,
)
from calcdrill.kinds.fields import as_point
from calcdrill.problem import Task


def question(task: Task) -> Node | None:
    """The tree to be worked out; None for a kind that is not put to the judges."""
    make = _QUESTIONS.get(task.kind)
    return make(task) if make else None


def _placed(body: Node, task: Task, variables: tuple[str, ...]) -> Node:
    at = task.fields.get("at")
    return body if at is None else At(body, tuple(as_point(at, variables).items()))


def _derivative(task: Task) -> Node:
    names = (task["variable"],)
    return _placed(Derivative(task["function"], names * task["order"]), task, names)


def _partial(task: Task) -> Node:
    return _placed(Derivative(task["function"], task["wrt"]), task, task["variables"])


def _gradient(task: Task) -> Node:
    names = task["variables"]
    return _placed(Vector(tuple(Derivative(task["function"], (name,)) for name in names)), task, names)


def _hessian(task: Task) -> Node:
    names = task["variables"]
    rows = tuple(tuple(Derivative(task["function"], (a, b)) for b in names) for a in names)
    return _placed(Matrix(rows), task, names)


def _jacobian(task: Task) -> Node:
    names = task["variables"]
    rows = tuple(tuple(Derivative(f, (name,)) for name in names) for f in task["functions"])
    return _placed(Matrix(rows), task, names)


def _directional(task: Task) -> Node:
    names, direction = task["variables"], task["direction"].entries
    slopes = (_placed(Derivative(task["function"], (name,)), task, names) for name in names)
    raw = total(*(times(slope, entry) for slope, entry in zip(slopes, direction, strict=True)))
    length = Call("sqrt", (total(*(Power(entry, TWO) for entry in direction)),))
    return Quotient(raw, length) if task["normalise"] else raw


def _tangent(task: Task) -> Node:
    names = task["variables"]
    point = as_point(task["at"], names)
    slopes = (_placed(Derivative(task["function"], (name,)), task, names) for name in names)
    moves = (Sum((Name(name), Negative(point[name]))) for name in names)
    height = _placed(task["function"], task, names)
    return Sum((height, *(times(slope, move) for slope, move in zip(slopes, moves, strict=True))))


def _implicit(task: Task) -> Node:
    left, right = task["equation"].sides
    curve = Sum((left, Negative(right)))
    slopes = (Derivative(curve, (name,)) for name in (task["x"], task["y"]))
    above, below = (_placed(slope, task, (task["x"], task["y"])) for slope in slopes)
    return Negative(Quotient(above, below))


def _taylor(task: Task) -> Node | None:
    if task.fields.get("variables") not in (None, (), (task["variable"],)):
        return None
    name, centre = task["variable"], task["at"]
    if isinstance(centre, dict):
        centre = centre[name]
    place = ((name, centre),)
    terms: list[Node] = [At(task["function"], place)]
    factorial = 1
    for order in range(1, task["order"] + 1):
        factorial *= order
        slope = At(Derivative(task["function"], (name,) * order), place)
        distance = Power(Sum((Name(name), Negative(centre))), Number(order))
        terms.append(times(Quotient(slope, Number(factorial)), distance))
    return Sum(tuple(terms))


def _descent(task: Task) -> Node | None:
    names = task["variables"]
    if task["steps"] > 3:
        return None
    point: tuple[Node, ...] = tuple(as_point(task["start"], names, "start").values())
    velocity: tuple[Node, ...] = (ZERO,) * len(names)
    for _ in range(task["steps"]):
        place = tuple(zip(names, point, strict=True))
        slopes = (At(Derivative(task["function"], (name,)), place) for name in names)
        velocity = tuple(Sum((times(task["momentum"], v), g)) for v, g in zip(velocity, slopes, strict=True))
        moves = (times(task["learning_rate"], v) for v in velocity)
        point = tuple(Sum((p, Negative(move))) for p, move in zip(point, moves, strict=True))
    return point[0] if len(point) == 1 else Vector(point)


def _newton(task: Task) -> Node | None:
    names = task["variables"]
    if len(names) > 1 or task["steps"] > 2:
        return None
    function = task["function"] if task["goal"] == "root" else Derivative(task["function"], names)
    (point,) = as_point(task["start"], names, "start").values()
    for _ in range(task["steps"]):
        place = ((names[0], point),)
        point = Sum((point, Negative(Quotient(At(function, place), At(Derivative(function, names), place)))))
    return point


def _limit(task: Task) -> Node | None:
    return Limit(task["function"], task["variable"], task["to"]) if task["side"] == "both" else None


def _quantity(task: Task) -> Node:
    """What is asked; of a dual number f(ε) the part without ε, and its rate at ε = 0 times ε."""
    asked: Node = task["quantity"]
    for unit in task["dual"]:
        place = ((unit, ZERO),)
        asked = Sum((At(asked, place), times(At(Derivative(asked, (unit,)), place), Name(unit))))
    return asked


_QUESTIONS: Final[Mapping[str, Callable[[Task], Node | None]]] = {
    "derivative": _derivative,
    "partial": _partial,
    "gradient": _gradient,
    "hessian": _hessian,
    "jacobian": _jacobian,
    "directional_derivative": _directional,
    "tangent_line": _tangent,
    "implicit_derivative": _implicit,
    "taylor": _taylor,
    "gradient_descent": _descent,
    "newton": _newton,
    "limit": _limit,
    "derivative_by_definition": lambda task: _placed(
        Derivative(task["function"], (task["variable"],)), task, (task["variable"],)
    ),
    "quantity": _quantity,
    "integral": lambda task: Integral(task["function"], task["variable"]),
    "definite_integral": lambda task: Integral(task["function"], task["variable"], task["lower"], task["upper"]),
}


def answer_side(answer: Node) -> Node:
    """The part of a printed answer that a question of this module asks for (the right side of y = …)."""
    return answer.sides[-1] if isinstance(answer, Relation) else answer
