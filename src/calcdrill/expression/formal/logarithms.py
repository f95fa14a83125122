"""Logarithms and powers taken apart: ln(ab) = ln a + ln b, ln(aⁿ) = n·ln a, exp(a + b) = exp(a)·exp(b), aˣ⁺¹ = aˣ·a.

A logarithm is read as ln|u| here, which equals ln u wherever that is defined and has these laws on the whole line; so
exp(ln u) = u is used only where it is written so. Trees are taken apart, not elements: x·(x + 1) is, x² + x is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Final, Literal

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
from calcdrill.expression.formal.functions import exp, ln
from calcdrill.expression.formal.roots import power

__all__ = ["Apart", "exponential", "logarithm", "raised", "to_take_apart"]

Run = Callable[[t.Node], Element]
"""What gives the element of a tree."""

_LOGARITHMIC: Final = frozenset({"ln", "log", "exp"})


Apart = Literal["", "logarithms", "exponents"]
"""What is taken apart: one of them at a time, since ln|u| is no exponent's logarithm."""


def to_take_apart(trees: Iterable[t.Node]) -> list[Apart]:
    """What there is in some trees to be taken apart."""
    found: set[Apart] = set()
    stack = list(trees)
    while stack:
        node = stack.pop()
        if type(node) is t.Call and node.function in _LOGARITHMIC:
            found.add("logarithms")
        elif type(node) is t.Power and type(node.exponent) is not t.Number and t.value_of(node.exponent) is None:
            found.add("exponents")
        stack += node.children
    return sorted(found)


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


def raised(base: Element, exponent: t.Node, run: Run) -> Element:
    """base ^ exponent, by the terms of a sum and the whole factor of a product."""
    value = t.value_of(exponent)
    if value is not None:
        return power(base, value)
    match exponent:
        case t.Sum(terms=terms):
            return _product([raised(base, term, run) for term in terms])
        case t.Negative(argument=inner):
            return element(1) / raised(base, inner, run)
        case t.Product(factors=(t.Number(value=int() as times), *rest)) if abs(times) <= _MOST_TIMES:
            return power(raised(base, t.times(*rest), run), times)
    return exp(run(exponent) * ln(base))


def _product(parts: list[Element]) -> Element:
    total = parts[0]
    for part in parts[1:]:
        total = total * part
    return total


_MOST_TIMES: Final = 60
