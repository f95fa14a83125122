"""The Hessian: the symmetric matrix of second partial derivatives, as functions or at a point."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import TaskError
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, Derivative, Matrix, Negative, Node, Vector, times
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds.common import (
    at,
    by_entry,
    definition,
    derived,
    diagonal_of,
    evidence,
    given,
    optional_point,
    partials,
    slopes,
    solution_at,
    value_at,
    worked_partials,
)
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task

MOST_VARIABLES = 4


def statement(task: Task) -> Statement:
    point = optional_point(task)
    words: Prose = ("Find the Hessian matrix at the given point.",) if point else ("Find the Hessian matrix.",)
    return Statement(words, given(definition(task["variables"], task["function"]), point, task.domain))


def second_partials(task: Task) -> Matrix:
    """The Hessian in textbook form; the lower half is the upper half."""
    rows = [slopes(first, task["variables"]) for first in slopes(task["function"], task["variables"])]
    places = range(len(rows))
    return Matrix(tuple(tuple(rows[min(i, j)][max(i, j)] for j in places) for i in places))


def solve(task: Task) -> Solution:
    function, variables = task["function"], task["variables"]
    if not 2 <= len(variables) <= MOST_VARIABLES:
        raise TaskError(f"a Hessian has 2 to {MOST_VARIABLES} variables", "variables")
    firsts, worked = worked_partials(function, variables)
    symbols, rows = Vector(partials(function, variables)), tuple(partials(first, variables) for first in firsts)
    hessian = second_partials(task)
    note: Prose = ("each row differentiates one entry of the gradient; the matrix is symmetric",)
    steps = [
        Step("gradient", symbols, Vector(firsts), ("differentiate once with respect to each variable",), worked),
        Step("second derivatives", Matrix(rows), hessian, note, _upper_half(firsts, variables)),
    ]
    return solution_at(optional_point(task), hessian, steps)


def _upper_half(firsts: tuple[Node, ...], variables: tuple[str, ...]) -> tuple[Step, ...]:
    """One line for each entry on and above the diagonal; the others are the same."""
    steps = []
    for row, first in enumerate(firsts):
        for name in variables[row:]:
            entry, lines = derived(first, name, partial=True)
            rule = _rule(variables[row], name)
            steps.append(Step(rule, Derivative(first, (name,), partial=True), entry, (), lines))
    return tuple(steps)


def _rule(first: str, second: str) -> str:
    if first == second:
        return f"second partial derivative with respect to {first}"
    return f"mixed partial derivative with respect to {first} and {second}"


def truth(task: Task) -> Node:
    """The Hessian still to be worked out, every entry from the function itself."""
    variables = task["variables"]
    rows = tuple(tuple(Derivative(task["function"], (a, b), partial=True) for b in variables) for a in variables)
    return at(Matrix(rows), optional_point(task))


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    return evidence("arb jets", compare(truth(task), solution.answer, domain=task.domain, shared=shared))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    yield "diagonal-only", diagonal_of(solution.answer)
    flipped = by_entry(solution.answer, lambda i, j, entry: entry if i == j else tidy(Negative(entry)))
    yield "mixed-sign-flipped", flipped
    firsts = slopes(task["function"], task["variables"])
    products = Matrix(tuple(tuple(tidy(times(a, b)) for b in firsts) for a in firsts))
    yield "products-of-first-derivatives", value_at(products, optional_point(task))


FEEDBACK: dict[str, Prose] = {
    "diagonal-only": (
        "The mixed second derivatives belong there too: differentiate with respect to one variable, then the other.",
    ),
    "mixed-sign-flipped": ("The mixed second derivatives have the other sign.",),
    "products-of-first-derivatives": ("A second derivative is not a product of two first derivatives.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    assert isinstance(solution.answer, Matrix)
    return "the Hessian is 0" if all(entry == ZERO for entry in solution.answer.children) else None


KIND = Kind(
    name="hessian",
    title="Hessian matrix",
    fields=(
        Field("function", help="the function, such as x^3 - 3*x*y"),
        Field("variables", "variables", None, "its variables, in order"),
        Field("at", "point", None, "a point such as {x: 1, y: 2}"),
    ),
    sample={"function": "x^3 - 3*x*y + y^2"},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.hessian,
    derived=lambda task: tuple((task["function"], (a, b)) for a in task["variables"] for b in task["variables"]),
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    height=5.6,
    has_constants=True,
)
