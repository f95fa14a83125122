"""``calcdrill new``: a file to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click

from calcdrill.cli.common import FOLDER
from calcdrill.cli.schema import schema_text
from calcdrill.errors import InputError
from calcdrill.files import write_file

SCHEMA = "calcdrill.schema.json"
"""The JSON Schema beside the folders of one's own content: the first line of each new file names it."""

_EXERCISE = """\
# yaml-language-server: $schema=../{schema}
topic: {name}
title: {title}
concepts:
  - id: {name}-basics
    title: {title}, the basics
    difficulty: 1
    requires: []
    summary: One sentence that says what the skill is.
    why: Where machine learning meets it.
    exercises:
      - id: first
        kind: derivative
        difficulty: 1
        draw: {{a: nonzero -9..9, n: 2..6}}
        function: a*x^n
        hints: ["What does the power rule do with the exponent?"]
"""
_RECIPE = """\
# yaml-language-server: $schema=../{schema}
title: {title}
description: One sentence about whom this is for.
include: [all]
difficulty: 1-3
seed: 1
deck: {{variants: 12}}
worksheet: {{count: 12, columns: 2}}
"""


@click.command("new")
@click.argument("thing", type=click.Choice(["exercise", "recipe", "theme"]))
@click.argument("name")
@click.option("--content", type=FOLDER, default=".", help="The folder to put it in.")
def command(thing: str, name: str, content: Path) -> None:
    """Start a new exercise file, recipe or theme called NAME."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise InputError(f"{name!r}: a name has lowercase letters, digits and single hyphens only")
    if thing == "theme":
        from calcdrill.export.themes import copy_theme

        for path in copy_theme(content / "themes" / name):
            click.echo(f"wrote {path}")
        return
    folder, text = ("exercises", _EXERCISE) if thing == "exercise" else ("decks", _RECIPE)
    path = content / folder / (f"90-{name}.yaml" if thing == "exercise" else f"{name}.yaml")
    if path.exists():
        raise InputError(f"{path} already exists")
    title = name.replace("-", " ").capitalize()
    write_file(path, text.format(name=name, title=title, schema=SCHEMA).encode())
    write_file(content / SCHEMA, schema_text().encode())
    click.echo(f"wrote {path}, and {content / SCHEMA} for your editor")
    where = "" if content == Path() else f" --content {content}"
    advice = f"preview {path}" if thing == "exercise" else f"build {name}{where}"
    click.echo(f"try: calcdrill {advice}")
