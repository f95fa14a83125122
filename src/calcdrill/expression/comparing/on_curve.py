"""Trees compared at the points of a curve F(x, y) = 0 alone: off it, an answer may be anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Undecided
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import UNDEFINED, Hole, Value
from calcdrill.expression.balls.isolate import polynomial_roots
from calcdrill.expression.comparing.comparison import Comparison, Verdict, agree
from calcdrill.expression.comparing.drawn import drawn_rows
from calcdrill.expression.comparing.edges import likely_zeros
from calcdrill.expression.comparing.fingerprint import fingerprint
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.regularity import Failing, suspects

__all__ = ["Curve", "compare_on_curve", "has_slopes", "points_on"]

_HALF_WIDTH: Final = fmpq(1, 2**100)
_HALVINGS: Final = 120
"""From 2⁻¹⁰⁰ to far below what two numbers that agree may differ by."""
_LEAST: Final = 4
_MOST: Final = 24
_DRAWS: Final = 6
_PRECISION: Final = 4 * PRECISION


@dataclass(frozen=True)
class Curve:
    """The points at which ``function`` is 0, in the plane of the variables ``x`` and ``y``."""

    function: t.Node
    x: str
    y: str


def compare_on_curve(left: t.Node, right: t.Node, curve: Curve, domain: tuple[t.Node, ...] = ()) -> Comparison:
    """The verdict on two trees in the variables of a curve, from points of it that are drawn from a hash of both."""
    agreed, seen, gap = 0, 0, False
    with working(_PRECISION):
        for point in points_on(curve, fingerprint(left, right, curve.function), domain):
            evaluator = Evaluator({name: [value] for name, value in point.items()}, 1)
            one, two = evaluator.column(left)[0], evaluator.column(right)[0]
            seen += 1
            if type(one) is Hole or type(two) is Hole:
                gap = gap or (one is UNDEFINED) != (two is UNDEFINED)
                continue
            same = agree(arb(one), arb(two))
            if same is False:
                # The place has no exact coordinates to be told.
                return Comparison(Verdict.DIFFERENT, agreed, witness={})
            agreed += bool(same)
            if seen >= _MOST:
                break
    if agreed < _LEAST:
        return Comparison(Verdict.UNDECIDED, agreed)
    return Comparison(Verdict.EQUAL_WHERE_DEFINED if gap else Verdict.EQUAL, agreed, 2.0**-133)


def has_slopes(curve: Curve, by_y: t.Node, domain: tuple[t.Node, ...] = ()) -> bool:
    """Whether points of the curve were found at which it has a slope: it is not empty, and no mere set of points.

    Along a line x = c a continuous function changes its sign, or it is 0 at a point at which ``by_y`` is not 0.
    """
    with working(PRECISION):
        if not domain and _is_continuous(curve.function) and _changes_sign(curve):
            return True
    with working(_PRECISION):
        for seed in range(_DRAWS):
            for point in islice(points_on(curve, fingerprint(curve.function) + seed, domain), _MOST):
                slope = Evaluator({name: [value] for name, value in point.items()}, 1).column(by_y)[0]
                if type(slope) is not Hole and 0 not in arb(slope):
                    return True
    return False


def _changes_sign(curve: Curve) -> bool:
    return any(_changes_sign_along(curve, place) for place in _LINES)


def _changes_sign_along(curve: Curve, place: fmpq) -> bool:
    """Whether the function has values of both signs on the line x = ``place``."""
    count = len(_ALONG)
    values = Evaluator({curve.x: [place] * count, curve.y: [*_ALONG]}, count).column(curve.function)
    signs = {value > 0 for value in values if type(value) is not Hole and (value > 0 or value < 0)}
    return len(signs) == 2


_LINES: Final = (
    *(fmpq(p, q) for p, q in ((3, 7), (-5, 8), (13, 9), (19, 8), (1, 97), (-23, 7))),
    *(fmpq(sign * halves, 2) for halves in range(1, 25) for sign in (1, -1)),
)
"""Equations of textbooks have points on one of them: small numbers of all kinds, and halves of whole ones."""
_ALONG: Final = tuple(
    fmpq(p, q)
    for p, q in ((0, 1), (1, 99), (2, 3), (-4, 7), (19, 8), (-21, 8), (31, 3), (-40, 3), (2000, 7), (20001, 2))
)


def _is_continuous(tree: t.Node) -> bool:
    """Whether a tree surely has values without a jump, everywhere or on a half-plane: √x and ln x are as good as x."""
    plain = t.transform(tree, lambda part: part.children[0] if _begins_at_zero(part) else part)
    return all(place.fails < Failing.CONTINUOUS for place in suspects(plain))


def _begins_at_zero(node: t.Node) -> bool:
    return isinstance(node, t.Call) and node.function in {"sqrt", "ln"} and isinstance(node.arguments[0], t.Name)


def points_on(curve: Curve, seed: int, domain: tuple[t.Node, ...]) -> Iterator[dict[str, Value]]:
    """Points of the curve: one coordinate drawn, the other a ball that surely holds a zero."""
    for known, sought in ((curve.x, curve.y), (curve.y, curve.x)):
        rows, _ = drawn_rows((known,), seed, (), True)
        for value in rows[known]:
            for zero in _zeros(curve.function, known, value, sought):
                point = {known: value, sought: zero}
                evaluator = Evaluator({name: [v] for name, v in point.items()}, 1)
                if all(evaluator.truth(condition)[0] is not False for condition in domain):
                    yield point


def _zeros(function: t.Node, known: str, value: fmpq, sought: str) -> Iterator[Value]:
    exact = polynomial(function, sought, {known: value})
    if exact is not None:
        try:
            yield from [root.ball for root in polynomial_roots(exact)]
        except Undecided:
            return
        return
    at = {known: value}
    for near in likely_zeros(function, sought, at) or likely_zeros(function, sought, at, far=True):
        ends = [near - _HALF_WIDTH, near + _HALF_WIDTH]
        below, above = Evaluator({known: [value] * 2, sought: ends}, 2).column(function)
        if type(below) is Hole or type(above) is Hole:
            continue
        if (below < 0 and above > 0) or (below > 0 and above < 0):
            yield _narrowed(function, known, value, sought, ends, bool(above > 0))


def _narrowed(function: t.Node, known: str, value: fmpq, sought: str, ends: list[fmpq], rising: bool) -> arb:
    """A narrow ball between two ends at which the function has different signs."""
    low, high = ends
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        residual = Evaluator({known: [value], sought: [middle]}, 1).column(function)[0]
        if type(residual) is Hole or not (residual > 0 or residual < 0):
            break
        low, high = (low, middle) if bool(residual > 0) == rising else (middle, high)
    return arb(low).union(arb(high))
