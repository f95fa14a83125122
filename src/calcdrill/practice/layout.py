"""Prose, statements and worked steps as lines of a given width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from calcdrill.choices import choice_letter
from calcdrill.expression.notation.boxes import Box, beside, line, width_of
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node, Relation
from calcdrill.practice.breaking import NEW_LINE, SPACE, pieces, text_pieces
from calcdrill.problem import Statement

__all__ = ["Look", "heading", "set_prose", "set_statement", "set_step", "set_words"]


@dataclass(frozen=True, slots=True)
class Look:
    """How wide the terminal is, whether it shows colours, and in which signs formulas are written."""

    width: int = 80
    colour: bool = False
    conventions: Conventions = DEFAULT

    def bold(self, text: str) -> str:
        return self._styled("1", text)

    def dim(self, text: str) -> str:
        return self._styled("2", text)

    def green(self, text: str) -> str:
        return self._styled("32", text)

    def red(self, text: str) -> str:
        return self._styled("31", text)

    def yellow(self, text: str) -> str:
        return self._styled("33", text)

    def _styled(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def heading(text: str, beside: str, look: Look) -> Iterator[str]:
    """A bold line with a remark beside it, or below it where both do not fit."""
    if len(text) + len(beside) + 2 <= look.width:
        yield (look.bold(text) + look.dim(f"  {beside}")) if beside else look.bold(text)
        return
    for words, style, indent in ((text, look.bold, ""), (beside, look.dim, "  ")):
        for part in set_words(words, max(20, look.width - len(indent))):
            yield style(indent + part)


def set_prose(prose: Prose, look: Look, indent: str = "") -> list[str]:
    """The lines of a sentence: words flow, formulas stand level with them."""
    room = max(20, look.width - len(indent))
    rows: list[list[Box]] = [[]]
    used = 0
    for box in _pieces(prose, room, look.conventions):
        if box == NEW_LINE or (used and used + box.width > room):
            rows.append([])
            used = 0
        if box == NEW_LINE or (box == SPACE and not used):
            continue
        rows[-1].append(box)
        used += box.width
    lines: list[str] = []
    for row in rows:
        if row:
            block = beside(*row)
            lines.extend((indent + text).rstrip() for text in block.lines)
    return lines


def _pieces(prose: Prose, room: int, conventions: Conventions) -> Iterator[Box]:
    """Words, spaces and formulas; what clings to a formula (a full stop) stays with it."""
    pending: Box | None = None
    for part in prose:
        if isinstance(part, Node):
            *before, pending = _led(pending, list(pieces(part, room, conventions)))
            yield from before
            continue
        words = part.replace("\n", " ").split(" ")
        for index, word in enumerate(words):
            if index:
                if pending is not None:
                    yield pending
                    pending = None
                yield SPACE
            if word:
                pending = line(word) if pending is None else beside(pending, line(word))
    if pending is not None:
        yield pending


def _led(pending: Box | None, boxes: list[Box]) -> list[Box]:
    """The pieces, the first of them behind what clings to it."""
    return boxes if pending is None else [beside(pending, boxes[0]), *boxes[1:]]


def set_words(text: str, width: int) -> list[str]:
    """The lines of a text with formulas in it; a line ends at a space, or where a formula may break."""
    if width_of(text) <= width:
        return [text]
    rows = [""]
    for word in _WORD.findall(text):
        for place, box in enumerate(text_pieces(word, width)):
            gap = " " if not place and rows[-1] else ""
            if rows[-1] and width_of(rows[-1] + gap + box.lines[0]) > width:
                rows.append("")
                gap = ""
            rows[-1] += gap + box.lines[0]
    return [row.rstrip() for row in rows]


_WORD = re.compile(r"(?:[=≠<≤>≥≈⇒→+−·-] )?\S+(?: %\S*)?")
"""A word; a sign between two terms goes with the second, a sign of per cent with its number."""


def set_statement(statement: Statement, look: Look) -> Iterator[str]:
    """The lines of a statement with its choices."""
    if statement.context:
        yield from set_prose(statement.context, look, "  ")
    yield from set_prose(statement.instruction, look, "  ")
    if statement.given:
        yield ""
        yield from set_prose(statement.given, look, "    ")
    for place, choice in enumerate(statement.choices):
        yield from set_prose((f"{choice_letter(place)}) ", *choice), look, "    ")


def set_step(step: Step, look: Look, number: str = "") -> Iterator[str]:
    """The lines of a worked step: its rule, the equation, the note."""
    for place, part in enumerate(set_words(step.rule, max(20, look.width - 2 - len(number)))):
        yield "  " + look.dim(" " * len(number) if place else number) + look.bold(part)
    equation: Prose = (step.after,)
    if step.check != "none" and step.before != step.after:
        equation = (Relation((step.before, step.after), (step.sign,)),)
        if step.sign == "=>":
            equation = (step.before, "  ⇒  ", step.after)
    yield from set_prose(equation, look, "      ")
    if step.note:
        yield from set_prose(step.note, look, "      ")
