"""Sets without duplicates: which exercise gives how many problems, in which order, and when it is exhausted.

    shares ──► (exercise, first index, how many) ──► source ──► Found, in the order of the exercises ──► a set

A source makes what is asked for: here, in other processes, on a cluster, or out of a file that an earlier run began.
The order, and what is a duplicate, are decided here alone, so that a set is the same from every source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from calcdrill.catalog.values import Exercise
from calcdrill.errors import Unsatisfiable
from calcdrill.keys import Keys, KeySet
from calcdrill.sampling import seeded_order

MANY_MISSES: Final = 40
"""Duplicates in a row after which it is asked how many different tasks there are."""

MOST_ENUMERATED: Final = 20_000

Made = TypeVar("Made")
Wanted = Sequence[tuple[Exercise, int, int]]


class Duplicate(Exception):
    """The task of this index is in the set already."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Made]):
    """One problem of a set, in the form that was asked for, with its place and the key of its task."""

    exercise: Exercise
    index: int
    key: bytes
    made: Made


@dataclass(frozen=True)
class Space:
    """The different tasks that an exercise can draw: all of them, if ``exact``, or some of many."""

    keys: frozenset[bytes]
    exact: bool

    @property
    def patience(self) -> int:
        """How many duplicates in a row say that nothing is left: a chance below e^-12 of stopping too early."""
        return 50 + 12 * (len(self.keys) if self.exact else MOST_ENUMERATED)

    def is_spent(self, seen: Keys) -> bool:
        """Whether every task is in the set."""
        return self.exact and all(key in seen for key in self.keys)


class Source(Protocol[Made]):
    """Where problems come from."""

    def plan(self, wanted: Wanted) -> None:
        """What will be asked for, in that order: (exercise, first index, how many)."""

    def take(self, exercise: Exercise, start: int, count: int, seen: Keys) -> Iterator[Found[Made]]:
        """Up to ``count`` problems from index ``start`` on with keys not in ``seen`` (which grows)."""
        ...


def distinct(
    exercise: Exercise,
    start: int,
    count: int,
    seen: Keys,
    make: Callable[[int], tuple[bytes, Made]],
    space: Callable[[], Space],
) -> Iterator[Found[Made]]:
    """Up to ``count`` problems that are not in ``seen`` (which grows); fewer if the exercise runs out.

    ``make`` makes the problem of an index with its key, or raises Duplicate; ``space`` counts the tasks, once.
    """
    tasks: Space | None = None
    misses, index, so_far = 0, start, 0
    while so_far < count:
        try:
            key, made = make(index)
        except Duplicate:
            misses += 1
            if misses >= MANY_MISSES:
                tasks = tasks or space()
                if misses > tasks.patience or (misses == MANY_MISSES and tasks.is_spent(seen)):
                    return
        else:
            seen.add(key)
            misses, so_far = 0, so_far + 1
            yield Found(exercise, index, key, made)
        index += 1


def shares(exercises: Sequence[Exercise], n: int, seed: int) -> dict[str, int]:
    """How many of ``n`` problems each exercise gives: as even as can be, the rest to a seeded choice of them."""
    base, rest = divmod(n, len(exercises))
    order = seeded_order(f"shares\x1f{seed}", len(exercises))
    places = {position: place for place, position in enumerate(order)}
    return {exercise.id: base + (places[k] < rest) for k, exercise in enumerate(exercises)}


Share = Callable[[Sequence[Exercise], int, Mapping[str, int]], Mapping[str, int]]
"""(the exercises that can give, how many are missing, how many each gave so far) → how many each is to give next."""


def evenly(seed: int) -> Share:
    """Each exercise gives as many as any other."""
    return lambda exercises, missing, given: shares(exercises, missing, seed)


def balanced(seed: int, group: Callable[[Exercise], object]) -> Share:
    """Each group of exercises gives as many as any other, as far as it can, and its exercises share that evenly."""

    def share(exercises: Sequence[Exercise], missing: int, given: Mapping[str, int]) -> dict[str, int]:
        members: dict[object, list[Exercise]] = {}
        for exercise in exercises:
            members.setdefault(group(exercise), []).append(exercise)
        had = {name: sum(given.get(exercise.id, 0) for exercise in split) for name, split in members.items()}
        split: dict[str, int] = {}
        for name, count in _levelled(had, missing).items():
            split |= shares(members[name], count, seed)
        return split

    return share


def in_multiples(of: int, share: Share) -> Share:
    """As ``share``, but each exercise gives a multiple of ``of``; only a last rest that is smaller is given singly."""

    def shared(exercises: Sequence[Exercise], missing: int, given: Mapping[str, int]) -> Mapping[str, int]:
        if missing < of:
            return share(exercises, missing, given)
        groups = share(exercises, missing // of, {name: count // of for name, count in given.items()})
        return {name: of * count for name, count in groups.items()}

    return shared


def _levelled(had: Mapping[object, int], missing: int) -> dict[object, int]:
    """How many more each group gets, so that those that had least come level first."""
    order = sorted(had, key=lambda name: (had[name], str(name)))
    for lowest in range(len(order), 0, -1):
        level, rest = divmod(sum(had[name] for name in order[:lowest]) + missing, lowest)
        if level >= had[order[lowest - 1]]:
            return {name: level + (place < rest) - had[name] for place, name in enumerate(order[:lowest])}
    raise AssertionError("the group that had least can always be given more")


def iterate_found(
    exercises: Sequence[Exercise],
    n: int,
    seed: int,
    source: Source[Made],
    share: Share | None = None,
    seen: KeySet | None = None,
) -> Iterator[Found[Made]]:
    """``n`` problems, grouped by exercise in the given order, no two alike; Unsatisfiable if fewer exist.

    What an exercise cannot give of its share is shared among the others, in a further round. ``share`` says how
    (default: evenly). Problems whose keys are ``seen`` (which grows) are not among them.
    """
    if not exercises:
        raise Unsatisfiable("no exercise fits: the topics, concepts or difficulties that were asked for hold none")
    share = share or evenly(seed)
    seen = KeySet() if seen is None else seen
    others = len(seen)
    remaining = list(exercises)
    starts = dict.fromkeys((exercise.id for exercise in exercises), 0)
    given = dict.fromkeys(starts, 0)
    while len(seen) - others < n and remaining:
        shared = share(remaining, n - len(seen) + others, given)
        wanted = {exercise.id: shared.get(exercise.id, 0) for exercise in remaining}
        source.plan([(exercise, starts[exercise.id], wanted[exercise.id]) for exercise in remaining])
        still_giving: list[Exercise] = []
        for exercise in remaining:
            got = 0
            for one in source.take(exercise, starts[exercise.id], wanted[exercise.id], seen):
                starts[exercise.id] = one.index + 1
                got += 1
                yield one
            given[exercise.id] += got
            if got == wanted[exercise.id]:
                still_giving.append(exercise)
        remaining = still_giving
    if len(seen) - others < n:
        raise Unsatisfiable(too_few(n, len(seen) - others))


def too_few(wanted: int, found: int) -> str:
    """What to say where a set cannot be as large as asked for."""
    return f"{wanted} problems were asked for, but only {found} different ones exist here"


__all__ = [
    "Duplicate",
    "Found",
    "Share",
    "Source",
    "Space",
    "balanced",
    "distinct",
    "evenly",
    "in_multiples",
    "iterate_found",
    "shares",
    "too_few",
]
