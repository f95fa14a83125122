"""What can still be read of a damaged history, row by row."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from calcdrill.practice.records import Answer
from calcdrill.practice.rows import LISTED, answer_of
from calcdrill.practice.store import limit_time

__all__ = ["copied", "rescued"]

PATIENCE: Final = 2000
"""After so many numbers in a row without a readable row, there are no more."""
MOST: Final = 5_000_000


def copied(file: Path, folder: Path) -> Path:
    """A copy of a history with what SQLite keeps beside it."""
    for tail in ("", "-wal"):
        beside = file.with_name(file.name + tail)
        if beside.exists():
            shutil.copyfile(beside, folder / f"copy.sqlite3{tail}")
    return folder / "copy.sqlite3"


def rescued(file: Path) -> Iterator[Answer]:
    """Every answer of the file whose row can be read and has a fitting checksum; the file stays as it is."""
    with tempfile.TemporaryDirectory() as folder, suppress(OSError, sqlite3.Error, ValueError):
        copy = copied(file, Path(folder))
        with closing(sqlite3.connect(copy)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            limit_time(connection)
            connection.execute("PRAGMA trusted_schema = OFF")
            yield from _answers(connection)


def _answers(connection: sqlite3.Connection) -> Iterator[Answer]:
    listed, number, missing = _columns(connection), 0, 0
    while missing < PATIENCE and number < MOST:
        number += 1
        answer = _answer(connection, listed, number)
        missing = 0 if answer is not None else missing + 1
        if answer is not None:
            yield answer


def _columns(connection: sqlite3.Connection) -> str:
    """The columns to read: a history of an older calcdrill has no checksums."""
    try:
        connection.execute("SELECT checksum FROM answers LIMIT 0")
    except (sqlite3.Error, ValueError) as error:
        if "no such column" in str(error):
            return LISTED.replace('"checksum"', "NULL")
    return LISTED


def _answer(connection: sqlite3.Connection, listed: str, number: int) -> Answer | None:
    try:
        row = connection.execute(f"SELECT {listed} FROM answers WHERE rowid = ?", (number,)).fetchone()
        return None if row is None else answer_of(row)
    except (sqlite3.Error, ValueError, TypeError, OverflowError, RecursionError):
        return None
