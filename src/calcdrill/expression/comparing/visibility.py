"""How many bits it takes at a point until every part of a tree shows in its value.

1 + exp(−e⁵) is 1 to 200 bits, and tanh(1000) to 2,800: two trees that agree so far have not been compared in what they
hide. A term of a sum is lost by as much as another one is larger; a function that levels off loses its argument. Where
the bits that are needed are more than is sensible, the point tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Final

from flint import arb, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, Evaluator
from calcdrill.expression.balls.ball_values import Hole, Value
from calcdrill.expression.rationals import fraction

__all__ = ["hidden_bits", "is_calm"]

_PER_UNIT: Final = 1.4427
"""Bits in a factor e."""

_TENDS: Final[Mapping[str, float]] = {
    **dict.fromkeys(("tanh", "sinh", "cosh", "sech", "csch", "coth"), 2 * _PER_UNIT),
    **dict.fromkeys(("sigmoid", "softplus", "swish"), _PER_UNIT),
}
"""Functions that come close to a simpler one like exp(−k·u): the bits that a unit of u takes."""

_LEVELS_SLOWLY: Final = frozenset({"arctan", "arccot", "arcsec", "arccsc", "arsinh", "arcosh"})
"""… like a power of u."""

_FLAT_AT_ZERO: Final = frozenset({"exp", "cos", "cosh", "sec", "sech", "sigmoid", "softplus", "arccos", "arccot"})
"""Functions that are no 0 at 0: of a small argument they show little."""

_STEPS: Final = frozenset({"sign", "floor", "gcd"})
_INSIDE: Final = (fmpq(10, 29), fmpq(3, 7), fmpq(33, 43))
"""Where an integrand is looked at: parts of the way from one limit to the other."""


def is_calm(*trees: t.Node) -> bool:
    """Whether nothing in the trees is so small, near 0 and not too far from it, that the usual precision hides it."""
    stack = list(trees)
    count = 0
    while stack:
        node = stack.pop()
        count += 1
        kind = type(node)
        if kind is t.Number:
            value = node.value  # type: ignore[attr-defined]
            if value.numerator > _MOST_CALM or value.denominator > _MOST_CALM:
                return False
        elif kind is t.Call:
            if node.function not in _CALM:  # type: ignore[attr-defined]
                return False
        elif kind is t.Power:
            exponent = t.value_of(node.exponent)  # type: ignore[attr-defined]
            if exponent is None or not -_MOST_EXPONENT <= exponent <= _MOST_EXPONENT:
                return False
        stack.extend(node.children)
    return count < _MOST_NODES


_CALM: Final = frozenset({"sin", "cos", "tan", "ln", "sqrt", "cbrt", "abs", "relu", "max", "min", "sign", "log"})
_MOST_CALM: Final = 10_000
_MOST_EXPONENT: Final = 4
_MOST_NODES: Final = 60


def hidden_bits(node: t.Node, evaluator: Evaluator, row: int = 0) -> float:
    """The bits below the leading one at which the least visible part of a tree shows, at a point of an evaluator.

    Infinite where that cannot be told.
    """
    rule = _RULES.get(type(node))
    if rule is not None:
        return rule(node, evaluator, row)
    return max([hidden_bits(child, evaluator, row) for child in node.children], default=0.0)


def _value(node: t.Node, evaluator: Evaluator, row: int) -> Value:
    column = evaluator.run(node)
    return column[row] if type(column) is list else column


def _size(value: Value) -> float:
    """log2 |value|; −inf for 0."""
    if type(value) is fmpq:
        return float(int(abs(value.p)).bit_length() - int(value.q).bit_length()) if value else -inf
    upper = abs(value).upper()
    if upper.is_zero():
        return -inf
    mantissa, exponent = upper.mid().man_exp()
    return float(int(abs(mantissa)).bit_length() + int(exponent))


def _number(node: t.Number, evaluator: Evaluator, row: int) -> float:
    """A fraction of long numerals is as good as a sum: its last digits show late."""
    bits = max(node.value.numerator.bit_length(), node.value.denominator.bit_length())
    return float(bits) if bits > _LONG else 0.0


_LONG: Final = 64
"""Bits of a numeral that the usual precision surely shows."""


def _sum(node: t.Sum, evaluator: Evaluator, row: int) -> float:
    sizes: list[float] = []
    unclear = 0.0
    for term in node.terms:
        value = _value(term, evaluator, row)
        if type(value) is Hole or not isinstance(value, fmpq | arb):
            return inf
        # A ball around 0 looks like something that is 0: more precision is to tell.
        cancels = type(value) is arb and 0 in value and not value.is_zero() and _size(value) > -2 * PRECISION
        unclear = _UNCLEAR if cancels else unclear
        sizes.append(-inf if cancels else _size(value))
    largest = max(sizes)
    if largest == -inf:
        return unclear
    seen = [(term, size) for term, size in zip(node.terms, sizes, strict=True) if size > -inf]
    return max(unclear, *(hidden_bits(term, evaluator, row) + largest - size for term, size in seen))


_UNCLEAR: Final = 60.0
"""Bits for a term that may be 0: more than the usual precision shows."""


def _call(node: t.Call, evaluator: Evaluator, row: int) -> float:
    name = node.function
    if name in _STEPS:
        return 0.0
    if name in {"max", "min", "log"}:
        return max(hidden_bits(argument, evaluator, row) for argument in node.arguments)
    (argument, *_) = node.arguments
    value = _value(argument, evaluator, row)
    if type(value) is Hole or not isinstance(value, fmpq | arb):
        return inf
    return hidden_bits(argument, evaluator, row) + _lost_in(name, value)


def _lost_in(name: str, value: Value) -> float:
    size = _size(value)
    if size == -inf:
        return 0.0
    lost = 0.0
    if name in _FLAT_AT_ZERO and size < 0:
        lost = -2 * size
    elif size > _MOST_SIZE and (name in _TENDS or name == "erf"):
        return inf
    elif name in _TENDS:
        lost = _TENDS[name] * 2**size
    elif name == "erf":
        lost = _PER_UNIT * 4**size
    elif name in _LEVELS_SLOWLY:
        lost = max(0.0, 2 * size)
    return lost


_MOST_SIZE: Final = 40


def _power(node: t.Power, evaluator: Evaluator, row: int) -> float:
    base = hidden_bits(node.base, evaluator, row)
    if t.value_of(node.exponent) is not None:
        return base
    above = _value(node.exponent, evaluator, row)
    if type(above) is Hole or not isinstance(above, fmpq | arb):
        return inf
    lost = max(0.0, -_size(above)) if _size(above) > -inf else 0.0
    return max(base, hidden_bits(node.exponent, evaluator, row)) + lost


def _derivative(node: t.Derivative, evaluator: Evaluator, row: int) -> float:
    return 2 * hidden_bits(node.body, evaluator, row) + _ROOM


_ROOM: Final = 8.0


def _at(node: t.At, evaluator: Evaluator, row: int) -> float:
    outside = max((hidden_bits(value, evaluator, row) for _, value in node.point), default=0.0)
    return max(outside, hidden_bits(node.body, evaluator.at(node.point), row))


def _integral(node: t.Integral, evaluator: Evaluator, row: int) -> float:
    if node.lower is None or node.upper is None:
        return 0.0
    ends = [_end(end, evaluator, row) for end in (node.lower, node.upper)]
    if ends[0] is None and ends[1] is None:
        ends = [fmpq(-3), fmpq(3)]
    low = ends[0] if ends[0] is not None else (ends[1] or fmpq(0)) - 3
    high = ends[1] if ends[1] is not None else low + 3
    samples = [_with(node.body, node.variable, low + (high - low) * part, evaluator, row) for part in _INSIDE]
    outside = [hidden_bits(end, evaluator, row) for end in (node.lower, node.upper)]
    return max(min(samples), *outside)


def _end(end: t.Node, evaluator: Evaluator, row: int) -> fmpq | None:
    value = _value(end, evaluator, row)
    if type(value) is fmpq:
        return value
    return value.mid().fmpq() if isinstance(value, arb) and value.is_finite() else None


def _limit(node: t.Limit, evaluator: Evaluator, row: int) -> float:
    to = _end(node.to, evaluator, row)
    far = -_FAR if isinstance(node.to, t.Negative) else _FAR
    near = far if to is None else to + (-1 if node.side == "-" else 1) * fmpq(1, 1009)
    return _with(node.body, node.variable, near, evaluator, row)


_FAR: Final = fmpq(1009)


def _with(body: t.Node, name: str, value: fmpq, evaluator: Evaluator, row: int) -> float:
    place = ((name, t.number(fraction(value))),)
    return hidden_bits(body, evaluator.at(place), row)


def _piecewise(node: t.Piecewise, evaluator: Evaluator, row: int) -> float:
    for branch, condition in node.branches:
        holds = evaluator.truth(condition)[row]
        if holds is None:
            return inf
        if holds:
            return hidden_bits(branch, evaluator, row)
    return 0.0 if node.otherwise is None else hidden_bits(node.otherwise, evaluator, row)


_RULES: Final = {
    t.Number: _number,
    t.Name: lambda node, evaluator, row: 0.0,
    t.Sum: _sum,
    t.Call: _call,
    t.Power: _power,
    t.Derivative: _derivative,
    t.At: _at,
    t.Integral: _integral,
    t.Limit: _limit,
    t.Piecewise: _piecewise,
}
