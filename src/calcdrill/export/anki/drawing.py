"""A drawing made small: a note holds a dozen of them, and a phone holds the whole note.

Lines lose the points that nobody sees (Douglas and Peucker, 1973); the rest guide a smooth curve, written as short
relative moves. Attributes that every line has are left to the card's CSS. The picture is the same to half a dot.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import hypot
from typing import Final

from calcdrill.expression.notation.conventions import DEFAULT
from calcdrill.figures import draw
from calcdrill.problem import Figure

__all__ = ["compact", "drawn"]

_SLACK: Final = 0.25
_ROUND: Final = 0.6
"""How far a smooth curve may pass from a point that guides it, in dots; a point that it would miss is a
corner, and so is one where it turns sharply.
"""
_CLASSES: Final = (
    (' stroke-linejoin="round" stroke-linecap="round"', ""),
    (' fill="none" stroke="currentColor" stroke-width="0.6"', ' class="cd-c"'),
    (' fill="none" stroke="currentColor" stroke-width="0.8"', ' class="cd-x"'),
    (' fill="none" stroke="currentColor"', ' class="cd-l"'),
    (' text-anchor="middle" font-size="8.5"', ' class="cd-t"'),
)
"""What many parts of a drawing have in common, and the class that says it in the style sheet."""

_PATH: Final = re.compile(r' d="([^"]*)"')
_POLYLINE: Final = re.compile(r"M(-?[\d.]+ -?[\d.]+(?: L-?[\d.]+ -?[\d.]+)+)( Z)?")
_NEEDLESS: Final = re.compile(r'<title>[^<]*</title>| xmlns="[^"]*"| font-family="[^"]*"')

Point = tuple[float, float]


class _Same:
    """A figure that equals itself alone: its data may not be hashed."""

    __slots__ = ("figure",)

    def __init__(self, figure: Figure) -> None:
        self.figure = figure

    def __hash__(self) -> int:
        return id(self.figure)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.figure is self.figure


def drawn(figure: Figure, decimal: str = DEFAULT.decimal) -> str:
    """The compact drawing of a figure, kept: decks and the site show the same problems; raises Unwritable."""
    return _drawn(_Same(figure), decimal)


@lru_cache(maxsize=8192)
def _drawn(same: _Same, decimal: str) -> str:
    return compact(draw(same.figure, decimal=decimal))


def compact(svg: str) -> str:
    """The same drawing in fewer characters, for the style sheet of the cards."""
    plain = _NEEDLESS.sub("", svg)
    for common, name in _CLASSES:
        plain = plain.replace(common, name)
    return _PATH.sub(lambda found: f' d="{_POLYLINE.sub(_shorter, found[1])}"', plain)


def _shorter(found: re.Match[str]) -> str:
    pairs = (pair.split() for pair in found[1].split(" L"))
    points = [(float(x), float(y)) for x, y in pairs]
    return _moves(_needed(points)) + ("z" if found[2] else "")


def _needed(points: list[Point]) -> list[Point]:
    """The points without which the line would look another."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        farthest = max(
            range(first + 1, last), key=lambda k: _distance(points[k], points[first], points[last]), default=0
        )
        if farthest and _distance(points[farthest], points[first], points[last]) > _SLACK:
            keep.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[k] for k in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far the point lies from the stretch between two others."""
    (x, y), (x0, y0), (x1, y1) = point, start, end
    dx, dy = x1 - x0, y1 - y0
    long = dx * dx + dy * dy
    along = min(1.0, max(0.0, ((x - x0) * dx + (y - y0) * dy) / long)) if long else 0.0
    return hypot(x - x0 - along * dx, y - y0 - along * dy)


def _moves(points: list[Point]) -> str:
    """The line through corners and along the points between them, in tenths of a dot.

    A stretch of smooth points is a quadratic spline: each point is a control point, each midpoint is passed. Only
    the first control point is written (``q``); each other one is its mirror image (``t``), so the midpoints are
    rounded in such a way that the mirror images stay where they belong.
    """
    x, y = _round(points[0])
    path = f"M{_tenth(x)} {_tenth(y)}"
    control: tuple[int, int] | None = None
    for k in range(1, len(points)):
        smooth = _is_smooth(points, k)
        if not smooth:
            if control is None:
                path, (x, y) = path + _to("l", (x, y), _round(points[k])), _round(points[k])
            control = None
            continue
        first = control is None
        control = _round(points[k]) if control is None else (2 * x - control[0], 2 * y - control[1])
        end = _round(points[k + 1])
        if _is_smooth(points, k + 1):
            end = (control[0] + end[0]) // 2, (control[1] + end[1]) // 2
        path += _to("q", (x, y), control, end) if first else _to("t", (x, y), end)
        x, y = end
    return path


def _is_smooth(points: list[Point], k: int) -> bool:
    if not 0 < k < len(points) - 1:
        return False
    (x0, y0), (x1, y1), (x2, y2) = points[k - 1 : k + 2]
    before, after = (x1 - x0, y1 - y0), (x2 - x1, y2 - y1)
    turns_little = before[0] * after[0] + before[1] * after[1] > 0.5 * hypot(*before) * hypot(*after)
    return turns_little and _distance(points[k], points[k - 1], points[k + 1]) / 4 <= _ROUND


def _round(point: Point) -> tuple[int, int]:
    return round(10 * point[0]), round(10 * point[1])


def _to(command: str, start: tuple[int, int], *places: tuple[int, int]) -> str:
    """One command with its places relative to where it starts; a minus parts numbers as well as a space."""
    numbers = [_tenth(there - here) for place in places for there, here in zip(place, start, strict=True)]
    return command + "".join(n if not k or n.startswith("-") else " " + n for k, n in enumerate(numbers))


def _tenth(count: int) -> str:
    whole, rest = divmod(abs(count), 10)
    text = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{text}" if count < 0 else text
