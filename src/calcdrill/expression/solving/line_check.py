"""Where a function of one variable has critical points, by isolation and by difference quotients.

Each smooth piece is compared with the function, the factors of its slope with the slope, and all zeros of these are
isolated. A corner is judged by the quotients to both sides, very close to it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Undecided, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.solving.corners import Piece, beside
from calcdrill.expression.solving.factoring import split
from calcdrill.expression.solving.recognise import interval
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.solving.stationary_line import smooth_pieces
from calcdrill.expression.tidy import tidy

__all__ = ["critical_balls", "is_critical_corner"]

_PRECISION: Final = 768
_STEP: Final = fmpq(1, 2**200)
_SMALL: Final = arb("1e-12")
_EQUAL: Final = (Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED)
Domain = tuple[t.Node, ...]


def critical_balls(function: t.Node, variable: str, domain: Domain) -> list[arb]:
    """A ball around each critical point between the ends of the domain; raises Wrong or Undecided."""
    corners, parts = smooth_pieces(function, variable, domain)
    found: list[arb] = []
    for part in parts:
        found.extend(_zeros_of_slope(function, variable, part, domain))
    for corner in corners:
        if value(function, {variable: corner}).is_finite() and is_critical_corner(function, variable, corner):
            found.append(value(corner, {}, _PRECISION))
    return found


def _zeros_of_slope(function: t.Node, variable: str, part: Piece, domain: Domain) -> list[arb]:
    if part.function != function:
        same = compare(function, part.function, _well_inside(variable, part, domain)).verdict
        if same is Verdict.DIFFERENT:
            raise Wrong("a branch is not the function")
        if same not in _EQUAL:
            raise Undecided("a branch could not be compared with the function")
    here = tuple(_conditions(variable, part))
    slope = tidy(differentiate(part.function, variable))
    if variable not in t.names(slope):
        return []
    trees = _factors(part.function, slope, variable, domain)
    low, high = interval((*domain, *here), variable)
    ends = [value(end, {}, _PRECISION) for end in (part.low, part.high) if end is not None]
    found = []
    for tree in trees:
        for root in find_roots(t.transform(tree, _as_exponential), variable, low, high):
            if not any(root.ball.overlaps(end) for end in ends):
                found.append(root.ball)
    return [ball for ball in found if value(part.function, {variable: ball}).is_finite()]


def _factors(function: t.Node, slope: t.Node, variable: str, domain: Domain) -> list[t.Node]:
    """Trees whose zeros together are those of the slope, found equal to it: its factors, if it has any."""
    try:
        factors = split(slope, (variable,))
        whole, trees = factors.whole, [part.tree for part in factors.parts]
    except Unsolved:
        whole, trees = slope, [slope]
    if compare(t.Derivative(function, (variable,)), whole, domain, points=4).verdict not in _EQUAL:
        raise Undecided("the factors of the derivative could not be checked")
    return trees


def _well_inside(variable: str, part: Piece, domain: Domain) -> Domain:
    """Conditions with rational ends that keep clear of the corners, for comparing at points."""
    ends = [part.inside - 1, part.inside + 1]
    for k, end in enumerate((part.low, part.high)):
        if end is not None:
            width = Fraction(float(value(end, {}).mid())) - part.inside
            ends[k] = part.inside + width * Fraction(7, 8)
    low, high = (t.number(end.limit_denominator(1000)) for end in ends)
    return (*domain, t.Relation((low, t.Name(variable), high), ("<", "<")))


def _conditions(variable: str, part: Piece) -> list[t.Node]:
    found: list[t.Node] = []
    if part.low is not None:
        found.append(t.Relation((t.Name(variable), part.low), (">",)))
    if part.high is not None:
        found.append(t.Relation((t.Name(variable), part.high), ("<",)))
    return found


def _as_exponential(node: t.Node) -> t.Node:
    """2^x as exp(x·ln 2), which ``find_roots`` can invert."""
    match node:
        case t.Power(base=t.Number() as base, exponent=exponent) if t.names(exponent):
            return t.Call("exp", (t.times(exponent, t.Call("ln", (base,))),))
    return node


def is_critical_corner(function: t.Node, variable: str, place: t.Node) -> bool:
    """Whether the quotients to both sides differ, grow beyond bounds, or vanish; False where a side is missing."""
    with working(_PRECISION):
        here = value(function, {variable: place}, _PRECISION)
        below, above = (value(function, {variable: ball}, _PRECISION) for ball in beside(place, _STEP))
        if not (below.is_finite() and above.is_finite()):
            return False
        step = arb(_STEP)
        left, right = (here - below) / step, (above - here) / step
        if abs(left) > 1 / _SMALL or abs(right) > 1 / _SMALL or abs(left - right) > _SMALL:
            return True
        return bool(abs(left) < _SMALL and abs(right) < _SMALL)
