r"""The score of any text for a row of a data set: three outcomes, from the row alone, in bounded time.

    score(row, "… so the derivative is \boxed{2x}")   # Score(outcome="right", …)

The row's problem is made again, and the text is graded as in practice. What a row says of its answer is not looked at.
Texts come from strangers: the work is done by another process, with bounds on time and memory and without network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from calcdrill.asking import problem_from_dict
from calcdrill.errors import CalcdrillError, InputError, Unsolved
from calcdrill.practice.grade import Ask, grade
from calcdrill.problem import Problem
from calcdrill.worker import run_bounded

__all__ = ["Score", "problem_of_row", "score"]

SECONDS: Final = 15.0
MEGABYTES: Final = 1536
MOST_TEXT: Final = 200_000
"""Characters of a text that are looked at, from its end: that is where an answer stands."""

Outcome = Literal["right", "wrong", "undecided"]


@dataclass(frozen=True)
class Score:
    """What a text is worth.

    ``outcome`` is "right" and "wrong" where that is proved, else "undecided": the text could not be read, has two
    usual readings of different value, has another form than the one asked for, or could not be compared in time.
    ``grade`` says which, ``message`` in words, ``mistake`` is the id of a known mistake. ``float(score)`` is the
    reward: 1 for right, 0 for all else; the score is true where it is right.
    """

    outcome: Outcome
    grade: str
    message: str
    mistake: str | None = None

    def __bool__(self) -> bool:
        return self.outcome == "right"

    def __float__(self) -> float:
        return float(bool(self))


def score(row: Mapping[str, Any], text: str, *, extract: bool = True) -> Score:
    r"""The score of a text as an answer to a row of ``calcdrill dataset``; any text has one.

    ``extract`` takes the answer out of the text: the last ``\boxed{…}``, else the last formula, else all of it.
    Raises InputError where the row is none.
    """
    record = _record(row)
    try:
        result: Score = run_bounded(
            _scored, record, text[-MOST_TEXT:], extract, seconds=SECONDS, memory_mb=MEGABYTES, lasting=True
        )
    except Unsolved as error:
        return Score("undecided", "undecided", str(error))
    return result


def _record(row: Mapping[str, Any]) -> str:
    """What a row says of its problem, as JSON: the same text for the same row."""
    try:
        metadata = row["metadata"]
        told = json.loads(metadata) if isinstance(metadata, str) else dict(metadata)
        origin = {"id": told["exercise"], "seed": row["seed"], "index": row["index"]}
        return json.dumps({"task": dict(told["task"]), **origin})
    except (KeyError, TypeError, ValueError, RecursionError):
        raise InputError("this is not a row of a calcdrill data set: it has no metadata with its task") from None


def problem_of_row(row: Mapping[str, Any]) -> Problem:
    """The problem of a row, made and checked again: that of its exercise, seed and index where the task is the same,
    else its task solved. Raises InputError, Unsolved or CheckFailed.
    """
    return _problem(_record(row))


@lru_cache(maxsize=256)
def _problem(record: str) -> Problem:
    told = json.loads(record)
    return problem_from_dict(told)


def _scored(record: str, text: str, extract: bool) -> Score:
    try:
        problem = _problem(record)
    except InputError:
        raise
    except CalcdrillError as error:
        return Score("undecided", "undecided", f"the task cannot be solved again: {error}")
    verdict = grade(problem, text, extract=extract, ask=Ask.ALIKE)
    outcomes: dict[bool | None, Outcome] = {True: "right", False: "wrong", None: "undecided"}
    return Score(outcomes[verdict.correct], verdict.grade.value, verdict.message, verdict.mistake)
