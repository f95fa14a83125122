"""The gradient: the vector of all partial derivatives, as functions or at a point."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import Reject
from calcdrill.expression.comparing.equality import check_partial, compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.malrules import MALRULES, wrong_derivatives
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, Node, Vector, names, total
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds.common import (
    at,
    definition,
    evidence,
    given,
    level_lines,
    optional_point,
    partials,
    solution_at,
    value_at,
    worked_partials,
)
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task


def statement(task: Task) -> Statement:
    point = optional_point(task)
    words: Prose = ("Find the gradient at the given point.",) if point else ("Find the gradient.",)
    return Statement(words, given(definition(task["variables"], task["function"]), point, task.domain))


def solve(task: Task) -> Solution:
    function, variables = task["function"], task["variables"]
    if len(variables) < 2:
        raise Reject("a gradient needs two variables or more")
    entries, worked = worked_partials(function, variables)
    note: Prose = ("one entry for each variable, in their order",)
    last = Step("assemble the gradient", Vector(partials(function, variables)), Vector(entries), note)
    return solution_at(optional_point(task), Vector(entries), (*worked, last), ("put the point's numbers in",))


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    point = optional_point(task)
    assert isinstance(solution.answer, Vector)
    if point is None:
        pairs = zip(task["variables"], solution.answer.entries, strict=True)
        comparisons = [
            check_partial(task["function"], entry, (variable,), task.domain, shared=shared) for variable, entry in pairs
        ]
    else:
        truth = at(Vector(partials(task["function"], task["variables"])), point)
        comparisons = [compare(truth, solution.answer, shared=shared)]
    return evidence("arb jets", *comparisons)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    assert isinstance(solution.answer, Vector)
    right = solution.answer.entries
    yield "sum-of-components", tidy(total(*right))
    yield "reversed-order", Vector(tuple(reversed(right)))
    variable, *others = task["variables"]
    for name, wrong in wrong_derivatives(task["function"], variable, others):
        yield name, Vector((value_at(wrong, optional_point(task)), *right[1:]))


FEEDBACK: dict[str, Prose] = {
    **MALRULES,
    "sum-of-components": ("The gradient is a vector: keep the partial derivatives apart, do not add them.",),
    "reversed-order": ("The entries go in the order of the variables.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    assert isinstance(solution.answer, Vector)
    if all(entry == ZERO for entry in solution.answer.entries):
        return "the gradient is 0"
    if task["at"] is None and not names(solution.answer):
        return "the gradient is constant"
    return None


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
    solve=solve,
    check=check,
    slips=_slips.gradient,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    height=4.0,
    derived=lambda task: tuple((task["function"], (name,)) for name in task["variables"]),
    has_constants=True,
    figure=level_lines,
)
