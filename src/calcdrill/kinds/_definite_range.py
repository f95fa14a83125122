"""An integral between limits: what it is over which range, and where the range is split."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from flint import arb

from calcdrill.errors import TaskError
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.definedness import find_gap
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.periods import period
from calcdrill.expression.integrating.breaks import breaks, on_piece
from calcdrill.expression.integrating.closed_limits import INFINITE
from calcdrill.kinds._letters import letters_of
from calcdrill.problem import Task

DIVERGES: Final = t.Text("diverges")


def letters_in(task: Task) -> tuple[str, ...]:
    return letters_of(task, "function", "lower", "upper")


def whole(task: Task) -> t.Integral:
    return t.Integral(task["function"], task["variable"], task["lower"], task["upper"])


def is_improper(task: Task) -> bool:
    return task["lower"] in INFINITE or task["upper"] in INFINITE


def never_settles(task: Task) -> bool:
    """Whether the range is infinite, and the integrand repeats itself and is not 0 somewhere."""
    x, function = task["variable"], task["function"]
    if not is_improper(task) or period((function,), x) is None:
        return False
    samples = (value(function, {x: t.Number(place)}) for place in _PLACES)
    return any(ball.is_finite() and 0 not in ball for ball in samples)


_PLACES: Final = (Fraction(3, 7), Fraction(17, 11), Fraction(31, 13))


def how_checked(task: Task) -> str:
    """How a line with this integral is checked: not by itself where balls find no value of it."""
    enclosure = value(whole(task), {})
    return "value" if enclosure.is_finite() and enclosure.rad() < _NARROW else "none"


_NARROW: Final = arb(2) ** -90


def require_values(task: Task) -> None:
    """Raises TaskError where the integrand has no real values on part of the range."""
    x, low, high = task["variable"], task["lower"], task["upper"]
    for start, end in _blocks(low, high):
        gap = find_gap(task["function"], x, start, end, {})
        if gap is not None:
            place = float(gap.mid())
            raise TaskError(
                f"the integrand has no real values on part of the range, near {x} = {place:.6g}: choose other limits",
                "function",
            )


_FAR: Final = (-(2**60), -(2**20), -(2**8), 0, 2**8, 2**20, 2**60)


def _blocks(low: t.Node, high: t.Node) -> list[tuple[arb, arb]]:
    """The range in blocks, infinite ends cut off far out; empty where an end has no value."""
    far = {INFINITE[1]: arb(_FAR[0]), INFINITE[0]: arb(_FAR[-1])}
    one, other = (far[end] if end in far else value(end, {}) for end in (low, high))
    if not (one.is_finite() and other.is_finite()):
        return []
    start, stop = (one, other) if one < other else (other, one)
    inner = [arb(k) for k in _FAR if start < k < stop and (low in INFINITE or high in INFINITE)]
    return list(pairwise([start, *inner, stop]))


def pieces_of(task: Task) -> tuple[tuple[t.Node, t.Node], ...]:
    """The range, split where the integrand changes its form or has a pole."""
    low, high = task["lower"], task["upper"]
    return tuple(pairwise((low, *breaks(task["function"], task["variable"], low, high), high)))


def piece(task: Task, low: t.Node, high: t.Node) -> Task:
    function = on_piece(task["function"], task["variable"], low, high)
    return with_fields(task, function=function, lower=low, upper=high, answer=None)


def with_fields(task: Task, **fields: Any) -> Task:
    """The task with other values in some of its fields."""
    return replace(task, fields={**task.fields, **fields})


def is_open_end(plain: t.Node, task: Task, end: str) -> bool:
    """Whether the antiderivative has no value at the limit itself."""
    there = t.substitute(plain, {task["variable"]: task[end]})
    enclosure = value(there, {})
    if enclosure.is_finite() and 0 not in enclosure:
        return False
    return compare(there, t.Number(0)).verdict not in {Verdict.EQUAL, Verdict.DIFFERENT}
