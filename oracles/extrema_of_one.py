"""Extrema of a function of one variable, looked at: values on a fine grid, and ever finer ones around the best."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from mpmath import mpf

from oracles.formulas import Compiled, at, compiled, on_grid

__all__ = ["is_parted", "judge_interval", "judge_line"]

_GRID = 4000
_ON_LINE = 1500


# -- the best value on an interval


def judge_interval(task: Mapping[str, Any], answer: str | None) -> str:
    """Right: no value of the grid is better, and one comes as near. Refused rightly: a gap or pole on the interval."""
    f, many = compiled(task["function"]), on_grid(task["function"])
    low, high = (compiled(task[end])({}) for end in ("lower", "upper"))
    turn = 1 if task["goal"] == "max" else -1
    whole = np.arange(math.ceil(low), math.floor(high) + 1, dtype=float)
    places = np.unique(np.concatenate([np.linspace(float(low), float(high), _GRID + 1), whole]))
    has_gap = is_parted(f, many, places, low, high)
    if answer is None:
        return "refused, no continuous function" if has_gap else "refused"
    if has_gap:
        return "wrong"
    heights = np.nan_to_num(many({"x": places}) * turn, nan=-np.inf)
    width = float(high - low) / _GRID
    tops = [_climb(many, places[k], width, low, high, turn) for k in np.argsort(heights)[-6:]]
    best = max(_best_of(f, [mpf(top) for top in tops] + [low, high], turn)[0], *_refined(f, tops, low, high, turn))
    claimed = compiled(answer)({}) * turn
    return "right" if abs(claimed - best) < mpf("1e-8") * (1 + abs(best)) else "wrong"


def _climb(many: Compiled, x: float, width: float, low: Any, high: Any, turn: int) -> float:
    """The place of the best value near a place, by ever finer grids."""
    for _ in range(14):
        near = np.clip(x + width * np.arange(-10, 11) / 10, float(low), float(high))
        x = float(near[np.argmax(np.nan_to_num(many({"x": near}) * turn, nan=-np.inf))])
        width /= 5
    return x


def _best_of(f: Compiled, places: list[Any], turn: int) -> tuple[Any, Any]:
    values = [(height * turn, x) for x in places if (height := at(f, x=x)) is not None]
    return max(values, default=(mpf("-inf"), None))


def _refined(f: Compiled, tops: list[float], low: Any, high: Any, turn: int) -> list[Any]:
    """The best value around the best place, closer than floating-point numbers come: a cusp is steep."""
    best, x = _best_of(f, [mpf(top) for top in tops], turn)
    width = mpf("1e-9")
    for _ in range(20 if x is not None else 0):
        near = [min(max(x + width * k / 3, low), high) for k in range(-3, 4)]
        best, x = max((best, x), _best_of(f, near, turn))
        width /= 3
    return [best]


# -- gaps, poles and jumps


def is_parted(f: Compiled, many: Compiled, places: Any, low: Any, high: Any) -> bool:
    """Whether there is a place without a value, or values part however close the places are: a jump, or a pole."""
    heights = many({"x": places})
    for x in places[np.isnan(heights)]:
        if at(f, x=min(max(mpf(float(x)), low), high)) is None:
            return True
    for x in (low, high):
        if at(f, x=x) is None:
            return True
    a, b, first, second = places[:-1], places[1:], heights[:-1], heights[1:]
    parts = np.abs(second - first) > 0.02
    a, b, first, second = a[parts], b[parts], first[parts], second[parts]
    for _ in range(30):
        middle = (a + b) / 2
        third = many({"x": middle})
        if np.isnan(third).any():
            return at(f, x=mpf(float(middle[np.isnan(third)][0]))) is None
        is_left = np.abs(third - first) > np.abs(second - third)
        a, b = np.where(is_left, a, middle), np.where(is_left, middle, b)
        first, second = np.where(is_left, first, third), np.where(is_left, third, second)
    left = np.abs(second - first) > 0.01
    return any(_stays_apart(f, mpf(float(p)), mpf(float(q))) for p, q in zip(a[left], b[left], strict=True))


def _stays_apart(f: Compiled, a: Any, b: Any) -> bool:
    first, second = at(f, x=a), at(f, x=b)
    for _ in range(60):
        middle = (a + b) / 2
        third = at(f, x=middle)
        if first is None or second is None or third is None:
            return True
        a, b, first, second = (
            (a, middle, first, third) if abs(third - first) > abs(second - third) else (middle, b, third, second)
        )
    return bool(abs(first - second) > mpf("0.01"))


# -- all critical points of a line


def judge_line(task: Mapping[str, Any], answer: list[dict[str, Any]] | None) -> str:
    """Between neighbours of the answer the function must only rise or only fall; at them it must turn as is claimed.

    Refused rightly: along an interval the function is constant.
    """
    f, many = compiled(task["function"]), on_grid(task["function"])
    ends = task.get("domain")
    low, high = (mpf(-12), mpf(12)) if ends is None else [compiled(t)({}) for t in ends.split(" < x < ")]
    if answer is None:
        return "refused, constant along an interval" if _is_level_somewhere(f, low, high) else "refused"
    points = sorted((compiled(item["point"]["x"])({}), item["type"]) for item in answer)
    if any(not low <= x <= high for x, _ in points):
        low, high = min(low, points[0][0] - 2), max(high, points[-1][0] + 2)
    cuts = [low, *(x for x, _ in points), high]
    if not all(_is_monotone(f, many, a, b) for a, b in pairwise(cuts)):
        return "wrong"
    return "right" if all(_seen_type(f, x) in (kind, None) for x, kind in points) else "wrong"


def _is_level_somewhere(f: Compiled, low: Any, high: Any) -> bool:
    """Whether four neighbours of a grid have the same value, to all digits."""
    heights = [at(f, x=low + (high - low) * k / 240) for k in range(1, 240)]
    return any(
        first is not None and all(h is not None and abs(h - first) <= mpf("1e-45") * abs(first) for h in others)
        for first, *others in zip(heights, heights[1:], heights[2:], heights[3:], strict=False)
    )


def _is_monotone(f: Compiled, many: Compiled, a: Any, b: Any) -> bool:
    """Up to gaps: a pole or a jump parts the line."""
    if b - a < mpf("1e-9"):
        return True
    step = float(b - a) / _ON_LINE
    places = float(a) + step * np.arange(1, _ON_LINE)
    heights = many({"x": places})
    rises = np.diff(heights)
    seen = np.abs(rises) > 1e-13 * (np.abs(heights[1:]) + np.abs(heights[:-1]))
    steps = np.flatnonzero(seen)
    for one, other in pairwise(steps):
        if rises[one] * rises[other] >= 0 or np.isnan(heights[one : other + 2]).any():
            continue
        if not _turns(f, places[one : one + 2], places[other : other + 2]):
            continue
        around = np.linspace(places[one] - step, places[other + 1] + step, 401)
        if not _is_gap(f, many, np.clip(around, float(a) + step / 9, float(b) - step / 9)):
            return False
    return True


def _turns(f: Compiled, *pairs: Any) -> bool:
    """Whether the values of two steps really go to two sides, by mpmath."""
    moves = []
    for p, q in pairs:
        first, second = at(f, x=mpf(float(p))), at(f, x=mpf(float(q)))
        if first is None or second is None:
            return False
        moves.append(second - first)
    return bool(min(moves) < mpf("-1e-25") and max(moves) > mpf("1e-25"))


def _is_gap(f: Compiled, many: Compiled, around: Any) -> bool:
    heights = many({"x": around})
    known = np.abs(heights[~np.isnan(heights)])
    if len(known) < len(heights) or known.max() > 50 * (1 + known.min()):
        return True
    coarse = around[::20]
    return is_parted(f, many, coarse, mpf(float(coarse[0])), mpf(float(coarse[-1])))


def _seen_type(f: Compiled, x: Any) -> str | None:
    step = mpf("1e-9")
    here, left, right = at(f, x=x), at(f, x=x - step), at(f, x=x + step)
    moves = [side - here for side in (left, right) if here is not None and side is not None]
    if not moves or any(abs(move) < mpf("1e-42") for move in moves):
        return None
    signs = {move > 0 for move in moves}
    return "neither" if len(signs) == 2 else "min" if signs == {True} else "max"
