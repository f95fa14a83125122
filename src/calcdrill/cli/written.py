"""The files of a sheet, written so that a source that somebody has changed by hand is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from calcdrill.export.formats import find_format
from calcdrill.export.signed import COMMENTS, is_untouched
from calcdrill.files import read_file, write_file

MOST_BYTES = 256 << 20


def write_files(output: Path, format: str, files: Mapping[str, bytes]) -> None:
    """Write the sheet under the name that was given and the others beside it; a name without an ending gets one.

    Where a source was changed by hand, it and the PDF that belongs to it stay; the new ones are written beside them.
    """
    own, stem = f".{find_format(format).suffix}", output.with_suffix("")
    paths = {
        ending: output if ending == own and output.suffix else stem.with_name(stem.name + ending) for ending in files
    }
    changed = {path.with_suffix(""): path for path in paths.values() if _is_changed(path)}
    for path in changed.values():
        click.echo(f"{path} was changed by hand: it is kept, and the new one is written next to it", err=True)
    for ending, made in files.items():
        path = paths[ending]
        if path.with_suffix("") in changed:
            path = _beside(path)
        write_file(path, made)
        click.echo(f"wrote {path}", err=True)


def _is_changed(path: Path) -> bool:
    if path.suffix[1:] not in COMMENTS or not path.is_file():
        return False
    return not is_untouched(read_file(path, MOST_BYTES), path.suffix[1:])


def _beside(path: Path) -> Path:
    """The first of quiz-new, quiz-new-2, … of which no source was changed by hand."""
    for turn in range(1, 1000):
        other = path.with_name(f"{path.stem}-new{'' if turn == 1 else f'-{turn}'}{path.suffix}")
        if not any(_is_changed(other.with_suffix(f".{suffix}")) for suffix in COMMENTS):
            return other
    return path.with_name(f"{path.stem}-newest{path.suffix}")
