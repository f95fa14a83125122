"""Trees that have one sign wherever they are defined, by their form alone."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value

__all__ = ["Sign", "sign_of"]

_POSITIVE: Final = frozenset({"exp", "cosh", "sigmoid", "softplus", "sech"})
_NOT_NEGATIVE: Final = frozenset({"sqrt", "abs", "relu", "factorial", "arcosh", "arccos"})
_ODD: Final = frozenset({"cbrt", "sinh", "tanh", "arsinh", "arctan", "arcsin", "artanh", "erf", "swish", "sign"})

Sign = tuple[int, bool]
"""1 for ≥ 0, −1 for ≤ 0, 0 for always 0; and whether it is never 0."""


def sign_of(node: t.Node, domain: Iterable[t.Node] = ()) -> Sign | None:
    """The sign of a tree wherever it is defined inside the domain; None where its form does not tell."""
    return _sign(node, {name: sign for condition in domain for name, sign in _of_names(condition)})


def _of_names(condition: t.Node) -> Iterable[tuple[str, Sign]]:
    if not isinstance(condition, t.Relation):
        return
    for small, large, strict in condition.inequalities:
        low, high = t.value_of(small), t.value_of(large)
        if isinstance(large, t.Name) and low is not None and low >= 0:
            yield large.name, (1, strict or low > 0)
        elif isinstance(small, t.Name) and high is not None and high <= 0:
            yield small.name, (-1, strict or high < 0)


def _sign(node: t.Node, known: dict[str, Sign]) -> Sign | None:
    if not t.names(node):
        return _of_number(node)
    match node:
        case t.Name(name=name):
            return known.get(name)
        case t.Negative(argument=argument):
            return _turned(_sign(argument, known))
        case t.Sum(terms=terms):
            return _of_sum([_sign(term, known) for term in terms])
        case t.Product(factors=factors):
            return _of_product([_sign(factor, known) for factor in factors])
        case t.Quotient(numerator=top, denominator=bottom):
            below = _sign(bottom, known)
            return None if below is None else _of_product([_sign(top, known), (below[0], True)])
        case t.Power(base=base, exponent=exponent):
            return _of_power(_sign(base, known), t.value_of(exponent))
        case t.Call(function=name, arguments=arguments):
            return _of_call(name, [_sign(argument, known) for argument in arguments])
    return None


def _of_number(node: t.Node) -> Sign | None:
    exact = t.value_of(node)
    if exact is not None:
        return (1 if exact > 0 else -1 if exact < 0 else 0), exact != 0
    enclosure = value(node, {})
    return (1, True) if enclosure > 0 else (-1, True) if enclosure < 0 else None


def _turned(sign: Sign | None) -> Sign | None:
    return None if sign is None else (-sign[0], sign[1])


def _of_sum(signs: list[Sign | None]) -> Sign | None:
    known = [sign for sign in signs if sign is not None]
    if len(known) < len(signs):
        return None
    directions = {sign for sign, _ in known} - {0}
    if len(directions) > 1:
        return None
    return (directions.pop(), any(strict for _, strict in known)) if directions else (0, False)


def _of_product(signs: list[Sign | None]) -> Sign | None:
    direction, strict = 1, True
    for sign in signs:
        if sign is None:
            return None
        direction, strict = direction * sign[0], strict and sign[1]
    return direction, strict


def _of_power(base: Sign | None, exponent: int | Fraction | None) -> Sign | None:
    if exponent is None:
        # Only a constant base may be negative, and then the sign changes with the exponent.
        return None if base is not None and base[0] < 0 else (1, base is not None and base[1])
    if exponent.denominator % 2 == 0 or exponent.numerator % 2 == 0:
        return 1, exponent <= 0 or (base is not None and base[1])
    return base if base is None or exponent > 0 else (base[0], True)


def _of_call(name: str, signs: list[Sign | None]) -> Sign | None:
    first = signs[0]
    if name in _POSITIVE:
        return 1, True
    if name in _NOT_NEGATIVE:
        positive = first is not None and first[1] and (name in {"sqrt", "abs"} or (name == "relu" and first[0] > 0))
        return 1, positive or name == "factorial"
    if name in _ODD:
        return first
    if name == "max" and any(sign is not None and sign[0] > 0 for sign in signs):
        return 1, any(sign == (1, True) for sign in signs)
    return None
