"""Rational functions by their residues (Rothstein, Trager, Lazard, Rioboo): real logarithms and arctangents.

    ∫ A/D = sum of t·ln|gcd(D, A − t·D′)| over the zeros t of the resultant of D and A − t·D′

For D without repeated zeros, and residues that are rational or in pairs u ± √δ. Two residues u ± iv make a logarithm
and arctangents of polynomials, which have no jumps (Rioboo; Bronstein, Symbolic Integration I, section 2.8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpq_poly

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, multiply
from calcdrill.expression.integrating.integral_table import logarithm
from calcdrill.expression.polynomial import number_tree
from calcdrill.expression.tidy import tidy

__all__ = ["by_residues"]

_ZERO = fmpq(0)


def by_residues(top: fmpq_poly, bottom: fmpq_poly, variable: str) -> t.Node | None:
    """The antiderivative of top/bottom, of a lower degree above and no square below; None for harder residues."""
    residues = _residues(top, bottom)
    if residues is None:
        return None
    terms: list[t.Node] = []
    for u, delta in residues:
        both = _gcd([Surd(c, _ZERO, delta) for c in bottom], _less(top, bottom.derivative(), u, delta))
        if delta == 0:
            terms.append(multiply(number_tree(u), logarithm(_tree(both, variable))))
        elif delta > 0:
            root = t.Call("sqrt", (number_tree(delta),))
            for sign, part in ((1, both), (-1, [c.conjugate() for c in both])):
                front = t.Sum((number_tree(u), t.times(t.number(sign), root)))
                terms.append(multiply(tidy(front), logarithm(_tree(part, variable))))
        else:
            terms += _pair(both, u, delta, variable)
    return tidy(add(*terms))


def _residues(top: fmpq_poly, bottom: fmpq_poly) -> list[tuple[fmpq, fmpq]] | None:
    """Each residue as u + √δ, of two that belong together the one."""
    context = fmpq_mpoly_ctx.get(("x", "r"), Ordering.lex)
    x, r = context.gens()
    below, above, slope = (
        sum((c * x**k for k, c in enumerate(poly)), x * 0) for poly in (bottom, top, bottom.derivative())
    )
    residues = []
    for factor, _ in below.resultant(above - r * slope, "x").factor()[1]:
        powers = {int(power): number for (_, power), number in factor.to_dict().items()}
        c, b, a = (powers.get(k, _ZERO) for k in range(3))
        if max(powers) > 2:
            return None
        if max(powers) == 1:
            residues.append((-c / b, _ZERO))
        elif max(powers) == 2:
            residues.append((-b / (2 * a), b * b / (4 * a * a) - c / a))
    return residues


def _less(top: fmpq_poly, slope: fmpq_poly, u: fmpq, delta: fmpq) -> list[Surd]:
    """A − (u + √δ)·D′."""
    pairs = zip_longest(list(top), list(slope), fillvalue=_ZERO)
    return _trimmed([Surd(a - u * d, -d if delta else _ZERO, delta) for a, d in pairs])


def _pair(both: list[Surd], u: fmpq, delta: fmpq, variable: str) -> Iterator[t.Node]:
    """(u + iv)·ln(A + iB) + (u − iv)·ln(A − iB), with v = √−δ."""
    size = -delta
    real = [Surd(c.a, _ZERO, size) for c in both]
    imaginary = _trimmed([Surd(_ZERO, c.b, size) for c in both])
    if u:
        square = _plus(_times(real, real), _times(imaginary, imaginary))
        whole = [c / square[-1] for c in square]
        yield multiply(number_tree(u), t.Call("ln", (_tree(whole, variable),)))
    root = t.Call("sqrt", (number_tree(size),))
    for inside in _arctangents(_trimmed(real), imaginary):
        yield tidy(t.times(t.TWO, root, t.Call("arctan", (_quotient(*inside, variable),))))


def _arctangents(a: list[Surd], b: list[Surd]) -> Iterator[tuple[list[Surd], list[Surd]]]:
    """What stands above and below inside the arctangents that have the derivative of i·ln((a + ib)/(a − ib))."""
    while True:
        if len(a) < len(b):
            a, b = [-c for c in b], a
        if not _divided(a, b)[1]:
            yield a, b
            return
        # b·d − a·c = g
        g, d, c = _bezout(b, [-one for one in a])
        yield _plus(_times(a, d), _times(b, c)), g
        a, b = d, c


def _quotient(top: list[Surd], bottom: list[Surd], variable: str) -> t.Node:
    quotient, rest = _divided(top, bottom)
    if not rest:
        return _tree(quotient, variable)
    return tidy(t.Quotient(_tree(top, variable), _tree(bottom, variable)))


def _tree(poly: list[Surd], variable: str) -> t.Node:
    terms = []
    for k in range(len(poly) - 1, -1, -1):
        power = t.Power(t.Name(variable), t.Number(k)) if k else t.ONE
        terms.append(t.times(poly[k].tree(), power))
    return tidy(t.total(*terms))


# -- polynomials with coefficients a + b√δ, the constant first


@dataclass(frozen=True, slots=True)
class Surd:
    """a + b·√δ."""

    a: fmpq
    b: fmpq
    delta: fmpq

    def __add__(self, other: Surd) -> Surd:
        return Surd(self.a + other.a, self.b + other.b, self.delta)

    def __neg__(self) -> Surd:
        return Surd(-self.a, -self.b, self.delta)

    def __mul__(self, other: Surd) -> Surd:
        return Surd(self.a * other.a + self.b * other.b * self.delta, self.a * other.b + self.b * other.a, self.delta)

    def __truediv__(self, other: Surd) -> Surd:
        size = other.a * other.a - other.b * other.b * self.delta
        return self * Surd(other.a / size, -other.b / size, self.delta)

    def __bool__(self) -> bool:
        return bool(self.a or self.b)

    def conjugate(self) -> Surd:
        """a − b·√δ."""
        return Surd(self.a, -self.b, self.delta)

    def tree(self) -> t.Node:
        """The number as a formula."""
        return tidy(
            t.Sum((number_tree(self.a), t.times(number_tree(self.b), t.Call("sqrt", (number_tree(self.delta),)))))
        )


def _trimmed(poly: list[Surd]) -> list[Surd]:
    while poly and not poly[-1]:
        poly = poly[:-1]
    return poly


def _plus(one: list[Surd], other: list[Surd]) -> list[Surd]:
    short, long = sorted((one, other), key=len)
    return _trimmed([a + b for a, b in zip(short, long, strict=False)] + long[len(short) :])


def _times(one: list[Surd], other: list[Surd]) -> list[Surd]:
    if not one or not other:
        return []
    zero = one[0] + -one[0]
    product = [zero] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            product[i + j] = product[i + j] + a * b
    return _trimmed(product)


def _divided(top: list[Surd], bottom: list[Surd]) -> tuple[list[Surd], list[Surd]]:
    quotient: list[Surd] = []
    rest = top
    while len(rest) >= len(bottom):
        zero = rest[-1] + -rest[-1]
        term = [zero] * (len(rest) - len(bottom)) + [rest[-1] / bottom[-1]]
        quotient = _plus(quotient, term)
        rest = _trimmed(_plus(rest, [-c for c in _times(term, bottom)])[: len(rest) - 1])
    return quotient, rest


def _gcd(one: list[Surd], other: list[Surd]) -> list[Surd]:
    while other:
        one, other = other, _divided(one, other)[1]
    return [c / one[-1] for c in one]


def _bezout(one: list[Surd], other: list[Surd]) -> tuple[list[Surd], list[Surd], list[Surd]]:
    """g, x and y with x·one + y·other = g, a greatest common divisor."""
    unit = [one[-1] / one[-1]]
    rows: list[tuple[list[Surd], list[Surd], list[Surd]]] = [(one, unit, []), (other, [], unit)]
    while rows[1][0]:
        quotient, rest = _divided(rows[0][0], rows[1][0])
        x, y = (_plus(rows[0][k], _times([-c for c in quotient], rows[1][k])) for k in (1, 2))
        rows = [rows[1], (rest, x, y)]
    return rows[0]
