"""An answer and a memory as rows of SQLite, each with a checksum, so that a damaged one is noticed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from zlib import crc32

from calcdrill.characters import shown
from calcdrill.practice.records import Answer
from calcdrill.practice.schedule import Memory

__all__ = ["INSERT", "LISTED", "MEMORY", "answer_of", "is_whole", "memory_of", "memory_row", "row_of", "stamp"]

_COLUMNS = tuple(field.name for field in fields(Answer))
LISTED = ", ".join(f'"{name}"' for name in (*_COLUMNS, "checksum"))
"""The columns of an answer, the checksum last."""
INSERT = f"INSERT INTO answers ({LISTED}) VALUES ({', '.join('?' * (len(_COLUMNS) + 1))}) ON CONFLICT (id) DO NOTHING"
MEMORY = "skill, phase, step, stability, difficulty, due, reviewed, streak, failures, since, spaced, checksum"
"""The columns of a memory, the checksum last."""


def checksum(values: Sequence[Any]) -> int:
    """CRC-32 of a row's values."""
    return crc32(json.dumps(list(values)).encode())


def is_whole(row: Sequence[Any]) -> bool:
    """Whether the checksum at the end of a row fits; a row of an older calcdrill has none."""
    return row[-1] is None or row[-1] == checksum(row[:-1])


def stamp(when: datetime) -> str:
    """A time as text that sorts as time does."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def memory_of(row: Sequence[Any]) -> Memory:
    """The memory of a row without its skill and checksum; raises ValueError for what is none."""
    phase, step, stability, difficulty, due, reviewed, *counts = row
    if phase not in {1, 2, 3}:
        raise ValueError(f"{phase} is not a phase of learning")
    streak, failures, since, spaced = counts
    times = datetime.fromisoformat(due), datetime.fromisoformat(reviewed) if reviewed else None
    return Memory(phase, step, stability, difficulty, *times, streak, failures, since, bool(spaced))


def row_of(answer: Answer) -> tuple[Any, ...]:
    """The row of an answer, the checksum last."""
    values = {name: getattr(answer, name) for name in _COLUMNS}
    values |= {"at": stamp(answer.at), "seed": str(answer.seed), "shares": json.dumps(dict(answer.shares))}
    values["correct"] = None if answer.correct is None else int(answer.correct)
    values |= {name: _whole(values[name]) for name in ("text", "read_as", "message")}
    row = tuple(values[name] for name in _COLUMNS)
    return (*row, checksum(row))


def _whole(text: str) -> str:
    """What was typed, with ``?`` for what a terminal gave that is no character, and without what moves its cursor."""
    return shown(text.encode(errors="replace").decode())


def answer_of(row: Sequence[Any]) -> Answer:
    """The answer of a row; raises ValueError or TypeError for what is none."""
    values = dict(zip(_COLUMNS, row[:-1], strict=True))
    if not is_whole(row) or values["rating"] not in {None, 1, 2, 3, 4}:
        raise ValueError("the row is damaged")
    values |= {"at": datetime.fromisoformat(values["at"]), "seed": int(values["seed"])}
    values["shares"] = MappingProxyType(dict(json.loads(values["shares"])))
    values["correct"] = None if values["correct"] is None else bool(values["correct"])
    return Answer(**values)


def memory_row(skill: str, memory: Memory) -> tuple[Any, ...]:
    """The row of a memory, the checksum last."""
    times = stamp(memory.due), stamp(memory.reviewed) if memory.reviewed else None
    counts = memory.streak, memory.failures, memory.since, int(memory.spaced)
    row = (skill, memory.phase, memory.step, memory.stability, memory.difficulty, *times, *counts)
    return (*row, checksum(row))
