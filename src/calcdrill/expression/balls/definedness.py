"""Whether a function has real values all over an interval, single points left out: a covering by balls.

Pieces that cannot be told are halved until they are far smaller than anything that a formula can hide. A piece on which
the function surely has no value is a gap; what is left then are slivers around single points (a pole, a root at 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from flint import arb

from calcdrill.expression.balls.ball import Evaluator, working
from calcdrill.expression.balls.ball_values import UNDEFINED, Hole, Value
from calcdrill.expression.balls.complex_values import is_entire, is_meromorphic
from calcdrill.expression.tree import Node

__all__ = ["find_gap", "holes_of"]

_PIECES: Final = 64
_WIDE_HALVINGS: Final = 8
_HALVINGS: Final = 280
_MOST_NARROW: Final = 48
_PRECISION: Final = 768


def find_gap(body: Node, variable: str, low: arb, high: arb, values: Mapping[str, Value]) -> arb | None:
    """A piece of [low, high] on which the function has no real value; None where none is found."""
    if is_entire(body):
        return None
    with working(_PRECISION):
        # Where one place tells of all others it is enough to look there.
        place = ((low + high) / 2).mid() if is_meromorphic(body, variable) else low.union(high)
        value_there = Evaluator({**values, variable: [place]}, 1).column(body)[0]
    if type(value_there) is not Hole:
        return None
    hole = holes_of(body, variable, low, high, values)
    return hole if isinstance(hole, arb) else None


def holes_of(
    body: Node, variable: str, low: arb, high: arb, values: Mapping[str, Value], bits: int = 0
) -> arb | list[arb]:
    """A gap, or the slivers in which the function may have no value; ``bits``: how narrow they are to be at least."""
    halvings = max(_HALVINGS, bits)
    with working(max(_PRECISION, 2 * halvings)):
        # Ends of pieces are exact, and inside the interval: a ball is a little wider than what it holds.
        start, stop = low.upper(), high.lower()
        places = [(start + (stop - start) * k / _PIECES).mid() for k in range(_PIECES)]
        pieces = list(pairwise([*places, stop]))
        for round_ in range(halvings):
            balls = [one.union(other) for one, other in pieces]
            column = Evaluator({**values, variable: balls}, len(balls)).column(body)
            for (one, other), value_here in zip(pieces, column, strict=True):
                if value_here is UNDEFINED and one < other:
                    return one.union(other)
            pieces = [piece for piece, value_here in zip(pieces, column, strict=True) if type(value_here) is Hole]
            if not pieces or (round_ >= _WIDE_HALVINGS and len(pieces) > _MOST_NARROW):
                break
            halves = [(one, ((one + other) / 2).mid(), other) for one, other in pieces]
            pieces = [pair for half in halves for pair in pairwise(half)]
        return [one.union(other) for one, other in pieces]
