"""An integral between limits checked: by ball integration, by an antiderivative, or by growth at an end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from flint import arb

from calcdrill.errors import Undecided, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.convergence import exists_at
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.integrating.breaks import breaks, on_piece
from calcdrill.expression.integrating.fundamental import between_limits, open_range, swings_at_an_end
from calcdrill.expression.integrating.roots_of_squares import with_bars
from calcdrill.expression.steps import Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Basis, Evidence
from calcdrill.kinds._definite_range import DIVERGES, letters_in, never_settles, pieces_of, with_fields
from calcdrill.kinds._integral_with_letters import check_with_letters
from calcdrill.kinds.common import evidence
from calcdrill.problem import Solution, Task


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """Ball integration; where that finds no bound, an antiderivative with all that the fundamental theorem asks for."""
    if letters_in(task):
        return check_with_letters(task, solution, shared=shared)
    plain, facts_ = with_bars(task["function"], task["variable"])
    if facts_ and all(compare(fact.sides[0], fact.sides[1], shared=shared).holds for fact in facts_):
        task = with_fields(task, function=plain)
    if solution.answer == DIVERGES:
        return _check_divergence(task, solution)
    x, parts = task["variable"], pieces_of(task)
    truth = t.total(*(t.Integral(task["function"], x, low, high) for low, high in parts))
    comparison = compare(truth, solution.answer, task.domain, shared=shared)
    if comparison.verdict is not Verdict.UNDECIDED:
        # Balls enclose the integral over the whole range.
        return evidence("ball integration", comparison._replace(witness=None, basis=Basis.PROVED))
    return _check_by_antiderivative(task, solution, parts)


def _check_by_antiderivative(task: Task, solution: Solution, parts: tuple[tuple[t.Node, t.Node], ...]) -> Evidence:
    x, whole = task["variable"], arb(0)
    candidates = dict.fromkeys(_antiderivatives(solution.steps))
    for low, high in parts:
        function = _on_piece(task, low, high)
        balls = (_by_one(function, x, low, high, antiderivative) for antiderivative in candidates)
        ball = next((ball for ball in balls if ball is not None), None)
        if ball is None:
            raise Undecided(_NOT_PROVED)
        with working(192):
            whole += ball
    same = agree(whole, value(solution.answer, {}))
    if same is None:
        raise Undecided(_NOT_PROVED)
    if not same:
        raise Wrong("the antiderivative's limits at the ends give another value")
    error = float((whole - value(solution.answer, {})).abs_upper())
    return Evidence("differentiated back, limits at the ends", 1, error)


def _on_piece(task: Task, low: t.Node, high: t.Node) -> t.Node:
    """The integrand without bars, which is proved to be the integrand on the whole piece."""
    function, x = task["function"], task["variable"]
    plain = on_piece(function, x, low, high)
    if plain != tidy(function) and not compare(function, plain, open_range(x, low, high)).holds:
        raise Undecided(_CHANGES)
    return plain


_CHANGES: Final = (
    "the integrand changes its form at places of the range that are not all known: "
    "ask for a range that lies between two of them"
)
_NOT_PROVED: Final = (
    "neither the value nor the existence of the integral could be proved; if it exists, "
    "split the range or choose other limits"
)


def _by_one(function: t.Node, x: str, low: t.Node, high: t.Node, found: t.Node) -> arb | None:
    total = arb(0)
    for start, end in pairwise((low, *breaks(found, x, low, high), high)):
        ball = between_limits(function, x, start, end, found)
        if ball is None:
            return None
        with working(192):
            total += ball
    return total


def _antiderivatives(steps: tuple[Step, ...]) -> Iterator[t.Node]:
    """What the lines use as an antiderivative."""
    for step in steps:
        if step.substeps and step.rule in {"antiderivative", "split the range"}:
            yield step.substeps[-1].after
        if step.rule == "take the limit":
            yield from (part for part in step.note if isinstance(part, t.Node))
        yield from _antiderivatives(step.substeps)


def _check_divergence(task: Task, solution: Solution) -> Evidence:
    """At one end of one piece the integrand grows too fast, or falls too slowly, or an antiderivative has no limit."""
    for low, high in pieces_of(task):
        for end, side in ((low, "+"), (high, "-")):
            if low != high and exists_at(task["function"], task["variable"], end, side) is False:
                return Evidence("growth at an end", 1, 0.0, Basis.PROVED)
    if never_settles(task):
        return Evidence("repeats forever", 1, 0.0, Basis.PROVED)
    for antiderivative in _antiderivatives(solution.steps):
        for low, high in pieces_of(task):
            if swings_at_an_end(task["function"], task["variable"], low, high, antiderivative):
                return Evidence("differentiated back, no limit at an end", 1, 0.0)
    raise Undecided("it could not be proved that the integral diverges: nothing at its ends shows it; split the range")
