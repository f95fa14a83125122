"""Critical points of a function of two variables that has corners: each partial derivative is 0 or does not exist.

on a smooth branch     the gradient of that branch is 0
where x = a is a kink  there is no derivative by x; along x = a the function has a critical point of one variable
at an isolated point   such as that of √(x² + y²), where no derivative exists
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Undecided, Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.searching.numerals import finest
from calcdrill.expression.solving.irregular import Fault, irregularities
from calcdrill.expression.solving.stationary import Nature
from calcdrill.expression.solving.stationary_line import stationary_spots
from calcdrill.expression.solving.systems import only_zero_of, solve_system
from calcdrill.expression.solving.zeros import zeros
from calcdrill.expression.tidy import tidy

__all__ = ["branches", "corner_nature", "kinks", "places_with_corners"]

_MOST_BENT: Final = 3
_DIRECTIONS: Final = 48
Point = tuple[t.Node, t.Node]


def kinks(function: t.Node, variables: Sequence[str]) -> tuple[t.Node, ...]:
    """Trees that are 0 wherever the function may have a corner; raises Unsolved where that is not known."""
    places = irregularities(function, frozenset(variables))
    insides = dict.fromkeys(tidy(place.inside) for place in places if place.fault is not Fault.POLE)
    return tuple(inside for inside in insides if t.names(inside))


def branches(*trees: t.Node) -> Iterator[tuple[t.Node, ...]]:
    """The trees on each choice of a smooth branch for the nodes that bend; raises Unsolved where there are too many."""
    options: dict[t.Node, tuple[t.Node, ...]] = {}
    for node in (node for tree in trees for node in t.walk(tree)):
        if isinstance(node, t.Call) and (formulas := facts.sides(node.function)) is not None:
            options[node] = tuple(formula(*node.arguments) for formula in formulas)
        elif isinstance(node, t.Call) and node.function in {"max", "min"}:
            options[node] = node.arguments
        elif isinstance(node, t.Piecewise):
            raise Unsolved("a function in cases is looked at in one variable only")
    if len(options) > _MOST_BENT:
        raise Unsolved("the function has too many branches")
    for choice in product(*options.values()):
        chosen = dict(zip(options, choice, strict=True))
        yield tuple([_replaced(tree, chosen) for tree in trees])


def _replaced(tree: t.Node, chosen: dict[t.Node, t.Node]) -> t.Node:
    return t.transform_down(tree, lambda node: _replaced(chosen[node], chosen) if node in chosen else node)


def places_with_corners(function: t.Node, variables: tuple[str, str], bent: Sequence[t.Node]) -> list[Point]:
    """All candidates; which of them are critical is for the caller to see. Raises Unsolved."""
    pairs: list[Point] = []
    for (branch,) in branches(function):
        one, other = (tidy(differentiate(branch, name)) for name in variables)
        if t.ZERO in (one, other):
            raise Unsolved("the critical points are not isolated")
        pairs += [place for case in solve_system(one, other, variables) for place in case.points]
    for kink in bent:
        pairs += _on_kink(function, variables, kink)
    return [place for place in dict.fromkeys(pairs) if _is_critical(function, variables, place)]


def _on_kink(function: t.Node, variables: tuple[str, str], kink: t.Node) -> Iterator[Point]:
    inside = t.names(kink) & set(variables)
    if len(inside) == 2:
        yield from ((place[0], place[1]) for place in only_zero_of(kink, variables))
        return
    (name,) = inside
    rest = variables[1 - variables.index(name)]
    for zero in zeros(kink, name):
        along = tidy(t.substitute(function, {name: zero}))
        if rest not in t.names(along):
            raise Unsolved("the critical points are not isolated")
        for spot in stationary_spots(along, rest, (), False):
            yield (zero, spot.place) if name == variables[0] else (spot.place, zero)


def _is_critical(function: t.Node, variables: tuple[str, str], place: Point) -> bool:
    """Whether along both variables the point is a critical one."""
    point = dict(zip(variables, place, strict=True))
    if not value(function, point).is_finite():
        return False
    for name in variables:
        along = tidy(t.substitute(function, {other: c for other, c in point.items() if other != name}))
        if name in t.names(along):
            spots = stationary_spots(along, name, (), False)
            at = value(point[name], {})
            if not any(value(spot.place, {}).overlaps(at) for spot in spots):
                return False
    return True


def corner_nature(function: t.Node, variables: tuple[str, str], place: Point) -> Nature:
    """What a corner is, by the values close around it."""
    bits = finest(function, *place) // 2
    precision = 4 * bits
    point = dict(zip(variables, place, strict=True))
    here = value(function, point, precision)
    signs: set[int] = set()
    with working(precision):
        centre = [value(c, {}, precision) for c in place]
        for k in range(_DIRECTIONS):
            angle = 2 * math.pi * k / _DIRECTIONS
            step = [fmpq(round(1000 * turn), 1000 * 2**bits) for turn in (math.cos(angle), math.sin(angle))]
            near = {name: c + arb(s) for name, c, s in zip(variables, centre, step, strict=True)}
            move = value(function, near, precision) - here
            if move.is_finite():
                signs.add(1 if move > 0 else -1 if move < 0 else 0)
    is_saddle = {1, -1} <= signs
    if not is_saddle and (0 in signs or not signs):
        raise Undecided("it cannot be told what a corner is")
    kind = "saddle" if is_saddle else "min" if signs == {1} else "max"
    return Nature(kind, 0, tidy(t.substitute(function, point)))
