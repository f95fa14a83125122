"""Evidence that an integral does not exist: pieces ever nearer to an end that do not get smaller."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from calcdrill.expression.arithmetic import negate
from calcdrill.expression.balls.integrals import integrate
from calcdrill.expression.integrating.closed_limits import INFINITE
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ONE, Node, Number, Quotient, Sum, number

__all__ = ["growing_pieces"]

_FIRST, _LAST = 6, 13
_SHARE = 0.75
_LEAST = 1e-9


def growing_pieces(body: Node, variable: str, low: Node, high: Node) -> int:
    """How many pieces next to an end have one sign and do not die away; 0 if that is so at neither end.

    Towards infinity each piece is twice as long as the one before; towards a finite end half as long. Of an
    integral that exists the pieces die away.
    """
    for ends in (_towards(high, low, -1), _towards(low, high, 1)):
        sizes = [integrate(body, variable, *piece) for piece in ends]
        if not all(size.is_finite() and abs(size) > _LEAST for size in sizes):
            continue
        one_sign = all(size > 0 for size in sizes) or all(size < 0 for size in sizes)
        if one_sign and all(abs(later) > abs(sooner) * _SHARE for sooner, later in pairwise(sizes)):
            return len(sizes)
    return 0


def _towards(to: Node, other: Node, sign: int) -> Iterator[tuple[Node, Node]]:
    """The pieces towards ``to``, which lies to the left of the integral for sign 1, to the right for −1."""
    if to in INFINITE:
        ends = [number(-sign * 2**k) for k in range(_FIRST, _LAST)]
    else:
        width: Node = ONE if other in INFINITE else _distance(to, other)
        steps = (Quotient(width, Number(2**k)) for k in range(_FIRST, _LAST))
        ends = [tidy(Sum((to, step))) for step in steps]
    yield from pairwise(ends)


def _distance(to: Node, other: Node) -> Node:
    return Sum((other, negate(to)))
