"""Extrema on a curve in the plane, by a Lagrange multiplier: ∇f = λ∇g on g = c.

λ is eliminated (f_x g_y = f_y g_x), the two equations are solved exactly, and each point is judged by the bordered
Hessian. Checked by putting the points in, by balls, and by an isolation that proves no candidate to be missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flint import arb

from calcdrill.errors import TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import subtract
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.jets import gradient, hessian
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.solving.common_zeros import boxes
from calcdrill.expression.solving.factoring import split
from calcdrill.expression.solving.systems import Case, solve_system
from calcdrill.expression.solving.zeros import sign_of
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.common import definition, value_at
from calcdrill.kinds.critical_points import case_steps, in_reading_order
from calcdrill.kinds.fields import Field
from calcdrill.linear import solve_linear
from calcdrill.problem import Solution, Statement, Task

Place = tuple[t.Node, ...]
_PRECISION = 384


@dataclass(frozen=True)
class Candidate:
    """A point where the gradients are parallel, with its multiplier, its type on the curve and the height there."""

    place: Place
    multiplier: t.Node
    type: str
    height: t.Node


def statement(task: Task) -> Statement:
    goal = {"min": "the minimum", "max": "the maximum", "extrema": "all minima and maxima"}[task["goal"]]
    ask: Prose = (f"Use a Lagrange multiplier to find {goal} of the function on the curve; give the points.",)
    if task["goal"] != "extrema":
        ask = (f"Use a Lagrange multiplier to find {goal} of the function on the curve; give the point.",)
    return Statement(ask, (definition(task["variables"], task["function"]), " on ", task["constraint"], "."))


def _difference(task: Task) -> t.Node:
    constraint = task["constraint"]
    if not isinstance(constraint, t.Relation) or constraint.operators != ("=",):
        raise TaskError("the constraint is one equation, such as x + 2*y = 5", "constraint")
    left, right = constraint.sides
    return subtract(left, right)


@lru_cache(maxsize=128)
def _slopes(function: t.Node, variables: tuple[str, ...]) -> Place:
    return tuple(tidy(differentiate(function, name)) for name in variables)


def _parallel(task: Task) -> t.Node:
    """f_x g_y − f_y g_x: 0 where the gradients are parallel."""
    f, g = (_slopes(node, task["variables"]) for node in (task["function"], _difference(task)))
    return t.Sum((t.times(f[0], g[1]), t.Negative(t.times(f[1], g[0]))))


@lru_cache(maxsize=32)
def _candidates(
    function: t.Node, level: t.Node, parallel: t.Node, variables: tuple[str, ...]
) -> tuple[tuple[Case, ...], tuple[Candidate, ...]]:
    cases = solve_system(tidy(parallel), tidy(level), variables)
    places = sorted(dict.fromkeys(p for case in cases for p in case.points), key=in_reading_order)
    return cases, tuple(_candidate(function, level, variables, place) for place in places)


def _candidate(function: t.Node, level: t.Node, variables: tuple[str, ...], place: Place) -> Candidate:
    point = dict(zip(variables, place, strict=True))
    f, g = ([value_at(slope, point) for slope in _slopes(node, variables)] for node in (function, level))
    index = next((k for k in (0, 1) if sign_of(g[k])), None)
    if index is None:
        raise Unsolved("the curve has a corner or crosses itself at a candidate")
    multiplier = tidy(t.Quotient(f[index], g[index]))
    lagrangian = t.Sum((function, t.Negative(t.times(multiplier, level))))
    x, y = variables
    by_x, by_y = (tidy(differentiate(lagrangian, name)) for name in variables)
    xx, xy, yy = (value_at(tidy(differentiate(d, n)), point) for d, n in ((by_x, x), (by_x, y), (by_y, y)))
    bordered = t.Sum(
        (t.times(t.TWO, g[0], g[1], xy), t.Negative(t.times(g[0], g[0], yy)), t.Negative(t.times(g[1], g[1], xx)))
    )
    kind = {1: "max", -1: "min", 0: ""}[sign_of(tidy(bordered))]
    return Candidate(place, multiplier, kind, value_at(function, point))


def _chosen(task: Task, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates that are asked for: all extrema, or the lowest minima, or the highest maxima."""
    if any(not one.type for one in found):
        raise Unsolved("the second derivatives along the curve do not tell what a candidate is")
    if task["goal"] == "extrema":
        return found
    wanted = [one for one in found if one.type == task["goal"]]
    turn = 1 if task["goal"] == "min" else -1
    best = [o for o in wanted if all(turn * _sign(o.height, other.height) <= 0 for other in wanted)]
    return tuple(best)


def _sign(left: t.Node, right: t.Node) -> int:
    return sign_of(tidy(t.Sum((left, t.Negative(right)))))


def _as_answer(task: Task, chosen: tuple[Candidate, ...]) -> t.Node:
    if task["goal"] != "extrema" and len(chosen) == 1:
        return t.Vector(chosen[0].place)
    return t.Points(task["variables"], tuple((one.place, one.type) for one in chosen))


def _all(task: Task) -> tuple[tuple[Case, ...], tuple[Candidate, ...]]:
    variables = task["variables"]
    if len(variables) != 2:
        raise TaskError("a curve in the plane has two variables", "variables")
    surplus = (t.names(task["function"]) | t.names(task["constraint"])) - set(variables)
    if surplus:
        raise TaskError(f"the name {min(surplus)!r} is none of the variables", "function")
    return _candidates(task["function"], _difference(task), _parallel(task), variables)


def solve(task: Task) -> Solution:
    cases, found = _all(task)
    chosen = _chosen(task, found)
    if not found or not chosen:
        goal = {"min": "a minimum", "max": "a maximum"}.get(task["goal"], "an extremum")
        raise Unsolved(f"there is no point of the curve at which the function has {goal}")
    answer = _as_answer(task, chosen)
    steps = [*_gradient_steps(task), *case_steps(cases), *(_candidate_step(task, one) for one in found)]
    note: Prose = ("the lowest of the minima",) if task["goal"] == "min" else ("the highest of the maxima",)
    if task["goal"] == "extrema" or len(found) == 1:
        note = ("every candidate with its type",) if len(found) > 1 else ("the only candidate",)
    return Solution(answer, (*steps, Step("answer", answer, answer, note, check="none")))


def _gradient_steps(task: Task) -> list[Step]:
    variables, level = task["variables"], _difference(task)
    steps = []
    for rule, node in (("gradient of the function", task["function"]), ("gradient of the constraint", level)):
        symbols = t.Vector(tuple(t.Derivative(node, (name,), True) for name in variables))
        steps.append(Step(rule, symbols, t.Vector(_slopes(node, variables))))
    raw = _parallel(task)
    worked = tidy(raw)
    after = worked if worked == t.ZERO else split(worked, variables).whole
    note: Prose = (
        "the first gradient is ",
        t.Name("lambda"),
        " times the second; eliminating ",
        t.Name("lambda"),
        " leaves this, which must be 0",
    )
    return [*steps, Step("eliminate the multiplier", raw, after, note)]


def _candidate_step(task: Task, one: Candidate) -> Step:
    place = tuple(zip(task["variables"], one.place, strict=True))
    f, g = (t.Vector(_slopes(node, task["variables"])) for node in (task["function"], _difference(task)))
    slopes = t.Vector(tuple(value_at(entry, dict(place)) for entry in g.entries))
    inner = Step("the gradients are parallel", t.At(f, place), t.times(one.multiplier, slopes), weight=0)
    on_curve = Step("on the curve", t.At(_difference(task), place), t.ZERO, weight=0)
    word = "minimum" if one.type == "min" else "maximum"
    note: Prose = (t.Relation((t.Name("lambda"), one.multiplier), ("=",)), f"; along the curve this is a {word}")
    return Step(
        "value at the candidate", t.At(task["function"], place), one.height, note, (on_curve, inner), weight=1
    )


def check(task: Task, solution: Solution) -> Evidence:
    """Each point by balls; the number of candidates by isolation; the lowest or highest where that is asked."""
    variables, function, level = task["variables"], task["function"], _difference(task)
    items = _items(solution.answer, task["goal"])
    found = [
        box
        for box in boxes(tidy(_parallel(task)), tidy(level), variables)
        if _has_value(function, variables, box)
    ]
    kinds = [_kind_at(function, level, variables, box) for box in found]
    wanted = range(len(found))
    if task["goal"] != "extrema":
        turn = 1 if task["goal"] == "min" else -1
        heights = [
            value(function, dict(zip(variables, box, strict=True)), _PRECISION) * turn for box in found
        ]
        same = [k for k in wanted if kinds[k] == task["goal"]]
        wanted = [k for k in same if not any(heights[k] > heights[other] for other in same)]  # type: ignore[assignment]
    claimed = [[value(c, {}, _PRECISION) for c in place] for place, _ in items]
    for ball, (place, kind) in zip(claimed, items, strict=True):
        here = [k for k in wanted if all(a.overlaps(b) for a, b in zip(ball, found[k], strict=True))]
        if len(here) != 1 or kinds[here[0]] != kind:
            raise Wrong("a point of the answer is no such extremum on the curve")
        _touches(function, level, variables, place)
    if len(claimed) != len(list(wanted)):
        raise Wrong("an extremum on the curve is missing")
    return Evidence("arb jets and isolated zeros", len(items), 1e-40)


def _items(answer: t.Node, goal: str) -> list[tuple[Place, str]]:
    if isinstance(answer, t.Vector):
        return [(answer.entries, goal)]
    assert isinstance(answer, t.Points)
    return list(answer.items)


def _has_value(function: t.Node, variables: tuple[str, ...], box: tuple[arb, ...]) -> bool:
    return bool(value(function, dict(zip(variables, box, strict=True)), _PRECISION).is_finite())


def _touches(function: t.Node, level: t.Node, variables: tuple[str, ...], place: Place) -> None:
    point = dict(zip(variables, place, strict=True))
    f, g = (gradient(node, variables, point, _PRECISION) for node in (function, level))
    with working(_PRECISION):
        cross = f[0] * g[1] - f[1] * g[0]
    for ball in (value(level, point, _PRECISION), cross):
        if 0 not in ball:
            raise Wrong("a point of the answer is not on the curve, or the gradients are not parallel there")
        if not ball.rad() < 1e-40:
            raise Undecided("a point of the answer cannot be told from its neighbours")


def _kind_at(function: t.Node, level: t.Node, variables: tuple[str, ...], box: tuple[arb, ...]) -> str:
    """By the second derivative along the curve, from the jets of both functions."""
    point = dict(zip(variables, box, strict=True))
    f, g = (gradient(node, variables, point, _PRECISION) for node in (function, level))
    second_f, second_g = (hessian(node, variables, point, _PRECISION) for node in (function, level))
    with working(_PRECISION):
        multiplier = (f[0] * g[0] + f[1] * g[1]) / (g[0] ** 2 + g[1] ** 2)
        tangent = (-g[1], g[0])
        bend = sum(
            (
                tangent[i] * tangent[j] * (second_f[i][j] - multiplier * second_g[i][j])
                for i in (0, 1)
                for j in (0, 1)
            ),
            start=arb(0),
        )
    if bend > 0:
        return "min"
    if bend < 0:
        return "max"
    raise Undecided("it cannot be told what a candidate on the curve is")


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    _, found = _all(task)
    chosen = _chosen(task, found)
    if isinstance(solution.answer, t.Vector):
        yield from _vector_mistakes(task, chosen[0], found)
        return
    items = solution.answer
    assert isinstance(items, t.Points)
    swap = {"min": "max", "max": "min"}
    yield "minimum-and-maximum-swapped", t.Points(items.variables, tuple((p, swap[k]) for p, k in items.items))
    if len(items.items) > 1:
        positive = tuple(item for item in items.items if value(item[0][0], {}) > 0)
        yield "positive-solutions-only", t.Points(items.variables, positive)
        yield "every-candidate-a-minimum", t.Points(items.variables, tuple((p, "min") for p, _ in items.items))


def _vector_mistakes(
    task: Task, chosen: Candidate, found: tuple[Candidate, ...]
) -> Iterator[tuple[str, t.Node]]:
    others = [one for one in found if one.place != chosen.place]
    if others:
        yield "other-extremum", t.Vector(others[0].place)
    free = _free_point(task)
    if free is not None:
        yield "constraint-ignored", t.Vector(free)
    x, y = (t.Name(name) for name in task["variables"])
    equal = tidy(t.substitute(_difference(task), {x.name: y}))
    slope = tidy(differentiate(equal, y.name))
    if not t.names(slope) and slope != t.ZERO:
        share = tidy(t.Quotient(t.Negative(value_at(equal, {y.name: t.ZERO})), slope))
        yield "equal-shares", t.Vector((share, share))
    yield "multiplier-reported", chosen.multiplier
    yield "coordinates-swapped", t.Vector(tuple(reversed(chosen.place)))
    yield "value-reported", chosen.height


def _free_point(task: Task) -> Place | None:
    """Where the gradient of the function itself is 0, if that is a linear system."""
    slopes = _slopes(task["function"], task["variables"])
    matrix = tuple(tuple(tidy(differentiate(slope, name)) for name in task["variables"]) for slope in slopes)
    if any(t.names(entry) for row in matrix for entry in row):
        return None
    right = tuple(tidy(t.Negative(value_at(slope, dict.fromkeys(task["variables"], t.ZERO)))) for slope in slopes)
    return solve_linear(matrix, right)


FEEDBACK: dict[str, Prose] = {
    "minimum-and-maximum-swapped": ("Compare the values of the function at the candidates.",),
    "positive-solutions-only": ("A square has two roots: the other candidates count too.",),
    "every-candidate-a-minimum": ("Parallel gradients only make a candidate; compare the values there.",),
    "other-extremum": ("This is a candidate too, but not the one that is asked for: compare the values.",),
    "constraint-ignored": ("Here the function itself is level, but this point need not lie on the curve.",),
    "equal-shares": ("Equal coordinates are right only if the problem treats both variables alike.",),
    "multiplier-reported": ("This is the multiplier; the point on the curve is asked for.",),
    "coordinates-swapped": ("Mind the order of the coordinates, and put the point into the constraint.",),
    "value-reported": ("This is the value of the function there; the point is asked for.",),
}

KIND = Kind(
    name="lagrange",
    title="Lagrange multiplier",
    fields=(
        Field("function", help="the function, such as x^2 + y^2"),
        Field("constraint", "relation", help="the curve, such as x + 2*y = 5"),
        Field("variables", "variables", None, "its two variables, in order"),
        Field("goal", "choice", "extrema", "what to find", choices=("min", "max", "extrema")),
    ),
    sample={"function": "x^2 + y^2", "constraint": "x + 2*y = 5", "goal": "min"},
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    feedback=FEEDBACK,
    solver="elimination",
)
