"""What an update will change for those who have the deck: the difference of two ledgers."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from calcdrill.errors import DeckError
from calcdrill.export.anki.ledger import Ledger, TypeEntry, entry_of
from calcdrill.export.anki.notes import fingerprint, plain_tags
from calcdrill.export.anki.notetypes import NOTE_TYPES

__all__ = ["Difference", "Package", "diff_ledgers", "ledger_of_package", "read_package"]


@dataclass(frozen=True)
class Difference:
    """Keys of notes that are fixed, new or retired, how many stay the same, note types of another shape."""

    fixed: tuple[str, ...]
    new: tuple[str, ...]
    retired: tuple[str, ...]
    same: int
    schema: tuple[str, ...]

    def __str__(self) -> str:
        counts = f"{len(self.fixed)} fixed, {len(self.new)} new, {len(self.schema)} schema"
        return counts + (f", {len(self.retired)} retired" if self.retired else "")


def diff_ledgers(old: Ledger, new: Ledger) -> Difference:
    """What changes for those who have the ``old`` deck when they import the ``new`` one."""
    shared = [key for key in new.notes if key in old.notes]
    fixed = tuple(key for key in shared if new.notes[key].hash != old.notes[key].hash)
    return Difference(
        fixed=fixed,
        new=tuple(key for key in new.notes if key not in old.notes),
        retired=tuple(key for key in old.notes if key not in new.notes),
        same=len(shared) - len(fixed),
        schema=tuple(name for name, entry in new.types.items() if _differs(old.types.get(name), entry)),
    )


def _differs(old: TypeEntry | None, new: TypeEntry) -> bool:
    shape = (new.id, new.fields, new.templates)
    return old is not None and (old.id, old.fields, old.templates) != shape


MOST_BYTES: Final = 256 << 20
"""The largest package that is read, and the largest database in one."""
MOST_MEMBERS: Final = 100_000
DEADLINE: Final = 10.0
"""Seconds that reading a package's database may take."""


@dataclass(frozen=True)
class Package:
    """What an ``.apkg`` of calcdrill holds: the ledger that it must have had, and each note's fields by key.

    What a package does not say stays empty: retired keys, digests of the note types, versions.
    """

    ledger: Ledger
    fields: Mapping[str, Mapping[str, str]]
    """By key, each field by name, its HTML; ``Tags`` beside them."""


def ledger_of_package(content: bytes) -> Ledger:
    """The ledger that an ``.apkg`` of calcdrill must have had; raises DeckError if the file is none."""
    return read_package(content).ledger


def read_package(content: bytes) -> Package:
    """What is in an ``.apkg`` of calcdrill; raises DeckError if the file is none."""
    try:
        return _package_of_database(_database_of(content))
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,  # encrypted
        NotImplementedError,  # compressed in another way
        EOFError,
        LookupError,
        AttributeError,
        sqlite3.Error,
        ValueError,
        TypeError,
        OverflowError,
        RecursionError,
    ) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise DeckError(f"the file is not a calcdrill deck: {reason}") from None


def _database_of(content: bytes) -> bytes:
    """The collection in the package, measured before it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if len(archive.filelist) > MOST_MEMBERS:
            raise ValueError(f"it holds more than {MOST_MEMBERS:,} files")
        member = archive.getinfo("collection.anki2")
        if member.file_size > MOST_BYTES:
            raise ValueError(f"its collection is larger than {MOST_BYTES >> 20} MiB")
        with archive.open(member) as file:
            return file.read(member.file_size)


def _package_of_database(database: bytes, clock: Callable[[], float] = time.monotonic) -> Package:
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(database)
        connection.execute("PRAGMA trusted_schema = OFF")
        end = clock() + DEADLINE
        connection.set_progress_handler(lambda: clock() > end, 10_000)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 << 20)
        _refuse_programs(connection)
        models: dict[str, dict[str, Any]] = json.loads(connection.execute("select models from col").fetchone()[0])
        names = {int(number): str(model["name"]) for number, model in models.items()}
        rows = connection.execute(
            "select n.guid, n.mid, n.mod, n.id, n.flds, n.tags, min(c.due) from notes n"
            " join cards c on c.nid = n.id group by n.id order by min(c.due), n.id"
        ).fetchall()
    finally:
        connection.close()
    notes, texts = {}, {}
    for guid, kind, mod, created, fields, tags, due in rows:
        parts = fields.split("\x1f")
        if names[kind] in NOTE_TYPES and "calcdrill::retired" not in tags.split():
            known = fingerprint(names[kind], parts, tags.split())
            notes[parts[0]] = entry_of(guid=guid, type=names[kind], hash=known, mod=mod, created=created, due=due)
            texts[parts[0]] = dict(zip((name for name, _ in NOTE_TYPES[names[kind]].fields), parts, strict=False))
            texts[parts[0]]["Tags"] = "\n".join(plain_tags(tags.split()))
    types = {str(model["name"]): _type(model) for model in models.values()}
    return Package(Ledger(notes, {}, types), texts)


def _refuse_programs(connection: sqlite3.Connection) -> None:
    """A collection has plain tables and indices: what else a database can define is work that somebody wrote."""
    for kind, name, sql in connection.execute("select type, name, sql from sqlite_schema"):
        if kind not in {"table", "index"} or re.search(r"\b(virtual|generated|as)\b", str(sql or ""), re.IGNORECASE):
            raise ValueError(f"its collection defines {kind} {str(name)[:40]!r}")


def _type(model: dict[str, Any]) -> TypeEntry:
    fields = tuple((field["name"], field.get("id", 0)) for field in model["flds"])
    templates = tuple((template["name"], template.get("id", 0)) for template in model["tmpls"])
    return TypeEntry(int(model["id"]), fields, templates, "", int(model["mod"]))
