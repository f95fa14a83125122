"""A progress bar that names what is worked on, with results printed above it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["Bar", "named_bar"]


class Bar:
    """Where a long run stands. Without a terminal on standard error only the results are shown."""

    def __init__(self, words: str, length: int, progress: Progress | None) -> None:
        self._words, self._progress = words, progress
        self._task = None if progress is None else progress.add_task(words, total=length)

    def at(self, done: int, name: str) -> None:
        """So many are done, and the one that is called ``name`` is next."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, description=f"{self._words} {name}", refresh=True)

    def show(self, text: str) -> None:
        """Print to standard output, above the bar."""
        if self._progress is None or not sys.stdout.isatty():
            click.echo(text)
            return
        self._progress.stop()  # takes the bar off the screen
        click.echo(text)
        self._progress.start()


@contextmanager
def named_bar(words: str, length: int) -> Iterator[Bar]:
    """A bar on standard error, if that is a terminal, for ``length`` pieces of work."""
    if not sys.stderr.isatty():
        yield Bar(words, length, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(20), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        yield Bar(words, length, progress)
