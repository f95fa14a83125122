"""``calcdrill schema``: the JSON Schema of the YAML, for editors, and of the JSON, for programs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from calcdrill.cli.common import output_option, write_lines


@click.command("schema")
@click.argument("thing", type=click.Choice(["content", "problem"]), default="content")
@output_option
def command(thing: str, output: Path | None) -> None:
    """Write the JSON Schema of topic files and recipes (content), or of what --format json writes (problem)."""
    write_lines([schema_text(thing)], output)


def schema_text(thing: str = "content") -> str:
    """The schema as it is written."""
    from calcdrill.catalog.schema import json_schema
    from calcdrill.export.output_schema import output_schema

    made = json_schema() if thing == "content" else output_schema()
    return json.dumps(made, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
