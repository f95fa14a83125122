"""The value of an integral from an antiderivative, with all that the fundamental theorem asks for.

Its derivative is the integrand, it is continuous between the ends (a covering by balls), and it has limits at both ends
(``limiting.py``); so the integral exists too.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from flint import arb

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.balls.definedness import holes_of
from calcdrill.expression.balls.far import Unbounded, far_value
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.equality import compare_antiderivative
from calcdrill.expression.integrating.closed_limits import INFINITE
from calcdrill.expression.integrating.integral_table import is_positive
from calcdrill.expression.searching.numerals import finest

__all__ = ["between_limits", "open_range", "swings_at_an_end"]

_JUMPS: Final = frozenset({"floor", "sign", "factorial", "gcd"})
_DOUBLINGS: Final = 40
_FINER: Final = 64


def between_limits(body: t.Node, variable: str, low: t.Node, high: t.Node, found: t.Node) -> arb | None:
    """The integral as a ball, by the antiderivative ``found``; None where one of the conditions is not shown."""
    if not _is_antiderivative(body, variable, low, high, found) or not _is_continuous(found, variable, low, high):
        return None
    above = limit(found, variable, high, "" if high in INFINITE else "-")
    below = limit(found, variable, low, "" if low in INFINITE else "+")
    if type(above) is not arb or type(below) is not arb or not (above.is_finite() and below.is_finite()):
        return None
    with working(192):
        return above - below


def swings_at_an_end(body: t.Node, variable: str, low: t.Node, high: t.Node, found: t.Node) -> bool:
    """Whether ``found`` is an antiderivative that is proved to have no finite limit at one of the ends."""
    if low == high or _may_jump(found):
        return False
    ends = ((high, "" if high in INFINITE else "-"), (low, "" if low in INFINITE else "+"))
    return _is_antiderivative(body, variable, low, high, found) and any(
        _is_endless(limit(found, variable, end, side)) for end, side in ends
    )


def _is_endless(found: object) -> bool:
    return found is UNDEFINED or (isinstance(found, arb) and bool(found > 0 or found < 0) and not found.is_finite())


def _may_jump(found: t.Node) -> bool:
    return t.contains(found, t.Piecewise) or not _JUMPS.isdisjoint(t.functions(found))


def _is_antiderivative(body: t.Node, variable: str, low: t.Node, high: t.Node, found: t.Node) -> bool:
    whole = t.Integral(body, variable)
    return compare_antiderivative(whole, found, variable, open_range(variable, low, high)).holds


def open_range(variable: str, low: t.Node, high: t.Node) -> tuple[t.Node, ...]:
    """The range without its ends, as a domain."""
    x = t.Name(variable)
    sides = ((low, x), (x, high))
    return tuple(t.Relation(side, ("<",)) for side in sides if side[0] not in INFINITE and side[1] not in INFINITE)


def _is_continuous(found: t.Node, variable: str, low: t.Node, high: t.Node) -> bool:
    """Whether the antiderivative has no jump and no pole strictly between the ends."""
    if _may_jump(found):
        return False
    if _is_smooth(found, variable):
        return True
    bits = finest(found)
    ends = [None if end in INFINITE else value(end, {}, 768 + 3 * bits) for end in (low, high)]
    near = all(_has_values(found, variable, *block, ends, bits) for block in _blocks(*ends))
    sides = [sign for sign, end in zip((-1, 1), ends, strict=True) if end is None]
    return near and all(_has_values_far_out(found, variable, sign, ends) for sign in sides)


def _is_smooth(node: t.Node, variable: str) -> bool:
    """Whether the tree is smooth for every x at first sight: nothing below a line or in a logarithm is ever 0."""
    for part in t.walk(node):
        if variable not in t.names(part):
            continue
        match part:
            case t.Name() | t.Negative() | t.Sum() | t.Product():
                continue
            case t.Quotient(denominator=below) if variable not in t.names(below) or is_positive(below):
                continue
            case t.Power(base=base, exponent=exponent) if variable not in t.names(exponent):
                power = t.value_of(exponent)
                if is_positive(base) or (isinstance(power, int) and power >= 0):
                    continue
            case t.Call(function="ln" | "sqrt", arguments=(inner,)) if is_positive(inner):
                continue
            case t.Call(function=name) if name in _ENTIRE:
                continue
        return False
    return True


_ENTIRE: Final = frozenset(
    {"exp", "sin", "cos", "sinh", "cosh", "tanh", "sech", "arctan", "arsinh", "erf", "sigmoid", "softplus"}
)


def _blocks(low: arb | None, high: arb | None) -> list[tuple[arb, arb]]:
    if low is not None and high is not None:
        return [(low, high)]
    start = low if low is not None else high if high is not None else arb(0)
    steps = [arb(0), *(arb(2) ** k for k in range(_DOUBLINGS))]
    blocks = []
    if high is None:
        blocks += [(start + a, start + b) for a, b in pairwise(steps)]
    if low is None:
        blocks += [(start - b, start - a) for a, b in pairwise(steps)]
    return blocks


def _has_values(found: t.Node, variable: str, low: arb, high: arb, ends: list[arb | None], bits: int) -> bool:
    """Whether there are values all over a block, but for the ends themselves: what is beside them counts."""
    slivers = holes_of(found, variable, low, high, {}, bits + _FINER)
    if isinstance(slivers, arb):
        return False
    with working(2 * bits + 768):
        sliver = arb(2) ** -bits
        return all(
            any(end is not None and abs(piece - end) < sliver * (1 + abs(end)) for end in ends) for piece in slivers
        )


def _has_values_far_out(found: t.Node, variable: str, sign: int, ends: list[arb | None]) -> bool:
    """Whether there is a value at every number beyond the blocks, by growth."""
    start = sum((abs(end) for end in ends if end is not None), start=arb(1)).upper().fmpq() + 2 ** (_DOUBLINGS - 1)
    try:
        with working(256):
            far_value(found, start, {variable: arb(sign)})
    except Unbounded:
        return False
    return True
