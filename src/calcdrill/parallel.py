"""The same problems from many workers: shards of indices go out, problems come back in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, TypeVar

from calcdrill.catalog.values import Exercise
from calcdrill.engines import Engine, Job, Processes
from calcdrill.keys import Keys
from calcdrill.problem import Problem
from calcdrill.sets import Found, Source, Wanted, distinct
from calcdrill.shards import Outcome, accept, count_space, make_shard, pack

AHEAD: Final = 4
"""Shards that wait for each worker."""

LEAST: Final = 8
"""Indices of the first shard beyond what was planned; each further one is twice as long."""

Made = TypeVar("Made")
Result = TypeVar("Result")


@dataclass(frozen=True)
class _Shard:
    exercise: Exercise
    start: int
    stop: int

    @property
    def place(self) -> tuple[str, int]:
        return self.exercise.id, self.start


class Workers(Generic[Made]):
    """Problems made by an engine's workers ahead of the reader, a bounded way ahead, each in the form of ``form``."""

    def __init__(self, engine: Engine, seed: int, form: Callable[[Problem], Made]) -> None:
        self._engine, self._seed, self._form = engine, seed, form
        self._planned: deque[_Shard] = deque()
        self._held: dict[tuple[str, int], tuple[_Shard, Job[list[Outcome[Made]]]]] = {}
        self._packed: dict[str, bytes] = {}

    def plan(self, wanted: Wanted) -> None:
        """Begin with the problems that will be asked for: (exercise, first index, how many) in that order."""
        for exercise, start, count in wanted:
            self._planned.extend(_shards(exercise, start, start + count, self._engine.shard))
        self._fill()

    def take(self, exercise: Exercise, start: int, count: int, seen: Keys) -> Iterator[Found[Made]]:
        """Up to ``count`` problems with keys that are not in ``seen`` (which grows)."""
        outcomes = self._outcomes(exercise, start)

        def make(index: int) -> tuple[bytes, Made]:
            return accept(next(outcomes), exercise, self._seed, index, self._form, seen)

        def space() -> Any:
            counted = self._engine.submit(count_space, self._pack(exercise))
            self._fill()
            return counted.result()

        try:
            yield from distinct(exercise, start, count, seen, make, space)
        finally:
            self._drop(exercise)

    def _outcomes(self, exercise: Exercise, position: int) -> Iterator[Outcome[Made]]:
        """What became of each index from ``position`` on, without end."""
        size = LEAST
        while True:
            while self._planned and self._planned[0].place == (exercise.id, position):
                self._submit(self._planned.popleft())
            if (exercise.id, position) not in self._held:
                stop = position + size * self._engine.width
                for shard in _shards(exercise, position, stop, size):
                    self._submit(shard)
                size = min(2 * size, 8 * self._engine.shard)
            self._fill()
            shard, job = self._held.pop((exercise.id, position))
            yield from job.result()
            position = shard.stop

    def _submit(self, shard: _Shard) -> None:
        packed = self._pack(shard.exercise)
        job = self._engine.submit(make_shard, packed, self._seed, shard.start, shard.stop, self._form)
        self._held[shard.place] = (shard, job)

    def _pack(self, exercise: Exercise) -> bytes:
        if exercise.id not in self._packed:
            self._packed[exercise.id] = pack(exercise)
        return self._packed[exercise.id]

    def _fill(self) -> None:
        """Keep the workers busy: so many shards wait, and a bounded number is done and not yet asked for."""
        ahead = AHEAD * self._engine.width
        waiting = sum(not job.done() for _, job in self._held.values())
        while self._planned and waiting < ahead and len(self._held) < 4 * ahead:
            self._submit(self._planned.popleft())
            waiting += 1

    def _drop(self, exercise: Exercise) -> None:
        for place in [place for place in self._held if place[0] == exercise.id]:
            self._held.pop(place)[1].cancel()
        while self._planned and self._planned[0].exercise is exercise:
            self._planned.popleft()


def _shards(exercise: Exercise, start: int, stop: int, size: int) -> Iterator[_Shard]:
    return (_Shard(exercise, first, min(first + size, stop)) for first in range(start, stop, size))


@contextmanager
def in_processes(seed: int, form: Callable[[Problem], Made], jobs: int) -> Iterator[Source[Made]]:
    """Problems made in ``jobs`` processes of this machine."""
    with Processes(jobs) as engine:
        yield Workers(engine, seed, form)


def map_exercises(
    function: Callable[..., Result], exercises: Sequence[Exercise], arguments: tuple[object, ...], jobs: int
) -> Iterator[Result]:
    """``function(exercise, *arguments)`` of each exercise, in their order, from ``jobs`` processes."""
    if jobs == 1:
        yield from (function(exercise, *arguments) for exercise in exercises)
        return
    with Processes(jobs) as engine:
        waiting = deque(engine.submit(partial(function, exercise), *arguments) for exercise in exercises)
        while waiting:
            yield waiting.popleft().result()
