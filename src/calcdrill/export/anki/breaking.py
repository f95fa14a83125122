r"""A printed formula in pieces between which a line may end, so that a phone shows all of it without scrolling.

Anki's MathJax breaks no lines. So a wide formula is given to it piece by piece, and the browser breaks the line
between two pieces where the screen is too narrow, and only there. A piece begins at a point of a list, at a sign of
relation, at a plus or minus, at a factor: at the first of these that makes the pieces short enough. What is in brackets
or in a fraction, and still too wide, is set on several lines there. The signs of the pieces are those of the formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from calcdrill.export.anki.width import width
from calcdrill.expression.notation.latex import RELATION_SIGNS

__all__ = ["FACTOR", "is_wide", "lines", "pieces"]

ROOM: Final = 10.0
"""What is wider, in em, comes in pieces: the narrowest phones have room for little more."""
FACTOR: Final = "{}"
"""Nothing to the eye: a piece that begins so is a factor, and stands close to the piece before."""
STACK: Final = 11.0
"""What is wider and has no place to be broken is set on several lines."""

_RELATION: Final = "|".join(map(re.escape, RELATION_SIGNS.values()))
_FENCE: Final = r"(?:\\[A-Za-z]+ ?|\\?.)"
_TOKEN: Final = re.compile(
    rf"(?P<open>\\left{_FENCE}|\\begin\{{\w+\}}|\{{)|(?P<close>\\right{_FENCE}|\\end\{{\w+\}}|\}})"
    rf"|(?P<point>(?<=,)\\quad )|(?P<comma>(?<=[,;]) (?=\S))|(?P<relation> (?:{_RELATION})(?= ))|(?P<sum> [+-](?= ))"
    r"|(?P<product> \\(?:cdot|times)(?= ))|(?P<factor>\\ | (?=\S))|\\[A-Za-z]+ ?|\\?."
)
_LEVELS: Final = ("point", "relation", "sum", "product", "factor")
_INNER: Final = ("comma", "relation", "sum", "product", "factor")
_LEADING: Final = re.compile(r" ([+-]|\\cdot|\\times) ")
_GAP: Final = re.compile(r"\A\\(?:quad|) ")
_SIGN: Final = re.compile(rf" ?(?:{_RELATION}|[+-]|\\cdot|\\times|[,;])? ?")


def lines(tex: str) -> tuple[tuple[str, ...], ...]:
    """The lines that a display must have, one a point, each in its pieces; raw TeX."""
    points = _cut(tex, "point") if is_wide(tex) else (tex,)
    return tuple(pieces(point) for point in points)


def pieces(tex: str) -> tuple[str, ...]:
    """The pieces of one line; the formula itself where it is narrow enough or nothing can be broken."""
    return tuple(_led(piece) for piece in _split(tex, _LEVELS))


def is_wide(tex: str) -> bool:
    """Whether a phone may be too narrow for the formula."""
    return width(tex) > ROOM


def _split(tex: str, levels: Sequence[str]) -> Iterator[str]:
    if width(tex) <= ROOM:
        yield tex
    elif not levels:
        yield _stacked(tex, STACK)
    elif levels[0] == "factor":
        first, *rest = _joined(_cut(tex, "factor"), ROOM / 2)
        yield _stacked(first, STACK)
        yield from (FACTOR + _stacked(piece.strip(), STACK) for piece in rest)
    else:
        for piece in _cut(tex, levels[0]):
            yield from _split(piece, levels[1:])


def _cut(tex: str, level: str) -> tuple[str, ...]:
    """The formula cut before each sign of a level that stands in no bracket."""
    pieces, start, depth = [], 0, 0
    for token in _TOKEN.finditer(tex):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        elif token.lastgroup == level and depth == 0 and not _SIGN.fullmatch(tex, start, token.start()):
            pieces.append(tex[start : token.start()])
            start = token.start()
    return (*pieces, tex[start:])


def _joined(parts: Sequence[str], room: float) -> Iterator[str]:
    """The parts, neighbours as one as long as there is room for them."""
    line = parts[0]
    for part in parts[1:]:
        if width(line + part) > room:
            yield line
            line = part
        else:
            line += part
    yield line


def _led(piece: str) -> str:
    """A piece with the gap behind its first sign, which TeX leaves out where nothing stands before the sign."""
    return _LEADING.sub(r"{\1}\\:", piece, count=1) if _LEADING.match(piece) else _GAP.sub("", piece.strip())


# -- what is in brackets


def _stacked(tex: str, room: float) -> str:
    """The formula with what is in its widest brackets on several lines, where it is wider than ``room``."""
    if width(tex) <= room:
        return tex
    start, end = max(_enclosed(tex), key=lambda span: width(tex[slice(*span)]), default=(0, 0))
    inner = tex[start:end]
    left = max(room / 2, room - (width(tex) - width(inner)))
    rows = tuple(_joined(tuple(_inner(inner, left)), left)) if inner else ()
    if len(rows) < 2:
        return "".join((tex[:start], *rows, tex[end:]))
    stack = r" \\ &{}".join(rows)
    return rf"{tex[:start]}\begin{{aligned}}&{stack}\end{{aligned}}{tex[end:]}"


def _inner(tex: str, room: float) -> Iterator[str]:
    """What is in brackets, cut before its strongest signs; what is still too wide is stacked again."""
    parts = next((pieces for level in _INNER if len(pieces := _cut(tex, level)) > 1), (tex,))
    for part in parts:
        yield _stacked(part, room)


def _enclosed(tex: str) -> Iterator[tuple[int, int]]:
    """Where what is in brackets, or in a fraction, begins and ends; not what is in these again."""
    depth, start = 0, 0
    for token in _TOKEN.finditer(tex):
        if token.lastgroup == "open":
            start = start if depth else token.end()
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
            if not depth:
                yield start, token.start()
