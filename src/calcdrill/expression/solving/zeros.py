"""The real zeros of a tree in one variable as closed forms: what ``roots`` isolates, written out.

    polynomial      irreducible factors by flint, then: linear, quadratic, x^k in place of x, cubic formulas
    exp, ln, √ …    a factor that holds the variable in one of these alone is inverted: 2·ln x + 1 gives
    e^(−1/2)

Cubic formulas: Cardano where there is one real zero, Viète's cosines where there are three. What has no
such form raises ``Unsolved``. Nothing is proved here; the kinds check by isolation that no zero is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

from flint import arb, fmpq_poly

from calcdrill.errors import Undecided, Unsolved
from calcdrill.expression import facts, rationals
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import root
from calcdrill.expression.balls.ball import PRECISION, value
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.put_in import put_in
from calcdrill.expression.rationals import fraction
from calcdrill.expression.solving.factoring import Part, coefficients, split, without_roots
from calcdrill.expression.tidy import tidy

__all__ = ["in_order", "polynomial_parts", "polynomial_zeros", "sign_of", "zeros"]

_PI: Final = t.Name("pi")
_PRECISIONS: Final = (PRECISION, 4 * PRECISION, 16 * PRECISION)


def zeros(node: t.Node, variable: str) -> tuple[t.Node, ...]:
    """All real zeros in ascending order, each once; raises Unsolved where they have no closed form here.

    Where ``node`` is not defined at one of them is for the caller to see.
    """
    try:
        parts = polynomial_parts(node, (variable,))
    except Unsolved:
        rational = without_roots(node, variable)
        if rational is None:
            raise
        return tuple(zero for zero in zeros(rational, variable) if _may_be_zero(node, variable, zero))
    return in_order([zero for part in parts for zero in polynomial_zeros(part, variable)])


def _may_be_zero(node: t.Node, variable: str, at: t.Node) -> bool:
    enclosure = value(node, {variable: at}, 4 * PRECISION)
    return bool(enclosure.is_finite()) and 0 in enclosure


def polynomial_parts(node: t.Node, variables: Sequence[str], depth: int = 3) -> tuple[t.Node, ...]:
    """Polynomials in the variables, tidy, whose zeros together are those of ``node`` (and perhaps some gaps
    of it).

    Raises Unsolved where there are no such polynomials.
    """
    parts: list[t.Node] = []
    for part in split(node, variables).parts:
        parts.extend(_polynomials(part, variables, depth))
    return tuple(dict.fromkeys(parts))


def _polynomials(part: Part, variables: Sequence[str], depth: int) -> tuple[t.Node, ...]:
    if part.atom is None:
        return (part.tree,)
    atom = part.atom
    if not isinstance(atom, t.Call | t.Power) or depth == 0:
        raise Unsolved(f"the zeros of {write_text(part.tree)} have no closed form here")
    levels = polynomial_zeros(part.in_atom, part.name)
    return tuple(
        polynomial
        for level in levels
        for argument in _inverted(atom, level)
        for polynomial in polynomial_parts(argument, variables, depth - 1)
    )


def _inverted(atom: t.Call | t.Power, level: t.Node) -> tuple[t.Node, ...]:
    """Trees that are 0 where the atom has the value ``level``."""
    if isinstance(atom, t.Power):
        if not t.names(atom.exponent):
            return tuple(t.Sum((atom.base, t.Negative(base))) for base in _bases(atom.exponent, level))
        if sign_of(level) <= 0:
            return ()
        return (
            t.Sum((atom.exponent, t.Negative(tidy(t.Quotient(t.Call("ln", (level,)), t.Call("ln", (atom.base,))))))),
        )
    inverses = facts.inverse(atom.function)
    if inverses is None or len(atom.arguments) != 1:
        raise Unsolved(f"the equation {write_text(atom)} = {write_text(level)} has no finite list of solutions here")
    if not any(_holds(part, level) for part in facts.value_range(atom.function)):
        return ()
    return tuple(t.Sum((atom.arguments[0], t.Negative(tidy(inverse(level))))) for inverse in inverses)


def _bases(exponent: t.Node, level: t.Node) -> tuple[t.Node, ...]:
    """The numbers of which a power is ``level``: x^(2/3) = 4 for ±8, x^(1/3) = −2 for −8."""
    sign, power = sign_of(level), exact_value(exponent)
    if sign == 0:
        return (t.ZERO,) if sign_of(exponent) > 0 else ()
    is_odd_root = power is not None and Fraction(power).denominator % 2 == 1
    is_even = power is not None and Fraction(power).numerator % 2 == 0
    if sign < 0 and (not is_odd_root or is_even):
        return ()
    size = level if sign > 0 else tidy(t.Negative(level))
    base = tidy(t.Power(size, t.Quotient(t.ONE, exponent)))
    opposite = tidy(t.Negative(base))
    if sign < 0:
        return (opposite,)
    return (opposite, base) if is_odd_root and is_even else (base,)


def _holds(interval: facts.Interval, number: t.Node) -> bool:
    low, high = interval.low, interval.high
    below = 1 if low is None else sign_of(t.Sum((number, t.Negative(low))))
    above = 1 if high is None else sign_of(t.Sum((high, t.Negative(number))))
    return below >= (not interval.is_low_closed) and above >= (not interval.is_high_closed)


# -- polynomials


@lru_cache(maxsize=128)
def polynomial_zeros(node: t.Node, variable: str) -> tuple[t.Node, ...]:
    """The real zeros of a polynomial; its coefficients may be any constants up to the degree 2."""
    return _zeros_of(coefficients(node, variable), node, variable)


def _zeros_of(found: list[t.Node], shown: t.Node, variable: str) -> tuple[t.Node, ...]:
    exact = [exact_value(c) for c in found]
    rational = [c for c in exact if c is not None]
    if len(rational) < len(found):
        return _short(found, shown, variable)
    whole = fmpq_poly([rationals.rational(c) for c in rational])
    result: list[t.Node] = []
    for factor, _ in whole.factor()[1]:
        result.extend(_of_irreducible(factor, shown, variable))
    return in_order(result)


def _of_irreducible(p: fmpq_poly, shown: t.Node, variable: str) -> tuple[t.Node, ...]:
    plain = [t.number(fraction(c)) for c in p.coeffs()]
    if p.degree() <= 2:
        return _short(plain, shown, variable)
    if not any(root.imag.is_zero() for root, _ in p.complex_roots()):  # type: ignore[misc,has-type]
        return ()
    inner, step = p.deflation()
    if step > 1:
        nodes = [t.number(fraction(c)) for c in inner.coeffs()]
        return tuple(root for u in _zeros_of(nodes, shown, variable) for root in _roots_of(u, int(step)))
    if p.degree() == 3:
        return _cubic([fraction(c) for c in p.coeffs()])
    raise Unsolved(f"the equation {write_text(shown)} = 0 has a solution without a short exact form")


def _short(c: Sequence[t.Node], shown: t.Node, variable: str) -> tuple[t.Node, ...]:
    """c₀ + c₁x + c₂x² = 0 for any constants."""
    if len(c) <= 1:
        return ()
    if len(c) == 2:
        return (tidy(t.Quotient(t.Negative(c[0]), c[1])),)
    if len(c) > 3:
        raise Unsolved(f"the equation {write_text(shown)} = 0 has no short exact solution")
    letters = {"a": c[2], "b": c[1], "c": c[0]}
    inside = tidy(put_in("b^2 - 4*a*c", **letters))
    if sign_of(inside) < 0:
        return ()
    return in_order([tidy(put_in(f"(-b {sign} sqrt(d))/(2*a)", d=inside, **letters)) for sign in "-+"])


def _roots_of(u: t.Node, index: int) -> tuple[t.Node, ...]:
    """The real numbers whose power ``index`` is u."""
    sign = sign_of(u)
    if sign == 0:
        return (t.ZERO,)
    if sign < 0 and index % 2 == 0:
        return ()
    size = tidy(root(tidy(t.Negative(u)) if sign < 0 else u, index))
    return (tidy(t.Negative(size)), size) if index % 2 == 0 else (tidy(t.Negative(size)) if sign < 0 else size,)


def _cubic(c: Sequence[Fraction]) -> tuple[t.Node, ...]:
    """The real zeros of an irreducible cubic: with x = t − b/3a it is t³ + pt + q = 0."""
    d, cc, b = (x / c[3] for x in c[:3])
    p, q = cc - b**2 / 3, 2 * b**3 / 27 - b * cc / 3 + d
    inside = (q / 2) ** 2 + (p / 3) ** 3
    shift = t.number(-b / 3)
    if inside > 0:
        root = tidy(t.Call("sqrt", (t.number(inside),)))
        return (tidy(put_in("cbrt(h + r) + cbrt(h - r) + s", h=-q / 2, r=root, s=shift)),)
    size = tidy(put_in("2*sqrt(k)", k=-p / 3))
    angle = t.Call("arccos", (tidy(put_in("k*sqrt(d)", k=3 * q / (2 * p), d=-3 / p)),))
    thirds = (t.Negative(tidy(t.Quotient(t.times(t.Number(2 * k), _PI), t.Number(3)))) for k in (1, 2))
    turns = (t.Quotient(angle, t.Number(3)), *(t.Sum((t.Quotient(angle, t.Number(3)), third)) for third in thirds))
    return in_order([t.total(t.times(size, t.Call("cos", (turn,))), *(() if b == 0 else (shift,))) for turn in turns])


# -- numbers


def sign_of(node: t.Node) -> int:
    """The sign of a constant: −1, 0 or 1. Raises Undecided where it has no value or cannot be told from 0."""
    exact = exact_value(node)
    if exact is None:
        exact = exact_value(tidy(node))
    if exact is not None:
        return (exact > 0) - (exact < 0)
    for precision in _PRECISIONS:
        enclosure = value(node, {}, precision)
        if enclosure > 0:
            return 1
        if enclosure < 0:
            return -1
    raise Undecided(f"the sign of {write_text(node)} cannot be told")


def in_order(numbers: Sequence[t.Node]) -> tuple[t.Node, ...]:
    """Constants in ascending order, those that are surely equal kept once."""
    if len(numbers) < 2:
        return tuple(numbers)
    kept: list[tuple[arb, t.Node]] = []
    balls = ((value(node, {}), node) for node in dict.fromkeys(numbers))
    for ball, node in sorted(balls, key=lambda pair: float(pair[0].mid())):
        if not kept or not kept[-1][0].overlaps(ball):
            kept.append((ball, node))
    return tuple(node for _, node in kept)
