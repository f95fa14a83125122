"""Check points: small whole numbers with 0, and fractions at three scales with both signs, inside a domain.

Everything is a function of the names, the domain and a seed, so the same check looks at the same points in
every process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from flint import fmpq

from calcdrill.expression.balls.ball import PRECISION, Evaluator, Places, value, working
from calcdrill.expression.comparing.survey import survey
from calcdrill.expression.rationals import fraction, rational
from calcdrill.expression.scrambling import scrambled
from calcdrill.expression.tree import Name, Node, Relation, free_variables, value_of
from calcdrill.expression.tree import names as names_of

__all__ = [
    "MOST_POINTS",
    "Rows",
    "as_fractions",
    "as_point",
    "batches",
    "candidates",
    "conditions_on",
    "keep_inside",
    "plain_ends",
    "plain_range",
    "ranges",
]

MOST_POINTS: Final = 40
"""How many candidates there are besides those at kinks."""

_SETS: Final = 8
"""How many different sets of points there are for the same names and domain."""
_DENOMINATORS: Final = (8, 7, 16, 9, 11)
_SCALES: Final = (0, 3, 1, 3, 1, 0, 9, 9)
"""Three times the scale of the points that follow each other; 0 stands for a whole number."""

Rows = dict[str, list[fmpq]]
"""Variable → its value at each point."""


class _Range(NamedTuple):
    lower: Fraction | None
    upper: Fraction | None


def candidates(names: tuple[str, ...], seed: int, domain: tuple[Node, ...] = ()) -> Rows:
    """At most 40 points inside the domain, in the order of trying; the first is 0 where that is inside."""
    return _candidates(names, seed % _SETS, domain)


@lru_cache(maxsize=512)
def _candidates(names: tuple[str, ...], seed: int, domain: tuple[Node, ...]) -> Rows:
    bounds = ranges(domain)
    rows = {name: _column(bounds.get(name), place, seed) for place, name in enumerate(names)}
    return keep_inside(rows, domain) if domain and names else rows


def _column(bounds: _Range | None, place: int, seed: int) -> list[fmpq]:
    """The values of one variable, all different: a point that comes twice is no second witness."""
    column: dict[tuple[int, int], fmpq] = {}
    for index in range(MOST_POINTS):
        for attempt in range(MOST_POINTS):
            value = _into(bounds, _raw(index, place, seed, attempt))
            key = (int(value.p), int(value.q))
            if key not in column:
                column[key] = value
                break
    return list(column.values())


def batches(names: tuple[str, ...], seed: int, domain: tuple[Node, ...], first: int) -> tuple[tuple[Rows, int], ...]:
    """The candidates in batches with their lengths: ``first`` of them, as many again, twice as many …"""
    return _batches(names, seed % _SETS, domain, first)


@lru_cache(maxsize=1024)
def _batches(names: tuple[str, ...], seed: int, domain: tuple[Node, ...], first: int) -> tuple[tuple[Rows, int], ...]:
    rows = _candidates(names, seed, domain)
    count = len(rows[names[0]])
    stops = [0, *(first * 2**k for k in range(6) if first * 2**k < count), count]
    return tuple(
        (Places({name: column[start:stop] for name, column in rows.items()}), stop - start)
        for start, stop in pairwise(stops)
        if stop > start
    )


@lru_cache(maxsize=512)
def conditions_on(names: tuple[str, ...], domain: tuple[Node, ...]) -> tuple[Node, ...]:
    """The conditions of the domain that say something of these variables."""
    return tuple(condition for condition in domain if not set(survey(condition).names).isdisjoint(names))


def keep_inside(rows: Rows, domain: Sequence[Node]) -> Rows:
    """The rows for which each condition of the domain surely holds; those on other variables do not count."""
    count = len(next(iter(rows.values()), ()))
    keep = [True] * count
    with working(PRECISION):
        evaluator = Evaluator(rows, count)
        for condition in domain:
            if set(survey(condition).names) <= set(rows):
                keep = [old and new is True for old, new in zip(keep, evaluator.truth(condition), strict=True)]
    return {name: [v for v, kept in zip(column, keep, strict=True) if kept] for name, column in rows.items()}


def _raw(index: int, place: int, seed: int, attempt: int) -> fmpq:
    if index == 0:
        return fmpq(0)
    scale = _SCALES[(index + 3 * place) % 8]
    # The bits of the index are the signs: every combination of signs comes, (+, +, …) too.
    sign = -1 if index >> place & 1 else 1
    mixed = scrambled(seed, place, index, attempt)
    if scale == 0:
        return fmpq(sign * (1 + mixed % (4 + attempt)))
    denominator = _DENOMINATORS[mixed % 5]
    return fmpq(sign * scale * (1 + (mixed >> 8) % (3 * denominator)), 3 * denominator)


def _into(bounds: _Range | None, raw: fmpq) -> fmpq:
    """A point of the line (|raw| ≤ 9) brought into an interval; whole numbers stay whole in a half-line."""
    if bounds is None:
        return raw
    lower, upper = bounds
    if lower is not None and upper is not None:
        return rational(lower) + rational(upper - lower) * (raw / 20 + fmpq(1, 2))
    if lower is not None:
        return rational(lower) + abs(raw)
    return rational(upper) - abs(raw) if upper is not None else raw


def _of(choose: Callable[[Fraction, Fraction], Fraction], new: int | Fraction, old: Fraction | None) -> Fraction:
    return Fraction(new) if old is None else choose(Fraction(new), old)


def ranges(domain: tuple[Node, ...]) -> dict[str, _Range]:
    """The lower and upper end of each variable that the domain bounds."""
    by_name: dict[str, _Range] = {}
    for condition in domain:
        if not isinstance(condition, Relation):
            continue
        for small, large, _ in condition.inequalities:
            low, high = value_of(small), value_of(large)
            if isinstance(large, Name) and low is not None:
                old = by_name.get(large.name, _Range(None, None))
                by_name[large.name] = old._replace(lower=_of(max, low, old.lower))
            if isinstance(small, Name) and high is not None:
                old = by_name.get(small.name, _Range(None, None))
                by_name[small.name] = old._replace(upper=_of(min, high, old.upper))
    return by_name


class End(NamedTuple):
    """An end of a variable's range; ``about`` is the number itself, or a little farther out."""

    node: Node
    about: Fraction
    is_lower: bool
    is_left_out: bool


def plain_ends(domain: tuple[Node, ...], name: str) -> list[End] | None:
    """The ends of a variable's range, irrational ones too; None where the domain says something else of it."""
    ends: list[End] = []
    for condition in domain:
        if name not in names_of(condition):
            continue
        if not isinstance(condition, Relation) or not {"=", "~"}.isdisjoint(condition.operators):
            return None
        for small, large, is_strict in condition.inequalities:
            if name not in names_of(small) | names_of(large):
                continue
            is_lower = large == Name(name)
            end = small if is_lower else large
            about = _outward(end, is_lower)
            if about is None or Name(name) not in (small, large):
                return None
            ends.append(End(end, about, is_lower, is_strict))
    return ends


def plain_range(domain: tuple[Node, ...], name: str) -> tuple[Fraction | None, Fraction | None] | None:
    """The lower and upper end of a variable's range, or a little farther out; None as for ``plain_ends``."""
    ends = plain_ends(domain, name)
    if ends is None:
        return None
    low = max((end.about for end in ends if end.is_lower), default=None)
    return low, min((end.about for end in ends if not end.is_lower), default=None)


def _outward(end: Node, is_lower: bool) -> Fraction | None:
    exact = value_of(end)
    if exact is not None:
        return Fraction(exact)
    if free_variables(end):
        return None
    ball = value(end, {})
    return fraction((ball.lower() if is_lower else ball.upper()).fmpq()) if ball.is_finite() else None


def as_point(rows: Rows, index: int) -> dict[str, Fraction]:
    """One row in Python's own numbers."""
    return as_fractions({name: column[index] for name, column in rows.items()})


def as_fractions(point: Mapping[str, fmpq]) -> dict[str, Fraction]:
    """A point in Python's own numbers."""
    return {name: fraction(value) for name, value in point.items()}
