"""The integral between limits where letters stand in the integrand or in the limits: by an antiderivative."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final

from flint import arb

from calcdrill.errors import Undecided, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import subtract
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.comparing.points import plain_ends
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.integrating.breaks import breaking_numbers, breaks, nameless_zeros, nearly
from calcdrill.expression.integrating.closed_limits import INFINITE
from calcdrill.expression.rationals import rational
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence
from calcdrill.kinds._letters import Numbers, for_letters, is_in_domain
from calcdrill.kinds.common import evidence
from calcdrill.kinds.integral import worked
from calcdrill.problem import Solution, Task

__all__ = ["check_with_letters", "solve_with_letters"]

_SECONDS: Final = 3.0
_BESIDE: Final = Fraction(1, 2**128)


def solve_with_letters(task: Task, letters: tuple[str, ...]) -> Solution:
    """By the fundamental theorem, for all letters of the domain alike. Raises Unsolved where they are not alike."""
    x, low, high = task["variable"], task["lower"], task["upper"]
    _require_one_form(task, letters, task["function"])
    domain = (*task.domain, *_between(x, low, high))
    lines = worked(task["function"], x, domain)
    plain = tidy(lines[-1].after)
    _require_one_form(task, letters, plain)
    parts = [_end(task, plain, end, side) for end, side in ((high, "-"), (low, "+"))]
    waiting = t.Sum((parts[0][0], t.Negative(parts[1][0])))
    values = subtract(parts[0][1], parts[1][1])
    answer = tidy(task["answer"] if task["answer"] is not None else values)
    whole = t.Integral(task["function"], x, low, high)
    if compare(waiting, values, task.domain).holds:
        note: Prose = ("the antiderivative at the upper limit minus the antiderivative at the lower limit",)
        # To integrate over an endless range once is enough: the check of the answer does it.
        how = "none" if low in INFINITE or high in INFINITE else "value"
        first = Step("antiderivative", whole, waiting, note, lines, check=how)
        steps = [first, Step("put the limits in", waiting, values)]
    else:
        note = ("the limits of the antiderivative ", plain, " at both ends, one minus the other")
        # The check of the answer is the check of this line: its right side is the answer, or the next line's left one.
        steps = [Step("antiderivative", whole, values, note, lines, check="none")]
    if values != answer:
        steps.append(Step("work it out", values, answer, weight=1))
    return Solution(answer, tuple(steps))


def _between(x: str, low: t.Node, high: t.Node) -> tuple[t.Node, ...]:
    """The conditions that the variable lies between the limits, as far as one of them is a number."""
    sides = ((low, t.Name(x)), (t.Name(x), high))
    return tuple(
        t.Relation(pair, ("<",))
        for pair in sides
        if not any(end in INFINITE for end in pair) and any(t.value_of(end) is not None for end in pair)
    )


def _require_one_form(task: Task, letters: tuple[str, ...], node: t.Node) -> None:
    """Raises Unsolved where the tree changes its form between the limits for some numbers."""
    limits = (task["lower"], task["upper"])
    for zero in nameless_zeros(node, task["variable"]):
        if all(zero < _least(task, end) for end in limits) or all(-zero < _least(task, end, -1) for end in limits):
            continue
        raise Unsolved(_CHANGES.format(", ".join(letters)))
    drawn = for_letters(task, letters)
    sought = (found for numbers in _bases(task, drawn[0]) for found in _sought(task, node, numbers))
    for numbers in (*drawn, *sought):
        tree, *ends = (t.substitute(part, numbers) for part in (node, *limits))
        if any(breaks(tree, task["variable"], *pair) for pair in (ends, ends[::-1])):
            raise Unsolved(_CHANGES.format(", ".join(letters)))


_CHANGES: Final = (
    "between these limits the function changes its form for some {}: "
    "narrow the domain, such as domain: a > 0, or put numbers in"
)


def _least(task: Task, end: t.Node, sign: int = 1) -> arb:
    """The least that an end of the integral, times the sign, may be."""
    if end in INFINITE:
        return arb.pos_inf() if (end == INFINITE[0]) == (sign > 0) else arb.neg_inf()
    names = t.free_variables(end)
    numbers = [] if names else [sign * number for number in nearly(end)]
    if isinstance(end, t.Name) and names:
        sides = [side for side in plain_ends(task.domain, end.name) or () if side.is_lower == (sign > 0)]
        numbers = [sign * number for side in sides for number in nearly(side.node)]
    return arb(rational(max(numbers))) if numbers else arb.neg_inf()


def _bases(task: Task, numbers: Numbers) -> Iterator[Numbers]:
    """Drawn numbers; and for several letters those beside the borders of their domain, where all of them are met."""
    yield numbers
    beside: dict[str, t.Node] = {}
    for letter in numbers if len(numbers) > 1 else ():
        for end in (plain_ends(task.domain, letter) or ())[:1]:
            step = _BESIDE if end.is_lower else -_BESIDE
            for number in nearly(end.node):
                beside[letter] = t.number(number + step)
    if beside:
        yield {**numbers, **beside}


def _sought(task: Task, node: t.Node, numbers: Numbers) -> Iterator[Numbers]:
    """Numbers in the domain for which the tree may change its form between the limits: drawn ones rarely meet them."""
    x, ends = task["variable"], (task["lower"], task["upper"])
    for letter in numbers:
        others = {name: number for name, number in numbers.items() if name != letter}
        tree, low, high = (t.substitute(part, others) for part in (node, *ends))
        if letter not in t.names(low) | t.names(high):
            met = list(breaking_numbers(tree, x, low, high, letter))
        else:
            # Waves have endless breaks: they are looked for where the letter may be.
            places = breaks(t.substitute(tree, numbers), x, *_reach(task, letter))
            met = [number for place in places for number in nearly(place)]
        for number in _around([*met, *_borders(task, letter)] if met else []):
            candidate = {**others, letter: t.number(number)}
            if is_in_domain(task, candidate):
                yield candidate


def _reach(task: Task, letter: str) -> tuple[t.Node, t.Node]:
    """A little more than the range of a letter, or the whole line where that has no two ends."""
    borders = _borders(task, letter)
    if len(borders) < 2:
        return INFINITE[1], INFINITE[0]
    return t.number(min(borders) - 1), t.number(max(borders) + 1)


def _borders(task: Task, letter: str) -> list[Fraction]:
    """The ends of a letter's range, or numbers very near to them."""
    return [number for end in plain_ends(task.domain, letter) or () for number in nearly(end.node)]


def _around(numbers: list[Fraction]) -> Iterator[Fraction]:
    """The numbers themselves, one in each gap between neighbours however narrow it is, and one beyond either end."""
    ordered = sorted(set(numbers))
    yield from ordered
    yield from ((one + other) / 2 for one, other in pairwise(ordered))
    yield from (ordered[0] - 1, ordered[-1] + 1) if ordered else ()


def _end(task: Task, plain: t.Node, end: t.Node, side: str) -> tuple[t.Node, t.Node]:
    """What stands for one end, and its value."""
    x = task["variable"]
    put_in = t.substitute(plain, {x: end})
    has_value = end not in INFINITE and not any(map(_is_power_of_zero, t.walk(tidy(put_in))))
    if has_value and compare(put_in, put_in, task.domain).is_equal:
        return t.At(plain, ((x, end),)), tidy(put_in)
    from calcdrill.expression.bridge import sympy_limit
    from calcdrill.worker import run_bounded

    side = "" if end in INFINITE else side
    positive, domain = _from_zero(task.domain)
    moved = t.substitute(plain, positive)
    try:
        end_limit = run_bounded(sympy_limit, moved, x, end, side, domain, seconds=_SECONDS)
    except Unsolved:
        raise Unsolved(_NO_LIMIT) from None
    back = {name: t.Sum((t.Name(name), t.Negative(start))) for name, start in _starts(task.domain)}
    end_limit = tidy(t.substitute(end_limit, back))
    if end_limit in INFINITE or isinstance(end_limit, t.Text):
        raise Unsolved(
            "the integral has no finite value for these letters, or the domain does not restrict them enough"
        )
    return t.Limit(plain, x, end, side), end_limit


_NO_LIMIT: Final = (
    "the limit of the antiderivative at an end is not found for all these letters: "
    "say more about them, such as domain: a > 0, or put numbers in"
)


def _starts(domain: tuple[t.Node, ...]) -> Iterator[tuple[str, t.Node]]:
    """The letters that are larger than a number other than 0, with that number."""
    for condition in domain:
        if isinstance(condition, t.Relation) and len(condition.sides) == 2:
            for small, large, is_strict in condition.inequalities:
                if is_strict and isinstance(large, t.Name) and t.value_of(small):
                    yield large.name, small


def _from_zero(domain: tuple[t.Node, ...]) -> tuple[dict[str, t.Node], tuple[t.Node, ...]]:
    """p as 1 + p where p > 1, so that p is positive, which is what computer algebra understands; and that domain."""
    starts = dict(_starts(domain))
    moved: dict[str, t.Node] = {name: t.Sum((start, t.Name(name))) for name, start in starts.items()}
    kept = (condition for condition in domain if starts.keys().isdisjoint(t.names(condition)))
    return moved, (*kept, *(t.Relation((t.Name(name), t.ZERO), (">",)) for name in starts))


def _is_power_of_zero(node: t.Node) -> bool:
    """0^n is 0 for positive n only."""
    return isinstance(node, t.Power) and node.base == t.ZERO


def check_with_letters(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """Ball integration for drawn numbers in place of the letters."""
    truth = t.Integral(task["function"], task["variable"], task["lower"], task["upper"])
    comparison = compare(truth, solution.answer, task.domain, shared=shared)
    if comparison.left_gap is not None:
        place = ", ".join(f"{name} = {value}" for name, value in comparison.left_gap.items())
        raise Undecided(f"the integral does not exist at {place}: exclude this in the domain, such as domain: a > 0")
    return evidence("ball integration", comparison)
