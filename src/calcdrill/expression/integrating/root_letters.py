"""Roots as new letters.

roots of ax + b or (ax + b)/(cx + d)   u = the root of the common degree
roots of a + b·e^w                     u = the root
powers e^(kx)                          u = e^w
roots of x² ± k², k² − x²              u = x + root, u = x/(k + root)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import lcm
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import root
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.integral_table import slope_of
from calcdrill.expression.integrating.turned import Turned, is_rational
from calcdrill.expression.polynomial import number_tree, polynomial, rational_function
from calcdrill.expression.powers import base_and_power
from calcdrill.expression.put_in import put_in
from calcdrill.expression.rationals import common_divisor
from calcdrill.expression.tidy import tidy

__all__ = ["by_exponential_root", "by_exponentials", "by_root", "by_square", "roots"]

_S: Final = t.Name("s_")


def roots(node: t.Node, variable: str) -> dict[t.Node, int]:
    """Each base of a root with the variable in it, and the common degree of its roots."""
    counts: dict[t.Node, int] = {}
    for part in t.walk(node):
        base, power = base_and_power(part)
        if base is not None and power.denominator > 1 and variable in t.names(base):
            counts[base] = lcm(counts.get(base, 1), power.denominator)
    return counts


_Way = Callable[[t.Node, str, t.Name, t.Node, int], Iterator[Turned]]


def _of_one_root(way: _Way) -> Callable[[t.Node, str, t.Name], Iterator[Turned]]:
    """A way for integrands with one root: it is told what stands under it, and its degree."""

    def by_one_root(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
        own = roots(node, variable)
        if len(own) == 1:
            ((base, degree),) = own.items()
            yield from way(node, variable, u, base, degree)

    return by_one_root


def _in_powers(node: t.Node, base: t.Node, degree: int, u: t.Name, others: dict[t.Node, t.Node]) -> t.Node:
    """The tree with powers of the base as powers of u, and the ``others`` replaced."""
    known = {**others, base: t.Power(u, t.Number(degree))}

    def change(part: t.Node) -> t.Node:
        own, power = base_and_power(part)
        if own == base and (power * degree).denominator == 1:
            return t.Power(u, t.number(int(power * degree))) if power != 0 else t.ONE
        return known.get(part, part)

    return t.transform_down(node, change)


def _turned(inner: t.Node, body: t.Node, u: t.Name) -> Iterator[Turned]:
    if t.names(body) <= {u.name} and is_rational(body, u):
        yield Turned(inner, body)


def _moved(new: t.Node, place: t.Node, u: t.Name) -> t.Node:
    """The integrand times the slope of the old letter."""
    return tidy(t.Product((new, tidy(differentiate(place, u.name)))))


@_of_one_root
def by_root(node: t.Node, variable: str, u: t.Name, base: t.Node, degree: int) -> Iterator[Turned]:
    """The root of a line, or of a line over another."""
    ratio = rational_function(base, variable, {})
    if ratio is None or max(part.degree() for part in ratio) > 1:
        return
    (b, a), (d, c) = ([number_tree(part[k]) for k in (0, 1)] for part in ratio)
    place = tidy(put_in("(d*u^n - b)/(a - c*u^n)", u=u, n=t.Number(degree), a=a, b=b, c=c, d=d))
    new = _in_powers(node, base, degree, u, {t.Name(variable): place})
    yield from _turned(root(base, degree), _moved(new, place, u), u)


@_of_one_root
def by_exponential_root(node: t.Node, variable: str, u: t.Name, base: t.Node, degree: int) -> Iterator[Turned]:
    """The root of a + b·e^w."""
    powers = {part for part in t.walk(base) if _rate(part, variable) is not None}
    if len(powers) != 1:
        return
    (power,) = powers
    line = polynomial(t.transform(base, lambda part: _S if part == power else part), _S.name, {})
    rate = _rate(power, variable)
    if line is None or line.degree() != 1 or rate is None:
        return
    a, b = (number_tree(line[k]) for k in (0, 1))
    raised = tidy(put_in("(u^n - a)/b", u=u, n=t.Number(degree), a=a, b=b))

    def change(part: t.Node) -> t.Node:
        other = _rate(part, variable)
        if other is None:
            return part
        times = t.value_of(tidy(t.Quotient(other, rate)))
        return part if times is None or times != int(times) else t.Power(raised, t.number(int(times)))

    new = t.transform(_in_powers(node, base, degree, u, {}), change)
    step = t.Quotient(tidy(differentiate(raised, u.name)), t.times(rate, raised))
    yield from _turned(root(base, degree), tidy(t.Product((new, step))), u)


def _rate(node: t.Node, variable: str) -> t.Node | None:
    """k where the tree is e^(kx), or b^(kx) with k·ln b."""
    match node:
        case t.Call(function="exp", arguments=(u,)):
            slope = slope_of(u, variable)
            return slope if slope is not None and tidy(t.times(slope, t.Name(variable))) == tidy(u) else None
        case t.Power(base=t.Number() as base, exponent=u):
            slope = slope_of(u, variable)
            return None if slope is None else tidy(t.times(slope, t.Call("ln", (base,))))
    return None


def by_exponentials(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """Powers e^(kx) with whole multiples k of one number."""
    rates = {t.value_of(_rate(part, variable) or t.ZERO) or 0 for part in t.walk(node)} - {0}
    if len(rates) < 2:
        return
    shared = common_divisor(rates)

    def change(part: t.Node) -> t.Node:
        rate = t.value_of(_rate(part, variable) or t.ZERO)
        return t.Power(u, t.number(int(Fraction(rate) / shared))) if rate else part

    new = t.transform(node, change)
    k = t.number(shared)
    yield from _turned(
        t.Call("exp", (tidy(t.times(k, t.Name(variable))),)), tidy(put_in("f/(k*u)", f=new, k=k, u=u)), u
    )


@_of_one_root
def by_square(node: t.Node, variable: str, u: t.Name, base: t.Node, degree: int) -> Iterator[Turned]:
    """x + √(x² ± k), or x/(k + √(k² − x²))."""
    quadratic = polynomial(base, variable, {})
    if degree != 2 or quadratic is None or quadratic.degree() != 2 or quadratic[1] or abs(quadratic[2]) != 1:
        return
    c = quadratic[0]
    if quadratic[2] == 1:
        forms = "x + r", "(u^2 - c)/(2*u)", "(u^2 + c)/(2*u)"
    elif c > 0 and c.q == 1 and c.p.is_square():
        c = c.sqrt()
        forms = "x/(c + r)", "2*c*u/(1 + u^2)", "c*(1 - u^2)/(1 + u^2)"
    else:
        return
    letters = {"x": t.Name(variable), "r": t.Call("sqrt", (base,)), "c": number_tree(c), "u": u}
    inner, place, height = (put_in(form, **letters) for form in forms)

    def change(part: t.Node) -> t.Node:
        own, power = base_and_power(part)
        if own == base and (2 * power).denominator == 1:
            return t.Power(height, t.number(int(2 * power)))
        return part

    new = t.substitute(t.transform(node, change), {variable: tidy(place)})
    yield from _turned(tidy(inner), _moved(new, tidy(place), u), u)
