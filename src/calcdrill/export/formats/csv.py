"""A table of problems, answers, choices and feedback, for anything else: one problem a row."""

from calcdrill.export.formats import Format
from calcdrill.export.lms.tables import write_csv

FORMAT = Format(
    name="csv",
    suffix="csv",
    title="a table for a spreadsheet or a program",
    bank=write_csv,
    sheet={"order": "given"},
)
