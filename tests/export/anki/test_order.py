"""New cards in the real Anki: with the options that the deck recommends they come in the order of the prerequisites."""

from __future__ import annotations

import anki_samples as samples
from anki_collection import collection, import_package

from calcdrill import load_catalog
from calcdrill.engines import Here
from calcdrill.export.anki import DeckOptions, pack_deck
from calcdrill.portions import Portions, deck_order

ASCENDING_POSITION, ORDER_GATHERED = 1, 1
SMALL = ("derivative-as-slope", "chain-exp")
LARGE = ("poly-derivative", "derivative-as-slope", "chain-exp", "chain-log")


def test_a_small_deck_and_then_a_large_one_come_in_one_order(tmp_path):
    """Over topics, too: the slope at a point (topic 1) needs the derivative of a polynomial (topic 2)."""
    catalog, decks = load_catalog(), []
    for concepts in (SMALL, LARGE):
        exercises = [exercise for name in concepts for exercise in catalog.concepts[name].exercises]
        order = deck_order(exercises, 0, {"variants": 1}, DeckOptions())
        decks.append(Portions(catalog, [order], [], Here()).fields(order))
    with collection(tmp_path) as col:
        for notes in decks:
            import_package(col, pack_deck(notes, DeckOptions(), None, samples.NOW)[0], tmp_path)
        options = col.decks.get_config(1)
        options["newGatherPriority"], options["newSortOrder"] = ASCENDING_POSITION, ORDER_GATHERED
        options["new"]["perDay"] = 1000
        col.decks.update_config(options)
        col.decks.select(col.decks.id("Calcdrill"))
        queued = col.sched.get_queued_cards(fetch_limit=1000).cards
        found = [col.get_card(one.card.id).note()["Key"] for one in queued]
    assert found == [note.key for note in decks[1]] and len(found) > 30
    assert found[0].startswith("poly-derivative/")
