"""From a recipe, or from words, to the notes of a deck: instances of each exercise, in learning order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calcdrill.catalog.values import Catalog, Exercise, Recipe
from calcdrill.errors import Unsatisfiable
from calcdrill.generating import take
from calcdrill.parallel import map_items
from calcdrill.problem import Problem

if TYPE_CHECKING:
    from calcdrill.export.anki import NoteSource
    from calcdrill.lessons import LessonPage

VARIANTS = 12
Made = dict[tuple[str, int, int], list[Problem]]


def instances(exercise: Exercise, seed: int, count: int) -> list[Problem]:
    """``count`` different problems of the exercise, or all there are."""
    found = list(take(exercise, seed, count, set()))
    if not found:
        raise Unsatisfiable(f"{exercise.id} has no instance")
    return found


def notes_of(
    catalog: Catalog,
    exercises: Sequence[Exercise],
    seed: int,
    options: Mapping[str, Any],
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
    made: Made | None = None,
) -> tuple[NoteSource, ...]:
    """The notes for these exercises, with the cards and formulas of their concepts.

    ``options`` are those of a recipe's ``deck``: ``variants`` or ``fixed``, ``choices``, ``cards``, ``formulas``,
    ``lessons``, ``typed``. ``made`` keeps what several decks have in common: instances by exercise, seed and count.
    """
    from calcdrill.export.anki import deck_notes

    count = options.get("fixed") or options.get("variants") or VARIANTS
    made = {} if made is None else made
    missing = [exercise for exercise in exercises if (exercise.id, seed, count) not in made]
    for done, found in enumerate(map_items(instances, missing, (seed, count), jobs), start=1):
        made[missing[done - 1].id, seed, count] = found
        progress(done)
    problems = {exercise.id: made[exercise.id, seed, count] for exercise in exercises}
    return deck_notes(
        catalog.topics,
        problems,
        fixed=bool(options.get("fixed")),
        choices=options.get("choices", "also"),
        cards=options.get("cards", True),
        formulas=options.get("formulas", True),
        typed=options.get("typed", True),
        lessons=_lessons(catalog, exercises) if options.get("lessons", True) else {},
    )


def _lessons(catalog: Catalog, exercises: Sequence[Exercise]) -> dict[str, LessonPage]:
    """The lessons of the exercises' concepts that have one."""
    from calcdrill.lessons import lesson_of

    named = dict.fromkeys(exercise.concept for exercise in exercises)
    return {name: lesson_of(catalog, name) for name in named if catalog.concepts[name].lesson is not None}


def find_recipe(catalog: Catalog, name: str) -> Recipe | None:
    """The recipe of that id, or of the file that is named (``mine/quiz.yaml``), if there is one."""
    if name.endswith(".yaml"):
        from calcdrill.catalog.read import recipe_at

        return recipe_at(catalog, Path(name))
    return next((recipe for recipe in catalog.recipes if recipe.id == name), None)
