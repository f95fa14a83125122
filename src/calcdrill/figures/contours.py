"""Drawings of functions of two variables: contour lines, gradient arrows, the path of a descent, a saddle."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.glyphs import write_name
from calcdrill.figures.canvas import Canvas, Point, Window
from calcdrill.figures.floats import Curve, constant, function_of

__all__ = ["CONTOURS", "level_lines"]

GRID: Final = 36
LEVELS: Final = 9

Data = Mapping[str, Any]


def contour(data: Data) -> Canvas:
    """Level lines of ``function`` with arrows along the gradient; ``at`` (optional) is marked and in the middle."""
    curve = function_of(data["function"], data["variables"])
    middle = _point(data["at"]) if data.get("at") is not None else (0.0, 0.0)
    window = Window(middle[0] - 3, middle[0] + 3, middle[1] - 2.2, middle[1] + 2.2)
    canvas = _canvas(data, window)
    _lines(canvas, curve)
    _arrows(canvas, curve, [middle] if data.get("at") is not None else _lattice(window))
    if data.get("direction") is not None:
        across, up = _point(data["direction"])
        share = 1.3 / math.hypot(across, up)
        canvas.line([middle, (middle[0] + share * across, middle[1] + share * up)], 1.6, "5 3", arrow=True)
    if data.get("at") is not None:
        canvas.dot(middle)
    return canvas


def constrained(data: Data) -> Canvas:
    """Level lines of ``function``, the curve ``constraint`` = 0 drawn strongly, and the ``points`` where they touch."""
    curve, side = (function_of(data[name], data["variables"]) for name in ("function", "constraint"))
    points = [_point(point) for point in data["points"]]
    window = _around([*points, (0.0, 0.0)])
    canvas = _canvas(data, window)
    values = _values(curve, window, GRID)
    _lines(canvas, curve)
    for point in points:
        for line in level_lines(values, window, curve(*point)):
            canvas.line(line, 1.0, "5 3")
    for line in level_lines(_values(side, window, 2 * GRID), window, 0.0):
        canvas.line(line, 2.0)
    for point in points:
        canvas.dot(point)
    return canvas


def curve(data: Data) -> Canvas:
    """The curve where ``curve`` is 0, and its tangent with the ``slope`` at the point ``at``."""
    side = function_of(data["curve"], data["variables"])
    (x, y), slope = _point(data["at"]), constant(data["slope"])
    window = _around([(x, y), (-x, -y), (x + 2.0, y + 1.0), (x - 2.0, y - 1.0)])
    canvas = _canvas(data, window)
    for line in level_lines(_values(side, window, 2 * GRID + 1), window, 0.0):
        canvas.line(line, 1.8)
    reach = (window.right - window.left) / (5 * math.hypot(1.0, slope))
    canvas.line([(x - reach, y - slope * reach), (x + reach, y + slope * reach)], 1.1, "5 3")
    canvas.dot((x, y))
    return canvas


def descent(data: Data) -> Canvas:
    """Level lines of ``function`` under the ``path`` of a descent."""
    curve = function_of(data["function"], data["variables"])
    path = [_point(point) for point in data["path"]]
    window = _around([*path, (0.0, 0.0)] if _near(path) else path)
    canvas = _canvas(data, window)
    _lines(canvas, curve)
    for start, end in pairwise(path):
        canvas.line([start, end], 1.5, arrow=True)
    for point in path:
        canvas.dot(point, hollow=point is not path[-1])
    return canvas


def saddle(data: Data) -> Canvas:
    """Level lines of ``function`` around a point ``at``; the level of the point itself is drawn strongest."""
    curve = function_of(data["function"], data["variables"])
    middle = _point(data["at"])
    window = Window(middle[0] - 2, middle[0] + 2, middle[1] - 1.45, middle[1] + 1.45)
    canvas = _canvas(data, window)
    _lines(canvas, curve)
    # An even number of cells would put grid points on the lines through the saddle, where they fray.
    for line in level_lines(_values(curve, window, 2 * GRID + 1), window, curve(*middle)):
        canvas.line(line, 1.6)
    _arrows(canvas, curve, _lattice(window))
    canvas.dot(middle)
    return canvas


CONTOURS: Final[Mapping[str, Callable[[Data], Canvas]]] = {
    "contour": contour,
    "curve": curve,
    "constrained": constrained,
    "descent": descent,
    "saddle": saddle,
}


def _point(point: Any) -> Point:
    values = tuple(point.values()) if isinstance(point, Mapping) else tuple(point)
    if len(values) != 2:
        raise Unwritable("only two variables can be drawn")
    return constant(values[0]), constant(values[1])


def _near(path: Sequence[Point]) -> bool:
    """Whether the origin is near enough to be a useful part of the picture."""
    size = max(max(abs(x) for x, _ in path), max(abs(y) for _, y in path))
    spread = max(abs(path[0][0] - path[-1][0]), abs(path[0][1] - path[-1][1]))
    return size <= 4 * spread


def _around(points: Sequence[Point]) -> Window:
    """A window with room around all points, in the shape of the paper."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide = max(1.4 * (max(xs) - min(xs)), 1.0)
    high = max(1.4 * (max(ys) - min(ys)), 1.0)
    wide, high = max(wide, high / 0.72), max(high, wide * 0.72)
    across, up = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return Window(across - wide / 2, across + wide / 2, up - high / 2, up + high / 2)


def _canvas(data: Data, window: Window) -> Canvas:
    canvas = Canvas(window, decimal=data.get("decimal", "."))
    horizontal, vertical = data["variables"]
    canvas.axes(write_name(horizontal), write_name(vertical))
    return canvas


def _lines(canvas: Canvas, curve: Curve) -> None:
    window = canvas.window
    values = _values(curve, window, GRID)
    ranked = sorted(value for row in values for value in row if not math.isnan(value))
    if not ranked:
        raise Unwritable("the function has no value where it would be drawn")
    for k in range(1, LEVELS + 1):
        level = ranked[min(len(ranked) - 1, k * len(ranked) // (LEVELS + 1))]
        for line in level_lines(values, window, level):
            canvas.line(line, 0.6)


def _values(curve: Curve, window: Window, cells: int) -> list[list[float]]:
    wide, high = (window.right - window.left) / cells, (window.top - window.bottom) / cells
    return [
        [curve(window.left + i * wide, window.bottom + j * high) for i in range(cells + 1)] for j in range(cells + 1)
    ]


def level_lines(values: Sequence[Sequence[float]], window: Window, level: float) -> list[list[Point]]:
    """The level line of a function whose values on a square grid are given: marching squares, joined end to end."""
    pieces: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {}
    places: dict[tuple[int, int, int], Point] = {}
    for j in range(len(values) - 1):
        for i in range(len(values[0]) - 1):
            for start, end in _cell(values, i, j, level):
                pieces.setdefault(start, []).append(end)
                pieces.setdefault(end, []).append(start)
                for edge in (start, end):
                    if edge not in places:
                        places[edge] = _crossing(edge, values, level, window)
    return [[places[edge] for edge in chain] for chain in _chains(pieces)]


_SIDES: Final = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 2), (0, 1)), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((0, 2),), 10: ((3, 0), (1, 2)), 11: ((1, 2),), 12: ((1, 3),), 13: ((0, 1),), 14: ((0, 3),),
}  # fmt: skip
"""Which sides of a square (0 below, 1 right, 2 above, 3 left) a level line joins, by the corners above the level."""


def _cell(
    values: Sequence[Sequence[float]], i: int, j: int, level: float
) -> Iterator[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    corners = values[j][i], values[j][i + 1], values[j + 1][i + 1], values[j + 1][i]
    if any(math.isnan(corner) for corner in corners):
        return
    above = sum(1 << k for k, corner in enumerate(corners) if corner > level)
    edges = (i, j, 0), (i + 1, j, 1), (i, j + 1, 0), (i, j, 1)
    for start, end in _SIDES.get(above, ()):
        yield edges[start], edges[end]


def _crossing(edge: tuple[int, int, int], values: Sequence[Sequence[float]], level: float, window: Window) -> Point:
    i, j, upright = edge
    wide, high = (window.right - window.left) / (len(values[0]) - 1), (window.top - window.bottom) / (len(values) - 1)
    a = values[j][i]
    b = values[j + 1][i] if upright else values[j][i + 1]
    share = (level - a) / (b - a) if b != a else 0.5
    x = window.left + (i + (0 if upright else share)) * wide
    y = window.bottom + (j + (share if upright else 0)) * high
    return x, y


def _chains(pieces: dict[tuple[int, int, int], list[tuple[int, int, int]]]) -> Iterator[list[tuple[int, int, int]]]:
    """Pieces joined to lines: first those with ends, then what is closed."""
    left = {edge: list(ends) for edge, ends in pieces.items()}
    for start in (*(edge for edge, ends in pieces.items() if len(ends) == 1), *pieces):
        while left[start]:
            chain = [start]
            while left[chain[-1]]:
                following = left[chain[-1]].pop()
                left[following].remove(chain[-1])
                chain.append(following)
            yield chain


def _lattice(window: Window) -> list[Point]:
    wide, high = window.right - window.left, window.top - window.bottom
    return [(window.left + wide * i / 6, window.bottom + high * j / 5) for i in range(1, 6) for j in range(1, 5)]


def _arrows(canvas: Canvas, curve: Curve, points: Sequence[Point]) -> None:
    """Arrows uphill, the longest for the steepest slope."""
    window = canvas.window
    size = (window.right - window.left) / 8
    slopes = [(point, _slope(curve, point)) for point in points]
    steepest = max((math.hypot(*slope) for _, slope in slopes if not math.isnan(slope[0])), default=0.0)
    for (x, y), (dx, dy) in slopes:
        length = math.hypot(dx, dy)
        if steepest and not math.isnan(length) and length > 0.02 * steepest:
            share = size * (0.35 + 0.65 * length / steepest) / length
            canvas.line([(x, y), (x + share * dx, y + share * dy)], 1.0, arrow=True)


def _slope(curve: Curve, point: Point) -> Point:
    """The gradient for a picture: central differences."""
    x, y = point
    step = 1e-5
    across, up = curve(x + step, y) - curve(x - step, y), curve(x, y + step) - curve(x, y - step)
    return across / (2 * step), up / (2 * step)
