"""What a stationary point is: a minimum, a maximum, a saddle, or none of these.

    one variable    the first derivative that is not 0 there: of even order an extremum, of odd order neither
    two variables   the determinant of the Hessian; where that is 0, one variable is eliminated along the flat
                    direction (splitting lemma), or the lowest form of the Taylor polynomial is looked at

In two variables a stationary point that is no extremum is called a saddle, however flat it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from flint import fmpq, fmpq_poly

from calcdrill.errors import Unsolved
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.exact import exact_value
from calcdrill.expression.rationals import rational
from calcdrill.expression.solving.factoring import Ring
from calcdrill.expression.solving.zeros import sign_of
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import TWO, ZERO, Negative, Node, Power, Sum, names, size, substitute, times

__all__ = ["Nature", "along_a_line", "on_a_surface", "second_derivatives"]

_MOST_ORDER: Final = 12
_MOST_ORDER_OF_TWO: Final = 8
_MOST_NODES: Final = 600
Values = tuple[Node, ...]


@dataclass(frozen=True)
class Nature:
    """The type with what shows it: in one variable the ``order`` and ``value`` of the derivative that
    decides; in two the ``determinant`` and the first entry of the Hessian (``value``), ``order`` 2, or more
    where they leave it open.
    """

    type: str
    order: int
    value: Node
    determinant: Node | None = None


def along_a_line(function: Node, variable: str, at: Node) -> Nature:
    """The nature of a stationary point of a function of one variable. Raises Unsolved or Undecided."""
    current = tidy(differentiate(function, variable))
    for order in range(2, _MOST_ORDER + 1):
        current = tidy(differentiate(current, variable))
        value = tidy(substitute(current, {variable: at}))
        sign = sign_of(value)
        if sign:
            return Nature("neither" if order % 2 else "min" if sign > 0 else "max", order, value)
        if not names(current) or size(current) > _MOST_NODES:
            break
    raise Unsolved("the derivatives do not tell what the stationary point is")


@lru_cache(maxsize=64)
def second_derivatives(function: Node, variables: tuple[str, ...]) -> tuple[Node, Node, Node]:
    """f_xx, f_xy, f_yy in textbook form."""
    x, y = variables
    by_x, by_y = (tidy(differentiate(function, name)) for name in variables)
    return tidy(differentiate(by_x, x)), tidy(differentiate(by_x, y)), tidy(differentiate(by_y, y))


def on_a_surface(function: Node, variables: Sequence[str], at: Values) -> Nature:
    """The nature of a stationary point of a function of two variables. Raises Unsolved or Undecided."""
    place = dict(zip(variables, at, strict=True))
    second = second_derivatives(function, tuple(variables))
    xx, xy, yy = (tidy(substitute(entry, place)) for entry in second)
    determinant = tidy(Sum((times(xx, yy), Negative(Power(xy, TWO)))))
    sign = sign_of(determinant)
    if sign < 0:
        return Nature("saddle", 2, xx, determinant)
    if sign > 0:
        return Nature("min" if sign_of(xx) > 0 else "max", 2, xx, determinant)
    if second[1] == ZERO:
        return Nature(_of_a_sum(function, variables, place), 3, xx, determinant)
    series, order = _flat(_taylor(function, variables, place), _reach(function, variables))
    return Nature(series, order, xx, determinant)


# -- where the second derivatives leave it open


def _of_a_sum(function: Node, variables: Sequence[str], place: dict[str, Node]) -> str:
    """The type where the mixed derivative is 0 everywhere, so that each variable has a curve of its own."""
    others = [{n: v for n, v in place.items() if n != name} for name in variables]
    both = {
        along_a_line(substitute(function, rest), n, place[n]).type for n, rest in zip(variables, others, strict=True)
    }
    return both.pop() if both in ({"min"}, {"max"}) else "saddle"


Coefficients = dict[tuple[int, int], Fraction]


def _taylor(function: Node, variables: Sequence[str], place: dict[str, Node]) -> Coefficients:
    """Coefficients of (x − a)^i (y − b)^j for 2 ≤ i + j; Unsolved where they are not rational."""
    x, y = variables
    coefficients: Coefficients = {}
    row = function
    for i in range(_MOST_ORDER_OF_TWO + 1):
        current = row
        for j in range(_MOST_ORDER_OF_TWO + 1 - i):
            if i + j >= 2:
                value = exact_value(tidy(substitute(current, place)))
                if value is None or size(current) > _MOST_NODES:
                    raise Unsolved("the second derivative test says nothing at a critical point")
                coefficients[i, j] = Fraction(value) / (math.factorial(i) * math.factorial(j))
            current = tidy(differentiate(current, y))
        row = tidy(differentiate(row, x))
    return {exponents: c for exponents, c in coefficients.items() if c}


def _reach(function: Node, variables: Sequence[str]) -> int:
    """Up to which order the coefficients that ``_taylor`` gives say everything: beyond it, those of a
    polynomial.
    """
    ring = Ring((function,), variables)
    top, bottom = ring.ratio(function)
    short = len(ring.trees) == 2 and bottom.is_constant() and top.total_degree() <= _MOST_ORDER_OF_TWO
    return 2 * _MOST_ORDER_OF_TWO if short else _MOST_ORDER_OF_TWO


def _flat(c: Coefficients, reach: int) -> tuple[str, int]:
    if not c:
        raise Unsolved("the function is flat around a critical point")
    order = min(i + j for i, j in c)
    if order > 2:
        return _by_lowest_form([c.get((order - k, k), Fraction(0)) for k in range(order + 1)]), order
    if not c.get((2, 0)):
        c = {(j, i): value for (i, j), value in c.items()}
    return _by_splitting(c, reach)


def _by_lowest_form(form: Sequence[Fraction]) -> str:
    """The form Σ form[k] x^(n−k) y^k of order n > 2: what it says when it is not semidefinite."""
    order = len(form) - 1
    if order % 2:
        return "saddle"
    line = _polynomial(form)
    multiplicities = [order - line.degree()]
    for factor, times_ in line.factor()[1]:
        # flint's annotation forgets that each root comes with its multiplicity.
        every: Any = factor.complex_roots()
        roots = [root for root, _ in every if root.imag.is_zero()]
        multiplicities.extend([int(times_)] * len(roots))
    if any(times_ % 2 for times_ in multiplicities):
        return "saddle"
    if any(multiplicities):
        raise Unsolved("the Taylor polynomial does not tell what a critical point is")
    return "min" if line(fmpq(0)) > 0 else "max"


def _by_splitting(c: Coefficients, most: int) -> tuple[str, int]:
    """The quadratic part is a·(u + r·v)²: with s = u + r·v, solve ∂/∂s = 0 for s(v) as a series and put it
    in.
    """
    a = c[2, 0]
    slope = -c.get((1, 1), Fraction(0)) / (2 * a)
    u = _polynomial([Fraction(0), slope])
    for _ in range(most):
        u = (u - _along(c, u, most, by_u=True) / rational(2 * a)).truncate(most)
    height = _along(c, u, most)
    order = next((k for k in range(height.degree() + 1) if height[k] != 0), None)
    if order is None:
        raise Unsolved("the Taylor polynomial does not tell what a critical point is")
    kind = "min" if a > 0 else "max"
    return (kind if order % 2 == 0 and (height[order] > 0) == (a > 0) else "saddle"), order


def _along(c: Coefficients, u: fmpq_poly, most: int, by_u: bool = False) -> fmpq_poly:
    """Σ c_ij u^i v^j as a polynomial in v, or its derivative by u, up to the order ``most``."""
    result = fmpq_poly([0])
    for (i, j), value in c.items():
        if by_u and i == 0:
            continue
        power, scale = (i - 1, value * i) if by_u else (i, value)
        shifted = fmpq_poly([0] * j + [rational(scale)])
        result += shifted * u**power
    return result.truncate(most + 1)


def _polynomial(c: Sequence[Fraction]) -> fmpq_poly:
    return fmpq_poly([rational(value) for value in c])
