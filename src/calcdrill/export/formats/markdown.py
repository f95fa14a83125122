"""Markdown with ``$…$``, as pandoc reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcdrill.export.formats import Files, Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page


def write(page: Page, part: str) -> Files:
    """The source."""
    from calcdrill.export.markdown import write_sheet_markdown

    return write_sheet_markdown(page, part, page.sheet.templates)


FORMAT = Format(name="markdown", suffix="md", title="$…$ for pandoc", write=write)
