"""Newton's method: steps towards a root of one function, or towards a minimum in one or more variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from calcdrill.errors import Reject, TaskError, Undecided, Wrong
from calcdrill.expression.comparing.comparison import weakest
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ZERO,
    At,
    Derivative,
    Matrix,
    Name,
    Negative,
    Node,
    Quotient,
    Sum,
    Vector,
    times,
    total,
)
from calcdrill.kinds import Basis, Evidence, Kind, _slips
from calcdrill.kinds.common import definition, equation, point_relation, slopes, together, value_at
from calcdrill.kinds.fields import Field, as_point
from calcdrill.linear import solve_linear
from calcdrill.problem import Figure, Solution, Statement, Task

MOST_STEPS = 6


def statement(task: Task) -> Statement:
    count = "one step" if task["steps"] == 1 else f"{task['steps']} steps"
    goal = "a root" if task["goal"] == "root" else "a minimum"
    words: Prose = (f"Take {count} of Newton's method towards {goal} and give the point you reach.",)
    shown: Prose = (definition(task["variables"], task["function"]), ", start ", point_relation(_start(task)), ".")
    return Statement(words, shown)


def _start(task: Task) -> dict[str, Node]:
    return as_point(task["start"], task["variables"], "start")


def _system(task: Task) -> tuple[tuple[Node, ...], tuple[tuple[Node, ...], ...]]:
    """What is to become zero, and its derivatives: (f) and ((f′)), or the gradient and the Hessian."""
    names = task["variables"]
    if task["goal"] == "root":
        if len(names) > 1:
            raise TaskError("a root is found in one variable; with more, the goal is minimum", "goal")
        residual: tuple[Node, ...] = (task["function"],)
    else:
        residual = slopes(task["function"], names)
    return residual, tuple(slopes(entry, names) for entry in residual)


@dataclass(frozen=True)
class Iterate:
    """One step: where it starts, the residual and its derivatives there, the move, and where it ends."""

    before: tuple[Node, ...]
    values: tuple[Node, ...]
    matrix: tuple[tuple[Node, ...], ...]
    move: tuple[Node, ...]
    after: tuple[Node, ...]


def iterates(task: Task) -> list[Iterate]:
    """All steps in exact textbook form; raises Reject where the linear system has no single solution."""
    residual, rates = _system(task)
    point = tuple(_start(task).values())
    steps = []
    for _ in range(task["steps"]):
        place = dict(zip(task["variables"], point, strict=True))
        values = tuple(value_at(entry, place) for entry in residual)
        matrix = tuple(tuple(value_at(entry, place) for entry in row) for row in rates)
        move = solve_linear(matrix, values)
        if move is None:
            raise Reject("the derivative that Newton's method divides by is 0")
        after = tuple(tidy(Sum((p, Negative(m)))) for p, m in zip(point, move, strict=True))
        steps.append(Iterate(point, values, matrix, move, after))
        point = after
    return steps


def solve(task: Task) -> Solution:
    residual, rates = _system(task)
    steps = _preparation(task, residual, rates)
    for k, step in enumerate(iterates(task), start=1):
        steps += _lines(task, k, step, residual, rates)
    return Solution(steps[-1].after, tuple(steps))


def _shown(matrix: tuple[tuple[Node, ...], ...]) -> Node:
    return matrix[0][0] if len(matrix) == 1 else Matrix(matrix)


def _preparation(task: Task, residual: tuple[Node, ...], rates: tuple[tuple[Node, ...], ...]) -> list[Step]:
    names, many = task["variables"], len(task["variables"]) > 1
    if task["goal"] == "root":
        return [Step("differentiate", Derivative(task["function"], names), rates[0][0])]
    second = tuple(tuple(Derivative(task["function"], (a, b), many) for b in names) for a in names)
    first = tuple(Derivative(task["function"], (a,), many) for a in names)
    return [
        Step("gradient" if many else "first derivative", together(first), together(residual)),
        Step("Hessian" if many else "second derivative", _shown(second), _shown(rates)),
    ]


_AT_THE_POINT: Final = {
    "root": ("value at the point", "slope at the point", "the point minus value over slope"),
    "minimum": ("slope at the point", "curvature at the point", "the point minus slope over curvature"),
    "many": ("gradient at the point", "Hessian at the point", "the point minus the move"),
}


def _lines(
    task: Task, k: int, step: Iterate, residual: tuple[Node, ...], rates: tuple[tuple[Node, ...], ...]
) -> Iterator[Step]:
    place = tuple(zip(task["variables"], step.before, strict=True))
    many = len(step.before) > 1
    first, second, note = _AT_THE_POINT["many" if many else task["goal"]]
    yield Step(first, At(together(residual), place), together(step.values), weight=1)
    if _shown(rates) != _shown(step.matrix):
        yield Step(second, At(_shown(rates), place), _shown(step.matrix), weight=1)
    if many:
        yield _solved(step)
        before = together(tuple(Sum((p, Negative(m))) for p, m in zip(step.before, step.move, strict=True)))
    else:
        before = Sum((step.before[0], Negative(Quotient(step.values[0], step.matrix[0][0]))))
    yield Step(f"step {k}", before, together(step.after), (note,))


def _solved(step: Iterate) -> Step:
    """The linear system for the move and what solves it."""
    unknowns = tuple(Name(f"d_{k}") for k in range(1, len(step.move) + 1))
    rows = tuple(tidy(total(*(times(a, d) for a, d in zip(row, unknowns, strict=True)))) for row in step.matrix)
    system = equation(Vector(rows), Vector(step.values))
    solution = equation(Vector(unknowns), Vector(step.move))
    return Step("solve for the move", system, solution, ("Hessian times move = gradient",), check="solution")


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """Each step again: H·(old − new) = g at the old point, with g and H by jets of the function itself."""
    names = task["variables"]
    entries = [step.after for step in solution.steps if step.rule.startswith("step ")]
    point = tuple(_start(task).values())
    points, bound = 0, 0.0
    bases: list[Basis] = []
    for entry in entries:
        after = (entry,) if len(names) == 1 else entry.children
        place = tuple(zip(names, point, strict=True))
        for row in range(len(names)):
            comparison = compare(*_equation(task, row, place, point, after), shared=shared)
            if comparison.verdict is Verdict.DIFFERENT:
                raise Wrong("a step does not solve Newton's equation")
            if comparison.verdict is Verdict.UNDECIDED:
                raise Undecided("a step could not be checked")
            points, bound = points + comparison.points, max(bound, comparison.bound)
            bases.append(comparison.basis)
        point = tuple(after)
    if together(point) != solution.answer or len(entries) != task["steps"]:
        raise Wrong("the answer is not the last iterate")
    return Evidence("arb jets", points, bound, weakest(bases))


def _equation(
    task: Task, row: int, place: tuple[tuple[str, Node], ...], old: tuple[Node, ...], new: tuple[Node, ...]
) -> tuple[Node, Node]:
    names, function = task["variables"], task["function"]
    prefix = () if task["goal"] == "root" else (names[row],)
    right = At(Derivative(function, prefix) if prefix else function, place)
    moves = (Sum((a, Negative(b))) for a, b in zip(old, new, strict=True))
    rates = (At(Derivative(function, (*prefix, name)), place) for name in names)
    return total(*(times(rate, move) for rate, move in zip(rates, moves, strict=True))), right


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    last = iterates(task)[-1]
    if len(task["variables"]) > 1:
        yield "gradient-step-instead", _entrywise(last.before, last.values, lambda p, g: Sum((p, Negative(g))))
        yield "step-added", _entrywise(last.before, last.move, lambda p, m: Sum((p, m)))
        yield "move-only", together(last.move)
        return
    (point,), (value,), ((slope,),) = last.before, last.values, last.matrix
    if task["goal"] == "minimum":
        height = value_at(task["function"], dict(zip(task["variables"], last.before, strict=True)))
        if value != ZERO:
            yield "root-step-instead", tidy(Sum((point, Negative(Quotient(height, value)))))
    yield "step-added", tidy(Sum((point, Quotient(value, slope))))
    if value != ZERO:
        yield "ratio-inverted", tidy(Sum((point, Negative(Quotient(slope, value)))))
    yield "product-instead-of-ratio", tidy(Sum((point, Negative(times(value, slope)))))
    yield "ratio-only", tidy(Quotient(value, slope))


def _entrywise(left: tuple[Node, ...], right: tuple[Node, ...], join: Callable[[Node, Node], Node]) -> Node:
    return together(tuple(tidy(join(a, b)) for a, b in zip(left, right, strict=True)))


FEEDBACK: dict[str, Prose] = {
    "step-added": ("Newton's method subtracts the move: point minus move.",),
    "ratio-inverted": ("The ratio is upside down: the derivative is what you divide by.",),
    "product-instead-of-ratio": ("Divide by the derivative; do not multiply by it.",),
    "ratio-only": ("This is the move alone; subtract it from the point.",),
    "move-only": ("This is the move alone; subtract it from the point.",),
    "root-step-instead": ("That is a step towards a root of f. For a minimum, divide the slope by the curvature.",),
    "gradient-step-instead": ("That is a plain gradient step. In Newton's method, Hessian times move = gradient.",),
}


def figure(task: Task, solution: Solution) -> Figure | None:
    """The tangents that lead from each point to the next: of the function, or of its slope towards a minimum."""
    if len(task["variables"]) > 1:
        return None
    (residual,), _ = _system(task)
    path = (tuple(_start(task).values()), *(step.after for step in iterates(task)))
    alt: Prose = ("The graph of ", residual, " with the tangents from ", path[0][0], " to ", path[-1][0], ".")
    return Figure("tangents", {"function": residual, "variables": task["variables"], "path": path}, alt)


KIND = Kind(
    name="newton",
    title="Newton's method",
    fields=(
        Field("function", help="the function"),
        Field("variables", "variables", None, "its variables, in order"),
        Field("start", "point", help="where to start"),
        Field("steps", "integer", 1, "how many steps", least=1, most=MOST_STEPS),
        Field("goal", "choice", "root", "what to approach", choices=("root", "minimum")),
    ),
    sample={"function": "x^2 - 2", "start": 1},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.newton,
    mistakes=mistakes,
    feedback=FEEDBACK,
    figure=figure,
    height=6.0,
)
