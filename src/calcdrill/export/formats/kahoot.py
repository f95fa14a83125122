"""Kahoot's spreadsheet: short questions with two to four answers; all versions follow one another."""

from calcdrill.export.formats import Format
from calcdrill.export.lms.tables import refuses_kahoot, write_kahoot

FORMAT = Format(
    name="kahoot",
    suffix="xlsx",
    title="a spreadsheet for Kahoot",
    bank=write_kahoot,
    refuses=refuses_kahoot,
    sheet={"order": "given"},
)
