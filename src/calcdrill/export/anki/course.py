"""From topics and their problems to the notes of a deck, in the order in which they can be learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from calcdrill.catalog.values import Concept, Exercise, Topic
from calcdrill.export.anki.choices import suits_choice
from calcdrill.export.anki.source import ClozeNote, ConceptNote, NoteSource, Place, ProblemNote
from calcdrill.expression.tree import Relation
from calcdrill.problem import Problem
from calcdrill.roadmap import in_order

__all__ = ["deck_notes", "learning_order"]

CHOICES: Final = ("own", "one", "all", "none")


def deck_notes(
    topics: Sequence[Topic],
    problems: Mapping[str, Sequence[Problem]],
    *,
    fixed: bool = False,
    choices: str = "one",
    cards: bool = True,
    formulas: bool = True,
) -> tuple[NoteSource, ...]:
    """All notes of a deck: for each concept its cards, its formula to recall, its exercises from easy to
    hard.

    ``problems`` maps the ids of the exercises that the deck holds to their instances; a concept without any
    is left out. ``fixed`` makes one note of each instance. ``choices`` says which exercises are asked as
    multiple choice: "own" those that come with choices, "one" also the first of each concept that suits it
    (beside the open form), "all" every one that suits, "none" not even those that come with choices (they are
    left out).
    """
    if choices not in CHOICES:
        raise ValueError(f"choices is one of {', '.join(CHOICES)}")
    places = {concept.id: topic for topic in topics for concept in topic.concepts}
    found: list[NoteSource] = []
    for concept in learning_order(topics):
        if not any(problems.get(exercise.id) for exercise in concept.exercises):
            continue
        topic = places[concept.id]
        place = Place(topic.id, topic.title, topic.position, concept.id, concept.title)
        found += _ideas(concept, place, cards, formulas)
        found += _skills(concept, place, problems, fixed, choices)
    return tuple(found)


def learning_order(topics: Sequence[Topic]) -> tuple[Concept, ...]:
    """The concepts, each after all that it requires, otherwise in the order of topics and files."""
    ordered = sorted(topics, key=lambda topic: topic.position)
    return tuple(in_order([concept for topic in ordered for concept in topic.concepts]))


def _ideas(concept: Concept, place: Place, cards: bool, formulas: bool) -> Iterator[NoteSource]:
    seen: Counter[str] = Counter()
    for card in concept.cards if cards else ():
        seen[card.type] += 1
        key = f"{concept.id}/card/{card.type}" + (f"-{seen[card.type]}" if seen[card.type] > 1 else "")
        yield ConceptNote(key, place, card, concept.difficulty)
    formula = concept.formula
    if formulas and isinstance(formula, Relation) and formula.operators[0] == "=":
        yield ClozeNote(f"{concept.id}/cloze/formula", place, formula, concept.summary, concept.why, concept.difficulty)


def _skills(
    concept: Concept, place: Place, problems: Mapping[str, Sequence[Problem]], fixed: bool, choices: str
) -> Iterator[NoteSource]:
    given = [exercise for exercise in concept.exercises if problems.get(exercise.id)]
    given.sort(key=lambda exercise: exercise.difficulty)
    extra = _extra(given, problems, choices)
    for exercise in given:
        instances = tuple(problems[exercise.id])
        own = any(problem.statement.choices for problem in instances)
        if not own:
            yield from _notes(exercise.id, place, instances, fixed, False)
        elif choices != "none":
            yield from _notes(exercise.id, place, instances, fixed, True)
        if exercise.id in extra:
            yield from _notes(f"{exercise.id}/choice", place, instances, fixed, True)


def _extra(given: Iterable[Exercise], problems: Mapping[str, Sequence[Problem]], choices: str) -> frozenset[str]:
    """The exercises that are asked a second time, as multiple choice."""
    suiting = [
        exercise.id
        for exercise in given
        if all(suits_choice(problem) and not problem.statement.choices for problem in problems[exercise.id])
    ]
    wanted = {"all": suiting, "one": suiting[:1]}.get(choices, [])
    return frozenset(wanted)


def _notes(key: str, place: Place, instances: tuple[Problem, ...], fixed: bool, choose: bool) -> Iterator[NoteSource]:
    if not fixed:
        yield ProblemNote(key, place, instances, choose)
        return
    for number, problem in enumerate(instances, start=1):
        yield ProblemNote(f"{key}/{number:02d}", place, (problem,), choose)
