"""Where the time goes: the CPU time is sampled, and each sample belongs to the innermost stage that is being worked on.

Nothing is wrapped or counted, so that what is measured runs as it always does.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

STAGES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "draw the numbers": (("calcdrill.tasks", "new_draw"), ("calcdrill.tasks", "draw_task")),
    "compare with what was made": (("calcdrill.canonical", "canonical_key"),),
    "solve": (("calcdrill.kinds.", "solve"),),
    "check the answer by a second route": (("calcdrill.kinds.", "check"),),
    "check the worked steps": (("calcdrill.verify", "check_steps"),),
    "read the printed formulas back": (("calcdrill.verify", "check_printed"),),
    "find the mistakes and prove them different": (("calcdrill.verify", "proved_mistakes"),),
}
"""Each stage with its functions; a module that ends in a dot stands for all modules of that package."""

REST: Final = "the rest"
INTERVAL: Final = 0.002


@contextmanager
def sampled() -> Iterator[Counter[str]]:
    """Counts, while the context is open, how often each stage was found at work."""
    found: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        found[stage_of(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    try:
        yield found
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def stage_of(frame: FrameType | None) -> str:
    """The innermost stage on the stack."""
    while frame is not None:
        name = frame.f_code.co_name
        if name in _NAMES:
            module = frame.f_globals.get("__name__", "")
            for words, places in STAGES.items():
                if any(_is_at(place, module, name) for place in places):
                    return words
        frame = frame.f_back
    return REST


def _is_at(place: tuple[str, str], module: str, name: str) -> bool:
    home, function = place
    return name == function and (module.startswith(home) if home.endswith(".") else module == home)


_NAMES = {name for places in STAGES.values() for _, name in places}


def shares(work: Callable[[], object]) -> list[dict[str, object]]:
    """The share of each stage in the CPU time of ``work``; nothing where the system has no such timer."""
    if not hasattr(signal, "SIGPROF"):
        return []
    with sampled() as found:
        work()
    total = max(sum(found.values()), 1)
    return [{"stage": words, "share": round(found[words] / total, 4)} for words in (*STAGES, REST)]
