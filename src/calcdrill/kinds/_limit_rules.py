"""Limits worked by hand where a rule of the school does it, and by sympy where none of them does."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from flint import arb

from calcdrill.errors import Unsolved
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.infinite import is_infinite
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.solving.limit_fractions import DOES_NOT_EXIST, worked_fraction
from calcdrill.expression.solving.limit_laws import far_out, has_branches, near, value_there
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
    Power,
    Product,
    Quotient,
    names,
    number,
    transform,
    value_of,
    walk,
)
from calcdrill.kinds._limit_waves import (
    by_equal_sides,
    by_floor,
    by_pole,
    by_squeeze,
    by_terms,
    by_two_sequences,
    by_two_sides,
    how,
)
from calcdrill.worker import run_bounded

__all__ = ["worked_limit"]

MOST_HOSPITAL: Final = 4
SECONDS: Final = 6.0
Worked = tuple[tuple[Step, ...], Node]


def worked_limit(whole: Limit) -> Worked:
    """The worked lines and the answer: a number, ∓∞ or DOES_NOT_EXIST. Raises Unsolved; nothing is proved here."""
    return _work(whole, MOST_HOSPITAL)


def _work(whole: Limit, rounds: int) -> Worked:
    for rule in (_by_sides, _by_value, worked_fraction, _by_laws, by_pole):
        worked = rule(whole)
        if worked is not None:
            return worked
    for wider in (by_floor, by_two_sides, by_two_sequences):
        worked = wider(whole, _work_on)
        if worked is not None:
            return worked
    worked = by_squeeze(whole) or _by_slopes(whole, rounds) or by_terms(whole, _work_on)
    return worked or _with_e(whole, rounds) or by_equal_sides(whole, _work_on) or _by_sympy(whole)


def _work_on(one: Limit) -> Worked:
    return _work(one, MOST_HOSPITAL)


def _with_e(whole: Limit, rounds: int) -> Worked | None:
    """5^u as e^(u·ln 5)."""

    def change(part: Node) -> Node:
        match part:
            case Power(base=Number(value=base), exponent=exponent) if base > 1 and whole.variable in names(exponent):
                return Call("exp", (tidy(Product((exponent, Call("ln", (part.base,))))),))
        return part

    one = replace(whole, body=transform(whole.body, change))
    if one == whole:
        return None
    steps, answer = _work(one, rounds)
    return (Step("write with e", whole, one, weight=1), *steps), answer


# -- at a number


def _by_value(whole: Limit) -> Worked | None:
    value = None if is_infinite(whole.to) else value_there(whole.body, whole.variable, whole.to)
    if value is None:
        return None
    note: Prose = ("the function is continuous there",)
    return (Step("put the number in", whole, value, note, weight=1),), value


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
        steps.append(Step(words, one, end, note, inner, check=how(one, end)))
        ends.append(end)
    if len(ends) == 1:
        return tuple(steps), ends[0]
    same = ends[0] == ends[1]
    answer = ends[0] if same else DOES_NOT_EXIST
    said: Prose = ("both sides agree",) if same else ("the two sides differ",)
    last = Step("compare the sides", whole, answer, said, weight=1, check=how(whole, answer))
    return (*steps, last), answer


def _by_last_branch(whole: Limit) -> Worked | None:
    formula = near(whole.body, whole.variable, whole.to, 1)
    if formula is None:
        return None
    after = replace(whole, body=tidy(formula))
    steps, end = _work(after, MOST_HOSPITAL)
    return (Step("far out", whole, after, ("there the function is ", after.body), check=how(whole, end)), *steps), end


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
        is_over = answer == ZERO and not isinstance(whole.body, Power)
        steps.append(Step("put the limits together", whole, answer, _LAWS[is_over]))
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
    note: Prose = (f"top and bottom both {both}: take the limit of the quotient of their derivatives",)
    step = Step("L'Hôpital's rule", whole, after, note, check=how(whole, after))
    steps, answer = _work(replace(after, body=tidy(after.body)), rounds - 1)
    return (step, *steps), answer


def _end(part: Limit) -> Node | None:
    """Where one part goes, if a ball or the laws show it."""
    if is_infinite(part.to):
        return far_out(part.body, part.variable, part.to)
    end = limit(part.body, part.variable, part.to, part.side)
    if type(end) is not arb or not end.is_finite():
        return None
    return ZERO if end.contains(0) and end.rad() < arb(1) / 10**30 else Name("c")


def _by_sympy(whole: Limit) -> Worked:
    try:
        answer = run_bounded(_ask_sympy, whole, seconds=SECONDS)
    except Unsolved:
        raise Unsolved(_NOT_FOUND if is_infinite(whole.to) or whole.side else f"{_NOT_FOUND}{_ONE_SIDE}") from None
    assert isinstance(answer, Node)
    return (Step("limit", whole, answer, ("found by computer algebra",), check=how(whole, answer)),), answer


_NOT_FOUND: Final = "no rule gives this limit, and computer algebra finds none: give the function in a simpler form"
_ONE_SIDE: Final = ", or ask for the limit from one side"


def _ask_sympy(whole: Limit) -> Node:
    from calcdrill.expression.bridge import sympy_limit

    return sympy_limit(_with_real_roots(whole), whole.variable, whole.to, whole.side)


def _with_real_roots(whole: Limit) -> Node:
    """Odd roots of what is negative near the place as minus the root of its size: sympy's own are complex."""

    def change(part: Node) -> Node:
        base, power = None, Fraction(1)
        match part:
            case Call(function="cbrt", arguments=(argument,)):
                base, power = argument, Fraction(1, 3)
            case Power(base=argument, exponent=exponent) if whole.variable not in names(exponent):
                base, power = argument, Fraction(value_of(exponent) or 1)
        if base is None or power.denominator % 2 == 0 or power.denominator == 1:
            return part
        sign = limit(Call("sign", (base,)), whole.variable, whole.to, whole.side)
        if type(sign) is not arb or not sign < 0:
            return part
        size = Power(tidy(Negative(base)), number(power))
        return Negative(size) if power.numerator % 2 else size

    return transform(whole.body, change)
