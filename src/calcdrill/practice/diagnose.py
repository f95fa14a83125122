"""Why an answer is wrong: the named mistakes of the problem, then probes that fit any problem.

named      the problem's own mistakes, all that its kind knows, each entry of a gradient or matrix by the
           mal-rules of differentiation
probes     sign, constant factor or difference, not differentiated, integrated instead, wrong order,
           another point, entries in another order, transposed
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from calcdrill.errors import InputError, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Verdict
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Derived, find
from calcdrill.kinds._slips import FEEDBACK
from calcdrill.practice.outcome import POINTS, Outcome
from calcdrill.practice.probes import PROBES, Case, Finding, probes_of_entries, probes_of_task, probes_of_value
from calcdrill.practice.reading import point_of, variables_of
from calcdrill.problem import Problem

__all__ = ["PROBES", "Finding", "diagnose", "load_kind", "named_mistakes"]

MOST_NAMES: Final = 2
UNLIKELY: Final = frozenset({"constant-derivative-one"})
"""Mal-rules that are named only where they are a printed mistake of the problem: a slip in arithmetic is likelier."""


def diagnose(case: Case) -> tuple[Finding, ...]:
    """The mistakes, two at most, that explain a wrong answer."""
    findings: list[Finding] = []
    for finder in (_named, probes_of_entries, _named_entries, probes_of_task, _wrong_once, probes_of_value):
        for finding in finder(case):
            if all(finding.mistake != other.mistake for other in findings):
                findings.append(finding)
            if len(findings) == MOST_NAMES:
                break
        if findings:
            break
    return tuple(findings)


# -- named mistakes


def named_mistakes(case: Case) -> tuple[Finding, ...]:
    """The problem's own and its kind's mistakes that an answer is, without regard to its form."""
    return tuple(_named(case))[:MOST_NAMES]


def _named(case: Case) -> Iterator[Finding]:
    for mistake in case.problem.mistakes:
        if not case.has_time():
            return
        if case.is_typed(mistake.answer):
            yield Finding(mistake.id, mistake.feedback)
            return
    for name, wrong, feedback in _candidates(case.problem):
        if not case.has_time():
            return
        if name not in UNLIKELY and case.is_typed(wrong):
            yield Finding(name, feedback)


def load_kind(problem: Problem) -> None:
    """Import the problem's kind, so that this does not take from the time of the search."""
    with suppress(InputError):
        find(problem.task.kind)


def _candidates(problem: Problem) -> Iterator[tuple[str, t.Node, Prose]]:
    """All mistakes that the problem's kind knows.

    A kind may come from anyone. A fault in it costs the learner the name of a mistake, never the verdict.
    """
    try:
        kind = find(problem.task.kind)
        feedback = {**FEEDBACK, **kind.feedback, **kind.own_feedback(problem.task)}
        for name, wrong in (
            *kind.mistakes(problem.task, problem.solution),
            *kind.slips(problem.task, problem.solution),
        ):
            if name in feedback:
                yield name, wrong, feedback[name]
    except Exception:
        return


def _named_entries(case: Case) -> Iterator[Finding]:
    """The mal-rules that explain every wrong entry of a gradient or Jacobian; else those of the first one."""
    parts, entries = _derived(case.problem), case.typed.children
    wrong = [index for index, outcome in enumerate(case.judgement.parts) if outcome is Outcome.WRONG]
    if not wrong or len(parts) != len(case.judgement.parts) or len(entries) != len(parts):
        return
    shared: dict[str, Prose] | None = None
    for index in wrong:
        function, variables = _before_the_last(*parts[index])
        named = dict(_bugs(case, function, variables[-1], entries[index]))
        kept = named if shared is None else {name: note for name, note in shared.items() if name in named}
        shared = kept or shared
    for name, note in (shared or {}).items():
        yield Finding(name, (f"In {_place(case.problem, wrong)}: ", *note))


def _derived(problem: Problem) -> tuple[Derived, ...]:
    return find(problem.task.kind).derived(problem.task)


def _wrong_once(case: Case) -> Iterator[Finding]:
    """A mal-rule at one place of the one derivative that is asked for; of numbers too many would fit by chance."""
    from calcdrill.expression.differentiating.malrules import MALRULES, derivatives_wrong_once

    derived, typed = _derived(case.problem), case.typed
    is_scalar = not isinstance(typed, t.Vector | t.Matrix | t.Relation | t.Points | t.Text)
    if len(derived) != 1 or point_of(case.problem) is not None or not is_scalar:
        return
    if case.is_typed(t.Negative(case.problem.answer)):
        return  # no more is known than that the sign is wrong
    with suppress(Unsolved):
        function, variables = _before_the_last(*derived[0])
        for bug, wrong in derivatives_wrong_once(function, variables[-1]):
            if not case.has_time():
                return
            if case.checker.compare(wrong, typed, POINTS).verdict is Verdict.EQUAL:
                yield Finding(bug, MALRULES[bug])
                return


def _before_the_last(function: t.Node, variables: tuple[str, ...]) -> tuple[t.Node, tuple[str, ...]]:
    """The function that the last derivative is taken of. Raises Unsolved."""
    for name in variables[:-1]:
        function = tidy(differentiate(function, name))
    return function, variables


def _bugs(case: Case, function: t.Node, variable: str, entry: t.Node) -> Iterator[tuple[str, Prose]]:
    from calcdrill.expression.differentiating.malrules import MALRULES, wrong_derivatives

    others = tuple(name for name in variables_of(case.problem) if name != variable)
    point = point_of(case.problem)
    for name, wrong in wrong_derivatives(function, variable, others):
        if not case.has_time():
            return
        if name in UNLIKELY or (point is not None and name == "constant-kept"):
            continue
        if point is not None:
            wrong = t.substitute(wrong, point)
        if case.checker.compare(wrong, entry, POINTS).verdict is Verdict.EQUAL:
            yield name, MALRULES[name]


def _place(problem: Problem, wrong: Sequence[int]) -> str:
    answer = problem.answer
    if isinstance(answer, t.Matrix):
        width = len(answer.rows[0])
        spots = [f"row {index // width + 1}, column {index % width + 1}" for index in wrong]
        return "; ".join(spots)
    ordinals = [str(index + 1) for index in wrong]
    return f"entr{'y' if len(ordinals) == 1 else 'ies'} {' and '.join(ordinals)}"
