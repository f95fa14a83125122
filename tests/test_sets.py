"""Sets from many workers: the same bytes as from one, whatever becomes of the workers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from calcdrill import instances, load_catalog
from calcdrill.catalog.select import select
from calcdrill.catalog.values import Exercise
from calcdrill.engines import Processes
from calcdrill.errors import Unsatisfiable, WorkerLost
from calcdrill.export.jsonl import problem_line
from calcdrill.generating import Here, itself
from calcdrill.instances import Tally
from calcdrill.keys import KeySet
from calcdrill.parallel import Workers, in_processes
from calcdrill.sets import Source, iterate_found
from calcdrill.shards import Outcome, accept, make_shard, pack
from calcdrill.tasks import instance_space


def chosen(*what: str) -> tuple[Exercise, ...]:
    return tuple(select(load_catalog(), what, (1, 5)))


def alone(exercises: tuple[Exercise, ...], n: int, seed: int = 9) -> list[bytes]:
    return [found.made for found in iterate_found(exercises, n, seed, Here(seed, problem_line))]


def from_source(exercises: tuple[Exercise, ...], n: int, source: Source[bytes], seed: int = 9) -> list[bytes]:
    return [found.made for found in iterate_found(exercises, n, seed, source)]


class Now:
    """An engine that works at once, and says that it has ``width`` workers; it counts what was solved."""

    def __init__(self, width: int = 3, shard: int = 5) -> None:
        self.width, self.shard, self.solved = width, shard, 0

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        value = function(*arguments)
        if function is make_shard:
            self.solved += sum(outcome.made is not None for outcome in value)

        class Done:
            done = staticmethod(lambda: True)
            cancel = staticmethod(lambda: None)
            result = staticmethod(lambda: value)

        return Done()


@pytest.mark.parametrize("shard", [1, 7, 600])
def test_the_size_of_shards_and_the_number_of_workers_change_nothing(shard: int) -> None:
    exercises = chosen("power-rule")[:4]
    most = sum(len(instance_space(exercise).keys) for exercise in exercises)
    for n in (40, most // 2):
        engine = Now(shard=shard)
        assert from_source(exercises, n, Workers(engine, 9, problem_line)) == alone(exercises, n)


def test_processes_make_the_same_bytes_also_when_exercises_run_out() -> None:
    exercises = chosen("power-rule")[:3]
    most = sum(len(instance_space(exercise).keys) for exercise in exercises)
    with in_processes(9, problem_line, 2) as source:
        assert from_source(exercises, most // 2, source) == alone(exercises, most // 2)
    with in_processes(9, problem_line, 2) as source, pytest.raises(Unsatisfiable) as together:
        from_source(exercises, 5_000, source)
    with pytest.raises(Unsatisfiable) as one:
        alone(exercises, 5_000)
    assert str(together.value) == str(one.value)


def test_little_is_made_in_vain() -> None:
    exercises, engine = chosen("chain-exp"), Now(shard=32)
    made = from_source(exercises, 200, Workers(engine, 9, problem_line))
    assert len(set(made)) == 200
    assert 200 <= engine.solved < 215


def test_a_used_up_exercise_works_each_draw_out_a_few_times_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """By chance the last of n tasks comes after some n·log(n) draws; a draw that was met before costs no work."""
    (exercise,) = chosen("derivative-of-inverse/which-product")
    size, worked_out = len(instance_space(exercise).keys), 0
    draw_task = instances.draw_task

    def counted(*arguments: Any) -> Any:
        nonlocal worked_out
        worked_out += 1
        return draw_task(*arguments)

    monkeypatch.setattr(instances, "draw_task", counted)
    tally = Tally()
    made = [one.made for one in iterate_found([exercise], size, 9, Here(9, problem_line, tally))]
    assert len(set(made)) == size and tally.duplicates > 2 * size
    assert worked_out <= 2 * size


def test_a_problem_that_a_worker_left_out_is_made_if_the_set_lacks_it() -> None:
    (exercise,) = chosen("chain-exp/exp-of-quadratic")
    (outcome,) = make_shard(pack(exercise), 1, 0, 1, problem_line)
    left_out = Outcome[bytes](outcome.refused, outcome.key, skipped=True)
    assert accept(left_out, exercise, 1, 0, problem_line, set()) == (outcome.key, outcome.made)


def die_once(mark: Path, value: int) -> int:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return value


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_the_work_of_a_killed_process_is_done_again(tmp_path: Path) -> None:
    with Processes(2) as engine:
        jobs = [engine.submit(die_once, tmp_path / "mark", value) for value in range(12)]
        assert [job.result() for job in jobs] == list(range(12))
        assert engine.starts == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_work_that_kills_every_process_is_given_up() -> None:
    with Processes(1) as engine, pytest.raises(WorkerLost, match="3 processes died"):
        engine.submit(die).result()


ORPHANS = """
import os, sys, time
from calcdrill.engines import Processes

if __name__ == "__main__":
    with Processes(2) as engine:
        jobs = [engine.submit(time.sleep, 0.2) for _ in range(4)] + [engine.submit(os.getpid) for _ in range(4)]
        print(*{job.result() for job in jobs[4:]}, flush=True)
        sys.stdin.read()
"""


def runs(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(") ")[2][0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_workers_end_with_a_killed_parent() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ORPHANS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    workers = process.stdout.readline().split()
    assert workers and all(map(runs, workers))
    process.kill()
    process.communicate()
    give_up = time.monotonic() + 20
    while any(map(runs, workers)):
        assert time.monotonic() < give_up, "a worker outlives its parent"
        time.sleep(0.02)


def test_a_key_set_is_a_set() -> None:
    numbers = random.Random(3)
    keys = [blake2b(b"%d" % numbers.randrange(4_000), digest_size=16).digest() for _ in range(6_000)]
    truth: set[bytes] = set()
    found = KeySet()
    assert bytes(16) not in found
    for key in keys:
        assert (key in found) == (key in truth)
        truth.add(key)
        found.add(key)
    assert len(found) == len(truth)
    assert all(key in found for key in truth)


def test_a_key_set_is_small() -> None:
    found = KeySet()
    for number in range(50_000):
        found.add(blake2b(b"%d" % number, digest_size=16).digest())
    assert found._slots.itemsize * len(found._slots) <= 24 * 50_000


def test_the_form_decides_what_comes_back() -> None:
    exercises = chosen("chain-exp")
    problems = [found.made for found in iterate_found(exercises, 5, 2, Here(2, itself))]
    assert [problem_line(problem) for problem in problems] == alone(exercises, 5, 2)
