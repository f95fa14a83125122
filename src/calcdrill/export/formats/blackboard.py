"""Tab-separated questions, as Blackboard uploads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.problem import Problem


def bank(pages: Sequence[Page]) -> str:
    """One question a line."""
    from calcdrill.export.lms.tables import write_blackboard

    return write_blackboard(pages)


def refuses(problem: Problem) -> str | None:
    """What the form cannot hold."""
    from calcdrill.export.lms import tables

    return tables.refuses_blackboard(problem)


FORMAT = Format(
    name="blackboard",
    suffix="txt",
    title="tab-separated questions for Blackboard",
    bank=bank,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
