"""Functions that are c·d^m·f(u) with u = a·d^k, where f has a series that is known by heart.

d is the distance from the centre. The series: exp(u), sin(u), cos(u), ln(1 + u), 1/(1 − u), powers and roots of 1 + u.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from flint import fmpq, fmpq_poly

from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.rationals import rational
from calcdrill.expression.steps import Expansion
from calcdrill.expression.tree import ONE, Call, Name, Negative, Node, Power, Product, Quotient, Sum, value_of

Coefficient = Callable[[int], Fraction]
"""The coefficient of u^j in a series, from j."""

Monomial = tuple[Fraction, int]
"""Coefficient and exponent of a power."""


@dataclass(frozen=True, slots=True)
class Known:
    """A series known by heart: the function of u, its coefficients, and the tree that stands in the place of u."""

    function: Node
    coefficient: Coefficient
    inside: Node


@dataclass(frozen=True, slots=True)
class Composition:
    """A function in its parts: the monomial ``front``, f(u) as a tree, the terms of its series, what u is.

    Of the series there is what counts, the terms up to u^``last``.
    """

    front: Monomial
    outer: Node
    series: tuple[Monomial, ...]
    last: int
    inside: Monomial


def composition(function: Node, about: Expansion, u: Name) -> Composition | None:
    """The function in its parts; None where it is none of these."""
    core_front, core = _split(function, about.variable)
    known = _known(core, u)
    front = _monomial(core_front, about.centre)
    inside = None if known is None else _monomial(polynomial(known.inside, about.variable, {}), about.centre)
    if known is None or front is None or inside is None or inside[1] == 0:
        return None
    last = (about.order - front[1]) // inside[1]
    series = tuple((c, j) for j in range(last + 1) if (c := known.coefficient(j)))
    return Composition(front, known.function, series, last, inside)


def _split(node: Node, variable: str) -> tuple[fmpq_poly, Node]:
    """The polynomial in front, and what it multiplies."""
    match node:
        case Negative(argument=argument):
            front, core = _split(argument, variable)
            return -front, core
        case Product(factors=factors):
            polynomials = [(factor, polynomial(factor, variable, {})) for factor in factors]
            others = [factor for factor, plain in polynomials if plain is None]
            if len(others) == 1:
                front, core = _split(others[0], variable)
                return math.prod((plain for _, plain in polynomials if plain is not None), start=front), core
        case Quotient(numerator=top, denominator=bottom):
            above, below = polynomial(top, variable, {}), polynomial(bottom, variable, {})
            if below is not None and below.degree() == 0:
                front, core = _split(top, variable)
                return front / below[0], core
            if above is not None:
                return above, Quotient(ONE, bottom)
    return fmpq_poly([1]), node


def _monomial(poly: fmpq_poly | None, centre: Node) -> Monomial | None:
    """The polynomial as one power of the distance from the centre."""
    place = value_of(centre)
    if poly is None or place is None:
        return None
    about = poly(fmpq_poly([rational(place), 1])) if place else poly
    exponents = [k for k, coefficient in enumerate(about.coeffs()) if coefficient]
    return (_exact(about[exponents[0]]), exponents[0]) if len(exponents) == 1 else None


def _exact(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


# -- what is known by heart


def _known(core: Node, u: Name) -> Known | None:
    match core:
        case Call(function=name, arguments=(inside,)) if name in _PLAIN:
            return Known(Call(name, (u,)), SERIES[name], inside)
        case Quotient(numerator=top, denominator=bottom) if top == ONE:
            series = _of_one_plus(bottom, u, -1)
            if series is not None:
                return Known(Quotient(ONE, series.function), series.coefficient, series.inside)
            return Known(Quotient(ONE, Sum((ONE, Negative(u)))), SERIES["geometric"], Sum((ONE, Negative(bottom))))
    return _of_one_plus(core, u, 1)


def _of_one_plus(node: Node, u: Name, sign: int) -> Known | None:
    """ln(1 + u) or a power of 1 + u; with the ``sign`` −1 the coefficients of a power below a fraction bar."""
    one_plus = Sum((ONE, u))
    match node:
        case Call(function="ln", arguments=(inside,)) if sign > 0:
            return Known(Call("ln", (one_plus,)), SERIES["ln"], _less_one(inside))
        case Call(function=name, arguments=(inside,)) if name in _ROOTS:
            return Known(Call(name, (one_plus,)), binomial(sign * _ROOTS[name]), _less_one(inside))
        case Power(base=base, exponent=exponent) if (power := value_of(exponent)) is not None:
            return Known(Power(one_plus, exponent), binomial(Fraction(sign * power)), _less_one(base))
    return None


def _less_one(node: Node) -> Node:
    return Sum((node, Negative(ONE)))


def _exponential(j: int) -> Fraction:
    return Fraction(1, math.factorial(j))


def _sine(j: int) -> Fraction:
    return (-1) ** (j // 2) * _exponential(j) if j % 2 else Fraction(0)


def _cosine(j: int) -> Fraction:
    return Fraction(0) if j % 2 else (-1) ** (j // 2) * _exponential(j)


def _logarithm(j: int) -> Fraction:
    return Fraction((-1) ** (j - 1), j) if j else Fraction(0)


def binomial(power: Fraction) -> Coefficient:
    """p(p − 1)⋯(p − j + 1)/j!, the coefficients of a power of 1 + u."""
    return lambda j: math.prod((power - i for i in range(j)), start=_exponential(j))


SERIES: Final[Mapping[str, Coefficient]] = MappingProxyType(
    {"exp": _exponential, "sin": _sine, "cos": _cosine, "ln": _logarithm, "geometric": lambda j: Fraction(1)}
)
_PLAIN: Final = frozenset({"exp", "sin", "cos"})
"""Functions of u itself, not of 1 + u."""
_ROOTS: Final[Mapping[str, Fraction]] = MappingProxyType({"sqrt": Fraction(1, 2), "cbrt": Fraction(1, 3)})
