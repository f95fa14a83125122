"""A sheet on no more pages than were asked for: the room to write gives way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from calcdrill.errors import InputError
from calcdrill.export.pdf import query
from calcdrill.export.typst import write_sheet_typst
from calcdrill.export.view import Page

__all__ = ["fitted"]

SHARES: Final = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1, 0.0)
"""How much of the usual room is tried, the most first."""
WHERE: Final = "\n#context [#metadata(query(<ending>).first().location().page())<pages>]\n"


def fitted(page: Page) -> Page:
    """The page with as much room as leaves it on ``sheet.pages`` pages (0: as it is).

    Room that was given to a single problem stays. Raises InputError, with the number of pages that are needed, where
    there is no such share.
    """
    most = page.sheet.pages
    if not most:
        return page
    if _pages(_with(page, 0.0)) > most:
        needed = _pages(_with(page, 0.0))
        raise InputError(
            f"pages: {len(page.items)} problems need {needed} pages even without room to write: "
            f"ask for fewer, or set pages={needed}"
        )
    low, high = 0, len(SHARES) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _pages(_with(page, SHARES[middle])) <= most else (middle + 1, high)
    return replace(_with(page, SHARES[low]), following=tuple(_with(one, SHARES[low]) for one in page.following))


def _with(page: Page, share: float) -> Page:
    """The page, by itself, with that share of its room."""
    single = page.sheet.workspace.problems
    groups = tuple(
        replace(
            group,
            items=tuple(
                item if str(item.number) in single else replace(item, height=round(item.height * share, 2))
                for item in group.items
            ),
        )
        for group in page.groups
    )
    return replace(page, groups=groups, following=())


def _pages(page: Page) -> int:
    source = write_sheet_typst(page, "sheet")
    theme = page.sheet.templates
    pages: int = json.loads(
        query(source + WHERE, "<pages>", "value", True, page.sheet.fonts, files=theme.files if theme else None)
    )
    return pages
