"""``calcdrill generate``: fresh verified problems in any format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from calcdrill.cli.common import (
    catalog_of,
    check_grading,
    content_option,
    difficulty_option,
    format_option,
    grading_option,
    jobs_option,
    output_option,
    progress_bar,
    seed_option,
    write_document,
    write_lines,
)
from calcdrill.export.formats import find_format
from calcdrill.problem import Problem, ProblemSet

if TYPE_CHECKING:
    from calcdrill.catalog.values import Exercise
    from calcdrill.sets import Found, Source

Made = TypeVar("Made")


@click.command("generate")
@click.argument("what", nargs=-1, required=True)
@click.option("-n", "count", type=click.IntRange(1), default=10, show_default=True, help="How many problems.")
@seed_option
@difficulty_option
@format_option("text")
@click.option("--solutions", is_flag=True, help="With the worked steps.")
@grading_option
@output_option
@jobs_option
@click.option(
    "--engine",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="Who works: processes here, or the workers of a dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="The dask cluster's scheduler (default: a cluster here).")
@click.option("--resume", is_flag=True, help="Continue the unfinished FILE of an interrupted run.")
@content_option
def command(
    what: tuple[str, ...],
    count: int,
    seed: int,
    difficulty: tuple[int, int],
    format_: str,
    solutions: bool,
    grading: bool,
    output: Path | None,
    jobs: int,
    engine: str,
    scheduler: str | None,
    resume: bool,
    content: tuple[Path, ...],
) -> None:
    """Make N fresh problems from WHAT (topics, concepts, exercises or all), each verified, no two alike."""
    format = find_format(format_)
    check_grading(grading, format_)
    if resume and (format.line is None or output is None):
        raise click.UsageError("--resume continues a file: it goes with --format json and -o FILE")
    if scheduler and engine != "dask":
        raise click.UsageError("--scheduler goes with --engine dask")
    from calcdrill.catalog.select import select
    from calcdrill.export.jsonl import graded_line

    run = _Run(select(catalog_of(content), what, difficulty), count, seed, jobs, engine, scheduler, grading)
    line = graded_line if grading else format.line
    with progress_bar("generating", count) as progress:
        if line is None:
            from calcdrill.generate import itself

            problems = tuple(run.made(itself, progress))
            write_document(ProblemSet(", ".join(what), problems, seed, {"what": what}), format, solutions, output)
        elif output is None:
            write_lines((line.decode() for line in run.made(line, progress)), None)
        else:
            _write_file(run, line, output, resume, progress)


@dataclass(frozen=True)
class _Run:
    exercises: Sequence[Exercise]
    count: int
    seed: int
    jobs: int
    engine: str
    scheduler: str | None
    grading: bool = False

    def source(self, form: Callable[[Problem], Made]) -> AbstractContextManager[Source[Made]]:
        if self.engine == "dask":
            from calcdrill.cluster import on_cluster

            return on_cluster(self.seed, form, self.jobs, self.scheduler)
        from calcdrill.generate import made_by

        return made_by(self.jobs, self.seed, form)

    def found(self, source: Source[Made]) -> Iterator[Found[Made]]:
        from calcdrill.sets import iterate_found

        return iterate_found(self.exercises, self.count, self.seed, source)

    def made(self, form: Callable[[Problem], Made], progress: Callable[[int], None]) -> Iterator[Made]:
        with self.source(form) as source:
            for done, found in enumerate(self.found(source), start=1):
                progress(done)
                yield found.made


def _write_file(
    run: _Run, line: Callable[[Problem], bytes], output: Path, resume: bool, progress: Callable[[int], None]
) -> None:
    from calcdrill.cli.kept import own_secret
    from calcdrill.export.unfinished import CONTENT, Continued, content_of, part_of, unfinished
    from calcdrill.shards import edition

    digest = content_of(run.exercises)
    settings = {"version": edition(), "seed": run.seed, "number of problems": run.count, CONTENT: digest}
    if run.grading:
        settings["grading"] = True
    try:
        with unfinished(output, settings, resume, own_secret()) as file, run.source(line) as beyond:
            found = run.found(Continued(file.earlier(run.exercises), beyond))
            for done in file.write(found, run.exercises):
                progress(done)
    except KeyboardInterrupt:
        click.echo(f"{part_of(output)} is not finished; --resume continues it", err=True)
        raise
    click.echo(f"wrote {output}", err=True)
