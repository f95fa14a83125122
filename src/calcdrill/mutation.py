"""Faults put into an exercise on purpose, and which check notices each: what an author's mistake would have met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from calcdrill.audit import findings
from calcdrill.catalog.values import Exercise
from calcdrill.errors import CalcdrillError
from calcdrill.expression.arithmetic import negate
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import ONE, ZERO, Matrix, Node, Piecewise, Points, Relation, Text, Vector, total
from calcdrill.generating import take
from calcdrill.instances import Tally
from calcdrill.kinds import find
from calcdrill.problem import Problem
from calcdrill.verify import MOST_MISTAKES, certify

__all__ = ["Fault", "faults_of"]

REQUIRE: Final = "require: "


@dataclass(frozen=True)
class Fault:
    """What was changed, and the check that noticed it (empty: none did)."""

    change: str
    noticed: str


@dataclass(frozen=True)
class Before:
    """What is said of the exercise as it stands: its draws, refusals and remarks, and which mistakes are left out."""

    tally: Tally
    said: frozenset[str]
    left_out: frozenset[str]


def faults_of(exercise: Exercise, samples: int, seed: int = 0) -> list[Fault]:
    """Each fault that can be put into the exercise, tried on up to ``samples`` instances.

    Raises Unsatisfiable where the exercise has no instance as it stands.
    """
    tally = Tally()
    problems = list(take(exercise, seed, samples, set(), tally))
    left_out = frozenset[str]().union(*(_left_out(exercise, problem) for problem in problems))
    said = {words for problem in problems for words in findings(problem)}
    before = Before(tally, frozenset({*tally.refused, *said}), left_out)
    return [
        *_wrong_answer(problems[0]),
        *_wrong_signs(problems[0]),
        *_wrong_closed_form(exercise, samples, seed, before),
        *_right_mistakes(exercise, samples, seed, before),
        *_other_mistakes(exercise, samples, seed, before),
        *_dropped_conditions(exercise, samples, seed, before),
    ]


def _wrong_answer(problem: Problem) -> Iterator[Fault]:
    """The answer of one instance, 1 more than it is."""
    other = _one_more(problem.answer)
    if other is not None:
        worse = replace(problem, solution=replace(problem.solution, answer=other))
        yield Fault(f"the answer is {write_text(other)} instead of {write_text(problem.answer)}", _refusal(worse))


def _wrong_signs(problem: Problem) -> Iterator[Fault]:
    """Each line of one instance, with the other sign."""
    steps = problem.solution.steps
    for place, step in enumerate(steps):
        other = _other_sign(step.after)
        if other is not None:
            lines = (*steps[:place], replace(step, after=other), *steps[place + 1 :])
            worse = replace(problem, solution=replace(problem.solution, steps=lines))
            yield Fault(f"line {place + 1} ({step.rule}) ends in {write_text(other)}", _refusal(worse))


def _wrong_closed_form(exercise: Exercise, samples: int, seed: int, before: Before) -> Iterator[Fault]:
    form = exercise.fields.get("answer")
    other = _one_more(form) if isinstance(form, Node) else None
    if other is not None:
        worse = replace(exercise, fields={**exercise.fields, "answer": other})
        yield Fault(f"answer: {write_text(other)}", _noticed(worse, samples, seed, before))


def _right_mistakes(exercise: Exercise, samples: int, seed: int, before: Before) -> Iterator[Fault]:
    """Each of the exercise's own mistakes, with the answer's closed form."""
    form = exercise.fields.get("answer")
    if not isinstance(form, Node) or isinstance(form, Text):
        return
    for name in exercise.wrong_answers:
        others = {other: wrong for other, wrong in exercise.wrong_answers.items() if other != name}
        worse = replace(exercise, wrong_answers={name: form, **others})
        known = replace(before, left_out=before.left_out - {name})
        yield Fault(f"the mistake {name!r} equals the answer", _noticed(worse, samples, seed, known))


def _other_mistakes(exercise: Exercise, samples: int, seed: int, before: Before) -> Iterator[Fault]:
    """Each of the exercise's own mistakes whose feedback has a condition, with another wrong answer."""
    for name, wrong in exercise.wrong_answers.items():
        other = _one_more(wrong) if exercise.mistake_conditions.get(name) else None
        if other is not None:
            worse = replace(exercise, wrong_answers={**exercise.wrong_answers, name: other})
            known = replace(before, left_out=before.left_out - {name})
            yield Fault(f"the mistake {name!r} is {write_text(other)}", _noticed(worse, samples, seed, known))


def _dropped_conditions(exercise: Exercise, samples: int, seed: int, before: Before) -> Iterator[Fault]:
    """Each condition of ``require`` that refused a draw, left out."""
    for place, condition in enumerate(exercise.require):
        refused = before.tally.refused[REQUIRE + write_text(condition)]
        if refused:
            rest = (*exercise.require[:place], *exercise.require[place + 1 :])
            noticed = _noticed(replace(exercise, require=rest), samples, seed, before)
            yield Fault(
                f"require without {write_text(condition)} (it refused {refused} of {before.tally.draws} draws)", noticed
            )


def _noticed(exercise: Exercise, samples: int, seed: int, before: Before) -> str:
    """The first thing that is said of the exercise and was not said ``before``."""
    tally, said = Tally(), ""
    try:
        for problem in take(exercise, seed, samples, set(), tally):
            lost = sorted(_left_out(exercise, problem) - before.left_out)
            words = [f"the mistake {name!r} is not proved different, so instances leave it out" for name in lost]
            said = next((words for words in (*findings(problem), *words) if words not in before.said), "")
            if said:
                break
    except CalcdrillError as error:
        said = str(error)
    return next((reason for reason in tally.refused if reason not in before.said), said)


def _left_out(exercise: Exercise, problem: Problem) -> set[str]:
    """The exercise's own mistakes that the instance had room for, and yet has not."""
    kept = [mistake.id for mistake in problem.mistakes]
    names = list(exercise.wrong_answers)
    return set(names if len(kept) < MOST_MISTAKES else names[:1]) - set(kept)


def _refusal(problem: Problem) -> str:
    """What the gate says against the problem."""
    try:
        certify(find(problem.task.kind), problem.task, problem.solution, problem.statement)
    except CalcdrillError as error:
        return str(error)
    return ""


def _one_more(node: Node) -> Node | None:
    """The value and 1; of a vector or matrix in one entry; None where that makes no sense."""
    if isinstance(node, Vector | Matrix):
        return _in_one_entry(node, _one_more)
    return total(node, ONE) if _is_scalar(node) else None


def _other_sign(node: Node) -> Node | None:
    """The value with the other sign; of an equation its right side; None where that changes nothing."""
    if isinstance(node, Vector | Matrix):
        return _in_one_entry(node, _other_sign)
    if isinstance(node, Relation) and node.operators == ("=",):
        right = _other_sign(node.sides[1])
        return None if right is None else replace(node, sides=(node.sides[0], right))
    return negate(node) if _is_scalar(node) and node != ZERO else None


def _in_one_entry(node: Vector | Matrix, change: Callable[[Node], Node | None]) -> Node | None:
    """The vector or matrix with the first entry changed that can be."""
    if isinstance(node, Matrix):
        rows = [_in_one_entry(Vector(row), change) for row in node.rows]
        place = next((place for place, row in enumerate(rows) if row is not None), None)
        row = None if place is None else rows[place]
        if place is None or not isinstance(row, Vector):
            return None
        return Matrix((*node.rows[:place], row.entries, *node.rows[place + 1 :]))
    for place, entry in enumerate(node.entries):
        other = change(entry)
        if other is not None:
            return Vector((*node.entries[:place], other, *node.entries[place + 1 :]))
    return None


def _is_scalar(node: Node) -> bool:
    return not isinstance(node, Text | Relation | Vector | Matrix | Points | Piecewise)
