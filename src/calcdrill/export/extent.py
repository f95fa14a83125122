"""How wide a formula is when printed at full size, in em: near enough to choose columns and line breaks without
setting it, and rather too wide than too narrow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.names import spell
from calcdrill.expression.notation.digits import decimal_digits
from calcdrill.expression.notation.layout import (
    IN_INTEGRAL,
    IN_LIMIT,
    IN_NEGATIVE,
    IN_PRODUCT,
    is_bare_argument,
    is_bare_base,
    is_raised,
)
from calcdrill.expression.steps import Prose

__all__ = ["extent", "extent_of_prose", "extent_of_words", "widest_part"]

LETTER: Final = 0.57
WIDE_LETTER: Final = 0.8
DIGIT: Final = 0.5
WORD: Final = 0.47
"""A letter of a word, in the text's type."""
BRACKETS: Final = 0.85
SIGN: Final = 1.25
SMALL: Final = 0.72
"""The size of exponents and subscripts."""
COMMA: Final = 0.45


def extent(node: t.Node) -> float:
    """The width of a tree in em."""
    match node:
        case t.Number():
            return _number(node)
        case t.Name(name=name):
            return _name(name)
        case t.Text(text=text):
            return WORD * len(text)
        case t.Negative(argument=argument):
            return 0.8 + _inside(argument, IN_NEGATIVE)
        case t.Sum(terms=terms):
            inner = sum(_inside(term.argument if isinstance(term, t.Negative) else term, IN_NEGATIVE) for term in terms)
            return inner + SIGN * (len(terms) - 1) + (0.8 if isinstance(terms[0], t.Negative) else 0.0)
        case t.Product(factors=factors):
            return sum(_inside(factor, IN_PRODUCT) for factor in factors) + sum(map(_gap, factors[1:]))
        case t.Quotient(numerator=top, denominator=bottom):
            return max(extent(top), extent(bottom)) + 0.3
        case t.Power(base=base, exponent=exponent):
            brackets = 0.0 if is_raised(node) or is_bare_base(base) else BRACKETS
            return extent(base) + brackets + SMALL * extent(exponent) + 0.1
        case t.Call():
            return _call(node)
        case t.Apply(function=function, arguments=arguments, primes=primes):
            return _name(function) + 0.3 * min(primes, 5) + BRACKETS + _listed(arguments)
        case _:
            return _structure(node)


def _structure(node: t.Node) -> float:
    match node:
        case t.Relation(sides=sides):
            return sum(map(extent, sides)) + 1.36 * (len(sides) - 1)
        case t.Piecewise(branches=branches, otherwise=otherwise):
            values = max(extent(value) for value in (*(v for v, _ in branches), *([otherwise] if otherwise else [])))
            return 2.2 + values + max((extent(when) + 1.0 for _, when in branches), default=0.0) + 1.0
        case t.Vector(entries=entries):
            return BRACKETS + _listed(entries)
        case t.Matrix(rows=rows):
            return 1.8 + sum(max(map(extent, column)) + 0.9 for column in zip(*rows, strict=True))
        case t.Derivative(body=body, variables=variables):
            return 0.25 + 1.15 * len(variables) + BRACKETS + extent(body)
        case t.Integral(body=body, variable=variable, lower=lower, upper=upper):
            limits = max(SMALL * extent(limit) for limit in (lower, upper)) if lower and upper else 0.0
            return 0.9 + limits + _inside(body, IN_INTEGRAL) + 0.7 + _name(variable)
        case t.Limit(body=body, variable=variable, to=to):
            return max(1.5, SMALL * (_name(variable) + 1.4 + extent(to))) + 0.2 + _inside(body, IN_LIMIT)
        case t.At(body=body, point=point):
            below = sum(_name(name) + 1.4 + extent(value) + COMMA for name, value in point)
            return _inside(body, IN_NEGATIVE) + 0.4 + SMALL * below
        case t.Points(variables=variables, items=items):
            return sum(2.5 + len(variables) * 1.5 + _listed(values) + 7.0 for values, _ in items) + 2.0
    return 5.0


def widest_part(node: t.Node) -> float:
    """The width of the widest part that stays on one line when a formula is broken at its outer signs, in em."""
    match node:
        case t.Relation(sides=sides):
            return SIGN + max(map(widest_part, sides))
        case t.Sum(terms=terms):
            return SIGN + max(extent(term.argument if isinstance(term, t.Negative) else term) for term in terms)
    return extent(node)


def extent_of_words(text: str) -> float:
    """The width of words in em of their own type."""
    return WORD * len(text)


def extent_of_prose(prose: Prose) -> float:
    """The width of a sentence on one line."""
    return sum(extent_of_words(part) if isinstance(part, str) else extent(part) for part in prose)


def _number(node: t.Number) -> float:
    digits = decimal_digits(node.value) if node.decimal else None
    if digits is None and node.value.denominator != 1:
        return DIGIT * max(len(str(node.value.numerator)), len(str(node.value.denominator))) + 0.3
    return DIGIT * len(digits or str(node.value))


def _name(name: str) -> float:
    parts = spell(name)
    below = sum(WORD * len(part) for part in parts.subscripts) * SMALL
    if len(parts.base) > 1:
        return max(LETTER, WORD * min(len(parts.base), 12)) + below
    return (WIDE_LETTER if parts.base in "wmWMQXKNHAUV" else LETTER) + below


def _inside(node: t.Node, loose: frozenset[type[t.Node]]) -> float:
    return extent(node) + (BRACKETS if type(node) in loose else 0.0)


def _gap(factor: t.Node) -> float:
    """What comes before a factor: a dot before numbers, a little before names of functions."""
    return 0.75 if isinstance(factor, (t.Number, t.Quotient)) else 0.2 if isinstance(factor, t.Call) else 0.05


def _listed(nodes: Iterable[t.Node]) -> float:
    return sum(extent(node) + COMMA for node in nodes) - COMMA


def _call(node: t.Call) -> float:
    inside = _listed(node.arguments)
    match node.function:
        case "exp":
            return 0.5 + SMALL * inside
        case "sqrt" | "cbrt":
            return 1.0 + inside
        case "abs" | "floor":
            return 0.7 + inside
        case "factorial":
            return 0.3 + inside + BRACKETS
        case "sigmoid":
            return LETTER + BRACKETS + inside
    bare = len(node.arguments) == 1 and is_bare_argument(node.arguments[0])
    return WORD * len(node.function) + 0.2 + inside + (0.0 if bare else BRACKETS)
