"""How much stands side by side on paper: columns of problems, answers and choices, and where a line is broken.

Decided from estimated widths (``extent``), so that a sheet of thousands of problems is set in one pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from calcdrill.export.extent import extent, extent_of_prose, extent_of_words, widest_part
from calcdrill.export.sheet import Sheet
from calcdrill.export.view import Group, Item, Line, Page
from calcdrill.expression.tree import Node, Points

__all__ = ["Cell", "Paper", "Row", "pieces", "rows"]

POINTS_IN_CM: Final = 72 / 2.54
WIDTHS: Final = {"a4": 21.0, "letter": 21.59}
NUMBER: Final = 1.8
"""What the number before a problem takes, in em."""
GAP: Final = 2.0
LABELS: Final = 10.5
"""The column of the rules' names beside a worked solution."""
SCORE: Final = 1.1
"""The column of a problem in the table of points, without the digits of its number."""
MOSTLY: Final = 0.75
"""The share of items that must fit a column before there are so many columns."""
NEAR: Final = 0.95
"""How much of an estimated width must fit: estimates are rather too wide."""


@dataclass(frozen=True)
class Cell:
    """An item at its place: how many columns it takes, and how wide that is in em."""

    item: Item
    span: int
    width: float


@dataclass(frozen=True)
class Row:
    """Items that stand side by side in so many columns, of which those of a group's last row may stay empty."""

    columns: int
    cells: tuple[Cell, ...]


def rows(widths: Sequence[float], most: int, gap: float, width: float) -> tuple[int, list[list[int]]]:
    """How many columns there are, and for each row how many of them each of its items takes, read along the rows.

    There are as many columns, up to ``most``, as leave most items on one line; what is wider takes more of them, and
    what stands alone takes all.
    """
    fits = [_columns(each, most, gap, width) for each in widths]
    columns = most
    while columns > 1 and sum(each >= columns for each in fits) < MOSTLY * len(fits):
        columns -= 1
    rows_of_items: list[list[int]] = []
    for each in widths:
        span = 1
        while span < columns and span_width(span, columns, gap, width) < NEAR * each:
            span += 1
        if not rows_of_items or sum(rows_of_items[-1]) + span > columns:
            rows_of_items.append([])
        rows_of_items[-1].append(span)
    return columns, [[columns] if len(row) == 1 else row for row in rows_of_items]


def _columns(wide: float, most: int, gap: float, width: float) -> int:
    """As many columns as leave so much room."""
    columns = most
    while columns > 1 and span_width(1, columns, gap, width) < NEAR * wide:
        columns -= 1
    return columns


def span_width(span: int, columns: int, gap: float, width: float) -> float:
    """How wide ``span`` columns of so many are, with the gaps between them."""
    return span * (width - gap * (columns - 1)) / columns + gap * (span - 1)


@dataclass(frozen=True)
class Paper:
    """The printed area of a sheet in em of its type."""

    sheet: Sheet

    @property
    def width(self) -> float:
        """The width of the text."""
        inner = WIDTHS[self.sheet.paper] - 2 * self.sheet.margin
        return inner * POINTS_IN_CM / self.sheet.font_size

    @property
    def is_narrow(self) -> bool:
        """Whether the rules' names stand above the lines of a solution, not beside them."""
        return self.width < 36

    def problem_rows(self, group: Group) -> tuple[Row, ...]:
        """The group's problems side by side."""
        widths = [_needed(item) + NUMBER for item in group.items]
        return self._rows(group.items, widths, self.sheet.columns, GAP)

    def columns_of(self, group: Group) -> int:
        """So many columns that every problem of the group fits one; a problem alone takes the page's width."""
        if len(group.items) == 1:
            return 1
        return min(_columns(_needed(item) + NUMBER, self.sheet.columns, GAP, self.width) for item in group.items)

    def column_width(self, columns: int) -> float:
        """The room for a problem in one of so many columns, in em."""
        return span_width(1, columns, GAP, self.width) - NUMBER

    def answer_rows(self, page: Page) -> tuple[Row, ...]:
        """The short answers side by side."""
        widths = [_answer(item.answer) + 2.6 + (1.2 if item.letter else 0.0) for item in page.items]
        return self._rows(page.items, widths, self.sheet.key_columns, 1.8)

    def _rows(self, items: Sequence[Item], widths: Sequence[float], most: int, gap: float) -> tuple[Row, ...]:
        columns, spans = rows(widths, most, gap, self.width)
        left = iter(items)
        lines = []
        for row in spans:
            own = columns if row is spans[-1] else sum(row)
            cells = (Cell(next(left), span, span_width(span, own, gap, self.width)) for span in row)
            lines.append(Row(own, tuple(cells)))
        return tuple(lines)

    def kept(self, page: Page) -> Row | None:
        """The row that goes to the next page with the last one, so that no problem stands on a page alone."""
        every = [row for group in page.groups for row in self.problem_rows(group)]
        return every[-2] if len(every) > 1 and len(every[-1].cells) == 1 else None

    @property
    def given(self) -> float:
        """The room for what is given above a worked solution."""
        return self.width - NUMBER

    def scores(self, count: int) -> int:
        """How many of so many problems stand side by side in the table of points, the lines about equally long."""
        column = SCORE + 0.5 * max(2, len(str(count)))
        most = max(3, min(14, int((self.width - LABELS) / column)))
        return ceil(count / ceil(count / most))

    def line_fits(self, line: Line) -> bool:
        """Whether a line of a worked solution needs no break."""
        return 1.08 * sum(_sides(line)) + 1.5 <= self._room(line)

    def is_wide(self, line: Line) -> bool:
        """Whether a side may be wider than the page however it is broken, so that it must be made smaller."""
        return 1.08 * max(widest_part(side) for side in (line.left, line.right) if side) + 1.5 > self._room(line)

    def _room(self, line: Line) -> float:
        return self.width - NUMBER - line.depth - (1.0 if self.is_narrow else self.labels)

    @property
    def labels(self) -> float:
        """The width of the column of the rules' names."""
        return LABELS

    def label_fits(self, line: Line) -> bool:
        """Whether the rule's name fits beside its line."""
        return not self.is_narrow and 0.88 * extent_of_words(line.rule) <= self.labels - 0.8 * line.depth - 0.4


def _needed(item: Item) -> float:
    """The room that a problem needs, in em: for what is given, if that is no passage of text, and for each formula."""
    given = item.problem.statement.given
    choices = (part for choice in item.choices for part in choice if not isinstance(part, str))
    formulas = [extent(part) for part in (*item.asked, *given) if not isinstance(part, str)]
    formulas += [NUMBER + extent(piece) for part in choices for piece in pieces(part)]
    whole = max(formulas, default=0.0) / NEAR
    return whole if item.is_prose else max(extent_of_prose(given), whole)


def _sides(line: Line) -> list[float]:
    return [extent(side) for side in (line.left, line.right) if side is not None]


def _answer(answer: Node) -> float:
    return sum(map(extent, pieces(answer)))


def pieces(answer: Node) -> tuple[Node, ...]:
    """What stays on one line of an answer: the answer, or each of several points with its kind."""
    if isinstance(answer, Points) and len(answer.items) > 1 and all(kind for _, kind in answer.items):
        return tuple(Points(answer.variables, (single,)) for single in answer.items)
    return (answer,)
