"""``calcdrill generate``: fresh verified problems in four formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

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
    content: tuple[Path, ...],
) -> None:
    """Make N fresh problems from WHAT (topics, concepts, exercises or all), each verified, no two alike."""
    from calcdrill.catalog.select import select
    from calcdrill.generate import iterate_set

    exercises = select(catalog_of(content), what, difficulty)
    with progress_bar("generating", count) as progress:
        problems = _counted(iterate_set(exercises, count, seed, jobs), progress)
        lines = _written(problems, what, seed, format_, solutions)
        write_lines(lines, output)


def _counted(problems: Iterable[Problem], progress: object) -> Iterator[Problem]:
    assert callable(progress)
    for done, problem in enumerate(problems, start=1):
        progress(done)
        yield problem


def _written(
    problems: Iterable[Problem], what: tuple[str, ...], seed: int, format_: str, solutions: bool
) -> Iterable[str]:
    if format_ == "json":
        from calcdrill.export.jsonl import write_jsonl

        return write_jsonl(problems)
    if format_ == "text":
        from calcdrill.export.text import write_set

        return (line + "\n" for line in write_set(problems, solutions))
    title = ", ".join(what)
    problem_set = ProblemSet(title, tuple(problems), seed, {"what": what})
    return [document(problem_set, format_, solutions)]
