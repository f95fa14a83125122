"""A problem as a question for a machine: choices with their causes, a number to be typed, a name that stays.

    Item ─► Question: options (right, wrong with feedback) · number (text, tolerance, wrong numbers with feedback)

The wrong options are the problem's mistakes: each was proved different from the answer and from its siblings.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from calcdrill.choices import choice_label, shuffled
from calcdrill.errors import Unwritable
from calcdrill.export.jsonl import task_to_dict, write_line
from calcdrill.export.sheet import Sheet
from calcdrill.export.view import Item, Line, Page, worked_lines
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import value_of
from calcdrill.figures import draw
from calcdrill.problem import Problem, Statement

__all__ = [
    "NO_CHOICE",
    "NO_QUESTION",
    "Number",
    "Option",
    "Question",
    "Unit",
    "numbers_of",
    "options_of",
    "question_of",
    "refuses",
    "slots",
    "units",
]

NO_CHOICE: Final = "fewer than two named wrong answers to choose from"
NO_QUESTION: Final = f"{NO_CHOICE}, and the answer is not a number to type"

WRONG: Final = 3
"""How many wrong options stand beside the right one, where the problem has no choices of its own."""
FEWEST: Final = 2
DIGITS: Final = 6
"""A number of more significant digits than this is chosen, not typed."""
NEAR: Final = Fraction(1, 200)
"""A typed number this near to a wrong one, as a share of it, is taken for it."""


@dataclass(frozen=True)
class Option:
    """One choice. ``id`` is "right", a mistake's id, or a number where a wrong choice has no named cause."""

    id: str
    text: Prose
    right: bool
    feedback: Prose = ()


@dataclass(frozen=True)
class Number:
    """A number as it is typed: ``text`` is its decimal, right within ``tolerance`` (decimal text too)."""

    id: str
    text: str
    tolerance: str
    feedback: Prose = ()


@dataclass(frozen=True)
class Question:
    """A problem at its place on a sheet, ready for a system that marks answers.

    ``options`` is empty where there are too few; ``numbers`` is empty where the answer is not a short decimal, else the
    right number first, then the wrong ones.
    """

    item: Item
    options: tuple[Option, ...]
    numbers: tuple[Number, ...]
    signs: Conventions = DEFAULT

    @property
    def problem(self) -> Problem:
        return self.item.problem

    @cached_property
    def key(self) -> str:
        """The name that this problem has in every export: "chain-exp/exp-of-quadratic/7/0"."""
        problem = self.problem
        if problem.id is None:
            task = write_line(task_to_dict(problem.task))
            return f"{problem.task.kind}/{hashlib.sha256(task.encode()).hexdigest()[:16]}"
        return f"{problem.id}/{problem.seed}/{problem.index}"

    @cached_property
    def code(self) -> str:
        """The key as an identifier of letters and digits, of one length."""
        return f"q{hashlib.sha256(self.key.encode()).hexdigest()[:24]}"

    @cached_property
    def svg(self) -> str | None:
        """The figure as a file of its own, black on white; None where there is none."""
        if self.problem.figure is None:
            return None
        try:
            drawn = draw(self.problem.figure, decimal=self.signs.decimal)
        except Unwritable:
            return None
        return drawn.replace("<svg ", '<svg style="background:#fff;color:#000" ', 1) + "\n"

    @property
    def lines(self) -> tuple[Line, ...]:
        """The worked solution, also where the sheet does not ask for one."""
        return self.item.lines or worked_lines(self.problem.solution.steps, "short")

    @property
    def tags(self) -> tuple[str, ...]:
        """What the question bank can be searched by."""
        problem = self.problem
        level = f"level {problem.difficulty}" if problem.difficulty else None
        tags = (problem.topic, problem.concept, problem.task.kind, level)
        return tuple(dict.fromkeys(tag for tag in tags if tag))


def slots(pages: Sequence[Page]) -> tuple[tuple[Question, ...], ...]:
    """The places of a sheet, each with its question in every version.

    The k-th problem of an exercise has its place, so that a version that lacks another problem moves nothing.
    """
    return tuple(tuple(question for (question,) in place) for place in units(pages, lambda parts: False))


Unit = tuple[Question, ...]
"""One question, or the parts of a story that are asked in one."""


def units(pages: Sequence[Page], joins: Callable[[Unit], bool]) -> tuple[tuple[Unit, ...], ...]:
    """The places of a sheet as ``slots`` has them, with the parts of one story in one place where ``joins`` says so."""
    places: dict[tuple[str, int], list[Unit]] = {}
    for page in pages:
        seen: Counter[str] = Counter()
        for unit in _joined([question_of(item, page.sheet) for item in page.items], joins):
            first = unit[0]
            name = (len(unit) > 1 and first.problem.story) or first.problem.id or str(first.item.number)
            seen[name] += 1
            places.setdefault((name, seen[name]), []).append(unit)
    return tuple(map(tuple, places.values()))


def _joined(questions: Sequence[Question], joins: Callable[[Unit], bool]) -> Iterator[Unit]:
    """Single questions, and stories at the place of their first part; parts of a story have the same numbers."""
    groups: dict[object, list[Question]] = {}
    for place, question in enumerate(questions):
        problem = question.problem
        told = (problem.story, problem.seed, problem.index) if problem.story else place
        groups.setdefault(told, []).append(question)
    for group in groups.values():
        parts = tuple(group)
        if len(parts) > 1 and joins(parts):
            yield parts
        else:
            yield from ((part,) for part in parts)


def question_of(item: Item, sheet: Sheet) -> Question:
    """The question of one problem, in the sheet's signs; ``choices`` is how many options at most, 0 for the usual."""
    wrong = max(sheet.choices - 1, FEWEST) if sheet.choices else WRONG
    return Question(item, options_of(item.problem, wrong), numbers_of(item.problem), sheet.notation)


def refuses(problem: Problem) -> str | None:
    """Why the problem is neither multiple choice nor a number to type."""
    return None if numbers_of(problem) or options_of(problem) else NO_QUESTION


# -- choices


RIGHT: Final = "right"
"""The name of the right answer in a file: a mistake that has it as its id gets another."""


def options_of(problem: Problem, wrong: int = WRONG) -> tuple[Option, ...]:
    """The choices of a problem in an order of its own: those that it asks with, else the answer and its mistakes.

    Empty where there is not exactly one right choice, or too few wrong ones.
    """
    causes = {mistake.answer: mistake for mistake in problem.mistakes}
    statement = problem.statement
    if not statement.choices:
        if len(causes) < FEWEST:
            return ()
        offered = (problem.answer, *list(causes)[:wrong])
        options = Statement((), (), choices=tuple((answer,) for answer in offered))
        statement = shuffled(options, f"{problem.id}/{problem.seed}/{problem.index}")
    chosen = []
    for place, text in enumerate(statement.choices):
        label = choice_label(text)
        cause = causes.get(label)
        if label == problem.answer:
            chosen.append(Option(RIGHT, text, True))
        else:
            name = cause.id if cause else str(place)
            feedback = cause.feedback if cause else ()
            chosen.append(Option(f"{RIGHT}-expected" if name == RIGHT else name, text, False, feedback))
    return tuple(chosen) if sum(option.right for option in chosen) == 1 else ()


# -- numbers


def numbers_of(problem: Problem) -> tuple[Number, ...]:
    """The right number, if the answer is a short decimal, and the wrong numbers that have a cause.

    A wrong number's tolerance never reaches another number of the question.
    """
    right = _short_value(problem)
    if right is None:
        return ()
    wrong = [(one, value) for one in problem.mistakes if (value := value_of(one.answer)) is not None]
    values = [right, *(Fraction(value) for _, value in wrong)]
    numbers = [Number("right", decimal_text(right), "0")]
    for (mistake, value), own in zip(wrong, values[1:], strict=True):
        apart = min(abs(own - other) for other in values if other != own)
        near = Fraction(0) if _is_short(own) else min(abs(own) * NEAR, apart / 3)
        numbers.append(Number(mistake.id, decimal_text(Fraction(value)), decimal_text(near, 2), mistake.feedback))
    return tuple(numbers)


def _short_value(problem: Problem) -> Fraction | None:
    """The answer as a short decimal; None where it is none, or where a fraction is asked for."""
    value = None if problem.statement.choices else value_of(problem.answer)
    if value is None or not _is_short(Fraction(value)):
        return None
    return None if problem.task.fields.get("form") and Fraction(value).denominator != 1 else Fraction(value)


def _is_short(value: Fraction) -> bool:
    """Whether the number is a decimal of few digits."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1 and Fraction(decimal_text(value)) == value


def decimal_text(value: Fraction, digits: int = DIGITS) -> str:
    """The number as a decimal of so many significant digits at most, without an exponent: "-0.25"."""
    rounding = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    rounded = rounding.divide(Decimal(value.numerator), Decimal(value.denominator))
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text
