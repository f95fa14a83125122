"""``python -m benchmarks.against OTHER``: this checkout beside another one, exercise by exercise, in turns on one core.

Absolute rates of a shared machine drift by a third within minutes; the ratio of two processes that take turns does not.
``OTHER`` is the folder of another checkout, of any version that has ``load_catalog`` and ``take``. Each version makes
problems of its own content, or both of that of ``--content``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.rates import CORE

HERE: Final = Path(__file__).parents[1]
WORKER: Final = Path(__file__).with_name("against_worker.py")


class Version:
    """A process that makes verified problems with the code of one checkout."""

    def __init__(self, root: Path, content: str) -> None:
        command = [sys.executable, str(WORKER), str(root.resolve()), content]
        self.process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.topics: dict[str, str] = {}

    def __enter__(self) -> Version:
        self.topics = self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def ask(self, request: Any) -> Any:
        """The answer to one request."""
        assert self.process.stdin
        print(json.dumps(request), file=self.process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a process ended before its time; its message is above")
        return json.loads(line)


def measure(versions: Sequence[Version], exercises: Sequence[str], each: int, rounds: int) -> dict[str, list[float]]:
    """CPU seconds a problem of each exercise, for each version; an exercise that one of them refuses is left out."""
    spent = {exercise: [[0.0, 0.0] for _ in versions] for exercise in exercises}
    for exercise in exercises:
        for version in versions:
            # One problem, so that the libraries are imported and each template is read.
            version.ask([exercise, 1, 1])
    for turn in range(rounds):
        for exercise in exercises:
            order = list(enumerate(versions))
            for place, version in order if turn % 2 else reversed(order):
                seconds, problems = version.ask([exercise, 100 + turn, each])
                spent[exercise][place][0] += seconds
                spent[exercise][place][1] += problems
    return {
        exercise: [seconds / problems for seconds, problems in both]
        for exercise, both in spent.items()
        if all(problems for _, problems in both)
    }


def _line(name: str, rows: Sequence[Sequence[float]]) -> str:
    before, now = (sum(row[place] for row in rows) for place in (0, 1))
    median = statistics.median(row[1] / row[0] for row in rows)
    millis = 1000 / len(rows)
    return f"{name:24}{len(rows):6}{before * millis:10.2f}{now * millis:10.2f}{now / before:8.3f}{median:8.3f}"


def main() -> None:
    """Print the mean milliseconds a problem in both versions, their ratio, and the median of the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against", description=__doc__)
    parser.add_argument("other", type=Path, help="the folder of the other checkout")
    parser.add_argument("--content", default="", help="the content of both versions (default: each its own)")
    parser.add_argument("--each", type=int, default=20, help="problems of an exercise in a round (default: 20)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, each with another seed (default: 3)")
    options = parser.parse_args()
    if not (options.other / "src" / "calcdrill").is_dir():
        parser.error(f"{options.other} is no checkout: there is no src/calcdrill in it")
    with Version(options.other, options.content) as other, Version(HERE, options.content) as this:
        shared = sorted(other.topics.keys() & this.topics.keys())
        rows = measure([other, this], shared, options.each, options.rounds)
    print(f"{'':24}{'':>6}{'other, ms':>10}{'this, ms':>10}{'ratio':>8}{'median':>8}")
    print(_line("all shared exercises", list(rows.values())))
    core = [row for exercise, row in rows.items() if other.topics[exercise] in CORE]
    if core:
        print(_line("of them the core topics", core))
    for exercise, row in sorted(rows.items(), key=lambda item: item[1][0] - item[1][1])[:10]:
        print(_line(exercise.rsplit("/", 1)[-1][:23], [row]))


if __name__ == "__main__":
    main()
