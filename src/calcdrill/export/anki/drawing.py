"""A drawing made small: a note holds a dozen of them, and a phone holds the whole note.

Lines lose the points that nobody sees (Douglas and Peucker, 1973) and are written as short relative moves;
attributes that every line has are left to the card's CSS. The picture is the same to a quarter of a dot.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["compact"]

_SLACK: Final = 0.25
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


def compact(svg: str) -> str:
    """The same drawing in fewer characters, for the style sheet of the cards."""
    plain = _NEEDLESS.sub("", svg)
    for common, name in _CLASSES:
        plain = plain.replace(common, name)
    return _PATH.sub(lambda found: f' d="{_POLYLINE.sub(_shorter, found[1])}"', plain)


def _shorter(found: re.Match[str]) -> str:
    pairs = (pair.split() for pair in found[1].split(" L"))
    points = [(float(x), float(y)) for x, y in pairs]
    return _relative(_needed(points)) + ("z" if found[2] else "")


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
    return float(((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2) ** 0.5)


def _relative(points: list[Point]) -> str:
    """Moves from point to point in tenths, each from where the last rounding has led."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    (x, y), parts = tenths[0], []
    for following_x, following_y in tenths[1:]:
        across, down = _tenth(following_x - x), _tenth(following_y - y)
        parts.append(across + ("" if down.startswith("-") else " ") + down)
        x, y = following_x, following_y
    moves = "".join(part if not n or part.startswith("-") else " " + part for n, part in enumerate(parts))
    return f"M{_tenth(tenths[0][0])} {_tenth(tenths[0][1])}l{moves}"


def _tenth(count: int) -> str:
    whole, rest = divmod(abs(count), 10)
    text = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{text}" if count < 0 else text
