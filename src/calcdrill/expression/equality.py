"""Whether two trees mean the same: ball arithmetic at check points, with a proof at each of them.

    both balls narrow and overlapping        the point agrees, up to the bound
    the balls do not meet                    DIFFERENT, proved
    one side surely not defined              EQUAL_WHERE_DEFINED at best
    wide balls, kinks, things without value  the point does not count; too few points leave UNDECIDED

An agreement is evidence by points, not a proof of identity; undecided never passes for equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from flint import arb, fmpq

from calcdrill.expression.antiderivative import rate
from calcdrill.expression.ball import PRECISION, Evaluator, working
from calcdrill.expression.ball_values import UNDECIDED, UNDEFINED, Hole, Value
from calcdrill.expression.edges import rows_at_edges
from calcdrill.expression.points import Rows, as_point, batches
from calcdrill.expression.shapes import Misfit, take_apart
from calcdrill.expression.survey import Survey, survey
from calcdrill.expression.tree import (
    Derivative,
    Matrix,
    Node,
    Points,
    Relation,
    Text,
    Vector,
)

__all__ = ["Checker", "Comparison", "Verdict", "agree", "check_partial", "compare", "compare_antiderivative"]

PRECISIONS: Final = (PRECISION, 4 * PRECISION, 16 * PRECISION)
_BITS: Final = 133
"""Bits that an agreement needs at least: a bound of 1e-40."""

_RELATIVE_BITS: Final = 32
_EXACT: Final = 2**40
_MOST_RETRIES: Final = (6, 3)
"""How many points of a batch are looked at again with more precision, and with most."""


class Verdict(Enum):
    """What a comparison found."""

    EQUAL = "equal"
    DIFFERENT = "different"
    EQUAL_WHERE_DEFINED = "equal where both are defined"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict with its evidence.

    ``points``: at how many points both sides were defined and agreed. ``bound``: the largest relative error
    that the balls leave there. ``witness``: a point where the sides differ. ``left_gap``, ``right_gap``: a
    point where only that side is not defined.
    """

    verdict: Verdict
    points: int = 0
    bound: float = 0.0
    witness: Mapping[str, Fraction] | None = None
    left_gap: Mapping[str, Fraction] | None = None
    right_gap: Mapping[str, Fraction] | None = None

    @property
    def is_equal(self) -> bool:
        """EQUAL, with nothing to add."""
        return self.verdict is Verdict.EQUAL


def agree(left: arb, right: arb) -> bool | None:
    """True: both balls are narrow and meet. False: they do not meet. None: they are too wide to tell.

    Narrow is a radius below 1e-40·(1 + |value|), and below 2⁻³²·|value| beside a value that is surely not
    zero.
    """
    if not left.overlaps(right):
        return False if left.is_finite() and right.is_finite() else None
    if left.rel_one_accuracy_bits() < _BITS or right.rel_one_accuracy_bits() < _BITS:
        return None
    if left.rel_accuracy_bits() >= _RELATIVE_BITS <= right.rel_accuracy_bits() or (0 in left and 0 in right):
        return True
    return None


def compare(
    left: Node, right: Node, domain: tuple[Node, ...] = (), points: int = 6, seed: int | None = None
) -> Comparison:
    """Compare two trees over the real numbers, under the conditions of ``domain`` ("x > 0").

    Vectors, matrices, relations and sets of points are compared part by part; other shapes are DIFFERENT.
    Derivatives, definite integrals and evaluations that are still to be carried out are. ``points``: how many
    are to agree.
    """
    return Checker(domain, seed).compare(left, right, points)


def check_partial(
    function: Node, answer: Node, variables: Sequence[str], domain: tuple[Node, ...] = (), points: int = 6
) -> Comparison:
    """Compare ``answer`` with the derivative of ``function``, found by jets and not by rules.

    Where the derivative does not exist the answer may be anything; where it does, the answer must be defined.
    """
    return Checker(domain).check_partial(function, answer, variables, points)


def compare_antiderivative(
    left: Node, right: Node, variable: str, domain: tuple[Node, ...] = (), points: int = 6
) -> Comparison:
    """Compare two trees up to a constant, by their derivatives; either may hold integrals without limits.

    UNDECIDED where such an integral stands in a place from which it does not come out (inside a function).
    """
    return Checker(domain).compare_antiderivative(left, right, variable, points)


class Checker:
    """Comparisons over one domain. With a ``seed`` all look at the same points and share their values.

    The worked steps of one problem have most of their parts in common: check them with one checker.
    """

    def __init__(self, domain: tuple[Node, ...] = (), seed: int | None = None) -> None:
        self.domain, self.seed = domain, seed
        self._known: dict[tuple[object, ...], Evaluator] = {}

    def compare(self, left: Node, right: Node, points: int = 6) -> Comparison:
        """As the function ``compare``."""
        if type(left) in _PARTED or type(right) in _PARTED:
            return self._compare_parts(left, right, points)
        found = survey(left, right)
        if found.in_parts:
            return self._compare_parts(left, right, points)
        return _Pair(self, left, right, points).compare(found)

    def check_partial(
        self, function: Node, answer: Node, variables: Sequence[str], points: int = 6
    ) -> Comparison:
        """As the function ``check_partial``."""
        found = self.compare(Derivative(function, tuple(variables)), answer, points)
        if found.verdict is Verdict.EQUAL_WHERE_DEFINED and found.right_gap is None:
            return Comparison(Verdict.EQUAL, found.points, found.bound)
        return found

    def compare_antiderivative(self, left: Node, right: Node, variable: str, points: int = 6) -> Comparison:
        """As the function ``compare_antiderivative``."""
        one, two = rate(left, variable), rate(right, variable)
        if one is None or two is None:
            return Comparison(Verdict.UNDECIDED)
        return self.compare(one, two, points)

    def _compare_parts(self, left: Node, right: Node, points: int) -> Comparison:
        try:
            (shape, parts), (other_shape, others) = take_apart(left), take_apart(right)
        except Misfit:
            return Comparison(Verdict.UNDECIDED)
        if shape != other_shape:
            return Comparison(Verdict.DIFFERENT)
        return _together([self._compare_leaves(a, b, points) for a, b in zip(parts, others, strict=True)])

    def _compare_leaves(self, left: Node, right: Node, points: int) -> Comparison:
        if isinstance(left, Text) or isinstance(right, Text):
            return Comparison(Verdict.EQUAL if left == right else Verdict.DIFFERENT)
        return _Pair(self, left, right, points).compare(survey(left, right))

    def evaluator(self, key: tuple[object, ...], rows: Rows, count: int) -> Evaluator:
        """The evaluator of these rows: the one that was used before, where the seed is fixed."""
        if self.seed is None:
            return Evaluator(rows, count)
        if key not in self._known:
            self._known[key] = Evaluator(rows, count)
        return self._known[key]


_PARTED: Final = frozenset({Relation, Points, Text, Vector, Matrix})
_ORDER: Final = (Verdict.DIFFERENT, Verdict.UNDECIDED, Verdict.EQUAL_WHERE_DEFINED, Verdict.EQUAL)


def _together(found: Sequence[Comparison]) -> Comparison:
    """The comparison of the whole from those of its parts: the worst verdict, the fewest points."""
    if not found:
        return Comparison(Verdict.EQUAL)
    worst = min(found, key=lambda one: _ORDER.index(one.verdict))
    return Comparison(
        worst.verdict,
        min(one.points for one in found),
        max(one.bound for one in found),
        worst.witness,
        next((one.left_gap for one in found if one.left_gap is not None), None),
        next((one.right_gap for one in found if one.right_gap is not None), None),
    )


class _Pair:
    """One comparison of two scalar trees on its way."""

    def __init__(self, checker: Checker, left: Node, right: Node, points: int) -> None:
        self.checker, self.left, self.right, self.wanted = checker, left, right, points
        self.agreed = 0
        self.bits = _EXACT
        self.witness: Mapping[str, Fraction] | None = None
        self.gaps: list[Mapping[str, Fraction] | None] = [None, None]

    def compare(self, found: Survey) -> Comparison:
        if not found.names:
            self.look({}, 1, ())
            return self.verdict(1)
        domain = self.checker.domain
        if domain:
            domain = tuple(c for c in domain if not set(survey(c).names).isdisjoint(found.names))
        seed = found.checksum if self.checker.seed is None else self.checker.seed
        for place, (rows, count) in enumerate(batches(found.names, seed, domain, self.wanted)):
            if self.agreed < self.wanted and self.witness is None:
                self.look(rows, count, (found.names, place, count))
        if self.witness is None and (found.kinks or found.steps or found.divisors):
            edges = rows_at_edges(found, seed, domain)
            count = len(edges[found.names[0]])
            if count:
                key = tuple((value.p, value.q) for column in edges.values() for value in column)
                self.look(edges, count, (found.names, key))
        return self.verdict(4 if self.wanted >= 6 else min(3, self.wanted))

    def look(self, rows: Rows, count: int, key: tuple[object, ...]) -> None:
        """Evaluate both sides at the rows, and again with more precision where that is not enough."""
        still: list[int] = []
        for level, precision in enumerate(PRECISIONS):
            here, indices = rows, list(range(count))
            if level:
                if not still or self.witness is not None:
                    return
                indices = still[: _MOST_RETRIES[level - 1]]
                here = {name: [column[index] for index in indices] for name, column in rows.items()}
            with working(precision):
                evaluator = self.checker.evaluator(
                    (key, level, *indices) if level else key, here, len(indices)
                )
                left, right = evaluator.column(self.left), evaluator.column(self.right)
                still = [
                    i for i, a, b in zip(indices, left, right, strict=True) if not self.judge(a, b, rows, i)
                ]

    def judge(self, left: Value, right: Value, rows: Rows, index: int) -> bool:
        """Take note of what two values say; False where more precision may say more."""
        if type(left) is not arb or type(right) is not arb:
            if type(left) is Hole or type(right) is Hole:
                return self.judge_holes(left, right, rows, index)
            if type(left) is fmpq is type(right):
                if left == right:
                    self.agreed += 1
                else:
                    self.witness = as_point(rows, index)
                return True
            left, right = arb(left), arb(right)
        same = agree(left, right)
        if same:
            self.agreed += 1
            self.bits = min(self.bits, left.rel_one_accuracy_bits(), right.rel_one_accuracy_bits())
        elif same is False:
            self.witness = as_point(rows, index)
        return same is not None

    def judge_holes(self, left: Value, right: Value, rows: Rows, index: int) -> bool:
        if left is UNDEFINED and type(right) is not Hole:
            self.gaps[0] = self.gaps[0] or as_point(rows, index)
        elif right is UNDEFINED and type(left) is not Hole:
            self.gaps[1] = self.gaps[1] or as_point(rows, index)
        return left is not UNDECIDED is not right or left is UNDEFINED or right is UNDEFINED

    def verdict(self, least: int) -> Comparison:
        bound = 0.0 if self.bits == _EXACT else 2.0 ** -min(self.bits, 1000)
        if self.witness is not None:
            return Comparison(Verdict.DIFFERENT, self.agreed, bound, self.witness)
        if self.agreed < least:
            same = self.left == self.right
            return Comparison(Verdict.EQUAL if same else Verdict.UNDECIDED, self.agreed, bound)
        has_gap = self.gaps[0] is not None or self.gaps[1] is not None
        verdict = Verdict.EQUAL_WHERE_DEFINED if has_gap else Verdict.EQUAL
        return Comparison(verdict, self.agreed, bound, None, self.gaps[0], self.gaps[1])
