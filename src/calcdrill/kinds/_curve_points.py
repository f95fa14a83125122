"""Where a function on a curve may have an extremum, in closed form, and what each such point is.

gradients parallel     f_x g_y = f_y g_x and g = 0, on each smooth branch of |·|, max and their kin; with the
                       points at which the curve itself crosses or ends
no gradient            where f or g has a kink, a cusp or the end of its domain on the curve
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flint import arb, fmpq

from calcdrill.errors import Undecided, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.edges import likely_zeros
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.solving.corners_of_two import branches, kinks
from calcdrill.expression.solving.factoring import Ring
from calcdrill.expression.solving.systems import Case, linear_in, solve_system
from calcdrill.expression.solving.zeros import sign_of
from calcdrill.expression.tidy import tidy
from calcdrill.kinds.common import slopes, value_at
from calcdrill.kinds.critical_points import in_reading_order

__all__ = ["Candidate", "candidates", "is_beaten"]

Coordinates = tuple[t.Node, ...]
Sides = tuple[t.Node, t.Node]
_MOST_ORDER = 6
_LINES = (fmpq(0), fmpq(1, 1000), fmpq(1, 7), *(fmpq(size) for size in (1, 3, 10, 100, 10_000, 1_000_000)))


@dataclass(frozen=True)
class Candidate:
    """A point that may be an extremum on the curve, and the height there.

    ``multiplier``: None where a gradient is missing or the curve's is 0. ``type``: "min", "max", "neither", or ""
    where it is not known.
    """

    place: Coordinates
    multiplier: t.Node | None
    type: str
    height: t.Node


@lru_cache(maxsize=32)
def candidates(
    function: t.Node, level: t.Node, parallel: t.Node, variables: tuple[str, ...]
) -> tuple[tuple[Case, ...], tuple[Candidate, ...]]:
    """The cases that were solved, and all candidates; ``parallel`` is 0 where the gradients are parallel."""
    bent = [kink for tree in (function, level) for kink in kinks(tree, variables)]
    if not bent:
        cases = solve_system(tidy(parallel), tidy(level), variables)
        places = [place for case in cases for place in case.points]
    else:
        cases = ()
        places = [*_on_branches(function, level, variables), *_on_kinks(bent, level, variables)]
    kept = [place for place in dict.fromkeys(places) if _is_on_curve(function, level, variables, place)]
    kept.sort(key=in_reading_order)
    return cases, tuple(_candidate(function, level, variables, place, bent) for place in kept)


# -- where


def _on_branches(function: t.Node, level: t.Node, variables: tuple[str, ...]) -> Iterator[Sides]:
    for f, g in branches(function, level):
        one, other = slopes(f, variables), slopes(g, variables)
        cross = tidy(t.Sum((t.times(one[0], other[1]), t.Negative(t.times(one[1], other[0])))))
        if cross == t.ZERO:
            raise Unsolved("the function is constant along a part of the curve")
        for case in solve_system(cross, tidy(g), variables):
            yield from (place for place in case.points if _are_alike(((f, function), (g, level)), variables, place))


def _are_alike(pairs: tuple[Sides, ...], variables: tuple[str, ...], place: Coordinates) -> bool:
    """Whether a branch has the value of the whole at a point."""
    point = dict(zip(variables, place, strict=True))
    return all(value(branch, point).overlaps(value(whole, point)) for branch, whole in pairs)


def _on_kinks(bent: list[t.Node], level: t.Node, variables: tuple[str, ...]) -> Iterator[Sides]:
    for kink in dict.fromkeys(bent):
        for (branch,) in branches(level):
            plain = tidy(branch)
            if plain == kink:
                raise Unsolved("the function has a kink all along the curve")
            for case in solve_system(kink, plain, variables):
                yield from case.points


def _is_on_curve(function: t.Node, level: t.Node, variables: tuple[str, ...], place: Coordinates) -> bool:
    point = dict(zip(variables, place, strict=True))
    at = value(level, point)
    return bool(value(function, point).is_finite()) and bool(at.is_finite()) and 0 in at


# -- what


def _candidate(
    function: t.Node, level: t.Node, variables: tuple[str, ...], place: Coordinates, bent: list[t.Node]
) -> Candidate:
    point = dict(zip(variables, place, strict=True))
    height = value_at(function, point)
    if any(0 in value(kink, point) for kink in bent):
        return Candidate(place, None, "", height)
    for tree in (function, level):
        if not all(value(slope, point).is_finite() for slope in slopes(tree, variables)):
            return Candidate(place, None, "", height)
    f, g = ([value_at(slope, point) for slope in slopes(node, variables)] for node in (function, level))
    index = next((k for k in (0, 1) if sign_of(g[k])), None)
    if index is None:
        return Candidate(place, None, "", height)
    multiplier = tidy(t.Quotient(f[index], g[index]))
    return Candidate(place, multiplier, _type(function, level, variables, point, multiplier, g), height)


def _type(
    function: t.Node,
    level: t.Node,
    variables: tuple[str, ...],
    point: dict[str, t.Node],
    multiplier: t.Node,
    g: list[t.Node],
) -> str:
    """By the bordered Hessian; where it is 0, by the first derivative along the curve that is not."""
    lagrangian = t.Sum((function, t.Negative(t.times(multiplier, level))))
    x, y = variables
    by_x, by_y = slopes(lagrangian, variables)
    xx, xy, yy = (value_at(tidy(differentiate(d, n)), point) for d, n in ((by_x, x), (by_x, y), (by_y, y)))
    bordered = t.Sum(
        (t.times(t.TWO, g[0], g[1], xy), t.Negative(t.times(g[0], g[0], yy)), t.Negative(t.times(g[1], g[1], xx)))
    )
    sign = sign_of(tidy(bordered))
    return {1: "max", -1: "min"}[sign] if sign else _along(function, level, variables, point)


def _along(function: t.Node, level: t.Node, variables: tuple[str, ...], point: dict[str, t.Node]) -> str:
    g = slopes(level, variables)
    current = function
    for order in range(1, _MOST_ORDER + 1):
        f = slopes(current, variables)
        current = tidy(t.Sum((t.times(f[1], g[0]), t.Negative(t.times(f[0], g[1])))))
        try:
            sign = sign_of(value_at(current, point))
        except Undecided:
            return ""
        if sign:
            return "neither" if order % 2 else "min" if sign > 0 else "max"
    return ""


# -- whether the best of them is the best of all


def is_beaten(function: t.Node, level: t.Node, variables: tuple[str, ...], best: t.Node | None, goal: str) -> bool:
    """Whether some point of the curve seems to be better than all candidates, so that there is no best one.

    ``best``: the height of the best candidate, None where there are none.
    """
    turn = 1 if goal == "max" else -1
    if best is None:
        return any(True for _ in _heights(function, level, variables))
    sure = _by_one_variable(function, level, variables, turn)
    if sure is None and not _is_closed(level, variables):
        top = value(best, {}) * turn
        return any(height * turn > top + arb("1e-12") for height in _heights(function, level, variables))
    return bool(sure)


def _by_one_variable(function: t.Node, level: t.Node, variables: tuple[str, ...], turn: int) -> bool | None:
    """Exactly, where the curve is the graph of a polynomial and the function becomes one; else None."""
    for name, over in (variables[::-1], variables):
        height = linear_in(level, name, over)
        if height is None or polynomial(height, over, {}) is None:
            continue
        whole = polynomial(t.substitute(function, {name: height}), over, {})
        if whole is not None:
            return whole.degree() > 0 and bool(whole.degree() % 2 or whole[whole.degree()] * turn > 0)
    return None


def _is_closed(level: t.Node, variables: tuple[str, ...]) -> bool:
    """Whether the curve is an ellipse, on which a continuous function takes its largest value."""
    try:
        ring = Ring((level,), variables)
        top, bottom = ring.ratio(level)
    except Unsolved:
        return False
    if len(ring.trees) > 2 or not bottom.is_constant() or top.total_degree() != 2:
        return False
    c = {tuple(map(int, exponents)): coefficient for exponents, coefficient in top.to_dict().items()}
    a, b, d = c.get((2, 0), 0), c.get((1, 1), 0), c.get((0, 2), 0)
    return bool(4 * a * d - b * b > 0)


def _heights(function: t.Node, level: t.Node, variables: tuple[str, ...]) -> Iterator[arb]:
    for name, over in (variables[::-1], variables):
        for size in _LINES:
            for at in (size, -size):
                for zero in likely_zeros(level, name, {over: at}):
                    height = value(function, {over: arb(at), name: arb(zero)})
                    if height.is_finite():
                        yield height
