"""What Anki shows under a deck's name: how much is in it, how to study it, whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from calcdrill.export.anki.markup import inert
from calcdrill.export.anki.notes import Fields
from calcdrill.export.anki.notetypes import CLOZE, CONCEPT, PROBLEM
from calcdrill.export.anki.source import SHARED, DeckOptions

__all__ = ["descriptions"]


def descriptions(notes: Sequence[Fields], options: DeckOptions) -> dict[str, str]:
    """The description of the root deck and of each topic's deck, by full name, the root first.

    Decks under the shared title grow together in a collection, and the last import wins. So there the root says the
    same in all of them, and the topics nothing, which leaves what is there.
    """
    if options.title == SHARED:
        return {SHARED: _root("", options)} | dict.fromkeys(sorted(note.deck for note in notes), "")
    by_deck: dict[str, list[Fields]] = {}
    for note in notes:
        by_deck.setdefault(note.deck, []).append(note)
    about = f"<p>{inert(options.description)}</p>" if options.description else ""
    texts = {options.title: _root(f"{about}<p>{_counts(notes)}</p>", options)}
    for name in sorted(by_deck):
        texts[name] = f"<p>{_counts(by_deck[name])}</p>"
    return texts


def _counts(notes: Sequence[Fields]) -> str:
    skills = len({note.skill for note in notes})
    problems = [note.instances for note in notes if note.type == PROBLEM]
    lessons = sum(note.is_lesson for note in notes)
    ideas = sum(note.type == CONCEPT for note in notes) - lessons
    formulas = sum(note.type == CLOZE for note in notes)
    parts = [_many(len(problems), "practice card") + f" with {_many(sum(problems), 'checked problem')}"]
    parts += [_many(lessons, "lesson")] if lessons else []
    parts += [_many(ideas, "concept card")] if ideas else []
    parts += [_many(formulas, "formula card")] if formulas else []
    return f"{_many(skills, 'skill')}: {', '.join(parts)}."


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _root(about: str, options: DeckOptions) -> str:
    home = f' · <a href="{escape(options.homepage)}">source, changes, faults</a>' if options.homepage else ""
    return (
        f"{about}<p>Most practice cards show another problem at each review; every answer"
        " was checked by a second route.</p>"
        "<p><b>Recommended options:</b> FSRS on, desired retention 90 %, learning steps 10m, 10 new cards a"
        " day; new card gather order: Ascending position; new card sort order: Order gathered (they come in the"
        " order of what builds on what). Flag or suspend what you like: updates keep that. An update replaces tags, so"
        " mark cards by flags.</p>"
        f"<p>calcdrill {escape(options.version)} · content CC BY 4.0, code MIT{home}</p>"
    )
