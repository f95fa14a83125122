"""``calcdrill schema``: the JSON Schema of the YAML, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from calcdrill.cli.common import output_option, write_lines


@click.command("schema")
@output_option
def command(output: Path | None) -> None:
    """Write the JSON Schema of topic files and recipes."""
    write_lines([schema_text()], output)


def schema_text() -> str:
    """The schema as it is written."""
    from calcdrill.catalog.schema import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
