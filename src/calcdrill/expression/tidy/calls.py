"""The known functions in the normal form: special values, even and odd functions, absolute values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from calcdrill.expression import facts
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.tidy.atoms import absolute, call_atom
from calcdrill.expression.tidy.roots import radicand, raise_to, root
from calcdrill.expression.tidy.terms import (
    NOTHING,
    UNIT,
    Atom,
    Rational,
    Space,
    Term,
    Untidy,
    Value,
    key,
    scaled,
    whole,
)
from calcdrill.expression.tree import Name, value_of

ODD: Final = facts.named(lambda name: FUNCTIONS[name].parity == "odd")
EVEN: Final = facts.named(lambda name: FUNCTIONS[name].parity == "even")
_MOST_FACTORIAL: Final = 50

Surd = tuple[Fraction, int]
"""(q, n) stands for q·sqrt(n)."""

_HALF, _THIRD = Fraction(1, 2), Fraction(1, 3)
_SINE: Final[Mapping[Fraction, Surd]] = MappingProxyType(
    {
        Fraction(0): (Fraction(0), 1),
        Fraction(1, 6): (_HALF, 1),
        Fraction(1, 4): (_HALF, 2),
        Fraction(1, 3): (_HALF, 3),
        Fraction(1, 2): (Fraction(1), 1),
    }
)
_TANGENT: Final[Mapping[Fraction, Surd]] = MappingProxyType(
    {
        Fraction(0): (Fraction(0), 1),
        Fraction(1, 6): (_THIRD, 3),
        Fraction(1, 4): (Fraction(1), 1),
        _THIRD: (Fraction(1), 3),
    }
)


def call(space: Space, function: str, arguments: tuple[Value, ...]) -> Term:
    """function(arguments) as a term; Untidy where it is undefined."""
    rule = _RULES.get(function)
    settled = rule(space, *arguments) if rule else None
    if settled is not None:
        return settled
    argument = arguments[0]
    if len(arguments) == 1 and argument.term.coefficient < 0 and function in ODD | EVEN:
        positive = _negated(argument)
        term = call(space, function, (positive,))
        return Term(-term.coefficient, term.factors) if function in ODD else term
    return call_atom(space, function, arguments)


def _negated(value: Value) -> Value:
    return Value(scaled((value.term,), -1)[0], scaled(value.parts, -1) if value.parts else None)


def _surd(space: Space, surd: Surd) -> Term:
    term = root(space, Term(surd[1], {}), _HALF)
    return space.multiply(Term(whole(surd[0]), {}), term)


# -- trigonometric functions at rational multiples of pi


def _turns(space: Space, value: Value) -> Fraction | None:
    """q, where the argument is q·pi."""
    term = value.term
    if not term.factors:
        return None if term.coefficient else Fraction(0)
    return Fraction(term.coefficient) if term.factors == {pi(space): 1} else None


def pi(space: Space) -> int:
    """The number of the atom pi."""
    return space.intern("pi", Atom("constant", Name("pi"), constant=True, positive=True))


def _sine_of(turns: Fraction) -> Surd | None:
    turns %= 2
    if turns >= 1:
        opposite = _sine_of(turns - 1)
        return None if opposite is None else (-opposite[0], opposite[1])
    return _SINE.get(min(turns, 1 - turns))


def _sine(shift: Fraction, inverse: bool) -> Callable[[Space, Value], Term | None]:
    def value(space: Space, argument: Value) -> Term | None:
        turns = _turns(space, argument)
        surd = None if turns is None else _sine_of(turns + shift)
        if surd is None:
            return None
        term = _surd(space, surd)
        return space.power(term, -1) if inverse else term

    return value


def _tangent(inverse: bool) -> Callable[[Space, Value], Term | None]:
    def value(space: Space, argument: Value) -> Term | None:
        turns = _turns(space, argument)
        if turns is None or (turns * 12).denominator != 1:
            return None
        turns = turns % 1
        if turns == _HALF:
            if inverse:
                return NOTHING
            raise Untidy
        surd = _TANGENT.get(min(turns, 1 - turns))
        if surd is None:
            return None
        term = _surd(space, surd if turns < _HALF else (-surd[0], surd[1]))
        return space.power(term, -1) if inverse else term

    return value


def _angle(table: Mapping[Fraction, Surd], flipped: bool) -> Callable[[Space, Value], Term | None]:
    """An inverse function: the angle whose value in ``table`` is the argument, or pi/2 minus it."""

    def value(space: Space, argument: Value) -> Term | None:
        term = argument.term
        if any(space.atoms[number].kind != "integer" for number in term.factors):
            return None
        size = Term(max(term.coefficient, -term.coefficient), term.factors)
        for turns, surd in table.items():
            if key(_surd(space, surd)) == key(size):
                angle = -turns if term.coefficient < 0 else turns
                angle = _HALF - angle if flipped else angle
                return Term(whole(angle), {pi(space): 1}) if angle else NOTHING
        return None

    return value


def _of_reciprocal(rule: Callable[[Space, Value], Term | None]) -> Callable[[Space, Value], Term | None]:
    return lambda space, argument: rule(space, Value(space.power(argument.term, -1)))


# -- exponential, logarithm, roots, absolute value


def _logarithm(space: Space, argument: Value) -> Term | None:
    term = argument.term
    if not term.factors:
        if term.coefficient <= 0:
            raise Untidy
        if term.coefficient == 1:
            return NOTHING
        if term.coefficient.numerator == 1:
            whole_number = Value(Term(term.coefficient.denominator, {}))
            return scaled((call_atom(space, "ln", (whole_number,)),), -1)[0]
    if term.coefficient == 1 and list(term.factors.values()) == [1]:
        atom = space.atoms[next(iter(term.factors))]
        if atom.kind == "power" and atom.base is None:
            return atom.arguments[0].term
    return None


def _logarithm_to(space: Space, argument: Value, base: Value) -> Term | None:
    if base.term == raise_to(space, None, Value(UNIT)):
        return call(space, "ln", (argument,))
    if key(argument.term) == key(base.term):
        return UNIT
    if argument.term == UNIT:
        return NOTHING
    value, radix = argument.term.coefficient, base.term.coefficient
    if argument.term.factors or base.term.factors or value <= 0 or radix <= 1:
        return None
    exponent = round(math.log(value) / math.log(radix))
    return Term(exponent, {}) if Fraction(radix) ** exponent == value else None


def _sign(space: Space, argument: Value) -> Term | None:
    term = argument.term
    if not term.factors:
        return Term((term.coefficient > 0) - (term.coefficient < 0), {})
    return None if term.coefficient in (1, -1) else call(space, "sign", (_unscaled(argument),))


def _unscaled(value: Value) -> Value:
    """The value divided by the size of its coefficient."""
    factor = 1 / abs(Fraction(value.term.coefficient))
    return Value(scaled((value.term,), factor)[0], scaled(value.parts, factor) if value.parts else None)


# -- functions of plain numbers


def _of_numbers(
    rule: Callable[..., Rational | None],
) -> Callable[..., Term | None]:
    def value(space: Space, *arguments: Value) -> Term | None:
        if any(argument.term.factors for argument in arguments):
            return None
        result = rule(*(argument.term.coefficient for argument in arguments))
        return None if result is None else Term(whole(result), {})

    return value


def _factorial(value: Rational) -> Rational | None:
    return math.factorial(value) if type(value) is int and 0 <= value <= _MOST_FACTORIAL else None


def _gcd(*values: Rational) -> Rational | None:
    return math.gcd(*(value.numerator for value in values)) if all(v.denominator == 1 for v in values) else None


def _at_zero(result: Rational) -> Callable[..., Term | None]:
    return _of_numbers(lambda value: None if value else result)


def _value_at_zero(function: str) -> Rational | None:
    at_zero = facts.at_zero(function)
    return None if at_zero is None else value_of(at_zero)


def _softplus(space: Space, argument: Value) -> Term | None:
    return None if argument.term.coefficient else call(space, "ln", (Value(Term(2, {})),))


_RULES: Final[Mapping[str, Callable[..., Term | None]]] = MappingProxyType(
    {
        **{name: _at_zero(value) for name in FUNCTIONS if (value := _value_at_zero(name)) is not None},
        "sin": _sine(Fraction(0), False),
        "cos": _sine(_HALF, False),
        "csc": _sine(Fraction(0), True),
        "sec": _sine(_HALF, True),
        "tan": _tangent(False),
        "cot": _tangent(True),
        "arcsin": _angle(_SINE, False),
        "arccos": _angle(_SINE, True),
        "arctan": _angle(_TANGENT, False),
        "arccot": _angle(_TANGENT, True),
        "arcsec": _of_reciprocal(_angle(_SINE, True)),
        "arccsc": _of_reciprocal(_angle(_SINE, False)),
        "exp": lambda space, argument: raise_to(space, None, argument),
        "ln": _logarithm,
        "log": _logarithm_to,
        "sqrt": lambda space, argument: root(space, radicand(space, argument), _HALF),
        "cbrt": lambda space, argument: root(space, radicand(space, argument), _THIRD),
        "abs": absolute,
        "sign": _sign,
        "relu": _of_numbers(lambda value: max(value, 0)),
        "softplus": _softplus,
        "arcosh": _of_numbers(lambda value: 0 if value == 1 else None),
        "max": _of_numbers(max),
        "min": _of_numbers(min),
        "floor": _of_numbers(math.floor),
        "gcd": _of_numbers(_gcd),
        "factorial": _of_numbers(_factorial),
    }
)
