"""How much thinking an exercise leaves: the skeletons of its statements, and what a course's counts are made of.

A skeleton is a statement with its numbers and names removed. Two draws that differ in numbers, signs or letters alone
have one skeleton; so a learner who has met one draw meets nothing new in the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from calcdrill.catalog.values import FAMILIES, Concept, Exercise
from calcdrill.expression import tree as t
from calcdrill.problem import Prose, Statement
from calcdrill.tasks import first_statements

DRAWS: Final = 10
"""So many statements of an exercise are compared."""

VARIED: Final = 3
"""An exercise with so many skeletons is more than a drill in which only numbers change."""

HARD: Final = 4
"""From this level on a problem takes several ideas, or a plan."""


def count_skeletons(exercise: Exercise, draws: int = DRAWS) -> int:
    """How many different skeletons the exercise's first ``draws`` statements have."""
    return len({skeleton(statement) for statement in first_statements(exercise, draws)})


def skeleton(statement: Statement) -> str:
    """The statement without its numbers and names; choices count in no order."""
    choices = sorted(_words(choice) for choice in statement.choices)
    return "|".join((_words(statement.prose), *choices))


def _words(prose: Prose) -> str:
    return "".join(re.sub(r"\d+", "", part) if isinstance(part, str) else _nameless(_shape(part)) for part in prose)


def _nameless(shape: str) -> str:
    return re.sub(r"<\w+>", "v", shape)


def _shape(node: t.Node) -> str:
    """A formula's form: factors that are numbers are left out, terms of one form count once."""
    match node:
        case t.Number():
            return "n"
        case t.Name(name=name):
            return f"<{name}>"
        case t.Text(text=text):
            return text
        case t.Negative(argument=inner):
            return _shape(inner)
        case t.Sum(terms=parts):
            return _of_many("+", {_shape(part) for part in parts})
        case t.Product(factors=parts):
            return _of_many("*", [shape for part in parts if (shape := _shape(part)) != "n"])
        case t.Quotient(numerator=above, denominator=below) if _shape(below) == "n":
            return _shape(above)
        case t.Apply(arguments=arguments, primes=primes):
            return f"f{primes}({','.join(map(_shape, arguments))})"
    name = getattr(node, "function", type(node).__name__)
    return f"{name}({','.join(map(_shape, node.children))})"


def _of_many(sign: str, shapes: Collection[str]) -> str:
    ordered = sorted(shapes, key=_nameless)
    if len(ordered) <= 1:
        return ordered[0] if ordered else "n"
    return f"{sign}({','.join(ordered)})"


@dataclass(frozen=True)
class Counts:
    """What skills have: ``varied`` exercises show ``VARIED`` skeletons, ``hard`` ones have level ``HARD`` or more."""

    skills: int
    lessons: int
    exercises: int
    varied: int
    hard: int
    hinted: int
    families: Mapping[str, int]


def counts(concepts: Iterable[Concept]) -> Counts:
    """The counts of these skills and their exercises."""
    skills = list(concepts)
    exercises = [exercise for concept in skills for exercise in concept.exercises]
    return Counts(
        skills=len(skills),
        lessons=sum(concept.lesson is not None for concept in skills),
        exercises=len(exercises),
        varied=sum(count_skeletons(exercise) >= VARIED for exercise in exercises),
        hard=sum(exercise.difficulty >= HARD for exercise in exercises),
        hinted=sum(len(exercise.hints) >= 2 for exercise in exercises),
        families={name: sum(exercise.family == name for exercise in exercises) for name in FAMILIES},
    )
