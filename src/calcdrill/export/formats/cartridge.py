"""An IMS Common Cartridge 1.1 with an assessment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcdrill.export.formats import Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.problem import Problem


def bank(pages: Sequence[Page]) -> bytes:
    """The cartridge; each version is an assessment."""
    from calcdrill.export.lms.cartridge import write

    return write(pages)


def refuses(problem: Problem) -> str | None:
    """What the form cannot hold."""
    from calcdrill.export.lms import cartridge

    return cartridge.refuses(problem)


FORMAT = Format(
    name="cartridge",
    suffix="imscc",
    title="an assessment in a Common Cartridge 1.1",
    bank=bank,
    refuses=refuses,
    sheet={"order": "given"},
)
