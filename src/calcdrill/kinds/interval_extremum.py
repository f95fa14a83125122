"""The largest or smallest value of a function on a closed interval: critical points against the ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from calcdrill.errors import TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.comparing.survey import survey
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.exact import exact_value
from calcdrill.expression.solving.factoring import split
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.solving.zeros import sign_of, zeros
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.common import definition, value_at
from calcdrill.kinds.fields import Field
from calcdrill.problem import Figure, Solution, Statement, Task

PRECISION_OF_PLACES = 512
"""Bits for the isolated zeros: the heights there are to be narrow enough for a comparison."""


def statement(task: Task) -> Statement:
    words: Prose = (f"Find the {_word(task)} value of the function on the closed interval.",)
    shown = definition((task["variable"],), task["function"])
    inside = t.Relation((task["lower"], t.Name(task["variable"]), task["upper"]), ("<=", "<="))
    return Statement(words, (shown, ", for ", inside, "."))


def _word(task: Task) -> str:
    return "largest" if task["goal"] == "max" else "smallest"


def solve(task: Task) -> Solution:
    variable, function = task["variable"], task["function"]
    if _gap(task["upper"], task["lower"]) <= 0:
        raise TaskError("the upper end lies above the lower one", "upper")
    _require_no_gap(task)
    derivative = tidy(differentiate(function, variable))
    steps = [Step("differentiate", t.Derivative(function, (variable,)), derivative)]
    critical = _inside(task)
    if t.names(derivative):
        factored = split(derivative, (variable,)).whole
        steps.append(Step("set the slope to 0", derivative, factored, _found(task, critical)))
    places = (task["lower"], *critical, task["upper"])
    values = [value_at(function, {variable: place}) for place in places]
    before = t.Vector(tuple(t.At(function, ((variable, place),)) for place in places))
    note: Prose = ("both ends and every critical point between them",)
    steps.append(Step("work out the candidates", before, t.Vector(tuple(values)), note))
    answer = _best(values, task["goal"])
    steps.append(Step(f"take the {_word(task)}", t.Call(task["goal"], tuple(values)), answer, weight=1))
    return Solution(answer, tuple(steps))


def _gap(left: t.Node, right: t.Node) -> int:
    """The sign of left − right."""
    return sign_of(t.Sum((left, t.Negative(right))))


def _inside(task: Task) -> list[t.Node]:
    """Zeros and gaps of the slope strictly inside the interval, in order."""
    function, variable = task["function"], task["variable"]
    derivative = tidy(differentiate(function, variable))
    if not t.names(derivative):
        return []
    found = list(zeros(derivative, variable))
    for kink in survey(function).kinks:
        found.extend(zeros(kink, variable))
    lower, upper = task["lower"], task["upper"]
    within = [place for place in found if _gap(place, lower) > 0 and _gap(upper, place) > 0]
    return sorted(dict.fromkeys(within), key=lambda place: float(value(place, {}).mid()))


def _found(task: Task, critical: list[t.Node]) -> Prose:
    if not critical:
        return ("no critical point lies inside the interval",)
    parts: list[str | t.Node] = ["inside the interval lies " if len(critical) == 1 else "inside the interval lie "]
    for count, place in enumerate(critical):
        parts += [" and " if count else "", t.Relation((t.Name(task["variable"]), place), ("=",))]
    return tuple(part for part in parts if part)


def _best(values: list[t.Node], goal: str) -> t.Node:
    best = values[0]
    for candidate in values[1:]:
        sign = _gap(candidate, best)
        if sign and (sign > 0) == (goal == "max"):
            best = candidate
    return best


def _require_no_gap(task: Task) -> None:
    """The theorem needs a continuous function: no pole, and logarithms and roots defined throughout."""
    function, variable = task["function"], task["variable"]
    calls = [node for node in t.walk(function) if isinstance(node, t.Call)]
    within = [call.arguments[0] for call in calls if call.function == "ln"]
    if survey(function).steps:
        raise Unsolved("a function with jumps need not have a largest value")
    for tree in (*_divisors(function), *within):
        if variable in t.names(tree) and find_roots(tree, variable, task["lower"], task["upper"]):
            raise Unsolved("the function is not continuous on the interval")
    for end in ("lower", "upper"):
        if not value(function, {variable: task[end]}).is_finite():
            raise Unsolved("the function is not defined at an end of the interval")


def _divisors(function: t.Node) -> Iterator[t.Node]:
    for node in t.walk(function):
        match node:
            case t.Quotient(denominator=denominator):
                yield denominator
            case t.Power(base=base, exponent=t.Negative()):
                yield base
            case t.Call(function="tan" | "sec", arguments=arguments):
                yield t.Call("cos", arguments)


def check(task: Task, solution: Solution) -> Evidence:
    """Zeros of the slope isolated on the interval, none missing; balls of the function there and at the ends."""
    function, variable = task["function"], task["variable"]
    derivative = tidy(differentiate(function, variable))
    places: list[Any] = [task["lower"], task["upper"]]
    for tree in (derivative, *survey(function).kinks):
        if variable in t.names(tree):
            found = find_roots(tree, variable, task["lower"], task["upper"], precision=PRECISION_OF_PLACES)
            places.extend(root.ball if root.exact is None else root.exact for root in found)
    heights = [value(function, {variable: place}, PRECISION_OF_PLACES) for place in places]
    with working(PRECISION_OF_PLACES):
        best = heights[0]
        for height in heights[1:]:
            best = best.max(height) if task["goal"] == "max" else best.min(height)
        right = value(solution.answer, {}, PRECISION_OF_PLACES)
        same, gap = agree(best, right), float((best - right).abs_upper())
    if same is None:
        raise Undecided("isolated zeros leave too wide a ball")
    if not same:
        raise Wrong("isolated zeros give another value")
    return Evidence("isolated zeros", len(places), gap)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    function, variable = task["function"], task["variable"]
    critical = _inside(task)
    ends = [task["lower"], task["upper"]]

    def height(place: t.Node) -> t.Node:
        return value_at(function, {variable: place})

    if critical:
        yield "ends-forgotten", _best([height(place) for place in critical], task["goal"])
        yield "ends-only", _best([height(end) for end in ends], task["goal"])
    place = next(place for place in (*critical, *ends) if _gap(height(place), solution.answer) == 0)
    yield "place-instead-of-value", place
    other = "min" if task["goal"] == "max" else "max"
    yield "other-extremum", _best([height(place) for place in (*critical, *ends)], other)


FEEDBACK: dict[str, Prose] = {
    "ends-forgotten": ("The ends of the interval are candidates too.",),
    "ends-only": ("Inside the interval there are critical points; they are candidates too.",),
    "place-instead-of-value": ("This is where it happens; the value of the function there is asked for.",),
    "other-extremum": ("This is the other extreme value.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    places = [*_inside(task), task["lower"], task["upper"]]
    if len(places) == 2:
        return "no critical point lies inside"
    values = (value_at(task["function"], {task["variable"]: place}) for place in places)
    if sum(_gap(height, solution.answer) == 0 for height in values) > 1:
        return "the extreme value is taken twice"
    return None


def figure(task: Task, solution: Solution) -> Figure | None:
    if any(exact_value(task[end]) is None for end in ("lower", "upper")):
        return None
    data = {name: task[name] for name in ("function", "variable", "lower", "upper")}
    return Figure("graph", data, ("The graph of ", task["function"], " over the interval."))


KIND = Kind(
    name="interval_extremum",
    title="Largest or smallest value on an interval",
    fields=(
        Field("function", help="the function, such as x^3 - 3*x"),
        Field("variable", "variable", "x", "its variable"),
        Field("lower", "number", help="the lower end"),
        Field("upper", "number", help="the upper end"),
        Field("goal", "choice", "max", "the largest value or the smallest", choices=("max", "min")),
    ),
    sample={"function": "x^3 - 3*x", "lower": 0, "upper": 3},
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    figure=figure,
    solver="candidates compared",
)

