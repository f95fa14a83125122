"""Axes on paper: from the window of a drawing to the lines, dots and words of an SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from calcdrill.errors import Unwritable

__all__ = ["Canvas", "Point", "Window", "nice_ticks"]

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in the SVG's coordinates."""

WIDTH, HEIGHT = 280.0, 200.0
MARGIN = 14.0
LARGE, SMALL = 11.0, 8.5
"""The sizes of names and of numbers."""
WIDE: Final = 0.56
"""How wide a sign is at most, as a share of its size."""


@dataclass(frozen=True)
class Window:
    """The part of the plane that is drawn."""

    left: float
    right: float
    bottom: float
    top: float

    def holds(self, point: Point, slack: float = 0.0) -> bool:
        """Whether a point is inside, or no further outside than ``slack`` times the size."""
        x, y = point
        wide, high = slack * (self.right - self.left), slack * (self.top - self.bottom)
        return self.left - wide <= x <= self.right + wide and self.bottom - high <= y <= self.top + high


@dataclass
class Canvas:
    """A drawing that grows part by part; everything is in the text's colour, told apart by dash and weight."""

    window: Window
    width: float = WIDTH
    height: float = HEIGHT
    decimal: str = "."
    """The decimal sign of the numbers at the axes."""
    parts: list[str] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)
    """Where words stand, in the order in which they were written."""

    def place(self, point: Point) -> Point:
        """A point of the plane in the SVG's coordinates."""
        window, (x, y) = self.window, point
        across = (x - window.left) / (window.right - window.left)
        up = (y - window.bottom) / (window.top - window.bottom)
        return MARGIN + across * (self.width - 2 * MARGIN), self.height - MARGIN - up * (self.height - 2 * MARGIN)

    def line(self, points: Sequence[Point], weight: float = 1.6, dash: str = "", arrow: bool = False) -> None:
        """A line through points of the plane; what leaves the window is cut off."""
        for run in _runs(points, self.window):
            placed = [self.place(point) for point in run]
            self._path(placed, weight, dash)
        if arrow and len(points) >= 2:
            self._head(self.place(points[-2]), self.place(points[-1]))

    def area(self, points: Sequence[Point]) -> None:
        """A shaded region."""
        placed = " L".join(_pair(self.place(_kept(point, self.window))) for point in points)
        self.parts.append(f'<path d="M{placed} Z" fill="currentColor" fill-opacity="0.16" stroke="none"/>')

    def dot(self, point: Point, hollow: bool = False, radius: float = 3) -> None:
        """A marked point; ``radius`` in the SVG's units."""
        if not all(map(math.isfinite, point)):
            raise Unwritable("a point of the drawing has no place")
        x, y = self.place(point)
        fill = 'fill="none" stroke="currentColor" stroke-width="1.4"' if hollow else 'fill="currentColor"'
        self.parts.append(f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(radius)}" {fill}/>')

    def ring(self, point: Point, radius: float, name: str) -> None:
        """A node of a diagram: a circle of a ``radius`` in the SVG's units with a name in it."""
        x, y = self.place(point)
        shape = 'fill="none" stroke="currentColor" stroke-width="1.2"'
        self.parts.append(f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(radius)}" {shape}/>')
        self._words(x, y + 3.5, name, "middle", italic=True)

    def note(self, point: Point, text: str, dy: float) -> None:
        """Small upright words above or below a point."""
        x, y = self.place(point)
        self._words(x, y + dy, text, "middle")

    def arrow_between(self, start: Point, end: Point, radius: float) -> None:
        """An arrow from the ring around one point to the ring around another."""
        (x, y), (u, v) = self.place(start), self.place(end)
        share = radius / math.hypot(u - x, v - y)
        tail = (x + share * (u - x), y + share * (v - y))
        tip = (u - 1.15 * share * (u - x), v - 1.15 * share * (v - y))
        self._path([tail, tip], 1.0)
        self._head(tail, tip)

    def axes(self, horizontal: str, vertical: str) -> None:
        """Both axes with ticks and names, through the origin where it is in the window."""
        window = self.window
        x0 = min(max(0.0, window.left), window.right)
        y0 = min(max(0.0, window.bottom), window.top)
        left, right = self.place((window.left, y0)), self.place((window.right, y0))
        bottom, top = self.place((x0, window.bottom)), self.place((x0, window.top))
        self._path([(left[0] - 4, left[1]), (right[0] + 8, right[1])], 0.8)
        self._head(left, (right[0] + 9, right[1]), 5)
        self._path([(bottom[0], bottom[1] + 4), (top[0], top[1] - 8)], 0.8)
        self._head(bottom, (top[0], top[1] - 9), 5)
        self._words(right[0] + 5, right[1] - 6, horizontal, "middle", italic=True)
        is_left, is_high = top[0] < self.width / 2, right[1] < self.height / 4
        end = bottom[1] + 10 if is_high else top[1] - 2
        self._words(top[0] + (8 if is_left else -8), end, vertical, "start" if is_left else "end", italic=True)
        self._ticks(x0, y0)

    def _ticks(self, x0: float, y0: float) -> None:
        window = self.window
        for tick in nice_ticks(window.left, window.right, 7):
            if abs(tick - x0) > 1e-9 * (window.right - window.left):
                x, y = self.place((tick, y0))
                self._path([(x, y - 2), (x, y + 2)], 0.8)
                self._tick_label(self._number(tick), ((x, y + 11, "middle"), (x, y - 5, "middle")))
        for tick in nice_ticks(window.bottom, window.top, 5):
            if abs(tick - y0) > 1e-9 * (window.top - window.bottom):
                x, y = self.place((x0, tick))
                self._path([(x - 2, y), (x + 2, y)], 0.8)
                self._tick_label(self._number(tick), ((x - 4, y + 3, "end"), (x + 5, y + 3, "start")))

    def _number(self, value: float) -> str:
        return f"{value:.6g}".replace("-", "−").replace(".", self.decimal)

    def _tick_label(self, text: str, places: Sequence[tuple[float, float, str]]) -> None:
        """The label at the first place where it is inside the picture and on no other words; else it is left out."""
        for x, y, anchor in places:
            box = _box(x, y, text, anchor, SMALL)
            if self._holds(box) and not any(_overlap(box, other) for other in self.words):
                self._words(x, y, text, anchor)
                return

    def _holds(self, box: Box) -> bool:
        left, top, right, bottom = box
        return left >= 0 and top >= 0 and right <= self.width and bottom <= self.height

    def _path(self, placed: Sequence[Point], weight: float, dash: str = "") -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        line = " L".join(map(_pair, placed))
        self.parts.append(
            f'<path d="M{line}" fill="none" stroke="currentColor" stroke-width="{weight}" '
            f'stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
        )

    def _head(self, start: Point, end: Point, size: float = 6) -> None:
        angle = math.atan2(end[1] - start[1], end[0] - start[0])
        wings = [
            (end[0] - size * math.cos(angle + turn), end[1] - size * math.sin(angle + turn)) for turn in (0.4, -0.4)
        ]
        corners = " L".join(map(_pair, (wings[0], end, wings[1])))
        self.parts.append(f'<path d="M{corners} Z" fill="currentColor" stroke="none"/>')

    def _words(self, x: float, y: float, text: str, anchor: str, italic: bool = False) -> None:
        if not text:
            return
        size = LARGE if italic else SMALL
        left, top, right, bottom = _box(x, y, text, anchor, size)
        x += max(0.0, -left) - max(0.0, right - self.width)
        y += max(0.0, -top) - max(0.0, bottom - self.height)
        self.words.append(_box(x, y, text, anchor, size))
        style = ' font-style="italic"' if italic else ""
        place = f'x="{_short(x)}" y="{_short(y)}" text-anchor="{anchor}" font-size="{_short(size)}"'
        self.parts.append(f"<text {place}{style}>{escape(text)}</text>")

    def svg(self, alt: str) -> str:
        """The finished drawing, with ``alt`` as its title and label."""
        shown = escape(alt, quote=True)
        size = f'viewBox="0 0 {_short(self.width)} {_short(self.height)}" width="{_short(self.width)}" '
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}height="{_short(self.height)}" role="img" '
            f'aria-label="{shown}" font-family="Libertinus Serif, STIX Two Text, Times, serif" fill="currentColor">'
            f"<title>{escape(alt, quote=False)}</title>{''.join(self.parts)}</svg>"
        )


def _box(x: float, y: float, text: str, anchor: str, size: float) -> Box:
    """About where words stand whose baseline begins, ends or is centred at (x, y)."""
    width = WIDE * size * len(text)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return left, y - 0.8 * size, left + width, y + 0.2 * size


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """At most ``most`` round numbers in an interval, in steps of 1, 2 or 5 times a power of ten."""
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw - 1e-12)
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-0", "0" if f"{value:.2f}" == "-0.00" else "-0")


def _pair(point: Point) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _kept(point: Point, window: Window) -> Point:
    x, y = point
    return min(max(x, window.left), window.right), min(max(y, window.bottom), window.top)


def _runs(points: Iterable[Point], window: Window) -> list[list[Point]]:
    """The parts of a line inside the window, with the crossing points of its border."""
    runs: list[list[Point]] = []
    before: Point | None = None
    for point in points:
        piece = _clipped(before, point, window) if before is not None and not math.isnan(point[1]) else None
        if piece is not None:
            if runs and runs[-1][-1] == piece[0]:
                runs[-1].append(piece[1])
            else:
                runs.append([piece[0], piece[1]])
        before = None if math.isnan(point[1]) else point
    return runs


def _clipped(start: Point, end: Point, window: Window) -> tuple[Point, Point] | None:
    """The part of a segment inside the window (Liang and Barsky), or None."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    low, high = 0.0, 1.0
    borders = ((-dx, x - window.left), (dx, window.right - x), (-dy, y - window.bottom), (dy, window.top - y))
    for across, room in borders:
        if across == 0:
            if room < 0:
                return None
            continue
        share = room / across
        low, high = (max(low, share), high) if across < 0 else (low, min(high, share))
    if low > high:
        return None
    first = start if low == 0 else (x + low * dx, y + low * dy)
    last = end if high == 1 else (x + high * dx, y + high * dy)
    return first, last
