"""The limit of a function at a number or far out, from both sides or one; it may be infinite, or not exist.

Worked by hand where a rule of the school does it: the limit laws, factors that cancel, the highest power, the
two sides apart, L'Hôpital. What none of them does is given to sympy. Ball arithmetic has to confirm it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from flint import arb

from calcdrill.errors import TaskError, Undecided, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.ball_values import UNDECIDED, UNDEFINED
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.comparing.infinite import MINUS_OO, OO, is_infinite
from calcdrill.expression.solving.limit_fractions import DOES_NOT_EXIST
from calcdrill.expression.solving.limit_laws import far_out, value_there
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds._limit_rules import worked_limit
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task

SIDES: Final = {"both": "", "above": "+", "below": "-", "+": "+", "-": "-", "right": "+", "left": "-"}


def statement(task: Task) -> Statement:
    return Statement(("Find the limit.",), (_limit(task), "."))


def _limit(task: Task) -> t.Limit:
    to, side = task["to"], SIDES[task["side"]]
    if is_infinite(to) and side:
        raise TaskError("at infinity there is one side only", "side")
    return t.Limit(task["function"], task["variable"], to, side)


def solve(task: Task) -> Solution:
    steps, answer = worked_limit(_limit(task))
    return Solution(answer, steps)


# -- check


def check(task: Task, solution: Solution) -> Evidence:
    """The limit as a ball, by continuity, Laurent series or growth; failing that, values on the way."""
    whole, answer = _limit(task), solution.answer
    found = limit(whole.body, whole.variable, whole.to, whole.side)
    if found is UNDEFINED or answer == DOES_NOT_EXIST:
        if found is UNDEFINED and answer == DOES_NOT_EXIST:
            return Evidence("arb limits", 1, 0.0)
        if found is UNDECIDED:
            raise Undecided("arb limits cannot tell whether the sides differ")
        raise Wrong("the sides give no such limit")
    if type(found) is not arb:
        return _approach(whole, answer)
    if not found.is_finite() or is_infinite(answer):
        if is_infinite(answer) and not found.is_finite() and bool(found > 0) == (answer == OO):
            return Evidence("arb limits", 1, 0.0)
        raise Wrong("arb limits give another end")
    same = agree(found, value(answer, {}))
    if same is None:
        raise Undecided("arb limits give too wide a ball")
    if not same:
        raise Wrong("arb limits give another value")
    return Evidence("arb limits", 1, float((found - value(answer, {})).abs_upper()))


_BITS: Final = (20, 40, 80, 160)


def _approach(whole: t.Limit, answer: t.Node) -> Evidence:
    """Values on the way there: ever nearer to a number, or ever larger. Evidence by points, no proof."""
    signs = [1 if whole.side == "+" else -1] if whole.side else [1, -1]
    if is_infinite(whole.to):
        signs = [1 if whole.to == OO else -1]
    for sign in signs:
        values = [value(whole.body, {whole.variable: _place(whole.to, sign, bits)}, 1200) for bits in _BITS]
        if not all(ball.is_finite() for ball in values):
            raise Undecided("the function has no values on the way to the limit")
        if is_infinite(answer):
            towards = 1 if answer == OO else -1
            good = all(b * towards > a * towards * 1.5 > 0 for a, b in pairwise(values))
        else:
            gaps = [abs(ball - value(answer, {}, 1200)) for ball in values]
            good = bool(gaps[-1] < 1e-6) and all(b < a or b < 1e-30 for a, b in pairwise(gaps))
        if not good:
            raise Undecided("the values on the way do not settle at the limit")
    return Evidence("arb values on the way", len(signs) * len(_BITS), 1e-6)


def _place(to: t.Node, sign: int, bits: int) -> t.Node:
    step = t.number(2**bits) if sign > 0 else t.Negative(t.Number(2**bits))
    return step if is_infinite(to) else tidy(add(to, t.Quotient(t.number(sign), t.Number(2**bits))))


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
    "value-at-zero": ("This is the value at ", t.ZERO, "; far out the constant terms no longer count.",),
    "says-infinity": ("It does not grow without bound: look at what top and bottom do together.",),
    "other-end": ("This is where the function goes at the other end.",),
    "says-zero": ("It does not die out: compare the sizes of top and bottom.",),
    "zero-over-zero-is-zero": ("Zero over zero says nothing yet; simplify first, then put the number in.",),
    "gives-the-point": ("This is the place; the limit is the height that the function tends to there.",),
    "zero-over-zero-undefined": ("A missing value does not mean a missing limit: simplify first.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    there = None if is_infinite(task["to"]) else value_there(task["function"], task["variable"], task["to"])
    return None if there is None else "the limit is only the value"


KIND = Kind(
    name="limit",
    title="Limit",
    fields=(
        Field("function", help="the function, such as (x^2 - 9)/(x - 3)"),
        Field("variable", "variable", "x", "the variable that moves"),
        Field("to", "number", help="where it moves to: a number, oo or -oo"),
        Field("side", "choice", "both", "from which side", choices=tuple(SIDES)),
    ),
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    solver="limit laws",
)

