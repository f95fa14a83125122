"""QTI 1.2 as Canvas imports it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.problem import Problem


def bank(pages: Sequence[Page]) -> bytes:
    """The zip; versions are groups from which Canvas draws."""
    from calcdrill.export.lms.canvas import write

    return write(pages)


def refuses(problem: Problem) -> str | None:
    """What the form cannot hold."""
    from calcdrill.export.lms import canvas

    return canvas.refuses(problem)


FORMAT = Format(
    name="qti12",
    suffix="zip",
    title="a quiz for Canvas (QTI 1.2)",
    bank=bank,
    refuses=refuses,
    sheet={"order": "given"},
    shares_suffix=True,
)
