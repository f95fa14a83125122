"""Drawings of functions of one variable: the graph, a tangent, a secant, an area, Taylor polynomials, a descent."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.glyphs import write_name
from calcdrill.figures.canvas import Canvas, Point, Window
from calcdrill.figures.floats import Curve, constant, function_of
from calcdrill.figures.windows import TALL, around, heights_in_view, peaks, samples, tail

__all__ = ["CURVES"]

DASHES: Final = ("5 3", "1.5 3", "8 3 1.5 3")
"""How a second, third and fourth line are told apart without colour."""

Data = Mapping[str, Any]


def graph(data: Data) -> Canvas:
    """``function`` of ``variable``, from ``lower`` to ``upper`` (default −4 to 4), and ``others`` beside it.

    The places ``marks`` are marked on the graph, the points ``holes`` by rings. With ``is_closed`` all of the graph
    between the ends is in view, and the ends are marked by smaller points.
    """
    marks = [constant(mark) for mark in data.get("marks", ())]
    curve = _curve(data)
    low, high = around(curve, marks)
    if "lower" in data:
        low = constant(data["lower"])
        high = max(high, low + 4.0)
    if "upper" in data:
        high = constant(data["upper"])
        low = low if "lower" in data else min(low, high - 4.0)
    is_closed = bool(data.get("is_closed"))
    seen = [(mark, curve(mark)) for mark in marks]
    holes = [(constant(x), constant(y)) for x, y in data.get("holes", ())]
    whole = [point for point in samples(curve, low, high, 120) if is_closed and not math.isnan(point[1])]
    whole += [(end, curve(end)) for end in (low,) if "lower" in data and abs(curve(end)) < TALL]
    room = 0.08 * (high - low) if is_closed else 0.0
    canvas = _canvas(data, curve, low - room, high + room, focus=[*seen, *whole, *holes], values=(low, high))
    canvas.line(samples(curve, low, high))
    for number, other in enumerate(data.get("others", ())):
        beside = function_of(other, (data["variable"],))
        canvas.line(samples(beside, low, high), 1.1, DASHES[number % len(DASHES)])
    for end in (low, high) if is_closed else ():
        if not math.isnan(curve(end)):
            canvas.line([(end, 0.0), (end, curve(end))], 0.8, DASHES[1])
            canvas.dot((end, curve(end)), radius=3 if end in marks else 2)
    for point in seen:
        canvas.dot(point)
    for point in holes:
        canvas.dot(point, hollow=True)
    return canvas


def tangent(data: Data) -> Canvas:
    """``function`` of ``variable`` with its tangent ``line`` at ``at``."""
    curve, line = _curve(data), function_of(data["line"], (data["variable"],))
    at = constant(data["at"])
    low, high = at - 3.0, at + 3.0
    canvas = _canvas(data, curve, low, high, focus=[(at, curve(at))])
    canvas.line(samples(curve, low, high))
    canvas.line([(low, line(low)), (high, line(high))], 1.1, DASHES[0])
    canvas.dot((at, curve(at)))
    return canvas


def secant(data: Data) -> Canvas:
    """``function`` of ``variable`` with the line through the graph at the two ``points``."""
    curve = _curve(data)
    a, b = sorted(constant(point) for point in data["points"])
    low, high = a - 0.6 * (b - a) - 0.5, b + 0.6 * (b - a) + 0.5
    ends = [(a, curve(a)), (b, curve(b))]
    slope = (ends[1][1] - ends[0][1]) / (b - a)
    canvas = _canvas(data, curve, low, high, focus=ends)
    canvas.line(samples(curve, low, high))
    canvas.line([(x, ends[0][1] + slope * (x - a)) for x in (low, high)], 1.1, DASHES[0])
    for end in ends:
        canvas.dot(end)
    return canvas


def area(data: Data) -> Canvas:
    """The region between ``function`` of ``variable`` and the axis, from ``lower`` to ``upper``."""
    curve = _curve(data)
    lower, upper = constant(data["lower"]), constant(data["upper"])
    a = lower if math.isfinite(lower) else -6.0 if upper == math.inf else tail(curve, upper, -1.0)
    b = upper if math.isfinite(upper) else 6.0 if lower == -math.inf else tail(curve, lower, 1.0)
    room = 0.25 * (b - a)
    low, high = a - (room if math.isfinite(lower) else 0), b + (room if math.isfinite(upper) else 0)
    canvas = _canvas(data, curve, low, high, focus=[(a, 0.0), (b, 0.0), *_shown(curve, a, b)])
    strips = int(constant(data["strips"])) if "strips" in data else 0
    if strips:
        _strips(canvas, curve, (a, b), strips, constant(data["place"]) if "place" in data else 0.0)
        canvas.line(samples(curve, low, high))
        return canvas
    inside = [point for point in samples(curve, a, b) if not math.isnan(point[1])]
    if inside:
        canvas.area([(inside[0][0], 0.0), *inside, (inside[-1][0], 0.0)])
    canvas.line(samples(curve, low, high))
    for end in (end for end in (lower, upper) if math.isfinite(end) and not math.isnan(curve(end))):
        canvas.line([(end, 0.0), (end, curve(end))], 0.9, DASHES[1])
    return canvas


def _shown(curve: Curve, low: float, high: float) -> list[Point]:
    """Points that must be in view: all of the graph where it is bounded, the middle of it beside a pole."""
    points = [point for point in samples(curve, low, high, 48) if not math.isnan(point[1])]
    heights = sorted(abs(y) for _, y in points)
    most = 4 * heights[len(heights) // 2] + 1e-9 if heights else 0.0
    return [(x, y) for x, y in points if abs(y) <= most] if heights and heights[-1] > 3 * most else points


def _strips(canvas: Canvas, curve: Curve, ends: tuple[float, float], count: int, place: float) -> None:
    """``count`` strips of equal width; each is as high as the graph at the share ``place`` of its width (0 is left)."""
    low, high = ends
    width = (high - low) / count
    for k in range(count):
        left = low + k * width
        height = curve(left + place * width)
        corners = [(left, 0.0), (left, height), (left + width, height), (left + width, 0.0)]
        canvas.area(corners)
        canvas.line([*corners, corners[0]], 0.8)
        canvas.dot((left + place * width, height))


def tangents(data: Data) -> Canvas:
    """The graph of ``function`` with the tangents of Newton's method, from each point of ``path`` to the next."""
    data, curve, places = _along(data)
    low, high = min(places), max(places)
    room = 0.4 * (high - low) or 1.0
    focus = [*((x, curve(x)) for x in places), *((x, 0.0) for x in places)]
    canvas = _canvas(data, curve, low - room, high + room, focus=focus)
    canvas.line(samples(curve, low - room, high + room))
    for start, end in pairwise(places):
        canvas.line([(start, 0.0), (start, curve(start))], 0.8, DASHES[1])
        canvas.line([(start, curve(start)), (end, 0.0)], 1.1, DASHES[0])
        canvas.dot((start, curve(start)))
        canvas.dot((end, 0.0), hollow=True)
    return canvas


def taylor(data: Data) -> Canvas:
    """``function`` of ``variable`` and its Taylor ``polynomials`` around ``at``, told apart by their dashes."""
    curve, at = _curve(data), constant(data["at"])
    low, high = at - 3.0, at + 3.0
    canvas = _canvas(data, curve, low, high, focus=[(at, curve(at))])
    canvas.line(samples(curve, low, high), 2.0)
    for number, polynomial in enumerate(data["polynomials"]):
        near = function_of(polynomial, (data["variable"],))
        canvas.line(samples(near, low, high), 1.1, DASHES[number % len(DASHES)])
    canvas.dot((at, curve(at)))
    return canvas


def descent(data: Data) -> Canvas:
    """The points of ``path`` on the graph of ``function``, joined by arrows."""
    data, curve, places = _along(data)
    low, high = _with_minimum(curve, min(places), max(places))
    room = 0.25 * (high - low) or 1.0
    path = [(x, curve(x)) for x in places]
    canvas = _canvas(data, curve, low - room, high + room, focus=path)
    canvas.line(samples(curve, low - room, high + room))
    for start, end in pairwise(path):
        canvas.line([start, end], 0.9, arrow=True)
    for point in path:
        canvas.dot(point)
    return canvas


def _along(data: Data) -> tuple[Data, Curve, list[float]]:
    """A walk along a graph: the data under the name of its one variable, the graph, the places of the path."""
    named = {**data, "variable": data["variables"][0]}
    return named, _curve(named), [constant(point[0]) for point in data["path"]]


def _with_minimum(curve: Curve, low: float, high: float) -> tuple[float, float]:
    """The interval, widened to a minimum that lies no further away than ten times its length."""
    reach = 10 * (high - low) or 2.0
    points = [point for point in samples(curve, low - reach, high + reach) if not math.isnan(point[1])]
    x, _ = min(points, key=lambda point: point[1], default=(low, 0.0))
    is_inside = low - reach < x < high + reach
    return (min(low, x), max(high, x)) if is_inside else (low, high)


CURVES: Final[Mapping[str, Callable[[Data], Canvas]]] = {
    "graph": graph,
    "tangent": tangent,
    "secant": secant,
    "area": area,
    "taylor": taylor,
    "descent": descent,
    "tangents": tangents,
}


def _curve(data: Data) -> Curve:
    return function_of(data["function"], (data["variable"],))


def _canvas(
    data: Data,
    curve: Curve,
    low: float,
    high: float,
    focus: Sequence[Point] = (),
    values: tuple[float, float] | None = None,
) -> Canvas:
    """Axes for a graph: what is far up or down is left out, what must be seen (``focus``) is not.

    ``values`` is the part of the axis over which the graph is drawn, where that is not all of it.
    """
    points = samples(curve, *(values or (low, high)))
    heights = [y for _, y in points if math.isfinite(y)]
    if not heights:
        raise Unwritable("the function has no value where it would be drawn")
    seen = [*heights_in_view(heights), *(y for _, y in (*focus, *peaks(points)) if not math.isnan(y))]
    least, most = min(seen), max(seen)
    # The axis stays in view, but where the graph is far from it.
    bottom = least if least > 0.6 * (most - least) + 0.6 * most else min(least, 0.0)
    top = most if -most > 0.6 * (most - least) - 0.6 * least else max(most, 0.0)
    room = 0.1 * (top - bottom) or 1.0
    canvas = Canvas(Window(low, high, bottom - room, top + room), decimal=data.get("decimal", "."))
    canvas.axes(write_name(data["variable"]), "")
    return canvas
