"""A shard of work, done anywhere: the indices of one exercise from here to there, each made or refused.

A worker cannot know what the set holds already. So it tells the keys on the way to each problem, and whoever keeps the
set decides from them exactly what one process alone would have decided.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any, Final, Generic, NamedTuple, TypeVar

from calcdrill import __version__
from calcdrill.catalog.values import Exercise
from calcdrill.errors import Unsatisfiable
from calcdrill.instances import Tally, first_accepted
from calcdrill.keys import BEGINNING, Keys
from calcdrill.problem import Problem
from calcdrill.sets import MOST_ENUMERATED, Duplicate, Space
from calcdrill.tasks import instance_space

Made = TypeVar("Made")

_ALONE: Final = Lock()
"""The precision of ball arithmetic belongs to the process: a worker with several threads does one shard at a time."""


class Outcome(NamedTuple, Generic[Made]):
    """What became of one index: the keys of refused draws, then a problem with its key, or why there is none.

    ``skipped`` says that this worker made a problem with this key before; it is made again if the set lacks it.
    """

    refused: tuple[bytes, ...]
    key: bytes = b""
    made: Made | None = None
    skipped: bool = False
    error: str = ""


@lru_cache(maxsize=1)
def edition() -> str:
    """The version with a digest of the program's text: what makes the same bytes."""
    state = blake2b(digest_size=6)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        state.update(path.read_bytes())
    return f"{__version__} ({state.hexdigest()})"


def pack(exercise: Exercise) -> bytes:
    """The exercise as it travels to workers."""
    return pickle.dumps(replace(exercise, file=None, line=0))


@lru_cache(maxsize=1024)
def _unpacked(packed: bytes) -> Exercise:
    exercise = pickle.loads(packed)
    assert isinstance(exercise, Exercise)
    return exercise


@lru_cache(maxsize=8)
def _known(packed: bytes, seed: int) -> set[bytes]:
    """The beginnings of keys that this worker met lately in one exercise: most duplicates need not be solved."""
    return set()


def make_shard(
    packed: bytes, seed: int, start: int, stop: int, form: Callable[[Problem], Made], told: bytes = b""
) -> list[Outcome[Made]]:
    """The outcomes of the indices from ``start`` to before ``stop``; an index that no draw serves is the last.

    ``told`` joins the beginnings of keys that the set has from this exercise already.
    """
    with _ALONE:
        known = _known(packed, seed)
        known.update(told[at : at + BEGINNING] for at in range(0, len(told), BEGINNING))
        return list(_outcomes(_unpacked(packed), seed, range(start, stop), form, known))


def _outcomes(
    exercise: Exercise, seed: int, indices: range, form: Callable[[Problem], Made], known: set[bytes]
) -> Iterator[Outcome[Made]]:
    for index in indices:
        met: list[bytes] = []

        def meets(key: bytes, met: list[bytes] = met) -> bool:
            met.append(key)
            return key[:BEGINNING] in known

        try:
            key, problem = first_accepted(exercise, seed, index, Tally(), meets)
        except Duplicate:
            yield Outcome(tuple(met[:-1]), met[-1], skipped=True)
        except Unsatisfiable as error:
            yield Outcome(tuple(met), error=str(error))
            return
        else:
            if len(known) < MOST_ENUMERATED:
                known.add(key[:BEGINNING])
            yield Outcome(tuple(met[:-1]), key, form(problem))


def accept(
    outcome: Outcome[Made], exercise: Exercise, seed: int, index: int, form: Callable[[Problem], Made], seen: Keys
) -> tuple[bytes, Made]:
    """What one process alone would have made of the index, given what is ``seen``: raises Duplicate, Unsatisfiable."""
    if outcome.key in seen or any(key in seen for key in outcome.refused):
        raise Duplicate
    if outcome.error:
        raise Unsatisfiable(outcome.error)
    if outcome.skipped:
        key, problem = first_accepted(exercise, seed, index, Tally(), seen.__contains__)
        return key, form(problem)
    made: Any = outcome.made
    return outcome.key, made


def count_space(packed: bytes) -> Space:
    """The different tasks of the exercise."""
    with _ALONE:
        return instance_space(_unpacked(packed))
