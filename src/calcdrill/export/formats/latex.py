"""LaTeX source for the ``exam`` class."""

from calcdrill.export.formats import Format
from calcdrill.export.latex import write_sheet_latex

FORMAT = Format(name="latex", suffix="tex", title="source for the exam class", write=write_sheet_latex)
