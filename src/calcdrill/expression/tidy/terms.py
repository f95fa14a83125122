"""The normal form behind ``tidy``: a term is a rational number times powers of atoms, and atoms are interned.

    term  = coefficient · atom^exponent · atom^exponent …      exponents are rational numbers of either sign
    atom  = a name | a sum of terms (primitive, integer coefficients) | a radicand | a whole number under a
            root | base^(symbolic exponent), e among the bases | a function's value | anything else

A product stays factored and a sum is one atom, so ``(x^2 + 1)^7`` is never multiplied out; adding terms
pulls out what they share and multiplies out only the rest. One ``Space`` belongs to one call of ``tidy``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Final, NamedTuple

from calcdrill.expression.tree import Node

Rational = int | Fraction
Monomial = tuple[tuple[int, Rational], ...]

MOST_BITS: Final = 4096


class Untidy(Exception):
    """The tree has no normal form here: it is undefined, infinite or too large."""


class Term(NamedTuple):
    """``coefficient`` times the product of the atoms (by number) to their exponents; no exponent is 0."""

    coefficient: Rational
    factors: Mapping[int, Rational]


class Value(NamedTuple):
    """A value as one ``term``; ``parts`` are the summands where it was written or came out as a sum."""

    term: Term
    parts: tuple[Term, ...] | None = None


_term: Final[Callable[[tuple[Rational, Mapping[int, Rational]]], Term]] = partial(tuple.__new__, Term)
"""A term at once: the ``__new__`` of a named tuple takes twice as long, and tidying makes nothing more often."""

NOTHING: Final = Term(0, {})
UNIT: Final = Term(1, {})


# Not frozen, though nobody changes one: a frozen class fills its slots three times as slowly, and has ten of them here.
@dataclass(slots=True, eq=False)
class Atom:
    """Something that terms take powers of. Which fields count depends on ``kind``.

    "name", "constant", "other": ``node``           "sum": ``terms``, in reading order
    "radicand": ``inner``, under a root            "integer": ``inner``, a whole number under a root
    "power": ``base`` (None is e) to ``arguments[0]``   "call": ``function`` of ``arguments``

    ``positive``: surely ≥ 0 wherever it is defined.
    """

    kind: str
    node: Node | None = None
    order: tuple[str, int] = ("", 0)
    terms: tuple[Term, ...] = ()
    inner: Term = UNIT
    base: Term | None = None
    function: str = ""
    arguments: tuple[Value, ...] = ()
    constant: bool = False
    positive: bool = False


def whole(value: Rational) -> Rational:
    """The same number, as an int where it is one."""
    return value if type(value) is int or value.denominator != 1 else value.numerator


def key(term: Term) -> tuple[Rational, frozenset[tuple[int, Rational]]]:
    """What is equal for equal terms of one space."""
    return term.coefficient, frozenset(term.factors.items())


def monomial(factors: Mapping[int, Rational]) -> Monomial:
    """The factors as a dictionary's key."""
    return tuple(sorted(factors.items())) if len(factors) > 1 else tuple(factors.items())


def as_terms(found: Mapping[Monomial, Rational]) -> tuple[Term, ...]:
    """Collected terms, each as a term again."""
    return tuple([_term((coefficient, dict(name))) for name, coefficient in found.items()])


def scaled(terms: Iterable[Term], factor: Rational) -> tuple[Term, ...]:
    """The terms times a number."""
    if factor == 1:
        return tuple(terms)
    return tuple([_term((whole(coefficient * factor), factors)) for coefficient, factors in terms])


def negated(term: Term) -> Term:
    """−term."""
    return _term((whole(-term.coefficient), term.factors))


def _gather(gathered: dict[int, Rational], factors: Mapping[int, Rational]) -> None:
    """Multiply ``factors`` into ``gathered``."""
    for number, exponent in factors.items():
        if number in gathered:
            exponent = whole(gathered[number] + exponent)
            if not exponent:
                del gathered[number]
                continue
        gathered[number] = exponent


def inverse(factors: Mapping[int, Rational]) -> Term:
    """1 over the product of the factors."""
    return Term(1, {number: -exponent for number, exponent in factors.items()})


def _content(coefficients: list[Rational]) -> Rational:
    """What makes the coefficients coprime whole numbers when they are divided by it, not all negative."""
    if set(map(type, coefficients)) == {int}:
        content: Rational = math.gcd(*coefficients)  # type: ignore[arg-type]
    else:
        denominator = math.lcm(*(c.denominator for c in coefficients))
        content = Fraction(math.gcd(*(c.numerator for c in coefficients)), denominator)
    return -content if max(coefficients) < 0 else content


def _quotient(value: Rational, divisor: Rational) -> Rational:
    """value / divisor, which is whole."""
    if type(value) is int and type(divisor) is int:
        return value // divisor
    return whole(Fraction(value) / divisor)


def checked_power(value: Rational, exponent: int) -> Rational:
    """value ^ exponent, exactly; Untidy where that is undefined or too long."""
    if value == 1:
        return 1
    if not value and exponent <= 0:
        raise Untidy
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    if bits * abs(exponent) > MOST_BITS and value != -1:
        raise Untidy
    if exponent >= 0:
        return value**exponent
    return whole(Fraction(1, value**-exponent) if type(value) is int else value**exponent)


Relations = Callable[["Space", Rational, dict[int, Rational]], Term]
"""(space, coefficient, factors) → the term, with the relations of roots, exponentials and absolute values used."""


class Space:
    """The atoms of one tree, and arithmetic with terms over them.

    ``relations``: what ``roots.settle`` does. ``tidied``: the textbook form of what is only kept, such as an integral.
    """

    def __init__(self, relations: Relations, tidied: Callable[[Node], Node]) -> None:
        self.relations, self.tidied = relations, tidied
        self.atoms: list[Atom] = []
        self.numbers: dict[Hashable, int] = {}
        self.special: set[int] = set()  # atoms whose powers are rewritten: see settle
        self.varying: set[int] = set()  # atoms with a name in them
        self.rooted: set[int] = set()  # sums that stand under a root somewhere
        self.named: dict[str, Value] = {}  # the names that have been read
        self.nodes = 0  # how many have been read
        self.squares: dict[Hashable, dict[str, int]] = {}  # sin, cos, sinh, cosh by their argument

    def intern(self, name: Hashable, atom: Atom, special: bool = False) -> int:
        """The number of the atom with that key, which is kept now if it is new."""
        number = self.numbers.setdefault(name, len(self.atoms))
        if number == len(self.atoms):
            self.atoms.append(atom)
            if not atom.constant:
                self.varying.add(number)
            if special:
                self.special.add(number)
        return number

    # -- products

    def multiply(self, left: Term, right: Term) -> Term:
        """left · right."""
        coefficient = left.coefficient * right.coefficient
        if not coefficient:
            return NOTHING
        if type(coefficient) is not int:
            coefficient = whole(coefficient)
        if not right.factors:
            return _term((coefficient, left.factors))
        if not left.factors:
            return _term((coefficient, right.factors))
        factors = dict(left.factors)
        _gather(factors, right.factors)
        return self.settle(coefficient, factors)

    def product(self, terms: Iterable[Term]) -> Term:
        """The product of the terms, each multiplied in where the one before left off."""
        coefficient: Rational = 1
        gathered: dict[int, Rational] = {}
        for number, factors in terms:
            coefficient *= number
            if not coefficient:
                gathered = {}
            elif not gathered:
                gathered = dict(factors)
            elif factors:
                _gather(gathered, factors)
                if not self.special.isdisjoint(gathered):
                    coefficient, settled = self.settle(whole(coefficient), gathered)
                    gathered = dict(settled)
        return _term((whole(coefficient), gathered)) if coefficient else NOTHING

    def power(self, term: Term, exponent: int) -> Term:
        """term ^ exponent for a whole exponent."""
        if exponent == 1:
            return term
        coefficient = checked_power(term.coefficient, exponent)
        if not exponent or not coefficient:
            return NOTHING if exponent else UNIT
        if exponent == -1:
            return self.settle(coefficient, {n: -e for n, e in term.factors.items()})
        return self.settle(coefficient, {n: whole(e * exponent) for n, e in term.factors.items()})

    def settle(self, coefficient: Rational, factors: dict[int, Rational]) -> Term:
        """The term of these factors, after the relations of roots, exponentials and absolute values."""
        if not self.special or self.special.isdisjoint(factors):
            return _term((coefficient, factors))
        return self.relations(self, coefficient, factors)

    # -- sums

    def collect(self, terms: Iterable[Term]) -> dict[Monomial, Rational]:
        """Like terms added, in the order in which they first stand; cancelled ones are left out."""
        collected: dict[Monomial, Rational] = {}
        for coefficient, factors in terms:
            name = monomial(factors)
            collected[name] = collected[name] + coefficient if name in collected else coefficient
        kept = {name: c if type(c) is int else whole(c) for name, c in collected.items() if c}
        for pair in self.squares.values():
            if len(pair) > 1 and len(kept) > 1:
                kept = _join_squares(kept, pair)
        return kept

    def make_sum(self, found: Mapping[Monomial, Rational]) -> Term:
        """The sum of collected terms as one term: a number times one primitive sum."""
        if len(found) < 2:
            return next(iter(as_terms(found)), NOTHING)
        content = _content(list(found.values()))
        primitive = {m: _quotient(c, content) for m, c in found.items()} if content != 1 else found
        name = frozenset(primitive.items())
        number = self.numbers.get(name)
        if number is not None:
            return Term(whole(content), {number: 1})
        # The opposite of a sum without a minus is never kept: the minus is in the number before it.
        if min(primitive.values()) < 0:
            number = self.numbers.get(frozenset([(m, -c) for m, c in primitive.items()]))
            if number is not None:
                return Term(whole(-content), {number: 1})
        terms = as_terms(primitive)
        constant = self.varying.isdisjoint([n for factors in primitive for n, _ in factors])
        atom = Atom("sum", terms=terms, constant=constant, positive=all(map(self.is_positive, terms)))
        return Term(whole(content), {self.intern(name, atom): 1})

    def is_constant(self, factors: Mapping[int, Rational]) -> bool:
        """Whether there is no name among the factors."""
        return self.varying.isdisjoint(factors)

    def is_positive(self, term: Term) -> bool:
        """Whether the term is surely ≥ 0 wherever it is defined, for real values of the names."""
        if term.coefficient <= 0:
            return False
        for number, exponent in term.factors.items():
            even = exponent.numerator % 2 == 0 or exponent.denominator % 2 == 0
            if not even and not self.atoms[number].positive:
                return False
        return True

    def is_polynomial(self, term: Term) -> bool:
        """Whether the term is a constant times whole positive powers of names."""
        for number, exponent in term.factors.items():
            atom = self.atoms[number]
            plain = type(exponent) is int and exponent > 0
            if not (atom.kind == "name" and plain) and (not atom.constant or (atom.kind == "sum" and plain)):
                return False
        return True


_IDENTITIES: Final = (("sin", "cos", 1), ("cosh", "sinh", -1))


def _join_squares(found: dict[Monomial, Rational], pair: Mapping[str, int]) -> dict[Monomial, Rational]:
    """sin² + cos² and cosh² − sinh², where both stand with the same factors, become 1."""
    for one, other, sign in _IDENTITIES:
        if one not in pair or other not in pair:
            continue
        for name in [m for m in found if (pair[one], 2) in m]:
            bare = {n: e for n, e in name if n != pair[one]}
            twin = monomial({**bare, pair[other]: bare.get(pair[other], 0) + 2})
            if name in found and found.get(twin) == sign * found[name]:
                joined = monomial(bare)
                coefficient = found[name] + found.get(joined, 0)
                found = {joined if m == name else m: c for m, c in found.items() if m not in (twin, joined)}
                found = {m: whole(coefficient) if m == joined else c for m, c in found.items()}
    return {m: c for m, c in found.items() if c}
