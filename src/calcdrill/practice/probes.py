"""Probes of a wrong answer that fit any problem: sign, factor, order of entries, another task done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Checker, Verdict
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.steps import Prose
from calcdrill.kinds import find
from calcdrill.practice.judge import means
from calcdrill.practice.outcome import POINTS, Judgement
from calcdrill.practice.reading import constant_letters, needs_constant, point_of, variables_of
from calcdrill.practice.sampling import constant_difference, constant_ratio
from calcdrill.problem import Problem

__all__ = ["PROBES", "Case", "Finding", "probes_of_entries", "probes_of_task", "probes_of_value"]

PROBES: Final = {
    "sign": "Only the sign is wrong.",
    "sign-of-a-term": "The sign of a term is wrong.",
    "sign-of-an-entry": "The sign of an entry is wrong.",
    "constant-factor": "Your answer is {number} times the right one.",
    "constant-difference": "Your answer differs from the right one by a constant.",
    "not-differentiated": "This is the function itself: it is not differentiated yet.",
    "not-evaluated": "This is the derivative as a function: put the point in.",
    "value-not-derivative": "This is the value of the function at the point, not that of its derivative.",
    "another-point": "This is the value at another point.",
    "order-too-low": "Differentiate once more.",
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
    words: Prose


@dataclass(frozen=True, slots=True)
class Case:
    """An answer as it was judged; ``has_time`` is asked before each look for the mistake of a wrong one."""

    problem: Problem
    typed: t.Node
    checker: Checker
    judgement: Judgement
    has_time: Callable[[], bool] = lambda: True

    def is_typed(self, answer: t.Node) -> bool:
        """Whether the typed answer means this one."""
        return means(self.problem, answer, self.typed, self.checker)


Probe = Callable[[Problem, t.Node, t.Node, Checker], str | None]
"""(problem, answer, typed, checker) → a mistake's id, perhaps with a detail behind a space, or None."""


def probes_of_task(case: Case) -> Iterator[Finding]:
    yield from _probes(case, _probe_task)


def probes_of_value(case: Case) -> Iterator[Finding]:
    yield from _probes(case, _probe_scale, _probe_terms)


def _probes(case: Case, *chosen: Probe) -> Iterator[Finding]:
    problem, answer, typed = case.problem, case.problem.answer, case.typed
    if isinstance(answer, t.Relation) and isinstance(typed, t.Relation):
        answer, typed = answer.sides[-1], typed.sides[-1]
    if isinstance(answer, t.Text | t.Points | t.Relation) or isinstance(typed, t.Text | t.Points | t.Relation):
        return
    if needs_constant(problem):
        without = dict.fromkeys(constant_letters(problem), t.ZERO)
        answer, typed = t.substitute(answer, without), t.substitute(typed, without)
    yield from _probed(case, answer, typed, *chosen)


def probes_of_entries(case: Case) -> Iterator[Finding]:
    answer, typed = case.problem.answer, case.typed
    if isinstance(answer, t.Vector | t.Matrix) and type(answer) is type(typed):
        yield from _probed(case, answer, typed, _probe_order, _probe_unevaluated, _probe_scale, _probe_entries)


def _probed(case: Case, answer: t.Node, typed: t.Node, *probes: Probe) -> Iterator[Finding]:
    for probe in probes:
        message = probe(case.problem, answer, typed, case.checker) if case.has_time() else None
        if message:
            name, _, detail = message.partition(" ")
            yield Finding(name, (PROBES[name].format(number=detail),))
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
        if t.names(answer) - t.CONSTANTS and _belongs(problem, factor):
            return f"constant-factor {write_unicode(t.number(factor))}"
    if len(pairs) == 1 and not needs_constant(problem):
        shift = constant_difference(typed, answer, checker)
        if shift and _belongs(problem, shift) and means(problem, t.total(answer, t.number(shift)), typed, checker):
            return "constant-difference"
    return None


def _belongs(problem: Problem, number: Fraction) -> bool:
    """Whether a factor or difference is one of the task's own numbers or exponents, and so no slip in arithmetic."""
    sought = {abs(number), 1 / abs(number)} - {1}
    for value in problem.task.fields.values():
        for tree in value if isinstance(value, tuple) else (value,):
            if isinstance(tree, t.Node):
                for inner in t.walk(tree):
                    if isinstance(inner, t.Number) and inner.value in sought:
                        return True
    return False


MOST_TERMS: Final = 5


def _probe_terms(problem: Problem, answer: t.Node, typed: t.Node, checker: Checker) -> str | None:
    """Some terms of a sum with the other sign, but not all."""
    terms = answer.terms if isinstance(answer, t.Sum) else ()
    if not 2 <= len(terms) <= MOST_TERMS or not t.names(answer) - t.CONSTANTS:
        return None
    for index in range(len(terms)):
        turned = (t.Negative(term) if k == index else term for k, term in enumerate(terms))
        if means(problem, t.total(*turned), typed, checker):
            return "sign-of-a-term"
    alternating = (t.Negative(term) if k % 2 else term for k, term in enumerate(terms))
    others = (term if k % 2 else t.Negative(term) for k, term in enumerate(terms))
    if any(means(problem, t.total(*turned), typed, checker) for turned in (alternating, others)):
        return "sign-of-a-term"
    return None


def _probe_entries(problem: Problem, answer: t.Node, typed: t.Node, checker: Checker) -> str | None:
    """One entry with the other sign."""
    wrong = [
        (one, two)
        for one, two in zip(answer.children, typed.children, strict=False)
        if not means(problem, one, two, checker)
    ]
    if len(answer.children) == len(typed.children) and len(wrong) == 1:
        return "sign-of-an-entry" if means(problem, t.Negative(wrong[0][0]), wrong[0][1], checker) else None
    return None


def _probe_unevaluated(problem: Problem, answer: t.Node, typed: t.Node, checker: Checker) -> str | None:
    """The derivatives as functions, where their values at a point are asked for."""
    derived = find(problem.task.kind).derived(problem.task)
    if point_of(problem) is None or len(derived) != len(typed.children) or not t.names(typed) - t.CONSTANTS:
        return None
    pairs = zip(derived, typed.children, strict=True)
    if all(_equal(t.Derivative(function, variables), entry, checker) for (function, variables), entry in pairs):
        return "not-evaluated"
    return None


def _pairs(answer: t.Node, typed: t.Node) -> list[tuple[t.Node, t.Node]] | None:
    if isinstance(answer, t.Vector | t.Matrix):
        if type(answer) is not type(typed) or len(answer.children) != len(typed.children):
            return None
        return list(zip(answer.children, typed.children, strict=True))
    return None if isinstance(typed, t.Vector | t.Matrix) else [(answer, typed)]


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
        comparison = checker.compare_antiderivative(t.Integral(function, variables[0]), typed, variables[0], POINTS)
        return "integrated" if comparison.verdict is Verdict.EQUAL else None
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
