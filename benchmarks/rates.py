"""Verified problems a CPU second: one pass over the exercises, summed by kind and over the catalog."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from calcdrill.catalog.values import Exercise
from calcdrill.cli import GARBAGE
from calcdrill.export.jsonl import write_jsonl
from calcdrill.generating import take
from calcdrill.problem import Problem

CORE = ("rules", "chain-rule", "gradient", "taylor")
CORE_NAME = "core: rules, chain, gradient, Taylor"


@dataclass(frozen=True)
class Spent:
    """What the problems of one exercise cost in one round, in CPU seconds; ``mistakes``: and their named mistakes."""

    exercise: Exercise
    round: int
    problems: int
    seconds: float
    mistakes: float = 0.0


@dataclass(frozen=True)
class Rate:
    """Problems a CPU second over some exercises, with the slowest and the fastest round."""

    name: str
    exercises: int
    rate: float
    low: float
    high: float


def warm(exercises: Iterable[Exercise]) -> None:
    """One problem of each, so that the libraries are imported and each template is read; garbage as the commands do."""
    for exercise in exercises:
        list(take(exercise, 1, 1, set()))
    gc.set_threshold(*GARBAGE)
    gc.freeze()


def measure(exercises: Sequence[Exercise], each: int, rounds: int, seed: int) -> list[Spent]:
    """``each`` problems of every exercise, ``rounds`` times with other seeds."""
    found = []
    for turn in range(rounds):
        for exercise in exercises:
            began = time.process_time()
            problems = list(take(exercise, seed + turn, each, set()))
            made = time.process_time()
            for problem in problems:
                len(problem.mistakes)  # they are found when somebody looks
            found.append(Spent(exercise, turn, len(problems), made - began, time.process_time() - made))
    return found


def with_mistakes(spent: Sequence[Spent]) -> list[Spent]:
    """The same, the time for the mistakes counted in."""
    return [replace(item, seconds=item.seconds + item.mistakes) for item in spent]


def rate(name: str, spent: Sequence[Spent]) -> Rate:
    """The rate over all rounds, and of the slowest and the fastest."""
    rounds = {turn: [item for item in spent if item.round == turn] for turn in {item.round for item in spent}}
    each = [_per_second(items) for items in rounds.values()]
    exercises = len({item.exercise.id for item in spent})
    return Rate(name, exercises, _per_second(spent), min(each), max(each))


def _per_second(spent: Sequence[Spent]) -> float:
    return round(sum(item.problems for item in spent) / max(sum(item.seconds for item in spent), 1e-9), 1)


def rates(spent: Sequence[Spent]) -> dict[str, object]:
    """The whole catalog, the core topics, and each kind."""
    kinds = sorted({item.exercise.kind for item in spent})
    core = [item for item in spent if item.exercise.topic in CORE]

    def over(name: str, wanted: Callable[[Spent], bool]) -> dict[str, object]:
        return vars(rate(name, [item for item in spent if wanted(item)]))

    return {
        "problems": sum(item.problems for item in spent),
        "catalog": vars(rate("the whole catalog", spent)),
        "core": vars(rate(CORE_NAME, core)) if core else None,
        "with_mistakes": [
            vars(rate(f"{name}, with named mistakes", with_mistakes(part)))
            for name, part in ((CORE_NAME, core), ("the whole catalog", spent))
            if part
        ],
        "kinds": [over(kind, lambda item, kind=kind: item.exercise.kind == kind) for kind in kinds],  # type: ignore[misc]
    }


def json_lines(problems: Sequence[Problem]) -> tuple[float, int]:
    """JSON lines a CPU second, of problems that are made already, and the mean length of a line in bytes."""
    began = time.process_time()
    lines = list(write_jsonl(problems))
    spent = max(time.process_time() - began, 1e-9)
    return round(len(lines) / spent, 1), sum(len(line.encode()) for line in lines) // max(len(lines), 1)
