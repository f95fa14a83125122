"""Points that nobody can write a formula around: drawn from a hash of what is compared, of every size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from flint import fmpq

from calcdrill.expression.comparing.points import Rows, keep_inside, ranges
from calcdrill.expression.rationals import rational
from calcdrill.expression.scrambling import scrambled
from calcdrill.expression.tree import Node

__all__ = ["between", "drawn_rows"]

_NEAR = 6
"""So many points are of the size that formulas are made for; the others are small and large ones."""

_NEAR_SIZES = tuple(map(fmpq, (3, 1, 8, 20, 3, 1)))
_FAR_SIZES = (fmpq(150), fmpq(10**5), fmpq(1, 50), fmpq(2_000), fmpq(10**8))


def drawn_rows(
    names: tuple[str, ...], seed: int, domain: tuple[Node, ...], far: bool, whole: bool = False
) -> tuple[Rows, int]:
    """The points inside the domain, and how many: those near 0, then, with ``far``, the small and large ones, then 0.

    ``whole``: whole numbers from 0 on, for functions that take no others.
    """
    sizes = (*_NEAR_SIZES, *_FAR_SIZES) if far else _NEAR_SIZES
    bounds = ranges(domain)
    rows: Rows = {}
    for place, name in enumerate(names):
        low, high = (None if end is None else rational(end) for end in bounds.get(name, (None, None)))
        column = []
        for index in range(len(sizes)):
            near = (index + 3 * place) % _NEAR
            size = sizes[near if index < _NEAR else _NEAR + (index + place) % len(_FAR_SIZES)]
            mixed = scrambled(seed, place, index)
            if whole:
                column.append(fmpq(mixed % 31))
                continue
            sign = -1 if (index >> place & 1) ^ (mixed & 1) else 1
            column.append(_inside(low, high, size * sign * drawn_part(mixed), drawn_part(mixed)))
        rows[name] = column if whole else [*column, fmpq(0)]
    if domain and names:
        rows = keep_inside(rows, domain)
    return rows, len(next(iter(rows.values()), ()))


def drawn_part(mixed: int) -> fmpq:
    """A number between 1/8 and 1 whose denominator nobody knows, from 64 bits."""
    below = (mixed >> 8 & 0xFFFFFFF) | 0x10000001
    return fmpq(below // 8 + (mixed >> 36) % (below - below // 8), below)


def _inside(low: fmpq | None, high: fmpq | None, raw: fmpq, part: fmpq) -> fmpq:
    """A point of the line brought into an interval."""
    if low is not None and high is not None:
        return low + (high - low) * (part * 8 - 1) / 7
    if low is not None:
        return low + abs(raw)
    return high - abs(raw) if high is not None else raw


def between(
    zeros: Sequence[fmpq], seed: int, low: Fraction | None, high: Fraction | None
) -> Iterator[tuple[fmpq | None, fmpq | None, tuple[fmpq, ...]]]:
    """The pieces of a line that is cut at ``zeros``: both ends, and points, of endless pieces near and far ones."""
    start = None if low is None else rational(low)
    end = None if high is None else rational(high)
    cuts = [zero for zero in zeros if (start is None or zero > start) and (end is None or zero < end)]
    edges: list[fmpq | None] = [start, *cuts, end]
    for index, (a, b) in enumerate(pairwise(edges)):
        one, two = (drawn_part(scrambled(seed, index, k)) for k in (101, 102))
        if a is not None and b is not None:
            if a < b:
                yield a, b, (a + (b - a) * one / 2, b - (b - a) * two / 2)
        elif a is not None:
            yield a, b, (a + one, a + two / 30, a + 40 * one + 400)
        elif b is not None:
            yield a, b, (b - one, b - two / 30, b - 40 * one - 400)
        else:
            yield a, b, (one, -one, two * 5, -two * 5)
