"""Critical points in one or two variables: where the gradient is 0, and what each of them is.

In two variables a critical point that is neither a minimum nor a maximum is a saddle: that is its definition. Where the
determinant of the Hessian is 0, terms of higher order decide; what they leave open is refused.

Solved by factors, cases and substitution; checked by putting each point in, by the signs of the second
derivatives in ball arithmetic, and by an isolation of all zeros of the gradient that proves none to be
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from calcdrill.errors import TaskError, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.searching.analytic import is_analytic
from calcdrill.expression.solving.corners import has_corners
from calcdrill.expression.solving.corners_of_two import corner_nature, kinks, places_with_corners
from calcdrill.expression.solving.factoring import split
from calcdrill.expression.solving.stationary import Nature, on_a_surface, second_derivatives
from calcdrill.expression.solving.stationary_check import check_stationary
from calcdrill.expression.solving.stationary_line import in_domain, stationary_spots
from calcdrill.expression.solving.systems import Case, solve_system
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Basis, Evidence, Kind, _critical_line, _slips
from calcdrill.kinds.common import at, definition, equation, given, partials, point_relation, slopes, worked_partials
from calcdrill.kinds.fields import Field
from calcdrill.problem import Figure, Solution, Statement, Task

Coordinates = tuple[t.Node, ...]
Found = tuple[tuple[Coordinates, Nature], ...]


def statement(task: Task) -> Statement:
    single = len(task["variables"]) == 1
    slope, last = ("the derivative", "neither") if single else ("the gradient", "a saddle (neither of the two)")
    bent = any(has_corners(task["function"], name) for name in task["variables"])
    if bent and not single:
        slope = "each partial derivative"
    where = f"Find all points where {slope} is 0"
    if bent:
        where += " or does not exist"
    if task["classify"]:
        where += f", and say of each whether it is a (local) minimum, a maximum or {last}"
    shown = given(definition(task["variables"], task["function"]), None, task.domain)
    return Statement((where + ".",), shown)


def _is_kept(function: t.Node, variables: tuple[str, ...], place: Coordinates, domain: tuple[t.Node, ...]) -> bool:
    """Whether a zero of the gradient counts; raises Unsolved where there is a value but no gradient."""
    point = dict(zip(variables, place, strict=True))
    if not in_domain(function, point, domain):
        return False
    if not all(value(slope, point).is_finite() for slope in slopes(function, variables)):
        shown = write_text(point_relation(point))
        raise Unsolved(f"the function has a value but no derivative at {shown}: that point needs a closer look")
    return True


@lru_cache(maxsize=32)
def _found(
    function: t.Node, variables: tuple[str, ...], domain: tuple[t.Node, ...], classify: bool
) -> tuple[tuple[Case, ...], Found]:
    """The cases of the two equations, and the critical points in order, each with its nature.

    A nature that is not asked for has the type "".
    """
    both = slopes(function, variables)
    if all(slope == t.ZERO for slope in both):
        raise Unsolved("the function is constant")
    bent = kinks(function, variables)
    if bent:
        return (), _with_corners(function, variables, bent, domain, classify)
    cases = solve_system(both[0], both[1], variables, domain)
    places = sorted(dict.fromkeys(p for case in cases for p in case.points), key=in_reading_order)
    kept = [place for place in places if _is_kept(function, variables, place, domain)]
    if not classify:
        return cases, tuple((place, Nature("", 0, t.ZERO)) for place in kept)
    return cases, tuple((place, on_a_surface(function, variables, place)) for place in kept)


def _with_corners(
    function: t.Node, variables: tuple[str, ...], bent: tuple[t.Node, ...], domain: tuple[t.Node, ...], classify: bool
) -> Found:
    x, y = variables
    places: list[tuple[Coordinates, Nature]] = []
    for place in sorted(places_with_corners(function, (x, y), bent), key=in_reading_order):
        point = dict(zip(variables, place, strict=True))
        if not in_domain(function, point, domain):
            continue
        if not classify:
            places.append((place, Nature("", 0, t.ZERO)))
        elif all(0 not in value(kink, point) for kink in bent):
            places.append((place, on_a_surface(function, variables, place)))
        else:
            places.append((place, corner_nature(function, (x, y), place)))
    return tuple(places)


def in_reading_order(place: Coordinates) -> tuple[float, ...]:
    return tuple(float(value(coordinate, {}).mid()) for coordinate in place)


def solve(task: Task) -> Solution:
    function, variables = task["function"], task["variables"]
    if len(variables) > 2:
        raise TaskError("critical points are found in one or two variables", "variables")
    surplus = t.names(function) - set(variables)
    if surplus:
        raise TaskError(f"the name {min(surplus)!r} is not one of the variables", "function")
    if len(variables) == 1:
        spots = stationary_spots(function, variables[0], task.domain, task["classify"])
        places: list[tuple[Coordinates, Nature]] = [((spot.place,), spot.nature) for spot in spots]
        steps = _critical_line.steps(function, variables[0], task.domain, spots, task["classify"])
    else:
        cases, classified = _found(function, variables, task.domain, task["classify"])
        places = list(classified)
        steps = [*_gradient_steps(function, variables), *case_steps(cases, variables)]
        steps += (_surface_steps if task["classify"] else _zero_steps)(function, variables, classified)
    answer = t.Points(variables, tuple((place, nature.type) for place, nature in places))
    last: Prose = ("all points that were found",) if places else ("no point makes it 0",)
    return Solution(answer, (*steps, Step("collect", answer, answer, last, check="none")))


def factored(tree: t.Node, variables: tuple[str, ...]) -> t.Node:
    """The tree as a product, where it is one."""
    try:
        return split(tree, variables).whole
    except Unsolved:
        return tree


def _gradient_steps(function: t.Node, variables: tuple[str, ...]) -> list[Step]:
    entries = slopes(function, variables)
    whole = tuple(slope if slope == t.ZERO else factored(slope, variables) for slope in entries)
    symbols, gradient = t.Vector(partials(function, variables)), t.Vector(entries)
    inner = worked_partials(function, variables)[1]
    steps = [Step("gradient", symbols, gradient, ("both entries must be 0",), inner)]
    if entries != whole:
        note: Prose = ("a product is 0 where one of its factors is",)
        steps.append(Step("factor", gradient, t.Vector(whole), note, weight=1))
    return steps


def case_steps(cases: tuple[Case, ...], variables: tuple[str, ...] = ()) -> list[Step]:
    """One line for each case: the factor that was solved is put into the other one, or both are 0 at once.

    The second sort is left out where each factor has a variable of its own: there the factors are read off.
    """
    mixed = any(set(variables) <= t.names(factor) for case in cases for factor in case.factors)
    steps = []
    for case in cases:
        if case.solved is None or case.equation is None:
            continue
        if case.equation[0] == case.equation[1]:
            if variables and mixed:
                steps += [_case_step(case, dict(zip(variables, place, strict=True))) for place in case.points]
            continue
        name, equal = case.solved
        note: Prose = ("put ", equation(t.Name(name), equal), " into the other expression, which must be 0 as well")
        steps.append(Step("substitute", *case.equation, note, weight=1))
    return steps


def _case_step(case: Case, point: dict[str, t.Node]) -> Step:
    """The line of two factors that are 0 at once where one of them holds a single variable."""
    both, zero = t.Vector(case.factors), t.Vector((t.ZERO, t.ZERO))
    one, other = (equation(factor, t.ZERO) for factor in case.factors)
    return Step("both factors are 0", at(both, point), zero, ("the case ", one, " and ", other), weight=1)


def _zero_steps(function: t.Node, variables: tuple[str, ...], found: Found) -> list[Step]:
    gradient, zero = t.Vector(slopes(function, variables)), t.Vector((t.ZERO, t.ZERO))
    rows = (tuple(zip(variables, place, strict=True)) for place, _ in found)
    return [Step("put a solution in", t.At(gradient, row), zero, weight=0) for row in rows]


def _surface_steps(function: t.Node, variables: tuple[str, ...], found: Found) -> list[Step]:
    if not found:
        return []
    xx, xy, yy = second_derivatives(function, variables)
    hessian = t.Matrix(((xx, xy), (xy, yy)))
    symbols = tuple(tuple(t.Derivative(function, (a, b), True) for b in variables) for a in variables)
    raw = t.Sum((t.times(xx, yy), t.Negative(t.Power(xy, t.TWO))))
    determinant = tidy(raw)
    note: Prose = ("its sign tells saddles from extrema",)
    steps = [
        Step("Hessian", t.Matrix(symbols), hessian, ("differentiate the gradient once more",)),
        Step("determinant", t.Apply("det", (hessian,)), determinant, note, weight=1),
    ]
    gradient = t.Vector(slopes(function, variables))
    for place, nature in found:
        at = tuple(zip(variables, place, strict=True))
        if nature.determinant is None:
            steps.append(Step("corner", t.At(function, at), nature.value, _CORNERS[nature.type], weight=1))
            continue
        inner = [Step("the gradient is 0", t.At(gradient, at), t.Vector((t.ZERO, t.ZERO)), weight=0)]
        if nature.type != "saddle":
            inner.append(Step("first entry of the Hessian", t.At(xx, at), nature.value, weight=0))
        steps.append(Step("classify", t.At(determinant, at), nature.determinant, _reason(nature), tuple(inner)))
    return steps


def _reason(nature: Nature) -> Prose:
    if nature.order > 2:
        return (f"the determinant is 0 and decides nothing; {_NEARBY[nature.type]}",)
    if nature.type == "saddle":
        return ("a negative determinant: a saddle",)
    side = "positive: a minimum" if nature.type == "min" else "negative: a maximum"
    return ("a positive determinant, and the first entry of the Hessian is ", nature.value, f", {side}")


_CORNERS: dict[str, Prose] = {
    "min": ("here a derivative is missing; all values nearby are larger: a minimum",),
    "max": ("here a derivative is missing; all values nearby are smaller: a maximum",),
    "saddle": ("here a derivative is missing; there are larger and smaller values nearby: a saddle",),
}
_NEARBY = {
    "min": "by the terms of higher order no value nearby is lower: a minimum",
    "max": "by the terms of higher order no value nearby is higher: a maximum",
    "saddle": "by the terms of higher order there are higher and lower values nearby: neither of the two, so a saddle",
}


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    assert isinstance(solution.answer, t.Points)
    algebra = None if shared is None else shared.algebra
    bound = check_stationary(task["function"], solution.answer, task.domain, algebra)
    # What a corner of two variables is, values close around it say.
    proved = len(task["variables"]) == 1 or is_analytic(task["function"])
    basis = Basis.PROVED if proved else Basis.POINTS
    return Evidence("arb jets and isolated zeros", max(1, len(solution.answer.items)), bound, basis)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    assert isinstance(solution.answer, t.Points)
    items, variables = solution.answer.items, solution.answer.variables
    if task["classify"]:
        yield from _wrong_types(task, items)

    def at_places(change: Callable[[Coordinates], Coordinates]) -> t.Node:
        moved = ((change(place), kind) for place, kind in items)
        return t.Points(variables, tuple(sorted(moved, key=lambda item: in_reading_order(item[0]))))

    nonzero = tuple(item for item in items if t.ZERO not in item[0])
    if nonzero:
        yield "solution-lost", t.Points(variables, nonzero)
    positive = tuple(item for item in items if all(value(c, {}) >= 0 for c in item[0]))
    if positive:
        yield "positive-solutions-only", t.Points(variables, positive)
    yield "signs-turned-round", at_places(lambda place: tuple(tidy(t.Negative(c)) for c in place))
    yield "coordinates-swapped", at_places(lambda place: place[::-1])


def _wrong_types(task: Task, items: tuple[tuple[Coordinates, str], ...]) -> Iterator[tuple[str, t.Node]]:
    variables = task["variables"]

    def typed(change: dict[str, str]) -> t.Node:
        return t.Points(variables, tuple((place, change.get(kind, kind)) for place, kind in items))

    yield "minimum-and-maximum-swapped", typed({"min": "max", "max": "min"})
    if len(variables) == 2:
        natures = [nature for _, nature in _found(task["function"], variables, task.domain, True)[1]]
        signs = ["min" if value(nature.value, {}) > 0 else "max" for nature in natures]
        first = ((place, sign) for (place, _), sign in zip(items, signs, strict=True))
        if all(nature.order == 2 for nature in natures):
            yield "first-entry-only", t.Points(variables, tuple(first))
            yield "sign-of-the-determinant-reversed", typed({"saddle": "min", "min": "saddle", "max": "saddle"})
            yield "saddle-taken-for-a-maximum", typed({"saddle": "max"})
    else:
        yield "neither-forgotten", typed({"neither": "min"})
        yield "neither-everywhere", typed(dict.fromkeys(_critical_line.WORDS, "neither"))
    yield "every-point-a-minimum", typed(dict.fromkeys(_critical_line.WORDS, "min"))


FEEDBACK: dict[str, Prose] = {
    "minimum-and-maximum-swapped": ("A positive second derivative means that the graph bends upwards: a minimum.",),
    "first-entry-only": ("Look at the determinant of the Hessian first: where it is negative there is a saddle.",),
    "sign-of-the-determinant-reversed": ("A negative determinant means a saddle, a positive one an extremum.",),
    "neither-forgotten": ("Where the second derivative is 0 too, look further: this is not an extremum.",),
    "solution-lost": ("A solution is missing: dividing by a variable drops the solutions where it is 0.",),
    "every-point-a-minimum": ("A zero gradient alone does not make a minimum; the second derivatives decide.",),
    "neither-everywhere": ("Where the second derivative is not 0 it tells a minimum from a maximum.",),
    "saddle-taken-for-a-maximum": ("A negative determinant means a saddle, and never a maximum.",),
    "signs-turned-round": ("Check the signs: put each point into the derivatives.",),
    "coordinates-swapped": ("Mind the order of the coordinates.",),
    "positive-solutions-only": ("Solutions with negative coordinates count too.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    return None if solution.answer.children else "there is no critical point"


def figure(task: Task, solution: Solution) -> Figure | None:
    """The graph with its critical points; in two variables the level lines around a saddle point, if there is one."""
    answer = solution.answer
    if not isinstance(answer, t.Points) or not answer.items or len(answer.variables) > 2:
        return None
    if len(answer.variables) == 1:
        marks = tuple(values[0] for values, _ in answer.items)
        data = {"function": task["function"], "variable": answer.variables[0], "marks": marks}
        return Figure("graph", data, ("The graph of ", task["function"], " with ", answer, "."))
    saddles = [values for values, kind in answer.items if kind == "saddle"]
    if not saddles:
        return None
    data = {"function": task["function"], "variables": answer.variables, "at": saddles[0]}
    place = point_relation(dict(zip(answer.variables, saddles[0], strict=True)))
    return Figure("saddle", data, ("Level lines of ", task["function"], " around the saddle point ", place, "."))


KIND = Kind(
    name="critical_points",
    title="Critical points",
    fields=(
        Field("function", help="the function, such as x^3 + y^3 - 3*x*y"),
        Field("variables", "variables", None, "its one or two variables (default: the names in it, sorted)"),
        Field("classify", "flag", True, "say of each point what it is"),
    ),
    sample={"function": "x^3 + y^3 - 3*x*y"},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.critical,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    solver="factors and substitution",
    height=6.6,
    figure=figure,
)
