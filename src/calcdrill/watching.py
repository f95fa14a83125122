"""Build again whenever a file changes, and live through what the author gets wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from calcdrill.errors import CalcdrillError

__all__ = ["fingerprint", "watch"]


def fingerprint(places: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Time and size of every file in ``places`` (files, and folders with all that is in them)."""
    stamps: dict[Path, tuple[int, int]] = {}
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            try:
                state = path.stat()
            except OSError:
                continue  # removed between being listed and being looked at
            if path.is_file():
                stamps[path] = state.st_mtime_ns, state.st_size
    return stamps


def watch(
    places: Iterable[Path],
    build: Callable[[], None],
    report: Callable[[CalcdrillError], None],
    wait: Callable[[], bool],
) -> None:
    """Build now, and after every change of a file in ``places``.

    ``wait`` is called between two looks and says whether to go on. Errors of the author's files go to ``report`` and
    the watch goes on; a bug is not hidden.
    """
    watched = tuple(places)
    seen: dict[Path, tuple[int, int]] | None = None
    while True:
        now = fingerprint(watched)
        if now != seen:
            seen = now
            try:
                build()
            except CalcdrillError as error:
                report(error)
        if not wait():
            return
