"""Integrals of the table that may be a part of an antiderivative, with their integrands as fractions in the letters.

1/q                                  q = ax² + bx + c of the bottom
1/θ, 1/((x − p)·θ)                   θ = √(ax² + bx + c)
1/((x² + p)·θ), x/((x² + p)·θ)       θ = √(ax² + c)
(d − ex²)/((d + ex²)·θ)              θ = √(a + bx² + cx⁴) with cd² = ae²
1/θ                                  θ = √(a ± a·sin w) or √(a ± a·cos w)
"""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq, fmpq_mpoly, fmpq_poly

from calcdrill.expression import tree as t
from calcdrill.expression.integrating.fractions_in_parts import quadratic_line
from calcdrill.expression.integrating.integral_table import slope_of
from calcdrill.expression.integrating.periods import over_waves
from calcdrill.expression.integrating.quadratic_roots import beside_pole, reciprocal
from calcdrill.expression.integrating.undetermined.tower import Ratio, Tower, degrees, terms
from calcdrill.expression.polynomial import number_tree, polynomial_tree
from calcdrill.expression.put_in import put_in
from calcdrill.expression.tidy import tidy

__all__ = ["known_integrals"]


def known_integrals(tower: Tower, factors: list[fmpq_mpoly]) -> Iterator[tuple[t.Node, Ratio]]:
    """Each as a tree, and its integrand. ``factors``: those of the bottom."""
    in_x = [(poly, line) for poly in factors if (line := _in_x(poly)) is not None]
    for poly, line in in_x:
        if line.degree() == 2:
            antiderivative = quadratic_line(t.Quotient(t.ONE, polynomial_tree(line, tower.variable)), tower.variable)
            if antiderivative is not None:
                yield antiderivative, (tower.one, poly)
    for poly in factors:
        antiderivative = _over_wave(tower, poly)
        if antiderivative is not None:
            yield antiderivative, (tower.one, poly)
    for place, letter in enumerate(tower.letters):
        if letter.kind != "root" or letter.degree != 2 or tower.insides[place][1].total_degree():
            continue
        above, below = tower.insides[place]
        inside = above / below.leading_coefficient()
        plain = _in_x(inside)
        if plain is None:
            yield from _of_wave(tower, place, inside)
        elif plain.degree() == 2 and plain.discriminant():
            yield from _beside_quadratic(tower, place, plain, in_x)
        elif plain.degree() == 4 and not plain[1] and not plain[3]:
            yield from _beside_quartic(tower, place, plain, in_x)


def _in_x(poly: fmpq_mpoly) -> fmpq_poly | None:
    if any(degrees(poly)[1:]):
        return None
    polynomial = fmpq_poly([])
    for powers, number in terms(poly).items():
        polynomial += fmpq_poly([0] * powers[0] + [number])
    return polynomial


# -- roots of quadratics

_Factors = list[tuple[fmpq_mpoly, fmpq_poly]]


def _beside_quadratic(tower: Tower, place: int, q: fmpq_poly, factors: _Factors) -> Iterator[tuple[t.Node, Ratio]]:
    inner, root, x = tower.letters[place].inside, tower.generators[place], tower.variable
    plain = reciprocal(inner, q, x)
    if plain is not None:
        yield plain, (tower.one, root)
    for poly, line in factors:
        if line.degree() == 1 and q(-line[0] / line[1]):
            p = -line[0] / line[1]
            yield beside_pole(inner, q, p, x), (tower.one * line[1], poly * root)
        if line.degree() == 2 and not line[1] and not q[1]:
            p = line[0] / line[2]
            yield from (
                (antiderivative, (top * line[2], poly * root))
                for antiderivative, top in (
                    (_by_ratio(tower, place, p, q[2] * p - q[0]), tower.one),
                    (_by_height(tower, place, q[2] * p - q[0]), tower.generators[0]),
                )
                if antiderivative is not None
            )


def _by_ratio(tower: Tower, place: int, p: fmpq, k: fmpq) -> t.Node | None:
    """∫ du/(p − ku²) for u = x/θ."""
    u = t.Quotient(t.Name(tower.variable), tower.letters[place].tree)
    if not k or not p:
        return None
    size, ratio = (t.Call("sqrt", (number_tree(abs(value)),)) for value in (p * k, k / p))
    form = "arctan(r*u)/n" if p * k < 0 else "ln(abs((1 + r*u)/(1 - r*u)))/(2*n)"
    return tidy(put_in(form if p > 0 else f"-{form}", u=u, r=ratio, n=size))


def _by_height(tower: Tower, place: int, k: fmpq) -> t.Node | None:
    """∫ dθ/(θ² + k)."""
    height = tower.letters[place].tree
    if not k:
        return None
    form = "arctan(h/n)/n" if k > 0 else "ln(abs((h - n)/(h + n)))/(2*n)"
    return tidy(put_in(form, h=height, n=t.Call("sqrt", (number_tree(abs(k)),))))


def _beside_quartic(tower: Tower, place: int, q: fmpq_poly, factors: _Factors) -> Iterator[tuple[t.Node, Ratio]]:
    """u = x/θ makes du/(1 − ku²) of it, with k = b − 2ae/d."""
    x, root = tower.generators[0], tower.generators[place]
    pairs = [(line[0], line[2]) for _, line in factors if line.degree() == 2 and not line[1] and line[0]]
    ends = {-line[0] / line[1] for _, line in factors if line.degree() == 1}
    pairs += [(-p * p, fmpq(1)) for p in ends if p and -p in ends]
    for d, e in pairs:
        k = q[2] - 2 * q[0] * e / d
        if q[4] * d * d == q[0] * e * e:
            plain = tidy(t.Quotient(t.Name(tower.variable), tower.letters[place].tree))
            antiderivative = _by_ratio(tower, place, fmpq(1), k) if k else plain
            if antiderivative is not None:
                yield antiderivative, (d - e * x * x, (d + e * x * x) * root)


# -- waves


def _over_wave(tower: Tower, poly: fmpq_mpoly) -> t.Node | None:
    """∫ dx/(a + b·cos w + c·sin w)."""
    parts: list[t.Node] = []
    for powers, number in terms(poly).items():
        degree = sum(powers)
        letter = tower.letters[powers.index(1)] if degree == 1 else None
        if degree > 1 or (letter is not None and letter.kind != "wave"):
            return None
        parts.append(number_tree(number) if letter is None else t.times(number_tree(number), letter.tree))
    if len(parts) < 2:
        return None
    return over_waves(t.Quotient(t.ONE, tidy(t.total(*parts))), tower.variable)


def _of_wave(tower: Tower, place: int, inside: fmpq_mpoly) -> Iterator[tuple[t.Node, Ratio]]:
    """∫ dx/√(a + b·sin w) for a² = b²: minus an area tangent of b·cos w/√(2a(a + b·sin w))."""
    inner_terms = terms(inside)
    zero = (0,) * len(tower.letters)
    a = inner_terms.pop(zero, None)
    if a is None or a <= 0 or len(inner_terms) != 1:
        return
    ((powers, b),) = inner_terms.items()
    is_single = max(powers) == 1 and powers.count(1) == 1
    letter = tower.letters[powers.index(1)] if is_single else None
    slope = None if letter is None or letter.kind != "wave" else slope_of(letter.inside, tower.variable)
    if slope is None or letter is None or a * a != b * b:
        return
    is_sine = letter.tree == t.Call("sin", (letter.inside,))
    other = t.Call("cos" if is_sine else "sin", (letter.inside,))
    form = "f/(sqrt(a)*k)*artanh(b*v/(sqrt(a)*s))"
    own = tower.letters[place].tree
    area = put_in(form, f=-2 if is_sine else 2, a=2 * a, k=slope, b=b, v=other, s=own)
    yield tidy(area), (tower.one, tower.generators[place])
