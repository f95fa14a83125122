"""Kahoot's spreadsheet: short questions with two to four answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.problem import Problem


def bank(pages: Sequence[Page]) -> bytes:
    """The spreadsheet; all versions follow one another."""
    from calcdrill.export.lms.tables import write_kahoot

    return write_kahoot(pages)


def refuses(problem: Problem) -> str | None:
    """What the form cannot hold."""
    from calcdrill.export.lms import tables

    return tables.refuses_kahoot(problem)


FORMAT = Format(
    name="kahoot",
    suffix="xlsx",
    title="a spreadsheet for Kahoot",
    bank=bank,
    refuses=refuses,
    sheet={"order": "given"},
)
