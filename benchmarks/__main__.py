"""``python -m benchmarks``: verified problems a second, by kind and over the catalog, and the share of each stage.

Run it from the checkout, in the environment that calcdrill is installed in. Times are of one process on one core (CPU
seconds), after one problem of each exercise has filled the caches; nothing of the verification is left out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.export.jsonl import write_jsonl
from calcdrill.generate import take

CORE = ("rules", "chain-rule", "gradient", "taylor")


def rate(exercises: Sequence[Exercise], each: int, seed: int) -> float:
    """Verified problems a CPU second, ``each`` of every exercise."""
    began = time.process_time()
    count = sum(len(list(take(exercise, seed, each, set()))) for exercise in exercises)
    return count / (time.process_time() - began)


@contextmanager
def stages() -> Iterator[dict[str, float]]:
    """The CPU seconds that each stage takes while the context is open."""
    import calcdrill.generate as generate
    import calcdrill.verify as verify

    spent: dict[str, float] = defaultdict(float)
    places = [
        (generate, "draw_task", "put the numbers in"),
        (generate, "canonical_key", "compare with what was made"),
        (generate, "proved_mistakes", "mistakes"),
        (generate, "certify", "certificate"),
        (verify, "check_steps", "  steps"),
        (verify, "check_printed", "  read back"),
    ]
    kept = [(module, name, getattr(module, name)) for module, name, _ in places]
    for module, name, words in places:
        setattr(module, name, _timed(getattr(module, name), spent, words))
    try:
        yield spent
    finally:
        for module, name, function in kept:
            setattr(module, name, function)


def _timed(function: Callable[..., Any], spent: dict[str, float], words: str) -> Callable[..., Any]:
    def timed(*arguments: Any) -> Any:
        began = time.process_time()
        try:
            return function(*arguments)
        finally:
            spent[words] += time.process_time() - began

    return timed


def cold(*arguments: str) -> float:
    """The wall seconds of a command in a new process, the best of three."""
    best = 60.0
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "calcdrill", *arguments], capture_output=True, check=True)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--each", type=int, default=5, help="problems of every exercise")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    exercises = list(load_catalog().exercises.values())
    for exercise in exercises:
        list(take(exercise, 1, 1, set()))
    core = [exercise for exercise in exercises if exercise.topic in CORE]
    print(f"{'verified problems a CPU second':40} {'exercises':>9} {'rate':>7}")
    print(f"{'the whole catalog':40} {len(exercises):9} {rate(exercises, options.each, options.seed):7.0f}")
    print(f"{', '.join(CORE):40} {len(core):9} {rate(core, options.each, options.seed):7.0f}")
    kinds: dict[str, list[Exercise]] = defaultdict(list)
    for exercise in exercises:
        kinds[exercise.kind].append(exercise)
    for kind, own in sorted(kinds.items()):
        print(f"{'  ' + kind:40} {len(own):9} {rate(own, options.each, options.seed + 1):7.0f}")
    with stages() as spent:
        began = time.process_time()
        problems = [problem for e in exercises for problem in take(e, options.seed + 2, options.each, set())]
        whole = time.process_time() - began
    began = time.process_time()
    count = len(list(write_jsonl(problems)))
    print(f"\n{'JSON lines a CPU second':40} {'':9} {count / (time.process_time() - began):7.0f}")
    print(f"\n{'share of each stage':40}")
    for words, seconds in spent.items():
        print(f"  {words:38} {seconds / whole:16.0%}")
    top = sum(seconds for words, seconds in spent.items() if not words.startswith("  "))
    print(f"  {'draw, solve and the rest':38} {1 - top / whole:16.0%}")
    print(f"\n{'seconds, cold':40}")
    print(f"  {'calcdrill --help':38} {cold('--help'):16.2f}")
    print(f"  {'calcdrill generate chain-exp':38} {cold('generate', 'chain-exp'):16.2f}")


if __name__ == "__main__":
    main()
