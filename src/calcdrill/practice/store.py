"""The file under the history: SQLite in WAL mode, migrations by ``user_version``, corrupt files set aside.

A history holds what a learner typed, so its folder and file are for the user alone. It may also come from a stranger:
a file with other tables, views or triggers than ours is left alone, and no statement runs without end.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from calcdrill.errors import HistoryError, InputError
from calcdrill.files import file_name, open_own, private_folder

APPLICATION: Final = 0x63616C63  # "calc"
PATIENCE: Final = 30.0
"""How many seconds one session waits for another one to finish writing."""
DEADLINE: Final = 60.0
"""How many seconds a history may be worked with before it is taken for one that never ends; each use begins anew."""
_STEPS: Final = 100_000
"""Steps of SQLite's machine between two looks at the clock."""

MIGRATIONS: Final = (
    """
    CREATE TABLE answers (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        at TEXT NOT NULL,
        day TEXT NOT NULL,
        problem TEXT NOT NULL,
        seed TEXT NOT NULL,
        "index" INTEGER NOT NULL,
        skill TEXT NOT NULL,
        topic TEXT NOT NULL,
        difficulty INTEGER,
        session TEXT NOT NULL,
        mode TEXT NOT NULL,
        event TEXT NOT NULL,
        text TEXT NOT NULL,
        read_as TEXT NOT NULL,
        correct INTEGER,
        message TEXT NOT NULL,
        mistake TEXT,
        rating INTEGER,
        hints INTEGER NOT NULL,
        seconds REAL,
        shares TEXT NOT NULL,
        version TEXT NOT NULL
    ) STRICT;
    CREATE INDEX answers_by_time ON answers (at, id);
    CREATE INDEX answers_by_problem ON answers (problem, seed, "index");
    CREATE INDEX answers_by_skill ON answers (skill, at);
    CREATE TABLE skills (
        skill TEXT PRIMARY KEY,
        phase INTEGER NOT NULL,
        step INTEGER,
        stability REAL,
        difficulty REAL,
        due TEXT NOT NULL,
        reviewed TEXT
    ) STRICT;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    """,
    """
    DROP TABLE skills;
    CREATE TABLE skills (
        skill TEXT PRIMARY KEY,
        phase INTEGER NOT NULL,
        step INTEGER,
        stability REAL,
        difficulty REAL,
        due TEXT NOT NULL,
        reviewed TEXT,
        streak INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        since TEXT,
        spaced INTEGER NOT NULL
    ) STRICT;
    DELETE FROM meta WHERE key = 'scheduler';
    ALTER TABLE answers ADD COLUMN checksum INTEGER;
    CREATE INDEX answers_by_event ON answers (event, text) WHERE event = 'undo';
    """,
)
"""Step n brings a file from version n to n + 1; a step that was released never changes."""


def history_path(folder: Path, profile: str = "default") -> Path:
    """The file of a profile; raises InputError for a name that no file can have."""
    try:
        return folder / f"{file_name(profile, 'the name')}.sqlite3"
    except InputError as error:
        raise InputError(f"{profile[:80]!r} is no profile name: {error}") from None


def open_store(path: Path, tell: Callable[[str], None] = lambda message: None) -> sqlite3.Connection:
    """A connection to the file at ``path``, made or brought up to date where needed.

    A file that is corrupt is renamed, with everything that belongs to it, and a new one begun; ``tell`` gets
    the message. Raises HistoryError for a file of a newer calcdrill, of another program, or that the system
    does not let us use.
    """
    try:
        private_folder(path.parent)
        with _alone(path):
            connection = _try_open(path)
            if connection is None:
                aside = _set_aside(path)
                tell(f"the history {path} is corrupt; it was kept as {aside} and a new one begun")
                connection = _try_open(path)
            if connection is None:
                raise HistoryError(f"the history {path} cannot be written: the new file is corrupt as well")
            return connection
    except (OSError, sqlite3.Error) as error:
        raise HistoryError(f"the history {path} cannot be opened: {error}") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing, and alone among writers; SQLite's errors become HistoryError."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        raise HistoryError(f"the history cannot be written: {error}") from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes from opening, migrating or setting aside the same file meanwhile.

    The lock is a transaction on a file of its own: the system lets go of it when the process ends, however
    it ends.
    """
    open_own(path.with_suffix(".lock"), "a+b", private=True).close()
    lock = sqlite3.connect(path.with_suffix(".lock"), timeout=PATIENCE, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def _try_open(path: Path) -> sqlite3.Connection | None:
    """The connection, None where the file is corrupt."""
    _keep_private(path)
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    limit_time(connection)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            connection.close()
            return None
        _check_owner(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection)
        connection.execute("SELECT * FROM answers LIMIT 1").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        if _is_corrupt(error):
            return None
        raise
    except UnicodeDecodeError:  # what SQLite says about the damage holds a part of it
        connection.close()
        return None
    except HistoryError:
        connection.close()
        raise
    return connection


def _keep_private(path: Path) -> None:
    """SQLite gives the files beside the history the same mode."""
    with open_own(path, "a+b", private=True) as file:
        if hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), 0o600)


def limit_time(
    connection: sqlite3.Connection, seconds: float = DEADLINE, clock: Callable[[], float] = time.monotonic
) -> None:
    """From here on, interrupt what runs longer than so many seconds without a pause of the caller's."""
    last = began = clock()

    def late() -> bool:
        nonlocal last, began
        now = clock()
        if now - last > 1.0:  # nothing ran meanwhile: the learner was thinking
            began = now
        last = now
        return now - began > seconds

    connection.set_progress_handler(late, _STEPS)


def _is_corrupt(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _check_owner(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = _schema(connection)
    if version < 0 or (owner != APPLICATION and (tables or owner or version)):
        raise HistoryError(f"{path} belongs to another program and is left as it is")
    if version > len(MIGRATIONS):
        raise HistoryError(f"{path} was written by a newer calcdrill and is left as it is")
    if tables != _own_schema(version):
        raise HistoryError(f"{path} holds other tables, views or triggers than a history and is left as it is")


def _schema(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Everything that the file defines, but for what SQLite keeps for itself."""
    found = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return frozenset((str(kind), str(name), str(sql)) for kind, name, sql in found)


@cache
def _own_schema(version: int) -> frozenset[tuple[str, str, str]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("".join(MIGRATIONS[:version]))
        return _schema(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for number in range(version, len(MIGRATIONS)):
        script = f"BEGIN IMMEDIATE;{MIGRATIONS[number]};PRAGMA user_version = {number + 1};"
        connection.executescript(f"{script}PRAGMA application_id = {APPLICATION};COMMIT;")


def _set_aside(path: Path) -> Path:
    """Rename the file after the time at which it was last written, with everything that belongs to it."""
    stamp = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y%m%d-%H%M%S")
    number = 0
    while True:
        aside = path.with_name(f"{path.stem}.corrupt-{stamp}{f'-{number}' if number else ''}{path.suffix}")
        if not aside.exists():
            break
        number += 1
    path.rename(aside)
    for tail in ("-wal", "-shm"):
        beside = path.with_name(path.name + tail)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + tail))
    return aside
