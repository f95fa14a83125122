"""What is on a site: topics with the skills and exercises that were asked for, and their lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from calcdrill.catalog.select import select, select_recipe
from calcdrill.catalog.values import Catalog, Concept, Exercise, Topic
from calcdrill.decks import find_recipe
from calcdrill.errors import InputError
from calcdrill.export.themes import find_theme
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.profiles import read_notation
from calcdrill.lessons import LessonPage, lesson_of
from calcdrill.site.lab import LABS, Lab
from calcdrill.site.look import theme_style

__all__ = ["INSTANCES", "TITLE", "Chapter", "Course", "course_of", "labs_of"]

INSTANCES = 12
"""So many problems an exercise, where nobody asks for another number: as many as a card of a deck holds."""
TITLE = "Calculus for machine learning"


@dataclass(frozen=True)
class Chapter:
    """A topic with those of its skills that are on the site, and their lessons; ``number`` counts from 1."""

    number: int
    topic: Topic
    lessons: tuple[LessonPage, ...]

    @property
    def url(self) -> str:
        """The chapter's page, from the site's root."""
        return f"topics/{self.topic.id}.html"


@dataclass(frozen=True)
class Course:
    """Everything that a site is made from. ``instances`` is how many problems each exercise has at most.

    ``notation`` are the signs of its formulas; ``style`` are the CSS rules of its theme.
    """

    title: str
    description: str
    chapters: tuple[Chapter, ...]
    seed: int
    instances: int
    notation: Conventions = DEFAULT
    style: str = ""

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises of the site, in the order of the course."""
        return tuple(exercise for concept in self.concepts for exercise in concept.exercises)

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """The skills of the site, in the order of the course."""
        return tuple(lesson.concept for chapter in self.chapters for lesson in chapter.lessons)

    @cached_property
    def places(self) -> dict[str, str]:
        """A skill's id → its address, from the site's root."""
        return {
            lesson.concept.id: f"{chapter.url}#{lesson.concept.id}"
            for chapter in self.chapters
            for lesson in chapter.lessons
        }


def course_of(
    catalog: Catalog,
    what: Sequence[str] = (),
    seed: int | None = None,
    instances: int | None = None,
    notation: str | None = None,
    themes: Sequence[Path] = (),
) -> Course:
    """The course that a recipe's id or WHAT words name (nothing: everything).

    ``seed``, ``instances`` and ``notation`` (the name of a profile) are the recipe's by default.
    The look is that of the theme that the recipe names for the site, else for the worksheet; ``themes`` are folders
    in which it is looked up before the shipped ones.

    Raises NotFound for an unknown name, InputError where nothing is left or the theme is not plain.
    """
    recipe = find_recipe(catalog, what[0]) if len(what) == 1 else None
    if recipe is not None:
        exercises = select_recipe(catalog, recipe)
    else:
        exercises = select(catalog, what or ("all",))
    chapters = _chapters(catalog, {exercise.id for exercise in exercises})
    if not chapters:
        raise InputError("a site needs one exercise or more")
    title = recipe.title if recipe else chapters[0].topic.title if len(chapters) == 1 else TITLE
    own_seed = recipe.seed if recipe else 0
    description = recipe.description if recipe else ""
    own = (recipe and recipe.site) or {}
    count = instances or own.get("instances", INSTANCES)
    signs = read_notation(notation or (recipe and recipe.notation) or "us")
    theme = own.get("theme") or ((recipe and recipe.worksheet) or {}).get("theme")
    style = theme_style(find_theme(theme, themes)) if theme else ""
    return Course(title, description, chapters, own_seed if seed is None else seed, count, signs, style)


def _chapters(catalog: Catalog, wanted: set[str]) -> tuple[Chapter, ...]:
    chapters: list[Chapter] = []
    for topic in catalog.topics:
        lessons = []
        for concept in topic.concepts:
            kept = tuple(exercise for exercise in concept.exercises if exercise.id in wanted)
            if kept:
                lesson = lesson_of(catalog, concept.id)
                lessons.append(replace(lesson, concept=replace(concept, exercises=kept)))
        if lessons:
            chapters.append(Chapter(len(chapters) + 1, topic, tuple(lessons)))
    return tuple(chapters)


def labs_of(course: Course) -> tuple[Lab, ...]:
    """All laboratories, those that belong to a chapter of the course first."""
    here = {chapter.topic.id for chapter in course.chapters}
    return tuple(sorted(LABS, key=lambda lab: here.isdisjoint(lab.topics)))
