"""STACK questions in Moodle's XML: answers that are typed and compared by algebra.

The problems of an exercise are the variants of one question.
"""

from calcdrill.export.formats import Format
from calcdrill.export.lms.stack import refuses, write

FORMAT = Format(
    name="stack",
    suffix="xml",
    title="questions for STACK in Moodle",
    bank=write,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
