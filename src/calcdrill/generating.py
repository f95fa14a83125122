"""Sets of verified problems without duplicates, made here or in many processes; one problem is ``instances``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from calcdrill.catalog.select import select
from calcdrill.catalog.values import Catalog, Exercise
from calcdrill.errors import InputError
from calcdrill.instances import Tally, first_accepted, generate_problem, make_problem, solve
from calcdrill.keys import Keys
from calcdrill.problem import Problem, ProblemSet
from calcdrill.sets import Found, Source, Wanted, distinct, iterate_found
from calcdrill.tasks import instance_space, require_enough

__all__ = [
    "Here",
    "generate_problem",
    "generate_set",
    "iterate_set",
    "itself",
    "made_by",
    "make_problem",
    "solve",
    "take",
]

Progress = Callable[[int], None]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Here(Generic[Made]):
    """Problems made in this process, each in the form that ``form`` gives it."""

    seed: int
    form: Callable[[Problem], Made]
    tally: Tally = field(default_factory=Tally)

    def plan(self, wanted: Wanted) -> None:
        """Nothing is made ahead."""

    def take(self, exercise: Exercise, start: int, count: int, seen: Keys) -> Iterator[Found[Made]]:
        """Up to ``count`` problems with keys that are not in ``seen`` (which grows)."""

        def make(index: int) -> tuple[bytes, Made]:
            key, problem = first_accepted(exercise, self.seed, index, self.tally, seen.__contains__)
            return key, self.form(problem)

        return distinct(exercise, start, count, seen, make, lambda: instance_space(exercise))


def itself(problem: Problem) -> Problem:
    """The form of a problem that is the problem."""
    return problem


def take(
    exercise: Exercise, seed: int, count: int, seen: Keys, tally: Tally | None = None, start: int = 0
) -> Iterator[Problem]:
    """Up to ``count`` problems with keys that are not in ``seen`` (which grows); fewer if the exercise runs out."""
    return (one.made for one in Here(seed, itself, tally or Tally()).take(exercise, start, count, seen))


def iterate_set(exercises: Sequence[Exercise], n: int, seed: int, jobs: int = 1) -> Iterator[Problem]:
    """``n`` problems, grouped by exercise in the given order, no two alike; Unsatisfiable if fewer exist.

    With more ``jobs`` the problems are made in that many processes; what comes out is the same.
    """
    require_enough(exercises, n)
    with made_by(jobs, seed, itself) as source:
        yield from (one.made for one in iterate_found(exercises, n, seed, source))


def made_by(jobs: int, seed: int, form: Callable[[Problem], Made]) -> AbstractContextManager[Source[Made]]:
    """Problems made in ``jobs`` processes, each in the form that ``form`` gives it; one is this process."""
    if jobs == 1:
        return nullcontext(Here(seed, form))
    from calcdrill.parallel import in_processes

    return in_processes(seed, form, jobs)


def generate_set(
    catalog: Catalog,
    what: str | Sequence[str],
    n: int,
    seed: int = 0,
    difficulty: int | tuple[int, int] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> ProblemSet:
    """``n`` verified problems from the exercises that ``what`` names, no two alike, the same for the same seed.

    ``what`` is one name or several; ``difficulty`` a level from 1 to 5, a range of levels, or None for all.
    Raises NotFound for an unknown name and Unsatisfiable, with the number that exist, if there are fewer than ``n``.
    """
    what = (what,) if isinstance(what, str) else tuple(what)
    exercises = select(catalog, what, levels(difficulty))
    problems: list[Problem] = []
    for problem in iterate_set(exercises, n, seed, jobs):
        problems.append(problem)
        if progress:
            progress(len(problems))
    return ProblemSet(", ".join(what), tuple(problems), seed, {"what": what})


def levels(difficulty: int | tuple[int, int] | None) -> tuple[int, int]:
    """A level or a range of levels as its lowest and its highest; raises InputError where it is none of 1 to 5."""
    if difficulty is None:
        return 1, 5
    low, high = difficulty if isinstance(difficulty, tuple) else (difficulty, difficulty)
    if not 1 <= low <= high <= 5:
        raise InputError(f"difficulty {difficulty}: give a level from 1 to 5, or a range such as (2, 4)")
    return low, high
