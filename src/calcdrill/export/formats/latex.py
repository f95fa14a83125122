"""LaTeX source for the ``exam`` class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcdrill.export.formats import Files, Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page


def write(page: Page, part: str) -> Files:
    """The source."""
    from calcdrill.export.latex import write_sheet_latex

    return write_sheet_latex(page, part, page.sheet.templates)


FORMAT = Format(name="latex", suffix="tex", title="source for the exam class", write=write)
