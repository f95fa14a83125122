"""Places of a tower in a finite field: each letter a number, so that all relations between the letters hold.

The modulus is 2q + 1 with q prime. Half of its numbers are squares, and among those each root is there and is one:
so √a·√b = √(ab), as for positive numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flint import fmpq_mpoly

from calcdrill.expression.integrating.undetermined.tower import Tower, terms
from calcdrill.expression.scrambling import scrambled

__all__ = ["MODULUS", "PrimePoint", "Terms", "inverse", "places", "terms_of"]

MODULUS: Final = 1152921504606843299
_HALF: Final = MODULUS // 2
_MOST_TRIES: Final = 40

Terms = list[tuple[tuple[int, ...], int]]


class PrimePoint:
    """The values of all letters, their slopes, and powers of them."""

    __slots__ = ("powers", "slopes", "values")

    def __init__(self, values: list[int]) -> None:
        self.values = values
        self.powers = [[1, value] for value in values]
        self.slopes: list[int] = []

    def power(self, letter: int, exponent: int) -> int:
        """The power of a letter."""
        known = self.powers[letter]
        while len(known) <= exponent:
            known.append(known[-1] * known[1] % MODULUS)
        return known[exponent]

    def at(self, poly: Terms) -> int:
        """The value of a polynomial."""
        total = 0
        for powers, number in poly:
            for letter, exponent in enumerate(powers):
                if exponent:
                    number = number * self.power(letter, exponent) % MODULUS
            total += number
        return total % MODULUS

    def rate(self, poly: Terms) -> int:
        """The slope of a polynomial."""
        total = 0
        for powers, number in poly:
            share = 0
            for letter, exponent in enumerate(powers):
                if exponent:
                    number = number * self.power(letter, exponent) % MODULUS
                    share += exponent * self.slopes[letter] * inverse(self.values[letter])
            total += number * share
        return total % MODULUS


def inverse(value: int) -> int:
    """1 / value. Raises ZeroDivisionError."""
    if not value:
        raise ZeroDivisionError
    return pow(value, -1, MODULUS)


def terms_of(poly: fmpq_mpoly) -> Terms:
    """The terms of a polynomial, its numbers in the field."""
    return [
        (powers, int(number.p) * inverse(int(number.q) % MODULUS) % MODULUS) for powers, number in terms(poly).items()
    ]


def places(tower: Tower) -> Iterator[PrimePoint]:
    """Places without end; none where the roots have no values together."""
    insides = [(terms_of(top), terms_of(bottom)) for top, bottom in tower.insides]
    slopes = [(terms_of(top), terms_of(bottom)) for top, bottom in tower.slopes]
    count = misses = 0
    while misses < _MOST_TRIES:
        count += 1
        try:
            place = _draw(tower, insides, count)
        except ZeroDivisionError:
            place = None
        if place is None:
            misses += 1
            continue
        place.slopes = [place.at(top) * inverse(place.at(bottom)) % MODULUS for top, bottom in slopes]
        misses = 0
        yield place


def _draw(tower: Tower, insides: list[tuple[Terms, Terms]], count: int) -> PrimePoint | None:
    values: list[int] = []
    for letter, node in enumerate(tower.letters):
        free = scrambled(count, letter) % MODULUS
        if node.kind == "wave" or node.kind == "bow":
            if node.tree.function in {"sin", "sinh"}:  # type: ignore[attr-defined]
                values += _circle(free) if node.kind == "wave" else _hyperbola(free)
            continue
        if node.kind != "root":
            values.append(free)
            continue
        here = PrimePoint([*values, *[0] * (len(tower.letters) - len(values))])
        top, bottom = insides[letter]
        inside = here.at(top) * inverse(here.at(bottom)) % MODULUS
        is_square = pow(inside, _HALF, MODULUS) == 1
        if node.degree % 2 == 0 and not is_square:
            return None
        root = pow(inside, pow(node.degree, -1, _HALF), MODULUS)
        values.append(root if is_square else pow(inside, pow(node.degree, -1, 2 * _HALF), MODULUS))
    return PrimePoint(values)


def _circle(half: int) -> list[int]:
    """sin and cos, by the tangent of half the angle."""
    over = inverse(1 + half * half)
    return [2 * half * over % MODULUS, (1 - half * half) * over % MODULUS]


def _hyperbola(power: int) -> list[int]:
    """sinh w and cosh w, by e^w."""
    over, half = inverse(power), inverse(2)
    return [(power - over) * half % MODULUS, (power + over) * half % MODULUS]
