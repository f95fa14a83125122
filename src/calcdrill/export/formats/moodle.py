"""Moodle's XML, for the import of a question bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.problem import Problem


def bank(pages: Sequence[Page]) -> bytes:
    """One file of questions; versions are what a quiz draws from."""
    from calcdrill.export.lms.moodle import write

    return write(pages)


def refuses(problem: Problem) -> str | None:
    """What the form cannot hold."""
    from calcdrill.export.lms import moodle

    return moodle.refuses(problem)


FORMAT = Format(
    name="moodle",
    suffix="xml",
    title="a question bank for Moodle",
    bank=bank,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
