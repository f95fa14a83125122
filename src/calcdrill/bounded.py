"""Solving a stranger's task where it can be stopped: in a process of its own, with a bound on time and memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from calcdrill.problem import Problem

MOST_SECONDS: Final = 9.0
MOST_MEGABYTES: Final = 1536


def solve_bounded(task: Mapping[str, Any], seconds: float = MOST_SECONDS) -> Problem:
    """``instances.solve`` in a worker; raises Unsolved when the time or the memory is used up."""
    from calcdrill.instances import solve
    from calcdrill.worker import run_bounded

    problem = run_bounded(solve, dict(task), seconds=seconds, memory_mb=MOST_MEGABYTES)
    assert isinstance(problem, Problem)
    return problem
