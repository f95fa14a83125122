"""What several commands share: options, reading the catalog, progress, output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calcdrill.export.formats import format_names
from calcdrill.expression.notation.profiles import PROFILES
from calcdrill.files import replacing, write_file

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog
    from calcdrill.export.formats import Format
    from calcdrill.practice.layout import Look
    from calcdrill.problem import ProblemSet

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
"""A file that is there."""
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def content_option(command: Command) -> Command:
    """``--content DIR``: folders with ``exercises/`` and ``decks/`` beside the shipped ones.

    Without it, the folders that CALCDRILL_CONTENT names, else the current one if it has exercises; that is announced.
    """
    return click.option(
        "--content",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        callback=_with_own_content,
        help="A folder with your own exercises/ and decks/ (repeatable). [default: CALCDRILL_CONTENT, or here]",
    )(command)


def _with_own_content(context: click.Context, parameter: click.Parameter, given: tuple[Path, ...]) -> tuple[Path, ...]:
    if given or context.resilient_parsing:
        return given
    from calcdrill.catalog.content import own_folders

    named = os.environ.get("CALCDRILL_CONTENT", "")
    folders = own_folders(named, Path())
    for folder in folders:
        if not folder.is_dir():
            raise click.UsageError(f"CALCDRILL_CONTENT names {folder}, which is not a folder")
        why = "CALCDRILL_CONTENT" if named else "./exercises; CALCDRILL_CONTENT=off leaves it out"
        click.echo(f"with the content of {folder.resolve()} ({why})", err=True)
    return folders


def seed_option(command: Command) -> Command:
    """``--seed S``: the same seed gives the same problems."""
    return click.option("--seed", type=int, default=0, show_default=True, help="The same seed, the same problems.")(
        command
    )


def output_option(command: Command) -> Command:
    """``-o FILE``: write there instead of to standard output."""
    return click.option("-o", "--output", type=NEW_FILE, help="Write to this file.")(command)


def format_option(default: str | None = None) -> Callable[[Command], Command]:
    """``--format``: every format on disk."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(format_names()),
        default=default,
        show_default=default is not None,
        help="What to write." if default else "What to write. [default: from the name of FILE]",
    )


def grading_option(command: Command) -> Command:
    """``--grading``: with the record that the browser's grader reads."""
    return click.option(
        "--grading", is_flag=True, help="With --format json: add the record that grader.js judges typed answers by."
    )(command)


def check_grading(grading: bool, format_: str) -> None:
    """Raises UsageError where the record is asked for and the format has no place for it."""
    if grading and format_ != "json":
        raise click.UsageError("--grading needs --format json")


def notation_option(command: Command) -> Command:
    """``--notation NAME``: the signs that formulas are printed in."""
    return click.option(
        "--notation",
        type=click.Choice(list(PROFILES)),
        help="Signs of a country or field: decimal comma, log, tg … (docs/notation.md). [default: the recipe's, or us]",
    )(command)


def jobs_option(command: Command) -> Command:
    """``--jobs J``: how many processes work side by side; the output is the same."""
    return click.option(
        "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="How many processes to use."
    )(command)


class Difficulty(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """One level (3) or a range of levels (2-4)."""

    name = "level"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        low, _, high = str(value).partition("-")
        if not low.isdecimal() or (high and not high.isdecimal()):
            self.fail(f"{value!r} is not a difficulty: give a level such as 3 or a range such as 2-4", param, ctx)
        levels = (int(low), int(high or low))
        if not 1 <= levels[0] <= levels[1] <= 5:
            self.fail(f"{value!r}: difficulties run from 1 to 5", param, ctx)
        return levels


def difficulty_option(command: Command) -> Command:
    """``--difficulty 3`` or ``2-4``."""
    return click.option(
        "--difficulty", type=Difficulty(), default="1-5", show_default=True, help="A level, 1 to 5, or a range."
    )(command)


def catalog_of(content: Iterable[Path]) -> Catalog:
    """The shipped catalog with the given folders beside it."""
    from calcdrill.cli.kept import kept_catalog

    return kept_catalog(tuple(content))


def theme_folders(content: Iterable[Path]) -> list[Path]:
    """Where themes are looked up before the shipped ones: beside the user's own content, then here."""
    return [*(folder / "themes" for folder in content), Path("themes")]


def watch_option(command: Command) -> Command:
    """``--watch``: build again whenever a file of the author changes."""
    return click.option("--watch", is_flag=True, help="Build again whenever one of your files changes.")(command)


def run_watched(places: Iterable[Path], build: Callable[[], None], is_watched: bool) -> None:
    """Build; if ``is_watched``, again after every change in ``places``, until the user stops it; errors are shown."""
    if not is_watched:
        build()
        return
    from time import sleep

    from calcdrill.watching import watch

    def wait() -> bool:
        sleep(0.4)
        return True

    click.echo("watching; stop with Ctrl-C", err=True)
    watch(places, build, lambda error: click.echo(str(error), err=True), wait)


def write_lines(lines: Iterable[str], output: Path | None, end: str = "", at_once: bool = False) -> None:
    """The lines to the file (which appears only when it is whole) or, as they come, to standard output.

    ``at_once``: each line is handed over as soon as it is there.
    """
    if output is None:
        for line in lines:
            sys.stdout.write(line + end)
            if at_once:
                sys.stdout.flush()
        sys.stdout.flush()
        return
    with replacing(output) as file:
        for line in lines:
            file.write((line + end).encode())
    click.echo(f"wrote {output}", err=True)


@contextmanager
def progress_bar(words: str, length: int) -> Iterator[Callable[[int], None]]:
    """A function that is told how many are done; shown on standard error, if that is a terminal."""
    if not sys.stderr.isatty() or length < 2:
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words, total=length)
        yield lambda done: progress.update(task, completed=done)


def write_document(
    problem_set: ProblemSet, format: Format, solutions: bool, output: Path | None, notation: str | None = None
) -> None:
    """The set as one file in a format, problems first, then the answers; to standard output where none is named."""
    from calcdrill.export.sheet import Sheet, Workspace
    from calcdrill.export.worksheet import make_worksheet

    sheet = Sheet(
        title=problem_set.title or "Solution",
        key="append",
        solutions="full" if solutions else "none",
        workspace=Workspace("none"),
        fields=(),
        notation=PROFILES[notation or "us"],
    )
    files = make_worksheet({"A": problem_set}, replace(sheet, **format.sheet), format.name, tell=warn)
    content = files[f".{format.suffix}"]
    if output is None:
        click.echo(content, nl=False)
    else:
        write_and_tell(output, content)


def write_and_tell(path: Path, content: str | bytes) -> None:
    """Write the file, and say so."""
    write_file(path, content.encode() if isinstance(content, str) else content)
    click.echo(f"wrote {path}", err=True)


def terminal_look(notation: str | None = None) -> Look | None:
    """How wide the terminal is and whether it has colours, where standard output is one; signs by ``notation``."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    from calcdrill.practice.layout import Look

    has_colours = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Look(min(get_terminal_size().columns, 100), has_colours, PROFILES[notation or "us"])


def warn(words: str) -> None:
    """A line for the user beside what is written."""
    click.echo(words, err=True)
