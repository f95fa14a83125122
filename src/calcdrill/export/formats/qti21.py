"""A package of QTI 2.1: items and a test that draws one version of each place, with MathML."""

from calcdrill.export.formats import Format
from calcdrill.export.lms.qti2 import write
from calcdrill.export.lms.questions import refuses

FORMAT = Format(
    name="qti21",
    suffix="zip",
    title="a test in QTI 2.1",
    bank=write,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
