"""``calcdrill generate``: fresh verified problems in four formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from calcdrill.cli.common import (
    catalog_of,
    content_option,
    difficulty_option,
    document,
    jobs_option,
    output_option,
    progress_bar,
    seed_option,
    write_lines,
)
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
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown", "latex"]),
    default="text",
    show_default=True,
    help="json writes one object a line.",
)
@click.option("--solutions", is_flag=True, help="With the worked steps (text, markdown, latex).")
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
@click.option("--resume", is_flag=True, help="Continue the unfinished FILE of a run that was interrupted (json).")
@content_option
def command(
    what: tuple[str, ...],
    count: int,
    seed: int,
    difficulty: tuple[int, int],
    format_: str,
    solutions: bool,
    output: Path | None,
    jobs: int,
    engine: str,
    scheduler: str | None,
    resume: bool,
    content: tuple[Path, ...],
) -> None:
    """Make N fresh problems from WHAT (topics, concepts, exercises or all), each verified, no two alike."""
    if resume and (format_ != "json" or output is None):
        raise click.UsageError("--resume continues a file: it goes with --format json and -o FILE")
    if scheduler and engine != "dask":
        raise click.UsageError("--scheduler goes with --engine dask")
    from calcdrill.catalog.select import select

    run = _Run(select(catalog_of(content), what, difficulty), count, seed, jobs, engine, scheduler)
    with progress_bar("generating", count) as progress:
        if format_ != "json":
            from calcdrill.generate import itself

            write_lines(_written(run.made(itself, progress), what, seed, format_, solutions), output)
        elif output is None:
            from calcdrill.export.jsonl import problem_line

            write_lines((line.decode() for line in run.made(problem_line, progress)), None)
        else:
            _write_file(run, output, resume, progress)


@dataclass(frozen=True)
class _Run:
    exercises: Sequence[Exercise]
    count: int
    seed: int
    jobs: int
    engine: str
    scheduler: str | None

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


def _write_file(run: _Run, output: Path, resume: bool, progress: Callable[[int], None]) -> None:
    from calcdrill.export.jsonl import problem_line
    from calcdrill.export.unfinished import CONTENT, Continued, content_of, part_of, unfinished
    from calcdrill.shards import edition

    digest = content_of(run.exercises)
    settings = {"version": edition(), "seed": run.seed, "number of problems": run.count, CONTENT: digest}
    try:
        with unfinished(output, settings, resume) as file, run.source(problem_line) as beyond:
            found = run.found(Continued(file.earlier(run.exercises), beyond))
            for done in file.write(found, run.exercises):
                progress(done)
    except KeyboardInterrupt:
        click.echo(f"{part_of(output)} is not finished; --resume continues it", err=True)
        raise
    click.echo(f"wrote {output}", err=True)


def _written(
    problems: Iterable[Problem], what: tuple[str, ...], seed: int, format_: str, solutions: bool
) -> Iterable[str]:
    if format_ == "text":
        from calcdrill.export.text import write_set

        return (line + "\n" for line in write_set(problems, solutions))
    title = ", ".join(what)
    problem_set = ProblemSet(title, tuple(problems), seed, {"what": what})
    return [document(problem_set, format_, solutions)]
