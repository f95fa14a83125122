"""Common factors of numerator and denominator cancelled, by the exact divisors of python-flint."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Final

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

from calcdrill.expression.tidy.terms import Monomial, Rational, Space, Term, monomial, whole

_MOST_DEGREE: Final = 120
_MOST_ATOMS: Final = 12


def cancel(space: Space, term: Term) -> Term:
    """The term with no polynomial factor left that stands both above and below."""
    if not term.factors or min(term.factors.values()) > 0:
        return term
    for _ in range(12):
        shorter = _cancel_once(space, term)
        if shorter is None:
            break
        term = shorter
    return term


def _cancel_once(space: Space, term: Term) -> Term | None:
    above = [(n, e) for n, e in term.factors.items() if e > 0]
    below = [(n, e) for n, e in term.factors.items() if e < 0]
    for number, exponent in below:
        for other, power in above:
            cancelled = _pair(space, term, (other, power), (number, exponent))
            if cancelled is not None:
                return cancelled
    return None


def _pair(space: Space, term: Term, above: tuple[int, Rational], below: tuple[int, Rational]) -> Term | None:
    atoms = space.atoms
    kinds = atoms[above[0]].kind, atoms[below[0]].kind
    if kinds == ("sum", "sum"):
        return _cancel_sums(space, term, above[0], below[0])
    if kinds[1] == "sum" and below[1].denominator == 1:
        return _take_out(space, term, below[0], above[0])
    if kinds[0] == "sum" and above[1].denominator == 1:
        return _take_out(space, term, above[0], below[0])
    return None


def _take_out(space: Space, term: Term, sum_number: int, atom: int) -> Term | None:
    """x^2 + 2x as x(x + 2), when x stands on the other side of the fraction."""
    least = min(part.factors.get(atom, 0) for part in space.atoms[sum_number].terms)
    if least <= 0:
        return None
    divisor = Term(1, {atom: -least})
    rest = space.make_sum(space.collect(space.multiply(p, divisor) for p in space.atoms[sum_number].terms))
    return _replaced(space, term, {sum_number: space.multiply(Term(1, {atom: least}), rest)})


def _replaced(space: Space, term: Term, new: dict[int, Term]) -> Term:
    result = Term(term.coefficient, {n: e for n, e in term.factors.items() if n not in new})
    for number, factor in new.items():
        result = space.multiply(result, space.power(factor, int(term.factors[number])))
    return result


def _cancel_sums(space: Space, term: Term, above: int, below: int) -> Term | None:
    powers = term.factors[above], term.factors[below]
    if powers[0].denominator != 1:
        return None
    common = _common_factor(space, above, below)
    if common is None:
        return None
    factor, (upper, lower) = common
    if powers[1].denominator == 1:
        new = {above: space.multiply(factor, upper), below: space.multiply(factor, lower)}
        return _replaced(space, term, new)
    if lower.factors:
        return None
    return _replaced(space, term, {above: space.multiply(factor, upper)})


def _common_factor(space: Space, one: int, other: int) -> tuple[Term, tuple[Term, Term]] | None:
    left, right = space.atoms[one].terms, space.atoms[other].terms
    atoms = sorted({n for part in (*left, *right) for n in part.factors})
    if len(atoms) > _MOST_ATOMS or not _may_share(space, one, other):
        return None
    scales = {
        n: math.lcm(*(part.factors[n].denominator for part in (*left, *right) if n in part.factors)) for n in atoms
    }
    polynomials = [_to_flint(parts, atoms, scales) for parts in (left, right)]
    if any(polynomial is None for polynomial in polynomials):
        return None
    first, second = polynomials
    assert first is not None and second is not None
    common = first.gcd(second)
    if common.is_constant():
        return None
    # the quotients keep the sign of the sums, so that 1 − x does not turn into x − 1 on the way
    quotients = (
        _from_flint(space, first // common, atoms, scales),
        _from_flint(space, second // common, atoms, scales),
    )
    return _from_flint(space, common, atoms, scales), quotients


def _may_share(space: Space, one: int, other: int) -> bool:
    """False where a common factor is impossible: two different sums of degree 1 in their only atom."""
    alike = []
    for number in (one, other):
        factors = [part.factors for part in space.atoms[number].terms]
        seen = {n for f in factors for n in f}
        alike.append(len(seen) == 1 and all(e == 1 for f in factors for e in f.values()))
    return not all(alike)


@lru_cache(maxsize=_MOST_ATOMS)
def _context(count: int) -> fmpz_mpoly_ctx:
    return fmpz_mpoly_ctx.get(tuple(f"t{i}" for i in range(count)), Ordering.degrevlex)


def _to_flint(parts: tuple[Term, ...], atoms: list[int], scales: dict[int, int]) -> fmpz_mpoly | None:
    coefficients: dict[tuple[int, ...], int] = {}
    for coefficient, factors in parts:
        exponents = tuple(int(factors.get(n, 0) * scales[n]) for n in atoms)
        if min(exponents) < 0 or max(exponents) > _MOST_DEGREE:
            return None
        coefficients[exponents] = coefficient.numerator
    return _context(len(atoms)).from_dict(coefficients)


def _from_flint(space: Space, polynomial: fmpz_mpoly, atoms: list[int], scales: dict[int, int]) -> Term:
    monomials: dict[Monomial, Rational] = {}
    for exponents, coefficient in polynomial.terms():
        powers = {
            n: int(e) if scales[n] == 1 else whole(Fraction(int(e), scales[n]))
            for n, e in zip(atoms, exponents, strict=True)
            if e
        }
        monomials[monomial(powers)] = int(coefficient)
    return space.make_sum(monomials)
