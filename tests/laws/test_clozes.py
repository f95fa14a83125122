"""Laws of formulas to recall: what a card hides can be said, and no two cards ask alike."""

from __future__ import annotations

from collections import Counter

from calcdrill import load_catalog
from calcdrill.export.anki import ClozeNote
from calcdrill.export.anki.course import idea_notes, stands
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Apply, Name, Number, Relation

TOPICS = load_catalog().topics
CLOZES = [
    note
    for stand in stands(TOPICS)
    for note in idea_notes(stand, cards=True, formulas=True, lesson=None)
    if isinstance(note, ClozeNote)
]


def shown(note: ClozeNote) -> tuple[str, str]:
    """What is read before the hidden side: the lead and the left side."""
    assert isinstance(note.formula, Relation)
    return prose_text(note.lead), write_text(note.formula.sides[0])


def test_no_two_ask_alike() -> None:
    asked = Counter(shown(note) for note in CLOZES)
    assert len(CLOZES) > 200
    assert [question for question, count in asked.items() if count > 1] == []


def test_none_hides_what_a_name_is_compared_with() -> None:
    """f'(c) = 0 says where to look; with the 0 hidden it asks for nothing that could be known."""
    for note in CLOZES:
        assert isinstance(note.formula, Relation)
        left, right, *_ = note.formula.sides
        assert not (isinstance(left, Apply | Name) and isinstance(right, Number)), note.key


def test_a_condition_is_in_the_course_and_has_no_cloze() -> None:
    """The law above is not kept for want of such formulas."""
    written = {
        f"{concept.id}/cloze/{formula.id}"
        for topic in TOPICS
        for concept in topic.concepts
        for formula in concept.formulas
    }
    assert "critical-points-1d/cloze/formula" in written - {note.key for note in CLOZES}
