"""A formula that is wider than the terminal, in pieces between which a line may end.

A piece begins at a sign of relation, at a plus or minus or at a factor, or follows a comma or semicolon: outside all
brackets first, within them where that is not enough. Each point of a list and each case has a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from calcdrill.expression.notation.boxes import Box, beside, line, width_of
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.notation.unicode import OPERATORS, layout, needs_block, write_unicode
from calcdrill.expression.tree import Node, Piecewise, Points, Relation

__all__ = ["NEW_LINE", "SPACE", "pieces", "set_formula", "text_pieces"]

SPACE: Final = line(" ")
"""Between two pieces: a line may end here."""
NEW_LINE: Final = line("\n")
"""Between two pieces: a line ends here."""
_NOTHING: Final = line("")

_PLACE: Final = re.compile(
    r" at \w+ = |(?P<open>[(\[{⌊⟨])|(?P<close>[)\]}⌋⟩])"
    r"|(?P<semicolon>(?<=;) )|(?P<relation> (?=[=≠<≤>≥≈⇒→] ))|(?P<comma>(?<=,) )|(?P<sum> (?=[+−] ))"
    r"|(?P<factor>(?<=.)(?=[·×])|(?<=.) (?=\S))"
)
_STRENGTH: Final = ("semicolon", "relation", "comma", "sum", "factor")


def set_formula(node: Node, width: int, conventions: Conventions) -> Box:
    """A formula as a block if it needs one and fits, on one line otherwise."""
    if needs_block(node):
        block = layout(node, conventions)
        if block.width <= width:
            return block
    return line(write_unicode(node, conventions))


def pieces(node: Node, room: int, conventions: Conventions) -> Iterator[Box]:
    """The formula, with SPACE and NEW_LINE between its pieces where it is wider than ``room`` columns."""
    whole = set_formula(node, room, conventions)
    if whole.width <= room:
        yield whole
    elif isinstance(node, Points) and len(node.items) > 1:
        yield from _points(node, room, conventions)
    elif isinstance(node, Relation) and not any(isinstance(side, Relation | Points) for side in node.sides):
        yield from _sides(node, room, conventions)
    else:
        yield from text_pieces(whole.lines[0], room, isinstance(node, Piecewise))


def _points(node: Points, room: int, conventions: Conventions) -> Iterator[Box]:
    last = len(node.items) - 1
    for index, item in enumerate(node.items):
        *before, end = pieces(Points(node.variables, (item,)), room - 1, conventions)
        yield from before
        yield end if index == last else beside(end, line(";"))
        if index < last:
            yield NEW_LINE


def _sides(node: Relation, room: int, conventions: Conventions) -> Iterator[Box]:
    """The sides, each led by its sign; a side that is still too wide comes in pieces itself."""
    yield from pieces(node.sides[0], room, conventions)
    for operator, side in zip(node.operators, node.sides[1:], strict=True):
        sign = OPERATORS[operator]
        first, *rest = pieces(side, room - len(sign) - 1, conventions)
        yield from (SPACE, beside(line(f"{sign} "), first), *rest)


def text_pieces(text: str, room: int, is_cases: bool = False) -> Iterator[Box]:
    """A formula on one line, cut at its strongest places until each piece fits ``room`` columns, if it can be."""
    depth, places = 0, []
    for match in _PLACE.finditer(text):
        if match.lastgroup == "open":
            depth += 1
        elif match.lastgroup == "close":
            depth -= 1
        elif match.lastgroup is not None:
            places.append((depth, _STRENGTH.index(match.lastgroup), match.start(), match.end()))
    yield from _cut(text, 0, len(text), places, room, is_cases)


def _cut(
    text: str, start: int, end: int, places: list[tuple[int, int, int, int]], room: int, is_cases: bool = False
) -> Iterator[Box]:
    inside = [place for place in places if start < place[2] and place[3] < end]
    if width_of(text[start:end]) <= room or not inside:
        yield line(text[start:end])
        return
    strongest = min(place[:2] for place in inside)
    for _, strength, stop, begin in (place for place in inside if place[:2] == strongest):
        yield from _cut(text, start, stop, inside, room)
        yield NEW_LINE if is_cases and strength == 0 else SPACE if begin > stop else _NOTHING
        start = begin
    yield from _cut(text, start, end, inside, room)
