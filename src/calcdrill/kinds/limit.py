"""The limit of a function at a number or far out, from both sides or one; it may be infinite, or not exist.

Worked by hand where a rule of the school does it: the limit laws, factors that cancel, the highest power, the
two sides apart, L'Hôpital. What none of them does is given to sympy. Ball arithmetic has to confirm it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from flint import arb

from calcdrill.errors import TaskError, Undecided, Wrong
from calcdrill.expression.arithmetic import add
from calcdrill.expression.ball import value
from calcdrill.expression.ball_values import UNDECIDED, UNDEFINED
from calcdrill.expression.comparison import agree
from calcdrill.expression.differentiate import differentiate
from calcdrill.expression.infinite import MINUS_OO, OO, is_infinite
from calcdrill.expression.limit_fractions import DOES_NOT_EXIST, worked_fraction
from calcdrill.expression.limit_laws import far_out, has_branches, near, value_there
from calcdrill.expression.limiting import limit
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ZERO,
    Call,
    Limit,
    Name,
    Negative,
    Node,
    Number,
    Quotient,
    names,
    number,
    transform,
    walk,
)
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.fields import Field
from calcdrill.problem import Solution, Statement, Task
from calcdrill.worker import run_bounded

MOST_HOSPITAL: Final = 4
SECONDS: Final = 6.0
SIDES: Final = {"both": "", "above": "+", "below": "-", "+": "+", "-": "-", "right": "+", "left": "-"}
Worked = tuple[tuple[Step, ...], Node]


def statement(task: Task) -> Statement:
    return Statement(("Find the limit.",), (_limit(task), "."))


def _limit(task: Task) -> Limit:
    to, side = task["to"], SIDES[task["side"]]
    if is_infinite(to) and side:
        raise TaskError("at infinity there is one side only", "side")
    return Limit(task["function"], task["variable"], to, side)


def solve(task: Task) -> Solution:
    steps, answer = _work(_limit(task), MOST_HOSPITAL)
    return Solution(answer, steps)


def _work(whole: Limit, rounds: int) -> Worked:
    for rule in (_by_sides, _by_value, worked_fraction, _by_laws):
        found = rule(whole)
        if found is not None:
            return found
    return _by_slopes(whole, rounds) or _by_sympy(whole)


# -- at a number


def _by_value(whole: Limit) -> Worked | None:
    found = None if is_infinite(whole.to) else value_there(whole.body, whole.variable, whole.to)
    if found is None:
        return None
    note: Prose = ("the function is continuous there",)
    return (Step("put the number in", whole, found, note, weight=1),), found


def _by_sides(whole: Limit) -> Worked | None:
    """A function with branches: the formula of each side, and whether the two limits agree."""
    if not has_branches(whole.body):
        return None
    if is_infinite(whole.to):
        return _by_last_branch(whole)
    steps: list[Step] = []
    ends = []
    for side in whole.side or "+-":
        formula = near(whole.body, whole.variable, whole.to, 1 if side == "+" else -1)
        if formula is None:
            return None
        one = replace(whole, side=side)
        words = "from above" if side == "+" else "from below"
        inner, end = _work(replace(one, body=tidy(formula)), MOST_HOSPITAL)
        note: Prose = ("there the function is ", tidy(formula))
        steps.append(Step(words, one, end, note, inner, check=_how(one, end)))
        ends.append(end)
    if len(ends) == 1:
        return tuple(steps), ends[0]
    same = ends[0] == ends[1]
    answer = ends[0] if same else DOES_NOT_EXIST
    said: Prose = ("both sides agree",) if same else ("the two sides differ",)
    last = Step("compare the sides", whole, answer, said, weight=1, check=_how(whole, answer))
    return (*steps, last), answer


def _by_last_branch(whole: Limit) -> Worked | None:
    formula = near(whole.body, whole.variable, whole.to, 1)
    if formula is None:
        return None
    after = replace(whole, body=tidy(formula))
    steps, end = _work(after, MOST_HOSPITAL)
    return (Step("far out", whole, after, ("there the function is ", after.body), check=_how(whole, end)), *steps), end


def _how(one: Limit, end: Node) -> str:
    """How the line limit = end is checked: not where no ball shows the limit (the values on the way do then)."""
    known = end != DOES_NOT_EXIST and type(limit(one.body, one.variable, one.to, one.side)) is arb
    return "value" if known else "none"


# -- far out


def _by_laws(whole: Limit) -> Worked | None:
    if not is_infinite(whole.to):
        return None
    answer = far_out(whole.body, whole.variable, whole.to)
    if answer is None:
        return None
    steps = []
    settled: dict[Node, Node] = {}
    for node in reversed(list(walk(whole.body))):
        if isinstance(node, Call) and whole.variable in names(node) and node not in settled:
            end = far_out(node, whole.variable, whole.to)
            if end is not None:
                steps.append(_inner_limit(replace(whole, body=node), end))
                settled[node] = end
    shown = transform(whole.body, lambda node: settled.get(node, node))
    if steps and steps[-1].before == whole:
        return tuple(steps), answer
    if settled and not names(shown) and not any(map(is_infinite, walk(shown))):
        steps.append(Step("put the limits together", whole, shown))
        if shown != answer:
            steps.append(Step("simplify", shown, answer, weight=0))
    else:
        steps.append(Step("put the limits together", whole, answer, _LAWS[answer == ZERO]))
    return tuple(steps), answer


_LAWS: Final[dict[bool, Prose]] = {
    True: ("a number over something that grows without bound tends to ", ZERO),
    False: (),
}


def _inner_limit(one: Limit, end: Node) -> Step:
    call = one.body
    assert isinstance(call, Call)
    inside = far_out(call.arguments[0], one.variable, one.to)
    note: Prose = () if inside is None else ("its inside ", call.arguments[0], " tends to ", inside)
    return Step(f"limit of {_WORDS.get(call.function, call.function)}", one, end, note, weight=1)


_WORDS: Final = {
    "exp": "the exponential",
    "ln": "the logarithm",
    "sqrt": "the root",
    "sigmoid": "the sigmoid",
}


# -- L'Hôpital, and sympy


def _by_slopes(whole: Limit, rounds: int) -> Worked | None:
    if rounds == 0 or not isinstance(whole.body, Quotient):
        return None
    top, bottom = whole.body.numerator, whole.body.denominator
    ends = [_end(replace(whole, body=part)) for part in (top, bottom)]
    open_ = all(end == ZERO for end in ends) or all(end is not None and is_infinite(end) for end in ends)
    if not open_:
        return None
    slopes = tuple(tidy(differentiate(part, whole.variable)) for part in (top, bottom))
    after = replace(whole, body=Quotient(*slopes))
    both = "tend to 0" if ends[0] == ZERO else "grow without bound"
    note: Prose = (f"top and bottom both {both}: take the limit of the quotient of their slopes",)
    step = Step("L'Hôpital's rule", whole, after, note)
    steps, answer = _work(replace(after, body=tidy(after.body)), rounds - 1)
    return (step, *steps), answer


def _end(part: Limit) -> Node | None:
    """Where one part goes, if a ball or the laws show it."""
    if is_infinite(part.to):
        return far_out(part.body, part.variable, part.to)
    found = limit(part.body, part.variable, part.to, part.side)
    if type(found) is not arb or not found.is_finite():
        return None
    return ZERO if found.contains(0) and found.rad() < arb(1) / 10**30 else Name("c")


def _by_sympy(whole: Limit) -> Worked:
    found = run_bounded(_ask_sympy, whole, seconds=SECONDS)
    assert isinstance(found, Node)
    return (Step("limit", whole, found, ("found by computer algebra",), check=_how(whole, found)),), found


def _ask_sympy(whole: Limit) -> Node:
    from calcdrill.expression.bridge import sympy_limit

    return sympy_limit(whole.body, whole.variable, whole.to, whole.side)


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


def _approach(whole: Limit, answer: Node) -> Evidence:
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


def _place(to: Node, sign: int, bits: int) -> Node:
    step = number(2**bits) if sign > 0 else Negative(Number(2**bits))
    return step if is_infinite(to) else tidy(add(to, Quotient(number(sign), Number(2**bits))))


# -- mistakes


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    whole = _limit(task)
    if is_infinite(whole.to):
        here = value_there(whole.body, whole.variable, ZERO)
        if here is not None:
            yield "value-at-zero", here
        yield "says-infinity", OO
        other = far_out(whole.body, whole.variable, MINUS_OO if whole.to == OO else OO)
        if other is not None:
            yield "other-end", other
        yield "says-zero", ZERO
        return
    yield "zero-over-zero-is-zero", ZERO
    yield "gives-the-point", whole.to
    yield "zero-over-zero-undefined", DOES_NOT_EXIST
    yield "says-infinity", OO


FEEDBACK: dict[str, Prose] = {
    "value-at-zero": ("This is the value at ", ZERO, "; far out the constant terms no longer count.",),
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

