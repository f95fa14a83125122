"""The grading record: what a browser must know of a problem to judge a typed answer, as a small JSON object.

    names ─► points at which the answer is decided ─► enclosures of the answer and of each named mistake

``web/grader.js`` reads it. What the fields mean is said in ``docs/json.md``.
"""

from calcdrill.grading.record import grading_record

__all__ = ["grading_record"]
