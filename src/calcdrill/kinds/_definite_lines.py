"""The worked lines of an integral between limits, by an antiderivative on each piece of the range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import subtract
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.integrating.breaks import breaks
from calcdrill.expression.integrating.closed_limits import INFINITE, end_value, plain_logarithms
from calcdrill.expression.integrating.integral_words import TRIED
from calcdrill.expression.integrating.undetermined.trial import tried
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds._definite_range import DIVERGES, how_checked, is_improper, is_open_end, piece, whole, with_fields
from calcdrill.kinds.common import ORDINALS
from calcdrill.kinds.integral import worked
from calcdrill.problem import Solution, Task

_SECONDS: Final = 4.0


def on_pieces(task: Task, pieces: tuple[tuple[t.Node, t.Node], ...]) -> Solution:
    tasks = [piece(task, low, high) for low, high in pieces]
    solutions = [on_one(part) for part in tasks]
    has_pole = any(is_open_end(task["function"], part, "upper") for part in tasks[:-1])
    how = "none" if has_pole else how_checked(task)
    note: Prose = ("where the integrand changes its form, or has a pole",)
    first = Step("split the range", whole(task), t.Sum(tuple(map(whole, tasks))), note, check=how)
    steps = _part_by_part(first, solutions, [how if how == "none" else how_checked(part) for part in tasks])
    return _added_up(task, steps, steps[-1].after)


def _part_by_part(first: Step, solutions: Sequence[Solution], hows: Sequence[str]) -> list[Step]:
    """The parts of the range one after the other: the sum of their integrals, each in turn with its value."""
    steps, parts = [first], list(first.after.children)
    for place, (solution, how) in enumerate(zip(solutions, hows, strict=True)):
        before = steps[-1].after
        if solution.answer == DIVERGES:
            note: Prose = ("one of the parts has no finite value",)
            return [*steps, Step("diverges", before, DIVERGES, note, solution.steps, check="none")]
        parts[place] = solution.answer
        rule = f"{ORDINALS[place + 1]} part"
        steps.append(Step(rule, before, t.Sum(tuple(parts)), (), solution.steps, check=how))
    return steps


def _added_up(task: Task, steps: Sequence[Step], found: t.Node) -> Solution:
    """The solution that ends in the sum of the parts, or says that one of them diverges."""
    if found == DIVERGES:
        return Solution(DIVERGES, tuple(steps))
    answer = _wanted(task, found)
    return Solution(answer, (*steps, Step("add up", steps[-1].after, answer, weight=1)))


def _wanted(task: Task, found: t.Node) -> t.Node:
    """The answer in the form that is wanted, or as it was found."""
    return tidy(found if task["answer"] is None else task["answer"])


def on_one(task: Task) -> Solution:
    try:
        lines = worked(task["function"], task["variable"], task.domain)
    except Unsolved:
        return _directly(task)
    plain = tidy(lines[-1].after)
    jumps = breaks(plain, task["variable"], task["lower"], task["upper"])
    if jumps:
        smooth = _without_jumps(task)
        if smooth is not None:
            lines, plain, jumps = (smooth,), smooth.after, ()
    if jumps:
        return _over_jumps(task, plain, lines, tuple(pairwise((task["lower"], *jumps, task["upper"]))))
    if is_improper(task) or any(is_open_end(plain, task, end) for end in ("lower", "upper")):
        return _by_limits(task, plain, lines)
    return _by_values(task, plain, lines)


def _without_jumps(task: Task) -> Step | None:
    """The line to an antiderivative in the functions of the integrand, if it has no breaks of its own in the range."""
    x = task["variable"]
    primitive = tried(task["function"], x)
    if primitive is None or breaks(primitive, x, task["lower"], task["upper"]):
        return None
    return Step("undetermined coefficients", t.Integral(task["function"], x), primitive, TRIED, check="antiderivative")


def _over_jumps(
    task: Task, plain: t.Node, lines: tuple[Step, ...], pieces: tuple[tuple[t.Node, t.Node], ...]
) -> Solution:
    """The integrand has no breaks there but the antiderivative has: it is used between them only."""
    tasks = [with_fields(task, lower=low, upper=high, answer=None) for low, high in pieces]
    solutions = [_by_limits(part, plain, lines) for part in tasks]
    note: Prose = ("the antiderivative ", plain, " is continuous only between its breaks")
    how, parts = how_checked(task), t.Sum(tuple(map(whole, tasks)))
    first = Step("split the range", whole(task), parts, note, _shown(lines), check=how)
    steps = _part_by_part(first, solutions, [how] * len(tasks))
    return _added_up(task, steps, plain_logarithms(steps[-1].after))


def _by_values(task: Task, plain: t.Node, lines: tuple[Step, ...]) -> Solution:
    x, low, high = task["variable"], task["lower"], task["upper"]
    bars = t.Sum((t.At(plain, ((x, high),)), t.Negative(t.At(plain, ((x, low),)))))
    above, below = (tidy(t.substitute(plain, {x: end})) for end in (high, low))
    values = subtract(above, below)
    answer = _wanted(task, plain_logarithms(values))
    steps = [
        Step("antiderivative", whole(task), bars, _FTC, _shown(lines), check=how_checked(task)),
        Step("put the limits in", bars, values),
    ]
    if values != answer:
        steps.append(Step("work it out", values, answer, weight=1))
    return Solution(answer, tuple(steps))


_FTC: Final[Prose] = ("the antiderivative at the upper limit minus the antiderivative at the lower limit",)


def _shown(lines: tuple[Step, ...]) -> tuple[Step, ...]:
    """The lines, ending in the antiderivative's textbook form."""
    last = lines[-1]
    neat = tidy(last.after)
    if neat == last.after:
        return lines
    if len(lines) == 1 and last.weight < 2:
        return (replace(last, after=neat),)
    return (*lines, Step("simplify", last.after, neat, weight=0))


def _by_limits(task: Task, plain: t.Node, lines: tuple[Step, ...]) -> Solution:
    x = task["variable"]
    if any(_has_no_limit(task, plain, end) for end in ("upper", "lower")):
        return _divergent(task, plain, lines, "oscillates without a limit")
    parts = [_part(task, plain, end) for end in ("upper", "lower")]
    if any(value in INFINITE for _, value in parts):
        return _divergent(task, plain, lines)
    waiting = t.Sum((parts[0][0], t.Negative(parts[1][0])))
    values = subtract(parts[0][1], parts[1][1])
    answer = _wanted(task, values)
    note: Prose = ("at an end where it has no value, take the limit of the antiderivative in ", t.Name(x))
    if compare(waiting, values).verdict is Verdict.EQUAL:
        first = Step("antiderivative", whole(task), waiting, note, _shown(lines), check=how_checked(task))
        steps = [first, Step("take the limits", waiting, values)]
    else:
        note = ("the limits of the antiderivative ", plain, " at both ends, one minus the other")
        steps = [Step("antiderivative", whole(task), values, note, _shown(lines), check=how_checked(task))]
    if values != answer:
        steps.append(Step("work it out", values, answer, weight=1))
    return Solution(answer, tuple(steps))


def _part(task: Task, plain: t.Node, end: str) -> tuple[t.Node, t.Node]:
    """What stands for one end, and its value."""
    x, to = task["variable"], task[end]
    if to not in INFINITE and not is_open_end(plain, task, end):
        return t.At(plain, ((x, to),)), tidy(t.substitute(plain, {x: to}))
    side = _side(task, end)
    return t.Limit(plain, x, to, side), end_value(plain, x, to, side)


def _side(task: Task, end: str) -> str:
    return "" if task[end] in INFINITE else "-" if end == "upper" else "+"


def _has_no_limit(task: Task, plain: t.Node, end: str) -> bool:
    """Whether the antiderivative is proved to have no limit at the end, not even an infinite one."""
    return limit(plain, task["variable"], task[end], _side(task, end)) is UNDEFINED


def _divergent(task: Task, plain: t.Node, lines: tuple[Step, ...], words: str = "grows beyond all bounds") -> Solution:
    note: Prose = ("the antiderivative ", plain, f" {words}")
    last = Step("take the limit", whole(task), DIVERGES, note, check="none")
    return Solution(DIVERGES, (*_shown(lines), last))


_NO_FORM: Final = (
    "no closed form of the integral in known functions was found: split the range where the integrand changes its "
    "formula, or give the answer you expect and it will be checked"
)


def _directly(task: Task) -> Solution:
    """An integral without an elementary antiderivative: sympy's value, which the check confirms or not."""
    from calcdrill.expression.bridge import sympy_integrate
    from calcdrill.worker import run_bounded

    if task["answer"] is not None:
        result = task["answer"]
    else:
        arguments = (task["function"], task["variable"], task["lower"], task["upper"], task.domain)
        try:
            result = run_bounded(sympy_integrate, *arguments, seconds=_SECONDS)
        except Unsolved as error:
            raise Unsolved(_NO_FORM) from error
    answer = tidy(result)
    if any(isinstance(part, t.Integral) for part in (answer, *answer.children)):
        raise Unsolved(_NO_FORM)
    note: Prose = ("there is no elementary antiderivative; the value is confirmed by ball integration",)
    return Solution(answer, (Step("known value", whole(task), answer, note),))
