"""A running exam on disk: what is asked, then each answer as it is taken, one line of JSON each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from calcdrill.errors import CalcdrillError, InputError
from calcdrill.files import open_own, read_file
from calcdrill.practice.exam import Entry, Exam
from calcdrill.problem import Problem

__all__ = ["ExamFile", "begin_file", "resume"]

MOST_BYTES: Final = 16 << 20
HEAD: Final = "calcdrill exam"


@dataclass(frozen=True)
class ExamFile:
    """Where the answers of a running exam are kept; ``key`` names the exam in the history."""

    path: Path
    key: str

    def keep(self, place: int, entry: Entry) -> None:
        """Write an answer; it is on disk when this returns."""
        record = {"place": place, "text": entry.text, "at": entry.when.isoformat(), "seconds": entry.seconds}
        _append(self.path, record)

    def end(self, when: datetime) -> None:
        """Write down that it is handed in."""
        _append(self.path, {"ended": when.isoformat()})

    def close(self) -> None:
        """Its answers are in the history."""
        with suppress(OSError):
            self.path.unlink()


def begin_file(path: Path, key: str, exam: Exam) -> ExamFile:
    """Write down what an exam asks, before its first problem is shown."""
    _append(
        path,
        {
            "type": HEAD,
            "format": 1,
            "key": key,
            "title": exam.title,
            "started": exam.started.isoformat(),
            "seconds": None if exam.limit is None else exam.limit.total_seconds(),
            "notation": exam.notation,
            "problems": [[problem.id, problem.seed, problem.index] for problem in exam.problems],
        },
    )
    return ExamFile(path, key)


def resume(path: Path, make: Callable[[str, int, int], Problem]) -> tuple[Exam, ExamFile] | None:
    """The exam that was not handed in, with its answers; None if there is none.

    A last line that was cut off is left out. Raises InputError for a file that is no exam.
    """
    if not path.exists():
        return None
    lines = read_file(path, MOST_BYTES).decode("utf-8", errors="replace").splitlines()
    records = [record for record in map(_record, lines) if record is not None]
    if not records:
        path.unlink()  # it was cut off before anything was asked
        return None
    try:
        exam = _begun(records[0], make)
        for record in records[1:]:
            exam = _entered(exam, record)
        return exam, ExamFile(path, str(records[0]["key"]))
    except (KeyError, TypeError, ValueError, IndexError, OverflowError, CalcdrillError) as error:
        raise InputError(f"{path}: this exam cannot be resumed ({error}); remove the file to begin another") from None


def _begun(head: dict[str, Any], make: Callable[[str, int, int], Problem]) -> Exam:
    if head.get("type") != HEAD or head.get("format") != 1:
        raise ValueError("it is not an exam of this version of calcdrill")
    problems: Sequence[Problem] = [make(str(name), int(seed), int(index)) for name, seed, index in head["problems"]]
    limit = None if head["seconds"] is None else timedelta(seconds=float(head["seconds"]))
    started = datetime.fromisoformat(head["started"])
    notation = str(head.get("notation", "us"))
    return Exam(str(head["title"]), tuple(problems), started, limit, (None,) * len(problems), notation=notation)


def _entered(exam: Exam, record: dict[str, Any]) -> Exam:
    if "ended" in record:
        return replace(exam, ended=datetime.fromisoformat(record["ended"]))
    entry = Entry(str(record["text"]), datetime.fromisoformat(record["at"]), float(record["seconds"]))
    entries = list(exam.entries)
    entries[int(record["place"])] = entry
    return replace(exam, entries=tuple(entries))


def _record(line: str) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _append(path: Path, record: dict[str, Any]) -> None:
    line = "\n" + json.dumps(record, ensure_ascii=True) + "\n"  # a line that was cut off before ends here
    with open_own(path, "a+b", private=True) as file:
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())
