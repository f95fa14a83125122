"""Logarithms and exponentials taken apart: ln(ab) = ln a + ln b, ln(aⁿ) = n·ln a, exp(a + b) = exp(a)·exp(b).

A logarithm is read as ln|u| here, which equals ln u wherever that is defined and has these laws on the whole line; so
exp(ln u) = u is used only where it is written so. Trees are taken apart, not elements: x·(x + 1) is, x² + x is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Final

from flint import fmpz

from calcdrill.expression import tree as t
from calcdrill.expression.formal.field import (
    PRIME,
    ZERO,
    Dual,
    Element,
    NoMeaning,
    element,
    unknown,
    whole_number,
)
from calcdrill.expression.formal.functions import exp
from calcdrill.expression.formal.roots import power

__all__ = ["exponential", "has_logarithms", "logarithm"]

Run = Callable[[t.Node], Element]
"""What gives the element of a tree."""

_LOGARITHMIC: Final = frozenset({"ln", "log", "exp"})


def has_logarithms(trees: Iterable[t.Node]) -> bool:
    """Whether a logarithm or an exponential function stands somewhere."""
    stack = list(trees)
    while stack:
        node = stack.pop()
        if type(node) is t.Call and node.function in _LOGARITHMIC:
            return True
        stack += node.children
    return False


def logarithm(node: t.Node, run: Run) -> Element:
    """ln|node|, of products, quotients, powers and roots by their parts."""
    match node:
        case t.Product(factors=factors):
            total: Element = ZERO
            for factor in factors:
                total = total + logarithm(factor, run)
            return total
        case t.Quotient(numerator=top, denominator=bottom):
            return logarithm(top, run) + -logarithm(bottom, run)
        case t.Negative(argument=inner) | t.Call(function="abs", arguments=(inner,)):
            return logarithm(inner, run)
        case t.Call(function="exp", arguments=(inner,)):
            return run(inner)
        case t.Call(function="sqrt", arguments=(inner,)):
            return logarithm(inner, run) * element(Fraction(1, 2))
        case t.Power(base=base, exponent=exponent):
            return logarithm(base, run) * run(exponent)
        case t.Number(value=value):
            return _of_whole(value.numerator) + -_of_whole(value.denominator)
    return _size(run(node))


def _of_whole(value: int) -> Element:
    """ln of a whole number by those of its primes."""
    if not value:
        raise NoMeaning
    total: Element = ZERO
    for prime, times in fmpz(abs(value)).factor():
        total = total + unknown("ln size", int(prime)) * int(times)
    return total


def _size(u: Element) -> Element:
    if type(u) is Dual:
        return Dual(_size(u.value), u.rate / u.value)
    small = whole_number(int(u))
    if small is not None:
        return _of_whole(small)
    # ln|u| is even.
    return unknown("ln size", min(int(u), PRIME - int(u)))


def exponential(node: t.Node, run: Run) -> Element:
    """exp of a tree, of sums, whole multiples and logarithms by their parts."""
    match node:
        case t.Sum(terms=terms):
            return _product([exponential(term, run) for term in terms])
        case t.Negative(argument=inner):
            return element(1) / exponential(inner, run)
        case t.Product(factors=(t.Number(value=int() as times), *rest)) if abs(times) <= _MOST_TIMES:
            once = exponential(t.times(*rest), run)
            return power(once, times) if times >= 0 else element(1) / power(once, -times)
        case t.Call(function="ln", arguments=(inner,)):
            return run(inner)
    return exp(run(node))


def _product(parts: list[Element]) -> Element:
    total = parts[0]
    for part in parts[1:]:
        total = total * part
    return total


_MOST_TIMES: Final = 60
