"""What decks and sites are put together from: each exercise's problems are drawn once, whoever shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from calcdrill import load_catalog
from calcdrill.engines import Here, Job
from calcdrill.errors import Unsatisfiable
from calcdrill.export.anki import DeckOptions
from calcdrill.portions import Portions, deck_order
from calcdrill.site import course_of

CATALOG = load_catalog()
CHAIN = tuple(CATALOG.concepts["chain-exp"].exercises)
POWER = tuple(CATALOG.concepts["power-rule"].exercises)


class Counting(Here):
    """Counts the portions by their exercises."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Job[Any]:  # type: ignore[override]
        self.asked[arguments[0].id] += 1
        return super().submit(function, *arguments)


def test_what_two_decks_and_a_site_have_in_common_is_made_once() -> None:
    small = deck_order(CHAIN, 1, {"variants": 2}, DeckOptions())
    large = deck_order((*CHAIN, *POWER), 1, {"variants": 2, "choices": "all"}, DeckOptions(title="Mine"))
    course = course_of(CATALOG, ["chain-exp"], 1, 2)
    engine = Counting()
    portions = Portions(CATALOG, [small, large], [course], engine)
    assert engine.asked == Counter(exercise.id for exercise in (*CHAIN, *POWER))
    records = portions.records(course)
    assert set(records) == {exercise.id for exercise in CHAIN} and len(records) == len(CHAIN)
    assert all(len(found) == 2 for found in records.values())
    alone = Portions(CATALOG, [large], [], Here()).fields(large)
    assert portions.fields(large) == alone and {note.deck.partition("::")[0] for note in alone} == {"Mine"}
    assert [note.due for note in alone] == sorted(note.due for note in alone)
    fewer = {note.key for note in portions.fields(small)}
    assert fewer < {note.key for note in alone} and {note.instances for note in portions.fields(small)} == {0, 2}


def test_other_numbers_are_drawn_apart() -> None:
    orders = [deck_order(CHAIN, seed, {"variants": count}, DeckOptions()) for seed, count in ((1, 1), (2, 1), (2, 2))]
    engine = Counting()
    portions = Portions(CATALOG, orders, [], engine)
    assert set(engine.asked.values()) == {3}
    assert len({portions.fields(order) for order in orders}) == 3


def test_an_exercise_without_an_instance_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calcdrill.decks.take", lambda *given: iter(()))
    order = deck_order(CHAIN[:1], 1, {}, DeckOptions())
    with pytest.raises(Unsatisfiable, match="has no instance"):
        Portions(CATALOG, [order], [], Here()).fields(order)
