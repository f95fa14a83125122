"""Markdown with ``$…$``, as pandoc reads it."""

from calcdrill.export.formats import Format
from calcdrill.export.markdown import write_sheet_markdown

FORMAT = Format(name="markdown", suffix="md", title="$…$ for pandoc", write=write_sheet_markdown)
