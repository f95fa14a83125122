"""How long a call takes at least: processor time, best of several, with no garbage of other tests collected within."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(call: Callable[[], object], times: int = 3, enough: float = 0.0) -> float:
    """The least processor time of a few calls; no further call once one took less than ``enough``."""
    best = float("inf")
    was_on = gc.isenabled()
    gc.disable()
    try:
        for _ in range(times):
            start = time.process_time()
            call()
            best = min(best, time.process_time() - start)
            if best < enough:
                break
    finally:
        if was_on:
            gc.enable()
    return best
