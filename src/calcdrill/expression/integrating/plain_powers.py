"""Fractional powers of products and squares as what they are: (3u)^(5/2) = 3^(5/2)·u^(5/2), √(u²) = |u|."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Final

from flint import fmpq, fmpq_poly

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import multiply, rational, to_the
from calcdrill.expression.integrating.integral_table import constant_and_rest, is_positive
from calcdrill.expression.polynomial import polynomial, polynomial_tree
from calcdrill.expression.powers import base_and_power
from calcdrill.expression.tidy import tidy

__all__ = ["root_of", "with_plain_powers"]

_MOST: Final = 12


def with_plain_powers(node: t.Node, variable: str) -> t.Node | None:
    """The tree with each such power written out; None where it has none."""
    new = t.transform(node, lambda part: _plain(part, variable))
    return None if new == node else tidy(new)


def _plain(node: t.Node, variable: str) -> t.Node:
    base, power = base_and_power(node)
    if base is None or power.denominator == 1 or abs(power) > _MOST or variable not in t.names(base):
        return node
    constant, rest = constant_and_rest(tidy(base), variable)
    number = t.value_of(constant)
    inner, times = root_of(rest, variable)
    if number is None or number <= 0 or (number == 1 and times == 1):
        return node
    raised = times * power
    if times % 2 or power.denominator % 2:
        right: t.Node = t.Power(inner, rational(raised))
    elif raised.denominator > 1:
        return node
    elif is_positive(inner) or raised % 2 == 0:
        right = to_the(inner, t.number(int(raised)))
    else:
        right = multiply(t.Call("abs", (inner,)), to_the(inner, t.number(int(raised) - 1)))
    return t.times(t.Power(rational(Fraction(number)), rational(power)), right)


def root_of(node: t.Node, variable: str) -> tuple[t.Node, int]:
    """u and n where the tree is uⁿ."""
    match node:
        case t.Power(base=base, exponent=t.Number(value=int(n))) if n > 0:
            return base, n
    power = polynomial(node, variable, {})
    if power is None or power.degree() < 1:
        return node, 1
    number, factors = power.factor()
    scale = _exact_root(number)
    if scale is None or any(count % 2 for _, count in factors):
        return node, 1
    root = fmpq_poly([scale])
    for factor, count in factors:
        root *= factor ** (count // 2)
    return polynomial_tree(root, variable), 2


def _exact_root(value: fmpq) -> fmpq | None:
    if value <= 0:
        return None
    root = fmpq(isqrt(int(value.p)), isqrt(int(value.q)))
    return root if root * root == value else None
