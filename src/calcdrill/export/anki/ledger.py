"""The ledger of a deck (``calcdrill.lock.json``): what has been given out, so that an update loses nobody's
history.

For each key: the GUID by which Anki knows the note, its note type, the digest of its content, the time of the
last change (``mod``: Anki takes an update only if this has grown), the time it was made (its id in Anki), its
place in the order (``due``) and the version of the last change. A key that has left the deck is retired and
not given out again. Committed beside the recipe, it makes two builds the same bytes and an update as small as
the change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from calcdrill.errors import DeckError
from calcdrill.export.anki.notes import Fields, fingerprint
from calcdrill.export.anki.notetypes import NOTE_TYPES, REVISED, NoteType, digest

__all__ = ["Entry", "Ledger", "TypeEntry", "advance", "guid_of", "read_ledger", "write_ledger"]

FORMAT: Final = 1
_STRIDE: Final = 16
"""Milliseconds between the ids of two new notes: room for the ids of a note's cards."""


@dataclass(frozen=True)
class Entry:
    """One note as it was last given out; times in seconds, ``created`` in milliseconds."""

    guid: str
    type: str
    hash: str
    mod: int
    created: int
    due: int
    version: str


@dataclass(frozen=True)
class TypeEntry:
    """One note type as it was last given out; ``fields`` and ``templates`` are (name, id) in order."""

    id: int
    fields: tuple[tuple[str, int], ...]
    templates: tuple[tuple[str, int], ...]
    hash: str
    mod: int


@dataclass(frozen=True)
class Ledger:
    """All notes by key, in the order of the deck; the retired ones; the note types by name."""

    notes: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))
    retired: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))
    types: Mapping[str, TypeEntry] = field(default_factory=lambda: MappingProxyType({}))


def guid_of(key: str) -> str:
    """The GUID of a key: of the key alone, so that no change of content makes another note of it."""
    from genanki import guid_for

    return str(guid_for("calcdrill", key))


def advance(ledger: Ledger | None, notes: Sequence[Fields], now: int, version: str, revive: bool = False) -> Ledger:
    """The ledger after giving out ``notes`` in this order at the Unix time ``now``.

    An unchanged note keeps its ``mod`` and version; a changed one gets a later ``mod``. Raises DeckError for
    two notes of one key or GUID, a note that changed its type, a retired key, and note types of another
    shape.
    """
    old = ledger or Ledger()
    _refuse_twice(notes, old)
    if not revive:
        _refuse_retired(notes, old)
    known = {**old.retired, **old.notes}
    latest = max((entry.created for entry in known.values()), default=0)
    made = max(now * 1000, latest + _STRIDE)
    entries: dict[str, Entry] = {}
    for note in notes:
        before = known.get(note.key)
        entries[note.key] = _entry(note, before, made, now, version)
        if before is None:
            made += _STRIDE
    gone = {key: _retire(entry, now) for key, entry in old.notes.items() if key not in entries}
    gone |= {key: entry for key, entry in old.retired.items() if key not in entries}
    return Ledger(entries, gone, _types(old))


def _entry(note: Fields, before: Entry | None, made: int, now: int, version: str) -> Entry:
    current = fingerprint(note.type.name, note.fields, note.tags)
    if before is None:
        return Entry(guid_of(note.key), note.type.name, current, now, made, note.due, version)
    if before.type != note.type.name:
        raise DeckError(
            f"{note.key}: was published as {before.type!r} and would become {note.type.name!r}; "
            "Anki cannot change a note's type on import, so give it another key"
        )
    if before.hash == current:
        return replace(before, due=note.due)
    return replace(before, hash=current, mod=max(now, before.mod + 1), due=note.due, version=version)


def _retire(entry: Entry, now: int) -> Entry:
    """Without a digest and with a later time: a farewell note, or the note revived, is a change."""
    return replace(entry, hash="", mod=max(now, entry.mod + 1))


def _refuse_twice(notes: Sequence[Fields], old: Ledger) -> None:
    owner: dict[str, str] = {entry.guid: key for key, entry in {**old.retired, **old.notes}.items()}
    seen: set[str] = set()
    for note in notes:
        if note.key in seen:
            raise DeckError(f"{note.key}: two notes have this key; Anki would keep both and update neither")
        seen.add(note.key)
        entry = old.notes.get(note.key) or old.retired.get(note.key)
        guid = entry.guid if entry else guid_of(note.key)
        if owner.setdefault(guid, note.key) != note.key:
            raise DeckError(f"{note.key}: its GUID is that of {owner[guid]}")


def _refuse_retired(notes: Sequence[Fields], old: Ledger) -> None:
    back = [note.key for note in notes if note.key in old.retired]
    if back:
        raise DeckError(
            f"{', '.join(back[:5])}{' …' if len(back) > 5 else ''}: left the deck earlier (retired);"
            " give a new exercise a new id, or use --revive to bring the old one back"
        )


def _types(old: Ledger) -> dict[str, TypeEntry]:
    return {name: _type(kind, old.types.get(name)) for name, kind in NOTE_TYPES.items()}


def _type(kind: NoteType, before: TypeEntry | None) -> TypeEntry:
    now = TypeEntry(kind.id, kind.fields, (kind.template,), digest(kind), REVISED[kind.name][1])
    if before is None:
        return now
    if (before.id, before.fields, before.templates) != (now.id, now.fields, now.templates):
        raise DeckError(
            f"the note type {kind.name!r} has other fields, templates or ids than the published deck;"
            " an update would make a second note type beside it and lose the link to its notes"
        )
    if before.hash == now.hash:
        return before
    return replace(now, mod=max(now.mod, before.mod + 1))


def write_ledger(ledger: Ledger) -> str:
    """The ledger as text: JSON with one note a line, so that a change reads well in a diff."""
    parts = [
        f'"format": {FORMAT}',
        _section("notetypes", {name: asdict(one) for name, one in ledger.types.items()}),
    ]
    parts.append(_section("notes", {key: asdict(entry) for key, entry in ledger.notes.items()}))
    parts.append(_section("retired", {key: asdict(entry) for key, entry in ledger.retired.items()}))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _section(name: str, records: Mapping[str, Any]) -> str:
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(record)}" for key, record in records.items())
    return f'"{name}": {{\n{lines}\n}}' if lines else f'"{name}": {{}}'


def read_ledger(text: str) -> Ledger:
    """The ledger of such a text; raises DeckError if it is none, or of a later format."""
    try:
        record = json.loads(text)
        if record["format"] != FORMAT:
            raise DeckError(
                f"the ledger has format {record['format']}, this version of calcdrill reads format {FORMAT}"
            )
        notes = {key: entry_of(**entry) for key, entry in record["notes"].items()}
        retired = {key: entry_of(**entry) for key, entry in record["retired"].items()}
        types = {name: _read_type(entry) for name, entry in record["notetypes"].items()}
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise DeckError(f"the ledger cannot be read: {type(error).__name__}: {str(error)[:200]}") from None
    return Ledger(notes, retired, types)


def entry_of(*, guid: Any, type: Any, hash: Any, mod: Any, created: Any, due: Any, version: Any = "") -> Entry:
    """The entry of values from a file; raises TypeError or ValueError where they are none."""
    for name, value in (("guid", guid), ("type", type), ("hash", hash), ("version", version)):
        if not isinstance(value, str):
            raise TypeError(f"{name} is text, not {value!r:.40}")
    for name, value in (("mod", mod), ("created", created), ("due", due)):
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{name} is a whole number, not {value!r:.40}")
        if not -(2**53) < value < 2**53:
            raise ValueError(f"{name} is out of range")
    return Entry(guid, type, hash, mod, created, due, version)


def _read_type(entry: Mapping[str, Any]) -> TypeEntry:
    fields = tuple((str(name), int(number)) for name, number in entry["fields"])
    templates = tuple((str(name), int(number)) for name, number in entry["templates"])
    return TypeEntry(int(entry["id"]), fields, templates, str(entry["hash"]), int(entry["mod"]))
