"""A timed set: answers are taken without a word about them, marked at the end, and reported.

The exam is a state machine like a practice turn: (exam, typed line, time) → exam and events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.profiles import PROFILES
from calcdrill.practice.events import Asked, Event, Noted
from calcdrill.practice.grade import Ask, Grade, Verdict, grade, taken_down
from calcdrill.practice.offers import way_on
from calcdrill.practice.wording import plural
from calcdrill.practice.working import SEPARATOR, Working, grade_working, lines_of
from calcdrill.problem import Problem

__all__ = ["Entry", "Exam", "Mark", "Result", "begin", "mark", "take_line"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed for one problem, and when."""

    text: str
    when: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Exam:
    """A running exam. ``place`` is the problem that is shown; ``limit`` None has no end.

    ``asking`` is an ambiguous text that was asked back, and its other reading. ``notation`` is the profile of
    signs in which it is held from its beginning to its end. ``ended`` is when it was handed in.
    """

    title: str
    problems: tuple[Problem, ...]
    started: datetime
    limit: timedelta | None
    entries: tuple[Entry | None, ...]
    place: int = 0
    shown: datetime | None = None
    over: bool = False
    asking: tuple[str, str] | None = None
    notation: str = "us"
    ended: datetime | None = None

    @property
    def conventions(self) -> Conventions:
        """The signs in which answers are read."""
        return PROFILES.get(self.notation, DEFAULT)

    def left(self, when: datetime) -> timedelta | None:
        """The time that is left, None without a limit."""
        return None if self.limit is None else self.limit - (when - self.started)


@dataclass(frozen=True, slots=True)
class Mark:
    """One problem of a marked exam; ``verdict`` is None where there was no answer, ``working``
    where the answer stood alone."""

    problem: Problem
    text: str
    verdict: Verdict | None
    seconds: float | None
    working: Working | None = None

    @property
    def is_right(self) -> bool:
        """Whether it gets its point."""
        return self.verdict is not None and self.verdict.correct is True


@dataclass(frozen=True, slots=True)
class Result:
    """A marked exam."""

    title: str
    started: datetime
    used: timedelta
    limit: timedelta | None
    marks: tuple[Mark, ...]
    conventions: Conventions = DEFAULT

    @property
    def score(self) -> int:
        """How many answers are right."""
        return sum(mark.is_right for mark in self.marks)

    @property
    def percent(self) -> int:
        """The score as a share of all problems, in whole per cent."""
        return round(100 * self.score / len(self.marks)) if self.marks else 0


HELP: Final = (
    "Type your answer; it is taken without comment, and you may change it.\n"
    "Lines of working may stand before it: 2*3x ;; 6x.\n"
    "next, back, go 3: another problem      time: what is left      finish: hand in\n"
    "quit leaves; the exam stays as it is, and its time runs on."
)


def begin(
    title: str, problems: Sequence[Problem], when: datetime, limit: timedelta | None, notation: str = "us"
) -> tuple[Exam, tuple[Event, ...]]:
    """The exam at its first problem."""
    exam = Exam(title, tuple(problems), when, limit, (None,) * len(problems), shown=when, notation=notation)
    return exam, begun(exam)


def begun(exam: Exam) -> tuple[Event, ...]:
    """What a new exam shows first."""
    minutes = "" if exam.limit is None else f" You have {_minutes(exam.limit)}."
    words = f"{exam.title}: {plural(len(exam.problems), 'problem')}.{minutes} {HELP}"
    return Noted(words), asked(exam, exam.started)


def take_line(exam: Exam, line: str, when: datetime) -> tuple[Exam, tuple[Event, ...]]:
    """What a line leads to: an answer kept, another problem shown, or the end."""
    left = exam.left(when)
    if left is not None and left < timedelta(0):
        return replace(exam, over=True), (Noted("The time is over; this answer came too late."),)
    word, _, rest = line.strip().lstrip(":/").casefold().partition(" ")
    if exam.asking is not None:
        text, other = exam.asking
        exam = replace(exam, asking=None)
        if word in {"", "yes", "y", "no", "n"} or line.strip() == text:
            return _keep_text(exam, other if word in {"", "yes", "y"} else text, when)
    match word:
        case "finish":
            return replace(exam, over=True), ()
        case "" | "next" | "skip":
            return _next(exam, when)
        case "back" if exam.place == 0:
            return exam, (Noted("This is the first problem."),)
        case "back":
            return _go(exam, exam.place - 1, when)
        case "go" if rest.strip().isdecimal() and not 1 <= int(rest.strip()[:9]) <= len(exam.problems):
            return exam, (Noted(f"There is no problem {rest.strip()[:9]}; they run from 1 to {len(exam.problems)}."),)
        case "go" if rest.strip().isdecimal():
            return _go(exam, int(rest) - 1, when)
        case "time":
            return exam, (Noted("There is no limit." if left is None else f"{_minutes(left)} left."),)
        case "help" | "?":
            return exam, (Noted(HELP),)
        case "hint" | "steps" | "step" | "solution" | "answer" | "why":
            return exam, (Noted("Not in an exam; the report shows it afterwards."),)
    if way_on(line):
        return exam, (Noted("next leaves this problem open; you can come back to it."),)
    return _answer(exam, line, when)


def _answer(exam: Exam, line: str, when: datetime) -> tuple[Exam, tuple[Event, ...]]:
    """Keep the answer if it can be read in one way; what it is worth is not said."""
    text = lines_of(line)[-1] if SEPARATOR in line else line
    verdict = taken_down(exam.problems[exam.place], text, conventions=exam.conventions)
    if verdict.suggestion is not None:
        words = f"{verdict.message} Enter takes that; type yours again to keep it as it was read."
        return replace(exam, asking=(line.strip(), verdict.suggestion)), (Noted(words),)
    if verdict.grade in {Grade.UNREADABLE, Grade.MISSHAPEN}:
        return exam, (Noted(verdict.message),)
    return _keep_text(exam, line.strip(), when)


def _keep_text(exam: Exam, text: str, when: datetime) -> tuple[Exam, tuple[Event, ...]]:
    """Write the answer down, by its standard reading, and show the next problem."""
    from calcdrill.expression.notation.unicode import write_unicode
    from calcdrill.practice.reading import read_answer

    last = lines_of(text)[-1] if SEPARATOR in text else text
    typed = read_answer(exam.problems[exam.place], last, exam.conventions)
    seconds = (when - (exam.shown or exam.started)).total_seconds()
    entry = Entry(text, when, round(seconds, 3))
    entries = tuple(entry if place == exam.place else old for place, old in enumerate(exam.entries))
    kept = Noted(f"Taken as {write_unicode(typed, exam.conventions)}.")
    after, events = _next(replace(exam, entries=entries), when)
    return after, (kept, *events)


def _next(exam: Exam, when: datetime) -> tuple[Exam, tuple[Event, ...]]:
    """The problem after this one; past the last one, the first that has no answer yet."""
    if exam.place + 1 < len(exam.problems):
        return _go(exam, exam.place + 1, when)
    open_ = [place for place, entry in enumerate(exam.entries) if entry is None]
    if not open_:
        return exam, (Noted("All problems have an answer: finish hands in, go 1 looks at the first again."),)
    if open_ == [exam.place]:
        return exam, (Noted("Only this problem has no answer yet; finish hands in without it."),)
    after, events = _go(exam, open_[0], when)
    words = f"That was the last one; {plural(len(open_), 'problem')} without an answer yet. finish hands in."
    return after, (Noted(words), *events)


def _go(exam: Exam, place: int, when: datetime) -> tuple[Exam, tuple[Event, ...]]:
    """Show another problem."""
    moved = replace(exam, place=place, shown=when)
    return moved, (asked(moved, when),)


def asked(exam: Exam, when: datetime) -> Asked:
    """The problem that is shown, with the time that is left and the answer that it has."""
    left = exam.left(when)
    entry = exam.entries[exam.place]
    words = [] if left is None else [f"{_minutes(left)} left"]
    words += [f"your answer so far: {entry.text}"] if entry else []
    return Asked(exam.place + 1, exam.problems[exam.place], exam.title, ", ".join(words), len(exam.problems))


def _minutes(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02} minutes"


def _mark(problem: Problem, entry: Entry | None, conventions: Conventions) -> Mark:
    """One marked answer; lines of working before it, ``2·3x ;; 6x``, get marks for method."""
    if entry is None:
        return Mark(problem, "", None, None)
    lines = lines_of(entry.text) or [entry.text]
    working = grade_working(problem, lines, conventions) if len(lines) > 1 else None
    verdict = grade(problem, lines[-1], ask=Ask.NEVER, conventions=conventions)
    return Mark(problem, entry.text, verdict, entry.seconds, working)


def mark(exam: Exam, when: datetime) -> Result:
    """The marked exam."""
    signs = exam.conventions
    marks = [_mark(problem, entry, signs) for problem, entry in zip(exam.problems, exam.entries, strict=True)]
    used = when - exam.started
    return Result(exam.title, exam.started, min(used, exam.limit or used), exam.limit, tuple(marks), signs)
