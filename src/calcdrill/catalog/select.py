"""From a user's words (topic, concept and exercise ids, or ``all``) to exercises; a concept as a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from calcdrill.catalog.values import Catalog, Concept, Exercise, Recipe
from calcdrill.errors import NotFound


def select(
    catalog: Catalog, what: Sequence[str], difficulty: tuple[int, int] = (1, 5), exclude: Sequence[str] = ()
) -> tuple[Exercise, ...]:
    """The exercises that the words name, each once, in the catalog's order, of the difficulties asked for.

    A word may also be a topic's file. Those that a word of ``exclude`` names are left out. Raises NotFound, with the
    nearest name, for a word that names nothing.
    """
    without = {exercise.id for exercise in _named(catalog, exclude)} if exclude else set()
    return tuple(
        exercise
        for exercise in _named(catalog, what)
        if difficulty[0] <= exercise.difficulty <= difficulty[1] and exercise.id not in without
    )


def select_recipe(catalog: Catalog, recipe: Recipe) -> tuple[Exercise, ...]:
    """The exercises of a recipe."""
    return select(catalog, recipe.include, recipe.difficulty, recipe.exclude)


def _named(catalog: Catalog, what: Sequence[str]) -> Iterable[Exercise]:
    if len(what) == 1 and what[0] in catalog.exercises:
        return [catalog.exercises[what[0]]]
    what = [_topic_of(catalog, word) if word.endswith(".yaml") else word for word in what]
    topics = {topic.id for topic in catalog.topics}
    stories = {exercise.story.id for exercise in catalog.exercises.values() if exercise.story}
    for word in what:
        if word != "all" and not (
            word in topics or word in catalog.concepts or word in catalog.exercises or word in stories
        ):
            raise NotFound(_unknown(catalog, word))
    wanted = set(what)
    return (
        exercise
        for exercise in catalog.exercises.values()
        if "all" in wanted or not wanted.isdisjoint(_names(exercise))
    )


def _topic_of(catalog: Catalog, word: str) -> str:
    """The topic that a file holds; the word itself where it is no file of the content."""
    path = Path(word).resolve()
    return next((one.topic for one in catalog.exercises.values() if one.file and one.file.resolve() == path), word)


def _names(exercise: Exercise) -> tuple[str, ...]:
    story = (exercise.story.id,) if exercise.story else ()
    return (exercise.id, exercise.concept, exercise.topic, *story)


def _unknown(catalog: Catalog, word: str) -> str:
    message = f"there is no topic, concept or exercise {word!r}"
    if any(recipe.id == word for recipe in catalog.recipes):
        return f"{message}; there is a recipe of that name, for build, deck and worksheet"
    if word.endswith(".yaml"):
        return f"{word} is not in an exercises/ folder in use: give its parent folder with --content"
    if word.endswith(".jsonl"):
        return f"{word} is a file of problems: use it with worksheet --from or practice --sheet"
    names = [*(topic.id for topic in catalog.topics), *catalog.concepts]
    nearest = get_close_matches(word, [*names, *catalog.exercises], 1, 0.6)
    if not nearest:
        by_name = {exercise.rpartition("/")[2]: exercise for exercise in catalog.exercises}
        close = get_close_matches(word.rpartition("/")[2], by_name, 1, 0.7)
        nearest = [by_name[close[0]]] if close else []
    return message + (f" (did you mean {nearest[0]}?)" if nearest else "; calcdrill list shows what there is")


Count = Callable[[Exercise], Mapping[str, Any]]


def concept_record(concept: Concept, count: Count | None = None) -> dict[str, Any]:
    """A concept as plain data; ``count`` gives what is counted of an exercise's instances, by name."""
    return {
        "id": concept.id,
        "topic": concept.topic,
        "title": concept.title,
        "difficulty": concept.difficulty,
        "requires": list(concept.requires),
        "exercises": [_exercise_record(exercise, count) for exercise in concept.exercises],
        "cards": len(concept.cards),
        "lesson": concept.lesson is not None,
    }


def _exercise_record(exercise: Exercise, count: Count | None) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": exercise.id,
        "kind": exercise.kind,
        "difficulty": exercise.difficulty,
        "family": exercise.family or None,
        "hints": len(exercise.hints),
    }
    return record if count is None else {**record, **count(exercise)}
