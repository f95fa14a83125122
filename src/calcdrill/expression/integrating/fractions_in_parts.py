"""Rational functions: polynomial division, partial fractions over the rational numbers, the arctangent form."""

from __future__ import annotations

from typing import Any

from flint import fmpq_mat, fmpq_poly

from calcdrill.expression.arithmetic import add, divide, multiply, to_the
from calcdrill.expression.integrating.integral_table import logarithm
from calcdrill.expression.polynomial import polynomial_tree, rational_function
from calcdrill.expression.put_in import put_in
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ZERO, Node, Number, Quotient, names

__all__ = ["in_parts", "is_logarithmic", "polynomial_tree", "quadratic_line", "ratio_of", "rational_part"]


def in_parts(node: Node, variable: str) -> Node | None:
    """The sum of a polynomial and partial fractions; None where that says nothing new, or over a harder field."""
    ratio = ratio_of(node, variable)
    if ratio is None:
        return None
    top, bottom = ratio
    whole, rest = divmod(top, bottom)
    pieces = _pieces(rest, bottom, variable)
    if pieces is None:
        return None
    terms = ([polynomial_tree(whole, variable)] if whole else []) + pieces
    new = add(*terms)
    return None if tidy(new) == tidy(node) and len(terms) < 2 else new


def is_logarithmic(node: Node, variable: str) -> bool:
    """Whether the top is a multiple of the slope of the bottom, so that a substitution does."""
    ratio = ratio_of(node, variable)
    if ratio is None or ratio[1].degree() < 2:
        return False
    slope = ratio[1].derivative()
    return bool(ratio[0].degree() == slope.degree() and not ratio[0] % slope)


def ratio_of(node: Node, variable: str) -> tuple[Any, Any] | None:
    """Top and bottom of a fraction of polynomials in the variable alone, in lowest terms; None for anything else."""
    if names(node) != {variable}:
        return None
    ratio = rational_function(node, variable, {})
    return None if ratio is None or ratio[1].degree() < 1 or not ratio[0] else ratio


def _pieces(top: Any, bottom: Any, variable: str) -> list[Node] | None:
    _, factors = bottom.factor()
    pieces: list[Node] = []
    for factor, count in factors:
        if factor.degree() > 2 or (factor.degree() == 2 and count > 1):
            return None
        power = factor**count
        rest = bottom // power
        shared, inverse, _ = rest.xgcd(power)
        part = (top * inverse // shared) % power if shared.degree() == 0 else None
        if part is None:
            return None
        whole = _whole(factor)
        for k in range(count, 0, -1):
            part, here = divmod(part, factor)
            if here:
                ratio = whole.leading_coefficient() / factor.leading_coefficient()
                pieces.append(_fraction(here * ratio**k, whole, k, variable))
    return pieces


def _whole(poly: Any) -> Any:
    """The polynomial times a number, so that its coefficients are whole, without a common factor, the first > 0."""
    whole = poly.numer()
    return fmpq_poly(whole) / (whole.content() * (1 if whole.leading_coefficient() > 0 else -1))


def _fraction(top: Any, below: Any, power: int, variable: str) -> Node:
    raised = to_the(polynomial_tree(below, variable), Number(power))
    return divide(polynomial_tree(top * top.denom(), variable), multiply(Number(int(top.denom())), raised))


def rational_part(node: Node, variable: str) -> tuple[Node, Node] | None:
    """Ostrogradsky's method: a fraction, and the integrand that is left, whose bottom has simple zeros only."""
    ratio = ratio_of(node, variable)
    if ratio is None:
        return None
    top, bottom = ratio
    whole, top = divmod(top, bottom)
    repeated = bottom.gcd(bottom.derivative())
    if whole or repeated.degree() < 1:
        return None
    simple = bottom // repeated
    rate = simple * repeated.derivative() // repeated
    x = fmpq_poly([0, 1])
    # top = A′·simple − A·rate + B·repeated, with the coefficients of A and B for unknowns
    columns = [(x**j).derivative() * simple - x**j * rate for j in range(repeated.degree())]
    columns += [x**j * repeated for j in range(simple.degree())]
    size = bottom.degree()
    system = fmpq_mat(size, size, [column[i] for i in range(size) for column in columns])
    solved = system.solve(fmpq_mat(size, 1, [top[i] for i in range(size)]))
    values = [solved[i, 0] for i in range(size)]
    above, rest = fmpq_poly(values[: repeated.degree()]), fmpq_poly(values[repeated.degree() :])
    return tuple(
        tidy(Quotient(polynomial_tree(one, variable), polynomial_tree(other, variable))) if one else ZERO
        for one, other in ((above, repeated), (rest, simple))
    )  # type: ignore[return-value]


def quadratic_line(node: Node, variable: str) -> Node | None:
    """The antiderivative of (px + q)/(ax² + bx + c) where the bottom has no real root."""
    ratio = ratio_of(node, variable)
    if ratio is None or ratio[1].degree() != 2 or ratio[0].degree() > 1:
        return None
    top, bottom = ratio
    (c, b, a), (q, p) = (bottom[k] for k in range(3)), (top[k] for k in range(2))
    gap = 4 * a * c - b * b
    if gap <= 0:
        return None
    terms: list[Node] = []
    if p:
        terms.append(put_in("k*f", k=p / (2 * a), f=logarithm(polynomial_tree(_whole(bottom), variable))))
    rest = q - p * b / (2 * a)
    if rest:
        slope = polynomial_tree(bottom.derivative(), variable)
        terms.append(put_in("2*k/sqrt(d)*arctan(s/sqrt(d))", k=rest, d=gap, s=slope))
    return tidy(add(*terms))
