"""A partial derivative: of first or higher order, by one variable or by several in turn."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import TaskError
from calcdrill.expression.comparing.equality import check_partial, compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.differentiating.malrules import MALRULES, wrong_derivatives
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import ZERO, Derivative, Name, Node, times
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds.common import (
    MOST_ORDER,
    at,
    definition,
    derived_in_turn,
    evidence,
    given,
    in_turn,
    last_function,
    optional_point,
    solution_at,
    value_at,
)
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task


def statement(task: Task) -> Statement:
    point = optional_point(task)
    wrt = task["wrt"]
    end = " at the given point." if point else "."
    if len(wrt) > 1:
        words: Prose = ("Find ", Derivative(Name("f"), wrt, partial=True), end)
    else:
        words = ("Find the partial derivative with respect to ", Name(wrt[0]), end)
    return Statement(words, given(definition(task["variables"], task["function"]), point, task.domain))


def solve(task: Task) -> Solution:
    if len(task["wrt"]) > MOST_ORDER:
        raise TaskError(f"at most {MOST_ORDER} derivatives are taken", "wrt")
    partial, steps = derived_in_turn(task["function"], task["wrt"], partial=True)
    return solution_at(optional_point(task), partial, steps, weight=1)


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    point = optional_point(task)
    if point is None:
        comparison = check_partial(task["function"], solution.answer, task["wrt"], task.domain, shared=shared)
        return evidence("arb jets", comparison)
    truth = at(Derivative(task["function"], task["wrt"], partial=True), point)
    return evidence("arb jets", compare(truth, solution.answer, shared=shared))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    wrt, last = task["wrt"], last_function(solution)
    others = [name for name in task["variables"] if name != wrt[-1]]
    for name, wrong in in_turn(_own_mistakes(task, last), wrong_derivatives(last, wrt[-1], others)):
        yield name, value_at(wrong, optional_point(task))


def _own_mistakes(task: Task, last: Node) -> Iterator[tuple[str, Node]]:
    """Mistakes about the order and the point; ``last`` is the derivative before the last one."""
    function, wrt = task["function"], task["wrt"]
    if len(wrt) > 1:
        yield "one-derivative-short", last
    if len(wrt) == 2:
        yield "product-of-first-partials", times(*(differentiate(function, name) for name in wrt))
        if wrt[0] != wrt[1]:
            yield "same-variable-twice", differentiate(last, wrt[0])
    if task["at"] is not None:
        yield "value-instead-of-slope", function


FEEDBACK: dict[str, Prose] = {
    **MALRULES,
    "one-derivative-short": ("Differentiate once more.",),
    "product-of-first-partials": ("A second derivative is no product: differentiate the first derivative again.",),
    "same-variable-twice": ("The second time, differentiate with respect to the other variable.",),
    "value-instead-of-slope": ("This is the value of the function there, not of its derivative.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    return "the derivative is 0" if solution.answer == ZERO else None


KIND = Kind(
    name="partial",
    title="Partial derivative",
    fields=(
        Field("function", help="the function, such as x^2*y + exp(x*y)"),
        Field("variables", "variables", None, "its variables, in order"),
        Field("wrt", "names", help="the variables to differentiate by, in turn"),
        Field("at", "point", None, "a point such as {x: 1, y: 2}"),
    ),
    sample={"function": "x^2*y + exp(x*y)", "wrt": ["x"]},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.partial,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    height=3.2,
    derived=lambda task: ((task["function"], tuple(task["wrt"])),),
    has_constants=True,
)
