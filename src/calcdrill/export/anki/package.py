"""The ``.apkg`` file: genanki's tables, with what it leaves out put in, in a zip that is the same bytes every
time.

genanki gives all notes one time, no ids to fields and templates and no ``originalId``; three small subclasses
do. The database is built in memory, and the zip is written anew with a fixed date and deflated.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import genanki

from calcdrill.export.anki.ledger import Entry, Ledger, TypeEntry
from calcdrill.export.anki.notes import Fields, stamped
from calcdrill.export.anki.notetypes import NOTE_TYPES, NoteType

__all__ = ["deck_id", "write_package"]

_DATE: Final = (1980, 1, 1, 0, 0, 0)
_SQLITE: Final = (3_045_000).to_bytes(4, "big")
"""Stands where SQLite notes its own version, which no reader needs and which differs from machine to machine.
"""


class _Model(genanki.Model):  # type: ignore[misc]
    """A note type with the ids of its fields and templates, its origin, and its own time of change."""

    def __init__(self, kind: NoteType, entry: TypeEntry, deck: int) -> None:
        fields = [{"name": name, "id": number, "font": "Arial"} for name, number in kind.fields]
        name, number = kind.template
        template = {"name": name, "id": number, "qfmt": kind.front, "afmt": kind.back}
        template |= {"bqfmt": "{{Key}}", "bafmt": "{{Concept}}"}
        form = genanki.Model.CLOZE if kind.cloze else genanki.Model.FRONT_BACK
        super().__init__(kind.id, kind.name, fields, [template], kind.css, form)
        self.entry, self.deck = entry, deck

    @property
    def _req(self) -> list[Any]:
        return [[0, "any", list(range(len(self.fields)))]]

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        record: dict[str, Any] = super().to_json(self.entry.mod, self.deck)
        return {**record, "originalId": self.entry.id}


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with its own time of change and its own ids, all from the ledger."""

    def __init__(self, model: _Model, note: Fields, entry: Entry) -> None:
        fields, tags = list(note.fields), sorted(note.tags)
        super().__init__(model, fields, tags=tags, guid=entry.guid, due=entry.due)
        self.entry = entry

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Done before, in linear time, by ``markup.check_html``."""

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:
        super().write_to_db(cursor, self.entry.mod, deck_id, itertools.count(self.entry.created))


class _Deck(genanki.Deck):  # type: ignore[misc]
    """A deck without the remains of another collection's daily counts."""

    def to_json(self) -> dict[str, Any]:
        today = {name: [0, 0] for name in ("lrnToday", "newToday", "revToday", "timeToday")}
        return {**super().to_json(), **today}


def write_package(notes: Sequence[Fields], ledger: Ledger, decks: Mapping[str, str]) -> bytes:
    """The package of ``notes`` as the ledger has them; ``decks`` are descriptions by full name, empty parents
    too.
    """
    root = deck_id(next(iter(decks)))
    models = {name: _Model(NOTE_TYPES[name], entry, root) for name, entry in ledger.types.items()}
    by_name = {name: _Deck(deck_id(name), name, text) for name, text in decks.items()}
    for note in notes:
        entry = ledger.notes.get(note.key) or ledger.retired[note.key]
        by_name[note.deck].add_note(_Note(models[note.type.name], stamped(note, entry.version), entry))
    return _zipped({"collection.anki2": _database(list(by_name.values())), "media": b"{}"})


def deck_id(name: str) -> int:
    """A deck's id, of its name alone: Anki matches decks by name."""
    digest = hashlib.sha256(f"deck/{name}".encode()).digest()
    return (1 << 40) + int.from_bytes(digest[:8], "big") % (1 << 40)


def _database(decks: Sequence[_Deck]) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        genanki.Package(decks).write_to_db(connection.cursor(), 0, itertools.count())
        connection.commit()
        connection.execute("VACUUM")
        content = connection.serialize()
    finally:
        connection.close()
    return content[:96] + _SQLITE + content[100:]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, content)
    return target.getvalue()
