"""Trees without roots among whose zeros are all zeros of a tree, each irreducible: √x − √y is 0 only where x − y is.

They are polynomials in letters: variables and what is not made by algebra, such as sin x; e^(2x) is the square of e^x.
Each root is a letter r with rⁿ = u, which is then eliminated by a resultant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, Final

from flint import Ordering, fmpq_mpoly_ctx

from calcdrill.expression import tree as t
from calcdrill.expression.rationals import common_divisor, fraction, rational

__all__ = ["factors_of"]

_MOST_ROOTS: Final = 3
_MOST_LETTERS: Final = 6
_MOST_TERMS: Final = 60
_MOST_DEGREE: Final = 24
_ROOTS: Final = {"sqrt": 2, "cbrt": 3}


class _NoPolynomial(Exception):
    """The tree has other parts than numbers, variables and roots, or is too large."""


@lru_cache(maxsize=512)
def factors_of(tree: t.Node) -> tuple[t.Node, ...]:
    """Trees among whose zeros are all places where a tree is 0 or ends; the other ends are those of its parts."""
    found: dict[t.Node, None] = {}
    for factor in _own_factors(tree):
        try:
            found.update(dict.fromkeys(_Algebraic(factor).factors()))
        except (_NoPolynomial, ZeroDivisionError):
            found[factor] = None
    return tuple(found)


def _own_factors(tree: t.Node) -> Iterator[t.Node]:
    match tree:
        case t.Product() | t.Quotient() | t.Negative():
            for part in tree.children:
                yield from _own_factors(part)
        case t.Power(base=base, exponent=exponent) if t.value_of(exponent) is not None:
            yield from _own_factors(base)
        case _:
            if t.free_variables(tree):
                yield tree


class _Algebraic:
    """A tree as a quotient of polynomials in its variables and its roots."""

    def __init__(self, tree: t.Node) -> None:
        self.rates: dict[t.Node, list[Fraction]] = defaultdict(list)
        self.letters: list[t.Node] = []
        self._collect(tree)
        self.steps = {rest: common_divisor(rates) for rest, rates in self.rates.items()}
        self.letters += [_exp(step, rest) for rest, step in self.steps.items()]
        if not len(self.letters) <= _MOST_LETTERS:
            raise _NoPolynomial
        names = [f"v{k}" for k in range(len(self.letters))] + [f"r{k}" for k in range(_MOST_ROOTS)]
        self.context: Any = fmpq_mpoly_ctx.get(tuple(names), Ordering.lex)
        self.generators = self.context.gens()
        self.one = self.context.from_dict({(0,) * len(self.generators): 1})
        self.roots: list[tuple[int, Any, Any]] = []
        self.known: dict[tuple[t.Node, int], Any] = {}
        self.ratio = self._ratio(tree)

    def _collect(self, node: t.Node) -> None:
        """The letters of a tree, and of its exponentials the exponents."""
        if t.value_of(node) is not None:
            return
        match node:
            case t.Negative() | t.Sum() | t.Product() | t.Quotient():
                inner = node.children
            case t.Power(base=base, exponent=exponent) if t.value_of(exponent) is not None:
                inner = (base,)
            case t.Call(function=function, arguments=arguments) if function in _ROOTS:
                inner = arguments
            case t.Call(function="exp", arguments=(exponent,)):
                for rate, rest in _exponents(exponent):
                    self.rates[rest].append(rate)
                return
            case _:
                if node not in self.letters:
                    self.letters.append(node)
                return
        for part in inner:
            self._collect(part)

    def factors(self) -> list[t.Node]:
        """The irreducible factors above and below, without roots."""
        found = []
        for whole in self.ratio:
            for number in reversed(range(len(self.roots))):
                degree, top, bottom = self.roots[number]
                place = len(self.letters) + number
                if whole.degrees()[place] > 0:
                    whole = whole.resultant(bottom * self.generators[place] ** degree - top, f"r{number}")
                    self._check(whole)
            if not whole:
                raise _NoPolynomial
            found += [self._tree(factor) for factor, _ in whole.factor()[1]]
        return [tree for tree in found if t.free_variables(tree)]

    def _check(self, poly: Any) -> Any:
        if len(poly) > _MOST_TERMS or sum(poly.degrees()) > _MOST_DEGREE:
            raise _NoPolynomial
        return poly

    def _ratio(self, node: t.Node) -> tuple[Any, Any]:
        value = t.value_of(node)
        if value is not None:
            return self.one * rational(Fraction(value)), self.one
        match node:
            case t.Negative(argument=inner):
                top, bottom = self._ratio(inner)
                return -top, bottom
            case t.Sum(terms=terms):
                top, bottom = self.one * 0, self.one
                for other, below in map(self._ratio, terms):
                    top, bottom = self._check(top * below + other * bottom), self._check(bottom * below)
                return top, bottom
            case t.Product(factors=factors):
                top, bottom = self.one, self.one
                for other, below in map(self._ratio, factors):
                    top, bottom = self._check(top * other), self._check(bottom * below)
                return top, bottom
            case t.Quotient(numerator=above, denominator=under):
                (top, bottom), (other, below) = self._ratio(above), self._ratio(under)
                return self._check(top * below), self._check(bottom * other)
            case t.Power(base=base, exponent=exponent) if t.value_of(exponent) is not None:
                return self._power(base, t.value_of(exponent))
            case t.Call(function=function, arguments=(inner,)) if function in _ROOTS:
                return self._root(inner, _ROOTS[function]), self.one
            case t.Call(function="exp", arguments=(exponent,)):
                return self._exponential(exponent)
        return self.generators[self.letters.index(node)], self.one

    def _exponential(self, exponent: t.Node) -> tuple[Any, Any]:
        top, bottom = self.one, self.one
        for rate, rest in _exponents(exponent):
            power = int(rate / self.steps[rest])
            if abs(power) > _MOST_DEGREE:
                raise _NoPolynomial
            letter = self.generators[self.letters.index(_exp(self.steps[rest], rest))]
            top, bottom = (top * letter**power, bottom) if power > 0 else (top, bottom * letter**-power)
        return top, bottom

    def _power(self, base: t.Node, exponent: int | Fraction | None) -> tuple[Any, Any]:
        if exponent is None or abs(exponent.numerator) > _MOST_DEGREE:
            raise _NoPolynomial
        if exponent.denominator > 1:
            top, bottom = self._root(base, exponent.denominator), self.one
        else:
            top, bottom = self._ratio(base)
        power = abs(exponent.numerator)
        top, bottom = self._check(self._check(top) ** power), self._check(self._check(bottom) ** power)
        return (top, bottom) if exponent > 0 else (bottom, top)

    def _root(self, inner: t.Node, degree: int) -> Any:
        known = self.known.get((inner, degree))
        if known is None:
            top, bottom = self._ratio(inner)
            if len(self.roots) == _MOST_ROOTS or degree > _MOST_DEGREE:
                raise _NoPolynomial
            known = self.known[inner, degree] = self.generators[len(self.letters) + len(self.roots)]
            self.roots.append((degree, top, bottom))
        return known

    def _tree(self, poly: Any) -> t.Node:
        terms = []
        for powers, rate in poly.to_dict().items():
            factors = [
                letter if power == 1 else t.Power(letter, t.number(int(power)))
                for letter, power in zip(self.letters, powers, strict=False)
                if power
            ]
            value = fraction(rate)
            if value == 1 and factors:
                terms.append(t.times(*factors))
            else:
                terms.append(t.times(t.number(value), *factors) if factors else t.number(value))
        return t.Sum(tuple(terms)) if len(terms) > 1 else terms[0]


def _exponents(node: t.Node) -> Iterator[tuple[Fraction, t.Node]]:
    """The terms of an exponent, each as a number and the rest; of a mere number the rest is 1."""
    value = t.value_of(node)
    if value is not None:
        if value:
            yield Fraction(value), t.ONE
        return
    match node:
        case t.Negative(argument=inner):
            yield from ((-rate, rest) for rate, rest in _exponents(inner))
        case t.Sum(terms=terms):
            for term in terms:
                yield from _exponents(term)
        case t.Product(factors=factors):
            numbers = [value for value in map(t.value_of, factors) if value is not None]
            others = [factor for factor in factors if t.value_of(factor) is None]
            rate = prod(map(Fraction, numbers))
            if rate and numbers and len(others) == 1:
                yield from ((rate * inner, rest) for inner, rest in _exponents(others[0]))
            elif rate:
                yield Fraction(rate), t.times(*others)
        case t.Quotient(numerator=above, denominator=below) if t.value_of(below):
            divisor = Fraction(t.value_of(below) or 1)
            yield from ((rate / divisor, rest) for rate, rest in _exponents(above))
        case _:
            yield Fraction(1), node


def _exp(step: Fraction, rest: t.Node) -> t.Node:
    if rest == t.ONE:
        return t.Call("exp", (t.number(step),))
    return t.Call("exp", (rest if step == 1 else t.times(t.number(step), rest),))
