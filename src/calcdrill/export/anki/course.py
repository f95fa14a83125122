"""From topics and their problems to the notes of a deck, in the order in which they can be learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from calcdrill.catalog.values import Concept, Exercise, Topic
from calcdrill.errors import DeckError
from calcdrill.export.anki.choices import suits_choice
from calcdrill.export.anki.source import ClozeNote, ConceptNote, LessonNote, NoteSource, Position, ProblemNote
from calcdrill.expression.tree import Apply, Name, Number, Relation
from calcdrill.lessons import LessonPage
from calcdrill.problem import Problem
from calcdrill.roadmap import in_order

__all__ = ["ConceptStand", "Stand", "deck_notes", "exercise_notes", "idea_notes", "learning_order", "stands"]

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
    notes: list[NoteSource] = []
    for stand in stands(topics):
        here = [exercise for exercise in stand.concept.exercises if problems.get(exercise.id)]
        if here:
            notes += idea_notes(stand, cards, formulas, lessons.get(stand.concept.id))
        for exercise in here:
            notes += exercise_notes(exercise, stand.of(exercise), problems[exercise.id], fixed, choices, typed)
    return tuple(sorted(notes, key=lambda note: note.due))


@dataclass(frozen=True)
class Stand:
    """Where notes stand: their place, and the rank in the whole course of the first of them."""

    place: Position
    rank: int


@dataclass(frozen=True)
class ConceptStand(Stand):
    """Where the notes of a concept stand, its lesson first."""

    concept: Concept

    def of(self, exercise: Exercise) -> Stand:
        """Where the notes of one of its exercises stand: easy exercises come before hard ones."""
        easy_first = sorted(self.concept.exercises, key=lambda one: one.difficulty)
        position = [one.id for one in easy_first].index(exercise.id)
        return Stand(self.place, self.rank + _EXERCISES + position * _EXERCISE)


def stands(topics: Sequence[Topic]) -> Iterator[ConceptStand]:
    """The concepts with their places, in the order in which they can be learned."""
    topic_of = {concept.id: topic for topic in topics for concept in topic.concepts}
    for rank, concept in enumerate(learning_order(topics)):
        topic = topic_of[concept.id]
        place = Position(topic.id, topic.title, topic.position, concept.id, concept.title)
        yield ConceptStand(place, rank * _CONCEPT, concept)


def learning_order(topics: Sequence[Topic]) -> tuple[Concept, ...]:
    """The concepts, each after all that it requires, otherwise in the order of topics and files."""
    ordered = sorted(topics, key=lambda topic: topic.position)
    return tuple(in_order([concept for topic in ordered for concept in topic.concepts]))


def idea_notes(stand: ConceptStand, cards: bool, formulas: bool, lesson: LessonPage | None) -> Iterator[NoteSource]:
    """The notes of a concept itself: its lesson, if there is one, its cards, its formulas to recall."""
    concept, place = stand.concept, stand.place
    if lesson is not None:
        yield LessonNote(f"{concept.id}/lesson", place, lesson, stand.rank)
    for due, card in enumerate(concept.cards if cards else (), start=stand.rank + 1):
        yield ConceptNote(f"{concept.id}/card/{card.id}", place, card, concept.difficulty, due)
    for due, formula in enumerate(concept.formulas if formulas else (), start=stand.rank + 1 + len(concept.cards)):
        if isinstance(formula.tree, Relation) and not _is_condition(formula.tree):
            key = f"{concept.id}/cloze/{formula.id}"
            lead = concept.summary
            if len(concept.formulas) > 1:
                lead = (*lead, f" ({formula.id.replace('-', ' ')})")
            yield ClozeNote(key, place, formula.tree, lead, concept.why, concept.difficulty, due)


def _is_condition(formula: Relation) -> bool:
    """Whether a value is compared with a number, as in f'(c) = 0: with the number hidden nobody could say it."""
    left, *rest = formula.sides
    return isinstance(left, Apply | Name) and all(isinstance(side, Number) for side in rest)


def exercise_notes(
    exercise: Exercise, stand: Stand, problems: Sequence[Problem], fixed: bool, choices: str, typed: bool
) -> Iterator[ProblemNote]:
    """The notes of one exercise, from its instances; the options are those of ``deck_notes``."""
    instances = tuple(enumerate(problems, start=1))
    own = any(problem.statement.choices for problem in problems)
    if not own or choices != "none":
        yield from _notes(exercise.id, stand, instances, fixed, own, typed)
    if instances and not own and (choices == "all" or (choices == "also" and exercise.also_choice)):
        # A concept later: whoever has just worked the open form would only recognise the answer.
        later = Stand(stand.place, stand.rank - _EXERCISES + _CONCEPT + _TWINS)
        suiting = tuple((number, problem) for number, problem in instances if suits_choice(problem))
        if exercise.also_choice and not suiting:
            raise DeckError(f"{exercise.id} says 'also: choice', but no instance has three named mistakes")
        yield from _notes(f"{exercise.id}/choice", later, suiting, fixed, True, typed)


def _notes(
    key: str, stand: Stand, instances: Sequence[tuple[int, Problem]], fixed: bool, choose: bool, typed: bool
) -> Iterator[ProblemNote]:
    if not instances:
        return
    if not fixed:
        problems = tuple(problem for _, problem in instances)
        yield ProblemNote(key, stand.place, problems, choose, stand.rank, typed)
        return
    for number, problem in instances:
        yield ProblemNote(f"{key}/{number:02d}", stand.place, (problem,), choose, stand.rank + number, typed)
