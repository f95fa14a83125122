"""QTI 1.2 as Canvas imports it; versions are groups from which Canvas draws."""

from calcdrill.export.formats import Format
from calcdrill.export.lms.canvas import write
from calcdrill.export.lms.questions import refuses

FORMAT = Format(
    name="qti12",
    suffix="zip",
    title="a quiz for Canvas (QTI 1.2)",
    bank=write,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
