"""Newton's method: steps towards a root of one function, or towards a minimum in one or more variables."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import Reject, TaskError, Undecided, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, At, Derivative, Matrix, Negative, Node, Quotient, Sum, times, total
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.common import definition, point_relation, value_at
from calcdrill.kinds.fields import Field, as_point
from calcdrill.kinds.gradient_descent import together
from calcdrill.linear import solve_linear
from calcdrill.problem import Solution, Statement, Task

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
        residual = tuple(tidy(differentiate(task["function"], name)) for name in names)
    return residual, tuple(tuple(tidy(differentiate(entry, name)) for name in names) for entry in residual)


def solve(task: Task) -> Solution:
    names = task["variables"]
    residual, slopes = _system(task)
    steps = [_preparation(task, residual, slopes)]
    point = tuple(_start(task).values())
    for k in range(1, task["steps"] + 1):
        place = dict(zip(names, point, strict=True))
        values = tuple(value_at(entry, place) for entry in residual)
        matrix = tuple(tuple(value_at(entry, place) for entry in row) for row in slopes)
        move = solve_linear(matrix, values)
        if move is None:
            raise Reject("the derivative that Newton's method divides by is 0")
        after = tuple(tidy(Sum((p, Negative(m)))) for p, m in zip(point, move, strict=True))
        steps.append(_newton_step(names, k, point, (residual, slopes), (values, matrix), move, after))
        point = after
    return Solution(together(point), tuple(steps))


def _shown(matrix: tuple[tuple[Node, ...], ...]) -> Node:
    return matrix[0][0] if len(matrix) == 1 else Matrix(matrix)


def _preparation(task: Task, residual: tuple[Node, ...], slopes: tuple[tuple[Node, ...], ...]) -> Step:
    names, many = task["variables"], len(task["variables"]) > 1
    if task["goal"] == "root":
        return Step("differentiate", Derivative(task["function"], names), slopes[0][0])
    second = tuple(tuple(Derivative(task["function"], (a, b), many) for b in names) for a in names)
    first = tuple(Derivative(task["function"], (a,), many) for a in names)
    inner = Step("first derivative" if not many else "gradient", together(first), together(residual))
    rule = "second derivative" if not many else "Hessian"
    return Step(rule, _shown(second), _shown(slopes), (), (inner,))


def _newton_step(
    names: tuple[str, ...],
    k: int,
    point: tuple[Node, ...],
    functions: tuple[tuple[Node, ...], tuple[tuple[Node, ...], ...]],
    values: tuple[tuple[Node, ...], tuple[tuple[Node, ...], ...]],
    move: tuple[Node, ...],
    after: tuple[Node, ...],
) -> Step:
    place = tuple(zip(names, point, strict=True))
    inner = [
        Step("value at the point", At(together(functions[0]), place), together(values[0]), weight=1),
        Step("derivative at the point", At(_shown(functions[1]), place), _shown(values[1]), weight=1),
    ]
    if len(point) == 1:
        before: Node = Sum((point[0], Negative(Quotient(values[0][0], values[1][0][0]))))
        note: Prose = ("the point minus value over derivative",)
    else:
        product = tuple(total(*(times(a, m) for a, m in zip(row, move, strict=True))) for row in values[1])
        note = ("the point minus the solution of Hessian times move = gradient, here ", together(move))
        inner.append(Step("solve for the move", together(product), together(values[0]), weight=1))
        before = together(tuple(Sum((p, Negative(m))) for p, m in zip(point, move, strict=True)))
    return Step(f"step {k}", before, together(after), note, tuple(inner))


def check(task: Task, solution: Solution) -> Evidence:
    """Each step again: H·(old − new) = g at the old point, with g and H by jets of the function itself."""
    names = task["variables"]
    entries = [step.after for step in solution.steps if step.rule.startswith("step ")]
    point = tuple(_start(task).values())
    points, bound = 0, 0.0
    for entry in entries:
        after = (entry,) if len(names) == 1 else entry.children
        place = tuple(zip(names, point, strict=True))
        for row in range(len(names)):
            comparison = compare(*_equation(task, row, place, point, after))
            if comparison.verdict is Verdict.DIFFERENT:
                raise Wrong("a step does not solve Newton's equation")
            if comparison.verdict is Verdict.UNDECIDED:
                raise Undecided("a step could not be checked")
            points, bound = points + comparison.points, max(bound, comparison.bound)
        point = tuple(after)
    if together(point) != solution.answer or len(entries) != task["steps"]:
        raise Wrong("the answer is not the last iterate")
    return Evidence("arb jets", points, bound)


def _equation(
    task: Task, row: int, place: tuple[tuple[str, Node], ...], old: tuple[Node, ...], new: tuple[Node, ...]
) -> tuple[Node, Node]:
    names, function = task["variables"], task["function"]
    prefix = () if task["goal"] == "root" else (names[row],)
    right = At(Derivative(function, prefix) if prefix else function, place)
    moves = (Sum((a, Negative(b))) for a, b in zip(old, new, strict=True))
    slopes = (At(Derivative(function, (*prefix, name)), place) for name in names)
    return total(*(times(slope, move) for slope, move in zip(slopes, moves, strict=True))), right


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    last = [step for step in solution.steps if step.rule.startswith("step ")][-1]
    if len(task["variables"]) > 1:
        gradient = last.substeps[0].after
        before = last.before.children
        points = tuple(sum_.children[0] if isinstance(sum_, Sum) else sum_ for sum_ in before)
        plain = (tidy(Sum((p, Negative(g)))) for p, g in zip(points, gradient.children, strict=True))
        yield "gradient-step-instead", together(tuple(plain))
        yield "step-added", together(
            tuple(tidy(Sum((p, p, Negative(n)))) for p, n in zip(points, last.after.children, strict=True))
        )
        return
    value, slope = last.substeps[0].after, last.substeps[1].after
    point = last.before.children[0]
    yield "step-added", tidy(Sum((point, Quotient(value, slope))))
    if value != ZERO:
        yield "ratio-inverted", tidy(Sum((point, Negative(Quotient(slope, value)))))
    yield "product-instead-of-ratio", tidy(Sum((point, Negative(times(value, slope)))))
    yield "ratio-only", tidy(Quotient(value, slope))


FEEDBACK: dict[str, Prose] = {
    "step-added": ("Newton's method subtracts the ratio.",),
    "ratio-inverted": ("The derivative is the divisor: value over derivative, not the other way round.",),
    "product-instead-of-ratio": ("Divide by the derivative, do not multiply by it.",),
    "ratio-only": ("This is the move alone; subtract it from the point.",),
    "gradient-step-instead": ("This is a plain gradient step: the move solves Hessian times move = gradient.",),
}

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
    mistakes=mistakes,
    feedback=FEEDBACK,
    height=6.0,
)
