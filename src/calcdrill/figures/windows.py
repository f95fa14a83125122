"""Which part of a graph is drawn: wide enough for what is asked, and not so wide that one end dwarfs all the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from calcdrill.figures.canvas import Point
from calcdrill.figures.floats import Curve

__all__ = ["around", "heights_in_view", "peaks", "samples", "tail"]

STEPS: Final = 240
HALF: Final = 4.0
"""Half the width of a window where nothing asks for another one."""
TALL: Final = 1_000.0
STEEP: Final = 20.0
NARROWEST: Final = 0.25
QUIET: Final = 0.02
MOST_SWINGS: Final = 14
HIGHEST: Final = 1e6


def around(curve: Curve, marks: Sequence[float]) -> tuple[float, float]:
    """An interval with room about the marks; narrower where the function grows beyond bounds or swings too fast."""
    middle, half = 0.0, HALF
    if marks:
        middle, spread = (min(marks) + max(marks)) / 2, max(marks) - min(marks)
        half = spread / 2 + max(1.0, 0.5 * spread) if spread else 3.0
    width = half
    while width > NARROWEST and _is_unreadable(curve, middle, width):
        width /= 2
    room = width / 4
    return (
        min([middle - width, *(mark - room for mark in marks)]),
        max([middle + width, *(mark + room for mark in marks)]),
    )


def _is_unreadable(curve: Curve, middle: float, width: float) -> bool:
    """Whether the function is huge at the ends beside its middle half, or swings up and down too often to be drawn."""
    ends = _largest(curve, middle - width, middle + width)
    if ends > TALL and ends > STEEP * _largest(curve, middle - width / 2, middle + width / 2):
        return True
    heights = [y for _, y in samples(curve, middle - width, middle + width, 2 * STEPS) if math.isfinite(y)]
    slopes = [after - before for before, after in pairwise(heights)]
    return sum(one * other < 0 for one, other in pairwise(slopes)) > MOST_SWINGS


def _largest(curve: Curve, low: float, high: float) -> float:
    """The size of all but the largest tenth of the values: a pole inside the interval does not count."""
    sizes = sorted(abs(y) for _, y in samples(curve, low, high, 80) if math.isfinite(y))
    return sizes[(9 * len(sizes)) // 10 - 1] if len(sizes) > 1 else 0.0


def tail(curve: Curve, start: float, away: float) -> float:
    """Where a region without end may end in a picture: the function has become small (``away`` is 1 or −1)."""
    reach = 8.0
    points = [point for point in samples(curve, start, start + away * reach, 320) if math.isfinite(point[1])]
    most = max((abs(y) for _, y in points), default=0.0)
    last = max((abs(x - start) for x, y in points if abs(y) > QUIET * most), default=reach)
    return start + away * min(reach, max(1.25 * last, 0.5))


def heights_in_view(heights: Sequence[float]) -> list[float]:
    """The heights that are to be seen of all those of a graph: what lies far from most of them is left out."""
    ordered = sorted(heights)
    quarter, three_quarters = ordered[len(ordered) // 4], ordered[(3 * len(ordered)) // 4]
    middle = ordered[len(ordered) // 2]
    if ordered[-1] - ordered[0] <= 3 * max(abs(middle), three_quarters - quarter):
        return ordered
    spread = 0.9 * (three_quarters - quarter) or 1.0
    return [y for y in ordered if quarter - spread <= y <= three_quarters + spread]


def peaks(points: Sequence[Point]) -> list[Point]:
    """The smooth tops and bottoms of a graph: they are what one looks at, however small the rest is."""
    found = []
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        rise, fall = here[1] - before[1], here[1] - after[1]
        is_turn = rise * fall >= 0 and rise + fall != 0
        if is_turn and max(abs(rise), abs(fall)) < 0.1 * abs(here[1]) < 0.1 * HIGHEST:
            found.append(here)
    return found


def samples(curve: Curve, low: float, high: float, steps: int = STEPS) -> list[Point]:
    """Points of the graph, with a gap (a point without a height) where it jumps or has a pole."""
    points: list[Point] = []
    for k in range(steps + 1):
        x = low + (high - low) * k / steps
        y = curve(x)
        if points and _jumps(curve, points[-1], (x, y), abs(high - low)):
            points.append((x, math.nan))
        points.append((x, y))
    return points


def _jumps(curve: Curve, start: Point, end: Point, width: float) -> bool:
    """Whether the graph is broken between two neighbouring points: halving the way does not bring them together."""
    gap = abs(end[1] - start[1])
    if not gap > STEEP * abs(end[0] - start[0]) and not gap > 0.05 * width:
        return False
    for _ in range(30):
        middle = (start[0] + end[0]) / 2
        height = curve(middle)
        if math.isnan(height):
            return True
        if abs(height - start[1]) >= abs(height - end[1]):
            end = (middle, height)
        else:
            start = (middle, height)
    return abs(end[1] - start[1]) > 0.3 * gap
