"""What goes into a cheat sheet: the topics that are asked for, and one short example for each concept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from calcdrill.catalog.values import Catalog, Concept, Topic
from calcdrill.errors import CalcdrillError
from calcdrill.expression.tree import Node, size
from calcdrill.instances import make_problem
from calcdrill.kinds import find
from calcdrill.problem import Problem

__all__ = ["chosen_topics", "short_examples"]

_TRIED: Final = 3


def chosen_topics(catalog: Catalog, what: Sequence[str]) -> tuple[Topic, ...]:
    """The topics with those concepts that the words name (topics, concepts, exercises, all; nothing means all)."""
    from calcdrill.catalog.select import select

    wanted = {exercise.concept for exercise in select(catalog, what or ("all",))}
    every = not what or "all" in what
    topics = []
    for topic in catalog.topics:
        kept = tuple(c for c in topic.concepts if every or c.id in wanted or topic.id in what or c.id in what)
        if kept:
            topics.append(replace(topic, concepts=kept))
    return tuple(topics)


def short_examples(
    topics: Sequence[Topic], seed: int = 0, progress: Callable[[int], None] = lambda done: None
) -> dict[str, Problem]:
    """For each concept's id the shortest of a few problems of its easiest exercises that need no words."""
    examples: dict[str, Problem] = {}
    for done, concept in enumerate((concept for topic in topics for concept in topic.concepts), start=1):
        example = _example(concept, seed)
        if example is not None:
            examples[concept.id] = example
        progress(done)
    return examples


def _example(concept: Concept, seed: int) -> Problem | None:
    made = []
    telling = (exercise for exercise in concept.exercises if not find(exercise.kind).asks_in_words)
    for exercise in sorted(telling, key=lambda exercise: exercise.difficulty)[:2]:
        for index in range(_TRIED):
            try:
                made.append(make_problem(exercise, seed, index))
            except CalcdrillError:
                break  # an exercise that gives nothing is the business of check, not of the cheat sheet
    return min(made, key=_length, default=None)


def _length(problem: Problem) -> int:
    parts = (*problem.statement.given, problem.answer)
    return sum(size(part) * 3 if isinstance(part, Node) else len(part) for part in parts)
