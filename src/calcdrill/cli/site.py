"""``calcdrill site``: the study site as a folder of plain files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calcdrill.cli.common import FOLDER, catalog_of, content_option, notation_option, progress_bar, theme_folders
from calcdrill.files import write_file

if TYPE_CHECKING:
    from calcdrill.site import Course
    from calcdrill.site.data import Record


@click.command("site")
@click.argument("what", nargs=-1)
@click.option("-o", "--output", required=True, type=FOLDER, help="The folder to write into.")
@click.option("--seed", type=int, default=None, help="The same seed, the same site. [default: the recipe's, or 0]")
@click.option(
    "--instances", type=click.IntRange(1, 50), help="Problems of each exercise, at most. [default: the recipe's, or 12]"
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="How many processes to use. [default: one per processor, up to 8]"
)
@notation_option
@content_option
def command(
    what: tuple[str, ...],
    output: Path,
    seed: int | None,
    instances: int | None,
    jobs: int | None,
    notation: str | None,
    content: tuple[Path, ...],
) -> None:
    """Make the study site of a RECIPE, or of WHAT (topics, concepts, exercises; default: everything).

    Lessons, laboratories, flashcards and practice in plain files: open DIR/index.html, or put DIR on any web server.
    """
    from calcdrill.site import course_of, records_of

    course = course_of(catalog_of(content), what, seed, instances, notation, theme_folders(content))
    with progress_bar("making problems", len(course.exercises)) as progress:
        records = records_of(course, jobs or min(os.cpu_count() or 1, 8), progress)
    write_site(course, output, records)


def write_site(course: Course, output: Path, records: Mapping[str, Sequence[Record]]) -> None:
    """Write every file of the site into the folder."""
    from calcdrill.site import make_site

    size = count = 0
    with progress_bar("writing chapters", len(course.chapters)) as progress:
        for path, file in make_site(course, records, progress):
            write_file(output / path, file)
            size, count = size + len(file), count + 1
    click.echo(f"wrote {output / 'index.html'} ({count} files, {size / 1e6:.1f} MB)", err=True)
