"""Practice histories that a stranger changed: an export that is brought in, and a file with other bytes in it."""

from __future__ import annotations

import io
import sqlite3
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from calcdrill.practice.history import History, open_history
from calcdrill.practice.records import Answer, answer_to_json
from calcdrill.practice.store import MIGRATIONS


def read_lines(data: bytes) -> None:
    """An export of a practice history that is brought in; what was taken is given out again."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript("".join(MIGRATIONS))
    with History(connection, Path(":memory:")) as history:
        history.bring_in(data.decode("utf-8", errors="surrogateescape").splitlines())
        _use(history)


def read_database(data: bytes) -> None:
    """A history file with some bytes changed: two bytes say where, one what."""
    content = bytearray(_database())
    for place in range(0, len(data) - 2, 3):
        content[int.from_bytes(data[place : place + 2], "big") % len(content)] = data[place + 2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.sqlite3"
        path.write_bytes(content)
        with open_history(path) as history:
            _use(history)


def _use(history: History) -> None:
    history.memories()
    history.next_index("skill/one", 7)
    history.times_asked("skill")
    history.today("2026-03-01")
    history.export(io.StringIO())
    history.rebuild()


@cache
def _database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.sqlite3"
        with open_history(path) as history:
            history.bring_in([line.decode() for line in lines()])
        return path.read_bytes()


def lines() -> list[bytes]:
    """Three answers, one a line."""
    when = datetime(2026, 3, 1, 9, tzinfo=UTC)
    answers = [
        Answer(f"a{k}", when.replace(hour=9 + k), "2026-03-01", "skill/one", 7, k, "skill", correct=k > 0, rating=k + 1)
        for k in range(3)
    ]
    return [answer_to_json(answer).encode() for answer in answers]


def exports() -> list[bytes]:
    """What a fuzzer of exports begins with."""
    return [*lines(), b"\n".join(lines())]


WORDS: Final = (
    *'"at" "day" "problem" "seed" "index" "skill" "rating" "shares" "seconds" "difficulty" "hints"'.split(),
    *'null true NaN Infinity 1e999 -1 99999999999999999999 "\\ud800"'.split(),
    *'"9999-12-31T23:59:59+00:00" "0001-01-01T00:00:00+14:00"'.split(),
)
