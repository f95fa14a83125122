"""dy/dx on a curve that an equation gives: differentiate both sides, collect y′, divide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from calcdrill.errors import Reject, TaskError, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.on_curve import Curve, has_slopes
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.exact import exact_value
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds.common import (
    at,
    equation,
    evidence,
    given,
    partials,
    slopes,
    solution_at,
    value_at,
)
from calcdrill.kinds.fields import Field, as_point
from calcdrill.problem import Figure, Solution, Statement, Task


def statement(task: Task) -> Statement:
    x, y = t.Name(task["x"]), t.Name(task["y"])
    point = _point(task)
    place = " at the given point of the curve." if point else "."
    words: Prose = ("Find ", _slope(task), " (the derivative of ", y, " with respect to ", x, f"){place}")
    return Statement(words, given(task["equation"], point))


def _slope(task: Task) -> t.Node:
    return t.Apply(task["y"], (), 1)


def _point(task: Task) -> dict[str, t.Node] | None:
    return None if task["at"] is None else as_point(task["at"], (task["x"], task["y"]))


def _difference(task: Task) -> t.Node:
    """Left side minus right side: the function whose level curve this is."""
    equation = task["equation"]
    if not isinstance(equation, t.Relation) or equation.operators != ("=",):
        raise TaskError("an equation must have one = sign", "equation")
    left, right = equation.sides
    return left if right == t.ZERO else t.Sum((left, t.Negative(right)))


def _lines(task: Task, by_x: t.Node, by_y: t.Node) -> Iterator[Step]:
    """From the curve to F_x + F_y·y′ = 0, to F_y·y′ = −F_x, to y′; each rests on the derivatives of F."""
    slope, function = _slope(task), _difference(task)
    symbols = partials(function, (task["x"], task["y"]))
    facts = tuple(map(equation, symbols, (by_x, by_y)))
    linear = t.Sum((by_x, t.times(by_y, slope)))
    whole = equation(tidy(linear), t.ZERO)
    note: Prose = ("every term with ", t.Name(task["y"]), " brings a factor ", slope, ", by the chain rule")
    proof = (*facts, equation(linear, whole.sides[0]))
    yield Step("differentiate both sides", task["equation"], whole, note, check="none", proof=proof)
    moved = tidy(t.Negative(by_x))
    product = t.times(by_y, slope)
    collected = equation(product if isinstance(by_y, t.Sum) else tidy(product), moved)
    note = ("keep the terms with ", slope, " on the left and take ", slope, " out")
    left, right = collected.sides
    proof = (*facts, equation(t.Sum((left, t.Negative(right))), whole.sides[0]))
    yield Step("collect the slope", whole, collected, note, check="none", proof=proof)
    answer = equation(slope, tidy(t.Negative(t.Quotient(by_x, by_y))))
    if answer == collected:
        return
    put_in = equation(_with(left, slope, answer.sides[1]), right)
    yield Step("divide", collected, answer, ("by ", by_y), check="none", proof=(put_in,))


def _with(node: t.Node, slope: t.Node, value: t.Node) -> t.Node:
    """The tree with the slope's value in its place."""
    return t.transform(node, lambda part: value if part == slope else part)


def solve(task: Task) -> Solution:
    by_x, by_y = slopes(_difference(task), (task["x"], task["y"]))
    if by_y == t.ZERO:
        raise Reject("the equation does not say what y is")
    steps = tuple(_lines(task, by_x, by_y))
    point = _point(task)
    if point and value_at(by_y, point) == t.ZERO:
        if not _is_smooth_at(task, point):
            raise Reject("no slope is found there: the curve may have a corner; choose another point")
        if value_at(by_x, point) == t.ZERO:
            raise Reject(
                "both partial derivatives are 0 there, so that the equation gives no slope: "
                "the curve may cross itself or have a cusp; choose another point"
            )
        raise Reject("the tangent is vertical there, so that the slope is no number: choose another point")
    return solution_at(point, steps[-1].result, steps)


def _is_smooth_at(task: Task, point: dict[str, t.Node]) -> bool:
    """Whether jets find both partial derivatives at the point: not where a kink is met."""
    return all(
        value(at(symbol, point), {}).is_finite() for symbol in partials(_difference(task), (task["x"], task["y"]))
    )


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """F_x + F_y · answer = 0, with F's partial derivatives by jets; and the point is on the curve."""
    function, point = _difference(task), _point(task)
    by_x, by_y = (at(symbol, point) for symbol in partials(function, (task["x"], task["y"])))
    truth = t.Negative(t.Quotient(by_x, by_y))
    if point is None:
        if t.free_variables(function) <= {task["x"], task["y"]} and not has_slopes(
            Curve(function, task["x"], task["y"]), by_y, task.domain
        ):
            raise Reject(_NO_CURVE)
        return evidence("arb jets", compare(truth, solution.answer, domain=task.domain, shared=shared))
    on_curve = compare(at(function, point), t.ZERO, shared=shared)
    if on_curve.verdict is Verdict.DIFFERENT:
        raise Wrong("the point is not on the curve")
    return evidence("arb jets", on_curve, compare(truth, solution.answer, shared=shared))


_NO_CURVE: Final = "no point of the curve is found at which it has a slope: check the equation"


def _curve(task: Task) -> Curve | None:
    return None if task["at"] is not None else Curve(_difference(task), task["x"], task["y"])


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    point = _point(task)
    by_x, by_y = slopes(_difference(task), (task["x"], task["y"]))
    candidates = {
        "sign-dropped": t.Quotient(by_x, by_y),
        "ratio-inverted": t.Negative(t.Quotient(by_y, by_x)) if by_x != t.ZERO else t.ONE,
        "slope-factor-forgotten": t.Negative(by_x),
    }
    for name, wrong in candidates.items():
        found = value_at(wrong, point)
        if point is None or exact_value(found) is not None:
            yield name, found


FEEDBACK: dict[str, Prose] = {
    "sign-dropped": ("The other terms change sign when they move across the equals sign.",),
    "ratio-inverted": ("The slope is multiplied by what the terms with y leave: divide by that, not by the rest.",),
    "slope-factor-forgotten": ("By the chain rule each term with y brings the slope as a factor; divide by it.",),
}


def figure(task: Task, solution: Solution) -> Figure | None:
    """The curve with its tangent at the point, if one is given."""
    place = _point(task)
    if place is None or not isinstance(task["equation"], t.Relation):
        return None
    point = tuple(place.values())
    left, right = task["equation"].sides
    data = {"curve": t.Sum((left, t.Negative(right))), "variables": (task["x"], task["y"]), "at": point}
    alt: Prose = ("The curve ", task["equation"], " with its tangent at ", t.Vector(point), ", whose slope is ")
    return Figure("curve", {**data, "slope": solution.answer}, (*alt, solution.answer, "."))


KIND = Kind(
    name="implicit_derivative",
    title="Implicit derivative",
    fields=(
        Field("equation", "relation", help="the curve, such as x^2 + y^2 = 25"),
        Field("x", "variable", "x", "the variable", binds=True),
        Field("y", "variable", "y", "the function of it", binds=True),
        Field("at", "point", None, "a point of the curve"),
    ),
    sample={"equation": "x^2 + y^2 = 25"},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.implicit,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=lambda task, solution: "the slope is 0" if solution.answer == t.ZERO else None,
    height=5.0,
    curve=_curve,
    has_constants=True,
    figure=figure,
)
