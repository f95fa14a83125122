"""A file of lines that grows for hours, and goes on after an interruption.

    problems.jsonl.part        the lines so far; it becomes problems.jsonl at the end
    problems.jsonl.part.keys   the settings of the run, then a record a line: key, seal, exercise, index

A record is written before its line. So after any stop each whole line has its record, and the seal tells a whole line
from a torn one; the rest of a set follows from the records alone. The seal is a digest under a key that this user's
calcdrill alone knows: a line that it did not write, and so did not verify, is made again with all that follow.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from typing import IO, Any, Final

from calcdrill.catalog.values import Exercise
from calcdrill.errors import InputError, Unsatisfiable
from calcdrill.files import open_own
from calcdrill.keys import Keys
from calcdrill.sets import Found, Source, Wanted

_RECORD: Final = struct.Struct("<16s16sIQ")
CONTENT: Final = "content"
_TOGETHER: Final = 32
"""Lines that are handed to the system at once."""


@dataclass(frozen=True)
class Unfinished:
    """The open files of a run; ``kept`` lines are there from an earlier one."""

    lines: IO[bytes]
    records: IO[bytes]
    kept: int
    seal: Seal

    def earlier(self, exercises: Sequence[Exercise]) -> Iterator[Found[bytes]]:
        """What the earlier run found, without the lines."""
        descriptor = os.dup(self.records.fileno())
        with os.fdopen(descriptor, "rb") as records:
            records.seek(0)
            records.readline()
            place = records.tell()
            for _ in range(self.kept):
                records.seek(place)  # the file is written meanwhile, and its position is shared
                key, _, number, index = _RECORD.unpack(records.read(_RECORD.size))
                place = records.tell()
                yield Found(exercises[number], index, key, b"")

    def write(self, found: Iterable[Found[bytes]], exercises: Sequence[Exercise]) -> Iterator[int]:
        """Put the lines that are not there yet into the file; gives how many are done."""
        places = {exercise.id: place for place, exercise in enumerate(exercises)}
        records: list[bytes] = []
        lines: list[bytes] = []
        try:
            for done, one in enumerate(found, start=1):
                if done > self.kept:
                    place = places[one.exercise.id]
                    seal = self.seal(one.key, place, one.index, one.made)
                    records.append(_RECORD.pack(one.key, seal, place, one.index))
                    lines.append(one.made)
                    if len(lines) == _TOGETHER:
                        self._flush(records, lines)
                yield done
        finally:
            self._flush(records, lines)

    def _flush(self, records: list[bytes], lines: list[bytes]) -> None:
        for file, waiting in ((self.records, records), (self.lines, lines)):
            file.write(b"".join(waiting))
            file.flush()
            waiting.clear()


Seal = Callable[[bytes, int, int, bytes], bytes]


def _sealed(secret: bytes, key: bytes, place: int, index: int, line: bytes) -> bytes:
    state = blake2b(_RECORD.pack(key, bytes(16), place, index), digest_size=16, key=secret)
    state.update(line)
    return state.digest()


@contextmanager
def unfinished(output: Path, settings: Mapping[str, Any], resume: bool, secret: bytes = b"") -> Iterator[Unfinished]:
    """The file that becomes ``output`` when all is done; if the run is interrupted, what was written stays.

    ``secret`` is what only this user's runs know. Raises InputError where there is an unfinished file and ``resume`` is
    not set, or another run's settings differ.
    """
    part, keys = part_of(output), output.with_name(output.name + ".part.keys")
    output.parent.mkdir(parents=True, exist_ok=True)
    begun = os.path.lexists(part)
    seal = partial(_sealed, blake2b(json.dumps(settings).encode(), key=secret).digest())
    if begun and not resume:
        raise InputError(f"{part} is from an interrupted run: --resume continues it; delete it to start again")
    if begun and not keys.exists():
        raise InputError(f"{part} cannot be continued without {keys.name}; delete it to start again")
    locked = False
    try:
        with open_own(keys, "a+b") as records:
            _lock(records, part)
            locked = True
            kept = _continue(records, part, settings, seal) if begun else _begin(records, settings)
            with open_own(part, "a+b") as lines:
                yield Unfinished(lines, records, kept, seal)
                os.fsync(lines.fileno())
        os.replace(part, output)
    except Unsatisfiable:
        part.unlink(missing_ok=True)
        raise
    finally:
        if locked and not (part.exists() and part.stat().st_size):
            part.unlink(missing_ok=True)
            keys.unlink(missing_ok=True)


def part_of(output: Path) -> Path:
    """Where the lines are until all are there."""
    return output.with_name(output.name + ".part")


def _begin(records: IO[bytes], settings: Mapping[str, Any]) -> int:
    records.truncate(0)
    records.write(json.dumps(settings).encode() + b"\n")
    records.flush()
    return 0


def _continue(records: IO[bytes], part: Path, settings: Mapping[str, Any], seal: Seal) -> int:
    """How many lines are whole and this user's own; what comes after them is cut off."""
    records.seek(0)
    _compare(records.readline(), part, settings)
    first, size, kept = records.tell(), 0, 0
    with open_own(part, "r+b") as lines:
        for line in lines:
            record = records.read(_RECORD.size)
            if len(record) < _RECORD.size or not _fits(record, line, seal):
                break
            size, kept = size + len(line), kept + 1
        lines.truncate(size)
    records.truncate(first + kept * _RECORD.size)
    return kept


def _fits(record: bytes, line: bytes, seal: Seal) -> bool:
    key, digest, place, index = _RECORD.unpack(record)
    return compare_digest(digest, seal(key, place, index, line))


def _compare(header: bytes, part: Path, settings: Mapping[str, Any]) -> None:
    try:
        made_with = json.loads(header)
    except ValueError:
        made_with = None
    if not isinstance(made_with, dict):
        raise InputError(f"{part} cannot be continued: its settings cannot be read; delete it to start again")
    for name, value in settings.items():
        if made_with.get(name) != value:
            shown = "" if name == CONTENT else f": {made_with.get(name)} then, {value} now"
            raise InputError(f"{part} is from a run with another {name}{shown}; delete it to start again")


def content_of(exercises: Sequence[Exercise]) -> str:
    """A digest of what the problems are made from."""
    state = blake2b(digest_size=16)
    for exercise in exercises:
        state.update(repr(replace(exercise, file=None, line=0)).encode())
    return state.hexdigest()


def _lock(file: IO[bytes], part: Path) -> None:
    """Two runs that write the same file would spoil it; where there are no locks, that is not seen."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:
        return
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except OSError:
        raise InputError(f"another run is writing {part}") from None


class Continued:
    """A source that first gives what an earlier run found, then what ``beyond`` makes."""

    def __init__(self, earlier: Iterator[Found[bytes]], beyond: Source[bytes]) -> None:
        self._earlier, self._beyond = earlier, beyond
        self._next = next(earlier, None)
        self._wanted: Wanted = ()

    def plan(self, wanted: Wanted) -> None:
        """What will be asked for; nothing is made ahead while the earlier run's is given."""
        self._wanted = wanted
        if self._next is None:
            self._beyond.plan(wanted)

    def take(self, exercise: Exercise, start: int, count: int, seen: Keys) -> Iterator[Found[bytes]]:
        """Up to ``count`` problems: the earlier run's, and if they end here, further ones."""
        earlier = self._next is not None
        while self._next is not None and self._next.exercise is exercise and count:
            seen.add(self._next.key)
            start, count = self._next.index + 1, count - 1
            yield self._next
            self._next = next(self._earlier, None)
        if self._next is not None:
            return
        if earlier:
            later = [one for one, *_ in self._wanted].index(exercise) + 1
            self._beyond.plan([(exercise, start, count), *self._wanted[later:]])
        yield from self._beyond.take(exercise, start, count, seen)
