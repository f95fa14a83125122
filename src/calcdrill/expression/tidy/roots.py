"""Powers that are not whole, in the normal form: roots, exponentials, and the relations of both.

    sqrt(8) = 2 sqrt(2)     sqrt(u)^2 = u     sqrt(u^2) = |u|     |u|^2 = u^2     exp(u) exp(v) = exp(u + v)

An odd root of a negative number is real, as ``functions.py`` says; an even root says that what is
under it is ≥ 0.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from calcdrill.expression.tidy.atoms import absolute
from calcdrill.expression.tidy.sums import add
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

_LARGEST_PRIME = 1000


# -- relations between the atoms of one term


def settle(space: Space, coefficient: Rational, factors: dict[int, Rational]) -> Term:
    """The term of these factors, with every relation of this module used; ``factors`` is changed."""
    extra = UNIT
    powers: dict[object, list[int]] = {}
    for number in sorted((n for n in factors if n in space.special), key=lambda n: space.atoms[n].function != "sign"):
        if number not in factors:
            continue
        atom, exponent = space.atoms[number], factors[number]
        if atom.kind == "integer":
            floor = exponent.__floor__()
            coefficient *= Fraction(atom.inner.coefficient) ** floor
            _put(factors, number, exponent - floor)
        elif atom.kind == "radicand" and (exponent.denominator == 1 or _turns_odd(atom, exponent)):
            del factors[number]
            extra = space.multiply(extra, root(space, atom.inner, Fraction(exponent)))
        elif atom.kind == "power":
            powers.setdefault(None if atom.base is None else key(atom.base), []).append(number)
        elif atom.function == "abs" and exponent.denominator == 1:
            extra = space.multiply(extra, _settle_absolute(space, factors, number))
        elif atom.function == "sign" and exponent.denominator == 1:
            extra = space.multiply(extra, _settle_sign(space, factors, number))
    for group in powers.values():
        if len(group) > 1 or factors[group[0]] != 1:
            extra = space.multiply(extra, _join_powers(space, factors, group))
    term = Term(whole(coefficient), factors)
    return space.multiply(term, extra) if extra is not UNIT else term


def _turns_odd(atom: Atom, exponent: Rational) -> bool:
    """sqrt(-3x)^(2/3) is an odd root, which takes the minus out."""
    return atom.inner.coefficient < 0 and exponent.denominator % 2 == 1


def _put(factors: dict[int, Rational], number: int, exponent: Rational) -> None:
    if exponent:
        factors[number] = whole(exponent)
    else:
        factors.pop(number, None)


def _settle_absolute(space: Space, factors: dict[int, Rational], number: int) -> Term:
    """|u|^2 = u^2, and u^2/|u| = |u|, |u|/u = u/|u|: the power of |u| that is left beside u is 1 or −1."""
    exponent = factors[number]
    argument = space.atoms[number].arguments[0].term
    if exponent % 2 == 0:
        del factors[number]
        return space.power(argument, int(exponent))
    if list(argument.factors.values()) == [1]:
        single = next(iter(argument.factors))
        together = exponent + factors.get(single, 0)
        if together.denominator == 1:
            left = 1 if together > 0 else -1
            _put(factors, single, together - left)
            _put(factors, number, left)
    return UNIT


def _settle_sign(space: Space, factors: dict[int, Rational], number: int) -> Term:
    """u·sign(u) = |u|, |u|·sign(u) = u, sign(u)/|u| = 1/u, sign(u)/u = 1/|u|, sign(u)^2/u = 1/u."""
    argument = space.atoms[number].arguments[0]
    single = next(iter(argument.term.factors), -1)
    size = space.numbers.get(("abs", (key(argument.term),)), -1)
    sides = factors.get(single, 0), factors.get(size, 0)
    if factors[number] % 2 == 0:
        _put(factors, number, 0 if min(*sides, factors[number]) < 0 else 2)
        return UNIT
    _put(factors, number, 1)
    alone = list(argument.term.factors.values()) == [1] and argument.term.coefficient == 1
    if not alone or sides == (0, 0) or any(side.denominator != 1 for side in sides):
        return UNIT
    del factors[number]
    if sides[1]:
        _put(factors, size, sides[1] - (1 if sides[1] > 0 else -1))
        return Term(1, {single: 1 if sides[1] > 0 else -1})
    _put(factors, single, sides[0] - (1 if sides[0] > 0 else -1))
    bare = absolute(space, argument)
    return bare if sides[0] > 0 else space.power(bare, -1)


def _join_powers(space: Space, factors: dict[int, Rational], group: list[int]) -> Term:
    exponents: list[Term] = []
    base = space.atoms[group[0]].base
    for number in group:
        value = space.atoms[number].arguments[0]
        exponents.extend(scaled(value.parts or (value.term,), factors.pop(number)))
    return raise_to(space, base, add(space, exponents))


# -- symbolic exponents


def raise_to(space: Space, base: Term | None, exponent: Value) -> Term:
    """base ^ exponent for an exponent that is no number, or any for the base e, which is None."""
    term = exponent.term
    if base is not None:
        if not term.factors:
            return root(space, base, Fraction(term.coefficient))
        if not base.factors:
            if base.coefficient <= 0:
                raise Untidy
            return UNIT if base.coefficient == 1 else _power_atom(space, base, exponent)
        inner = _exponent_of(space, base)
        if inner is not None:
            return raise_to(space, None, multiplied(space, inner, exponent))
        return _split_exponent(space, base, exponent)
    if not term.coefficient:
        return UNIT
    if len(term.factors) == 1:
        number = next(iter(term.factors))
        atom = space.atoms[number]
        if atom.function == "ln" and term.factors[number] == 1:
            return root(space, atom.arguments[0].term, Fraction(term.coefficient))
    return _power_atom(space, None, exponent)


def _exponent_of(space: Space, base: Term) -> Value | None:
    """u, where the base is exp(u)."""
    if base.coefficient == 1 and len(base.factors) == 1:
        atom = space.atoms[next(iter(base.factors))]
        if atom.kind == "power" and atom.base is None:
            return atom.arguments[0]
    return None


def _split_exponent(space: Space, base: Term, exponent: Value) -> Term:
    """x^(n−1) as x^n · x^(−1); x^(n+1) stays, since it may be defined at 0 where x^n is not."""
    if base.coefficient != 1 or list(base.factors.values()) != [1]:
        return _power_atom(space, base, exponent)
    parts = exponent.parts or (exponent.term,)
    constant = sum((part.coefficient for part in parts if not part.factors), start=0)
    if constant >= 0:
        return _power_atom(space, base, exponent)
    rest = add(space, (part for part in parts if part.factors))
    return space.multiply(_power_atom(space, base, rest), root(space, base, Fraction(constant)))


def _power_atom(space: Space, base: Term | None, exponent: Value) -> Term:
    name = ("power", None if base is None else key(base), key(exponent.term))
    constant = space.is_constant(exponent.term.factors) and (base is None or space.is_constant(base.factors))
    positive = base is None or not base.factors
    atom = Atom("power", base=base, arguments=(exponent,), constant=constant, positive=positive)
    return Term(1, {space.intern(name, atom, special=True): 1})


def multiplied(space: Space, left: Value, right: Value) -> Value:
    """left · right; a sum times a number stays a sum."""
    if not right.term.factors:
        left, right = right, left
    if not left.term.factors and right.parts:
        factor = left.term.coefficient
        return Value(scaled((right.term,), factor)[0], scaled(right.parts, factor))
    return Value(space.multiply(left.term, right.term))


# -- roots


def radicand(space: Space, value: Value) -> Term:
    """What stands under a root: a sum stays one sum, with no common factor pulled out of it."""
    if value.parts and len(value.term.factors) > 1:
        return space.make_sum(space.collect(value.parts))
    return value.term


def root(space: Space, term: Term, exponent: Fraction) -> Term:
    """term ^ exponent for a rational exponent."""
    if exponent.denominator == 1:
        return space.power(term, exponent.numerator)
    if not term.coefficient and exponent > 0:
        return NOTHING
    if not term.factors:
        return _number_root(space, Fraction(term.coefficient), exponent)
    index = exponent.denominator
    coefficient, outside = term.coefficient, UNIT
    if coefficient < 0 and index % 2:
        coefficient, outside = -coefficient, Term(_sign_of_power(exponent), {})
    pulled = _pulled(space, Term(coefficient, term.factors), index)
    inside = {number: power for number, power in term.factors.items() if number not in pulled}
    for number in pulled:
        outside = space.multiply(outside, _atom_root(space, number, term.factors[number], exponent))
    free, coefficient = _split_coefficient(Fraction(coefficient), index)
    outside = space.multiply(outside, space.power(Term(whole(free), {}), exponent.numerator))
    return space.multiply(outside, _radical(space, Term(whole(coefficient), inside), exponent))


def _sign_of_power(exponent: Fraction) -> int:
    """(−1) ^ exponent, for an odd root."""
    return -1 if exponent.numerator % 2 else 1


def _pulled(space: Space, term: Term, index: int) -> set[int]:
    """The atoms that come out from under the root: the perfect powers, and exponentials.

    sqrt(x^2*y) stays: where x is 0 and y < 0 it is defined, and |x|*sqrt(y) is not.
    """
    atoms = space.atoms
    surely = {n for n in term.factors if atoms[n].kind == "power" and atoms[n].positive}
    perfect = {n for n, power in term.factors.items() if power.denominator == 1 and power % index == 0}
    rest = {n: power for n, power in term.factors.items() if n not in surely and n not in perfect}
    return surely | perfect if index % 2 or space.is_positive(Term(term.coefficient, rest)) else surely


def _radical(space: Space, term: Term, exponent: Fraction) -> Term:
    if not term.factors:
        return _number_root(space, Fraction(term.coefficient), exponent)
    if len(term.factors) == 1 and term.coefficient == 1:
        number, power = next(iter(term.factors.items()))
        atom = space.atoms[number]
        if atom.kind != "power" or atom.positive:
            return _atom_root(space, number, power, exponent)
    constant = space.is_constant(term.factors)
    atom = Atom("radicand", inner=term, constant=constant)
    return Term(1, {space.intern(("radicand", key(term)), atom, special=True): exponent})


def _atom_root(space: Space, number: int, power: Rational, exponent: Fraction) -> Term:
    """(u^power)^exponent for one atom u; an even root of an even power is one of |u|."""
    atom = space.atoms[number]
    result = whole(power * exponent)
    hides_sign = power.numerator % 2 == 0 and power.denominator % 2 and exponent.denominator % 2 == 0
    if hides_sign and not atom.positive and not (type(result) is int and result % 2 == 0):
        inside = atom.inner if atom.kind == "radicand" else Term(1, {number: 1})
        return root(space, absolute(space, Value(inside)), Fraction(result))
    if atom.kind == "radicand":
        return root(space, atom.inner, Fraction(result))
    if atom.kind == "sum" and type(result) is not int:
        space.rooted.add(number)
    return space.settle(1, {number: result})


def _split_coefficient(value: Fraction, index: int) -> tuple[Fraction, Fraction]:
    """value = free^index · rest, with as much as possible in ``free``."""
    free = Fraction(1)
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, power in _primes(abs(part)):
            free *= Fraction(prime) ** (power // index * sign)
    return free, value / free**index


def _number_root(space: Space, value: Fraction, exponent: Fraction) -> Term:
    """The number value ^ exponent, with whole numbers under the roots and none in a denominator."""
    if (value < 0 and exponent.denominator % 2 == 0) or not value:
        raise Untidy
    term = Term(_sign_of_power(exponent) if value < 0 else 1, {})
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, power in _primes(abs(part)):
            inner = Term(prime, {})
            atom = Atom("integer", inner=inner, constant=True, positive=True)
            number = space.intern(("integer", prime), atom, special=True)
            term = space.multiply(term, space.settle(1, {number: whole(exponent * power * sign)}))
    return term


@lru_cache(maxsize=1024)
def _primes(value: int) -> tuple[tuple[int, int], ...]:
    """The prime powers of a whole number > 0; a rest without small prime factors counts as one prime."""
    primes: list[tuple[int, int]] = []
    prime = 2
    while prime * prime <= value and prime <= _LARGEST_PRIME:
        power = 0
        while value % prime == 0:
            value, power = value // prime, power + 1
        if power:
            primes.append((prime, power))
        prime += 1
    square = math.isqrt(value)
    if square * square == value and square > 1:
        return (*primes, (square, 2))
    return (*primes, (value, 1)) if value > 1 else tuple(primes)
