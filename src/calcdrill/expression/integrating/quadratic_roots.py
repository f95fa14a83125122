"""Rational functions times odd powers of the root S of a quadratic Q, by undetermined coefficients.

    ∫ R(x)·S^m dx = N(x)/D(x)·S^k + λ ∫ dx/S + Σ μ_p ∫ dx/((x − p)·S)

The bottom of R has rational zeros p, each one power less of them stands in D, and k = 1, or m + 2 for m < −1. The
numbers in N, λ and μ follow from comparing the derivative with the integrand: a linear system over the rationals.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from flint import fmpq, fmpq_mat, fmpq_poly

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, multiply
from calcdrill.expression.polynomial import number_tree, polynomial, polynomial_tree, rational_function
from calcdrill.expression.put_in import put_in
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy

__all__ = ["beside_pole", "beside_root", "reciprocal"]

_MOST_UNKNOWNS: Final = 24
_X: Final = fmpq_poly([0, 1])


def beside_root(node: t.Node, variable: str) -> tuple[t.Node, Prose] | None:
    """The antiderivative of R(x)·S^m, and what was tried; None for others, and where the numbers are not rational."""
    split = _split(node, variable)
    if split is None:
        return None
    inner, quadratic, top, bottom, m = split
    zeros = _rational_zeros(bottom)
    if zeros is None or quadratic.degree() != 2 or quadratic.discriminant() == 0:
        return None
    solved = _solve(quadratic, top, bottom, m, zeros)
    return None if solved is None else _written(solved, inner, quadratic, variable)


def _split(node: t.Node, variable: str) -> tuple[t.Node, fmpq_poly, fmpq_poly, fmpq_poly, int] | None:
    """The inside of the root, it as a polynomial, top and bottom of the rational factor, and m."""
    inside: set[t.Node] = set()

    def visit(part: t.Node, sign: int) -> tuple[t.Node, int] | None:
        """The part without its root, and how many halves of the root there are."""
        match part:
            case t.Call(function="sqrt", arguments=(u,)) if variable in t.names(u):
                inside.add(u)
                return t.ONE, sign
            case t.Power(base=base, exponent=exponent) if variable in t.names(base):
                power = t.value_of(exponent)
                if power is None or (isinstance(power, Fraction) and power.denominator != 2):
                    return None
                if isinstance(power, Fraction):
                    inside.add(base)
                    return t.ONE, sign * power.numerator
                if isinstance(base, t.Call) and base.function == "sqrt":
                    inside.add(base.arguments[0])
                    return t.ONE, sign * power
                return part, 0
            case t.Negative(argument=argument):
                cut = visit(argument, sign)
                return None if cut is None else (t.Negative(cut[0]), cut[1])
            case t.Product(factors=factors):
                parts = [visit(factor, sign) for factor in factors]
                known = [one for one in parts if one is not None]
                if len(known) < len(parts):
                    return None
                return t.times(*(one for one, _ in known)), sum(count for _, count in known)
            case t.Quotient(numerator=top, denominator=bottom):
                above, below = visit(top, sign), visit(bottom, -sign)
                if above is None or below is None:
                    return None
                return t.Quotient(above[0], below[0]), above[1] + below[1]
        return part, 0

    cut = visit(node, 1)
    if cut is None or len(inside) != 1 or cut[1] % 2 == 0 or t.names(node) != {variable}:
        return None
    (inner,) = inside
    quadratic, ratio = polynomial(inner, variable, {}), rational_function(cut[0], variable, {})
    if quadratic is None or ratio is None:
        return None
    return inner, quadratic, *ratio, cut[1]


def _rational_zeros(bottom: fmpq_poly) -> list[tuple[fmpq, int]] | None:
    zeros = [(-factor[0] / factor[1], count) for factor, count in bottom.factor()[1] if factor.degree() == 1]
    return zeros if sum(count for _, count in zeros) == bottom.degree() else None


@dataclass(frozen=True)
class _Solved:
    numerator: fmpq_poly
    denominator: fmpq_poly
    power: int
    rest: fmpq
    poles: list[tuple[fmpq, fmpq]]


def _solve(
    quadratic: fmpq_poly, top: fmpq_poly, bottom: fmpq_poly, m: int, zeros: list[tuple[fmpq, int]]
) -> _Solved | None:
    # With k the power of S in front: everything times D²·…·S^(2 − k) is a polynomial.
    k = min(m, -1) + 2
    if m > -1:
        top, m = top * quadratic ** ((m + 1) // 2), -1
    on_root = {p for p, _ in zeros if quadratic(p) == 0}
    lower = fmpq_poly([1])
    for p, count in zeros:
        lower *= (_X - p) ** (count if p in on_root else count - 1)
    highest = top.degree() + (1 - m) // 2 * 2 - bottom.degree() + lower.degree() + 2
    degree = max(highest, lower.degree() + 2 - min(k, 0))
    simple = [p for p, _ in zeros if p not in on_root]
    if degree + len(simple) + 2 > _MOST_UNKNOWNS:
        return None
    # d/dx(N/D·S^k) = S^(k−2)·(N′·D·Q − N·D′·Q + (k/2)·N·D·Q′)/D²; the other terms get the same factor.
    shared = lower * lower
    for p in simple:
        shared *= _X - p
    shared = shared * bottom // shared.gcd(bottom) if shared % bottom else shared
    columns: list[fmpq_poly] = []
    for j in range(degree + 1):
        n = _X**j
        slope = n.derivative() * lower * quadratic - n * lower.derivative() * quadratic
        slope = slope + n * lower * quadratic.derivative() * fmpq(k, 2)
        columns.append(slope * (shared // (lower * lower)))
    raised = quadratic ** ((1 - k) // 2)
    columns.append(shared * raised)
    columns += [shared // (_X - p) * raised for p in simple]
    # The integrand: top/bottom · S^m = S^(k−2) · top/bottom · S^(m − k + 2), and m − k + 2 = 0 by the choice of k.
    goal = top * (shared // bottom)
    height = max(column.degree() for column in [*columns, goal]) + 1
    system = fmpq_mat(height, len(columns) + 1, [c[i] for i in range(height) for c in [*columns, goal]])
    reduced, rank = system.rref()
    values, column = [fmpq(0)] * len(columns), 0
    for row in range(rank):
        while not reduced[row, column]:
            column += 1
        if column == len(columns):
            return None
        values[column] = reduced[row, len(columns)]
    numerator = fmpq_poly(values[: degree + 1])
    poles = [(p, c) for p, c in zip(simple, values[degree + 2 :], strict=True) if c]
    return _Solved(numerator, lower, k, values[degree + 1], poles)


# -- writing


def _written(solved: _Solved, inner: t.Node, quadratic: fmpq_poly, variable: str) -> tuple[t.Node, Prose] | None:
    root = t.Call("sqrt", (inner,))
    terms: list[t.Node] = []
    tried: list[t.Node] = []
    if solved.numerator:
        shared = solved.numerator.gcd(solved.denominator)
        above = polynomial_tree(solved.numerator // shared, variable)
        below = polynomial_tree(solved.denominator // shared, variable)
        front = tidy(t.Quotient(above, below))
        if solved.power < 0:
            bottom = root if solved.power == -1 else t.Power(inner, t.Quotient(t.Number(-solved.power), t.TWO))
            terms.append(tidy(t.Quotient(front, bottom)))
        else:
            terms.append(tidy(multiply(front, root)))
    if solved.rest:
        plain = reciprocal(inner, quadratic, variable)
        if plain is None:
            return None
        terms.append(tidy(multiply(number_tree(solved.rest), plain)))
        tried.append(t.Integral(t.Quotient(t.ONE, root), variable))
    for p, factor in solved.poles:
        terms.append(tidy(multiply(number_tree(factor), beside_pole(inner, quadratic, p, variable))))
        distance = tidy(t.Sum((t.Name(variable), t.Negative(number_tree(p)))))
        tried.append(t.Integral(t.Quotient(t.ONE, t.times(distance, root)), variable))
    shape = "a fraction over an odd power of " if solved.power < 0 else "a fraction times "
    others = [words for part in tried for words in (", a number times ", part)]
    return tidy(add(*terms)), (shape, root, *others, ": differentiate, and compare the coefficients")


def reciprocal(inner: t.Node, quadratic: fmpq_poly, variable: str) -> t.Node | None:
    """∫ dx/S."""
    a, discriminant = quadratic[2], quadratic.discriminant()
    slope = polynomial_tree(quadratic.derivative(), variable)
    if a < 0:
        return None if discriminant < 0 else tidy(put_in("-arcsin(s/sqrt(d))/sqrt(a)", s=slope, d=discriminant, a=-a))
    if discriminant < 0:
        return tidy(put_in("arsinh(s/sqrt(d))/sqrt(a)", s=slope, d=-discriminant, a=a))
    return tidy(put_in("ln(abs(s + 2*sqrt(a)*sqrt(q)))/sqrt(a)", s=slope, a=a, q=inner))


def beside_pole(inner: t.Node, quadratic: fmpq_poly, p: fmpq, variable: str) -> t.Node:
    """∫ dx/((x − p)·S), where S is not 0 at p."""
    q, rate = quadratic(p), quadratic.derivative()(p)
    distance = tidy(put_in("x - p", x=t.Name(variable), p=p))
    letters = {"x": distance, "s": t.Call("sqrt", (inner,)), "n": t.Call("sqrt", (number_tree(abs(q)),))}
    if q > 0:
        # A number in front inside the logarithm would only change the constant.
        scale = 1 if q.q == 1 and rate.q == 1 and int(rate.p) % 2 == 0 else 2
        above = tidy(put_in("a + b*x + c*n*s", a=q * scale, b=rate * scale / 2, c=fmpq(scale), **letters))
        return tidy(put_in("-ln(abs(f/x))/n", f=above, **letters))
    return tidy(put_in("arctan((a + b*x)/(2*n*s))/n", a=2 * q, b=rate, **letters))
