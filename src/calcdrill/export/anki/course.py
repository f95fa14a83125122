"""From topics and their problems to the notes of a deck, in the order in which they can be learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from calcdrill.catalog.values import Concept, Topic
from calcdrill.errors import DeckError
from calcdrill.export.anki.choices import suits_choice
from calcdrill.export.anki.source import ClozeNote, ConceptNote, LessonNote, NoteSource, Place, ProblemNote
from calcdrill.expression.tree import Relation
from calcdrill.lessons import LessonPage
from calcdrill.problem import Problem
from calcdrill.roadmap import in_order

__all__ = ["deck_notes", "learning_order"]

CHOICES: Final = ("own", "also", "all", "none")

_CONCEPT: Final = 20_000
"""How far the ranks of neighbouring concepts lie apart: room for ideas, exercises and choice twins."""
_EXERCISES: Final = 1_000
_TWINS: Final = 10_000
_EXERCISE: Final = 300
"""How far the ranks of neighbouring exercises lie apart: room for each instance of ``fixed``."""


def deck_notes(
    topics: Sequence[Topic],
    problems: Mapping[str, Sequence[Problem]],
    *,
    fixed: bool = False,
    choices: str = "also",
    cards: bool = True,
    formulas: bool = True,
    lessons: Mapping[str, LessonPage] = MappingProxyType({}),
    typed: bool = True,
) -> tuple[NoteSource, ...]:
    """All notes of a deck: for each concept its lesson (where ``lessons`` has one), its cards, its formulas to
    recall, its exercises from easy to hard.

    ``problems`` maps the ids of the exercises that the deck holds to their instances; a concept without any
    is left out. ``fixed`` makes one note of each instance. ``choices`` says which exercises are asked as
    multiple choice: "own" those that come with choices, "also" those too whose YAML says ``also: choice``
    (beside the open form, a concept later), "all" every one that suits, "none" not even those that come with
    choices (they are left out). ``typed``: whether the others have a box for a typed answer.

    A note's ``due`` is its rank in the course of all ``topics``, whatever the deck holds of it.
    """
    if choices not in CHOICES:
        raise ValueError(f"choices is one of {', '.join(CHOICES)}")
    places = {concept.id: topic for topic in topics for concept in topic.concepts}
    notes: list[NoteSource] = []
    for rank, concept in enumerate(learning_order(topics)):
        if not any(problems.get(exercise.id) for exercise in concept.exercises):
            continue
        topic = places[concept.id]
        place = Place(topic.id, topic.title, topic.position, concept.id, concept.title)
        if concept.id in lessons:
            notes.append(LessonNote(f"{concept.id}/lesson", place, lessons[concept.id], rank * _CONCEPT))
        notes += _ideas(concept, place, cards, formulas, rank * _CONCEPT)
        notes += _skills(concept, place, problems, fixed, choices, rank * _CONCEPT)
    if not typed:
        notes = [replace(note, typed=False) if isinstance(note, ProblemNote) else note for note in notes]
    return tuple(sorted(notes, key=lambda note: note.due))


def learning_order(topics: Sequence[Topic]) -> tuple[Concept, ...]:
    """The concepts, each after all that it requires, otherwise in the order of topics and files."""
    ordered = sorted(topics, key=lambda topic: topic.position)
    return tuple(in_order([concept for topic in ordered for concept in topic.concepts]))


def _ideas(concept: Concept, place: Place, cards: bool, formulas: bool, rank: int) -> Iterator[NoteSource]:
    for due, card in enumerate(concept.cards if cards else (), start=rank + 1):
        yield ConceptNote(f"{concept.id}/card/{card.id}", place, card, concept.difficulty, due)
    for due, formula in enumerate(concept.formulas if formulas else (), start=rank + 1 + len(concept.cards)):
        if isinstance(formula.tree, Relation):
            key = f"{concept.id}/cloze/{formula.id}"
            yield ClozeNote(key, place, formula.tree, concept.summary, concept.why, concept.difficulty, due)


def _skills(
    concept: Concept, place: Place, problems: Mapping[str, Sequence[Problem]], fixed: bool, choices: str, rank: int
) -> Iterator[NoteSource]:
    easy_first = sorted(concept.exercises, key=lambda exercise: exercise.difficulty)
    for position, exercise in enumerate(easy_first):
        instances = tuple(enumerate(problems.get(exercise.id, ()), start=1))
        offset = rank + position * _EXERCISE
        own = any(problem.statement.choices for _, problem in instances)
        if not own or choices != "none":
            yield from _notes(exercise.id, place, instances, fixed, own, offset + _EXERCISES)
        if instances and not own and (choices == "all" or (choices == "also" and exercise.also_choice)):
            # A concept later: whoever has just worked the open form would only recognise the answer.
            suiting = tuple((number, problem) for number, problem in instances if suits_choice(problem))
            if exercise.also_choice and not suiting:
                raise DeckError(f"{exercise.id} says 'also: choice', but no instance has three named mistakes")
            yield from _notes(f"{exercise.id}/choice", place, suiting, fixed, True, offset + _CONCEPT + _TWINS)


def _notes(
    key: str, place: Place, instances: Sequence[tuple[int, Problem]], fixed: bool, choose: bool, due: int
) -> Iterator[NoteSource]:
    if not instances:
        return
    if not fixed:
        yield ProblemNote(key, place, tuple(problem for _, problem in instances), choose, due)
        return
    for number, problem in instances:
        yield ProblemNote(f"{key}/{number:02d}", place, (problem,), choose, due + number)
