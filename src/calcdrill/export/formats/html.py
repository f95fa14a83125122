"""One page without network or scripts, with native MathML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcdrill.export.formats import Files, Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page


def write(page: Page, part: str) -> Files:
    """The page."""
    from calcdrill.export.html import write_sheet_html

    return write_sheet_html(page, part, page.sheet.templates)


FORMAT = Format(
    name="html", suffix="html", title="one page with native MathML, no network needed", write=write, holds_several=True
)
