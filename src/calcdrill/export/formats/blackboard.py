"""Tab-separated questions, as Blackboard uploads them: one question a line."""

from calcdrill.export.formats import Format
from calcdrill.export.lms.questions import refuses
from calcdrill.export.lms.tables import write_blackboard

FORMAT = Format(
    name="blackboard",
    suffix="txt",
    title="tab-separated questions for Blackboard",
    bank=write_blackboard,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
