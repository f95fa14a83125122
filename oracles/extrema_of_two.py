"""Extrema in the plane and on a curve, looked at: values on a grid, and points of the curve on lines of all sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from mpmath import mp, mpf

from oracles.formulas import Compiled, at, compiled, on_grid

__all__ = ["judge_curve", "judge_plane"]


# -- critical points in the plane


def judge_plane(task: Mapping[str, Any], answer: list[dict[str, Any]] | None) -> str:
    """Where the slope goes round on the border of a cell, a point of the answer must be near; around each point the
    values must fit its type."""
    if answer is None:
        return "refused"
    f, many = compiled(task["function"]), on_grid(task["function"])
    points = [(compiled(i["point"]["x"])({}), compiled(i["point"]["y"])({}), i["type"]) for i in answer]
    if any(_seen_around(f, x, y) not in (kind, None) for x, y, kind in points):
        return "wrong"
    cell = 2 * _SIZE / _CELLS
    rows = np.linspace(-_SIZE, _SIZE, _CELLS + 1) + 0.0137
    for i, j in np.argwhere(_turns(many, rows) != 0):
        x, y = mpf(float(rows[i])), mpf(float(rows[j]))
        is_known = any(-cell < p - x < 2 * cell and -cell < q - y < 2 * cell for p, q, _ in points)
        if not is_known and _goes_round(f, x, y, mpf(cell)):
            return "wrong"
    return "right"


_SIZE, _CELLS = 6.0, 120


def _turns(many: Compiled, rows: Any) -> Any:
    """How often the slope goes round on the border of each cell: once around an extremum, once backwards around a
    saddle. 0 where there is no slope to be seen."""
    x, y, step = rows[:, None], rows[None, :], 1e-5
    by_x = many({"x": x + step, "y": y}) - many({"x": x - step, "y": y})
    by_y = many({"x": x, "y": y + step}) - many({"x": x, "y": y - step})
    noise = 1e-13 * np.abs(many({"x": x, "y": y}))
    angles = np.where(np.hypot(by_x, by_y) > noise, np.arctan2(by_y, by_x), np.nan)
    corners = [angles[:-1, :-1], angles[1:, :-1], angles[1:, 1:], angles[:-1, 1:]]
    return np.nan_to_num(_rounds([*corners, corners[0]]))


def _rounds(angles: Any) -> Any:
    moves = np.diff(np.stack(angles), axis=0)
    return np.rint(np.sum((moves + np.pi) % (2 * np.pi) - np.pi, axis=0) / (2 * np.pi))


def _goes_round(f: Compiled, x: Any, y: Any, side: Any) -> bool:
    """Whether the slope goes round in a square, and in a quarter of it, and so on, by mpmath: a critical point."""
    first = at(f, x=x, y=y)
    for _ in range(8):
        half = side / 2
        quarters = [(x + a * half, y + b * half) for a in (0, 1) for b in (0, 1)]
        found = [place for place in quarters if _rounds_of(f, *place, half)]
        if not found:
            return False
        (x, y), side = found[0], half
    last = at(f, x=x, y=y)
    # At a pole the slope may go round as well.
    return first is not None and last is not None and bool(abs(last) < 1000 * (1 + abs(first)))


def _rounds_of(f: Compiled, x: Any, y: Any, side: Any) -> int:
    steps = [side * (mpf(k) / 12 + mpf("0.001")) for k in range(12)]
    border = [*((x + s, y) for s in steps), *((x + side, y + s) for s in steps)]
    border += [*((x + side - s, y + side) for s in steps), *((x, y + side - s) for s in steps)]
    angles = [_angle(f, *place) for place in border]
    return 0 if None in angles else int(_rounds([np.float64(angle) for angle in (*angles, angles[0])]))


def _angle(f: Compiled, x: Any, y: Any) -> float | None:
    step = mpf("1e-18")
    values = [at(f, x=x + a * step, y=y + b * step) for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    if None in values or abs(values[0] - values[1]) + abs(values[2] - values[3]) < mpf("1e-44"):
        return None
    return float(mp.atan2(values[2] - values[3], values[0] - values[1]))


def _seen_around(f: Compiled, x: Any, y: Any) -> str | None:
    here = at(f, x=x, y=y)
    if here is None:
        return None
    signs = set()
    for size in (mpf("1e-4"), mpf("1e-7")):
        for k in range(64):
            turn = 2 * mp.pi * k / 64
            height = at(f, x=x + size * mp.cos(turn), y=y + size * mp.sin(turn))
            if height is not None and abs(height - here) > mpf("1e-38"):
                signs.add(height > here)
    return None if not signs else "saddle" if len(signs) == 2 else "min" if signs == {True} else "max"


# -- on a curve

_EXTREME = [sign * 10.0**k for k in (-12, -8, -4, 2, 3, 4, 8, 12) for sign in (-1, 1)]
"""Lines far out, and so near to an axis that a function without a value there is very large or small."""
_LINES = np.array([k / 8 for k in range(-80, 81)] + _EXTREME)
_SIZES = [k / 3 for k in range(40)] + [2.0**k for k in range(4, 70, 2)]
_STEPS = np.unique([sign * size for size in _SIZES for sign in (-1, 1)])
_Place = dict[str, Any]


def judge_curve(task: Mapping[str, Any], answer: Any) -> str:
    """Curve points on lines x = c and y = c of all sizes: none is better; for "does not exist" the best are extreme.

    Refused rightly: no point of the curve is seen at which the function has a value, or it has one value on all of it.
    """
    f, (left, _, right) = compiled(task["function"]), task["constraint"].partition(" = ")
    level = f"({left}) - ({right})"
    g = compiled(level)
    turn = 1 if task["goal"] == "max" else -1
    places = list(_on_curve(on_grid(level)))
    rough = _rough(task["function"], f, g, places, turn)
    if answer is None:
        return _of_refusal(f, g, places, rough, turn)
    if answer == "does not exist":
        return "right" if _is_best_extreme(f, g, places, rough, turn) else "wrong"
    claims = []
    for x, y in answer:
        if abs(at(g, x=x, y=y)) > mpf("1e-12"):
            return "wrong"
        claims.append(at(f, x=x, y=y) * turn)
    claimed = max(claims)
    above = claimed + mpf("1e-9") * (1 + abs(claimed))
    better = [k for k in np.argsort(rough)[::-1] if rough[k] > float(above)]
    if max(claims) - min(claims) > mpf("1e-12"):
        return "wrong"
    return "wrong" if any(_height(f, g, places[k], turn) > above for k in better) else "right"


def _rough(function: str, f: Compiled, g: Compiled, places: list[_Place], turn: int) -> Any:
    """Heights at points of the curve in floating-point numbers, by mpmath where those are too small; −∞: no height."""
    if not places:
        return np.array([])
    point = {name: np.array([float(place[name]) for place in places]) for name in ("x", "y")}
    found = on_grid(function)(point) * turn
    for k in np.flatnonzero(np.isnan(found)):
        found[k] = max(min(_height(f, g, places[k], turn), mpf("1e300")), mpf("-inf"))
    return found


def _of_refusal(f: Compiled, g: Compiled, places: list[_Place], rough: Any, turn: int) -> str:
    some = [k for k in range(len(rough)) if rough[k] > -np.inf]
    if not some:
        return "refused, no curve"
    heights = [_height(f, g, places[k], turn) for k in some[:: 1 + len(some) // 40]]
    if max(heights) - min(heights) < mpf("1e-15") * (1 + abs(max(heights))):
        return "refused, constant along the curve"
    return "refused"


def _is_best_extreme(f: Compiled, g: Compiled, places: list[_Place], rough: Any, turn: int) -> bool:
    """Whether the best of the points on extreme lines, or far out, is better than all others (by mpmath)."""
    far = np.array([_is_extreme(place) for place in places], dtype=bool)
    tops = []
    for chosen in (far, ~far):
        order = [k for k in np.argsort(rough)[::-1] if chosen[k] and rough[k] > -np.inf][:24]
        tops.append(max((_height(f, g, places[k], turn) for k in order), default=mpf("-inf")))
    return bool(tops[0] > tops[1])


def _is_extreme(place: _Place) -> bool:
    along = "y" if place["across"] == "x" else "x"
    return place[along] in _EXTREME or abs(place[place["across"]]) > 99


def _height(f: Compiled, g: Compiled, place: _Place, turn: int) -> Any:
    """The height at the point of the curve that was seen, the zero halved further by mpmath."""
    across = place["across"]
    along = "y" if across == "x" else "x"
    fixed, a, b = mpf(place[along]), mpf(place["low"]), mpf(place["high"])
    first = at(g, **{along: fixed, across: a})
    for _ in range(170 if b > a and first else 0):
        middle = (a + b) / 2
        third = at(g, **{along: fixed, across: middle})
        if third is None:
            return mpf("-inf")
        a, b = (middle, b) if third * first > 0 else (a, middle)
    found = at(f, **{along: fixed, across: a if not first else (a + b) / 2})
    return mpf("-inf") if found is None else found * turn


def _on_curve(many: Compiled) -> Iterator[_Place]:
    """Zeros on lines between neighbouring steps at which the signs differ."""
    for along, across in (("x", "y"), ("y", "x")):
        values = many({along: _LINES[:, None], across: _STEPS[None, :]})
        for k, j in np.argwhere(values == 0):
            yield {along: _LINES[k], across: _STEPS[j], "across": across, "low": _STEPS[j], "high": _STEPS[j]}
        rows, columns = np.nonzero(values[:, :-1] * values[:, 1:] < 0)
        at_line, low, high = _LINES[rows], _STEPS[columns], _STEPS[columns + 1]
        a, b, first = low, high, values[rows, columns]
        for _ in range(100):
            middle = (a + b) / 2
            third = many({along: at_line, across: middle})
            is_right = third * first > 0
            a, b = np.where(is_right, middle, a), np.where(is_right, b, middle)
        for fixed, zero, start, end in zip(at_line, (a + b) / 2, low, high, strict=True):
            yield {along: fixed, across: zero, "across": across, "low": start, "high": end}
