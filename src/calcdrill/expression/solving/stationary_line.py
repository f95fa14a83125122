"""The critical points of a function of one variable: where its derivative is 0, and its corners.

smooth              the zeros of the derivative in closed form; between two ends also those of waves
abs, max, relu …    the same on each smooth piece, and the corners between them, judged by both sides
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from calcdrill.errors import Undecided, Unsolved
from calcdrill.expression.balls.ball import Evaluator, columns_at, value, working
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.solving.corners import Piece, beside, candidates, has_corners, is_corner, pieces
from calcdrill.expression.solving.recognise import interval, zeros_inside
from calcdrill.expression.solving.stationary import Nature, along_a_line
from calcdrill.expression.solving.zeros import in_order, sign_of
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, Node, Relation, substitute

__all__ = ["Spot", "allows", "in_domain", "smooth_pieces", "stationary_spots"]

_PRECISION = 384
Domain = tuple[Node, ...]


@dataclass(frozen=True)
class Spot:
    """A critical point; ``function`` is the smooth one around it, None at a corner. The order of a corner's nature
    is 0 and its value that of the function there."""

    place: Node
    nature: Nature
    function: Node | None


def in_domain(function: Node, point: dict[str, Node], domain: Domain) -> bool:
    """Whether the function has a value at the point, and the point satisfies the conditions."""
    with working(_PRECISION):
        evaluator = Evaluator(columns_at(point), 1)
        if not all(allows(evaluator, condition) for condition in domain):
            return False
    return bool(value(function, point).is_finite())


def allows(evaluator: Evaluator, condition: Node) -> bool:
    """Whether the one point of the evaluator satisfies a condition; what cannot be told counts as its border."""
    truth = evaluator.truth(condition)[0]
    if truth is None and isinstance(condition, Relation):
        return {"<", ">", "!="}.isdisjoint(condition.operators)
    return truth is not False


@lru_cache(maxsize=32)
def smooth_pieces(function: Node, variable: str, domain: Domain) -> tuple[tuple[Node, ...], tuple[Piece, ...]]:
    """The candidates for corners, and the pieces between them; one piece without ends for a smooth function."""
    if not has_corners(function, variable):
        return (), (Piece(function, None, None, Fraction(1, 3)),)
    corners = candidates(function, variable, domain)
    return corners, tuple(pieces(function, variable, corners, domain))


@lru_cache(maxsize=32)
def stationary_spots(function: Node, variable: str, domain: Domain, classify: bool) -> tuple[Spot, ...]:
    """All critical points inside the domain in ascending order; raises Unsolved or Undecided.

    Where the function may have corners, a closed end of the domain is one too: there is no derivative.
    """
    corners, parts = smooth_pieces(function, variable, domain)
    spots: list[Spot] = []
    for part in parts:
        slope = tidy(differentiate(part.function, variable))
        if slope == ZERO:
            raise Unsolved("the function is constant along an interval")
        for place in filter(part.holds, zeros_inside(slope, variable, (*domain, *part.ends(variable)))):
            if in_domain(part.function, {variable: place}, domain):
                nature = along_a_line(part.function, variable, place) if classify else Nature("", 0, ZERO)
                if nature.order % 2 and place in interval(domain, variable):
                    nature = replace(nature, type=_by_its_sides(function, variable, place, domain))
                spots.append(Spot(place, nature, part.function))
    ends = [end for end in interval(domain, variable) if end is not None] if has_corners(function, variable) else []
    for corner in (*corners, *ends):
        if not in_domain(function, {variable: corner}, domain):
            continue
        if corner in ends or _is_critical(function, variable, corner, parts):
            kind = _by_its_sides(function, variable, corner, domain) if classify else ""
            height = tidy(substitute(function, {variable: corner}))
            spots.append(Spot(corner, Nature(kind, 0, height), None))
    order = {place: k for k, place in enumerate(in_order([spot.place for spot in spots]))}
    return tuple(sorted((spot for spot in spots if spot.place in order), key=lambda spot: order[spot.place]))


def _is_critical(function: Node, variable: str, corner: Node, parts: tuple[Piece, ...]) -> bool:
    is_kinked = is_corner(function, variable, corner, parts)
    if is_kinked is not False:
        return bool(is_kinked)
    side = next(part for part in parts if corner in (part.low, part.high))
    return sign_of(tidy(substitute(differentiate(side.function, variable), {variable: corner}))) == 0


def _by_its_sides(function: Node, variable: str, place: Node, domain: Domain) -> str:
    """What a corner is, by the values beside it; at an end of the domain there is one side only."""
    precision, *sides = beside(function, place)
    here = value(function, {variable: place}, precision)
    signs: set[int] = set()
    with working(precision):
        for ball in sides:
            inside = all(allows(Evaluator({variable: [ball]}, 1), condition) for condition in domain)
            move = value(function, {variable: ball}, precision) - here
            if inside and move.is_finite():
                signs.add(1 if move > 0 else -1 if move < 0 else 0)
    if 0 in signs or not signs:
        raise Undecided("it cannot be told what a corner is")
    return "neither" if len(signs) == 2 else "min" if signs == {1} else "max"
