"""``python -m oracles.extrema``: extrema against a judge that only looks: values on a fine grid over the whole range.

The judge knows no derivative and no theory. It reads the task with a reader of its own (``formulas.py``), takes values
on a grid of the whole interval, line, plane or curve by NumPy, refines around the best by mpmath, and compares
(``extrema_of_one.py``, ``extrema_of_two.py``).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mpmath import mp

from calcdrill.errors import CalcdrillError
from oracles.asking import answered
from oracles.extrema_of_one import judge_interval, judge_line
from oracles.extrema_of_two import judge_curve, judge_plane
from oracles.extrema_tasks import KINDS, random_tasks
from oracles.formulas import compiled
from oracles.kept import judgements

__all__ = ["judged", "verdict"]


@dataclass
class Tally:
    """Verdicts, and the tasks of which the answer seems wrong."""

    verdicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def verdict(task: Mapping[str, Any]) -> str:
    """What the judge says of calcdrill's own answer to a task."""
    try:
        record = answered(task).to_dict()
    except CalcdrillError:
        record = None
    return judged(task, record)


def judged(task: Mapping[str, Any], record: Mapping[str, Any] | None) -> str:
    """What the judge says of an answer, a problem's record; None: it was refused."""
    with mp.workdps(50):
        answer: Any = None if record is None else record["answer"]
        if task["kind"] == "interval_extremum":
            return judge_interval(task, None if answer is None else answer["text"])
        if task["kind"] == "critical_points":
            items = None if answer is None else answer["sympy"]
            if items is not None:
                items = [{"type": i["type"], "point": {n: _plain(v) for n, v in i["point"].items()}} for i in items]
            return (judge_line if len(task["variables"]) == 1 else judge_plane)(task, items)
        if answer is not None:
            answer = answer["text"] if answer["text"] == "does not exist" else _places(answer["sympy"])
        return judge_curve(task, answer)


def _plain(text: str) -> str:
    """SymPy's names in the judge's words."""
    for name, ours in _SYMPY.items():
        text = text.replace(name, ours)
    return text


_SYMPY = {
    "log(": "ln(",
    "atanh(": "artanh(",
    "asinh(": "arsinh(",
    "acosh(": "arcosh(",
    "atan(": "arctan(",
    "acos(": "arccos(",
    "asin(": "arcsin(",
    "Abs(": "abs(",
}


def _places(points: list[Any]) -> list[tuple[Any, Any]]:
    if points and isinstance(points[0], str):
        points = [{"point": {"x": points[0], "y": points[1]}}]
    return [(compiled(_plain(i["point"]["x"]))({}), compiled(_plain(i["point"]["y"]))({})) for i in points]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m oracles.extrema", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=list(KINDS), help=", ".join(KINDS))
    parser.add_argument("-n", type=int, default=100, help="tasks of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, help="a file of judgements: what stands there is not judged again")
    options = parser.parse_args()
    wrong = 0
    for kind in options.kinds:
        tally = Tally()
        tasks = random_tasks(kind, options.n, options.seed)
        for record in judgements(tasks, lambda task: {"verdict": verdict(task)}, options.kept):
            found = record["verdict"]
            tally.verdicts[found] += 1
            if found in {"wrong", "refused"}:
                print(json.dumps({"verdict": found, "task": record["task"]}), flush=True)
        wrong += tally.verdicts["wrong"]
        print(kind, dict(tally.verdicts), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
