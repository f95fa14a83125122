"""How long a typed answer takes to grade: every row of the tests' table of typed answers."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any

from calcdrill.practice.grade import grade

TABLE = Path(__file__).resolve().parents[1] / "tests" / "practice"


def grading() -> dict[str, Any]:
    """The median, the 99th of 100 and the longest CPU time in milliseconds, once everything is imported."""
    rows = _rows()
    for row in rows:
        grade(row.problem, row.text)
    times = []
    for row in rows:
        began = time.process_time()
        grade(row.problem, row.text)
        times.append(1000 * (time.process_time() - began))
    times.sort()
    return {
        "answers": len(rows),
        "median_ms": round(statistics.median(times), 2),
        "p99_ms": round(times[int(0.99 * len(times))], 2),
        "max_ms": round(times[-1], 2),
    }


def _rows() -> list[Any]:
    sys.path.insert(0, str(TABLE))
    try:
        from handmade import table  # type: ignore[import-not-found,unused-ignore]
    finally:
        sys.path.remove(str(TABLE))
    return list(table())
