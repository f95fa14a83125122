"""A partial derivative: of first or higher order, by one variable or by several in turn."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import TaskError
from calcdrill.expression.equality import check_partial, compare
from calcdrill.expression.malrules import MALRULES, wrong_derivatives
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, At, Derivative, Name, Node
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.common import (
    MOST_ORDER,
    definition,
    derived_in_turn,
    evidence,
    given,
    optional_point,
    value_at,
)
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task


def statement(task: Task) -> Statement:
    wrt, point = task["wrt"], optional_point(task)
    end = " and give its value at the given point." if point else "."
    words: Prose = ("Find the partial derivative with respect to ", Name(wrt[0]))
    if len(wrt) > 1:
        in_turn = [part for name in wrt[1:] for part in (", then ", Name(name))]
        words = ("Find the partial derivative with respect to ", Name(wrt[0]), *in_turn)
    return Statement((*words, end), given(definition(task["variables"], task["function"]), point, task.domain))


def solve(task: Task) -> Solution:
    if len(task["wrt"]) > MOST_ORDER:
        raise TaskError(f"at most {MOST_ORDER} derivatives are taken", "wrt")
    partial, steps = derived_in_turn(task["function"], task["wrt"], partial=True)
    point = optional_point(task)
    if point is None:
        return Solution(partial, steps)
    answer = value_at(partial, point)
    return Solution(answer, (*steps, Step("substitute", At(partial, tuple(point.items())), answer, weight=1)))


def check(task: Task, solution: Solution) -> Evidence:
    point = optional_point(task)
    if point is None:
        return evidence("arb jets", check_partial(task["function"], solution.answer, task["wrt"], task.domain))
    truth = At(Derivative(task["function"], task["wrt"], partial=True), tuple(point.items()))
    return evidence("arb jets", compare(truth, solution.answer))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    point, wrt = optional_point(task), task["wrt"]
    before = task["function"]
    if len(wrt) > 1:
        before, _ = derived_in_turn(before, wrt[:-1], partial=True)
        yield "one-derivative-short", before if point is None else value_at(before, point)
    others = [name for name in task["variables"] if name != wrt[-1]]
    for name, wrong in wrong_derivatives(before, wrt[-1], others):
        yield name, tidy(wrong) if point is None else value_at(wrong, point)


FEEDBACK = {**MALRULES, "one-derivative-short": ("One more derivative is to be taken.",)}


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
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
)
