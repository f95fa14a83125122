"""The limit of a function at a number or far out, from both sides or one; it may be infinite, or not exist.

Worked by hand where a rule of the school does it: the limit laws, factors that cancel, the highest power, the
two sides apart, L'Hôpital. What none of them does is given to sympy. Ball arithmetic has to confirm it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flint import arb

from calcdrill.errors import TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.balls.limiting import NOWHERE, limit
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.comparing.infinite import MINUS_OO, OO, is_infinite
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.solving.limit_fractions import DOES_NOT_EXIST
from calcdrill.expression.solving.limit_laws import far_out, value_there
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Basis, Evidence, Kind, _slips
from calcdrill.kinds._limit_rules import worked_limit
from calcdrill.kinds.fields import Field
from calcdrill.problem import Figure, Solution, Statement, Task

SIDES: Final = {"both": "", "above": "+", "below": "-", "+": "+", "-": "-", "right": "+", "left": "-"}


def statement(task: Task) -> Statement:
    return Statement(("Find the limit.",), (_limit(task), "."))


def _limit(task: Task) -> t.Limit:
    to, side = task["to"], SIDES[task["side"]]
    if is_infinite(to) and side:
        raise TaskError("at infinity there is one side only", "side")
    return t.Limit(task["function"], task["variable"], to, side)


def solve(task: Task) -> Solution:
    whole = _limit(task)
    try:
        steps, answer = worked_limit(whole)
    except Unsolved:
        if limit(whole.body, whole.variable, whole.to, whole.side) is NOWHERE:
            raise TaskError(_no_values(whole), "function") from None
        raise
    return Solution(answer, steps)


# -- check


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """The limit as a ball, by continuity, Laurent series or growth; that there is none, by two sides or sequences."""
    whole, answer = _limit(task), solution.answer
    truth = limit(whole.body, whole.variable, whole.to, whole.side)
    if truth is NOWHERE:
        raise Wrong(_no_values(whole))
    if truth is UNDEFINED and answer == DOES_NOT_EXIST:
        return Evidence("arb limits", 1, 0.0, Basis.PROVED)
    if type(truth) is not arb:
        if truth is UNDEFINED:
            raise Wrong("there is no such limit: along two paths the function tends to two different values")
        raise Undecided(_NOT_PROVED)
    if answer == DOES_NOT_EXIST:
        raise Wrong("arb limits find a limit")
    if not truth.is_finite() or is_infinite(answer):
        if is_infinite(answer) and not truth.is_finite() and bool(truth > 0) == (answer == OO):
            return Evidence("arb limits", 1, 0.0, Basis.PROVED)
        raise Wrong("arb limits give another end")
    same = agree(truth, value(answer, {}))
    if same is None:
        raise Undecided("arb limits give too wide a ball")
    if not same:
        raise Wrong("arb limits give another value")
    return Evidence("arb limits", 1, float((truth - value(answer, {})).abs_upper()), Basis.PROVED)


_NOT_PROVED: Final = (
    "the limit could not be proved: it is not clear how the function behaves there; "
    "give a simpler form or ask for one side"
)


def _no_values(whole: t.Limit) -> str:
    words = "the function has no real values near this point"
    sides = (limit(whole.body, whole.variable, whole.to, side) for side in "+-")
    if is_infinite(whole.to) or whole.side or all(end is NOWHERE for end in sides):
        return f"{words}, so that it has no limit there"
    return f"{words}, on one of its sides at least: ask for the limit from above or below (side)"


# -- mistakes


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    whole = _limit(task)
    if is_infinite(whole.to):
        here = value_there(whole.body, whole.variable, t.ZERO)
        if here is not None:
            yield "value-at-zero", here
        yield "says-infinity", OO
        other = far_out(whole.body, whole.variable, MINUS_OO if whole.to == OO else OO)
        if other is not None:
            yield "other-end", other
        yield "says-zero", t.ZERO
        return
    yield "zero-over-zero-is-zero", t.ZERO
    yield "gives-the-point", whole.to
    yield "zero-over-zero-undefined", DOES_NOT_EXIST
    yield "says-infinity", OO


FEEDBACK: dict[str, Prose] = {
    "value-at-zero": (
        "This is the value at ",
        t.ZERO,
        "; far out the constant terms no longer count.",
    ),
    "says-infinity": ("It does not grow without bound: look at what top and bottom do together.",),
    "other-end": ("This is the limit at the other end.",),
    "says-zero": ("It does not tend to 0: compare the sizes of numerator and denominator.",),
    "zero-over-zero-is-zero": ("Zero over zero says nothing yet; simplify first, then put the number in.",),
    "gives-the-point": ("This is where the variable goes; the limit is the value that the function tends to there.",),
    "zero-over-zero-undefined": ("A missing value does not mean a missing limit: simplify first.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    there = None if is_infinite(task["to"]) else value_there(task["function"], task["variable"], task["to"])
    return None if there is None else "the limit is only the value"


def figure(task: Task, solution: Solution) -> Figure | None:
    """The graph near the place, with a hole at the limit; far out, with the line that it approaches."""
    to, answer = task["to"], solution.answer
    data = {"function": task["function"], "variable": task["variable"]}
    if isinstance(answer, t.Text) or not value(answer, {}).is_finite():
        return None
    alt: Prose = ("The graph of ", task["function"], ", which tends to ", answer, " as ")
    alt = (*alt, t.Name(task["variable"]), " tends to ")
    if value(to, {}).is_finite():
        near = {"lower": tidy(t.Sum((to, t.Negative(t.TWO)))), "upper": tidy(t.Sum((to, t.TWO)))}
        return Figure("graph", {**data, **near, "holes": ((to, answer),)}, (*alt, to, "."))
    ends = (t.ONE, t.Number(20)) if to == t.Name("oo") else (t.Negative(t.Number(20)), t.Negative(t.ONE))
    return Figure("graph", {**data, "lower": ends[0], "upper": ends[1], "others": (answer,)}, (*alt, to, "."))


KIND = Kind(
    name="limit",
    title="Limit",
    fields=(
        Field("function", help="the function, such as (x^2 - 9)/(x - 3)"),
        Field("variable", "variable", "x", "the variable that moves"),
        Field("to", "number", help="where it moves to: a number, oo or -oo"),
        Field("side", "choice", "both", "from which side", choices=tuple(SIDES)),
    ),
    sample={"function": "(x^2 - 9)/(x - 3)", "to": 3},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.limit,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    solver="limit laws",
    figure=figure,
)
