"""The lesson of a skill as parts in reading order, for every writer: terminal, deck, sheet, notebook, site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from calcdrill.catalog.values import Catalog, Concept, Example, Topic
from calcdrill.errors import NotFound
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node
from calcdrill.generating import make_problem
from calcdrill.problem import Figure, Problem

__all__ = ["HEADINGS", "Chapter", "LessonPage", "chapter_of", "lesson_of", "topic_of"]

HEADINGS: Final = {
    "what": "What it is",
    "intuition": "Picture it",
    "formula": "Formula",
    "example": "Worked example",
    "mistake": "The usual mistake",
    "use": "In machine learning",
    "python": "In Python",
}
"""What stands above each part of a lesson, in the order of reading."""


@dataclass(frozen=True)
class LessonPage:
    """A lesson ready to be set. Parts that the YAML does not give are empty or None.

    ``words`` are the parts in prose by the keys of ``HEADINGS`` (what, intuition, mistake, use).
    """

    concept: Concept
    topic: Topic
    words: dict[str, Prose]
    formulas: tuple[Node, ...]
    example: Problem | None
    picture: Figure | None
    python: str


@dataclass(frozen=True)
class Chapter:
    """A topic: its first paragraphs, the lessons of its skills, and what to take along."""

    topic: Topic
    lessons: tuple[LessonPage, ...]


def lesson_of(catalog: Catalog, name: str) -> LessonPage:
    """The lesson of a skill (a concept's id); raises NotFound for another name."""
    if name not in catalog.concepts:
        raise NotFound(f"there is no skill {name!r}; calcdrill list shows them")
    concept = catalog.concepts[name]
    formulas = tuple(formula.tree for formula in concept.formulas)
    topic = topic_of(catalog, concept)
    lesson = concept.lesson
    if lesson is None:
        words = {"what": concept.summary, "use": concept.why}
        return LessonPage(concept, topic, _given(words), formulas, None, None, "")
    example = _instance(catalog, lesson.example)
    pictured = example if lesson.picture == lesson.example else _instance(catalog, lesson.picture)
    words = {"what": lesson.what, "intuition": lesson.intuition, "mistake": lesson.mistake, "use": concept.why}
    return LessonPage(concept, topic, _given(words), formulas, example, pictured.figure, lesson.python)


def chapter_of(catalog: Catalog, name: str) -> Chapter:
    """The chapter of a topic's id; raises NotFound for another name."""
    for topic in catalog.topics:
        if topic.id == name:
            return Chapter(topic, tuple(lesson_of(catalog, concept.id) for concept in topic.concepts))
    raise NotFound(f"there is no topic {name!r}; calcdrill list shows them")


def topic_of(catalog: Catalog, concept: Concept) -> Topic:
    """The topic in which the concept stands."""
    return next(topic for topic in catalog.topics if topic.id == concept.topic)


def _instance(catalog: Catalog, example: Example) -> Problem:
    return make_problem(catalog.exercises[example.exercise], example.seed, 0)


def _given(words: dict[str, Prose]) -> dict[str, Prose]:
    return {part: prose for part, prose in words.items() if prose}
