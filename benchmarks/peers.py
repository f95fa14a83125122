"""Other generators beside calcdrill on the nearest common tasks, in the same run: rates, and one judge for both."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.judge import Made, judge
from benchmarks.rates import warm
from calcdrill.catalog.select import select
from calcdrill.catalog.values import Catalog
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.prose import prose_latex
from calcdrill.expression.notation.text import write_text
from calcdrill.generating import iterate_set
from calcdrill.problem import Problem

TASKS = Path(__file__).with_name("peer_tasks.py")
LONGEST = 120


@dataclass(frozen=True)
class Pair:
    """A peer's task and the exercises of calcdrill that come nearest to it."""

    title: str
    peer: str
    task: str
    exercises: tuple[str, ...]


_POWERS = ("power-rule/monomial", "poly-derivative/cubic", "poly-derivative/three-terms")
_PRIMITIVES = ("antiderivative-basic/one-power", "antiderivative-basic/quadratic")
_METHODS = (
    "u-substitution/gaussian-like",
    "u-substitution/power-of-quadratic",
    "u-substitution/power-of-wave",
    "u-substitution/power-of-line",
    "integration-by-parts/line-times-exp",
    "integration-by-parts/shifted-line-times-exp",
    "integration-by-parts/line-times-wave",
    "integration-by-parts/power-times-log",
)
_PARTIALS = (
    "partial-polynomial/by-x",
    "partial-polynomial/by-y",
    "mixed-partials/twice-by-x",
    "poly-derivative/cubic",
    "second-derivative/cubic",
)
PAIRS = (
    Pair("differentiate a sum of powers", "mathgenerator", "mathgenerator differentiate", _POWERS),
    Pair("integrate a sum of powers", "mathgenerator", "mathgenerator integrate", _PRIMITIVES),
    Pair("integrate a polynomial", "reasoning-gym", "reasoning-gym simple", _PRIMITIVES),
    Pair("integrate by substitution or by parts", "reasoning-gym", "reasoning-gym intermediate", _METHODS),
    Pair("derivatives of polynomials", "mathematics_dataset", "mathematics_dataset differentiate", _PARTIALS),
)


def peers(catalog: Catalog, pythons: Mapping[str, str], seconds: float, most: int, seed: int) -> list[dict[str, Any]]:
    """Each pair, with what both made; a peer that does not run gives the reason instead."""
    return [_compare(catalog, pair, pythons.get(pair.peer, sys.executable), seconds, most, seed) for pair in PAIRS]


def _compare(catalog: Catalog, pair: Pair, python: str, seconds: float, most: int, seed: int) -> dict[str, Any]:
    own = ours(catalog, pair.exercises, most, seed)
    found: dict[str, Any] = {"title": pair.title, "peer": pair.peer, "task": pair.task, "ours": own}
    try:
        theirs = _theirs(pair.task, python, seconds, most, seed)
    except _Absent as reason:
        return {**found, "skipped": str(reason)}
    return {**found, "theirs": theirs, "ratio": round(own["rate"] / theirs["rate"], 3)}


class _Absent(Exception):
    """Why a peer was skipped."""


def _theirs(task: str, python: str, seconds: float, most: int, seed: int) -> dict[str, Any]:
    command = [python, "-W", "ignore", str(TASKS), task, str(seconds), str(most), str(seed)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _Absent(f"it did not run: {error}") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason was given"]
        raise _Absent(lines[-1][:200])
    record = json.loads(done.stdout)
    tasks = [Made(*item) for item in record["tasks"]]
    return {
        "version": record["version"],
        "rate": round(max(record["cold"], record["warm"]), 1),
        "cold": round(record["cold"], 1),
        "warm": round(record["warm"], 1),
        "looked_at": len(tasks),
        **judge(tasks),
    }


# -- ours


def ours(catalog: Catalog, names: Sequence[str], most: int, seed: int) -> dict[str, Any]:
    """Our problems, made and verified, timed, then shown to the same judge."""
    exercises = select(catalog, names)
    warm(exercises)
    began = time.process_time()
    problems = list(iterate_set(exercises, most, seed))
    spent = time.process_time() - began
    tasks = [as_made(problem) for problem in problems]
    return {"rate": round(len(tasks) / spent, 1), "looked_at": len(tasks), **judge(tasks)}


def as_made(problem: Problem) -> Made:
    """Our problem as the judge sees it, from what is printed and from the task."""
    fields = problem.task.fields
    by = fields.get("wrt") or (fields["variable"],) * int(fields.get("order") or 1)
    return Made(
        question=prose_latex(problem.statement.given),
        shown_answer=write_latex(problem.answer),
        function=write_text(fields["function"]),
        answer=write_text(problem.answer),
        variable=by[0],
        order=len(by),
        is_integral=problem.task.kind == "integral",
    )
