"""Whether an integral exists at one of its ends, from how the integrand grows there (``germs.py``).

∫ s(t) dt to infinity exists for a scale s below 1/t, 1/(t·ln t), 1/(t·ln t·ln ln t), …, and for no scale above them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from flint import fmpq

from calcdrill.expression.balls.ball import Coordinate, Evaluator, values_at, working
from calcdrill.expression.balls.ball_values import Hole, Value
from calcdrill.expression.balls.expansion import LENGTHS, Expansion
from calcdrill.expression.balls.germs import Nowhere
from calcdrill.expression.balls.scales import Key, Real, Scale, Unclear, iterated, order, raised
from calcdrill.expression.tree import Name, Negative, Node

__all__ = ["exists_at"]

_PRECISION = 192


def exists_at(
    body: Node, variable: str, end: Node, side: str, values: Mapping[str, Coordinate] | None = None
) -> bool | None:
    """Whether the integral of ``body`` up to ``end``, which is approached from ``side``, exists; None: not proved."""
    for length in LENGTHS:
        with working(_PRECISION, length), suppress(Unclear, Nowhere):
            exists = _exists(body, variable, end, side, values_at(values or {}))
            if exists is not None:
                return exists
    return None


def _exists(body: Node, variable: str, end: Node, side: str, values: Mapping[str, Value]) -> bool | None:
    time = iterated(0)
    if end in (Name("oo"), Negative(Name("oo"))):
        germ = Expansion(variable, values, None, 1 if end == Name("oo") else -1).germ(body)
    else:
        place = Evaluator(values, 1).column(end)[0]
        if type(place) is Hole:
            return None
        germ = Expansion(variable, values, Real(place, end), 1 if side == "+" else -1).germ(body)
    if not germ.terms and germ.rest is None:
        return True
    is_bound = not germ.terms
    scale = germ.bound() if is_bound else germ.led().terms[0][0]
    if end not in (Name("oo"), Negative(Name("oo"))):
        scale = scale * raised(time, Real(fmpq(-2)))
    sums_up = _sums_up(scale, 1)
    return sums_up if sums_up or not is_bound else None


def _sums_up(scale: Scale, level: int) -> bool:
    """Whether ∫ scale exists, all logarithms before L_level being as in 1/(t·ln t·…)."""
    if not scale.log:
        return False
    key, by = scale.log[0]
    order = _compared(key, level)
    if order > 0:
        return by.sign() < 0
    if order < 0:
        return False
    beyond = (by + Real(fmpq(1))).sign()
    if beyond:
        return beyond < 0
    return _sums_up(Scale(scale.log[1:]), level + 1)


def _compared(key: Key, level: int) -> int:
    if isinstance(key, int):
        return (level > key) - (level < key)
    return order(key, iterated(level))
