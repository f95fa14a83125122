"""The file under the history: SQLite in WAL mode, migrations by ``user_version``, corrupt files set aside.

A history holds what a learner typed, so its folder and file are for the user alone. It may also come from a stranger:
a file with other tables, views or triggers than ours is left alone, and no statement runs without end.
"""

from __future__ import annotations

import operator
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

Schema = frozenset[tuple[str, str, str]]
"""Type, name and definition of everything that a file defines."""

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
        spaced INTEGER NOT NULL,
        checksum INTEGER
    ) STRICT;
    CREATE TABLE served (
        problem TEXT NOT NULL, seed TEXT NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (problem, seed)
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
        raise InputError(f"{profile[:80]!r} is not a profile name: {error}") from None


def open_store(
    path: Path,
    tell: Callable[[str], None] = lambda message: None,
    on_aside: Callable[[Path], None] = lambda file: None,
) -> sqlite3.Connection:
    """A connection to the file at ``path``, made or brought up to date where needed.

    A file that is corrupt is renamed, with everything that belongs to it, and a new one begun; ``tell`` gets
    the message, ``on_aside`` the path. Raises HistoryError for a file of a newer calcdrill, of another program, or
    that the system does not let us use.
    """
    try:
        private_folder(path.parent)
        with _alone(path):
            connection = _try_open(path)
            if connection is None:
                aside = _set_aside(path)
                tell(f"the history {path} is corrupt; it was kept as {aside} and a new one begun")
                on_aside(aside)
                connection = _try_open(path)
            if connection is None:
                raise HistoryError(f"the history {path} cannot be written: the new file is corrupt as well")
            return connection
    except PermissionError as error:
        words = f"the history {path} cannot be written here; --data FOLDER keeps it in another folder"
        raise HistoryError(words) from error
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
    connection.text_factory = lambda data: data.decode("utf-8", "replace")  # a bad byte costs its row alone
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        is_sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        if not is_sound or not _is_ours(connection, path):
            connection.close()
            return None
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


MOST_ALTERED: Final = 64
"""A definition with so many other characters than ours is another one, with fewer a damaged one."""


def _is_ours(connection: sqlite3.Connection, path: Path) -> bool:
    """True for a history, with its marks put right where they are damaged; False for one that is damaged.

    Raises HistoryError for what is no history, or a newer one.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = _schema(connection)
    if not tables and not owner and not version:
        return True
    fitting = next((step for step in range(1, len(MIGRATIONS) + 1) if tables == _own_schema(step)), None)
    if owner == APPLICATION and len(MIGRATIONS) < version < NEWEST:
        raise HistoryError(f"{path} was written by a newer calcdrill and is left as it is")
    if fitting is not None:
        if (version, owner) != (fitting, APPLICATION):
            connection.execute(f"PRAGMA user_version = {fitting}")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
        return True
    if any(_is_altered(tables, _own_schema(step)) for step in range(1, len(MIGRATIONS) + 1)):
        return False
    if owner != APPLICATION:
        raise HistoryError(f"{path} belongs to another program and is left as it is")
    raise HistoryError(f"{path} holds other tables, views or triggers than a history and is left as it is")


NEWEST: Final = 1000
"""No calcdrill will write a higher version: such a number is damage."""


def _size(item: tuple[str, str, str]) -> tuple[int, ...]:
    """Damage changes characters, not lengths."""
    return tuple(map(len, item))


def _is_altered(tables: Schema, own: Schema) -> bool:
    """Whether definitions are ours but for a few characters."""
    ones, others = ("\0".join(map("\0".join, sorted(items, key=_size))) for items in (tables, own))
    return len(ones) == len(others) and sum(map(operator.ne, ones, others)) <= MOST_ALTERED


def _schema(connection: sqlite3.Connection) -> Schema:
    """Everything that the file defines, but for what SQLite keeps for itself."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return frozenset((str(kind), str(name), str(sql)) for kind, name, sql in rows)


@cache
def _own_schema(version: int) -> Schema:
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
