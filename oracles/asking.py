"""calcdrill's own answer to a task, in this process: a process for each task costs more than most tasks."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any

from calcdrill.errors import Unsolved
from calcdrill.instances import solve
from calcdrill.problem import Problem

__all__ = ["answered"]

_SECONDS = 9.0


class _Late(BaseException):
    """Time is over; nothing on the way catches this."""


def answered(task: Mapping[str, Any], seconds: float = _SECONDS) -> Problem:
    """The checked problem; raises Unsolved when the time is used up. For the main thread, where there are alarms."""

    rung = []

    def late(*_: object) -> None:
        rung.append(True)
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    try:
        # It rings again: flint swallows what is raised while it integrates.
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
        return solve(dict(task))
    except (_Late, SystemError):
        if not rung:
            raise
        raise Unsolved(f"no answer within {seconds:g} s") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
