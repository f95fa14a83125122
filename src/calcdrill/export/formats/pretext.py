"""PreTeXt's XML: exercises for a textbook, with a section for each version."""

from dataclasses import dataclass

from calcdrill.export.formats import Format
from calcdrill.export.lms.pretext import write


@dataclass(frozen=True)
class Options:
    """Set by ``--set formats.pretext.interactive=true``: choices to click, with feedback, where there are enough."""

    interactive: bool = False


FORMAT = Format(
    name="pretext",
    suffix="ptx",
    title="exercises for a PreTeXt book",
    bank=write,
    options=Options,
    sheet={"order": "given"},
)
