"""Bars as an SVG that is readable by day and by night; the same numbers give the same bytes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

LABELS, BARS, VALUES, ROW, GAP = 250, 420, 170, 22, 8
TOP, BOTTOM, EDGE = 44, 34, 12
_STYLE = (
    "text{font:13px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:#24292f}"
    ".title{font-weight:600;font-size:15px}.small{font-size:11px;fill:#57606a}.value{font-variant-numeric:tabular-nums}"
    ".strong text{font-weight:600}.ours{fill:#0969da}.sum{fill:#0a3069}"
    ".theirs{fill:none;stroke:#9a6700;stroke-width:1.5}"
    ".line{stroke:#d0d7de}.goal{stroke:#cf222e;stroke-dasharray:4 3}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.ours{fill:#4493f8}.sum{fill:#a5d6ff}"
    ".theirs{stroke:#d29922}.line{stroke:#3d444d}.goal{stroke:#ff7b72}}"
)


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its length, what stands behind it, and its class (ours, sum or theirs)."""

    label: str
    value: float
    note: str = ""
    look: str = "ours"
    after_gap: bool = False


@dataclass(frozen=True)
class Axis:
    """From a value to a length: from 0 to ``most``, or by powers of ten from ``least``."""

    most: float
    least: float = 0.0

    def length(self, value: float) -> float:
        """How long a bar of this value is."""
        if self.least <= 0:
            return BARS * min(value / self.most, 1.0)
        share = math.log10(max(value, self.least) / self.least) / math.log10(self.most / self.least)
        return BARS * min(share, 1.0)

    def ticks(self) -> list[float]:
        """Where a line is drawn."""
        if self.least > 0:
            low, high = math.log10(self.least), math.log10(self.most)
            return [10.0**power for power in range(math.ceil(low), math.floor(high) + 1)]
        step = _round_step(self.most / 5)
        return [step * k for k in range(int(self.most / step) + 1)]


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)


def axis(bars: Sequence[Bar], log: bool = False) -> Axis:
    """An axis that holds all bars."""
    values = [bar.value for bar in bars if bar.value > 0] or [1.0]
    if log:
        return Axis(10.0 ** math.ceil(math.log10(max(values))), 10.0 ** math.floor(math.log10(min(values)) - 0.2))
    return Axis(max(values) * 1.02)


def chart(
    title: str, unit: str, bars: Sequence[Bar], goals: Sequence[tuple[float, str]] = (), log: bool = False
) -> str:
    """The drawing as a text of SVG, with the numbers also in its description."""
    scale = axis(bars, log)
    rows = list(_places(bars))
    height = rows[-1][0] + ROW + BOTTOM
    width = EDGE + LABELS + BARS + VALUES
    told = "; ".join(f"{bar.label}: {number(bar.value)}" for bar in bars)
    parts = [
        f'<text class="title" x="{EDGE}" y="24">{escape(title)}</text>',
        *_grid(scale, height, unit, goals),
        *(_bar(bar, y, scale) for y, bar in rows),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(title)}"><title>{escape(title)}</title><desc>{escape(told)}</desc>'
        f"<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _places(bars: Sequence[Bar]) -> Iterator[tuple[int, Bar]]:
    y = TOP
    for bar in bars:
        y += GAP if bar.after_gap else 0
        yield y, bar
        y += ROW


def _grid(scale: Axis, height: int, unit: str, goals: Sequence[tuple[float, str]]) -> Iterator[str]:
    bottom = height - BOTTOM + 4
    ticks = [(tick, number(tick), "line", bottom + 13) for tick in scale.ticks()]
    marks = [(value, words, "goal", TOP - 8) for value, words in goals]
    for value, words, look, y in ticks + marks:
        if value <= scale.most:
            x = f"{EDGE + LABELS + scale.length(value):.1f}"
            yield f'<line class="{look}" x1="{x}" y1="{TOP - 4}" x2="{x}" y2="{bottom}"/>'
            yield f'<text class="small" x="{x}" y="{y}" text-anchor="middle">{escape(words)}</text>'
    yield f'<text class="small" x="{EDGE + LABELS}" y="{bottom + 26}">{escape(unit)}</text>'


def _bar(bar: Bar, y: int, scale: Axis) -> str:
    length, left = scale.length(bar.value), EDGE + LABELS
    strong = ' class="strong"' if bar.look == "sum" else ""
    note = f' <tspan class="small">{escape(bar.note)}</tspan>' if bar.note else ""
    return (
        f'<g{strong}><text x="{left - 8}" y="{y + 15}" text-anchor="end">{escape(bar.label)}</text>'
        f'<rect class="{bar.look}" x="{left}" y="{y + 3}" width="{max(length, 1.0):.1f}" height="{ROW - 6}" rx="2"/>'
        f'<text class="value" x="{left + max(length, 1.0) + 6:.1f}" y="{y + 15}">{number(bar.value)}{note}</text></g>'
    )


def number(value: float) -> str:
    """A number for a reader: three digits that count, thousands apart."""
    if value >= 1000:
        digits = len(str(int(value))) - 3
        return f"{round(value / 10**digits) * 10**digits:,}"
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
