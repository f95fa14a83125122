"""``calcdrill generate``: fresh verified problems in any format."""

from __future__ import annotations

from pathlib import Path

import click

from calcdrill.cli.common import (
    catalog_of,
    check_grading,
    content_option,
    difficulty_option,
    format_option,
    grading_option,
    notation_option,
    output_option,
    progress_bar,
    seed_option,
    terminal_look,
    write_document,
    write_lines,
)
from calcdrill.cli.running import Run, engine_options, unfinished_run
from calcdrill.export.formats import find_format
from calcdrill.problem import ProblemSet


@click.command("generate")
@click.argument("what", nargs=-1, required=True)
@click.option("-n", "count", type=click.IntRange(1), default=10, show_default=True, help="How many problems.")
@seed_option
@difficulty_option
@format_option("text")
@click.option("--solutions", is_flag=True, help="Include the worked steps.")
@grading_option
@notation_option
@output_option
@engine_options
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
    notation: str | None,
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
        raise click.UsageError("--resume continues a file: it needs --format json and -o FILE")
    from calcdrill.catalog.select import select
    from calcdrill.export.jsonl import graded_line

    run = Run(select(catalog_of(content), what, difficulty), count, seed, jobs, engine, scheduler)
    line = graded_line if grading else format.line
    if line is None:
        from calcdrill.generating import itself

        with progress_bar("generating", count) as progress:
            problems = tuple(run.made(itself, progress))
        made = ProblemSet(", ".join(what), problems, seed, {"what": what})
        look = terminal_look(notation) if format_ == "text" and output is None else None
        if look:
            from calcdrill.practice.shown import set_lines

            write_lines(set_lines(made, solutions, look), None, "\n")
        else:
            write_document(made, format, solutions, output, notation)
        return
    with progress_bar("generating", count) as progress:
        if output is None:
            write_lines((made_line.decode() for made_line in run.made(line, progress)), None)
        else:
            with unfinished_run(run, output, resume, line, progress, {"grading": True} if grading else {}):
                pass
            click.echo(f"wrote {output}", err=True)
