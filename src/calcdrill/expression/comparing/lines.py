"""Lines through a domain, along one variable: their pieces, between the places where something may change.

Of the trees that decide it, kinks and edges, all zeros on the line are found; where that fails the lines are open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from flint import arb, fmpq

from calcdrill.errors import Undecided, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, working
from calcdrill.expression.balls.enclosure import Enclosure, enclose
from calcdrill.expression.balls.isolate import Root
from calcdrill.expression.comparing.drawn import between
from calcdrill.expression.comparing.edges import likely_zeros
from calcdrill.expression.comparing.factors import factors_of
from calcdrill.expression.comparing.periods import period, zeros_of_wave
from calcdrill.expression.comparing.pieces import Critical, critical, every_choice, without_kinks
from calcdrill.expression.comparing.points import plain_ends, plain_range, ranges
from calcdrill.expression.comparing.shared import is_constant
from calcdrill.expression.comparing.signs import sign_of
from calcdrill.expression.formal.field import Draw
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.rationals import fraction, rational
from calcdrill.expression.tidy import tidy

__all__ = ["Lines", "Piece", "Point", "smooth_pieces"]

Point = Mapping[str, fmpq]

_MOST_CUTS: Final = 40
_BESIDE: Final = arb("1e-45")
"""How near a zero that was met by Newton's method is to the true one."""
_APART: Final = 2**120
"""Irrational zeros are known to more bits than that."""


class Piece(NamedTuple):
    """A piece of a line along a variable between ``start`` and ``end`` (None: it has no end there), and some points."""

    name: str
    start: fmpq | None
    end: fmpq | None
    points: tuple[Point, ...]

    def holds(self, value: fmpq) -> bool:
        """Whether a value lies inside."""
        return (self.start is None or value > self.start) and (self.end is None or value < self.end)


class Lines:
    """The lines in a domain on which two sides are looked at; ``is_open``: some places of a kink may be missing."""

    def __init__(
        self, sides: tuple[t.Node, t.Node], domain: tuple[t.Node, ...], names: tuple[str, ...], seed: int, draw: Draw
    ) -> None:
        self.sides, self.domain, self.names, self.seed, self.draw = sides, domain, names, seed, draw
        self.is_open = False

    def pieces(self, found: Critical, points: list[Point]) -> Iterator[Piece]:
        """Points of each piece of the lines through some points, in the direction of each variable."""
        several = len(self.names) > 1
        trees = [(tree, True) for tree in found.kinks] + [(tree, False) for tree in found.edges if found.many_valued]
        told = [(tree, kink) for tree, kink in trees if not self.never_zero(tree)]
        ends = {name: self._bounds(name) for name in self.names}
        # A piece is to lie inside the domain or outside it, so that its points tell which.
        borders = {name: [*told, *((tree, True) for tree in self._borders(name))] for name in self.names}
        for number, base in enumerate(points[: 2 if several else 1]):
            for place, name in enumerate(self.names):
                low, high = ends[name]
                others = {other: v for other, v in base.items() if other != name}
                cuts = self._cuts(borders[name], name, others, low, high)
                for start, end, some in between(cuts, self.seed + 64 * number + place, low, high):
                    yield Piece(name, start, end, tuple({**base, name: value} for value in some))

    def _borders(self, name: str) -> Iterator[t.Node]:
        """Trees at whose zeros a variable's line leaves the domain, where its ends are not told as numbers."""
        if not self.domain or plain_ends(self.domain, name) is not None:
            return
        for condition in self.domain:
            if isinstance(condition, t.Relation):
                for left, right in pairwise(condition.sides):
                    yield t.Sum((left, t.Negative(right)))

    def never_zero(self, tree: t.Node) -> bool:
        """Whether a tree is never 0 inside the domain, by its form or since it is a number."""
        sign = sign_of(tree, self.domain)
        return is_constant(tree, self.draw) if sign is None else sign[1]

    def _bounds(self, name: str) -> tuple[Fraction | None, Fraction | None]:
        """The ends of a variable's line: those of the domain, or of a little more than a period inside it."""
        told = plain_range(self.domain, name)
        if told is None:
            return ranges(self.domain).get(name, (None, None))
        low, high = told
        length = None if low is not None and high is not None else period(self.sides, name)
        if length is None:
            return low, high
        if high is not None:
            return high - length * 66 / 64, high
        return (-length / 64, length * 66 / 64) if low is None else (low, low + length * 66 / 64)

    def _cuts(
        self,
        trees: list[tuple[t.Node, bool]],
        name: str,
        others: Mapping[str, fmpq],
        low: Fraction | None,
        high: Fraction | None,
    ) -> list[fmpq]:
        """Where the trees are 0 along a line; a kink's zeros have to be known, all of them."""
        cuts: dict[tuple[int, int], fmpq] = {}
        place = {other: fraction(value) for other, value in others.items()}
        for tree, is_kink in trees:
            if name not in t.names(tree):
                continue
            for piece in smooth_pieces(tree):
                if piece is None:
                    self.is_open = True
                    continue
                zeros = _all_zeros(piece, name, low, high, place)
                if zeros is None:
                    zeros = _zeros_of_factors(piece, name, low, high, place)
                if zeros is None:
                    self.is_open = self.is_open or is_kink
                    near = [*_met_zeros(piece, name, others), *zeros_of_wave(piece, name, others)]
                    if not is_kink:
                        # Where it touches 0, as sin(x) − 1 does, its sign stays and its slope changes.
                        slope = _slope(piece, name)
                        found = _all_zeros(slope, name, low, high, place)
                        near += _met_zeros(slope, name, others) if found is None else found
                    zeros = [zero for zero in near if _lies_between(zero, low, high)]
                cuts.update({(int(zero.p), int(zero.q)): zero for zero in zeros})
        if len(cuts) > _MOST_CUTS:
            self.is_open = True
        return _merged(sorted(cuts.values()))[:_MOST_CUTS]

    def zeros(self, kink: t.Node, name: str, others: Point) -> Iterator[arb]:
        """The zeros of a tree along a line as balls: all of them, or those that are met."""
        low, high = self._bounds(name)
        for piece in smooth_pieces(kink) if name in t.names(kink) else ():
            if piece is None:
                continue
            roots = _roots(piece, name, low, high, {other: fraction(v) for other, v in others.items()})
            if roots is None:
                zeros = [*likely_zeros(piece, name, others), *zeros_of_wave(piece, name, others)]
                yield from (arb(zero) + arb(0, _BESIDE) for zero in zeros)
            else:
                yield from (root.ball if root.exact is None else arb(rational(root.exact)) for root in roots)

    def sign_inside(self, tree: t.Node) -> int:
        """1 or −1 where a tree is proved not to be of the other sign inside the domain; else 0."""
        sign = sign_of(tree, self.domain)
        if sign is not None and sign[0]:
            return sign[0]
        algebra = Interpretation(self.draw)
        for condition in self.domain:
            if isinstance(condition, t.Relation):
                for small, large, _ in condition.inequalities:
                    ratio = algebra.small_ratio(tree, t.Sum((large, t.Negative(small)))) or 0
                    if ratio:
                        return 1 if ratio > 0 else -1
        box = {name: self._range(name) for name in sorted(t.free_variables(tree))}
        if not box or None in box.values():
            return 0
        with working(PRECISION):
            found = enclose(tree, box)  # type: ignore[arg-type]
        if not isinstance(found, Enclosure):
            return 0
        return 1 if found.ball >= 0 else -1 if found.ball <= 0 else 0

    def _range(self, name: str) -> arb | None:
        """The variable's range with its ends, if it has two."""
        low, high = plain_range(self.domain, name) or (None, None)
        return None if low is None or high is None else arb(rational(low)).union(arb(rational(high)))


def _lies_between(value: fmpq, low: Fraction | None, high: Fraction | None) -> bool:
    return (low is None or value >= rational(low)) and (high is None or value <= rational(high))


def _all_zeros(
    tree: t.Node, name: str, low: Fraction | None, high: Fraction | None, others: Mapping[str, Fraction]
) -> list[fmpq] | None:
    """All zeros of a tree between two ends, or None where they cannot be told."""
    roots = _roots(tree, name, low, high, others)
    if roots is None:
        return None
    return [root.ball.mid().fmpq() if root.exact is None else rational(root.exact) for root in roots]


def _roots(
    tree: t.Node, name: str, low: Fraction | None, high: Fraction | None, others: Mapping[str, Fraction]
) -> list[Root] | None:
    from calcdrill.expression.solving.roots import find_roots

    try:
        return list(find_roots(tree, name, low, high, others))
    except Undecided:
        return None


def _met_zeros(tree: t.Node, name: str, others: Point) -> list[fmpq]:
    """Some zeros of a tree, near 0 or else far out."""
    return likely_zeros(tree, name, others) or likely_zeros(tree, name, others, far=True)


def _slope(tree: t.Node, name: str) -> t.Node:
    """The derivative along a line, carried out where it can be."""
    from calcdrill.expression.differentiating.rules import RIGHT, derive

    # What the slope of cases is where they meet takes more than the rules.
    if t.contains(tree, t.Piecewise):
        return t.Derivative(tree, (name,))
    try:
        return tidy(derive(tree, name, RIGHT))
    except Unsolved:
        return t.Derivative(tree, (name,))


def _zeros_of_factors(
    tree: t.Node, name: str, low: Fraction | None, high: Fraction | None, others: Mapping[str, Fraction]
) -> list[fmpq] | None:
    """All zeros of the polynomials of a tree with roots: some more than its own, which do no harm."""
    zeros: list[fmpq] = []
    for factor in factors_of(tree):
        more = _all_zeros(factor, name, low, high, others) if name in t.names(factor) and factor != tree else None
        if more is None:
            return None
        zeros += more
    return zeros


def _merged(cuts: list[fmpq]) -> list[fmpq]:
    """The cuts without those that are another one again, found as a zero of another tree."""
    kept: list[fmpq] = []
    for cut in cuts:
        twice = kept and (cut - kept[-1]) * _APART < 1 + abs(cut) and max(int(cut.q), int(kept[-1].q)) > _APART
        if not twice:
            kept.append(cut)
    return kept


def smooth_pieces(tree: t.Node) -> list[t.Node | None]:
    """The trees that a tree is between its own kinks, among whose zeros are all of its zeros; None: not known."""
    inner = critical(tree)
    if not inner.kinks and not inner.steps:
        return [tree]
    choices = every_choice([{kink: 1} for kink in inner.kinks])
    if choices is None or inner.steps:
        return [None]
    smooth = {without_kinks(tree, signs) for signs in choices}
    pieces: list[t.Node | None] = [piece for piece in smooth if piece is not None]
    return pieces
