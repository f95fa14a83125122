"""The history of a learner: every answer, and what the scheduler made of them.

The answers are the truth. The memories of the skills are worked out from them and kept beside them, changed
in the same transaction; ``rebuild`` works them out again by replaying the answers in the order of time.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Self, TypeVar

from fsrs.scheduler import DEFAULT_PARAMETERS

from calcdrill.errors import HistoryError, InputError
from calcdrill.practice.records import Answer, answer_from_json, answer_to_json, without_undone
from calcdrill.practice.rescue import copied, rescued
from calcdrill.practice.rows import INSERT, LISTED, MEMORY, answer_of, is_whole, memory_of, memory_row, row_of, stamp
from calcdrill.practice.schedule import DEFAULT, Memory, Rating, Settings, apply_review, parameters_from, placed
from calcdrill.practice.store import history_path, open_store, transaction
from calcdrill.practice.wording import plural

__all__ = ["Answer", "History", "history_path", "open_history", "replay"]

_VALID = "id NOT IN (SELECT text FROM answers WHERE event = 'undo')"
Kept = TypeVar("Kept")

_HEADER = {"type": "calcdrill history", "format": 1}


@dataclass(frozen=True)
class Today:
    """What a day has seen so far: answers that counted, how many of them right, skills begun."""

    reviews: int
    right: int
    new: int


def replay(answers: Iterable[Answer], settings: Settings = DEFAULT) -> dict[str, Memory]:
    """The memories that answers, in the order of time, lead to."""
    memories: dict[str, Memory] = {}
    for answer in without_undone(list(answers)):
        for skill, memory in _changes(answer, memories, settings).items():
            if memory is None:
                memories.pop(skill, None)
            else:
                memories[skill] = memory
    return memories


def _changes(answer: Answer, memories: Mapping[str, Memory], settings: Settings) -> Mapping[str, Memory | None]:
    """The memories that one answer changes; None is a skill that is begun anew."""
    if answer.event == "know":
        return {answer.skill: placed(answer.skill, answer.at, settings)}
    if answer.event == "forget":
        return {answer.skill: None}
    if answer.rating is None:
        return {}
    rating = Rating(answer.rating)
    return apply_review(memories, answer.skill, rating, answer.at, answer.shares, settings, answer.day)


class History:
    """An open history; use it with ``with``. Every method that writes is one transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        settings: Settings | None = None,
        tell: Callable[[str], None] = lambda message: None,
    ) -> None:
        self._connection = connection
        self._tell = tell
        self.damaged = 0
        self.belongings: tempfile.TemporaryDirectory[str] | None = None
        self.path = path
        self._before: tuple[str, Mapping[str, Memory | None]] = ("", {})
        self.settings = self._own_settings()
        if settings is not None:
            self.keep_settings(settings)
        if self._meta("scheduler") != self._scheduler():
            self.rebuild()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self.belongings is not None:
            self.belongings.cleanup()

    # -- writing

    def record(self, answer: Answer) -> None:
        """Keep the answer and bring the schedule up to date; both or nothing, on disk when this returns."""
        with transaction(self._connection) as connection:
            if not self._insert(answer):
                return
            if answer.event == "undo":
                self._take_back(answer.text)
                return
            if answer.rating is None and answer.event not in {"know", "forget"}:
                return
            later = connection.execute(
                "SELECT 1 FROM answers WHERE at > ? AND (rating IS NOT NULL OR event IN ('know', 'forget')) LIMIT 1",
                (stamp(answer.at),),
            ).fetchone()
            if later:
                self._rebuild()
                return
            memories = self.memories()
            changed = _changes(answer, memories, self.settings)
            self._before = answer.id, {skill: memories.get(skill) for skill in changed}
            self._keep(changed)

    def _take_back(self, answer: str) -> None:
        """The memories as they were before an answer; without a replay if it is the last one that changed them."""
        last, before = self._before
        if last == answer:
            self._keep(before)
        else:
            self._rebuild()
        self._before = "", {}

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

    def rebuild(self) -> None:
        """Work out the memories of all skills again from the answers."""
        with transaction(self._connection):
            self._rebuild()

    def _rebuild(self) -> None:
        self._connection.execute("DELETE FROM skills")
        self._keep(replay(list(self.answers()), self.settings))
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('scheduler', ?)", (self._scheduler(),))

    def _insert(self, answer: Answer) -> bool:
        return self._connection.execute(INSERT, row_of(answer)).rowcount == 1

    def _keep(self, memories: Mapping[str, Memory | None]) -> None:
        gone = [(skill,) for skill, memory in memories.items() if memory is None]
        self._connection.executemany("DELETE FROM skills WHERE skill = ?", gone)
        self._connection.executemany(
            f"INSERT OR REPLACE INTO skills ({MEMORY}) VALUES ({', '.join('?' * 12)})",
            [memory_row(skill, memory) for skill, memory in memories.items() if memory is not None],
        )

    def _scheduler(self) -> str:
        """What the kept memories depend on beside the answers."""
        settings = self.settings
        return json.dumps(
            [2, settings.retention, settings.longest, settings.credit, *(settings.parameters or DEFAULT_PARAMETERS)]
        )

    # -- settings

    def keep_settings(self, settings: Settings) -> None:
        """Make these the profile's settings; the schedule is worked out again where it depends on them."""
        if settings == self.settings and self._meta("settings"):
            return
        self.settings = settings
        with transaction(self._connection) as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('settings', ?)", (json.dumps(asdict(settings)),))
            if self._meta("scheduler") not in {None, self._scheduler()}:
                self._rebuild()

    def _own_settings(self) -> Settings:
        text = self._meta("settings")
        try:
            kept: dict[str, Any] = json.loads(text) if text else {}
            usual: dict[str, Any] = asdict(DEFAULT)
            fitting: dict[str, Any] = {name: kept[name] for name in kept if type(kept[name]) is type(usual.get(name))}
            return Settings(**fitting | {"parameters": parameters_from(kept.get("parameters"))})
        except (ValueError, TypeError, AttributeError):
            return DEFAULT

    # -- reading

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

    def memories(self) -> dict[str, Memory]:
        """What the scheduler keeps of each practised skill; worked out again where a row is damaged."""
        rows = self._read(f"SELECT {MEMORY} FROM skills")
        try:
            if all(map(is_whole, rows)):
                return {skill: memory_of(row[:-1]) for skill, *row in rows}
        except (ValueError, TypeError, OverflowError):
            pass
        if self._connection.in_transaction:
            self._rebuild()
        else:
            self.rebuild()
        return {skill: memory_of(row[:-1]) for skill, *row in self._read(f"SELECT {MEMORY} FROM skills")}

    def take_index(self, problem: str, seed: int) -> int:
        """The next index, which no other session is given: two side by side do not ask the same problem."""
        with transaction(self._connection) as connection:
            sql = "SELECT next FROM served WHERE problem = ? AND seed = ?"
            served = connection.execute(sql, (problem, str(seed))).fetchone()
            index = max(self.next_index(problem, seed), served[0] if served else 0)
            connection.execute("INSERT OR REPLACE INTO served VALUES (?, ?, ?)", (problem, str(seed), index + 1))
        return index

    def latest(self) -> datetime | None:
        """When the last answer was given."""
        newest = self._read("SELECT max(at) FROM answers WHERE checksum IS NOT NULL OR at < '2100'")[0][0]
        try:
            return datetime.fromisoformat(newest) if newest else None
        except ValueError:
            return None

    def next_index(self, problem: str, seed: int) -> int:
        """The first index of the exercise at that seed that was not yet asked."""
        sql = 'SELECT max("index") FROM answers WHERE problem = ? AND seed = ?'
        highest = self._read(sql, problem, str(seed))[0][0]
        return 0 if highest is None else int(highest) + 1

    def times_asked(self, skill: str) -> dict[str, int]:
        """How many problems of each exercise of a skill were asked."""
        pairs = 'SELECT DISTINCT problem, seed, "index" FROM answers WHERE skill = ?'
        return dict(self._read(f"SELECT problem, count(*) FROM ({pairs}) GROUP BY problem", skill))

    def own_seed(self, draw: Callable[[], int]) -> int:
        """The seed of this history's problems, drawn when it is asked for the first time."""
        with transaction(self._connection) as connection:
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('seed', ?)", (str(draw()),))
            kept = self._meta("seed") or ""
            if not re.fullmatch("-?[0-9]{1,18}", kept):
                kept = str(draw())
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('seed', ?)", (kept,))
        return int(kept)

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

    # -- moving

    def export(self, stream: IO[str]) -> int:
        """Write every answer as a line of JSON after a header line; returns how many."""
        answers = list(self.answers())
        stream.writelines(f"{line}\n" for line in (json.dumps(_HEADER), *map(answer_to_json, answers)))
        return len(answers)

    def rescue(self, file: Path) -> tuple[int, int]:
        """Add the answers of a damaged history that can still be read: (added, already here)."""
        return self._add(rescued(file))

    def mend_clock(self, now: datetime, day: str) -> int:
        """Move answers that were given in the future (the clock was wrong) to now, in their order; how many."""
        late = [answer for answer in self.answers() if answer.at > now]
        with transaction(self._connection) as connection:
            for place, answer in enumerate(late):
                at = now - timedelta(microseconds=len(late) - place)
                connection.execute("DELETE FROM answers WHERE id = ?", (answer.id,))
                self._insert(replace(answer, at=at, day=day))
            self._rebuild()
        return len(late)

    def _add(self, answers: Iterable[Answer]) -> tuple[int, int]:
        with transaction(self._connection):
            are_new = [self._insert(answer) for answer in answers]
            self._rebuild()
        return are_new.count(True), are_new.count(False)

    def bring_in(self, lines: Iterable[str], name: str = "<input>") -> tuple[int, int]:
        """Add the answers of an export that are not here yet: (added, already here); all lines or none.

        Raises InputError with the number of the first line that is no answer.
        """
        return self._add(_answers_in(lines, name))


def open_history(
    path: Path,
    settings: Settings | None = None,
    tell: Callable[[str], None] = lambda message: None,
    is_read: bool = False,
) -> History:
    """The history at ``path``, begun if there is none; ``tell`` gets a message about a corrupt file.

    ``settings`` become the profile's own; without them those that it has are used.

    Raises HistoryError where the file cannot be used.
    """
    if is_read and path.exists() and not os.access(path.parent, os.W_OK):
        return _on_read_only(path, tell)
    aside: list[Path] = []
    history = History(open_store(path, tell, aside.append), path, settings, tell)
    for file in aside:
        added, _ = history.rescue(file)
        if added:
            tell(f"{plural(added, 'answer')} could be read from it and {'is' if added == 1 else 'are'} here again")
    return history


def _on_read_only(path: Path, tell: Callable[[str], None]) -> History:
    """A copy of the history, for as long as it is open: its folder cannot be written."""
    folder = tempfile.TemporaryDirectory()
    history = History(open_store(copied(path, Path(folder.name)), tell), path, None, tell)
    history.belongings = folder
    return history


def _answers_in(lines: Iterable[str], name: str) -> Iterator[Answer]:
    for number, line in enumerate(lines, 1):
        if not line.strip() or (number == 1 and _is_header(line, name)):
            continue
        try:
            yield answer_from_json(line)
        except InputError as error:
            raise InputError(f"{name}:{number}: {error}") from None


def _is_header(line: str, name: str) -> bool:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not isinstance(record, dict) or record.get("type") != _HEADER["type"]:
        return False
    if record.get("format") != _HEADER["format"]:
        raise InputError(f"{name}:1: an export of format {record.get('format')!r}, this calcdrill reads format 1")
    return True
