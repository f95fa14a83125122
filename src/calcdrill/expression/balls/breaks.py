"""Where an integrand changes its form or has a pole: the places at which an integral is split."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import inf, nan
from typing import Final

from flint import fmpq_poly

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rational
from calcdrill.expression.balls.ball import value
from calcdrill.expression.integrating.closed_limits import INFINITE
from calcdrill.expression.polynomial import rational_function
from calcdrill.expression.tidy import tidy

__all__ = ["breaks", "on_piece"]

_MOST: Final = 4


def breaks(node: t.Node, variable: str, low: t.Node, high: t.Node) -> tuple[t.Node, ...]:
    """The rational and square-root places strictly between ``low`` and ``high``, in ascending order."""
    found: dict[t.Node, float] = {}
    ends = (_near(low), _near(high))
    for poly in _vanishing(node, variable):
        for root in _roots(poly):
            place = _near(root)
            if ends[0] < place < ends[1]:
                found[root] = place
    return tuple(sorted(found, key=lambda root: found[root]))[:_MOST]


def _near(node: t.Node) -> float:
    """The rough value of an end; infinite for ∓oo."""
    if node in INFINITE:
        return inf if node == INFINITE[0] else -inf
    found = value(node, {})
    return float(found.mid()) if found.is_finite() else nan


def _vanishing(node: t.Node, variable: str) -> Iterator[fmpq_poly]:
    """Polynomials at whose roots something happens."""
    for part in t.walk(node):
        match part:
            case t.Call(function=name, arguments=(inner,)) if facts.sides(name) is not None:
                yield from _numerator(inner, variable)
            case t.Call(function="max" | "min", arguments=(one, other)):
                yield from _numerator(t.Sum((one, t.Negative(other))), variable)
            case t.Quotient(denominator=below):
                yield from _factors(below, variable)
            case t.Power(base=base, exponent=exponent) if (t.value_of(exponent) or 0) < 0:
                yield from _factors(base, variable)


def _factors(node: t.Node, variable: str) -> Iterator[fmpq_poly]:
    """The node itself, and what stands below its roots and powers."""
    match node:
        case t.Call(function="sqrt" | "cbrt", arguments=(inner,)) | t.Power(base=inner):
            yield from _factors(inner, variable)
        case _ if node.children and rational_function(node, variable, {}) is None:
            for child in node.children:
                yield from _factors(child, variable)
        case _:
            yield from _numerator(node, variable)


def _numerator(node: t.Node, variable: str) -> Iterator[fmpq_poly]:
    found = rational_function(node, variable, {})
    if found is not None and found[0].degree() > 0:
        yield found[0]


def _roots(poly: fmpq_poly) -> Iterator[t.Node]:
    for factor, _ in poly.factor()[1]:
        a, b, c = (Fraction(int(factor[k].p), int(factor[k].q)) for k in (2, 1, 0))
        if factor.degree() == 1:
            yield rational(-c / b)
        elif factor.degree() == 2 and b * b > 4 * a * c:
            root = t.Call("sqrt", (rational(b * b - 4 * a * c),))
            for sign in (root, t.Negative(root)):
                yield tidy(t.Quotient(t.Sum((rational(-b), sign)), rational(2 * a)))


def on_piece(node: t.Node, variable: str, low: t.Node, high: t.Node) -> t.Node:
    """The tree with |u| and its kin written without bars, as they are between ``low`` and ``high``."""
    inside = _inside(_near(low), _near(high))

    def sign_of(inner: t.Node) -> int:
        found = value(inner, {variable: inside})
        return 1 if found > 0 else -1 if found < 0 else 0

    return tidy(t.transform(node, _decided(sign_of)))


def _inside(low: float, high: float) -> Fraction:
    if low == -inf:
        low = min(high, 0.0) - 2 if high != inf else -1.0
    if high == inf:
        high = max(low, 0.0) + 2
    return Fraction(int((low + high) / 2 * 4096), 4096)


def _decided(sign_of: Callable[[t.Node], int]) -> Callable[[t.Node], t.Node]:
    def change(part: t.Node) -> t.Node:
        match part:
            case t.Call(function=name, arguments=(inner,)) if (formulas := facts.sides(name)) is not None:
                sign = sign_of(inner)
                return formulas[sign > 0](inner) if sign else part
            case t.Call(function="max" | "min" as name, arguments=(one, other)):
                sign = sign_of(t.Sum((one, t.Negative(other)))) * (1 if name == "max" else -1)
                return one if sign > 0 else other if sign < 0 else part
        return part

    return change
