"""Extrema on a curve in the plane, by a Lagrange multiplier: ∇f = λ∇g on g = c.

λ is eliminated (f_x g_y = f_y g_x) and the two equations are solved exactly; points at which a gradient is missing, and
those at which the curve crosses itself or ends, are candidates too. With the goal ``min`` or ``max`` the answer is the
best point of the whole curve, also of its branches that go on for ever; where there is none, the answer says so. With
``extrema`` it is all local ones. Checked by a search of the whole curve, or by an isolation of all candidates
(``_curve_check.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from calcdrill.errors import TaskError, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import subtract
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.solving.limit_fractions import DOES_NOT_EXIST
from calcdrill.expression.solving.systems import Case
from calcdrill.expression.solving.zeros import sign_of
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds._curve_check import check_all, check_best, check_none
from calcdrill.kinds._curve_far import ascent_steps
from calcdrill.kinds._curve_points import Candidate, candidates, is_beaten
from calcdrill.kinds.common import definition, equation, partials, slopes, value_at
from calcdrill.kinds.critical_points import case_steps, factored
from calcdrill.kinds.fields import Field
from calcdrill.linear import solve_linear
from calcdrill.problem import Figure, Solution, Statement, Task

Coordinates = tuple[t.Node, ...]
NONE: Final = DOES_NOT_EXIST
"""The answer where the function has no largest (smallest) value on the curve."""


def statement(task: Task) -> Statement:
    goal = {"min": "the minimum", "max": "the maximum", "extrema": "all (local) minima and maxima"}[task["goal"]]
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


def _parallel(task: Task) -> t.Node:
    """f_x g_y − f_y g_x: 0 where the gradients are parallel."""
    f, g = (slopes(node, task["variables"]) for node in (task["function"], _difference(task)))
    return t.Sum((t.times(f[0], g[1]), t.Negative(t.times(f[1], g[0]))))


def _chosen(task: Task, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates that are asked for: all extrema, or the best points of the curve; none if there is no best one."""
    if task["goal"] == "extrema":
        if any(not one.type for one in found):
            raise Unsolved(
                "the derivatives along the curve do not decide the type of a candidate (the curve has a corner or "
                "crosses itself there, or the function has no gradient): ask for the min or the max"
            )
        return tuple(one for one in found if one.type != "neither")
    turn = 1 if task["goal"] == "min" else -1
    best = [o for o in found if all(turn * _sign(o.height, other.height) <= 0 for other in found)]
    variables = task["variables"]
    if best and is_beaten(task["function"], _difference(task), variables, best[0].height, task["goal"]):
        return ()
    return tuple(best)


def _sign(left: t.Node, right: t.Node) -> int:
    return 0 if left == right else sign_of(tidy(t.Sum((left, t.Negative(right)))))


def _as_answer(task: Task, chosen: tuple[Candidate, ...]) -> t.Node:
    if task["goal"] != "extrema" and len(chosen) == 1:
        return t.Vector(chosen[0].place)
    goal = task["goal"]
    return t.Points(task["variables"], tuple((one.place, one.type if goal == "extrema" else goal) for one in chosen))


def _all(task: Task) -> tuple[tuple[Case, ...], tuple[Candidate, ...]]:
    variables = task["variables"]
    if len(variables) != 2:
        raise TaskError("a curve in the plane has two variables", "variables")
    surplus = (t.names(task["function"]) | t.names(task["constraint"])) - set(variables)
    if surplus:
        raise TaskError(f"the name {min(surplus)!r} is not one of the variables", "function")
    return candidates(task["function"], _difference(task), _parallel(task), variables)


def solve(task: Task) -> Solution:
    try:
        cases, places = _all(task)
    except Unsolved:
        # Where the function has no best value, the candidates are not needed.
        far = ascent_steps(task["function"], _difference(task), task["variables"], task["goal"])
        if not far:
            raise
        return Solution(NONE, far)
    chosen = _chosen(task, places)
    steps = [*_gradient_steps(task), *case_steps(cases), *(_candidate_step(task, one) for one in places)]
    if not chosen and (task["goal"] == "extrema" or not _has_points(task)):
        goal = {"min": "a minimum", "max": "a maximum"}.get(task["goal"], "an extremum")
        raise Unsolved(f"there is no point of the curve at which the function has {goal}")
    if not chosen:
        sense, last = ("smaller", "smallest") if task["goal"] == "min" else ("larger", "largest")
        none: Prose = (
            f"on this curve the function takes values {sense} than at every candidate: there is no {last} value",
        )
        return Solution(NONE, (*steps, Step("answer", NONE, NONE, none, check="none")))
    answer = _as_answer(task, chosen)
    note: Prose = ("the lowest of the minima",) if task["goal"] == "min" else ("the highest of the maxima",)
    if task["goal"] == "extrema" or len(places) == 1:
        note = ("every candidate with its type",) if len(places) > 1 else ("the only candidate",)
    return Solution(answer, (*steps, Step("answer", answer, answer, note, check="none")))


def _has_points(task: Task) -> bool:
    """Whether the curve seems to have points at which the function has a value."""
    return is_beaten(task["function"], _difference(task), task["variables"], None, task["goal"])


def _gradient_steps(task: Task) -> list[Step]:
    variables, level = task["variables"], _difference(task)
    steps = []
    for rule, node in (("gradient of the function", task["function"]), ("gradient of the constraint", level)):
        steps.append(Step(rule, t.Vector(partials(node, variables)), t.Vector(slopes(node, variables))))
    raw = _parallel(task)
    worked, multiplier = tidy(raw), t.Name("lambda")
    after = worked if worked == t.ZERO else factored(worked, variables)
    eliminated = (" times the second; eliminating ", multiplier, " leaves this, which must be 0")
    note: Prose = ("the first gradient is ", multiplier, *eliminated)
    return [*steps, Step("eliminate the multiplier", raw, after, note)]


def _candidate_step(task: Task, one: Candidate) -> Step:
    place = tuple(zip(task["variables"], one.place, strict=True))
    on_curve = Step("on the curve", t.At(_difference(task), place), t.ZERO, weight=0)
    before = t.At(task["function"], place)
    if one.multiplier is None:
        corner: Prose = ("a candidate without a multiplier: a gradient is missing or 0 here",)
        return Step("value at the candidate", before, one.height, corner, (on_curve,), weight=1)
    f, g = (t.Vector(slopes(node, task["variables"])) for node in (task["function"], _difference(task)))
    steep = t.Vector(tuple(value_at(entry, dict(place)) for entry in g.entries))
    inner = Step("the gradients are parallel", t.At(f, place), t.times(one.multiplier, steep), weight=0)
    words = {"min": "this is a minimum", "max": "this is a maximum", "neither": "this is neither", "": "it is level"}
    note: Prose = (equation(t.Name("lambda"), one.multiplier), f"; along the curve {words[one.type]}")
    return Step("value at the candidate", before, one.height, note, (on_curve, inner), weight=1)


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """Each point by balls; that none is missing or better, by a search of the whole curve."""
    function, level, (x, y) = task["function"], _difference(task), task["variables"]
    if isinstance(solution.answer, t.Text):
        return check_none(function, level, (x, y), task["goal"])
    items = _items(solution.answer, task["goal"])
    if task["goal"] == "extrema":
        return check_all(function, level, (x, y), items)
    if any(kind != task["goal"] for _, kind in items):
        raise Wrong("a point of the answer is of another type")
    return check_best(function, level, (x, y), task["goal"], [place for place, _ in items])


def _items(answer: t.Node, goal: str) -> list[tuple[Coordinates, str]]:
    if isinstance(answer, t.Vector):
        return [(answer.entries, goal)]
    assert isinstance(answer, t.Points)
    return list(answer.items)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    if isinstance(solution.answer, t.Text):
        places = _known(task)
        for one in places:
            yield "local-taken-for-the-whole", t.Vector(one.place)
        return
    _, places = _all(task)
    chosen = _chosen(task, places)
    if isinstance(solution.answer, t.Vector):
        yield from _vector_mistakes(task, chosen[0], places)
        return
    items = solution.answer
    assert isinstance(items, t.Points)
    swap = {"min": "max", "max": "min"}
    yield "minimum-and-maximum-swapped", t.Points(items.variables, tuple((p, swap[k]) for p, k in items.items))
    if len(items.items) > 1:
        positive = tuple(item for item in items.items if value(item[0][0], {}) > 0)
        yield "positive-solutions-only", t.Points(items.variables, positive)
        yield "every-candidate-a-minimum", t.Points(items.variables, tuple((p, "min") for p, _ in items.items))


def _known(task: Task) -> tuple[Candidate, ...]:
    """The candidates; none where they have no closed form."""
    try:
        return _all(task)[1]
    except Unsolved:
        return ()


def _vector_mistakes(task: Task, chosen: Candidate, found: tuple[Candidate, ...]) -> Iterator[tuple[str, t.Node]]:
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
    if chosen.multiplier is not None:
        yield "multiplier-reported", chosen.multiplier
    yield "coordinates-swapped", t.Vector(tuple(reversed(chosen.place)))
    yield "value-reported", chosen.height


def _free_point(task: Task) -> Coordinates | None:
    """Where the gradient of the function itself is 0, if that is a linear system."""
    steep = slopes(task["function"], task["variables"])
    matrix = tuple(slopes(slope, task["variables"]) for slope in steep)
    if any(t.names(entry) for row in matrix for entry in row):
        return None
    right = tuple(tidy(t.Negative(value_at(slope, dict.fromkeys(task["variables"], t.ZERO)))) for slope in steep)
    return solve_linear(matrix, right)


FEEDBACK: dict[str, Prose] = {
    "minimum-and-maximum-swapped": ("Compare the values of the function at the candidates.",),
    "positive-solutions-only": ("Candidates with negative coordinates count too.",),
    "every-candidate-a-minimum": ("Parallel gradients only make a candidate; compare the values there.",),
    "other-extremum": ("This is a candidate too, but not the one that is asked for: compare the values.",),
    "constraint-ignored": ("Here the function's own gradient is 0, but this point need not lie on the curve.",),
    "equal-shares": ("Equal coordinates are right only if the problem treats both variables alike.",),
    "multiplier-reported": ("This is the multiplier; the point on the curve is asked for.",),
    "coordinates-swapped": ("Mind the order of the coordinates, and put the point into the constraint.",),
    "local-taken-for-the-whole": (
        "This is only a local extremum; elsewhere on the curve the function goes beyond it.",
    ),
    "value-reported": ("This is the value of the function there; the point is asked for.",),
}


def figure(task: Task, solution: Solution) -> Figure | None:
    """The curve among the level lines, and the points where it touches one of them."""
    answer = solution.answer
    if len(task["variables"]) != 2 or not isinstance(answer, t.Points) or not answer.items:
        return None
    points = tuple(values for values, _ in answer.items)
    data = {"function": task["function"], "constraint": _difference(task), "variables": task["variables"]}
    alt: Prose = ("The curve ", task["constraint"], " among level lines of ", task["function"], ", with ", answer, ".")
    return Figure("constrained", {**data, "points": points}, alt)


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
    figure=figure,
    solver="elimination",
)
