"""A printed worksheet comes back: which of its problems were wrong, and perhaps what was written.

The sheet is its JSON: problems with ``id``, ``seed`` and ``index``, one a line, a list, or ``problems``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from calcdrill.catalog.values import Catalog
from calcdrill.errors import InputError
from calcdrill.practice.drill import Desk, record
from calcdrill.practice.events import Event, Graded, Noted
from calcdrill.practice.grade import grade
from calcdrill.practice.marks import keep_mark
from calcdrill.practice.schedule import Rating
from calcdrill.practice.session import Draft, Turn
from calcdrill.practice.wording import plural
from calcdrill.practice.working import grade_working, lines_of
from calcdrill.problem import Problem

__all__ = ["SheetProblem", "enter", "read_sheet"]


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One problem of a sheet: the number printed beside it, and what makes it again."""

    number: int
    problem: str
    seed: int
    index: int


LARGEST = 2**63
HELP = (
    "Type the numbers of the problems that were wrong: 3, or 3 5-7, or 3: what was written there, its lines\n"
    "of working before it if you like (2*3x ;; 6x).\n"
    "right 3: that one was right after all      undo: take back the last entry\n"
    "done: all others were right                stop: say nothing about the others"
)


def read_sheet(text: str, name: str = "sheet") -> tuple[SheetProblem, ...]:
    """The problems of a sheet's JSON in their order; raises InputError where it is none."""
    records = _records(text, name)
    places = []
    for count, entry in enumerate(records, 1):
        record = entry if isinstance(entry, Mapping) else {}
        number, seed, index = record.get("number", count), record.get("seed"), record.get("index")
        exercise = record.get("id")
        if not isinstance(exercise, str) or not all(
            isinstance(value, int) and not isinstance(value, bool) for value in (number, seed, index)
        ):
            raise InputError(f"{name}: problem {count} has no id, seed and index")
        if not (0 <= int(number or 0) < LARGEST and 0 <= int(index or 0) < LARGEST and abs(int(seed or 0)) < LARGEST):
            raise InputError(f"{name}: problem {count} has a number, seed or index that no sheet has")
        places.append(SheetProblem(number, exercise, int(seed or 0), int(index or 0)))
    if not places:
        raise InputError(f"{name}: there are no problems in it")
    return tuple(places)


def _records(text: str, name: str) -> list[Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return [_line(line, f"{name}:{number}") for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if isinstance(whole, Mapping) and isinstance(whole.get("problems"), list):
        return list(whole["problems"])
    return whole if isinstance(whole, list) else [whole]


def _line(line: str, place: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(f"{place}: this is not JSON") from None


def enter(
    places: tuple[SheetProblem, ...],
    catalog: Catalog,
    lines: Iterable[str],
    show: Callable[[Event], None],
    desk: Desk,
) -> int:
    """Take down what was wrong until ``done`` or ``stop``; returns how many problems were entered.

    Entering a sheet twice changes nothing: each of its problems has one place in the history of a day.
    """
    show(Noted(f"{plural(len(places), 'problem')}. {HELP}"))
    by_number = {place.number: place for place in places}
    entered: dict[int, str] = {}
    for line in lines:
        word = line.strip().lstrip(":/").casefold()
        if word in {"stop", "quit", "exit"}:
            return len(entered)
        if word == "done":
            for number, place in by_number.items():
                if number not in entered:
                    _keep(place, Draft("answer", Rating.GOOD), catalog, desk, True)
            return len(places)
        if word in {"", "help", "?"}:
            show(Noted(HELP))
            continue
        if word == "undo":
            show(_correct(next(reversed(entered), None), entered, desk))
            continue
        is_right = word.startswith("right")
        for number, text in _wrong(line[len("right") :] if is_right else line, max(by_number)):
            if number not in by_number:
                run = f"they run from {min(by_number)} to {max(by_number)}"
                show(Noted(f"There is no problem {number}; {run}."))
                break
            if is_right or number in entered:
                show(_correct(number, entered, desk))
            if not is_right:
                event, key = _enter_wrong(by_number[number], text, catalog, desk)
                show(event)
                if key:
                    entered[number] = key
    return len(entered)


def _correct(number: int | None, entered: dict[int, str], desk: Desk) -> Noted:
    """Take back what was entered for a problem; one that was not entered counts as right at ``done``."""
    if number is None:
        return Noted("Nothing was entered yet.")
    key = entered.pop(number, None)
    if key is None:
        return Noted(f"{number}: it was not entered as wrong.")
    keep_mark("undo", "", desk, key, "sheet")
    return Noted(f"{number}: taken back.")


def _wrong(line: str, most: int) -> Iterator[tuple[int, str]]:
    """The numbers of a line, each with what was written there; of a range that leaves the sheet, its end alone."""
    number, colon, text = line.partition(":")
    if colon and re.fullmatch(r"[0-9]{1,9}", number.strip()):
        yield int(number), text.strip()
        return
    for first, last in re.findall(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?", line):
        if int(last or first) > most:
            yield int(last or first), ""
            return
        yield from ((number, "") for number in range(int(first), int(last or first) + 1))


def _enter_wrong(place: SheetProblem, text: str, catalog: Catalog, desk: Desk) -> tuple[Event, str | None]:
    """Keep one wrong problem; what was written there is graded, and kept only if it is not right.

    The second value is the id of what was kept.
    """
    if not text:
        key = _keep(place, Draft("gave-up", Rating.AGAIN), catalog, desk, False)
        return Noted(f"{place.number}: wrong."), key
    problem, lines = _problem(place, catalog), lines_of(text)
    verdict = grade(problem, lines[-1] if lines else text, conventions=desk.conventions)
    if verdict.correct:
        return Noted(f"{place.number}: that is right after all; it is not entered as wrong."), None
    if len(lines) > 1:
        marks, of = grade_working(problem, lines, desk.conventions).method_marks
        verdict = replace(verdict, message=f"{verdict.message} Method: {marks} of {of} lines.")
    key = _keep(place, Draft("answer", Rating.AGAIN, text, verdict), catalog, desk, False)
    return Graded(verdict, 1), key


def _problem(place: SheetProblem, catalog: Catalog) -> Problem:
    from calcdrill.instances import generate_problem

    return generate_problem(catalog, place.problem, place.seed, place.index)


def _keep(place: SheetProblem, draft: Draft, catalog: Catalog, desk: Desk, is_right: bool) -> str:
    when = desk.clock()
    problem = _problem(place, catalog)
    day = desk.day(when)
    name = sha256(f"{day}/{place.problem}/{place.seed}/{place.index}".encode()).hexdigest()[:32]
    answer = record(draft, Turn(problem, when), when, desk)
    key = f"sheet-{name}"
    for count in range(2, 1000):
        if not desk.history.is_undone(key):
            break
        key = f"sheet-{name}-{count}"
    desk.history.record(replace(answer, id=key, correct=is_right, mode="sheet", seconds=None))
    return key
