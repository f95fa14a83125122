"""Antiderivatives of rational functions whose coefficients have letters, and of roots of lines, in sympy's fields.

    rational in x, with letters                Ostrogradsky's rational part, then a logarithm or an arctangent a factor
    roots of one line ax + b                   u = the root of the common degree, x = (uⁿ − b)/a
    roots of two lines, of a common degree     u = the root of the first over that of the second

The formulas are those of Bronstein, Symbolic Integration I, chapter 2; whoever asks differentiates the result back.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm
from typing import Any, Final

import sympy
from sympy.integrals.rationaltools import ratint_ratpart

from calcdrill.errors import Unsolved

__all__ = ["SignWanted", "integrate_by_root"]

_MOST_DEGREE: Final = 40


class SignWanted(Exception):
    """The form of the antiderivative depends on the sign of the argument, and nothing tells it."""


def integrate_by_root(body: Any, x: Any, positive: tuple[Any, ...] = ()) -> Any:
    """An antiderivative of a rational function of x and of roots of one or two lines. Raises Unsolved or SignWanted.

    ``positive``: what is known to be positive beside the letters.
    """
    for inner, new, u in _substitutions(body, x):
        integral = _rational(new, u, positive)
        if integral is not None:
            return integral.subs(u, inner)
    raise Unsolved("not a rational function")


def _substitutions(body: Any, x: Any) -> Iterator[tuple[Any, Any, Any]]:
    """What u stands for, the integrand in u, and u."""
    u = sympy.Dummy("u", positive=True)
    roots = {power for power in body.atoms(sympy.Pow) if power.base.has(x) and not power.exp.is_Integer}
    if any(power.exp.has(x) or not power.exp.is_Rational for power in roots):
        return
    inner_lines = [_line(power.base, x) for power in roots]
    lines = {line for line in inner_lines if line is not None}
    if not roots:
        if body.is_rational_function(x):
            plain = sympy.Dummy("u", real=True)  # x may be negative, where a root is not
            yield x, body.subs(x, plain), plain
        return
    if None in inner_lines or len(lines) > 2:
        return
    degree = lcm(*(int(power.exp.q) for power in roots))
    if len(lines) == 1:
        ((a, b),) = lines
        base = a * x + b
        yield base ** sympy.Rational(1, degree), _in_root(body, roots, x, (u**degree - b) / a, u, degree), u
    else:
        yield from _in_ratio(body, roots, x, tuple(sorted(lines, key=sympy.default_sort_key)), degree, u)


def _line(base: Any, x: Any) -> tuple[Any, Any] | None:
    """a and b where the base is ax + b."""
    try:
        polynomial = sympy.Poly(base, x)
    except sympy.PolynomialError:
        return None
    return tuple(polynomial.all_coeffs()) if polynomial.degree() == 1 else None


def _in_root(body: Any, roots: set[Any], x: Any, place: Any, u: Any, degree: int) -> Any:
    new = body.xreplace({power: u ** (power.exp * degree) for power in roots})
    return new.subs(x, place) * sympy.diff(place, u)


def _in_ratio(body: Any, roots: set[Any], x: Any, lines: tuple[Any, ...], degree: int, u: Any) -> Iterator[Any]:
    """u = (first/second)^(1/n): then the second line, and what is left of its roots, is rational in u."""
    (a, b), (c, d) = lines
    place = (u**degree * d - b) / (a - c * u**degree)
    second = (a * d - b * c) / (a - c * u**degree)
    rest = sympy.Dummy("v", positive=True)
    by_line = {power: (u * rest if _line(power.base, x) == (a, b) else rest) ** (power.exp * degree) for power in roots}
    new = sympy.powsimp(sympy.expand(body.xreplace(by_line).subs(x, place) * sympy.diff(place, u)))
    if new.has(rest):
        new = _without(new, rest, second, degree)
    if new is not None and new.is_rational_function(u):
        yield ((a * x + b) ** sympy.Rational(1, degree) / (c * x + d) ** sympy.Rational(1, degree)), new, u


def _without(node: Any, rest: Any, second: Any, degree: int) -> Any:
    """The tree with the second line for the degree-th power of its root; None where another power of it stays."""
    above, below = (sympy.Poly(part, rest) for part in sympy.fraction(sympy.together(node)))
    shifts = {power % degree for (power,) in above.monoms()}, {power % degree for (power,) in below.monoms()}
    if any(len(shift) != 1 for shift in shifts):
        return None
    (top,), (bottom,) = shifts
    if (top - bottom) % degree:
        return None
    return second ** ((top - bottom) // degree) * (
        sum(c * second ** ((p - top) // degree) for (p,), c in above.terms())
        / sum(c * second ** ((p - bottom) // degree) for (p,), c in below.terms())
    )


# -- rational functions


def _rational(body: Any, u: Any, positive: tuple[Any, ...]) -> Any:
    """The antiderivative of a rational function of u; None where its bottom has a factor of a higher degree than 2."""
    top, bottom = _ratio(body, u)
    if max(top.degree(), bottom.degree()) > _MOST_DEGREE:
        return None
    whole, top = top.div(bottom)
    integral = whole.integrate(u).as_expr()
    if top.is_zero:
        return integral
    rational, left = ratint_ratpart(top, bottom, u)
    logarithms = _logarithms(left, u, positive) if left != 0 else sympy.S.Zero
    return None if logarithms is None else integral + sympy.factor(rational) + logarithms


def _ratio(body: Any, u: Any) -> tuple[Any, Any]:
    """The polynomials above and below the fraction line, in lowest terms."""
    above, below = sympy.fraction(sympy.cancel(sympy.together(body)))
    return sympy.Poly(above, u, field=True), sympy.Poly(below, u, field=True)


def _logarithms(body: Any, u: Any, positive: tuple[Any, ...]) -> Any:
    """The same, where the bottom has simple zeros only."""
    top, bottom = _ratio(body, u)
    total = sympy.S.Zero
    for factor, _ in bottom.factor_list()[1]:
        if factor.degree() > 2:
            return None
        part = (top * bottom.quo(factor).invert(factor)).rem(factor)
        is_line = factor.degree() == 1
        total += _of_line(part, factor, u) if is_line else _of_square(part, factor, u, positive)
    return total


def _of_line(part: Any, factor: Any, u: Any) -> Any:
    whole = _whole(factor, u)
    return sympy.factor(part.as_expr() / factor.LC()) * sympy.log(sympy.Abs(whole))


def _of_square(part: Any, factor: Any, u: Any, positive: tuple[Any, ...]) -> Any:
    """∫ (pu + q)/(au² + bu + c) by the sign of its discriminant; raises SignWanted where nothing tells it."""
    a, b, c = factor.all_coeffs()
    p, q = part.coeff_monomial(u), part.coeff_monomial(1)
    total = p / (2 * a) * sympy.log(sympy.Abs(_whole(factor, u)))
    rest = sympy.factor(q - p * b / (2 * a))
    if rest == 0:
        return total
    gap = sympy.factor(4 * a * c - b**2)
    sign = _sign(gap, positive)
    if sign > 0:
        root = sympy.sqrt(gap)
        return total + 2 * rest / root * sympy.atan((2 * a * u + b) / root)
    root = sympy.sqrt(-gap)
    line = 2 * a * u + b
    return total + rest / root * sympy.log(sympy.Abs((line - root) / (line + root)))


def _sign(gap: Any, positive: tuple[Any, ...]) -> int:
    """Raises SignWanted where it is not known, with the gap but for a number in front."""
    if gap.is_positive or any(sympy.cancel(gap / known).is_positive for known in positive):
        return 1
    if gap.is_negative or any(sympy.cancel(gap / known).is_negative for known in positive):
        return -1
    raise SignWanted(abs(gap.primitive()[0]) * gap / gap.primitive()[0] ** 2)


def _whole(factor: Any, u: Any) -> Any:
    """The factor without the denominators of its coefficients, which belong to the constant."""
    return sympy.fraction(sympy.together(factor.as_expr()))[0]
