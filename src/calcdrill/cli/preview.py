"""``calcdrill preview``: the exercises of a file as a page in a browser, for their author."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from calcdrill.cli.check import chosen
from calcdrill.cli.common import (
    content_option,
    output_option,
    progress_bar,
    run_watched,
    seed_option,
    watch_option,
    write_and_tell,
)


@click.command("preview")
@click.argument("what", nargs=-1, required=True)
@click.option(
    "-n", "count", type=click.IntRange(1, 500), default=20, show_default=True, help="Instances of each exercise."
)
@seed_option
@output_option
@watch_option
@content_option
def command(
    what: tuple[str, ...], count: int, seed: int, output: Path | None, watch: bool, content: tuple[Path, ...]
) -> None:
    """Show the exercises of a YAML FILE, or those that WHAT names, in a browser.

    The page has what the check says of each exercise, the draws that were refused and why, and instances with their
    figures, worked lines, hints and mistakes. With -o it is written there and no browser is opened.
    """
    place = output or Path(tempfile.mkdtemp(prefix="calcdrill-")) / "preview.html"
    shown = output is not None

    def build() -> None:
        nonlocal shown
        write_and_tell(place, _page(what, count, seed, content, watch))
        if not shown:
            shown = True
            click.launch(str(place))

    files = [Path(word) for word in what if Path(word).is_file()]
    run_watched((*files, *content), build, watch)


def _page(what: tuple[str, ...], count: int, seed: int, content: tuple[Path, ...], watch: bool) -> str:
    from calcdrill.audit import audit
    from calcdrill.export.preview import author_page

    exercises = chosen(what, content)
    reports = []
    with progress_bar("checking", len(exercises)) as progress:
        for done, exercise in enumerate(exercises, start=1):
            reports.append((exercise, audit(exercise, count, seed)))
            progress(done)
    page = author_page(", ".join(what), reports, count, seed)
    # The page runs no script: while it is watched, the browser loads it again by itself.
    return page.replace("<title>", '<meta http-equiv="refresh" content="2"><title>', 1) if watch else page
