"""Anki decks: notes with fresh instances at each review, and updates that cost nobody their history.

    topics, problems ── deck_notes ──► NoteSource … ── make_deck ──► .apkg bytes, the next Ledger

* ``deck_notes(topics, {exercise id: problems}, fixed=…, choices=…)`` puts concepts, formulas and exercises in
  the order of their prerequisites.
* ``make_deck(notes, options, ledger, now)`` writes the package. It is a pure function: the ledger that it
  returns belongs beside the recipe (``write_ledger``, ``read_ledger``) and goes into the next build. With it,
  an unchanged deck is the same bytes whatever ``now`` is, and an update touches only the notes that changed.
  ``now`` is Unix time (``SOURCE_DATE_EPOCH`` where that is set).
* ``diff_ledgers(old, new)`` and ``ledger_of_package(apkg)`` say what an update will change.
* ``push.push_package(path, …)`` hands a file to the Anki that runs on this computer.
"""

from __future__ import annotations

from collections.abc import Sequence

from calcdrill.errors import DeckError
from calcdrill.export.anki.course import deck_notes, learning_order
from calcdrill.export.anki.describe import descriptions
from calcdrill.export.anki.difference import Difference, diff_ledgers, ledger_of_package
from calcdrill.export.anki.ledger import Entry, Ledger, advance, read_ledger, write_ledger
from calcdrill.export.anki.notes import Fields, farewell, fields_of
from calcdrill.export.anki.notetypes import NOTE_TYPES
from calcdrill.export.anki.source import (
    ClozeNote,
    ConceptNote,
    DeckOptions,
    NoteSource,
    Position,
    ProblemNote,
)

__all__ = [
    "ClozeNote",
    "ConceptNote",
    "DeckOptions",
    "Difference",
    "Entry",
    "Fields",
    "Ledger",
    "NoteSource",
    "Position",
    "ProblemNote",
    "deck_notes",
    "diff_ledgers",
    "fields_of",
    "learning_order",
    "ledger_of_package",
    "make_deck",
    "pack_deck",
    "read_ledger",
    "write_ledger",
]


def make_deck(
    notes: Sequence[NoteSource], options: DeckOptions, ledger: Ledger | None, now: int
) -> tuple[bytes, Ledger]:
    """The ``.apkg`` with ``notes`` in this order, and the ledger after giving it out.

    Raises DeckError where an update would harm the collections of those who have the deck: two notes of one
    key, a reused retired key, another type or shape of note; and for an empty deck.
    """
    return pack_deck([fields_of(note, options) for note in notes], options, ledger, now)


def pack_deck(fields: Sequence[Fields], options: DeckOptions, ledger: Ledger | None, now: int) -> tuple[bytes, Ledger]:
    """What ``make_deck`` gives, from notes whose fields were made before (``fields_of``)."""
    from calcdrill.export.anki.package import write_package

    if not fields:
        raise DeckError("the deck is empty: nothing was given to put into it")
    after = advance(ledger, fields, now, options.version, options.revive)
    decks = descriptions(fields, options)
    retired = after.retired.items() if options.with_retired else ()
    farewells = [farewell(key, NOTE_TYPES[entry.type], options) for key, entry in retired]
    return write_package([*fields, *farewells], after, decks), after
