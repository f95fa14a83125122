"""Grading: what a typed answer is worth, and what to tell the learner.

``grade`` is total: any text gives a verdict, none raises. It reads the text, compares by ball arithmetic and,
where the answer is wrong, looks for the mistake until its time is over. The time bounds only the search for
the mistake: whether an answer is right does not depend on the speed of the machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Final
from zlib import crc32

from calcdrill.errors import InputError, ReadError, Unwritable
from calcdrill.expression.balls.ball import evaluate
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.unicode import write_name, write_unicode
from calcdrill.expression.tree import Matrix, Negative, Node, Number, Points, Relation, Text, Vector, names
from calcdrill.practice.diagnose import diagnose, load_kind
from calcdrill.practice.judge import judge
from calcdrill.practice.outcome import Judgement, Outcome, half_unit, is_plain_number
from calcdrill.practice.probes import Finding
from calcdrill.practice.reading import constant_letters, needs_constant, read_answer
from calcdrill.problem import Problem

__all__ = ["Grade", "Verdict", "grade"]

BUDGET: Final = 0.05
"""Seconds after which the search for the mistake stops."""


class Grade(Enum):
    """How an answer was found: the first three are right, ``WRONG`` counts against the learner, the rest do
    not."""

    RIGHT = "right"
    FORM = "right, not in the asked form"
    DOMAIN = "right where both are defined"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"


_CORRECT: Final = {Grade.RIGHT: True, Grade.FORM: True, Grade.DOMAIN: True, Grade.WRONG: False}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a typed answer is worth.

    ``mistake`` is the id of the mistake that explains a wrong answer; ``also`` the id of a second one that
    does. ``read_as`` is the answer as it was read. ``notes`` are remarks on form and domain, also part of
    ``message``. ``position`` says where an unreadable text stops making sense, counted from 0.
    """

    grade: Grade
    message: str
    mistake: str | None = None
    also: str | None = None
    read_as: Node | None = None
    notes: tuple[str, ...] = ()
    position: int | None = None

    @property
    def correct(self) -> bool | None:
        """True, False, or None for what was not understood or could not be decided."""
        return _CORRECT.get(self.grade)

    @property
    def shown(self) -> str:
        """How the answer was read, on one line; empty if it was not."""
        return "" if self.read_as is None else _written(self.read_as, write_unicode)

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON has it."""
        return {
            "correct": self.correct,
            "grade": self.grade.value,
            "message": self.message,
            "mistake": self.mistake,
            "also": self.also,
            "read_as": None if self.read_as is None else _written(self.read_as, write_text),
            "notes": list(self.notes),
            "position": self.position,
        }


def grade(
    problem: Problem, text: str, *, budget: float = BUDGET, clock: Callable[[], float] = time.monotonic
) -> Verdict:
    """The verdict on a typed answer; any text has one.

    ``budget`` is how many seconds ``clock`` may go on while a wrong answer's mistake is looked for.
    """
    try:
        typed = read_answer(problem, text)
    except ReadError as error:
        return Verdict(Grade.UNREADABLE, f"I cannot read this: {error.message}.", position=error.position)
    except (InputError, RecursionError) as error:
        return Verdict(Grade.UNREADABLE, f"I cannot read this: {error}.")
    checker = Checker(problem.task.domain, _seed(problem, text))
    judgement = judge(problem, problem.answer, typed, checker)
    match judgement.outcome:
        case Outcome.RIGHT | Outcome.WHERE_DEFINED:
            return _right(problem, typed, judgement)
        case Outcome.UNDECIDED:
            return _undecided(typed, judgement)
    if _is_rounded(problem.answer, typed):
        words = "That agrees as far as its digits go, but the exact value is asked for."
        return Verdict(Grade.UNDECIDED, words, read_as=typed)
    load_kind(problem)
    deadline = clock() + budget
    found = diagnose(problem, typed, judgement, checker, lambda: clock() < deadline)
    return _wrong(problem, typed, judgement, found)


def _seed(problem: Problem, text: str) -> int:
    """The check points differ from answer to answer and are the same for the same answer."""
    return 1 + crc32(f"{problem.id}/{problem.seed}/{problem.index}/{text}".encode(errors="replace"))


def _written(node: Node, writer: Callable[[Node], str]) -> str:
    try:
        return writer(node)
    except Unwritable:
        return ""


# -- right


def _right(problem: Problem, typed: Node, judgement: Judgement) -> Verdict:
    form = _form_notes(problem, typed)
    if judgement.outcome is Outcome.WHERE_DEFINED:
        domain = _domain_note(problem, judgement)
        message = " ".join(("Right where both are defined.", domain, *form))
        return Verdict(Grade.DOMAIN, message, read_as=typed, notes=(domain, *form))
    if form:
        return Verdict(Grade.FORM, " ".join(("Right.", *form)), read_as=typed, notes=form)
    return Verdict(Grade.RIGHT, "Right.", read_as=typed)


def _domain_note(problem: Problem, judgement: Judgement) -> str:
    comparison = judgement.comparison
    if comparison is not None and comparison.right_gap is not None:
        return f"Your form is not defined everywhere: not at {_place(problem, comparison.right_gap)}."
    if comparison is not None and comparison.left_gap is not None:
        return f"Yours is defined in more places than the answer: at {_place(problem, comparison.left_gap)}."
    return "One of the two forms is not defined everywhere."


def _place(problem: Problem, point: Mapping[str, Fraction]) -> str:
    """``x = 1, y = -1/2``, without the constant of integration."""
    hidden = constant_letters(problem) if needs_constant(problem) else frozenset()
    shown = ((name, value) for name, value in sorted(point.items()) if name not in hidden)
    return ", ".join(f"{write_name(name)} = {value}" for name, value in shown)


def _form_notes(problem: Problem, typed: Node) -> tuple[str, ...]:
    notes: list[str] = []
    if needs_constant(problem) and not names(typed) & constant_letters(problem):
        notes.append("An antiderivative has a constant: add + C.")
    pairs = _scalars(problem.answer, typed)
    if any(is_plain_number(one) and not is_plain_number(two) for one, two in pairs):
        notes.append(f"Worked out it is {_written(problem.answer, write_unicode)}.")
    return tuple(notes)


def _scalars(answer: Node, typed: Node) -> list[tuple[Node, Node]]:
    if isinstance(answer, Vector | Matrix) and type(answer) is type(typed):
        return list(zip(answer.children, typed.children, strict=False))
    if isinstance(answer, Text | Relation | Points):
        return []
    return [(answer, typed)]


# -- neither


def _undecided(typed: Node, judgement: Judgement) -> Verdict:
    if judgement.incomplete:
        return Verdict(Grade.UNREADABLE, judgement.note, read_as=typed)
    if _is_scalar(typed) and not names(typed) and evaluate(typed, {}) is UNDEFINED:
        return Verdict(Grade.UNREADABLE, "This is not a number: it is not defined.", read_as=typed)
    words = "I cannot decide whether this is right; compare it with the answer yourself."
    return Verdict(Grade.UNDECIDED, words, read_as=typed)


def _is_scalar(node: Node) -> bool:
    return not isinstance(node, Text | Relation | Points | Vector | Matrix)


def _is_rounded(answer: Node, typed: Node) -> bool:
    """Whether a number typed as a decimal agrees with the exact answer to three digits or more."""
    pairs = _scalars(answer, typed)
    if not pairs or any(names(one) or names(two) for one, two in pairs):
        return False
    if isinstance(answer, Vector | Matrix) and len(pairs) != len(typed.children):
        return False
    values = [(exact_value(one), exact_value(two)) for one, two in pairs]
    open_ = [pair for pair, (one, two) in zip(pairs, values, strict=True) if one is None or one != two]
    return bool(open_) and all(_is_near(one, two) for one, two in open_)


def _is_near(answer: Node, typed: Node) -> bool:
    unit = half_unit(typed)
    inner = typed.argument if isinstance(typed, Negative) else typed
    if not unit or not isinstance(inner, Number) or inner.value < 200 * unit:
        return False
    value, wanted = exact_value(typed), evaluate(answer, {})
    if value is None:
        return False
    try:
        distance = abs(float(Fraction(value)) - float(wanted.mid() if hasattr(wanted, "mid") else wanted))
    except (TypeError, OverflowError, ValueError):
        return False
    return distance <= float(unit) * 1.000001


# -- wrong


def _wrong(problem: Problem, typed: Node, judgement: Judgement, found: tuple[Finding, ...]) -> Verdict:
    words = ["Not right."]
    if found:
        words = [found[0].message]
    elif judgement.note:
        words.append(judgement.note)
    else:
        words.extend(_where(problem, judgement))
    mistakes = [finding.mistake for finding in found] + [None, None]
    return Verdict(Grade.WRONG, " ".join(words), mistakes[0], mistakes[1], typed)


def _where(problem: Problem, judgement: Judgement) -> list[str]:
    if judgement.parts:
        right = sum(outcome >= Outcome.WHERE_DEFINED for outcome in judgement.parts)
        return [f"{right} of {len(judgement.parts)} entries are right."] if right else []
    comparison = judgement.comparison
    if comparison is not None and comparison.witness:
        return [f"It differs from the answer, for example at {_place(problem, comparison.witness)}."]
    return []
