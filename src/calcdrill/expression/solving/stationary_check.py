"""The proof of a list of critical points: each is one, each is of its type, and none is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Undecided, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator, as_ball, columns_at, value, working
from calcdrill.expression.balls.jets import gradient, hessian
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.solving.common_zeros import boxes
from calcdrill.expression.solving.line_check import critical_balls, is_critical_corner
from calcdrill.expression.solving.stationary_line import allows
from calcdrill.expression.tidy import tidy

_PRECISION: Final = 768
_NEAR: Final = fmpq(1, 10**7)
_DIRECTIONS: Final = 48


def check_stationary(function: t.Node, answer: t.Points, domain: tuple[t.Node, ...]) -> float:
    """The largest bound on an entry of the gradient at the points. Raises Wrong or Undecided."""
    variables = answer.variables
    slopes = tuple(tidy(differentiate(function, name)) for name in variables)
    for name, slope in zip(variables, slopes, strict=True):
        if compare(t.Derivative(function, (name,)), slope, domain, points=4).verdict not in _EQUAL:
            raise Wrong("the gradient is not that of the function")
    bound = max((_at_place(function, variables, *item) for item in answer.items), default=0.0)
    if bound > 1e-40:
        raise Undecided("the gradient cannot be told from 0")
    found = _all_places(function, slopes, variables, domain)
    _match([place for place, _ in answer.items], found)
    return bound


def _at_place(function: t.Node, variables: tuple[str, ...], place: tuple[t.Node, ...], kind: str) -> float:
    """A bound on the gradient at one point of the answer, once its type is confirmed; 0 at a corner."""
    entries = gradient(function, variables, dict(zip(variables, place, strict=True)), _PRECISION)
    if all(entry.is_finite() for entry in entries):
        if not all(0 in entry for entry in entries):
            raise Wrong("the gradient is not 0 at a point of the answer")
        if kind:
            _check_type(function, variables, place, kind)
        return max(float(entry.abs_upper()) for entry in entries)
    if len(variables) > 1:
        raise Undecided("the gradient has no value at a point of the answer")
    if not is_critical_corner(function, variables[0], place[0]):
        raise Wrong("a point of the answer is neither a zero of the derivative nor a corner")
    if kind and kind != _by_looking_around(function, variables, place, [[arb(0)]]):
        raise Wrong(f"a corner is not {kind}")
    return 0.0


_EQUAL: Final = (Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED)


# -- none is missing


def _all_places(
    function: t.Node, slopes: Sequence[t.Node], variables: Sequence[str], domain: tuple[t.Node, ...]
) -> list[tuple[arb, ...]]:
    """A box around each zero of the gradient inside the domain."""
    if len(variables) == 1:
        found: list[tuple[arb, ...]] = [(ball,) for ball in critical_balls(function, variables[0], domain)]
    else:
        found = list(boxes(slopes[0], slopes[1], variables, domain))
    return [place for place in found if _is_inside(function, variables, place, domain)]


def _is_inside(
    function: t.Node, variables: Sequence[str], place: Sequence[arb], domain: tuple[t.Node, ...]
) -> bool:
    with working(_PRECISION):
        point = dict(zip(variables, place, strict=True))
        evaluator = Evaluator(columns_at(point), 1)
        if not all(allows(evaluator, condition) for condition in domain):
            return False
        return bool(as_ball(evaluator.column(function)[0]).is_finite())


def _match(answer: Sequence[tuple[t.Node, ...]], found: Sequence[tuple[arb, ...]]) -> None:
    claimed = [tuple(value(c, {}, _PRECISION) for c in place) for place in answer]
    for one in claimed:
        if sum(_meet(one, box) for box in found) != 1:
            raise Wrong("a point of the answer is no isolated zero of the gradient")
    if len(claimed) != len(found) or any(not any(_meet(one, box) for one in claimed) for box in found):
        raise Wrong("a critical point is missing")


def _meet(one: Sequence[arb], box: Sequence[arb]) -> bool:
    return all(a.overlaps(b) for a, b in zip(one, box, strict=True))


# -- the types


def _check_type(function: t.Node, variables: Sequence[str], place: Sequence[t.Node], kind: str) -> None:
    point = dict(zip(variables, place, strict=True))
    second = hessian(function, variables, point, _PRECISION)
    with working(_PRECISION):
        determinant = second[0][0] if len(variables) == 1 else second[0][0] * second[1][1] - second[0][1] ** 2
        if determinant > 0:
            shown = "min" if second[0][0] > 0 else "max"
        elif determinant < 0:
            shown = "max" if len(variables) == 1 else "saddle"
        elif 0 in determinant:
            shown = _by_looking_around(function, variables, place, second)
            if shown != kind and kind == "saddle":
                raise Undecided("no lower and higher values were found around a saddle")
        else:
            raise Undecided("the second derivatives have no value at a point of the answer")
    if shown != kind:
        raise Wrong(f"a point is {shown}, not {kind}")


def _by_looking_around(
    function: t.Node, variables: Sequence[str], place: Sequence[t.Node], second: list[list[arb]]
) -> str:
    """The type by the signs of f − f(place) close to the place: evidence where the Hessian leaves it open."""
    here = [value(c, {}, _PRECISION) for c in place]
    moves = [(fmpq(0),) * len(variables), *_moves(second)]
    with working(_PRECISION):
        steps = zip(*moves, strict=True)
        shifted = ([centre + step for step in column] for centre, column in zip(here, steps, strict=True))
        columns = dict(zip(variables, shifted, strict=True))
        height, *others = map(as_ball, Evaluator(columns, len(moves)).column(function))
        differences = [other - height for other in others]
    signs = {1 if difference > 0 else -1 if difference < 0 else 0 for difference in differences}
    if signs >= {1, -1}:
        return "neither" if len(variables) == 1 else "saddle"
    if 0 in signs:
        raise Undecided("it cannot be told what a critical point is")
    return "min" if signs == {1} else "max"


def _moves(second: list[list[arb]]) -> list[tuple[fmpq, ...]]:
    """Small steps to both sides; in two variables round a circle, and along parabolas and cusps that leave in the
    directions of the axes and in the flat direction of the Hessian."""
    if len(second) == 1:
        return [(_NEAR,), (-_NEAR,)]
    moves = []
    for k in range(_DIRECTIONS):
        angle = 2 * math.pi * k / _DIRECTIONS
        moves.append(
            tuple(fmpq(round(1000 * turn), 1000) * _NEAR for turn in (math.cos(angle), math.sin(angle)))
        )
    a, b, c = (entry.mid().fmpq() for entry in (second[0][0], second[0][1], second[1][1]))
    flat = (-b, a) if a != 0 else (c, -b) if c != 0 else (fmpq(1), fmpq(1))
    for along in ((fmpq(1), fmpq(0)), (fmpq(0), fmpq(1)), flat):
        beside = (along[1], -along[0])
        for power in (2, 3):
            for slope in (fmpq(n, 4) for n in range(-12, 13)):
                for offset in (_NEAR, -_NEAR):
                    moves.append(
                        tuple(offset * u + slope * offset**power * v for u, v in zip(along, beside, strict=True))
                    )
    return moves


__all__ = ["check_stationary"]
