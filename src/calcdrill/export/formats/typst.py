"""The self-contained Typst source of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcdrill.export.formats import Files, Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page


def source_of(page: Page, part: str) -> str:
    """The source, on no more pages than were asked for."""
    from calcdrill.export.typst import write_sheet_typst

    if part != "key" and page.sheet.pages:
        from calcdrill.export.fitting import fitted

        page = fitted(page)
    return write_sheet_typst(page, part, page.sheet.templates)


def write(page: Page, part: str) -> Files:
    """The source."""
    return source_of(page, part)


FORMAT = Format(name="typst", suffix="typ", title="the source of the PDF, to edit", write=write, holds_several=True)
