"""Updates in the real Anki: reviews with FSRS stay, fixed texts arrive, nothing is doubled."""

from __future__ import annotations

from dataclasses import replace

import anki_samples as samples
import pytest
from anki_collection import card_of, collection, import_package, review
from test_ledger import LATER, fixed_notes

from calcdrill.export.anki import DeckOptions, ProblemNote, diff_ledgers, make_deck

OPTIONS = DeckOptions(version="1.0.0")


def history(col):
    """All that a learner has earned: the review log and the scheduling of every card."""
    log = col.db.all("select id, cid, ease, ivl, lastIvl, factor, time, type from revlog order by id")
    cards = "select c.id, n.guid, c.did, c.type, c.queue, c.due, c.ivl, c.reps, c.lapses, c.flags, c.data"
    return log, col.db.all(f"{cards} from cards c join notes n on n.id = c.nid order by c.id")


def wide_deck(count: int):
    """Enough notes for many reviews."""
    problems = tuple(map(samples.exponential, range(12)))
    more = [ProblemNote(f"chain-exp/more-{k}", samples.CHAIN, problems) for k in range(count)]
    return (*samples.notes(), *more)


def test_fifty_reviews_and_an_update_lose_nothing(tmp_path, capsys):
    first, ledger = make_deck(wide_deck(40), OPTIONS, None, samples.NOW)
    changed = {note.key: note for note in fixed_notes()}
    second_notes = tuple(changed.pop(note.key, note) for note in wide_deck(40)) + tuple(changed.values())
    second, after = make_deck(second_notes, replace(OPTIONS, version="1.1.0"), ledger, LATER)
    difference = diff_ledgers(ledger, after)
    with collection(tmp_path) as col:
        col.set_config("fsrs", True)
        import_package(col, first, tmp_path)
        config = col.decks.get_config(1)
        config["new"]["perDay"] = 100
        col.decks.update_config(config)
        done = [card for rating in (2, 3, 0, 2, 1) for card in review(col, 10, rating)]
        assert len(done) == 50
        flagged = card_of(col, "chain-exp/more-39")
        col.set_user_flag_for_cards(3, [flagged.id])
        col.sched.suspend_cards([card_of(col, "chain-exp/more-38").id])
        before = history(col)
        counts = import_package(col, second, tmp_path)
        log, cards = history(col)
        with capsys.disabled():
            print(f"\n  update after 50 reviews: {difference}; Anki: {counts}; {len(log)} log entries kept")
        known = {row[0] for row in before[1]}
        assert log == before[0] and len(log) == 50
        assert [row for row in cards if row[0] in known] == before[1]
        assert len(cards) == len(before[1]) + len(difference.new)
        assert counts.get("conflicting", 0) == 0
        assert (counts["updated"], counts["new"]) == (len(difference.fixed), len(difference.new))
        assert any('"s":' in row[-1] for row in cards), "FSRS keeps its memory state on the card"
        fixed = card_of(col, "chain-exp/exp-of-quadratic")
        assert "Which function is the outer one?" in fixed.question() and ">1.1.0</span>" in fixed.question()
        assert len(col.models.all_names_and_ids()) == len({one.name for one in col.models.all_names_and_ids()})
        assert not [one.name for one in col.models.all_names_and_ids() if one.name.endswith("+")]
        report, sound = col.fix_integrity()
        assert sound, report


def test_what_a_learner_wrote_later_stays(tmp_path):
    first, ledger = make_deck(samples.notes(3), OPTIONS, None, samples.NOW - 10**8)
    second, _ = make_deck(fixed_notes(), OPTIONS, ledger, samples.NOW - 10**7)
    with collection(tmp_path) as col:
        import_package(col, first, tmp_path)
        note = card_of(col, "chain-exp/exp-of-quadratic").note()
        note["Hint"] = "my own hint"
        col.update_note(note)
        import_package(col, second, tmp_path)
        assert card_of(col, "chain-exp/exp-of-quadratic").note()["Hint"] == "my own hint"


def test_a_learners_own_css_survives_an_update_of_texts(tmp_path):
    first, ledger = make_deck(samples.notes(3), OPTIONS, None, samples.NOW)
    second, _ = make_deck(fixed_notes(), OPTIONS, ledger, LATER)
    with collection(tmp_path) as col:
        import_package(col, first, tmp_path)
        kind = col.models.by_name("calcdrill Problem")
        kind["css"] += "\n.card { font-size: 30px; }"
        col.models.update_dict(kind)
        assert import_package(col, second, tmp_path)["updated"] == 1
        assert "font-size: 30px" in col.models.by_name("calcdrill Problem")["css"]


def test_a_retired_note_says_so_where_it_is_asked_for(tmp_path):
    first, ledger = make_deck(samples.notes(3), OPTIONS, None, samples.NOW)
    second, _ = make_deck(samples.notes(3)[:-1], replace(OPTIONS, with_retired=True), ledger, LATER)
    third, _ = make_deck(samples.notes(3)[:-1], OPTIONS, ledger, LATER)
    with collection(tmp_path) as col:
        import_package(col, first, tmp_path)
        assert import_package(col, third, tmp_path) == {"duplicate": 5}
        assert import_package(col, second, tmp_path) == {"updated": 1, "duplicate": 5}
        (found,) = col.find_notes("tag:calcdrill::retired")
        assert col.get_note(found)["Key"] == "gradient-at-point/polynomial"
        assert "has left the deck" in card_of(col, "gradient-at-point/polynomial").question()


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_instances_may_change(tmp_path, count):
    first, ledger = make_deck(samples.notes(12), OPTIONS, None, samples.NOW)
    second, _ = make_deck(samples.notes(count), OPTIONS, ledger, LATER)
    with collection(tmp_path) as col:
        import_package(col, first, tmp_path)
        assert len(review(col, 6)) == 6
        before = history(col)
        assert import_package(col, second, tmp_path) == {"updated": 4, "duplicate": 2}
        assert history(col) == before


def test_what_a_learner_wrote_goes_when_that_note_is_fixed_again(tmp_path):
    """Text, tags and spare fields; another note's fix leaves them alone."""
    first, ledger = make_deck(samples.notes(3), OPTIONS, None, 10**9)
    second, _ = make_deck(fixed_notes(), OPTIONS, ledger, LATER * 2)
    with collection(tmp_path) as col:
        import_package(col, first, tmp_path)
        for key in ("chain-exp/exp-of-quadratic", "gradient-at-point/polynomial"):
            note = card_of(col, key).note()
            note["Spare3"], note.tags = "mine", [*note.tags, "mine"]
            col.update_note(note)
        import_package(col, second, tmp_path)
        fixed, other = (
            card_of(col, key).note() for key in ("chain-exp/exp-of-quadratic", "gradient-at-point/polynomial")
        )
        assert (fixed["Spare3"], "mine" in fixed.tags) == ("", False)
        assert (other["Spare3"], "mine" in other.tags) == ("mine", True)


def test_a_field_that_a_learner_adds_parts_the_types_until_an_import_merges_them(tmp_path):
    from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition as When

    first, ledger = make_deck(samples.notes(3), OPTIONS, None, samples.NOW)
    second, _ = make_deck(fixed_notes(), OPTIONS, ledger, LATER)
    with collection(tmp_path) as col:
        import_package(col, first, tmp_path)
        assert len(review(col, 3)) == 3
        kind = col.models.by_name("calcdrill Problem")
        col.models.add_field(kind, col.models.new_field("Mine"))
        col.models.update_dict(kind)
        log = col.db.all("select * from revlog order by id")
        counts = import_package(col, second, tmp_path)
        assert counts["conflicting"] > 1 and "updated" not in counts
        always = When.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS
        cured = import_package(col, second, tmp_path, merge_notetypes=True, update_notes=always)
        assert "conflicting" not in cured
        assert "Which function is the outer one?" in card_of(col, "chain-exp/exp-of-quadratic").question()
        assert col.db.all("select * from revlog order by id") == log
        names = [one.name for one in col.models.all_names_and_ids()]
        assert names.count("calcdrill Problem") == 1 and len(names) == len(set(names))
