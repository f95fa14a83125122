"""``calcdrill key``: the answers to a student's sheet, found by its code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calcdrill.cli.common import FILE, catalog_of, content_option
from calcdrill.errors import InputError
from calcdrill.files import read_text

if TYPE_CHECKING:
    from calcdrill.problem import Problem

MOST_BYTES = 64 << 20


@click.command("key")
@click.argument("code")
@click.option(
    "--in",
    "files",
    multiple=True,
    type=FILE,
    help="The codes of a class. [default: every *.codes.jsonl in this folder]",
)
@click.option("--solutions", is_flag=True, help="Worked solutions too.")
@content_option
def command(code: str, files: tuple[Path, ...], solutions: bool, content: tuple[Path, ...]) -> None:
    """Print the key of the sheet with that CODE, from the codes that worksheet --roster wrote."""
    from calcdrill.rosters import find_entry, problems_of

    places = files or tuple(sorted(Path().glob("*.codes.jsonl")))
    if not places:
        raise InputError("there is no *.codes.jsonl here: name one with --in FILE")
    entry = find_entry(((str(path), read_text(path, MOST_BYTES)) for path in places), code)
    problems = problems_of(catalog_of(content), entry)
    click.echo(f"{entry.title}: sheet {entry.code}, {entry.name}")
    for line in _answers(problems, entry.choices, solutions):
        click.echo(line)


def _answers(problems: Sequence[Problem], choices: int, solutions: bool) -> Iterator[str]:
    """The answers as they stand in the sheet's key, with the letters of choices."""
    from calcdrill.export.sheet import Sheet
    from calcdrill.export.text import write_steps
    from calcdrill.export.view import lay_out
    from calcdrill.expression.notation.prose import prose_text
    from calcdrill.problem import ProblemSet

    for item in lay_out(ProblemSet("", tuple(problems), 0), Sheet(order="given", choices=choices)).items:
        letter = f"{item.letter}) " if item.letter else ""
        yield f"{item.number:>2}. {letter}{prose_text(item.shown_answer)}"
        if solutions:
            yield from write_steps(item.problem.solution.steps, "    ")
