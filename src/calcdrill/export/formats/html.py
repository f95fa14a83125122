"""One page without network or scripts, with native MathML."""

from calcdrill.export.formats import Format
from calcdrill.export.html import write_sheet_html

FORMAT = Format(
    name="html",
    suffix="html",
    title="one page with native MathML, no network needed",
    write=write_sheet_html,
    holds_several=True,
)
