"""The printed sheet, tagged for screen readers, beside its Typst source."""

from calcdrill.export.formats import Files, Format, typst
from calcdrill.export.pdf import compile_pdf
from calcdrill.export.view import Page


def write(page: Page, part: str) -> Files:
    """The PDF and the source that it is made from."""
    theme = page.sheet.templates
    source = typst.write(page, part)
    return {"pdf": compile_pdf(source, page.sheet.fonts, files=theme.files if theme else None), "typ": source}


FORMAT = Format(
    name="pdf",
    suffix="pdf",
    title="print, tagged for screen readers, with its Typst source",
    write=write,
    holds_several=True,
)
