"""Holding an exam: its lines from the first to the last, its answers on disk, then in the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from calcdrill.practice.drill import Desk, record
from calcdrill.practice.events import Event, Noted
from calcdrill.practice.exam import Entry, Exam, Mark, Result, asked, begun, mark, take_line
from calcdrill.practice.exam_file import ExamFile
from calcdrill.practice.schedule import Rating
from calcdrill.practice.session import Draft, Turn
from calcdrill.practice.wording import plural

__all__ = ["run_exam"]


def run_exam(
    exam: Exam, lines: Iterator[str], show: Callable[[Event], None], desk: Desk, log: ExamFile | None = None
) -> Result | None:
    """Hold the exam until it is handed in or its time is over; keep its answers in the history.

    Where the lines end before that, an exam that has a ``log`` is not marked: it can go on later.
    """
    if exam.ended is not None and log is not None:
        return _handed_in(exam, exam.ended, desk, log)
    is_new = not any(exam.entries) and exam.shown is not None
    exam, events = (exam, begun(exam)) if is_new else _resumed(exam, desk.clock())
    for event in events:
        show(event)
    while not exam.over and (line := next(lines, None)) is not None:
        if line.strip().lstrip(":/").casefold() in {"quit", "exit"}:
            break
        before = exam.entries
        exam, events = take_line(exam, line, desk.clock())
        if log is not None:
            for place, entry in enumerate(exam.entries):
                if entry is not None and entry is not before[place]:
                    log.keep(place, entry)
        for event in events:
            show(event)
    when = desk.clock()
    left = exam.left(when)
    if not exam.over and log is not None and (left is None or left > timedelta(0)):
        show(Noted("The exam is kept as it is: calcdrill practice --exam goes on with it."))
        return None
    if not exam.over and left is not None and left <= timedelta(0):
        show(Noted("The time is over; what was answered counts."))
    if log is not None:
        log.end(when)
    return _handed_in(exam, when, desk, log)


def _handed_in(exam: Exam, when: datetime, desk: Desk, log: ExamFile | None) -> Result:
    """Mark it and keep its answers in the history; killed meanwhile, it does the same when it goes on."""
    result = mark(exam, when)
    for place, (one, entry) in enumerate(zip(result.marks, exam.entries, strict=True)):
        if entry is not None and one.verdict is not None:
            _keep(one, entry, desk, None if log is None else f"exam-{log.key}-{place}")
    if log is not None:
        log.close()
    return result


def _keep(one: Mark, entry: Entry, desk: Desk, key: str | None) -> None:
    """One answer into the history; with a ``key`` of its own it gets there once, however often it is tried."""
    ratings = {True: Rating.GOOD, False: Rating.AGAIN}
    verdict = one.verdict
    rating = None if verdict is None or verdict.correct is None else ratings[verdict.correct]
    turn = Turn(one.problem, entry.when - timedelta(seconds=entry.seconds))
    answer = record(Draft("answer", rating, entry.text, verdict), turn, entry.when, desk)
    desk.history.record(answer if key is None else replace(answer, id=key))


def _resumed(exam: Exam, when: datetime) -> tuple[Exam, tuple[Event, ...]]:
    """An exam that goes on, at its first problem without an answer."""
    place = next((place for place, entry in enumerate(exam.entries) if entry is None), 0)
    count = sum(entry is not None for entry in exam.entries)
    words = f"{exam.title} goes on: {count} of {plural(len(exam.problems), 'problem')} answered. finish hands in."
    after = replace(exam, place=place, shown=when)
    left = exam.left(when)
    if left is not None and left <= timedelta(0):
        return replace(after, over=True), (Noted("The time is over; what was answered counts."),)
    return after, (Noted(words), asked(after, when))
