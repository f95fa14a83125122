"""Integrals to infinity, or up to a point where the integrand is not bounded: cut off with a proved bound.

The part next to the end is not worked out but enclosed, by the growth of the integrand there; a point where
it is not bounded is sent to infinity by x = a + 1/t. Where no bound is proved the answer is None: the
integral may not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flint import arb, fmpq, fmpq_poly

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball_values import Value
from calcdrill.expression.balls.growth import Grower
from calcdrill.expression.balls.growth_values import tail
from calcdrill.expression.polynomial import polynomial, rational_function

__all__ = ["moved", "reciprocal_body", "tail_at_infinity", "tail_at_zero"]

_TINY: Final = arb(2) ** -160
_STARTS: Final = (4, 6, 8, 10, 12, 16, 32, 64, 128, 192, 256, 336, 512, 680)
"""Powers of two at which a tail may start."""


def tail_at_infinity(body: t.Node, variable: str, values: Mapping[str, Value], least: fmpq) -> tuple[fmpq, arb] | None:
    """Where the tail may be cut off, and a ball around the integral from there to infinity."""
    for bits in _STARTS:
        start = fmpq(2) ** bits
        if start <= least:
            continue
        growth = Grower(variable, values, start).growth(body)
        bound = None if growth is None else tail(growth, start)
        if bound is not None and bound < _TINY:
            return start, arb(0, bound.upper())
    return None


def tail_at_zero(body: t.Node, variable: str, values: Mapping[str, Value]) -> tuple[fmpq, arb] | None:
    """The same for the integral from 0 to a small number: with t = 1/variable it is one to infinity."""
    x = t.Name(variable)
    turned = t.Quotient(t.substitute(body, {variable: t.Quotient(t.ONE, x)}), t.Power(x, t.TWO))
    tail = tail_at_infinity(turned, variable, values, fmpq(1))
    return None if tail is None else (1 / tail[0], tail[1])


def reciprocal_body(body: t.Node, variable: str, exact: Mapping[str, fmpq]) -> t.Node | None:
    """f(1/t)/t² with t for the variable, where f is a rational function that falls at least as fast as 1/x².

    Its integral from 0 to 1/a is that of f from a > 0 to infinity. None for any other f.
    """
    ratio = rational_function(body, variable, exact)
    if ratio is None:
        return None
    top, bottom = ([part[k] for k in range(part.degree(), -1, -1)] for part in ratio)
    spare = len(bottom) - len(top) - 2
    if spare < 0 or not top:
        return None
    above, below = fmpq_poly([fmpq(0)] * spare + top), fmpq_poly(bottom)
    return t.Quotient(_from_polynomial(above, variable), _from_polynomial(below, variable))


def moved(body: t.Node, variable: str, values: Mapping[str, Value], start: fmpq, sign: int) -> t.Node:
    """The tree with start ± variable for the variable, polynomials multiplied out: 1 − (1 − u) becomes u."""
    new = t.Sum((_tree(start), t.Name(variable) if sign > 0 else t.Negative(t.Name(variable))))
    exact = {name: value for name, value in values.items() if type(value) is fmpq}
    return _multiplied_out(t.substitute(body, {variable: new}), variable, exact)


def _multiplied_out(node: t.Node, variable: str, exact: Mapping[str, fmpq]) -> t.Node:
    expanded = polynomial(node, variable, exact)
    if expanded is not None:
        return _from_polynomial(expanded, variable)
    children = node.children
    if not children:
        return node
    return node.with_children(tuple(_multiplied_out(child, variable, exact) for child in children))


def _from_polynomial(found: fmpq_poly, variable: str) -> t.Node:
    terms: list[t.Node] = []
    for k in range(found.degree() + 1):
        if found[k]:
            power: t.Node = t.Name(variable) if k == 1 else t.Power(t.Name(variable), t.Number(k))
            terms.append(_tree(found[k]) if k == 0 else t.Product((_tree(found[k]), power)))
    return t.total(*terms)


def _tree(value: fmpq) -> t.Node:
    top, bottom = int(value.p), int(value.q)
    return t.number(top) if bottom == 1 else t.Quotient(t.number(top), t.Number(bottom))
