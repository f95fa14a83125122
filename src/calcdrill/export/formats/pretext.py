"""PreTeXt's XML: exercises for a textbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page


@dataclass(frozen=True)
class Options:
    """Set by ``--set formats.pretext.interactive=true``: choices to click, with feedback, where there are enough."""

    interactive: bool = False


def bank(pages: Sequence[Page]) -> bytes:
    """One document with a section for each version."""
    from calcdrill.export.lms.pretext import write

    return write(pages)


FORMAT = Format(
    name="pretext",
    suffix="ptx",
    title="exercises for a PreTeXt book",
    bank=bank,
    options=Options,
    sheet={"order": "given"},
)
