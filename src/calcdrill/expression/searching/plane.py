"""The critical points of a tree in two variables, by a search of the plane.

A point is critical where each partial derivative is 0 or does not exist. The square around the origin is covered by
cells; on each one partial derivative is proved to exist and not to be 0, or it lies beside a claimed point, down to a
size far below anything that the numerals of the task can make. Beyond the square, cones are settled by growth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Undecided
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.enclosure import EMPTY, Enclosure, enclose
from calcdrill.expression.balls.far import Unbounded, far_value
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.searching.numerals import finest

__all__ = ["prove_on_border", "prove_plane"]

_MOST_CELLS: Final = 6_000
_MOST_CONES: Final = 400
_RADIUS: Final = 16
Square = tuple[fmpq, fmpq, fmpq, fmpq]
Variables = tuple[str, str]


def prove_plane(function: t.Node, variables: Variables, places: Sequence[Sequence[t.Node]]) -> None:
    """Raises Undecided where it is not proved that there are no critical points but the claimed ones."""
    bits = finest(function)
    precision = bits + 128
    with working(precision):
        balls = [tuple(value(c, {}, precision) for c in place) for place in places]
        size = max([1.0, *(abs(float(c.mid())) for place in balls for c in place)])
        radius = fmpq(_RADIUS * (1 + int(size)))
        _prove_cones(function, variables, radius)
        near = arb(radius) / 2**bits
        squares: list[Square] = [(-radius, radius, -radius, radius)]
        seen = 0
        while squares:
            seen += len(squares)
            if seen > _MOST_CELLS:
                raise Undecided("it is not proved that no critical point is missing")
            open_ = [square for square in squares if not _settled(function, variables, square)]
            squares = [q for square in open_ if not _is_beside(square, balls, near) for q in _quarters(square)]


def _settled(function: t.Node, variables: Variables, square: Square) -> bool:
    a, b, c, d = square
    cell = {variables[0]: arb(a).union(arb(b)), variables[1]: arb(c).union(arb(d))}
    for name in variables:
        image = enclose(function, {name: cell[name]}, {other: ball for other, ball in cell.items() if other != name})
        if image is EMPTY:
            return True
        if isinstance(image, Enclosure) and image.smooth and image.slopes is not None:
            (slope,) = image.slopes
            if slope > 0 or slope < 0:
                return True
    return False


def _is_beside(square: Square, places: Sequence[tuple[arb, ...]], near: arb) -> bool:
    a, b, c, d = square
    if not arb(b - a) < near:
        return False
    sides = (arb(a).union(arb(b)), arb(c).union(arb(d)))
    border = arb(0, 4 * near)
    if any(all((c + border).overlaps(s) for c, s in zip(place, sides, strict=True)) for place in places):
        return True
    raise Undecided("it is not proved that no critical point is missing")


def _quarters(square: Square) -> list[Square]:
    a, b, c, d = square
    x, y = a + (b - a) * fmpq(65, 129), c + (d - c) * fmpq(65, 129)
    return [(a, x, c, y), (x, b, c, y), (a, x, y, d), (x, b, y, d)]


def _prove_cones(function: t.Node, variables: Variables, start: fmpq) -> None:
    """Outside of the square: x = ±s and y = t·s, or the other way round, with s ≥ ``start`` and |t| ≤ 1."""
    slopes = [differentiate(function, name) for name in variables]
    cones = [(which, sign, fmpq(-1), fmpq(1)) for which in (0, 1) for sign in (1, -1)]
    seen = 0
    while cones:
        seen += len(cones)
        if seen > _MOST_CONES:
            raise Undecided("it is not proved that there is no critical point far out")
        open_ = [cone for cone in cones if not _is_settled_cone(slopes, variables, start, *cone)]
        cones = [(w, s, *ends) for w, s, a, b in open_ for ends in ((a, (a + b) / 2), ((a + b) / 2, b))]


def _is_settled_cone(
    slopes: Sequence[t.Node], variables: Variables, start: fmpq, which: int, sign: int, a: fmpq, b: fmpq
) -> bool:
    names = {variables[which]: arb(sign), variables[1 - which]: arb(a).union(arb(b))}
    for slope in slopes:
        try:
            if far_value(slope, start, names).is_never_zero:
                return True
        except Unbounded:
            continue
    return False


def prove_on_border(
    function: t.Node, variables: Variables, centre: Sequence[arb], half: fmpq, sign: int, precision: int
) -> bool:
    """Whether (f − f(centre))·sign is positive on the whole border of the square around a point."""
    here = value(function, dict(zip(variables, centre, strict=True)), precision)
    with working(precision):
        for which in (0, 1):
            for side in (-1, 1):
                fixed = centre[which] + side * arb(half)
                pieces = [(-half, half)]
                for _ in range(8):
                    pieces = [
                        part
                        for a, b in pieces
                        if not _is_above(function, variables, which, fixed, centre[1 - which], (a, b), here, sign)
                        for part in ((a, (a + b) / 2), ((a + b) / 2, b))
                    ]
                    if not pieces:
                        break
                else:
                    return False
    return True


def _is_above(
    function: t.Node,
    variables: Variables,
    which: int,
    fixed: arb,
    centre: arb,
    ends: tuple[fmpq, fmpq],
    here: arb,
    sign: int,
) -> bool:
    a, b = ends
    middle, half = centre + arb((a + b) / 2), arb((b - a) / 2)
    side = middle + arb(0, half)
    enclosure = enclose(function, {variables[1 - which]: side}, {variables[which]: fixed})
    if not isinstance(enclosure, Enclosure):
        return False
    if (enclosure.ball - here) * sign > 0:
        return enclosure.defined
    at = value(function, {variables[which]: fixed, variables[1 - which]: middle})
    if not at.is_finite() or enclosure.slopes is None or not enclosure.continuous:
        return False
    return bool((at + enclosure.slopes[0] * arb(0, half) - here) * sign > 0)
