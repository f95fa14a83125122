"""Moodle's XML, for the import of a question bank; versions are what a quiz draws from."""

from calcdrill.export.formats import Format
from calcdrill.export.lms.moodle import write
from calcdrill.export.lms.questions import refuses

FORMAT = Format(
    name="moodle",
    suffix="xml",
    title="a question bank for Moodle",
    bank=write,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
