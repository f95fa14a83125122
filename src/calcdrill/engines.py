"""Where shards are worked on: the processes of this machine, or (``cluster``) the workers of a dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import wait
from threading import Thread
from types import TracebackType
from typing import Any, Final, Generic, Protocol, TypeVar

from calcdrill.errors import WorkerLost

MOST_TRIES: Final = 3
"""So many workers may die over the same work before it is given up."""

Result = TypeVar("Result")
Given = TypeVar("Given", covariant=True)


class Job(Protocol[Given]):
    """Work under way."""

    def done(self) -> bool: ...

    def cancel(self) -> object: ...

    def result(self) -> Given:
        """Wait for it; raises what the work raised, or WorkerLost."""
        ...


class Engine(Protocol):
    """Workers: ``width`` is how many there are, ``shard`` how many indices are worth one message."""

    shard: int

    @property
    def width(self) -> int: ...

    def submit(self, function: Callable[..., Result], *arguments: Any) -> Job[Result]: ...


class Here:
    """This process alone: work is done when its result is asked for, and once."""

    shard = 32
    width = 1

    def submit(self, function: Callable[..., Result], *arguments: Any) -> _Later[Result]:
        """Keep ``function(*arguments)`` for later."""
        return _Later(partial(function, *arguments))


class _Later(Generic[Result]):
    def __init__(self, work: Callable[[], Result]) -> None:
        self._work: Callable[[], Result] | None = work
        self._found: list[Result] = []

    def done(self) -> bool:
        return bool(self._found)

    def cancel(self) -> bool:
        return not self._found

    def result(self) -> Result:
        if self._work is not None:
            self._found.append(self._work())
            self._work = None
        return self._found[0]


class Processes:
    """Processes of this machine; if one dies, they are started again, and the work that was lost is done again."""

    shard = 32

    def __init__(self, jobs: int) -> None:
        self.width = jobs
        self.starts = 0
        self._pool = _pool(jobs)

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, function: Callable[..., Result], *arguments: Any) -> _Pooled[Result]:
        """Queue ``function(*arguments)``."""
        return _Pooled(self, function, arguments)

    def begin(self, function: Callable[..., Result], arguments: tuple[Any, ...]) -> tuple[int, Future[Result]]:
        """The work in the present processes, and which start of the processes they are from."""
        try:
            return self.starts, self._pool.submit(function, *arguments)
        except BrokenProcessPool:
            self.restart(self.starts)
            return self.starts, self._pool.submit(function, *arguments)

    def restart(self, broken: int) -> None:
        """New processes in the place of those of the start ``broken``, unless that was done already."""
        if broken == self.starts:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = _pool(self.width)
            self.starts += 1


class _Pooled(Generic[Result]):
    def __init__(self, engine: Processes, function: Callable[..., Result], arguments: tuple[Any, ...]) -> None:
        self._engine, self._function, self._arguments = engine, function, arguments
        self._start, self._future = engine.begin(function, arguments)

    def done(self) -> bool:
        return self._future.done()

    def cancel(self) -> bool:
        return self._future.cancel()

    def result(self) -> Result:
        for _ in range(MOST_TRIES):
            try:
                return self._future.result()
            except BrokenProcessPool:
                self._engine.restart(self._start)
                self._start, self._future = self._engine.begin(self._function, self._arguments)
        raise WorkerLost(f"{MOST_TRIES} processes died over the same work: is there enough memory?")


@contextmanager
def workers(jobs: int) -> Iterator[Engine]:
    """``jobs`` processes of this machine; for 1 this process alone."""
    if jobs == 1:
        yield Here()
        return
    with Processes(jobs) as engine:
        yield engine


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Forked workers share what is already imported.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    return ProcessPoolExecutor(jobs, context, initializer=_follow_parent)


def _follow_parent() -> None:
    """The parent decides when a worker stops: a Ctrl-C is the parent's, and who lost it would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_wait_and_end, args=(parent.sentinel,), daemon=True).start()


def _wait_and_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
