"""Exact rational values of trees: constraints, iterations and points are worked out with this, never with floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne
from types import MappingProxyType
from typing import Any, Final

from calcdrill.expression import facts
from calcdrill.expression import tree as t

Exact = int | Fraction
_MOST_BITS: Final = 4096


def exact_value(node: t.Node, values: Mapping[str, Exact] = MappingProxyType({})) -> Exact | None:
    """The rational value of ``node`` at ``values``; None where it is not rational, not defined or too large."""
    if type(node) is t.Number and type(node.value) is int:
        return node.value
    try:
        result = _value(node, values)
    except (_NotExact, ZeroDivisionError, OverflowError):
        return None
    return result.numerator if type(result) is Fraction and result.denominator == 1 else result


def holds(node: t.Node, values: Mapping[str, Exact]) -> bool | None:
    """Whether a relation between rational values holds; None where a side has no rational value."""
    if type(node) is not t.Relation:
        return None
    sides: list[Exact] = []
    for side in node.sides:
        value = exact_value(side, values)
        if value is None:
            return None
        sides.append(value)
    return all(_HOLDS[operator](*pair) for pair, operator in zip(pairwise(sides), node.operators, strict=True))


_HOLDS: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {"=": eq, "~": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
)


class _NotExact(Exception):
    pass


def _value(node: t.Node, values: Mapping[str, Exact]) -> Exact:
    rule = _RULES.get(type(node))
    if rule is None:
        raise _NotExact
    return rule(node, values)


def _name(node: t.Name, values: Mapping[str, Exact]) -> Exact:
    if node.name not in values:
        raise _NotExact
    return values[node.name]


def _sum(node: t.Sum, values: Mapping[str, Exact]) -> Exact:
    return sum([_value(term, values) for term in node.terms])


def _product(node: t.Product, values: Mapping[str, Exact]) -> Exact:
    product: Exact = 1
    for factor in node.factors:
        product *= _value(factor, values)
    return product


def _call(node: t.Call, values: Mapping[str, Exact]) -> Exact:
    arguments = [_value(argument, values) for argument in node.arguments]
    if node.function in _CALLS:
        return _CALLS[node.function](*arguments)
    at_zero = facts.at_zero(node.function) if arguments == [0] else None
    at_zero_value = None if at_zero is None else t.value_of(at_zero)
    if at_zero_value is None:
        raise _NotExact
    return at_zero_value


def _piecewise(node: t.Piecewise, values: Mapping[str, Exact]) -> Exact:
    for branch, condition in node.branches:
        truth = holds(condition, values)
        if truth is None:
            raise _NotExact
        if truth:
            return _value(branch, values)
    if node.otherwise is None:
        raise _NotExact
    return _value(node.otherwise, values)


_RULES: Final[Mapping[type[t.Node], Callable[[Any, Mapping[str, Exact]], Exact]]] = {
    t.Number: lambda node, values: node.value,
    t.Name: _name,
    t.Negative: lambda node, values: -_value(node.argument, values),
    t.Sum: _sum,
    t.Product: _product,
    t.Quotient: lambda node, values: Fraction(_value(node.numerator, values), _value(node.denominator, values)),
    t.Power: lambda node, values: _power(_value(node.base, values), _value(node.exponent, values)),
    t.Call: _call,
    t.Piecewise: _piecewise,
}


def _power(base: Exact, exponent: Exact) -> Exact:
    if type(base) is int and type(exponent) is int and 0 <= exponent * max(base.bit_length(), 1) <= _MOST_BITS:
        whole: int = base**exponent
        return whole
    if isinstance(exponent, Fraction) and exponent.denominator > 1:
        root = _root(base, exponent.denominator)
        return _power(root, exponent.numerator)
    size = max(Fraction(base).numerator.bit_length(), Fraction(base).denominator.bit_length())
    if abs(int(exponent)) * size > _MOST_BITS:
        raise _NotExact
    return Fraction(base) ** int(exponent)


def _root(value: Exact, index: int) -> Fraction:
    fraction = Fraction(value)
    if fraction < 0 and index % 2 == 0:
        raise _NotExact
    top, bottom = _integer_root(abs(fraction.numerator), index), _integer_root(fraction.denominator, index)
    root = Fraction(top, bottom)
    return -root if fraction < 0 else root


def _integer_root(value: int, index: int) -> int:
    from flint import fmpz  # here, since the catalog is listed without it

    root = int(fmpz(value).root(index)) if value.bit_length() <= _MOST_BITS and index <= 64 else 0
    if root**index != value:
        raise _NotExact
    return root


def _log(value: Exact, base: Exact = 0) -> Exact:
    if value == 1:
        return 0
    if base and base == value:
        return 1
    raise _NotExact


def _factorial(value: Exact) -> int:
    if value != int(value) or not 0 <= value <= 50:
        raise _NotExact
    return math.factorial(int(value))


def _gcd(*values: Exact) -> int:
    if any(value != int(value) for value in values):
        raise _NotExact
    return math.gcd(*(int(value) for value in values))


_CALLS: Final[Mapping[str, Callable[..., Exact]]] = MappingProxyType(
    {
        "abs": abs,
        "sign": lambda value: (value > 0) - (value < 0),
        "max": max,
        "min": min,
        "relu": lambda value: max(value, 0),
        "floor": math.floor,
        "gcd": _gcd,
        "factorial": _factorial,
        "sqrt": lambda value: _root(value, 2),
        "cbrt": lambda value: _root(value, 3),
        "ln": _log,
        "log": _log,
    }
)
