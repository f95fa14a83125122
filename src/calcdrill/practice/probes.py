"""Probes of a wrong answer that fit any problem: sign, factor, order of entries, another task done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Checker, Verdict
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.kinds import find
from calcdrill.practice.judge import means
from calcdrill.practice.outcome import POINTS, Judgement
from calcdrill.practice.reading import constant_letters, needs_constant, point_of, variables_of
from calcdrill.practice.sampling import constant_difference, constant_ratio
from calcdrill.problem import Problem

__all__ = ["PROBES", "Finding", "probes", "probes_of_entries"]

PROBES: Final = {
    "sign": "Only the sign is wrong.",
    "constant-factor": "Your answer is {number} times the right one.",
    "constant-difference": "Your answer differs from the right one by a constant.",
    "not-differentiated": "This is the function itself: it is not differentiated yet.",
    "not-evaluated": "This is the derivative as a function: put the point in.",
    "value-not-derivative": "This is the value of the function at the point, not that of its derivative.",
    "another-point": "This is the value at another point.",
    "order-too-low": "One more derivative is to be taken.",
    "order-too-high": "You have differentiated once too often.",
    "integrated": "You have integrated; the task is to differentiate.",
    "differentiated": "You have differentiated; the task is to integrate.",
    "reversed-order": "The entries are right, but in another order.",
    "transposed": "This is the transpose of the right matrix.",
}
"""The sentences of the probes, by the id of the mistake that they name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A named mistake with the sentence that tells the learner about it."""

    mistake: str
    message: str


def probes(
    problem: Problem, typed: t.Node, judgement: Judgement, checker: Checker, has_time: Callable[[], bool]
) -> Iterator[Finding]:
    answer = problem.answer
    if isinstance(answer, t.Relation) and isinstance(typed, t.Relation):
        answer, typed = answer.sides[-1], typed.sides[-1]
    if isinstance(answer, t.Text | t.Points | t.Relation) or isinstance(typed, t.Text | t.Points | t.Relation):
        return
    if needs_constant(problem):
        without = dict.fromkeys(constant_letters(problem), t.ZERO)
        answer, typed = t.substitute(answer, without), t.substitute(typed, without)
    yield from _probed((_probe_task, _probe_scale), problem, answer, typed, checker, has_time)


def probes_of_entries(
    problem: Problem, typed: t.Node, judgement: Judgement, checker: Checker, has_time: Callable[[], bool]
) -> Iterator[Finding]:
    answer = problem.answer
    if isinstance(answer, t.Vector | t.Matrix) and type(answer) is type(typed):
        yield from _probed((_probe_order, _probe_scale), problem, answer, typed, checker, has_time)


Probe = Callable[[Problem, t.Node, t.Node, Checker], str | None]
"""(problem, answer, typed, checker) → a mistake's id, perhaps with a detail behind a space, or None."""


def _probed(
    probes: Sequence[Probe],
    problem: Problem,
    answer: t.Node,
    typed: t.Node,
    checker: Checker,
    has_time: Callable[[], bool],
) -> Iterator[Finding]:
    for probe in probes:
        found = probe(problem, answer, typed, checker) if has_time() else None
        if found:
            name, _, detail = found.partition(" ")
            yield Finding(name, PROBES[name].format(number=detail))
            return


def _probe_order(problem: Problem, answer: t.Node, typed: t.Node, checker: Checker) -> str | None:
    if isinstance(answer, t.Matrix) and isinstance(typed, t.Matrix):
        turned = t.Matrix(tuple(zip(*typed.rows, strict=True)))
        if means(problem, answer, turned, checker):
            return "transposed"
    if not isinstance(answer, t.Vector | t.Matrix) or type(answer) is not type(typed):
        return None
    rest = list(answer.children)
    if len(rest) != len(typed.children):
        return None
    for entry in typed.children:
        match = next((k for k, other in enumerate(rest) if means(problem, other, entry, checker)), None)
        if match is None:
            return None
        del rest[match]
    return "reversed-order"


def _probe_scale(problem: Problem, answer: t.Node, typed: t.Node, checker: Checker) -> str | None:
    """One factor for all entries, or one difference."""
    pairs = _pairs(answer, typed)
    if pairs is None:
        return None
    factors = {constant_ratio(two, one, checker) for one, two in pairs if one != t.ZERO}
    factor = factors.pop() if len(factors) == 1 else None
    if factor and means(problem, _scaled(answer, factor), typed, checker):
        if factor == -1:
            return "sign"
        if t.names(answer) or _is_simple(factor):
            return f"constant-factor {write_unicode(t.number(factor))}"
    if len(pairs) == 1 and not needs_constant(problem):
        shift = constant_difference(typed, answer, checker)
        if shift and means(problem, t.total(answer, t.number(shift)), typed, checker):
            return "constant-difference"
    return None


def _pairs(answer: t.Node, typed: t.Node) -> list[tuple[t.Node, t.Node]] | None:
    if isinstance(answer, t.Vector | t.Matrix):
        if type(answer) is not type(typed) or len(answer.children) != len(typed.children):
            return None
        return list(zip(answer.children, typed.children, strict=True))
    return None if isinstance(typed, t.Vector | t.Matrix) else [(answer, typed)]


def _is_simple(factor: Fraction) -> bool:
    return abs(factor) in {2, 3, 4, 10} or 1 / abs(factor) in {2, 3, 4, 10}


def _scaled(node: t.Node, factor: Fraction) -> t.Node:
    if isinstance(node, t.Vector | t.Matrix):
        return node.with_children(tuple(_scaled(entry, factor) for entry in node.children))
    return t.Negative(node) if factor == -1 else t.times(t.number(factor), node)


def _probe_task(problem: Problem, answer: t.Node, typed: t.Node, checker: Checker) -> str | None:
    """What is done to the function instead of what was asked."""
    task = problem.task
    if isinstance(typed, t.Vector | t.Matrix):
        return None
    if needs_constant(problem):
        slope = t.Derivative(task["function"], variables_of(problem))
        return "differentiated" if _equal(slope, typed, checker) else None
    derived = find(task.kind).derived(task)
    if len(derived) != 1 or isinstance(answer, t.Vector | t.Matrix):
        return None
    ((function, variables),) = derived
    for name, wrong in _instead(problem, function, variables):
        if _equal(wrong, typed, checker):
            return name
    if t.names(typed) and point_of(problem) is None and len(variables) == 1:
        found = checker.compare_antiderivative(t.Integral(function, variables[0]), typed, variables[0], POINTS)
        return "integrated" if found.verdict is Verdict.EQUAL else None
    return None


def _instead(problem: Problem, function: t.Node, variables: tuple[str, ...]) -> Iterator[tuple[str, t.Node]]:
    point = point_of(problem)
    wanted = t.Derivative(function, variables)
    if point is None:
        yield "not-differentiated", function
        for count in range(1, len(variables)):
            yield "order-too-low", t.Derivative(function, variables[:count])
        yield "order-too-high", t.Derivative(function, (*variables, variables[-1]))
        return
    place = tuple(point.items())
    yield "not-evaluated", wanted
    yield "value-not-derivative", t.At(function, place)
    yield "not-differentiated", function
    moves: tuple[Callable[[t.Node], t.Node], ...] = (t.Negative, lambda value: t.ZERO, lambda value: t.ONE)
    for move in moves:
        moved = tuple((name, move(value)) for name, value in place)
        if moved != place:
            yield "another-point", t.At(wanted, moved)


def _equal(one: t.Node, two: t.Node, checker: Checker) -> bool:
    return checker.compare(one, two, POINTS).verdict is Verdict.EQUAL
