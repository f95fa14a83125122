"""The Jacobian matrix in numerator layout: one row a function, one column a variable."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import TaskError
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, Apply, Matrix, Name, Node, Relation, Vector, total
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.common import (
    at,
    diagonal_of,
    evidence,
    given,
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
    place = " at the given point" if point else ""
    words: Prose = (f"Find the Jacobian matrix{place} (numerator layout: each function has a row).",)
    left = Apply("F", tuple(Name(name) for name in task["variables"]))
    return Statement(words, given(Relation((left, Vector(task["functions"])), ("=",)), point, task.domain))


def truth(task: Task) -> Node:
    """The Jacobian still to be worked out."""
    return at(_symbols(task), optional_point(task))


def _symbols(task: Task) -> Matrix:
    return Matrix(tuple(partials(function, task["variables"]) for function in task["functions"]))


def solve(task: Task) -> Solution:
    if len(task["functions"]) > 6 or len(task["variables"]) > 6:
        raise TaskError("a Jacobian has at most 6 rows and 6 columns", "functions")
    worked = [worked_partials(function, task["variables"]) for function in task["functions"]]
    jacobian = Matrix(tuple(row for row, _ in worked))
    steps = [_row_step(task, k, *row_and_lines) for k, row_and_lines in enumerate(worked)]
    steps.append(Step("assemble", _symbols(task), jacobian, ("one row for each function",)))
    return solution_at(optional_point(task), jacobian, steps)


def _row_step(task: Task, k: int, row: tuple[Node, ...], lines: tuple[Step, ...]) -> Step:
    function = task["functions"][k]
    before = Vector(partials(function, task["variables"]))
    return Step(f"row {k + 1}", before, Vector(row), ("the partial derivatives of ", function), lines)


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    return evidence("arb jets", compare(truth(task), solution.answer, domain=task.domain, shared=shared))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    assert isinstance(solution.answer, Matrix)
    rows = solution.answer.rows
    yield "transposed", Matrix(tuple(zip(*rows, strict=True)))
    yield "gradient-of-sum", Vector(tuple(tidy(total(*column)) for column in zip(*rows, strict=True)))
    yield "diagonal-only", diagonal_of(solution.answer)
    point = optional_point(task)
    values = Vector(tuple(value_at(f, point) if point else f for f in task["functions"]))
    yield "not-differentiated", values


FEEDBACK: dict[str, Prose] = {
    "transposed": ("Rows belong to the functions, columns to the variables: this is the transpose.",),
    "gradient-of-sum": ("Each function keeps a row of its own; the rows are not added.",),
    "diagonal-only": ("Every function is differentiated with respect to every variable, not only its own.",),
    "not-differentiated": ("These are the functions themselves, not their derivatives.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    return "the Jacobian is 0" if all(entry == ZERO for entry in solution.answer.children) else None


KIND = Kind(
    name="jacobian",
    title="Jacobian matrix",
    fields=(
        Field("functions", "expressions", help="the functions, such as [x^2*y, x + y]"),
        Field("variables", "variables", None, "the variables, in order"),
        Field("at", "point", None, "a point such as {x: 1, y: 2}"),
    ),
    sample={"functions": ["x^2*y", "x + 3*y"]},
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    height=5.0,
    derived=lambda task: tuple((row, (name,)) for row in task["functions"] for name in task["variables"]),
    has_constants=True,
)
