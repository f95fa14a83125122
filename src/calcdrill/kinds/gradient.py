"""The gradient: the vector of all partial derivatives, as functions or at a point."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import Reject
from calcdrill.expression.comparing.equality import check_partial, compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.malrules import wrong_derivatives
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, At, Derivative, Node, Vector, names, total
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds.common import definition, evidence, given, level_lines, optional_point, value_at, worked_partials
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task


def statement(task: Task) -> Statement:
    point = optional_point(task)
    words: Prose = ("Find the gradient at the given point.",) if point else ("Find the gradient.",)
    return Statement(words, given(definition(task["variables"], task["function"]), point, task.domain))


def solve(task: Task) -> Solution:
    function, variables = task["function"], task["variables"]
    partials, worked = worked_partials(function, variables)
    steps, gradient = list(worked), Vector(partials)
    symbols = Vector(tuple(Derivative(function, (variable,), partial=True) for variable in variables))
    steps.append(Step("assemble the gradient", symbols, gradient, ("one entry for each variable, in their order",)))
    point = optional_point(task)
    if point is None:
        return Solution(gradient, tuple(steps))
    answer = Vector(tuple(value_at(partial, point) for partial in partials))
    steps.append(Step("substitute", At(gradient, tuple(point.items())), answer, ("put the point's numbers in",)))
    return Solution(answer, tuple(steps))


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    point = optional_point(task)
    assert isinstance(solution.answer, Vector)
    if point is None:
        pairs = zip(task["variables"], solution.answer.entries, strict=True)
        comparisons = [
            check_partial(task["function"], entry, (variable,), task.domain, shared=shared) for variable, entry in pairs
        ]
    else:
        truth = Vector(tuple(Derivative(task["function"], (variable,), partial=True) for variable in task["variables"]))
        comparisons = [compare(At(truth, tuple(point.items())), solution.answer, shared=shared)]
    return evidence("arb jets", *comparisons)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    point = optional_point(task)
    assert isinstance(solution.answer, Vector)
    right = solution.answer.entries
    yield "sum-of-components", tidy(total(*right))
    yield "reversed-order", Vector(tuple(reversed(right)))
    variable, *others = task["variables"]
    for name, wrong in wrong_derivatives(task["function"], variable, others):
        entry = tidy(wrong) if point is None else value_at(wrong, point)
        yield name, Vector((entry, *right[1:]))


def feedback() -> dict[str, Prose]:
    from calcdrill.expression.differentiating.malrules import MALRULES

    return {
        **MALRULES,
        "sum-of-components": ("The gradient is a vector: keep the partial derivatives apart, do not add them.",),
        "reversed-order": ("The entries stand in the order of the variables.",),
    }


def degenerate(task: Task, solution: Solution) -> str | None:
    assert isinstance(solution.answer, Vector)
    if all(entry == ZERO for entry in solution.answer.entries):
        return "the gradient is 0"
    if task["at"] is None and not names(solution.answer):
        return "the gradient is constant"
    return None


def _solve(task: Task) -> Solution:
    if len(task["variables"]) < 2:
        raise Reject("a gradient needs two variables or more")
    return solve(task)


KIND = Kind(
    name="gradient",
    title="Gradient",
    fields=(
        Field("function", help="the function, such as x^2*y + exp(y)"),
        Field("variables", "variables", None, "its variables, in order (default: the names in it, sorted)"),
        Field("at", "point", None, "a point such as {x: 1, y: 2}"),
    ),
    sample={"function": "x^2*y + exp(y)"},
    statement=statement,
    solve=_solve,
    check=check,
    slips=_slips.gradient,
    mistakes=mistakes,
    feedback=feedback(),
    degenerate=degenerate,
    height=4.0,
    derived=lambda task: tuple((task["function"], (name,)) for name in task["variables"]),
    has_constants=True,
    figure=level_lines,
)
