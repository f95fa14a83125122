"""Which problems a sheet asks for, when it is more than an even share of some exercises.

chain-exp:3 gradient            so many of a word, the rest shared among the others
an earlier sheet, --replace 3   the same problems, some of them with the exercise's next index
an earlier sheet, --resit 3     new problems for those that were wrong
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from calcdrill.catalog.select import select
from calcdrill.catalog.values import Catalog, Exercise
from calcdrill.errors import InputError, Unsatisfiable
from calcdrill.generating import take
from calcdrill.instances import Tally, first_accepted
from calcdrill.problem import Problem
from calcdrill.worksheets import COUNT, fair_counts

__all__ = ["Origin", "numbers_of", "renewed", "split_counts", "word_counts"]


class Origin(Protocol):
    """A problem of an earlier sheet (``practice.sheet.Origin``)."""

    @property
    def number(self) -> int: ...
    @property
    def problem(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def index(self) -> int: ...


# -- counts


def split_counts(words: Sequence[str]) -> tuple[tuple[str, ...], dict[str, int]]:
    """The words without their counts, and the counts: ``chain-exp:3`` is three of chain-exp."""
    counts: dict[str, int] = {}
    for word in words:
        name, colon, count = word.partition(":")
        if not colon:
            continue
        if not re.fullmatch(r"[1-9][0-9]{0,3}", count) or name in counts:
            raise InputError(f"{word}: write a word once, with how many problems of it, such as chain-exp:3")
        counts[name] = int(count)
    return tuple(word.partition(":")[0] for word in words), counts


def word_counts(
    catalog: Catalog,
    words: Sequence[str],
    counts: Mapping[str, int],
    exercises: Sequence[Exercise],
    total: int | None,
    seed: int,
    versions: int,
) -> dict[str, int]:
    """How many problems of each exercise: as the counts of words say; the others share what ``total`` leaves.

    An exercise belongs to the first word that names it. Raises Unsatisfiable where there are too few.
    """
    left = list(exercises)
    wanted: dict[str, int] = {}
    for word, count in counts.items():
        named = {exercise.id for exercise in select(catalog, [word])}
        own = [exercise for exercise in left if exercise.id in named]
        wanted |= fair_counts(own, count, seed, versions)
        left = [exercise for exercise in left if exercise.id not in named]
    others = [word for word in words if word not in counts]
    rest = max(total - sum(counts.values()), 0) if total is not None else COUNT if others else 0
    if others and rest:
        wanted |= fair_counts(left, rest, seed, versions)
    return wanted


# -- an earlier sheet


def numbers_of(text: str, most: int, option: str) -> tuple[int, ...]:
    """The numbers of ``3,5-7``, each once; raises InputError for others than those of the sheet."""
    numbers: list[int] = []
    for part in text.replace(" ", "").split(","):
        match = re.fullmatch(r"([0-9]{1,5})(?:[-–]([0-9]{1,5}))?", part)
        if match is None:
            raise InputError(f"{option} {text}: write numbers such as 3,5-7")
        numbers += range(int(match[1]), int(match[2] or match[1]) + 1)
    wrong = [number for number in numbers if not 1 <= number <= most]
    if wrong or not numbers:
        raise InputError(f"{option} {text}: the sheet has the problems 1 to {most}")
    return tuple(dict.fromkeys(numbers))


def renewed(
    catalog: Catalog, places: Sequence[Origin], replace: Iterable[int] = (), only: Iterable[int] = ()
) -> tuple[Problem, ...]:
    """The problems of an earlier sheet in their order, those of the numbers in ``replace`` with new ones.

    With ``only`` there are new ones for those numbers and nothing else. A new problem is of the same exercise, with the
    next index that gives none of the sheet. Raises Unsatisfiable where an exercise has no further one.
    """
    exercises = [_exercise(catalog, place.problem) for place in places]
    made = [
        first_accepted(exercise, place.seed, place.index, Tally(), lambda key: False)
        for exercise, place in zip(exercises, places, strict=True)
    ]
    seen = {key for key, _ in made}
    last = {exercise.id: 0 for exercise in exercises}
    for exercise, place in zip(exercises, places, strict=True):
        last[exercise.id] = max(last[exercise.id], place.index + 1)
    problems: list[Problem] = []
    wanted, kept = set(replace) | set(only), not tuple(only)
    for number, (exercise, place) in enumerate(zip(exercises, places, strict=True), 1):
        if number not in wanted:
            problems += [made[number - 1][1]] if kept else []
            continue
        new = next(take(exercise, place.seed, 1, seen, start=last[exercise.id]), None)
        if new is None:
            raise Unsatisfiable(f"{number}: {exercise.id} has no further problem")
        last[exercise.id] = (new.index or 0) + 1
        problems.append(new)
    return tuple(problems)


def _exercise(catalog: Catalog, name: str) -> Exercise:
    (exercise,) = select(catalog, [name])[:1] or (None,)
    if exercise is None or exercise.id != name:
        raise InputError(f"{name} is no exercise")
    return exercise
