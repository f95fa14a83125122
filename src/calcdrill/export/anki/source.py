"""What goes into a deck, before it is anybody's HTML: notes, where they stand, and the options of the whole
deck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from calcdrill.catalog.values import Card
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node
from calcdrill.lessons import LessonPage
from calcdrill.problem import Problem

__all__ = ["SHARED", "ClozeNote", "ConceptNote", "DeckOptions", "LessonNote", "NoteSource", "Position", "ProblemNote"]


SHARED: Final = "Calcdrill"
"""The root deck in which decks without a name of their own grow together."""


@dataclass(frozen=True)
class Position:
    """Where a note stands: its topic (a subdeck, sorted by ``position``) and its concept (a tag, the card's
    head).
    """

    topic: str
    topic_title: str
    position: int
    concept: str
    concept_title: str


@dataclass(frozen=True)
class ProblemNote:
    """One skill as one note: ``problems`` are verified instances of one exercise, of which each review shows
    another.

    ``key`` is the note's identity for ever (``chain-exp/exp-of-quadratic``); it never depends on a text, a
    seed, a place in a file or a solution. ``due`` is its rank in the whole course, here as in the other notes.
    With ``choose`` the learner picks the answer among wrong ones that each have a named cause; else, if ``typed``,
    there is a box for the answer, which the back judges.
    """

    key: str
    place: Position
    problems: tuple[Problem, ...]
    choose: bool = False
    due: int = 0
    typed: bool = True


@dataclass(frozen=True)
class ConceptNote:
    """A question about an idea and its answer."""

    key: str
    place: Position
    card: Card
    difficulty: int = 1
    due: int = 0


@dataclass(frozen=True)
class ClozeNote:
    """A formula to recall: what follows the first sign of the relation ``formula`` is hidden."""

    key: str
    place: Position
    formula: Node
    lead: Prose = ()
    extra: Prose = ()
    difficulty: int = 1
    due: int = 0


@dataclass(frozen=True)
class LessonNote:
    """The lesson of a skill, which is read before its first problem."""

    key: str
    place: Position
    page: LessonPage
    due: int = 0


NoteSource = ProblemNote | ConceptNote | ClozeNote | LessonNote


@dataclass(frozen=True)
class DeckOptions:
    """The options of a whole deck.

    ``title`` names the root deck; two recipes with one title share their subdecks, so a small deck grows into
    the course. ``report`` is an address with ``{key}`` in it where a learner can report a fault.
    ``notation`` are the signs of its formulas.
    ``with_retired`` adds a farewell note for every key that the ledger has retired. ``revive`` allows a
    retired key to come back.
    """

    title: str = SHARED
    description: str = ""
    version: str = "0.1.0"
    homepage: str | None = None
    report: str | None = None
    notation: Conventions = DEFAULT
    with_retired: bool = False
    revive: bool = False
