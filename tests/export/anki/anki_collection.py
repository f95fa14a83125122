"""A collection of the real Anki, in a temporary folder: import, show, review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

anki = pytest.importorskip("anki", reason="the real Anki (pip install anki) is not installed")

from anki.collection import Collection  # noqa: E402
from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest  # noqa: E402


@contextmanager
def collection(folder: Path) -> Iterator[Collection]:
    """A new or existing collection in the folder."""
    col = Collection(str(folder / "collection.anki2"))
    try:
        yield col
    finally:
        col.close()


def import_package(col: Collection, content: bytes, folder: Path, **options: Any) -> dict[str, int]:
    """Import as a learner would by default; how many notes went which way."""
    path = folder / "incoming.apkg"
    path.write_bytes(content)
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions(**options))
    log = col.import_anki_package(request).log
    col.models._clear_cache()
    ways = (
        "new",
        "updated",
        "duplicate",
        "conflicting",
        "first_field_match",
        "missing_notetype",
        "missing_deck",
    )
    return {way: len(getattr(log, way)) for way in ways if len(getattr(log, way))}


def card_of(col: Collection, key: str) -> Any:
    """The one card of a key."""
    (card,) = col.find_cards(f'"Key:{key}"')
    return col.get_card(card)


def review(col: Collection, times: int, rating: int = 2) -> list[int]:
    """Answer the next ``times`` cards of the deck; the ids of those answered."""
    col.decks.select(col.decks.id("Calcdrill"))
    done = []
    for _ in range(times):
        queue = col.sched.get_queued_cards(fetch_limit=1)
        if not queue.cards:
            break
        top = queue.cards[0]
        card = col.get_card(top.card.id)
        card.start_timer()
        answer = col.sched.build_answer(card=card, states=top.states, rating=rating)
        col.sched.answer_card(answer)
        done.append(card.id)
    return done
