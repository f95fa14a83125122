"""A package of QTI 2.1: items and a test, with MathML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.problem import Problem


def bank(pages: Sequence[Page]) -> bytes:
    """The package; the test draws one version of each place."""
    from calcdrill.export.lms.qti2 import write

    return write(pages)


def refuses(problem: Problem) -> str | None:
    """What the form cannot hold."""
    from calcdrill.export.lms import qti2

    return qti2.refuses(problem)


FORMAT = Format(
    name="qti21",
    suffix="zip",
    title="a test in QTI 2.1",
    bank=bank,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
