"""The ledger: what an update changes, what it refuses, and the schema that never changes."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import anki_samples as samples
import pytest

from calcdrill.errors import DeckError
from calcdrill.export.anki import (
    DeckOptions,
    ProblemNote,
    diff_ledgers,
    ledger_of_package,
    make_deck,
    read_ledger,
    write_ledger,
)
from calcdrill.export.anki.ledger import guid_of
from calcdrill.export.anki.notetypes import NOTE_TYPES, REVISED, digest

OPTIONS = DeckOptions(version="1.0.0")
NOW, LATER = samples.NOW, samples.NOW + 7 * 86400
SCHEMA = Path(__file__).parent / "schema-v1.json"


def build(notes=None, ledger=None, now=NOW, **options):
    return make_deck(notes or samples.notes(3), replace(OPTIONS, **options), ledger, now)


def fixed_notes():
    """The notes of the next version: one fixed text, one new note, the others as they are."""
    notes = list(samples.notes(3))
    problems = notes[3].problems
    better = replace(problems[0], hints=(("Which function is the outer one?",),))
    notes[3] = replace(notes[3], problems=(better, *problems[1:]))
    notes.append(ProblemNote("chain-exp/new-one", samples.CHAIN, problems))
    return tuple(notes)


def test_the_schema_is_that_of_version_1():
    found = {
        kind.name: {
            "id": kind.id,
            "fields": [list(one) for one in kind.fields],
            "template": list(kind.template),
            "cloze": kind.cloze,
        }
        for kind in NOTE_TYPES.values()
    }
    assert found == json.loads(SCHEMA.read_text()), "never change a field: make a new note type"
    numbers = [kind.id for kind in NOTE_TYPES.values()]
    numbers += [number for kind in NOTE_TYPES.values() for _, number in (*kind.fields, kind.template)]
    assert len(set(numbers)) == len(numbers) and all(2**40 <= number < 2**41 for number in numbers)


def test_new_texts_of_templates_come_with_a_later_time():
    found = {name: digest(kind) for name, kind in NOTE_TYPES.items()}
    assert found == {name: known for name, (known, _) in REVISED.items()}, (
        "templates or CSS changed: put the new digest and the time of the change into REVISED"
    )


def test_guids_never_change():
    assert guid_of("chain-exp/exp-of-quadratic") == "iBX+`@~!J]"


def test_the_text_reads_back():
    _, ledger = build()
    assert read_ledger(write_ledger(ledger)) == ledger
    _, after = build(samples.notes(3)[1:], ledger, LATER)
    assert read_ledger(write_ledger(after)) == after and list(after.retired) == ["chain-exp/card/formula"]


def test_one_line_a_note():
    text = write_ledger(build()[1])
    assert sum(line.startswith('  "chain-exp/exp-of-quadratic"') for line in text.splitlines()) == 1
    assert json.loads(text)["notes"]["chain-exp/exp-of-quadratic"]["due"] == 4


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "notes": {"a": {}}}'])
def test_a_broken_ledger_is_refused(text):
    with pytest.raises(DeckError, match="ledger"):
        read_ledger(text)


def test_only_what_changed_gets_a_later_time():
    _, old = build()
    _, new = build(fixed_notes(), old, LATER, version="1.1.0")
    changed = {key for key, entry in new.notes.items() if entry.mod == LATER}
    assert changed == {"chain-exp/exp-of-quadratic", "chain-exp/new-one"}
    assert {new.notes[key].version for key in changed} == {"1.1.0"}
    assert all(new.notes[key].version == "1.0.0" for key in new.notes if key not in changed)
    assert all(new.notes[key].created == entry.created for key, entry in old.notes.items())


def test_the_time_grows_even_if_the_clock_does_not():
    _, old = build()
    _, new = build(fixed_notes(), old, NOW - 1000)
    assert new.notes["chain-exp/exp-of-quadratic"].mod == NOW + 1


def test_ids_of_notes_and_cards_never_meet():
    _, old = build()
    _, new = build(fixed_notes(), old, NOW)
    made = sorted(entry.created for entry in new.notes.values())
    assert all(b - a >= 16 for a, b in pairwise(made))


def test_the_difference_says_what_an_update_changes():
    package, old = build()
    _, new = build(fixed_notes(), old, LATER)
    difference = diff_ledgers(old, new)
    assert str(difference) == "1 fixed, 1 new, 0 schema" and difference.same == 5
    assert difference.fixed == ("chain-exp/exp-of-quadratic",) and difference.new == ("chain-exp/new-one",)
    assert diff_ledgers(ledger_of_package(package), new) == difference
    _, shorter = build(samples.notes(3)[:-1], old, LATER)
    assert str(diff_ledgers(old, shorter)) == "0 fixed, 0 new, 0 schema, 1 retired"


def test_the_difference_sees_another_schema():
    _, old = build()
    name, entry = next(iter(old.types.items()))
    other = replace(old, types={**old.types, name: replace(entry, fields=entry.fields[1:])})
    assert diff_ledgers(other, old).schema == (name,)


def test_two_notes_of_one_key_are_refused():
    notes = samples.notes(3)
    with pytest.raises(DeckError, match="gradient-at-point/polynomial: two notes have this key"):
        build((*notes, notes[-1]))


def test_two_keys_of_one_guid_are_refused():
    _, ledger = build()
    entries = dict(ledger.notes)
    entries["chain-exp/where"] = replace(entries["chain-exp/where"], guid=guid_of("chain-exp/exp-of-quadratic"))
    with pytest.raises(DeckError, match="GUID"):
        build(ledger=replace(ledger, notes=entries))


def test_a_changed_schema_is_refused():
    _, ledger = build()
    name, entry = next(iter(ledger.types.items()))
    for other in (
        replace(entry, fields=entry.fields[::-1]),
        replace(entry, id=5),
        replace(entry, templates=()),
    ):
        with pytest.raises(DeckError, match="other fields, templates or ids"):
            build(ledger=replace(ledger, types={**ledger.types, name: other}))


def test_a_changed_note_type_is_refused():
    _, ledger = build()
    entry = replace(ledger.notes["chain-exp/where"], type="calcdrill Cloze")
    with pytest.raises(DeckError, match=r"chain-exp/where: .* another key"):
        build(ledger=replace(ledger, notes={**ledger.notes, "chain-exp/where": entry}))


def test_a_retired_key_is_not_used_again_unless_on_purpose():
    _, first = build()
    _, second = build(samples.notes(3)[:-1], first, LATER)
    with pytest.raises(DeckError, match="gradient-at-point/polynomial: left the deck earlier"):
        build(ledger=second, now=LATER)
    _, third = build(ledger=second, now=LATER, revive=True)
    key = "gradient-at-point/polynomial"
    assert not third.retired and third.notes[key].guid == first.notes[key].guid
    assert third.notes[key].mod > second.retired[key].mod > first.notes[key].mod


def test_new_looks_get_a_later_time_and_old_looks_keep_theirs():
    _, ledger = build()
    name, entry = next(iter(ledger.types.items()))
    assert build(ledger=ledger, now=LATER)[1].types[name] == entry
    old = replace(ledger, types={**ledger.types, name: replace(entry, hash="other", mod=entry.mod + 5)})
    assert build(ledger=old, now=LATER)[1].types[name].mod == entry.mod + 6


@pytest.mark.parametrize("key", ["", "Chain/Exp", "a b", "a//b", "a/", "<x>", "a\x1fb", 'a"b'])
def test_a_key_that_cannot_be_searched_for_is_refused(key):
    with pytest.raises(DeckError, match="cannot be a note's key"):
        build((replace(samples.notes(1)[0], key=key),))
