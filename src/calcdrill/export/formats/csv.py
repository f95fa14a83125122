"""A table of problems, answers, choices and feedback, for anything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page


def bank(pages: Sequence[Page]) -> str:
    """One problem a row."""
    from calcdrill.export.lms.tables import write_csv

    return write_csv(pages)


FORMAT = Format(
    name="csv",
    suffix="csv",
    title="a table for a spreadsheet or a program",
    bank=bank,
    sheet={"order": "given"},
)
