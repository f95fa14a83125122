"""The order of the terms of a sum: descending powers, other terms where they first stood, numbers last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from calcdrill.expression.tidy.terms import Rational, Space, Term


class Order(NamedTuple):
    """The terms in order; ``powers`` of them, from ``start`` on, are powers of ``letters`` names, and constants.

    ``may_turn``: a positive term may be put in front of a negative one, with the powers that it belongs to. A
    polynomial of three terms or more keeps its descending powers.
    """

    terms: list[Term]
    start: int
    powers: int
    may_turn: bool
    letters: int = 0


def in_order(space: Space, terms: Sequence[Term]) -> Order:
    """Two or more terms of a sum in the order in which a textbook prints them."""
    powers: list[Term] = []
    constants: list[Term] = []
    others: list[Term] = []
    place = -1
    letters: dict[int, tuple[str, int]] = {}
    for term in terms:
        if space.is_constant(term.factors):
            constants.append(term)
            continue
        by_letter = _letters(space, term)
        if by_letter is None:
            others.append(term)
        else:
            place = len(others) if place < 0 else place
            powers.append(term)
            letters.update(by_letter)
    constants.sort(key=_is_number)
    if not powers:
        return Order(_around(space, constants, others, terms[0]), 0, 1, True)
    in_turn = sorted(letters, key=letters.__getitem__)
    powers = sorted([*powers, *constants], key=lambda term: _degrees(term, in_turn))
    may_turn = len(terms) == 2 or bool(others) or len(letters) > 1
    return Order([*others[:place], *powers, *others[place:]], place, len(powers), may_turn, len(letters))


def falls(space: Space, order: Order) -> bool:
    """Whether a sum that begins with a minus is left so, where it is the whole expression: (2 - 18x)^3, but -18x + 2.

    It is a polynomial: -4x + 6 and -3x^2 y + 4, but 6 - x^2 and 1 - ab.
    """
    if not order.letters or not all(map(space.is_polynomial, order.terms)):
        return False
    first = order.terms[0]
    positive = next((term for term in order.terms if term.coefficient > 0), first)
    ends_in_number = space.is_constant(positive.factors)
    if order.letters == 1:
        return first.coefficient != -1 or not ends_in_number
    is_bent = sum(first.factors.values()) > 1
    return is_bent and ends_in_number and (first.coefficient != -1 or max(first.factors.values()) > 1)


def _letters(space: Space, term: Term) -> Mapping[int, tuple[str, int]] | None:
    """The names in the term with their places in the alphabet; None where anything else varies."""
    letters: dict[int, tuple[str, int]] = {}
    for number in term.factors:
        atom = space.atoms[number]
        if not atom.constant:
            if atom.kind != "name":
                return None
            letters[number] = atom.order
    return letters


def _is_number(term: Term) -> bool:
    return not term.factors


def _around(space: Space, constants: list[Term], others: list[Term], first: Term) -> list[Term]:
    """ln x + 1 and cos x - 2, but 1 + exp(-x) where it was written like that."""
    leads = len(constants) == 1 and constants[0] is first and first.coefficient > 0
    if leads and all(_is_exponential(space, term) for term in others):
        return [*constants, *others]
    return [*others, *constants]


def _is_exponential(space: Space, term: Term) -> bool:
    return any(space.atoms[n].kind == "power" and not space.atoms[n].constant for n in term.factors)


def _degrees(term: Term, letters: Sequence[int]) -> tuple[Rational, ...]:
    exponents = [-term.factors.get(n, 0) for n in letters]
    return (sum(exponents), *exponents)
