"""The printed sheet, tagged for screen readers, beside its Typst source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcdrill.export.formats import Files, Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page


def write(page: Page, part: str) -> Files:
    """The PDF and the source that it is made from."""
    from calcdrill.export.formats.typst import source_of
    from calcdrill.export.pdf import compile_pdf

    theme = page.sheet.templates
    source = source_of(page, part)
    return {"pdf": compile_pdf(source, page.sheet.fonts, files=theme.files if theme else None), "typ": source}


FORMAT = Format(
    name="pdf",
    suffix="pdf",
    title="print, tagged for screen readers, with its Typst source",
    write=write,
    holds_several=True,
)
