"""The process of ``benchmarks.against`` that makes problems: its arguments are a checkout and a folder of content.

It is run by its path, so that everything comes from that checkout, of whatever version.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial


def main(root: str, content: str) -> None:
    """Say the exercises and their topics, then answer requests: an exercise, a seed and how many problems."""
    sys.path.insert(0, f"{root}/src")
    from calcdrill import load_catalog

    try:
        from calcdrill.generating import take
    except ImportError:
        from calcdrill.generate import take  # type: ignore[import-not-found, no-redef]

    exercises = (load_catalog(content, shipped=False) if content else load_catalog()).exercises
    say({exercise.id: exercise.topic for exercise in exercises.values()})
    gc.set_threshold(50_000, 20, 50)
    for line in sys.stdin:
        exercise, seed, each = json.loads(line)
        say(spent(partial(take, exercises[exercise], seed, each, set())))


def spent(make: Callable[[], Iterable[object]]) -> tuple[float, int]:
    """CPU seconds and how many problems came of it; none where the version refuses the content."""
    began = time.process_time()
    try:
        problems = len(list(make()))
    except Exception as error:
        print(error, file=sys.stderr)
        problems = 0
    return time.process_time() - began, problems


def say(answer: object) -> None:
    """One line."""
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
