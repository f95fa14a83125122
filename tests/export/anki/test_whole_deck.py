"""Every formula of a deck typeset by Anki's MathJax, and every card reviewed: a crop here, a whole deck by

CALCDRILL_DECK=build/course.apkg pytest tests/export/anki/test_whole_deck.py -s
"""

from __future__ import annotations

import os
import re
import time
from itertools import pairwise
from pathlib import Path

import anki_samples as samples
import pytest
from anki_browser import SHOW_ALL, browser, chromium, desktop_page, numbered, web_folder
from anki_collection import collection, import_package
from overflow import measured

from calcdrill.export.anki import DeckOptions, pack_deck

WHOLE = os.environ.get("CALCDRILL_DECK")
REVIEWS = 12 if WHOLE else 2
OPENERS = re.compile(r"\\[(\[]")


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    """Both sides of each card by key, as the real Anki renders them."""
    web_folder()
    folder = tmp_path_factory.mktemp("deck")
    with collection(folder) as col:
        started = time.perf_counter()
        content = Path(WHOLE).read_bytes() if WHOLE else crop()
        counts = import_package(col, content, folder)
        print(f"\n  {len(content) / 1e6:.2f} MB, {counts} imported in {time.perf_counter() - started:.1f} s")
        assert set(counts) == {"new"}
        shown = [col.get_card(number) for number in col.find_cards("")]
        return {card.note()["Key"]: (card.question(), card.answer()) for card in shown}


def crop() -> bytes:
    """One exercise of each kind of the shipped catalog, with a few instances each."""
    from calcdrill.catalog import load_catalog
    from calcdrill.engines import Here
    from calcdrill.portions import Portions, deck_order

    catalog = load_catalog()
    first = {exercise.kind: exercise for exercise in reversed(catalog.exercises.values())}
    order = deck_order(tuple(first.values()), 1, {"variants": 3, "choices": "all"}, DeckOptions())
    notes = Portions(catalog, [order], [], Here()).fields(order)
    assert len(first) > 3 and len(notes) > len(first)
    return pack_deck(notes, DeckOptions(), None, samples.NOW)[0]


@pytest.fixture(scope="module")
def started():
    web_folder()
    with chromium() as found:
        yield found


@pytest.fixture
def page(started):
    with browser(started) as found:
        found.open(desktop_page())
        yield found
        assert found.outside == [] and found.errors == []


def typeset(page, side):
    """All instances of a side at once; how many formulas there were."""
    plain = SHOW_ALL + re.sub(r"<script>.*?</script>", "", side, flags=re.S)
    seen = page.question(plain.replace("<details", "<details open"))
    assert seen["faults"] == [] and not seen["raw"]
    assert seen["formulas"] == len(OPENERS.findall(re.sub(r"<style>.*?</style>", "", plain, flags=re.S)))
    return seen["formulas"]


def test_every_formula_is_typeset(page, cards):
    total = 0
    for key, (question, answer) in cards.items():
        try:
            total += typeset(page, answer) + (typeset(page, question) if "cd-hint" in question else 0)
        except AssertionError as fault:
            raise AssertionError(f"{key}: {fault}") from fault
    print(f"\n  {total} formulas of {len(cards)} cards typeset")
    assert total > 2 * len(cards)


def test_no_answer_and_no_formula_to_recall_is_wider_than_a_phone(started, cards):
    """Nothing but tables scrolls; ``python tests/export/anki/overflow.py`` says the same of a whole deck."""
    shown = {key: answer for place, (key, (_, answer)) in enumerate(cards.items()) if WHOLE or place % 4 == 0}
    with browser(started, 360) as page:
        page.open(desktop_page())
        found = measured(page, shown)
    assert len(found) > 10 * len(shown) / 2
    assert [block for block in found if block[2] and not block[3]] == []


@pytest.mark.parametrize("broken", [r"\(\frac{1\)", r"\(\undefinedmacro x\)", r"\(\left(x\)", r"\(a & b\)"])
def test_the_gate_sees_a_broken_formula(page, cards, broken):
    question = next(question for question, _ in cards.values() if "cd-do" in question)
    start = '<p class="cd-do">'
    with pytest.raises(AssertionError):
        typeset(page, question.replace(start, f"{start}{broken.replace('&', '&amp;')} "))


def test_every_card_agrees_with_itself_at_each_review(page, cards):
    started, reviews = time.perf_counter(), 0
    for key, sides in cards.items():
        question, answer = map(numbered, sides)
        seen = []
        for _ in range(REVIEWS if "data-n" in question else 1):
            front, back = page.question(question, answer), page.answer(answer)
            assert front["numbers"] == back["numbers"][:1] and len(back["numbers"]) <= 1, key
            assert front["choices"] == back["choices"], key
            seen += front["numbers"]
            reviews += 1
        assert all(one != following for one, following in pairwise(seen)), key
    print(f"\n  {reviews} reviews of {len(cards)} cards in {time.perf_counter() - started:.0f} s")
    assert reviews > len(cards)
