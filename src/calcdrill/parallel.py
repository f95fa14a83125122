"""The same problems from many workers: shards of indices go out, problems come back in their order."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final, Generic, NamedTuple, TypeVar

from calcdrill.catalog.values import Exercise
from calcdrill.engines import Engine, Job, Processes
from calcdrill.keys import BEGINNING, Keys
from calcdrill.problem import Problem
from calcdrill.sets import Found, Source, Space, Wanted, distinct
from calcdrill.shards import Outcome, accept, count_space, make_shard, pack
from calcdrill.tasks import has_few_draws

AHEAD: Final = 4
"""Shards that wait for each worker."""

MOST: Final = 512
"""Indices of the longest shard."""

FEW: Final = 8
"""Draws for each index that make duplicates rare enough to share an exercise's work out among workers."""

MOST_TOLD: Final = 20_000
"""Keys of one exercise that its workers are told of."""

Made = TypeVar("Made")
Result = TypeVar("Result")
Item = TypeVar("Item")


class Workers(Generic[Made]):
    """Problems made by an engine's workers ahead of the reader, a bounded way ahead, each in the form of ``form``."""

    def __init__(self, engine: Engine, seed: int, form: Callable[[Problem], Made]) -> None:
        self._engine, self._seed, self._form = engine, seed, form
        self._planned: deque[_Piece] = deque()
        self._held: dict[tuple[str, int], tuple[int, Job[list[Outcome[Made]]]]] = {}
        self._packed: dict[str, bytes] = {}
        self._told: defaultdict[str, bytearray] = defaultdict(bytearray)

    def plan(self, wanted: Wanted) -> None:
        """Begin with the problems that will be asked for: (exercise, first index, how many) in that order."""
        self._planned.extend(_Piece(exercise, start, start + count) for exercise, start, count in wanted if count)
        self._fill()

    def take(self, exercise: Exercise, start: int, count: int, seen: Keys) -> Iterator[Found[Made]]:
        """Up to ``count`` problems with keys that are not in ``seen`` (which grows)."""
        told, got = self._told[exercise.id], 0
        outcomes = self._outcomes(exercise, start, lambda: count - got)

        def make(index: int) -> tuple[bytes, Made]:
            return accept(next(outcomes), exercise, self._seed, index, self._form, seen)

        def space() -> Space:
            counted = self._engine.submit(count_space, self._pack(exercise))
            self._fill()
            return counted.result()

        try:
            for one in distinct(exercise, start, count, seen, make, space):
                if len(told) < BEGINNING * MOST_TOLD:
                    told += one.key[:BEGINNING]
                got += 1
                yield one
        finally:
            self._drop(exercise)

    def _outcomes(self, exercise: Exercise, position: int, missing: Callable[[], int]) -> Iterator[Outcome[Made]]:
        """What became of each index from ``position`` on, without end."""
        begin, lacking = position, missing()
        while True:
            if (exercise.id, position) not in self._held:
                if self._planned and self._planned[0].exercise is exercise:
                    self._submit_next()
                else:
                    size = _beyond(position - begin, lacking - missing(), missing())
                    begin, lacking = position, missing()
                    self._submit_beyond(exercise, position, size)
            self._fill()
            stop, job = self._held.pop((exercise.id, position))
            yield from job.result()
            position = stop

    def _submit_beyond(self, exercise: Exercise, position: int, size: int) -> None:
        """Hand out ``size`` indices beyond what was planned; where many are in vain, as many for each worker."""
        count = self._engine.width if size >= self._engine.shard else 1
        for start in range(position, position + count * size, size):
            self._submit(exercise, start, start + size, True)

    def _submit_next(self) -> None:
        """Hand out the next planned shard; where tasks come again and again, one worker has the whole piece."""
        exercise, start, stop, size = self._planned.popleft()
        if not size:
            size = MOST if has_few_draws(exercise, FEW * (stop - start)) else self._engine.shard
        end = min(start + size, stop)
        if end < stop:
            self._planned.appendleft(_Piece(exercise, end, stop, size))
        self._submit(exercise, start, end, size == MOST)

    def _submit(self, exercise: Exercise, start: int, stop: int, tell: bool) -> None:
        told = bytes(self._told[exercise.id]) if tell else b""
        arguments = (self._pack(exercise), self._seed, start, stop, self._form, told)
        self._held[exercise.id, start] = (stop, self._engine.submit(make_shard, *arguments))

    def _pack(self, exercise: Exercise) -> bytes:
        if exercise.id not in self._packed:
            self._packed[exercise.id] = pack(exercise)
        return self._packed[exercise.id]

    def _fill(self) -> None:
        """Keep the workers busy: so many shards wait, and a bounded number is done and not yet asked for."""
        ahead = AHEAD * self._engine.width
        waiting = sum(not job.done() for _, job in self._held.values())
        while self._planned and waiting < ahead and len(self._held) < 4 * ahead:
            self._submit_next()
            waiting += 1

    def _drop(self, exercise: Exercise) -> None:
        """Forget what was planned for the exercise and is no longer needed."""
        for place in [place for place in self._held if place[0] == exercise.id]:
            self._held.pop(place)[1].cancel()
        while self._planned and self._planned[0].exercise is exercise:
            self._planned.popleft()


def _beyond(tried: int, found: int, missing: int) -> int:
    """How many further indices to try, when of those ``tried`` last so many gave a problem."""
    likely = -(-missing * tried // found) if found else 2 * tried
    return min(max(likely, missing), MOST)


class _Piece(NamedTuple):
    """Planned indices of one exercise, to be cut in shards of ``size`` (0: not yet known)."""

    exercise: Exercise
    start: int
    stop: int
    size: int = 0


@contextmanager
def in_processes(seed: int, form: Callable[[Problem], Made], jobs: int) -> Iterator[Source[Made]]:
    """Problems made in ``jobs`` processes of this machine, beside this one."""
    with Processes(jobs) as engine:
        yield Workers(engine, seed, form)


def map_items(
    function: Callable[..., Result], items: Sequence[Item], arguments: tuple[object, ...], jobs: int
) -> Iterator[Result]:
    """``function(item, *arguments)`` of each item, in their order, from ``jobs`` processes (1: from this one)."""
    if jobs == 1:
        yield from (function(item, *arguments) for item in items)
        return
    with Processes(jobs) as engine:
        waiting = deque(engine.submit(partial(function, item), *arguments) for item in items)
        while waiting:
            yield waiting.popleft().result()
