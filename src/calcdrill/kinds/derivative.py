"""The derivative of a function of one variable, of any order, as a function or at a point."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.expression.comparing.equality import Verdict, check_partial, compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.differentiating.malrules import MALRULES, wrong_derivatives
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import TWO, ZERO, Derivative, Name, Node, Power
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds._borders import check_borders, difference_quotient
from calcdrill.kinds.common import (
    MOST_ORDER,
    ORDINALS,
    at,
    definition,
    derived_in_turn,
    ends_of,
    evidence,
    given,
    in_turn,
    last_function,
    solution_at,
    value_at,
)
from calcdrill.kinds.fields import Field, as_point
from calcdrill.problem import Figure, Solution, Statement, Task


def statement(task: Task) -> Statement:
    order, point, by = task["order"], _point(task), Name(task["variable"])
    words: Prose = ("Differentiate with respect to ", by, ".")
    if order > 1 or point:
        which = f"{ORDINALS[order]} derivative" if order > 1 else "derivative"
        words = (f"Find the {which} with respect to ", by, " at the given point." if point else ".")
    return Statement(words, given(definition((task["variable"],), task["function"]), point, task.domain))


def _point(task: Task) -> dict[str, Node] | None:
    return None if task["at"] is None else as_point(task["at"], (task["variable"],))


def _variables(task: Task) -> tuple[str, ...]:
    return (task["variable"],) * int(task["order"])


def solve(task: Task) -> Solution:
    derivative, steps = derived_in_turn(task["function"], _variables(task), partial=False)
    return solution_at(_point(task), derivative, steps, weight=1)


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    point = _point(task)
    if point is None:
        comparison = check_partial(task["function"], solution.answer, _variables(task), task.domain, shared=shared)
        if task["order"] == 1:
            check_borders(task["function"], task["variable"], solution.answer)
        return evidence("arb jets", comparison)
    comparison = compare(at(Derivative(task["function"], _variables(task)), point), solution.answer, shared=shared)
    if comparison.verdict is Verdict.UNDECIDED and task["order"] == 1:
        quotient = difference_quotient(task["function"], task["variable"], point[task["variable"]])
        return evidence("limit of difference quotients", compare(quotient, solution.answer, shared=shared))
    return evidence("arb jets", comparison)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    last = last_function(solution)
    kept = wrong_derivatives(last, task["variable"])
    for name, wrong in in_turn(_own_mistakes(task, last), kept):
        yield name, value_at(wrong, _point(task))


def _own_mistakes(task: Task, last: Node) -> Iterator[tuple[str, Node]]:
    """Mistakes about the order and the point; ``last`` is the derivative before the last one."""
    function, variable, order = task["function"], task["variable"], task["order"]
    if order > 1:
        yield "one-derivative-short", last
    if order == 2:
        yield "derivative-squared", Power(last, TWO)
    if order > 2:
        yield "first-derivative-only", differentiate(function, variable)
    if task["at"] is not None:
        yield "value-instead-of-slope", function
        yield "substituted-first", ZERO


FEEDBACK: dict[str, Prose] = {
    **MALRULES,
    "one-derivative-short": ("Differentiate once more.",),
    "derivative-squared": ("Differentiate the first derivative again; the second one is not its square.",),
    "first-derivative-only": ("This is the first derivative: differentiate again, as often as is asked.",),
    "value-instead-of-slope": ("This is the value of the function there, not of its derivative.",),
    "substituted-first": ("Put the number in last: a number alone has the derivative ", ZERO, "."),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    if solution.answer == ZERO:
        return "the derivative is 0"
    if solution.answer == task["function"]:
        return "the derivative is the function itself"
    return None


def figure(task: Task, solution: Solution) -> Figure | None:
    """The graph of the function with that of its derivative, or with the point at which the slope is asked for."""
    if task["order"] != 1:
        return None
    data = {"function": task["function"], "variable": task["variable"], **ends_of(task)}
    point = _point(task)
    if point is not None:
        (place,) = point.values()
        alt: Prose = ("The graph of ", task["function"], " with the point at ", place, "; its slope there is ")
        return Figure("graph", {**data, "marks": (place,)}, (*alt, solution.answer, "."))
    alt = ("The graph of ", task["function"], " and, dashed, that of its derivative ", solution.answer, ".")
    return Figure("graph", {**data, "others": (solution.answer,)}, alt)


KIND = Kind(
    name="derivative",
    title="Derivative",
    fields=(
        Field("function", help="the function, such as exp(3*x^2 - x)"),
        Field("variable", "variable", "x", "the variable to differentiate by"),
        Field("order", "integer", 1, "how often to differentiate", least=1, most=MOST_ORDER),
        Field("at", "point", None, "a number, to give the value there"),
    ),
    sample={"function": "exp(3*x^2 - x)"},
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    height=3.2,
    derived=lambda task: ((task["function"], _variables(task)),),
    has_constants=True,
    figure=figure,
)
