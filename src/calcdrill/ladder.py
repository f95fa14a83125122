"""The ladder of a quiz: "3 easy, 4 medium, 3 hard from these topics, at least one from each concept", exactly.

rung ──► exercise ──► concept      a flow: as much as the rung asks for, as much as the exercise has, at least
                                   one through every concept
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any, Final

from calcdrill.canonical import canonical_key
from calcdrill.catalog.values import Exercise
from calcdrill.errors import Reject, TaskError, Unsatisfiable
from calcdrill.expression.notation.text import write_text
from calcdrill.sampling import Parameters, seeded_order
from calcdrill.tasks import count_instances, draw_task

__all__ = ["Supply", "ladder_counts"]

_MANY: Final = 1_000_000

Rung = tuple[int, int, int]
"""Least difficulty, most difficulty, how many."""


class Supply:
    """How many different problems an exercise can give, found out only as far as somebody asks."""

    def __init__(self, exercise: Exercise, versions: int = 1) -> None:
        self.exercise = exercise
        self.versions = versions
        self.words = [write_text(node) for node in exercise.require]
        self.known: set[bytes] = set()
        self.drawn = 0
        self.exact: int | None = None

    def up_to(self, count: int) -> int:
        """``count``, or how many there are for each version if that is less."""
        need = count * self.versions
        while self.exact is None and len(self.known) < need:
            if self.drawn > 6 * need + 60:
                self.exact = count_instances(self.exercise)[0]
                break
            self._draw()
        return count if self.exact is None else min(count, self.exact // self.versions)

    def _draw(self) -> None:
        exercise = self.exercise
        parameters = Parameters(exercise.id, exercise.draws, exercise.require, self.words)
        self.drawn += 1
        try:
            self.known.add(canonical_key(draw_task(exercise, parameters.draw(0, self.drawn))))
        except (Reject, TaskError):
            return


def ladder_counts(
    exercises: Sequence[Exercise],
    ladder: Sequence[Mapping[str, Any]],
    seed: int,
    versions: int = 1,
    each_concept: bool = False,
) -> dict[str, int]:
    """How many problems each exercise gives to each version.

    ``ladder`` is a list of rungs, ``{"difficulty": (least, most), "count": n}``. An exercise gives no more than it
    has different problems for all ``versions`` together. Raises Unsatisfiable, which says what is missing.
    """
    rungs = [(*rung["difficulty"], int(rung["count"])) for rung in ladder]
    supplies = {exercise.id: Supply(exercise, versions) for exercise in exercises}
    flow = _network(exercises, rungs, seed)
    total = sum(count for _, _, count in rungs)
    if each_concept:
        _reach_every_concept(flow, exercises, supplies, rungs)
    _fill(flow, exercises, supplies, total)
    if flow.value < total:
        raise Unsatisfiable(_shortage(exercises, supplies, rungs, flow.value))
    return {e.id: flow.through(("exercise", e.id), ("concept", e.concept)) for e in exercises}


def _network(exercises: Sequence[Exercise], rungs: Sequence[Rung], seed: int) -> _Flow:
    """The rungs with their exercises; nothing can flow on to the concepts yet."""
    order = seeded_order(f"ladder\x1f{seed}", len(exercises))
    flow = _Flow()
    for position, (least, most, count) in enumerate(rungs):
        flow.add("source", ("rung", position), count)
        fitting = [exercises[k] for k in order if least <= exercises[k].difficulty <= most]
        if not fitting:
            wanted = f"the ladder asks for {count} of {_words(least, most)}"
            raise Unsatisfiable(f"{wanted}, but no exercise here is of that")
        for exercise in fitting:
            flow.add(("rung", position), ("exercise", exercise.id), _MANY)
    for exercise in exercises:
        flow.add(("exercise", exercise.id), ("concept", exercise.concept), 0)
        flow.add(("concept", exercise.concept), "sink", 0)
    return flow


def _words(least: int, most: int) -> str:
    return f"difficulty {least}" if least == most else f"difficulty {least} to {most}"


def _reach_every_concept(
    flow: _Flow, exercises: Sequence[Exercise], supplies: Mapping[str, Supply], rungs: Sequence[Rung]
) -> None:
    """One problem through every concept; what flows on later never takes it away again."""
    names = list(dict.fromkeys(exercise.concept for exercise in exercises))
    total = sum(count for _, _, count in rungs)
    if len(names) > total:
        raise Unsatisfiable(
            f"the ladder has {total} problems, but there are {len(names)} concepts, each of which is to have one: "
            + ", ".join(names)
        )
    for concept in names:
        flow.set(("concept", concept), "sink", 1)
    _open(flow, exercises, supplies, 1)
    flow.augment()
    left_out = [name for name in names if not flow.through(("concept", name), "sink")]
    if left_out:
        levels = {name: sorted({e.difficulty for e in exercises if e.concept == name}) for name in left_out}
        shown = ", ".join(f"{name} (difficulty {', '.join(map(str, levels[name]))})" for name in left_out)
        raise Unsatisfiable(f"the ladder has no place for a problem from each concept: left out is {shown}")


def _open(flow: _Flow, exercises: Sequence[Exercise], supplies: Mapping[str, Supply], most: int) -> None:
    for exercise in exercises:
        flow.set(("exercise", exercise.id), ("concept", exercise.concept), supplies[exercise.id].up_to(most))


def _fill(flow: _Flow, exercises: Sequence[Exercise], supplies: Mapping[str, Supply], total: int) -> None:
    """The rest, as evenly as can be: each concept may give one more at a time, by the exercises that gave least."""
    names = {exercise.concept for exercise in exercises}
    for most in range(1, total + 1):
        for name in names:
            flow.set(("concept", name), "sink", most)
        for each in range(1, most + 1):
            _open(flow, exercises, supplies, each)
            flow.augment()
            if flow.value == total:
                return


def _shortage(
    exercises: Sequence[Exercise], supplies: Mapping[str, Supply], rungs: Sequence[Rung], reached: int
) -> str:
    """Which rung asks for more than there is; if none does, the rungs together."""
    for least, most, count in rungs:
        have = sum(supplies[e.id].up_to(count) for e in exercises if least <= e.difficulty <= most)
        if have < count and len(rungs) > 1:
            return (
                f"the ladder asks for {count} problems a version of {_words(least, most)}, "
                f"but only {have} different ones exist"
            )
    total = sum(count for _, _, count in rungs)
    if len(rungs) == 1:
        return f"{total} problems a version were asked for, but only {reached} different ones exist here"
    return (
        f"the ladder asks for {total} problems a version, but its rungs share exercises that have only "
        f"{reached} different ones for them"
    )


Vertex = Any


class _Flow:
    """A whole-number flow from "source" to "sink" (Edmonds and Karp), in the order in which edges were added."""

    def __init__(self) -> None:
        self.room: dict[Vertex, dict[Vertex, int]] = defaultdict(dict)
        self.used: dict[tuple[Vertex, Vertex], int] = defaultdict(int)
        self.value = 0

    def add(self, start: Vertex, end: Vertex, capacity: int) -> None:
        self.room[start][end] = capacity
        self.room[end].setdefault(start, 0)

    def set(self, start: Vertex, end: Vertex, capacity: int) -> None:
        """Give an edge another capacity, no less than what flows through it."""
        self.add(start, end, max(capacity, self.used[start, end]))

    def through(self, start: Vertex, end: Vertex) -> int:
        return self.used[start, end]

    def _left(self, start: Vertex, end: Vertex) -> int:
        return self.room[start][end] - self.used[start, end]

    def augment(self) -> None:
        """Let more flow, along shortest ways, until no way is left."""
        while (way := self._way()) is not None:
            amount = min(self._left(start, end) for start, end in way)
            for start, end in way:
                self.used[start, end] += amount
                self.used[end, start] -= amount
            self.value += amount

    def _way(self) -> list[tuple[Vertex, Vertex]] | None:
        before: dict[Vertex, Vertex] = {"source": None}
        queue = deque(["source"])
        while queue:
            place = queue.popleft()
            for following in self.room[place]:
                if following not in before and self._left(place, following) > 0:
                    before[following] = place
                    if following == "sink":
                        return self._back(before)
                    queue.append(following)
        return None

    def _back(self, before: Mapping[Vertex, Vertex]) -> list[tuple[Vertex, Vertex]]:
        way = []
        place: Vertex = "sink"
        while before[place] is not None:
            way.append((before[place], place))
            place = before[place]
        return way[::-1]
