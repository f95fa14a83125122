"""The same problems from several processes: chunks of indices go out, problems come back in their order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Final, TypeVar

from calcdrill.catalog.values import Exercise
from calcdrill.errors import Unsatisfiable
from calcdrill.problem import Problem

CHUNK: Final = 25
Result = TypeVar("Result")
_Chunk = tuple[str, int, int]

_exercises: dict[str, Exercise] = {}
_seed = 0


def _begin(exercises: Sequence[Exercise], seed: int) -> None:
    global _seed
    _exercises.update({exercise.id: exercise for exercise in exercises})
    _seed = seed


def _make(chunk: _Chunk) -> list[Problem | str]:
    """The problems of a chunk; text stands for an index that no draw could serve."""
    from calcdrill.generate import make_problem

    exercise_id, start, stop = chunk
    found: list[Problem | str] = []
    for index in range(start, stop):
        try:
            found.append(make_problem(_exercises[exercise_id], _seed, index))
        except Unsatisfiable as error:
            found.append(str(error))
            break
    return found


class Workers:
    """Processes that make problems ahead of the reader, a bounded way ahead."""

    def __init__(self, exercises: Sequence[Exercise], seed: int, jobs: int) -> None:
        self._pool = _pool(exercises, seed, jobs)
        self._ahead = 4 * jobs
        self._planned: deque[_Chunk] = deque()
        self._running: dict[_Chunk, Future[list[Problem | str]]] = {}
        self._ready: dict[tuple[str, int], Problem | str] = {}

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def plan(self, wanted: Sequence[tuple[str, int, int]]) -> None:
        """Begin with the problems that will be asked for: (exercise id, first index, how many) in that order."""
        for exercise_id, start, count in wanted:
            stops = range(start, start + count, CHUNK)
            self._planned.extend((exercise_id, first, min(first + CHUNK, start + count)) for first in stops)
        self._fill()

    def produce(self, exercise: Exercise, index: int) -> Problem:
        """The problem of one index; indices are asked for in rising order."""
        key = (exercise.id, index)
        if key not in self._ready:
            self._fetch(exercise.id, index)
        found = self._ready.pop(key)
        if isinstance(found, str):
            raise Unsatisfiable(found)
        return found

    def _fill(self) -> None:
        while self._planned and len(self._running) < self._ahead:
            chunk = self._planned.popleft()
            self._running[chunk] = self._pool.submit(_make, chunk)

    def _fetch(self, exercise_id: str, index: int) -> None:
        for chunk in list(self._running):
            if chunk[0] == exercise_id and chunk[1] <= index < chunk[2]:
                break
        else:
            planned = (c for c in self._planned if c[0] == exercise_id and c[1] <= index < c[2])
            chunk = next(planned, (exercise_id, index, index + 5))
            if chunk in self._planned:
                self._planned.remove(chunk)
            self._running[chunk] = self._pool.submit(_make, chunk)
        results = self._running.pop(chunk).result()
        self._ready.update({(exercise_id, chunk[1] + offset): found for offset, found in enumerate(results)})
        self._fill()


def map_exercises(
    function: Callable[..., Result], exercises: Sequence[Exercise], arguments: tuple[object, ...], jobs: int
) -> Iterator[Result]:
    """``function(exercise, *arguments)`` of each exercise, in their order, from ``jobs`` processes."""
    if jobs == 1:
        yield from (function(exercise, *arguments) for exercise in exercises)
        return
    with _pool(exercises, 0, jobs) as pool:
        yield from pool.map(_call, ((function, exercise.id, arguments) for exercise in exercises))


def _call(work: tuple[Callable[..., Result], str, tuple[object, ...]]) -> Result:
    function, exercise_id, arguments = work
    return function(_exercises[exercise_id], *arguments)


def _pool(exercises: Sequence[Exercise], seed: int, jobs: int) -> ProcessPoolExecutor:
    # Forked workers share the catalog that is already read; elsewhere it is sent once.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    return ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(exercises, seed))
