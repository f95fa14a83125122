"""What parts a domain in several variables: walls, across which two sides may agree on one side only, and its cells.

A line through a point shows where the walls are that it meets, and passes the others by. Here a wall is proved not to
stand inside the domain, or all walls are straight, and each cell between them has a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Final, NamedTuple

from flint import arb, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.enclosure import Enclosure, enclose
from calcdrill.expression.comparing.points import plain_range
from calcdrill.expression.rationals import rational
from calcdrill.expression.scrambling import scrambled

__all__ = ["Line", "cells", "is_thin", "line_of", "lines_of_domain", "stands_outside"]

_MOST_WALLS: Final = 6
_MOST_LINES: Final = 200
_MOST_BOXES: Final = 256
_MOST_NAMES: Final = 4

Box = Mapping[str, tuple[fmpq, fmpq]]


def is_thin(tree: t.Node) -> bool:
    """Whether a tree is 0 in a place too thin to part anything: x² + y² is, where two variables are 0 at once."""
    terms = tree.terms if isinstance(tree, t.Sum) else ()
    squares = {_squared(term) for term in terms} - {None}
    return len(squares) == len(terms) > 1


def _squared(term: t.Node) -> t.Node | None:
    """The variable of which a term is an even power, or a positive multiple of one."""
    match term:
        case t.Product(factors=(t.Number(value=value), inner)) if value > 0:
            return _squared(inner)
        case t.Power(base=t.Name() as base, exponent=t.Number(value=value)) if value > 0 and value % 2 == 0:
            return base
    return None


# -- a wall outside


def stands_outside(tree: t.Node, domain: Sequence[t.Node]) -> bool:
    """Whether a tree that is analytic where it is defined is proved not to be 0 inside the box that the domain is in.

    In a part of the box its bounds tell it, or it only rises or only falls with each variable and is not 0 at a corner;
    at a corner of the whole box it may be: were it also 0 inside, it would be 0 everywhere between.
    """
    names = sorted(t.free_variables(tree))
    if not names:
        return True
    whole = {name: _range(name, domain) for name in names}
    if len(names) > _MOST_NAMES or None in whole.values():
        return False
    boxes: list[Box] = [whole]  # type: ignore[list-item]
    with working(PRECISION):
        for count in range(_MOST_BOXES):
            if not boxes:
                return True
            box = boxes.pop()
            told = _is_told(tree, box, whole)  # type: ignore[arg-type]
            if told is None:
                return False
            if not told:
                name = names[count % len(names)] if count < len(names) else _widest(box)
                low, high = box[name]
                middle = (low + high) / 2
                boxes += [{**box, name: (low, middle)}, {**box, name: (middle, high)}]
    return False


def _widest(box: Box) -> str:
    return max(box, key=lambda name: box[name][1] - box[name][0])


def _is_told(tree: t.Node, box: Box, whole: Box) -> bool | None:
    """Whether a tree is not 0 in a part of the box; None: it is 0 at a place inside."""
    found = enclose(tree, {name: arb(low).union(arb(high)) for name, (low, high) in box.items()})
    if not isinstance(found, Enclosure):
        return False
    if found.ball > 0 or found.ball < 0:
        return True
    names = sorted(box)
    corners = [dict(zip(names, corner, strict=True)) for corner in product(*(box[name] for name in names))]
    values = Evaluator({name: [corner[name] for corner in corners] for name in names}, len(corners)).column(tree)
    signs = set()
    for corner, value in zip(corners, values, strict=True):
        if not isinstance(value, fmpq | arb):
            return False
        sign = 1 if value > 0 else -1 if value < 0 else 0
        if sign == 0 and not all(corner[name] in whole[name] for name in names):
            return False
        if sign == 0 and not isinstance(value, fmpq):
            return False
        signs.add(sign)
    if {1, -1} <= signs:
        return None
    if not signs - {0} or not (found.defined and found.continuous) or found.slopes is None:
        return False
    return all(slope >= 0 or slope <= 0 for slope in found.slopes)


def _range(name: str, domain: Sequence[t.Node]) -> tuple[fmpq, fmpq] | None:
    low, high = plain_range(tuple(domain), name) or (None, None)
    return None if low is None or high is None or low >= high else (rational(low), rational(high))


# -- straight walls


class Line(NamedTuple):
    """The sum of the variables times their ``rates``, and a constant."""

    rates: Mapping[str, fmpq]
    constant: fmpq

    def times(self, factor: fmpq) -> Line:
        """The multiple."""
        return Line({name: rate * factor for name, rate in self.rates.items()}, self.constant * factor)

    def plus(self, other: Line) -> Line:
        """The sum, without the variables that are gone."""
        rates = dict(self.rates)
        for name, rate in other.rates.items():
            rates[name] = rates.get(name, fmpq(0)) + rate
        return Line({name: rate for name, rate in rates.items() if rate}, self.constant + other.constant)


def line_of(tree: t.Node) -> Line | None:
    """The line that a tree is by its form."""
    value = t.value_of(tree)
    if value is not None:
        return Line({}, rational(Fraction(value)))
    match tree:
        case t.Name(name=name) if t.free_variables(tree):
            return Line({name: fmpq(1)}, fmpq(0))
        case t.Negative(argument=inner):
            line = line_of(inner)
            return None if line is None else line.times(fmpq(-1))
        case t.Sum(terms=terms):
            total = Line({}, fmpq(0))
            for term in terms:
                line = line_of(term)
                if line is None:
                    return None
                total = total.plus(line)
            return total
        case t.Product(factors=factors):
            total = Line({}, fmpq(1))
            for factor in factors:
                line = line_of(factor)
                if line is None or (line.rates and total.rates):
                    return None
                total = line.times(total.constant) if line.rates else total.times(line.constant)
            return total
        case t.Quotient(numerator=above, denominator=below):
            line, divisor = line_of(above), t.value_of(below)
            return None if line is None or not divisor else line.times(1 / rational(Fraction(divisor)))
    return None


def lines_of_domain(domain: Iterable[t.Node]) -> tuple[list[Line], bool]:
    """What is positive inside the domain, as far as it has straight ends; and whether that is all of the domain."""
    lines: list[Line] = []
    is_all = True
    for condition in domain:
        if not isinstance(condition, t.Relation):
            is_all = False
            continue
        found = [line_of(t.Sum((large, t.Negative(small)))) for small, large, _ in condition.inequalities]
        straight = [line for line in found if line is not None]
        is_all = is_all and len(straight) == len(condition.operators)
        lines += straight
    return lines, is_all


def cells(walls: Sequence[Line], inside: Sequence[Line], names: Sequence[str], seed: int) -> list[list[Point]] | None:
    """Some points of each cell between straight walls inside straight ends; None: there are too many."""
    if len(walls) > _MOST_WALLS:
        return None
    found = []
    every = sorted({*names, *(name for line in (*walls, *inside) for name in line.rates)})
    for number, signs in enumerate(product((1, -1), repeat=len(walls))):
        lines = [*inside, *(wall.times(fmpq(sign)) for wall, sign in zip(walls, signs, strict=True))]
        points = []
        for attempt in range(_ATTEMPTS):
            try:
                point = _point(lines, every, seed + 64 * attempt + number)
            except _TooMany:
                return None
            if point is None:
                break
            points.append({name: point[name] for name in names})
        if points:
            found.append(points)
    return found


Point = dict[str, fmpq]
_ATTEMPTS: Final = 3


class _TooMany(Exception):
    """There are too many lines."""


def _point(lines: Sequence[Line], names: Sequence[str], seed: int) -> Point | None:
    """A place where all lines are positive, found by Fourier's and Motzkin's elimination; None: there is none."""
    if not names:
        return {} if all(line.constant > 0 for line in lines) else None
    name, *others = names
    free = [line for line in lines if not line.rates.get(name)]
    bounds = [line.times(1 / abs(line.rates[name])) for line in lines if line.rates.get(name)]
    above = [line for line in bounds if line.rates[name] < 0]
    below = [line for line in bounds if line.rates[name] > 0]
    if len(above) * len(below) + len(free) > _MOST_LINES:
        raise _TooMany
    point = _point([*free, *(low.plus(high) for low in below for high in above)], others, seed)
    if point is None:
        return None
    lows, highs = [-_at(line, point) for line in below], [_at(line, point) for line in above]
    part = fmpq(1 + scrambled(seed, len(names), 0) % 1021, 1023)
    if lows and highs:
        point[name] = max(lows) + (min(highs) - max(lows)) * part
    elif lows or highs:
        point[name] = max(lows) + 3 * part if lows else min(highs) - 3 * part
    else:
        point[name] = 6 * part - 3
    return point


def _at(line: Line, point: Point) -> fmpq:
    """The value without the variables that have none yet."""
    return sum((rate * point[name] for name, rate in line.rates.items() if name in point), line.constant)
