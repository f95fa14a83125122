"""The self-contained Typst source of a sheet."""

from calcdrill.export.fitting import fitted
from calcdrill.export.formats import Format
from calcdrill.export.typst import write_sheet_typst
from calcdrill.export.view import Page


def write(page: Page, part: str) -> str:
    """The source, on no more pages than were asked for."""
    fits = part == "key" or not page.sheet.pages
    return write_sheet_typst(page if fits else fitted(page), part)


FORMAT = Format(name="typst", suffix="typ", title="the source of the PDF, to edit", write=write, holds_several=True)
