"""The self-contained Typst source of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcdrill.export.formats import Files, Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page


def write(page: Page, part: str) -> Files:
    """The source."""
    from calcdrill.export.typst import write_sheet_typst

    return write_sheet_typst(page, part, page.sheet.templates)


FORMAT = Format(name="typst", suffix="typ", title="the source of the PDF, to edit", write=write)
