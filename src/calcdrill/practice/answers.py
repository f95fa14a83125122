"""The answers of a history as they lie in its file: read one by one, counted and looked up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from calcdrill.errors import HistoryError
from calcdrill.practice.records import Answer
from calcdrill.practice.rows import LISTED, answer_of

_VALID = "id NOT IN (SELECT text FROM answers WHERE event = 'undo')"
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Today:
    """What a day has seen so far: answers that counted, how many of them right, skills begun."""

    reviews: int
    right: int
    new: int


class AnswerLog:
    """The answers in a history's file; ``tell`` hears of rows that are damaged."""

    def __init__(self, connection: sqlite3.Connection, path: Path, tell: Callable[[str], None]) -> None:
        self._connection = connection
        self._tell = tell
        self.path = path
        self.damaged = 0

    def answers(self) -> Iterator[Answer]:
        """All answers in the order of time, but for those whose rows are damaged; ``tell`` hears of these once."""
        damaged = 0
        for row in self._read(f"SELECT {LISTED} FROM answers NOT INDEXED ORDER BY at, id"):
            # not by an index: one that is damaged would hide sound rows
            try:
                yield answer_of(row)
            except (ValueError, TypeError, OverflowError, RecursionError):
                damaged += 1
        if damaged and not self.damaged:
            self._tell(f"{damaged} damaged rows of the history {self.path} are left out; all others count")
        self.damaged = damaged

    def last_of(self, session: str) -> Answer | None:
        """The last answer of a session that can be taken back."""
        rows = self._read(
            f"SELECT {LISTED} FROM answers WHERE session = ? AND event IN ('answer', 'gave-up') AND {_VALID}"
            " ORDER BY number DESC LIMIT 1",
            session,
        )
        return self._understood(answer_of, rows[0]) if rows else None

    def is_undone(self, answer: str) -> bool:
        """Whether that answer was taken back."""
        return bool(self._read("SELECT 1 FROM answers WHERE event = 'undo' AND text = ? LIMIT 1", answer))

    def tally(self, session: str) -> tuple[int, int]:
        """How many problems of a session counted, and how many were right at the first try."""
        counts = "SELECT count(*), coalesce(sum(rating > 1), 0) FROM answers"
        asked, right = self._read(f"{counts} WHERE session = ? AND rating IS NOT NULL AND {_VALID}", session)[0]
        return asked, right

    def today(self, day: str) -> Today:
        """What the learner has done on that date."""
        reviews, right = self._read(
            "SELECT count(*), coalesce(sum(rating > 1), 0) FROM answers WHERE day = ? AND rating IS NOT NULL"
            f" AND {_VALID}",
            day,
        )[0]
        new = self._read(
            "SELECT count(*) FROM (SELECT skill, min(day) AS first FROM answers WHERE rating IS NOT NULL"
            f" AND {_VALID} GROUP BY skill) WHERE first = ?",
            day,
        )[0][0]
        return Today(reviews, right, new)

    def times_asked(self, skill: str) -> dict[str, int]:
        """How many problems of each exercise of a skill were asked."""
        pairs = 'SELECT DISTINCT problem, seed, "index" FROM answers WHERE skill = ?'
        return dict(self._read(f"SELECT problem, count(*) FROM ({pairs}) GROUP BY problem", skill))

    def next_index(self, problem: str, seed: int) -> int:
        """The first index of the exercise at that seed that was not yet asked."""
        sql = 'SELECT max("index") FROM answers WHERE problem = ? AND seed = ?'
        highest = self._read(sql, problem, str(seed))[0][0]
        return 0 if highest is None else int(highest) + 1

    def latest(self) -> datetime | None:
        """When the last answer was given."""
        newest = self._read("SELECT max(at) FROM answers WHERE checksum IS NOT NULL OR at < '2100'")[0][0]
        try:
            return datetime.fromisoformat(newest) if newest else None
        except ValueError:
            return None

    # -- the file

    def _meta(self, key: str) -> str | None:
        rows = self._read("SELECT value FROM meta WHERE key = ?", key)
        return rows[0][0] if rows else None

    def _read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise HistoryError(f"the history {self.path} cannot be read: {error}") from error

    def _understood(self, make: Callable[[Sequence[Any]], Kept], row: Sequence[Any]) -> Kept:
        try:
            return make(row)
        except (ValueError, TypeError, OverflowError) as error:
            words = f"the history {self.path} cannot be understood ({error}): rename it to begin a new one"
            raise HistoryError(words) from error
