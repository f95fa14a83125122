"""``calcdrill notebook``: chapters or lessons as a Jupyter notebook, with code to run and fresh problems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from calcdrill.cli.common import NEW_FILE, catalog_of, content_option, notation_option, progress_bar, write_and_tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from calcdrill.catalog.values import Catalog
    from calcdrill.export.notebook import Part


@click.command("notebook")
@click.argument("what", nargs=-1, required=True)
@click.option("-n", "count", type=click.IntRange(0, 500), default=10, show_default=True, help="Problems for each name.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed, the same problems.")
@click.option("-o", "--output", required=True, type=NEW_FILE, help="The file to write.")
@notation_option
@content_option
def command(
    what: tuple[str, ...], count: int, seed: int, output: Path, notation: str | None, content: tuple[Path, ...]
) -> None:
    """Write WHAT (topics, skills) as a Jupyter notebook: lessons, pictures, code to run, problems to unfold."""
    from calcdrill.export.notebook import write_notebook
    from calcdrill.expression.notation.profiles import PROFILES

    catalog = catalog_of(content)
    with progress_bar("making problems", count * len(what)) as progress:
        parts = [_part(catalog, name, count, seed, progress) for name in dict.fromkeys(what)]
    write_and_tell(output, write_notebook(parts, seed, PROFILES[notation or "us"]))


def _part(catalog: Catalog, name: str, count: int, seed: int, progress: Callable[[int], None]) -> Part:
    from calcdrill.catalog.select import select
    from calcdrill.errors import NotFound
    from calcdrill.export.notebook import Part
    from calcdrill.lessons import chapter_of, lesson_of
    from calcdrill.worksheets import fair_counts, version_sets

    exercises = select(catalog, [name])  # raises, with the nearest name
    is_topic = name in {topic.id for topic in catalog.topics}
    if not is_topic and name not in catalog.concepts:
        raise NotFound(f"{name!r} is not a skill or a topic; calcdrill list shows them")
    text = chapter_of(catalog, name) if is_topic else lesson_of(catalog, name)
    if not count:
        return Part(text, ())
    counts = fair_counts(exercises, count, seed, 1)
    return Part(text, version_sets(name, counts, exercises, seed, ("A",), progress)["A"].problems)
