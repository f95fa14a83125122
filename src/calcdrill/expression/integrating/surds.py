"""Rational functions whose bottom has irrational zeros: its real factors are written with roots.

ax² + bx + c with real zeros     two logarithms
x⁴ + bx² + c                     u = x² for the odd part; (x² + √c)² − m²x² or x² − r for the even part
xⁿ − a                           the n-th roots of a, by cosines and sines
anything else                    its residues, where they are rational or square roots
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from flint import fmpq, fmpq_poly

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, rational
from calcdrill.expression.integrating.fractions_in_parts import quadratic_line, ratio_of
from calcdrill.expression.integrating.integral_table import logarithm
from calcdrill.expression.integrating.residues import by_residues
from calcdrill.expression.polynomial import number_tree, polynomial_tree
from calcdrill.expression.put_in import put_in
from calcdrill.expression.tidy import tidy

__all__ = ["over_surds"]

_MOST_DEGREE: Final = 12


def over_surds(node: t.Node, variable: str) -> t.Node | None:
    """The antiderivative of a fraction with simple zeros below; None where a factor has none of these forms."""
    ratio = ratio_of(node, variable)
    if ratio is None or max(part.degree() for part in ratio) > _MOST_DEGREE:
        return None
    top, bottom = ratio
    if bottom.gcd(bottom.derivative()).degree() > 0:
        return None
    whole, top = divmod(top, bottom)
    rest = _proper(top, bottom, variable)
    return tidy(add(polynomial_tree(whole.integral(), variable), rest)) if whole and rest is not None else rest


def _proper(top: fmpq_poly, bottom: fmpq_poly, variable: str) -> t.Node | None:
    """The same, for a lower degree above than below."""
    n = bottom.degree()
    if n > 4 and all(not bottom[k] for k in range(1, n)):
        return _binomial(top / bottom[n], -bottom[0] / bottom[n], n, t.Name(variable))
    parts: list[t.Node] = []
    for factor, _ in bottom.factor()[1]:
        rest = bottom // factor
        here = top * rest.xgcd(factor)[1] % factor
        part = _part(here / factor.leading_coefficient(), factor / factor.leading_coefficient(), variable)
        if part is None:
            return by_residues(top, bottom, variable)
        parts.append(part)
    return tidy(add(*parts))


def _part(top: fmpq_poly, factor: fmpq_poly, variable: str) -> t.Node | None:
    """The antiderivative of top/factor for a monic factor that has no rational one."""
    x = t.Name(variable)
    if not top:
        return t.ZERO
    if factor.degree() == 1:
        return tidy(t.times(number_tree(top[0]), logarithm(_line(factor, variable))))
    if factor.degree() == 2:
        whole = t.Quotient(polynomial_tree(top, variable), polynomial_tree(factor, variable))
        return quadratic_line(whole, variable) or _two_logarithms(top, factor, variable)
    if all(not factor[k] for k in range(1, factor.degree())):
        return _binomial(top, -factor[0], factor.degree(), x)
    if factor.degree() == 4 and not factor[1] and not factor[3]:
        return by_residues(top, factor, variable) or _biquadratic(top, factor, variable)
    return by_residues(top, factor, variable)


def _line(factor: fmpq_poly, variable: str) -> t.Node:
    scale = factor[0].q
    return polynomial_tree(factor * fmpq(scale), variable)


def _two_logarithms(top: fmpq_poly, factor: fmpq_poly, variable: str) -> t.Node:
    """(px + q)/(x² + bx + c) with b² > 4c."""
    p, q, b = top[1], top[0], factor[1]
    root = t.Call("sqrt", (number_tree(factor.discriminant()),))
    line = polynomial_tree(factor.derivative(), variable)
    parts = [tidy(t.times(number_tree(p / 2), logarithm(polynomial_tree(factor, variable))))]
    rest = q - p * b / 2
    if rest:
        inside = tidy(put_in("(u - r)/(u + r)", u=line, r=root))
        parts.append(tidy(put_in("q/r*f", q=rest, r=root, f=logarithm(inside))))
    return add(*(part for part in parts if part != t.ZERO))


# -- xⁿ − a


def _binomial(top: fmpq_poly, a: fmpq, n: int, x: t.Node) -> t.Node:
    """Over the zeros z of xⁿ − a, the residue of x^m is z^(m + 1)/(na)."""
    size = t.Power(number_tree(abs(a)), t.Quotient(t.ONE, t.Number(n))) if abs(a) != 1 else t.ONE
    parts: list[t.Node] = []
    for twice in range(n + 1):
        # The angles of the zeros: πk/n, k even for a > 0 and odd for a < 0; one of each two that belong together.
        if twice % 2 != (a < 0):
            continue
        parts += _of_zero(top, a, n, Fraction(twice, n), tidy(size), x)
    return tidy(add(*parts))


def _of_zero(top: fmpq_poly, a: fmpq, n: int, angle: Fraction, size: t.Node, x: t.Node) -> Iterator[t.Node]:
    def turned(name: str, times: int) -> t.Node:
        return tidy(t.Call(name, (t.times(rational(angle * times), t.Name("pi")),)))

    def weight(name: str) -> t.Node:
        terms = [
            t.times(number_tree(top[m] / (n * a)), t.Power(size, t.Number(m + 1)), turned(name, m + 1))
            for m in range(top.degree() + 1)
            if top[m]
        ]
        return tidy(t.total(*terms))

    real = tidy(t.times(size, turned("cos", 1)))
    if angle.denominator == 1:
        yield tidy(t.times(weight("cos"), logarithm(tidy(put_in("x - c", x=x, c=real)))))
        return
    letters = {"x": x, "c": real, "r": size, "s": turned("sin", 1)}
    yield tidy(put_in("w*ln(x^2 - 2*c*x + r^2)", w=weight("cos"), **letters))
    yield tidy(put_in("-2*w*arctan((x - c)/(r*s))", w=weight("sin"), **letters))


# -- x⁴ + bx² + c


def _biquadratic(top: fmpq_poly, factor: fmpq_poly, variable: str) -> t.Node | None:
    b, c = factor[2], factor[0]
    x = t.Name(variable)
    odd = None
    if top[1] or top[3]:
        above, below = fmpq_poly([top[1] / 2, top[3] / 2]), fmpq_poly([c, b, 1])
        shared = above.gcd(below)
        integral = _part(above // shared, below // shared, "u")
        if integral is None:
            return None
        odd = t.substitute(integral, {"u": t.Power(x, t.TWO)})
    even = _even(top[0], top[2], b, c, x) if top[0] or top[2] else None
    return tidy(add(*(part for part in (odd, even) if part is not None)))


def _even(n0: fmpq, n2: fmpq, b: fmpq, c: fmpq, x: t.Node) -> t.Node:
    gap = b * b - 4 * c
    if gap > 0:
        return tidy(add(*_real_squares(n0, n2, b, gap, x)))
    n = tidy(t.Call("sqrt", (number_tree(c),)))
    m, k = (tidy(put_in("sqrt(2*n + b)", n=n, b=s * b)) for s in (-1, 1))
    beta = put_in("a/(2*n)", a=n0, n=n)
    alpha = put_in("(2*b - a)/(2*m)", a=n2, b=beta, m=m)
    letters = {"x": x, "m": m, "n": n, "k": k, "a": alpha, "b": beta}
    letters |= {"u": tidy(put_in("a/2", **letters)), "v": tidy(put_in("(2*b - a*m)/k", **letters))}
    logarithms = put_in("u*(ln(x^2 + m*x + n) - ln(x^2 - m*x + n))", **letters)
    return tidy(t.Sum((logarithms, put_in("v*(arctan((2*x + m)/k) + arctan((2*x - m)/k))", **letters))))


def _real_squares(n0: fmpq, n2: fmpq, b: fmpq, gap: fmpq, x: t.Node) -> Iterator[t.Node]:
    """x² = r has two zeros r: the bottom is (x² − r)(x² − r′)."""
    for sign in (1, -1):
        root = put_in("k*sqrt(d)", k=sign, d=gap)
        r = put_in("(d - b)/2", b=b, d=root)
        front = put_in("(p + q*r)/d", p=n0, q=n2, r=r, d=root)
        # r > 0 where the sum of both is, or where their product is negative and this is the larger
        is_positive = (-b > 0 and b * b > gap) or (b * b < gap and sign > 0)
        height = tidy(t.Call("sqrt", (r if is_positive else t.Negative(r),)))
        if is_positive:
            inside = tidy(put_in("(x - h)/(x + h)", x=x, h=height))
            yield tidy(put_in("f/(2*h)*g", f=front, h=height, g=logarithm(inside)))
        else:
            yield tidy(put_in("f/h*arctan(x/h)", f=front, h=height, x=x))
