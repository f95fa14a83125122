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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Self

from fsrs.scheduler import DEFAULT_PARAMETERS

from calcdrill.practice.answers import AnswerLog
from calcdrill.practice.records import Answer
from calcdrill.practice.replay import changes_by, replay
from calcdrill.practice.rescue import copied, rescued
from calcdrill.practice.rows import INSERT, MEMORY, is_whole, memory_of, memory_row, row_of, stamp
from calcdrill.practice.schedule import DEFAULT, Memory, Settings, parameters_from
from calcdrill.practice.store import history_path, open_store, transaction
from calcdrill.practice.transfer import answers_in, lines_of
from calcdrill.practice.wording import plural

__all__ = ["Answer", "History", "history_path", "open_history", "replay"]


class History(AnswerLog):
    """An open history; use it with ``with``. Every method that writes is one transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        settings: Settings | None = None,
        tell: Callable[[str], None] = lambda message: None,
    ) -> None:
        super().__init__(connection, path, tell)
        self.belongings: tempfile.TemporaryDirectory[str] | None = None
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
            changed = changes_by(answer, memories, self.settings)
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

    def own_seed(self, draw: Callable[[], int]) -> int:
        """The seed of this history's problems, drawn when it is asked for the first time."""
        with transaction(self._connection) as connection:
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('seed', ?)", (str(draw()),))
            kept = self._meta("seed") or ""
            if not re.fullmatch("-?[0-9]{1,18}", kept):
                kept = str(draw())
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('seed', ?)", (kept,))
        return int(kept)

    # -- moving

    def export(self, stream: IO[str]) -> int:
        """Write every answer as a line of JSON after a header line; returns how many."""
        answers = list(self.answers())
        stream.writelines(lines_of(answers))
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
        return self._add(answers_in(lines, name))


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
