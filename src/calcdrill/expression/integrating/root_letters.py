"""Roots as new letters.

roots of ax + b or (ax + b)/(cx + d)   u = the root of the common degree
roots of a + b·e^w                     u = the root
powers e^(kx)                          u = e^w
roots of x² ± k², k² − x²              u = x + root, u = x/(k + root)
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt, lcm
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.integral_table import slope_of
from calcdrill.expression.integrating.powers import base_and_power, root
from calcdrill.expression.integrating.turned import Turned, is_rational
from calcdrill.expression.polynomial import number_tree, polynomial, rational_function
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


def _put_in(node: t.Node, base: t.Node, degree: int, u: t.Name, others: dict[t.Node, t.Node]) -> t.Node:
    """The tree with powers of the base as powers of u, and the ``others`` replaced."""
    own, power = base_and_power(node)
    if own == base and (power * degree).denominator == 1:
        return t.Power(u, t.number(int(power * degree))) if power != 0 else t.ONE
    if node == base:
        return t.Power(u, t.Number(degree))
    if node in others:
        return others[node]
    if not node.children:
        return node
    return node.with_children(tuple(_put_in(child, base, degree, u, others) for child in node.children))


def by_root(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """The root of a line, or of a line over another, where it is the only root."""
    own = roots(node, variable)
    if len(own) != 1:
        return
    ((base, degree),) = own.items()
    ratio = rational_function(base, variable, {})
    if ratio is None or max(part.degree() for part in ratio) > 1:
        return
    (b, a), (d, c) = ([number_tree(part[k]) for k in (0, 1)] for part in ratio)
    power = t.Power(u, t.Number(degree))
    above = t.Sum((t.times(d, power), t.Negative(b)))
    below = t.Sum((a, t.Negative(t.times(c, power))))
    place = tidy(t.Quotient(above, below))
    new = _put_in(node, base, degree, u, {t.Name(variable): place})
    yield from _turned(root(base, degree), new, place, u)


def _turned(inner: t.Node, new: t.Node, place: t.Node, u: t.Name) -> Iterator[Turned]:
    body = tidy(t.Product((new, tidy(differentiate(place, u.name)))))
    if is_rational(body, u) and t.names(body) <= {u.name}:
        yield Turned(inner, body)


def by_exponential_root(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """The root of a + b·e^w, where it is the only root."""
    own = roots(node, variable)
    if len(own) != 1:
        return
    ((base, degree),) = own.items()
    powers = {part for part in t.walk(base) if _rate(part, variable) is not None}
    if len(powers) != 1:
        return
    (power,) = powers
    line = polynomial(t.transform(base, lambda part: _S if part == power else part), _S.name, {})
    rate = _rate(power, variable)
    if line is None or line.degree() != 1 or rate is None:
        return
    raised = tidy(
        t.Quotient(t.Sum((t.Power(u, t.Number(degree)), t.Negative(number_tree(line[0])))), number_tree(line[1]))
    )

    def change(part: t.Node) -> t.Node:
        other = _rate(part, variable)
        if other is None:
            return part
        times = t.value_of(tidy(t.Quotient(other, rate)))
        return part if times is None or times != int(times) else t.Power(raised, t.number(int(times)))

    new = t.transform(_put_in(node, base, degree, u, {}), change)
    step = t.Quotient(tidy(differentiate(raised, u.name)), t.times(rate, raised))
    body = tidy(t.Product((new, step)))
    if t.names(body) <= {u.name} and is_rational(body, u):
        yield Turned(root(base, degree), body)


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
    body = tidy(t.Quotient(new, t.times(t.number(shared), u)))
    if t.names(body) <= {u.name} and is_rational(body, u):
        yield Turned(t.Call("exp", (tidy(t.times(t.number(shared), t.Name(variable))),)), body)


def by_square(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """x + √(x² ± k), or x/(k + √(k² − x²))."""
    own = roots(node, variable)
    if len(own) != 1:
        return
    ((base, degree),) = own.items()
    quadratic = polynomial(base, variable, {})
    if degree != 2 or quadratic is None or quadratic.degree() != 2 or quadratic[1] or abs(quadratic[2]) != 1:
        return
    x, root, c = t.Name(variable), t.Call("sqrt", (base,)), number_tree(quadratic[0])
    square = t.Power(u, t.TWO)
    if quadratic[2] == 1:
        place = t.Quotient(t.Sum((square, t.Negative(c))), t.times(t.TWO, u))
        height = t.Quotient(t.Sum((square, c)), t.times(t.TWO, u))
        inner: t.Node = t.Sum((x, root))
    else:
        size = quadratic[0]
        if size <= 0 or size.q != 1 or isqrt(int(size.p)) ** 2 != int(size.p):
            return
        k = t.Number(isqrt(int(size.p)))
        below = t.Sum((t.ONE, square))
        place = t.Quotient(t.times(t.TWO, k, u), below)
        height = t.Quotient(t.times(k, t.Sum((t.ONE, t.Negative(square)))), below)
        inner = t.Quotient(x, t.Sum((k, root)))

    def change(part: t.Node) -> t.Node:
        own, power = base_and_power(part)
        if own == base and (2 * power).denominator == 1:
            return t.Power(height, t.number(int(2 * power)))
        return part

    new = t.substitute(t.transform(node, change), {variable: tidy(place)})
    yield from _turned(tidy(inner), new, tidy(place), u)
