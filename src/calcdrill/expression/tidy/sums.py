"""Sums in the normal form: what terms share is pulled out, the rest is multiplied out where that is short."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from calcdrill.expression.tidy.terms import (
    NOTHING,
    Monomial,
    Rational,
    Space,
    Term,
    Value,
    as_terms,
    inverse,
    scaled,
)

MOST_TERMS: Final = 200
MOST_FACTORS: Final = 12


def add(space: Space, terms: Iterable[Term]) -> Value:
    """The sum, as one term and as its parts."""
    total = collected(space, terms)
    return as_value(space, total, as_terms(total))


def collected(space: Space, terms: Iterable[Term]) -> dict[Monomial, Rational]:
    """The terms, and those of lone sums among them, with like ones added."""
    return space.collect([inner for term in terms for inner in opened(space, term)])


def as_value(space: Space, total: Mapping[Monomial, Rational], parts: tuple[Term, ...]) -> Value:
    """Collected terms, which are the ``parts``, as one term too."""
    if len(parts) < 2:
        return Value(parts[0] if parts else NOTHING)
    if all(map(space.is_polynomial, parts)):
        return Value(space.make_sum(total), parts)
    return Value(_combined(space, parts), parts)


def opened(space: Space, term: Term) -> Sequence[Term]:
    """A lone sum as its terms, its number multiplied in where that is 1 or -1; any other term alone."""
    if len(term.factors) == 1 and (term.coefficient == 1 or term.coefficient == -1):
        number, exponent = next(iter(term.factors.items()))
        atom = space.atoms[number]
        if exponent == 1 and atom.kind == "sum":
            return scaled(atom.terms, term.coefficient)
    return (term,)


def _combined(space: Space, parts: Sequence[Term]) -> Term:
    """One term: what the parts share, times the sum of what is left, multiplied out."""
    shared = shared_factors(space, parts)
    expanded, rest = None, parts
    if all(type(e) is int and e > 0 and space.atoms[n].kind == "name" for n, e in shared.items()):
        expanded = expand(space, parts)
        if expanded is not None and all(map(space.is_polynomial, as_terms(expanded))):
            return space.make_sum(expanded)
    if shared:
        divisor = inverse(shared)
        rest = [space.multiply(part, divisor) for part in parts]
        expanded = expand(space, rest)
    front = Term(1, shared)
    if expanded is None:
        return space.multiply(front, space.make_sum(space.collect(rest)))
    more = shared_factors(space, as_terms(expanded)) if len(expanded) > 1 else {}
    if more:
        front = space.multiply(front, Term(1, more))
        expanded = space.collect(space.multiply(term, inverse(more)) for term in as_terms(expanded))
    return space.multiply(front, space.make_sum(expanded))


def shared_factors(space: Space, terms: Sequence[Term]) -> dict[int, Rational]:
    """The atoms that divide all terms, with the least exponent: negative where any term is a fraction."""
    least: dict[int, Rational] = {}
    for number in dict.fromkeys([n for term in terms for n in term.factors]):
        exponent = min([term.factors.get(number, 0) for term in terms])
        if exponent:
            least[number] = exponent
    exponential = _shared_exponential(space, terms)
    return least if exponential is None else {**least, exponential: 1}


def _shared_exponential(space: Space, terms: Sequence[Term]) -> int | None:
    """exp(x), where the terms have exp(x), exp(2x) and the like in them, but not all the same."""
    if not space.special:
        return None
    exponentials: dict[int, Term] = {}
    for term in terms:
        number = next((n for n in term.factors if _is_exponential(space, n)), None)
        if number is None:
            return None
        exponentials[number] = space.atoms[number].arguments[0].term
    exponents = list(exponentials.values())
    alike = all(e.factors == exponents[0].factors for e in exponents)
    if len(exponents) < 2 or not alike or len({e.coefficient > 0 for e in exponents}) > 1:
        return None
    return min(exponentials, key=lambda n: abs(float(exponentials[n].coefficient)))


def _is_exponential(space: Space, number: int) -> bool:
    atom = space.atoms[number]
    return atom.kind == "power" and atom.base is None


def expand(space: Space, terms: Iterable[Term]) -> dict[Monomial, Rational] | None:
    """The terms multiplied out and collected; None where that would be too long."""
    result: list[Term] = []
    for term in terms:
        opened = _open(space, term)
        if opened is None or len(result) + len(opened) > MOST_TERMS:
            return None
        result.extend(opened)
    return space.collect(result)


def _open(space: Space, term: Term) -> Sequence[Term] | None:
    atoms = space.atoms
    sums = [(n, e) for n, e in term.factors.items() if atoms[n].kind == "sum" and type(e) is int and e > 0]
    if not sums:
        return (term,)
    if sum([e for _, e in sums]) > MOST_FACTORS:
        return None
    if math.prod([math.comb(len(atoms[n].terms) + e - 1, e) for n, e in sums]) > MOST_TERMS:
        return None
    numbers = [n for n, _ in sums]
    opened: tuple[Term, ...] = (Term(term.coefficient, {n: e for n, e in term.factors.items() if n not in numbers}),)
    for number, exponent in sums:
        for _ in range(exponent):
            pairs = (space.multiply(one, other) for one in opened for other in atoms[number].terms)
            opened = as_terms(space.collect(pairs))
    if space.rooted:
        return _open_again(space, opened)
    return opened


def _open_again(space: Space, terms: Sequence[Term]) -> Sequence[Term] | None:
    """sqrt(u)·sqrt(u) has become u, which may be a sum."""
    result: list[Term] = []
    for term in terms:
        opened = (term,) if space.rooted.isdisjoint(term.factors) else _open(space, term)
        if opened is None:
            return None
        result.extend(opened)
    return result
