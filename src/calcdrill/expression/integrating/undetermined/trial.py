"""The antiderivative as a sum of known functions with unknown numbers: their slopes are compared at places of a field.

    F = (sum of a·monomials)/D + sum of b·ln|q| + sum of c·(known integrals)

D is made of the factors of the integrand's bottom and q runs through them: the parallel method of Risch and Norman
(Bronstein, Symbolic Integration I, chapter 10), with a linear system in place of its degrees. What is found is a guess
until it is differentiated back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from math import isqrt, prod
from typing import Any, Final

from flint import fmpq_mpoly, nmod_mat

from calcdrill.errors import Unsolved
from calcdrill.expression import rationals
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, multiply, rational
from calcdrill.expression.integrating.integral_table import logarithm
from calcdrill.expression.integrating.undetermined.known import known_integrals
from calcdrill.expression.integrating.undetermined.places import MODULUS, PrimePoint, Terms, inverse, places, terms_of
from calcdrill.expression.integrating.undetermined.tower import Tower, degrees, terms
from calcdrill.expression.polynomial import number_tree
from calcdrill.expression.tidy import tidy

__all__ = ["tried"]

_MOST_UNKNOWNS: Final = 320
_MOST_PRODUCTS: Final = 20_000
_SPARE: Final = 8


@dataclass(frozen=True)
class _Part:
    """A function that may be in the antiderivative, and its slope at a place."""

    tree: t.Node
    slope: Any


def tried(node: t.Node, variable: str) -> t.Node | None:
    """An antiderivative of that form; None where there is none. It is still to be differentiated back."""
    try:
        tower = Tower(node, variable)
        trial = _Trial(tower)
        return trial.solved()
    except (Unsolved, ZeroDivisionError, OverflowError):
        return None


class _Trial:
    def __init__(self, tower: Tower) -> None:
        self.tower = tower
        self.top, self.bottom = tower.lowered(*tower.fraction)
        self.factors = [(poly, count) for poly, count in self.bottom.factor()[1]]
        self.below = self._denominator()
        self.weights = [self._weight(place) for place in range(len(tower.letters))]
        self.monomials = list(self._monomials())
        known = known_integrals(tower, [poly for poly, _ in self.factors])
        self.extras = [*self._logarithms(), *(_Part(integral, _quotient(*ratio)) for integral, ratio in known)]
        if not 0 < len(self.monomials) + len(self.extras) <= _MOST_UNKNOWNS:
            raise Unsolved("too many unknowns")

    # -- what may be in it

    def _denominator(self) -> fmpq_mpoly:
        tower = self.tower
        denominator = tower.one
        for poly, count in self.factors:
            denominator *= poly ** (count - 1 if self._is_plain(poly) else count)
        for place, letter in enumerate(tower.letters):
            if letter.kind == "root":
                for poly, _ in tower.insides[place][0].factor()[1]:
                    if denominator.gcd(poly).total_degree() == 0:
                        denominator *= poly
        return denominator

    def _is_plain(self, poly: fmpq_mpoly) -> bool:
        """Whether a factor is a polynomial in the variable alone, and stands under no root."""
        if any(degrees(poly)[1:]):
            return False
        roots = (k for k, letter in enumerate(self.tower.letters) if letter.kind == "root")
        return all(self.tower.insides[k][0].gcd(poly).total_degree() == 0 for k in roots)

    def _monomials(self) -> Iterator[tuple[int, ...]]:
        above, below, own = (degrees(poly) for poly in (self.top, self.bottom, self.below))
        ranges: list[list[int]] = []
        for k, letter in enumerate(self.tower.letters):
            excess = max(0, above[k] - below[k])
            seen = sorted({powers[k] for powers in terms(self.top)})
            if letter.kind == "root":
                ranges.append(list(range(letter.degree)) if self._is_mixed(k) else seen)
            elif letter.kind == "exponential":
                ranges.append(seen if not below[k] and not own[k] else list(range(excess + own[k] + 1)))
            elif isinstance(letter.tree, t.Call) and letter.tree.function in {"cos", "cosh"}:
                ranges.append([0, 1])
            else:
                ranges.append(list(range(excess + own[k] + 2)))
        excess_of_all = max(Fraction(0), self._degree(self.top) - self._degree(self.bottom))
        whole = excess_of_all + self._degree(self.below) + 1
        if prod(map(len, ranges)) > _MOST_PRODUCTS:
            raise Unsolved("too many unknowns")
        for powers in product(*ranges):
            if self._weighed(powers) <= whole:
                yield powers

    def _is_mixed(self, place: int) -> bool:
        """Whether the root stands in the slope of another letter, or in the bottom."""
        others = [poly for k, slope in enumerate(self.tower.slopes) if k != place for poly in slope]
        return any(degrees(poly)[place] for poly in (self.bottom, *others))

    def _weight(self, place: int) -> Fraction:
        letter = self.tower.letters[place]
        if letter.kind == "exponential":
            return Fraction(0)
        if letter.kind != "root":
            return Fraction(1)
        above, below = self.tower.insides[place]
        return Fraction(max(0, int(above.total_degree()) - int(below.total_degree())), letter.degree)

    def _degree(self, poly: fmpq_mpoly) -> Fraction:
        """That of the heaviest term; 0 for no term."""
        return max((self._weighed(powers) for powers in terms(poly)), default=Fraction(0))

    def _weighed(self, powers: tuple[int, ...]) -> Fraction:
        pairs = zip(powers, self.weights, strict=True)
        return sum((weight * power for power, weight in pairs), Fraction(0))

    def _logarithms(self) -> Iterator[_Part]:
        tower = self.tower
        arguments = [poly for poly, _ in self.factors]
        for slope in tower.slopes:
            arguments += [poly for poly, _ in slope[1].factor()[1]]
        for k, letter in enumerate(tower.letters):
            if letter.tree == t.Call("cos", (letter.inside,)):
                s, c = tower.generators[k - 1], tower.generators[k]
                arguments += [s, c, 1 + s, 1 - s, 1 + c, 1 - c]
            if letter.tree == t.Call("cosh", (letter.inside,)):
                s, c = tower.generators[k - 1], tower.generators[k]
                arguments += [s, c, 1 + c]
        own = {letter.tree for letter in tower.letters}
        known: list[fmpq_mpoly] = []
        for poly in arguments:
            is_power = len(terms(poly)) == 1 and tower.letters[degrees(poly).index(1)].kind == "exponential"
            if poly.total_degree() == 0 or is_power or poly in known or -poly in known:
                continue
            known.append(poly)
            inside = self._tree(poly)
            if t.Call("ln", (inside,)) not in own:
                yield _Part(logarithm(tidy(inside)), _logarithmic(terms_of(poly)))

    # -- the system

    def solved(self) -> t.Node | None:
        size = len(self.monomials) + len(self.extras)
        rows = [self._row(place) for place in islice(places(self.tower), size + _SPARE)]
        if len(rows) < size + _SPARE:
            return None
        reduced, rank = nmod_mat(len(rows), size + 1, [value for row in rows for value in row], MODULUS).rref()
        numbers: list[Fraction] = [Fraction(0)] * size
        column = 0
        for row in range(rank):
            while not int(reduced[row, column]):
                column += 1
            if column == size:
                return None
            number = _fraction(int(reduced[row, size]))
            if number is None:
                return None
            numbers[column] = number
        return self._written(numbers)

    def _row(self, place: PrimePoint) -> list[int]:
        below = terms_of(self.below)
        bottom = place.at(below)
        over, fall = inverse(bottom), place.rate(below) * inverse(bottom) % MODULUS
        rates = [slope * inverse(value) % MODULUS for slope, value in zip(place.slopes, place.values, strict=True)]
        row = []
        for powers in self.monomials:
            value, rate = over, -fall
            for letter, exponent in enumerate(powers):
                if exponent:
                    value = value * place.power(letter, exponent) % MODULUS
                    rate += exponent * rates[letter]
            row.append(value * rate % MODULUS)
        row += [part.slope(place) for part in self.extras]
        row.append(place.at(terms_of(self.top)) * inverse(place.at(terms_of(self.bottom))) % MODULUS)
        return row

    # -- writing

    def _written(self, numbers: list[Fraction]) -> t.Node:
        top = {
            powers: number
            for powers, number in zip(self.monomials, numbers[: len(self.monomials)], strict=True)
            if number
        }
        terms: list[t.Node] = []
        if top:
            above = self.tower.context.from_dict({powers: rationals.rational(number) for powers, number in top.items()})
            below = self._squared(self.below)
            above, below = self.tower.lowered(above, below)
            terms.append(tidy(t.Quotient(self._tree(above), self._factored(below))))
        for part, number in zip(self.extras, numbers[len(self.monomials) :], strict=True):
            if number:
                terms.append(tidy(multiply(rational(number), part.tree)))
        return tidy(add(*terms)) if terms else t.ZERO

    def _squared(self, below: fmpq_mpoly) -> fmpq_mpoly:
        """The bottom with cos² for 1 − sin², and its kin."""
        product = self.tower.one * below.factor()[0]
        factors = {str(poly): (poly, count) for poly, count in below.factor()[1]}
        for k, letter in enumerate(self.tower.letters):
            if letter.tree == t.Call("cos", (letter.inside,)):
                s, c = self.tower.generators[k - 1], self.tower.generators[k]
                pair = [factors.get(str(one), (one, 0)) for one in (s - 1, s + 1)]
                count = min(count for _, count in pair)
                product *= (-c * c) ** count
                factors |= {str(one): (one, own - count) for one, own in pair}
            if letter.tree == t.Call("cosh", (letter.inside,)):
                s, c = self.tower.generators[k - 1], self.tower.generators[k]
                _, count = factors.pop(str(s * s + 1), (s, 0))
                product *= c ** (2 * count)
        for poly, count in factors.values():
            product *= poly**count
        return product

    def _tree(self, poly: fmpq_mpoly) -> t.Node:
        summands = []
        for powers, number in terms(poly).items():
            factors = [
                t.Power(letter.tree, t.Number(power)) if power > 1 else letter.tree
                for letter, power in zip(self.tower.letters, powers, strict=True)
                if power
            ]
            summands.append(multiply(number_tree(number), *factors))
        return tidy(t.total(*summands))

    def _factored(self, poly: fmpq_mpoly) -> t.Node:
        number, factors = poly.factor()
        parts = [t.Power(self._tree(one), t.Number(count)) if count > 1 else self._tree(one) for one, count in factors]
        return t.times(number_tree(number), *parts)


def _logarithmic(poly: Terms) -> Any:
    return lambda place: place.rate(poly) * inverse(place.at(poly)) % MODULUS


def _quotient(top: fmpq_mpoly, bottom: fmpq_mpoly) -> Any:
    above, below = terms_of(top), terms_of(bottom)
    return lambda place: place.at(above) * inverse(place.at(below)) % MODULUS


def _fraction(value: int) -> Fraction | None:
    """The fraction of small numbers that an element is: half a run of Euclid's algorithm."""
    most = isqrt(MODULUS // 2)
    r, s = (MODULUS, value), (0, 1)
    while r[1] > most:
        q = r[0] // r[1]
        r, s = (r[1], r[0] - q * r[1]), (s[1], s[0] - q * s[1])
    if not s[1] or abs(s[1]) > most:
        return None
    fraction = Fraction(r[1], s[1])
    return fraction if max(abs(fraction.numerator), fraction.denominator) < _LARGEST else None


_LARGEST: Final = 2**26
