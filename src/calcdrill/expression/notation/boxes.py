"""Blocks of text that stand beside and above one another: the layout under two-dimensional formulas."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


def width_of(line: str) -> int:
    """How many columns a line takes: combining marks take none."""
    return len(line) if line.isascii() else sum(not unicodedata.combining(character) for character in line)


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width; line ``base`` is level with what stands beside the box."""

    lines: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        return width_of(self.lines[0])

    @property
    def height(self) -> int:
        return len(self.lines)

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)


def line(text: str) -> Box:
    """A box of one line."""
    return Box((text,))


def beside(*boxes: Box) -> Box:
    """The boxes from left to right, their bases level."""
    above = max(box.base for box in boxes)
    below = max(box.height - box.base for box in boxes)
    rows = ["".join(_row(box, index - above + box.base) for box in boxes) for index in range(above + below)]
    return Box(tuple(rows), above)


def _row(box: Box, index: int) -> str:
    return box.lines[index] if 0 <= index < box.height else " " * box.width


def centred(box: Box, width: int) -> Box:
    """The box with spaces on both sides, ``width`` columns wide."""
    left = (width - box.width) // 2
    right = width - box.width - left
    return Box(tuple(" " * left + row + " " * right for row in box.lines), box.base)


def stacked(top: Box, bottom: Box, rule: str = "─") -> Box:
    """A fraction: ``top`` over ``bottom`` with a rule between, which is the base."""
    width = max(top.width, bottom.width)
    rows = (*centred(top, width).lines, rule * width, *centred(bottom, width).lines)
    return Box(rows, top.height)


def raised(base: Box, exponent: Box) -> Box:
    """The exponent to the right of the base, ending one line above its top."""
    lifted = tuple(" " * base.width + row for row in exponent.lines)
    rows = (*lifted, *(row + " " * exponent.width for row in base.lines))
    return Box(rows, base.base + exponent.height)


def column(boxes: Sequence[Box], base: int) -> Box:
    """The boxes from top to bottom, aligned on the left; ``base`` is a line of the whole."""
    width = max(box.width for box in boxes)
    rows = [row + " " * (width - width_of(row)) for box in boxes for row in box.lines]
    return Box(tuple(rows), base)


def grid(rows: Sequence[Sequence[Box]], gap: int = 2) -> Box:
    """A table of boxes, each column centred; the base is the middle line."""
    widths = [max(row[index].width for row in rows) for index in range(len(rows[0]))]
    space = line(" " * gap)
    placed = []
    for row in rows:
        cells: list[Box] = []
        for cell, width in zip(row, widths, strict=True):
            cells.extend([space, centred(cell, width)] if cells else [centred(cell, width)])
        placed.append(beside(*cells))
    stack = column(placed, 0)
    return Box(stack.lines, stack.height // 2 if stack.height > 1 else 0)


_TALL = dict(zip("()[]|‖{⌊⌋⟨⟩", "⎛⎜⎝ ⎞⎟⎠ ⎡⎢⎣ ⎤⎥⎦ │││ ‖‖‖ ⎧⎪⎩ ⎢⎢⎣ ⎥⎥⎦ ╱⟨╲ ╲⟩╱".split(), strict=True))


def fenced(box: Box, left: str, right: str) -> Box:
    """The box between brackets as tall as it is; an empty string leaves one side open."""
    if box.height == 1:
        return Box((left + box.lines[0] + right,))
    return beside(*(part for part in (_fence(left, box), box, _fence(right, box)) if part is not None))


def _fence(sign: str, box: Box) -> Box | None:
    if not sign:
        return None
    top, middle, bottom = tuple(_TALL[sign])
    rows = [top, *([middle] * (box.height - 2)), bottom]
    if sign == "{" and box.height > 2:
        rows[box.base if 0 < box.base < box.height - 1 else box.height // 2] = "⎨"
    return Box(tuple(rows), box.base)
