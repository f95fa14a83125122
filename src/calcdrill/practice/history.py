"""The history of a learner: every answer, and what the scheduler made of them.

The answers are the truth. The memories of the skills are worked out from them and kept beside them, changed
in the same transaction; ``rebuild`` works them out again by replaying the answers in the order of time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Self, TypeVar

from fsrs.scheduler import DEFAULT_PARAMETERS

from calcdrill.characters import shown
from calcdrill.errors import HistoryError, InputError
from calcdrill.practice.records import Answer, answer_from_json, answer_to_json, without_undone
from calcdrill.practice.schedule import DEFAULT, Memory, Rating, Settings, apply_review, placed
from calcdrill.practice.store import history_path, open_store, transaction

__all__ = ["Answer", "History", "history_path", "open_history", "replay"]

_COLUMNS = (
    "id",
    "at",
    "day",
    "problem",
    "seed",
    "index",
    "skill",
    "topic",
    "difficulty",
    "session",
    "mode",
    "event",
    "text",
    "read_as",
    "correct",
    "message",
    "mistake",
    "rating",
    "hints",
    "seconds",
    "shares",
    "version",
)
_LISTED = ", ".join(f'"{name}"' for name in _COLUMNS)
_INSERT = (
    f"INSERT INTO answers ({_LISTED}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id) DO NOTHING"
)
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

    def __init__(self, connection: sqlite3.Connection, path: Path, settings: Settings | None = None) -> None:
        self._connection = connection
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
                (_stamp(answer.at),),
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
            f"SELECT {_LISTED} FROM answers WHERE session = ? AND event IN ('answer', 'gave-up') AND {_VALID}"
            " ORDER BY number DESC LIMIT 1",
            session,
        )
        return self._understood(_answer, rows[0]) if rows else None

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
        self._keep(self._understood(lambda answers: replay(answers, self.settings), list(self.answers())))
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('scheduler', ?)", (self._scheduler(),))

    def _insert(self, answer: Answer) -> bool:
        return self._connection.execute(_INSERT, _row(answer)).rowcount == 1

    def _keep(self, memories: Mapping[str, Memory | None]) -> None:
        gone = [(skill,) for skill, memory in memories.items() if memory is None]
        self._connection.executemany("DELETE FROM skills WHERE skill = ?", gone)
        self._connection.executemany(
            "INSERT OR REPLACE INTO skills VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    skill,
                    memory.phase,
                    memory.step,
                    memory.stability,
                    memory.difficulty,
                    _stamp(memory.due),
                    _stamp(memory.reviewed) if memory.reviewed else None,
                    memory.streak,
                    memory.failures,
                    memory.since,
                    int(memory.spaced),
                )
                for skill, memory in memories.items()
                if memory is not None
            ],
        )

    def _scheduler(self) -> str:
        """What the kept memories depend on beside the answers."""
        settings = self.settings
        return json.dumps([2, settings.retention, settings.longest, settings.credit, *DEFAULT_PARAMETERS])

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
            return Settings(**fitting)
        except (ValueError, TypeError, AttributeError):
            return DEFAULT

    # -- reading

    def _meta(self, key: str) -> str | None:
        found = self._read("SELECT value FROM meta WHERE key = ?", key)
        return found[0][0] if found else None

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
        """All answers in the order of time."""
        for row in self._read(f"SELECT {_LISTED} FROM answers ORDER BY at, id"):
            yield self._understood(_answer, row)

    def memories(self) -> dict[str, Memory]:
        """What the scheduler keeps of each practised skill."""
        kept = "skill, phase, step, stability, difficulty, due, reviewed, streak, failures, since, spaced"
        rows = self._read(f"SELECT {kept} FROM skills")
        return {skill: self._understood(_memory, row) for skill, *row in rows}

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
        return self._understood(lambda row: int(row[0]), (self._meta("seed") or "0",))

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
        stream.write(json.dumps(_HEADER) + "\n")
        count = 0
        for answer in self.answers():
            stream.write(answer_to_json(answer) + "\n")
            count += 1
        return count

    def bring_in(self, lines: Iterable[str], name: str = "<input>") -> tuple[int, int]:
        """Add the answers of an export that are not here yet: (added, already here); all lines or none.

        Raises InputError with the number of the first line that is no answer.
        """
        added = known = 0
        with transaction(self._connection):
            for number, line in enumerate(lines, 1):
                if not line.strip() or (number == 1 and _is_header(line, name)):
                    continue
                try:
                    answer = answer_from_json(line)
                except InputError as error:
                    raise InputError(f"{name}:{number}: {error}") from None
                if self._insert(answer):
                    added += 1
                else:
                    known += 1
            self._rebuild()
        return added, known


def open_history(
    path: Path, settings: Settings | None = None, tell: Callable[[str], None] = lambda message: None
) -> History:
    """The history at ``path``, begun if there is none; ``tell`` gets a message about a corrupt file.

    ``settings`` become the profile's own; without them those that it has are used.

    Raises HistoryError where the file cannot be used.
    """
    return History(open_store(path, tell), path, settings)


def _is_header(line: str, name: str) -> bool:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not isinstance(record, dict) or record.get("type") != _HEADER["type"]:
        return False
    if record.get("format") != _HEADER["format"]:
        raise InputError(
            f"{name}:1: an export of format {record.get('format')!r}, this calcdrill reads format 1"
        )
    return True


def _stamp(when: datetime) -> str:
    """A time as text that sorts as time does."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _memory(row: Sequence[Any]) -> Memory:
    phase, step, stability, difficulty, due, reviewed, *counts = row
    if phase not in {1, 2, 3}:
        raise ValueError(f"{phase} is no phase of learning")
    streak, failures, since, spaced = counts
    times = _time(due), _time(reviewed) if reviewed else None
    return Memory(phase, step, stability, difficulty, *times, streak, failures, since, bool(spaced))


def _row(answer: Answer) -> tuple[Any, ...]:
    values = {name: getattr(answer, name) for name in _COLUMNS}
    values |= {"at": _stamp(answer.at), "seed": str(answer.seed), "shares": json.dumps(dict(answer.shares))}
    values["correct"] = None if answer.correct is None else int(answer.correct)
    values |= {name: _whole(values[name]) for name in ("text", "read_as", "message")}
    return tuple(values[name] for name in _COLUMNS)


def _whole(text: str) -> str:
    """What was typed, with ``?`` for what a terminal gave that is no character, and without what moves its cursor."""
    return shown(text.encode(errors="replace").decode())


def _answer(row: Sequence[Any]) -> Answer:
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {"at": _time(values["at"]), "seed": int(values["seed"])}
    values["shares"] = MappingProxyType(json.loads(values["shares"]))
    values["correct"] = None if values["correct"] is None else bool(values["correct"])
    return Answer(**values)
