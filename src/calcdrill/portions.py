"""What decks and sites are put together from: the cards and the records of one exercise, made where its problems are.

Problems are drawn once for all decks and sites that show them, and what a worker hands over is ready text.

    with workers(jobs) as engine:
        portions = Portions(catalog, [deck], [course], engine)
        portions.fields(deck)       # the notes of a deck, by rank
        portions.records(course)    # the records of a site, by exercise
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from calcdrill.catalog.values import Catalog, Exercise
from calcdrill.decks import VARIANTS, instances
from calcdrill.engines import Engine, Job
from calcdrill.export.anki import DeckOptions, Fields, fields_of
from calcdrill.export.anki.course import ConceptStand, Stand, exercise_notes, idea_notes, stands
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.lessons import lesson_of
from calcdrill.site.course import Course
from calcdrill.site.data import Record, problem_record

__all__ = ["DeckOrder", "Portions", "deck_order"]


@dataclass(frozen=True)
class Form:
    """How a deck shows its exercises; of ``options``, what the cards show."""

    fixed: bool
    choices: str
    typed: bool
    options: DeckOptions


@dataclass(frozen=True)
class DeckOrder:
    """The notes of one deck: so many problems of each exercise in a form, and which ideas stand beside them."""

    exercises: tuple[Exercise, ...]
    seed: int
    count: int
    form: Form
    cards: bool
    formulas: bool
    lessons: bool


class Portion(NamedTuple):
    """What is made of one exercise: its notes in each form, its records in each notation."""

    cards: tuple[tuple[Fields, ...], ...]
    records: tuple[list[Record], ...]


@dataclass
class _Wanted:
    """The forms and notations in which the problems of one exercise are wanted."""

    exercise: Exercise
    forms: list[Form] = field(default_factory=list)
    signs: list[Conventions] = field(default_factory=list)


_Key = tuple[str, int, int]
"""Exercise, seed, how many problems."""


def deck_order(
    exercises: Sequence[Exercise], seed: int, options: Mapping[str, Any], deck_options: DeckOptions
) -> DeckOrder:
    """The order for a deck. ``options`` are those of a recipe's ``deck``: ``variants`` or ``fixed``, ``choices``,
    ``cards``, ``formulas``, ``lessons``, ``typed``.
    """
    fixed = options.get("fixed")
    shown = replace(deck_options, description="", with_retired=False, revive=False)
    return DeckOrder(
        tuple(exercises),
        seed,
        fixed or options.get("variants") or VARIANTS,
        Form(bool(fixed), options.get("choices", "also"), options.get("typed", True), shown),
        options.get("cards", True),
        options.get("formulas", True),
        options.get("lessons", True),
    )


class Portions:
    """The portions of all exercises that decks and sites ask for, which an engine begins to make at once."""

    def __init__(self, catalog: Catalog, decks: Sequence[DeckOrder], courses: Sequence[Course], engine: Engine) -> None:
        self._catalog = catalog
        self._stands: Final = {stand.concept.id: stand for stand in stands(catalog.topics)}
        self._ideas: dict[tuple[object, ...], list[Fields]] = {}
        self._wanted: dict[_Key, _Wanted] = {}
        for deck in decks:
            for exercise in deck.exercises:
                _add(self._want(exercise, deck.seed, deck.count).forms, deck.form)
        for course in courses:
            for exercise in course.exercises:
                _add(self._want(exercise, course.seed, course.instances).signs, course.notation)
        self._jobs: dict[_Key, Job[Portion]] = {
            key: engine.submit(_make, one.exercise, self._stand(one.exercise), *key[1:], one.forms, one.signs)
            for key, one in self._wanted.items()
        }

    def _want(self, exercise: Exercise, seed: int, count: int) -> _Wanted:
        return self._wanted.setdefault((exercise.id, seed, count), _Wanted(exercise))

    def _stand(self, exercise: Exercise) -> Stand:
        return self._stands[exercise.concept].of(exercise)

    def fields(self, deck: DeckOrder, progress: Callable[[int], None] = lambda done: None) -> tuple[Fields, ...]:
        """The notes of one of the decks, in the order of their ranks in the whole course."""
        concepts = {exercise.concept for exercise in deck.exercises}
        notes = [note for name, stand in self._stands.items() if name in concepts for note in self._idea(deck, stand)]
        for done, exercise in enumerate(deck.exercises, start=1):
            key = exercise.id, deck.seed, deck.count
            notes += self._jobs[key].result().cards[self._wanted[key].forms.index(deck.form)]
            progress(done)
        return tuple(sorted(notes, key=lambda note: note.due))

    def _idea(self, deck: DeckOrder, stand: ConceptStand) -> list[Fields]:
        """The notes of a concept itself, which several decks may have in common."""
        name, options = stand.concept.id, deck.form.options
        key = (name, deck.cards, deck.formulas, deck.lessons, options)
        if key not in self._ideas:
            has_lesson = deck.lessons and stand.concept.lesson is not None
            lesson = lesson_of(self._catalog, name) if has_lesson else None
            notes = idea_notes(stand, deck.cards, deck.formulas, lesson)
            self._ideas[key] = [fields_of(note, options) for note in notes]
        return self._ideas[key]

    def records(self, course: Course) -> Mapping[str, Sequence[Record]]:
        """The records of one of the sites, by exercise; each is waited for when it is looked up."""
        return _Records(self, course)

    def records_of(self, exercise: str, course: Course) -> Sequence[Record]:
        """Those of one exercise."""
        key = exercise, course.seed, course.instances
        return self._jobs[key].result().records[self._wanted[key].signs.index(course.notation)]


class _Records(Mapping[str, Sequence[Record]]):
    def __init__(self, portions: Portions, course: Course) -> None:
        self._portions, self._course = portions, course

    def __getitem__(self, exercise: str) -> Sequence[Record]:
        return self._portions.records_of(exercise, self._course)

    def __iter__(self) -> Iterator[str]:
        return (exercise.id for exercise in self._course.exercises)

    def __len__(self) -> int:
        return len(self._course.exercises)


def _add(found: list[Any], item: object) -> None:
    if item not in found:
        found.append(item)


def _make(
    exercise: Exercise, stand: Stand, seed: int, count: int, forms: Sequence[Form], signs: Sequence[Conventions]
) -> Portion:
    """One portion, as a worker makes it."""
    problems = instances(exercise, seed, count)
    cards = []
    for form in forms:
        notes = exercise_notes(exercise, stand, problems, form.fixed, form.choices, form.typed)
        cards.append(tuple(fields_of(note, form.options) for note in notes))
    return Portion(tuple(cards), tuple([problem_record(problem, one) for problem in problems] for one in signs))
