"""The package as the real Anki sees it: import, decks, tags, order, cards as they are rendered."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import anki_samples as samples
import pytest
from anki_collection import card_of, collection, import_package

from calcdrill.errors import DeckError
from calcdrill.export.anki import DeckOptions, make_deck

OPTIONS = DeckOptions(description="Calculus & more", version="1.2.0", report="https://example.org/new?title={key}")


@pytest.fixture(scope="module")
def package() -> bytes:
    return make_deck(samples.notes(), OPTIONS, None, samples.NOW)[0]


def test_anki_imports_every_note_and_finds_nothing_to_mend(package, tmp_path):
    with collection(tmp_path) as col:
        assert import_package(col, package, tmp_path) == {"new": 6}
        assert (col.note_count(), col.card_count()) == (6, 6)
        report, sound = col.fix_integrity()
        assert sound, report
        assert not col.get_empty_cards().notes


def test_a_second_import_changes_nothing(package, tmp_path):
    with collection(tmp_path) as col:
        import_package(col, package, tmp_path)
        assert import_package(col, package, tmp_path) == {"duplicate": 6}


def test_decks_are_topics_in_order_with_descriptions(package, tmp_path):
    with collection(tmp_path) as col:
        import_package(col, package, tmp_path)
        names = [deck.name for deck in col.decks.all_names_and_ids() if deck.name.startswith("Calcdrill")]
        assert names == [
            "Calcdrill",
            "Calcdrill::03 The chain rule",
            "Calcdrill::08 Partial derivatives and the gradient",
        ]
        root = col.decks.by_name("Calcdrill")["desc"]
        for said in ("calcdrill 1.2.0", "CC BY 4.0", "FSRS", "retention 90"):
            assert said in root
        own = make_deck(samples.notes(12), replace(OPTIONS, title="My course"), None, samples.NOW)[0]
        import_package(col, own, tmp_path)
        root = col.decks.by_name("My course")["desc"]
        assert "2 skills: 4 practice cards with 48 checked problems, 1 concept card, 1 formula card" in root
        assert "Calculus &amp; more" in root
        assert "1 skill: 1 practice card with 12" in col.decks.by_name("My course::" + names[2].split("::")[1])["desc"]


def test_a_smaller_deck_leaves_the_descriptions_as_they_are(package, tmp_path):
    """What is said of a deck that several packages share is true of all of them, and what a learner wrote stays."""
    small = make_deck(samples.notes(2)[2:4], replace(OPTIONS, description="First steps"), None, samples.NOW + 9)[0]
    with collection(tmp_path) as col:
        import_package(col, package, tmp_path)
        topic = col.decks.by_name("Calcdrill::03 The chain rule")
        topic["desc"] = "Mine"
        col.decks.save(topic)
        before = {deck.name: col.decks.by_name(deck.name)["desc"] for deck in col.decks.all_names_and_ids()}
        import_package(col, small, tmp_path)
        assert {name: col.decks.by_name(name)["desc"] for name in before} == before


def test_tags_say_topic_concept_difficulty_form_and_version(package, tmp_path):
    with collection(tmp_path) as col:
        import_package(col, package, tmp_path)
        assert card_of(col, "chain-exp/exp-of-quadratic").note().tags == [
            "calcdrill::chain-rule::chain-exp",
            "calcdrill::difficulty::2",
            "calcdrill::form::problem",
            "calcdrill::version::1.2.0",
        ]


def test_new_cards_come_in_the_order_of_the_notes(package, tmp_path):
    with collection(tmp_path) as col:
        import_package(col, package, tmp_path)
        ordered = sorted((card_of(col, note.key).due, note.key) for note in samples.notes())
        assert [key for _, key in ordered] == [note.key for note in samples.notes()]
        assert [card_of(col, note.key).id for note in samples.notes()] == sorted(col.find_cards(""))


def test_both_sides_hold_what_they_should(package, tmp_path):
    with collection(tmp_path) as col:
        import_package(col, package, tmp_path)
        card = card_of(col, "chain-exp/exp-of-quadratic")
        question, answer = card.question(), card.answer()
    assert question.count('<div class="cd-v">') == 2 * 12 + 1  # twelve instances with their records, one hint for all
    assert 'data-key="chain-exp/exp-of-quadratic" data-card="Problem"' in question
    assert r"f{\left(x\right)} = e^{2x^{2} - 1 \cdot x}" in question and "Differentiate" in question
    assert 'class="cd-f cd-ans"' not in question and "Worked steps" not in question
    assert answer.count('<div class="cd-v">') == 4 * 12 and "Worked steps" in answer and '<hr id="answer">' in answer
    assert "{{" not in question.replace("{{c", "") and "{{" not in answer
    assert 'calcdrill <span class="cd-version">1.2.0</span>' in question
    assert "https://example.org/new?title=chain-exp%2Fexp-of-quadratic" in answer


def test_cloze_hides_the_right_hand_side(package, tmp_path):
    with collection(tmp_path) as col:
        import_package(col, package, tmp_path)
        card = card_of(col, "chain-exp/cloze/formula")
        question, answer = card.question(), card.answer()
    assert "[...]" in question and "g'" not in question
    assert r"g'{\left(x\right)}" in answer and r"\frac{d}{dx}" in answer and "Softmax" in answer


def test_signs_of_html_arrive_as_signs(package, tmp_path):
    with collection(tmp_path) as col:
        import_package(col, package, tmp_path)
        answer = card_of(col, "gradient-at-point/polynomial").answer()
    assert r"\(0 &lt; x\)" in answer and "0 &lt; x &amp; y &gt; 1" in answer


def test_no_network_no_colour_no_script_in_a_field(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    for (fields,) in database.execute("select flds from notes"):
        shown = re.sub(r'<a href="https://example.org[^"]*">', "", fields)
        assert not re.search(r"https?://|<script|style=|<img|\bon\w+=", shown)
    for model in json.loads(database.execute("select models from col").fetchone()[0]).values():
        text = model["css"] + "".join(one["qfmt"] + one["afmt"] for one in model["tmpls"])
        assert not re.search(r"https?:|@import|url\(|FrontSide|CardID|{type:", text)
        assert model["originalId"] == int(model["id"])
        assert all(one["id"] for one in (*model["flds"], *model["tmpls"]))
    database.close()


BUILD = """
import sys; sys.path[:0] = sys.argv[1:3]
import anki_samples, hashlib
from calcdrill.export.anki import DeckOptions, make_deck
print(hashlib.sha256(make_deck(anki_samples.notes(), DeckOptions(), None, anki_samples.NOW)[0]).hexdigest())
"""


def test_the_same_bytes_in_another_process_under_another_hash_seed():
    folder, root = Path(__file__).parent, Path(__file__).parents[3] / "src"
    command = [sys.executable, "-c", BUILD, str(folder), str(root)]
    found = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1 and len(found.pop()) == 65


def test_with_the_ledger_a_later_build_of_the_same_is_the_same_bytes(package):
    _, ledger = make_deck(samples.notes(), OPTIONS, None, samples.NOW)
    again, unchanged = make_deck(samples.notes(), OPTIONS, ledger, samples.NOW + 86400)
    assert again == package and unchanged == ledger


def test_the_zip_is_deflated_and_dated_once_for_all(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert [info.filename for info in archive.infolist()] == ["collection.anki2", "media"]
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_DEFLATED and info.date_time == (1980, 1, 1, 0, 0, 0)


def test_an_empty_deck_is_refused():
    with pytest.raises(DeckError, match="empty"):
        make_deck((), OPTIONS, None, samples.NOW)
