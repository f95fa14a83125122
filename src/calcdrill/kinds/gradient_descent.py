"""Steps of gradient descent in exact numbers, with or without momentum.

Convention (that of PyTorch's SGD): v ← βv + g, w ← w − ηv, v = 0 at the start; momentum β = 0 is plain descent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from calcdrill.errors import Reject
from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds.common import definition, equation, evidence, point_relation, slopes, together, value_at
from calcdrill.kinds.fields import Field, as_point
from calcdrill.problem import Figure, Solution, Statement, Task

MOST_STEPS = 12


def statement(task: Task) -> Statement:
    count = task["steps"]
    times_ = "one step" if count == 1 else f"{count} steps"
    words: list[str | t.Node] = [f"Take {times_} of gradient descent"]
    if task["momentum"] != t.ZERO:
        v, w, eta = t.Name("v"), t.Name("w"), t.Name("eta")
        velocity = equation(v, t.Sum((t.times(t.Name("beta"), v), t.Apply("f", (w,), 1))))
        point = equation(w, t.Sum((w, t.Negative(t.times(eta, v)))))
        words += [" with momentum (", velocity, ", then ", point, ", starting from ", equation(v, t.ZERO), ")"]
    words.append(" and give the point you reach.")
    shown: list[str | t.Node] = [definition(task["variables"], task["function"])]
    shown += [", start ", point_relation(_start(task))]
    shown += [", learning rate ", equation(t.Name("eta"), task["learning_rate"])]
    if task["momentum"] != t.ZERO:
        shown += [", ", equation(t.Name("beta"), task["momentum"])]
    return Statement(tuple(words), (*shown, "."))


def _start(task: Task) -> dict[str, t.Node]:
    return as_point(task["start"], task["variables"], "start")


@dataclass(frozen=True)
class Iterate:
    """One step: where it starts, the gradient there, the velocity, and where it ends (a vector of each)."""

    before: tuple[t.Node, ...]
    gradient: tuple[t.Node, ...]
    velocity_before: tuple[t.Node, ...]
    velocity: tuple[t.Node, ...]
    after: tuple[t.Node, ...]


def iterates(task: Task) -> list[Iterate]:
    """All steps in exact textbook form."""
    rates = slopes(task["function"], task["variables"])
    point = tuple(_start(task).values())
    velocity: tuple[t.Node, ...] = (t.ZERO,) * len(point)
    steps = []
    for _ in range(task["steps"]):
        place = dict(zip(task["variables"], point, strict=True))
        gradient = tuple(value_at(slope, place) for slope in rates)
        previous = velocity
        velocity = tuple(map(tidy, _new_velocity(task, previous, gradient)))
        after = tuple(tidy(_moved(task, p, v)) for p, v in zip(point, velocity, strict=True))
        steps.append(Iterate(point, gradient, previous, velocity, after))
        point = after
    return steps


def _new_velocity(task: Task, velocity: Sequence[t.Node], gradient: Iterable[t.Node]) -> tuple[t.Node, ...]:
    pairs = zip(velocity, gradient, strict=True)
    return tuple(t.Sum((t.times(task["momentum"], v), g)) for v, g in pairs)


def _moved(task: Task, position: t.Node, velocity: t.Node) -> t.Node:
    return t.Sum((position, t.Negative(t.times(task["learning_rate"], velocity))))


def solve(task: Task) -> Solution:
    if task["learning_rate"] == t.ZERO:
        raise Reject("the learning rate is 0")
    names = task["variables"]
    symbols = tuple(t.Derivative(task["function"], (name,), len(names) > 1) for name in names)
    gradient = together(slopes(task["function"], names))
    steps = [Step("gradient", together(symbols), gradient)]
    momentum = task["momentum"] != t.ZERO
    for k, step in enumerate(iterates(task), start=1):
        place = tuple(zip(names, step.before, strict=True))
        steps.append(Step("gradient at the point", t.At(gradient, place), together(step.gradient), weight=1))
        if momentum:
            raw = _new_velocity(task, step.velocity_before, step.gradient)
            steps.append(Step("new velocity", together(raw), together(step.velocity), weight=1))
        moved = tuple(_moved(task, p, v) for p, v in zip(step.before, step.velocity, strict=True))
        note: Prose = ("the point minus the learning rate times the ", "velocity" if momentum else "gradient")
        steps.append(Step(f"step {k}", together(moved), together(step.after), note))
    answer = steps[-1].after
    return Solution(answer, tuple(steps))


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """Each iterate again from the one before, the gradient by jets of the function itself."""
    names, partial = task["variables"], len(task["variables"]) > 1
    comparisons = []
    velocity: tuple[t.Node, ...] = (t.ZERO,) * len(names)
    for step in iterates(task):
        place = tuple(zip(names, step.before, strict=True))
        truths = (t.At(t.Derivative(task["function"], (name,), partial), place) for name in names)
        velocity = _new_velocity(task, velocity, truths)
        moved = tuple(_moved(task, p, v) for p, v in zip(step.before, velocity, strict=True))
        comparisons.append(compare(together(moved), together(step.after), shared=shared))
        velocity = step.velocity
    comparisons.append(compare(together(iterates(task)[-1].after), solution.answer, shared=shared))
    return evidence("arb jets", *comparisons)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    last = iterates(task)[-1]
    rate = task["learning_rate"]
    pairs = tuple(zip(last.before, last.velocity, strict=True))
    if task["momentum"] != t.ZERO and task["steps"] > 1:
        plain = tuple(tidy(_moved(task, p, g)) for p, g in zip(last.before, last.gradient, strict=True))
        yield "momentum-forgotten", together(plain)
    yield "climbs", together(tuple(tidy(t.Sum((p, t.times(rate, v)))) for p, v in pairs))
    yield "learning-rate-forgotten", together(tuple(tidy(t.Sum((p, t.Negative(v)))) for p, v in pairs))
    yield "step-only", together(tuple(tidy(t.times(rate, v)) for _, v in pairs))
    divided = tuple(tidy(t.Sum((p, t.Negative(t.Quotient(v, rate))))) for p, v in pairs)
    yield "divides-by-learning-rate", together(divided)
    if task["steps"] > 1:
        yield "one-step-short", together(last.before)


FEEDBACK: dict[str, Prose] = {
    "climbs": ("Descent subtracts the gradient: adding it walks uphill.",),
    "learning-rate-forgotten": ("Scale the gradient by the learning rate before subtracting it.",),
    "step-only": ("This is the move alone; subtract it from the point.",),
    "divides-by-learning-rate": ("Multiply by the learning rate, do not divide by it.",),
    "one-step-short": ("One step is missing: repeat the update from the point you reached.",),
    "momentum-forgotten": ("The previous velocity counts too, times beta.",),
}


def figure(task: Task, solution: Solution) -> Figure | None:
    if len(task["variables"]) > 2:
        return None
    path = [tuple(_start(task).values()), *(step.after for step in iterates(task))]
    ends = tuple(together(point) for point in (path[0], path[-1]))
    alt: Prose = ("The path of gradient descent on ", task["function"], " from ", ends[0], " to ", ends[1], ".")
    return Figure("descent", {"function": task["function"], "variables": task["variables"], "path": tuple(path)}, alt)


def degenerate(task: Task, solution: Solution) -> str | None:
    if all(entry == t.ZERO for entry in iterates(task)[0].gradient):
        return "the gradient is 0 at the start"
    return None


KIND = Kind(
    name="gradient_descent",
    title="Gradient descent",
    fields=(
        Field("function", help="the function to minimise"),
        Field("variables", "variables", None, "its variables, in order"),
        Field("start", "point", help="where to start"),
        Field("learning_rate", "number", help="the learning rate, such as 0.1"),
        Field("steps", "integer", 1, "how many steps", least=1, most=MOST_STEPS),
        Field("momentum", "number", t.ZERO, "the momentum factor"),
    ),
    sample={"function": "x^2 + 3*y^2", "start": {"x": 2, "y": 1}, "learning_rate": "0.1"},
    statement=statement,
    solve=solve,
    check=check,
    slips=lambda task, solution: _slips.descent(task, iterates(task)),
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    figure=figure,
    height=6.0,
)
