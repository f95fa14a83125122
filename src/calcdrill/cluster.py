"""Shards on a dask cluster: an existing one, or one of this machine. Needs the extra ``dask``.

Who can speak to a scheduler can run code on its workers and on its clients, so a cluster of this machine speaks TLS
with keys that are made for the run, and shows no pages. Somebody else's
scheduler is trusted by whoever names it (``docs/scale.md``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final, Generic, TypeVar

from calcdrill.errors import InputError, WorkerLost
from calcdrill.parallel import Workers
from calcdrill.problem import Problem
from calcdrill.sets import Source
from calcdrill.shards import edition

PATIENCE: Final = "4s"
"""How long a scheduler may take to answer, and then to have its first worker."""

RECOUNT: Final = 64
"""After so many shards the workers are counted again: they may come and go."""

Made = TypeVar("Made")
Result = TypeVar("Result")


@contextmanager
def on_cluster(seed: int, form: Callable[[Problem], Made], jobs: int, scheduler: str | None) -> Iterator[Source[Made]]:
    """Problems made by the workers of the dask cluster at ``scheduler``; without one, by ``jobs`` workers here.

    Raises InputError if the extra is not installed or no scheduler answers.
    """
    distributed = _distributed()
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what ends a run is one line of its own
    if scheduler is not None:
        with _connected(distributed, scheduler) as client:
            _wait_for_workers(client, scheduler)
            yield Workers(Cluster(client, scheduler), seed, form)
        return
    options: dict[str, Any] = {"n_workers": jobs, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    options |= {"security": _own_keys(), "host": "127.0.0.1", "protocol": "tls"}
    no_pages: dict[str, list[str]] = {f"distributed.{role}.http.routes": [] for role in ("scheduler", "worker")}
    with (
        import_module("dask").config.set(no_pages),
        distributed.LocalCluster(**options, silence_logs=logging.CRITICAL) as here,
        distributed.Client(here, set_as_default=False) as client,
    ):
        yield Workers(Cluster(client, "this machine"), seed, form)


def _own_keys() -> Any:
    """A key and a certificate that the processes of this run share; nobody else can connect."""
    try:
        return import_module("distributed.security").Security.temporary()
    except ImportError:
        raise InputError("a dask cluster here needs its own keys: pip install 'calcdrill[dask]'") from None


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise InputError("--engine dask needs an extra: pip install 'calcdrill[dask]'") from None


def _connected(distributed: Any, scheduler: str) -> Any:
    _require_address(scheduler)
    try:
        return distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"no dask scheduler answers at {scheduler} ({type(error).__name__})") from None


def _require_address(scheduler: str) -> None:
    """Refuse what is no address before a client is made of it: a half-made one prints its own errors at the end."""
    addressing = import_module("distributed.comm.addressing")
    try:
        scheme, place = addressing.parse_address(scheduler)
        import_module("distributed.comm.registry").get_backend(scheme)
        if scheme in {"tcp", "tls"}:
            addressing.parse_host_port(place)
    except ValueError:
        raise InputError(f"{scheduler} is no address of a dask scheduler, such as tcp://HOST:8786") from None


def _wait_for_workers(client: Any, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise InputError(f"the dask scheduler at {scheduler} has no workers: start some first") from None


class Cluster:
    """The workers of a dask cluster; what a lost worker was doing, dask gives to another."""

    shard = 128

    def __init__(self, client: Any, place: str) -> None:
        self.place = place
        self._client = client
        self._submitted = 0
        self._workers = 1

    @property
    def width(self) -> int:
        """How many workers there are (a shard has its worker for itself)."""
        if self._submitted % RECOUNT == 0:
            self._workers = max(1, len(self._client.nthreads()))
        return self._workers

    def submit(self, function: Callable[..., Result], *arguments: Any) -> _Remote[Result]:
        """Queue ``function(*arguments)``."""
        self._submitted += 1
        return _Remote(self._client.submit(_run, edition(), function, *arguments, pure=False), self.place)


def _run(version: str, function: Callable[..., Result], *arguments: Any) -> Result:
    if version != edition():
        raise InputError(f"a worker has calcdrill {edition()}, not {version}: install the same on all")
    return function(*arguments)


class _Remote(Generic[Result]):
    def __init__(self, future: Any, place: str) -> None:
        self._future, self._place = future, place

    def done(self) -> bool:
        return bool(self._future.done())

    def cancel(self) -> object:
        return self._future.cancel()

    def result(self) -> Result:
        try:
            result: Result = self._future.result()
        except _distributed().KilledWorker as error:
            raise WorkerLost(f"worker after worker died over the same work ({error.task}): is there memory?") from None
        except ImportError as error:
            raise InputError(f"a worker of the cluster at {self._place} lacks a package: {error}") from None
        except RuntimeError as error:
            if "deserializ" not in str(error):
                raise
            raise InputError(
                f"the dask cluster at {self._place} cannot read the work: its scheduler and its workers need "
                f"calcdrill {edition()} and the dask of this machine"
            ) from None
        except (CancelledError, OSError) as error:
            raise WorkerLost(f"the cluster at {self._place} went away ({type(error).__name__})") from None
        return result
