"""``calcdrill push``: a deck into the Anki that runs on this computer."""

from __future__ import annotations

from pathlib import Path

import click

from calcdrill.cli.common import FILE


@click.command("push")
@click.argument("file", type=FILE)
@click.option("--url", default="http://127.0.0.1:8765", show_default=True, help="Where AnkiConnect listens.")
@click.option(
    "--key",
    envvar="CALCDRILL_ANKI_KEY",
    default="",
    help="AnkiConnect's API key, if its configuration has one. [default: CALCDRILL_ANKI_KEY]",
)
def command(file: Path, url: str, key: str) -> None:
    """Import the deck FILE through the AnkiConnect add-on: the whole of it or nothing."""
    from calcdrill.export.anki.push import push_package

    count = push_package(file.resolve(), url, key=key)
    click.echo(f"Anki now holds {count} notes of {file.name}", err=True)
