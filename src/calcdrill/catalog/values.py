"""What the YAML says, as frozen values: topics, concepts, cards, exercises, recipes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from calcdrill.draws import Draw
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node

FAMILIES: Final = (
    "choose-the-method",
    "find-the-error",
    "read-it-off",
    "backwards",
    "estimate-then-compute",
    "word-problem",
)
"""What an exercise may train beside plain calculation."""


WRONG_ANSWER, RIGHT_ANSWER = "wrong", "right"
"""What the wrong answer and the answer are called in the condition of a mistake."""


@dataclass(frozen=True)
class Card:
    """A concept card: ``front`` asks, ``back`` answers.

    ``type`` is definition, intuition, formula, use or pitfall. ``id`` is unique in the concept and the card's key
    in Anki; where the YAML gives none it is the type.
    """

    front: Prose
    back: Prose
    type: str = "definition"
    id: str = ""


@dataclass(frozen=True)
class Formula:
    """A formula to know; ``id`` is unique in the concept and its key in Anki."""

    id: str
    tree: Node


@dataclass(frozen=True)
class Example:
    """The instance 0 of an exercise (its full id) with a seed."""

    exercise: str
    seed: int


@dataclass(frozen=True)
class Lesson:
    """What is read before the first problem of a skill; formula and use are the concept's. ``python`` is never run.

    ``picture`` is the instance whose figure is shown.
    """

    what: Prose
    intuition: Prose
    example: Example
    picture: Example
    mistake: Prose
    python: str = ""


@dataclass(frozen=True)
class Drawing:
    """A figure with parameters in it; ``data`` is what ``figures`` draws from, its names, trees and lists of trees."""

    kind: str
    data: Mapping[str, Any]
    alt: Prose


@dataclass(frozen=True, eq=False)
class Exercise:
    """A family of problems: a kind, fields whose trees hold parameters, and how the parameters are drawn.

    ``id`` is the full id, ``concept-id/name``. ``fields`` are values as the kind's fields read them, still
    with parameters. ``mistakes`` maps a mistake's id to its feedback (the kind's own feedback is used beside
    it); ``wrong_answers`` maps the ids of the exercise's own mistakes to their formula, ``mistake_conditions`` to
    the facts under which their feedback is true (``wrong`` and ``right`` are the two answers). ``allow`` lists the
    reasons of degeneracy that are welcome here. Compared by identity: an exercise is one place in one file.
    ``story`` is what it is a part of. ``also_choice``: a deck also asks it as multiple choice. ``limited`` says
    why there are fewer than 50 instances. ``family`` is one of ``FAMILIES``, or empty for
    plain calculation. ``file`` and ``line`` say where it is written.
    """

    id: str
    concept: str
    topic: str
    kind: str
    difficulty: int
    draws: tuple[tuple[str, Draw], ...]
    require: tuple[Node, ...]
    fields: Mapping[str, Any]
    domain: tuple[Node, ...] = ()
    context: Prose = ()
    hints: tuple[Prose, ...] = ()
    mistakes: Mapping[str, Prose] = field(default_factory=dict)
    wrong_answers: Mapping[str, Node] = field(default_factory=dict)
    mistake_conditions: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    limited: str | None = None
    figure: bool | Drawing = True
    also_choice: bool = False
    family: str = ""
    story: Story | None = None
    file: Path | None = None
    line: int = 0


@dataclass(frozen=True, eq=False)
class Story:
    """Exercises that share one draw, in the order of the parts; ``id`` is the concept's id and its own."""

    id: str
    parts: tuple[Exercise, ...]


@dataclass(frozen=True)
class Concept:
    """A skill: what it is, what it needs, why it matters in machine learning, and its exercises and cards."""

    id: str
    topic: str
    title: str
    requires: tuple[str, ...]
    summary: Prose
    formulas: tuple[Formula, ...]
    why: Prose
    difficulty: int
    exercises: tuple[Exercise, ...]
    cards: tuple[Card, ...]
    lesson: Lesson | None = None


@dataclass(frozen=True)
class Topic:
    """A chapter: one file in ``exercises/``; ``position`` is the number in front of the file's name."""

    id: str
    title: str
    position: int
    concepts: tuple[Concept, ...]
    summary: Prose = ()
    introduction: tuple[Prose, ...] = ()
    recap: tuple[Prose, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """What to build: which exercises, how many problems, and the options of each product.

    ``include`` lists WHAT words (topic, concept or exercise ids, or ``all``), of which those of ``exclude`` are left
    out. ``deck``, ``worksheet`` and ``site`` are plain option records of what the author wrote (None: that product is
    not made). ``notation`` is the name of a profile, or its choices.
    """

    id: str
    title: str
    description: str
    include: tuple[str, ...]
    seed: int
    difficulty: tuple[int, int] = (1, 5)
    deck: Mapping[str, Any] | None = None
    worksheet: Mapping[str, Any] | None = None
    notation: str | Mapping[str, str] | None = None
    site: Mapping[str, Any] | None = None
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """All topics and recipes that were read, in order, with look-up by id."""

    topics: tuple[Topic, ...]
    recipes: tuple[Recipe, ...]

    @cached_property
    def concepts(self) -> Mapping[str, Concept]:
        """Concepts by id, in the order of the topics."""
        return {concept.id: concept for topic in self.topics for concept in topic.concepts}

    @cached_property
    def exercises(self) -> Mapping[str, Exercise]:
        """Exercises by full id, in the order of the topics."""
        return {exercise.id: exercise for concept in self.concepts.values() for exercise in concept.exercises}
