"""Small plots: bars of text for a terminal, and SVG that prints in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = ["bar", "columns_svg", "shares_svg", "sparkline"]

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_ACROSS = " ▏▎▍▌▋▊▉█"


def sparkline(values: Sequence[float]) -> str:
    """One column for each value, as high as its part of the largest one; a value above 0 is always seen."""
    top = max(values, default=0)
    if top <= 0:
        return " " * len(values)
    return "".join(_EIGHTHS[max(1, round(8 * value / top))] if value > 0 else " " for value in values)


def bar(share: float, width: int) -> str:
    """A bar of ``width`` columns of which ``share`` (0 to 1) is filled, to an eighth of a column."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_ACROSS[rest] if rest else "")).ljust(width)


def columns_svg(values: Sequence[int], parts: Sequence[int], labels: Sequence[str], title: str, words: str) -> str:
    """Columns with a filled part each; ``words`` is the text for those who cannot see it."""
    width, height, left, right, foot = 640, 160, 34, 16, 24
    step = (width - left - right) / max(1, len(values))
    top = max(1, *values) if values else 1
    body = [_axis(top, left, width, height)]
    for index, (value, part, label) in enumerate(zip(values, parts, labels, strict=True)):
        x = left + index * step
        body.append(_column(x, step, height, value, top, "none"))
        body.append(_column(x, step, height, part, top, "currentColor"))
        if label:
            body.append(f'<text x="{x + step / 2:.1f}" y="{height + 16}" text-anchor="middle">{escape(label)}</text>')
    return _svg(width, height + foot, title, words, body)


def _axis(top: int, left: int, width: int, height: int) -> str:
    line = f'<path d="M{left} {height}H{width}" stroke="currentColor" fill="none"/>'
    marks = ((14, top), (height, 0))
    return line + "".join(f'<text x="{left - 6}" y="{y}" text-anchor="end">{value}</text>' for y, value in marks)


def _column(x: float, step: float, height: int, value: int, top: int, fill: str) -> str:
    if value <= 0:
        return ""
    tall = (height - 6) * value / top
    return (
        f'<rect x="{x + step * 0.15:.1f}" y="{height - tall:.1f}" width="{step * 0.7:.1f}" '
        f'height="{tall:.1f}" fill="{fill}" stroke="currentColor"/>'
    )


def shares_svg(rows: Sequence[tuple[str, float, str]], title: str, words: str) -> str:
    """A bar for each (label, share from 0 to 1, what stands behind it)."""
    width, tall, left = 640, 26, 250
    room = width - left - 90
    body = []
    for index, (label, share, behind) in enumerate(rows):
        y = index * tall
        body.append(f'<text x="{left - 8}" y="{y + 17}" text-anchor="end">{escape(label)}</text>')
        body.append(f'<rect x="{left}" y="{y + 5}" width="{room}" height="14" fill="none" stroke="currentColor"/>')
        filled = room * max(0.0, min(1.0, share))
        body.append(f'<rect x="{left}" y="{y + 5}" width="{filled:.1f}" height="14" fill="currentColor"/>')
        body.append(f'<text x="{left + room + 8}" y="{y + 17}">{escape(behind)}</text>')
    return _svg(width, max(1, len(rows)) * tall, title, words, body)


def _svg(width: int, height: int, title: str, words: str, body: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="sans-serif" font-size="12" fill="currentColor">'
        f"<title>{escape(title)}</title><desc>{escape(words)}</desc>{''.join(body)}</svg>"
    )
