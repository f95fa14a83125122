"""The derivative of a function of one variable, of any order, as a function or at a point."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.expression.equality import check_partial, compare
from calcdrill.expression.malrules import MALRULES, wrong_derivatives
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, At, Derivative, Name, Node
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.common import MOST_ORDER, definition, derived_in_turn, evidence, given, value_at
from calcdrill.kinds.fields import Field, as_point
from calcdrill.problem import Solution, Statement, Task

_WORDS = {1: "Differentiate", 2: "Find the second derivative", 3: "Find the third derivative"}


def statement(task: Task) -> Statement:
    order, point = task["order"], _point(task)
    verb = _WORDS.get(order, f"Find the derivative of order {order}")
    by: Prose = (f"{verb} with respect to ", Name(task["variable"]))
    place = " and give its value at the given point." if point else "."
    return Statement((*by, place), given(definition((task["variable"],), task["function"]), point, task.domain))


def _point(task: Task) -> dict[str, Node] | None:
    return None if task["at"] is None else as_point(task["at"], (task["variable"],))


def _variables(task: Task) -> tuple[str, ...]:
    return (task["variable"],) * task["order"]


def solve(task: Task) -> Solution:
    derivative, steps = derived_in_turn(task["function"], _variables(task), partial=False)
    point = _point(task)
    if point is None:
        return Solution(derivative, steps)
    answer = value_at(derivative, point)
    return Solution(answer, (*steps, Step("substitute", At(derivative, tuple(point.items())), answer, weight=1)))


def check(task: Task, solution: Solution) -> Evidence:
    point = _point(task)
    if point is None:
        return evidence("arb jets", check_partial(task["function"], solution.answer, _variables(task), task.domain))
    truth = At(Derivative(task["function"], _variables(task)), tuple(point.items()))
    return evidence("arb jets", compare(truth, solution.answer))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    point = _point(task)
    before = task["function"]
    if task["order"] > 1:
        before, _ = derived_in_turn(before, _variables(task)[1:], partial=False)
        yield "one-derivative-short", before if point is None else value_at(before, point)
    for name, wrong in wrong_derivatives(before, task["variable"]):
        yield name, tidy(wrong) if point is None else value_at(wrong, point)
    if point is not None:
        yield "value-instead-of-slope", value_at(task["function"], point)


FEEDBACK = {
    **MALRULES,
    "one-derivative-short": ("One more derivative is to be taken.",),
    "value-instead-of-slope": ("This is the value of the function there, not of its derivative.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    if solution.answer == ZERO:
        return "the derivative is 0"
    if solution.answer == task["function"]:
        return "the derivative is the function itself"
    return None


KIND = Kind(
    name="derivative",
    title="Derivative",
    fields=(
        Field("function", help="the function, such as exp(3*x^2 - x)"),
        Field("variable", "variable", "x", "the variable to differentiate by"),
        Field("order", "integer", 1, "how often to differentiate", least=1, most=MOST_ORDER),
        Field("at", "point", None, "a number, to give the value there"),
    ),
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
)
