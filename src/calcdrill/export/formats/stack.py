"""STACK questions in Moodle's XML: answers that are typed and compared by algebra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.problem import Problem


def bank(pages: Sequence[Page]) -> bytes:
    """One file; the problems of an exercise are the variants of one question."""
    from calcdrill.export.lms.stack import write

    return write(pages)


def refuses(problem: Problem) -> str | None:
    """What the form cannot hold."""
    from calcdrill.export.lms import stack

    return stack.refuses(problem)


FORMAT = Format(
    name="stack",
    suffix="xml",
    title="questions for STACK in Moodle",
    bank=bank,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
