"""``calcdrill cheatsheet``: the formulas of the course, or of some topics, on two pages."""

from __future__ import annotations

from pathlib import Path

import click

from calcdrill.cli.common import NEW_FILE, catalog_of, content_option, notation_option, progress_bar, write_and_tell
from calcdrill.expression.notation.profiles import PROFILES


@click.command("cheatsheet")
@click.argument("what", nargs=-1)
@click.option("-o", "--output", required=True, type=NEW_FILE, help="The .pdf or .typ to write.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="The paper.")
@click.option("--pages", type=click.IntRange(1, 20), default=2, show_default=True, help="At most this many pages.")
@click.option("--title", help="The title. [default: made from the content]")
@notation_option
@content_option
def command(
    what: tuple[str, ...],
    output: Path,
    paper: str,
    pages: int,
    title: str | None,
    notation: str | None,
    content: tuple[Path, ...],
) -> None:
    """Make a cheat sheet of WHAT (topics or concepts; default: the whole course) from the concepts' formulas."""
    from calcdrill.cheatsheets import chosen_topics, short_examples
    from calcdrill.export.cheatsheet import make_cheatsheet

    topics = chosen_topics(catalog_of(content), what)
    title = title or (topics[0].title if len(topics) == 1 else "Calculus for machine learning")
    with progress_bar("making examples", sum(len(topic.concepts) for topic in topics)) as progress:
        examples = short_examples(topics, progress=progress)
    format_ = "typst" if output.suffix == ".typ" else "pdf"
    signs = PROFILES[notation or "us"]
    for ending, made in make_cheatsheet(topics, examples, title, format_, paper, pages, conventions=signs).items():
        write_and_tell(output.with_suffix(ending), made)
