"""One comparison of two scalar trees: point by point, with more precision where it is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from flint import arb, fmpq

from calcdrill.expression.ball import PRECISION, Evaluator, working
from calcdrill.expression.ball_values import UNDECIDED, UNDEFINED, Hole, Value
from calcdrill.expression.comparison import Comparison, Verdict, agree
from calcdrill.expression.edges import rows_at_borders, rows_at_edges
from calcdrill.expression.points import Rows, as_point, batches
from calcdrill.expression.survey import Survey, survey
from calcdrill.expression.tree import Node

__all__ = ["Pair"]

PRECISIONS: Final = (PRECISION, 4 * PRECISION, 16 * PRECISION)
_EXACT: Final = 2**40
_MOST_RETRIES: Final = (6, 3)
"""How many points of a batch are looked at again with more precision, and with most."""


def _content(rows: Rows) -> tuple[object, ...]:
    return tuple((value.p, value.q) for column in rows.values() for value in column)


class Pair:
    """One comparison of two scalar trees on its way."""

    def __init__(
        self,
        left: Node,
        right: Node,
        points: int,
        domain: tuple[Node, ...],
        seed: int | None,
        evaluator: Callable[[tuple[object, ...], Rows, int], Evaluator],
    ) -> None:
        self.left, self.right, self.wanted = left, right, points
        self.domain, self.seed, self.evaluator = domain, seed, evaluator
        self.agreed = 0
        self.bits = _EXACT
        self.witness: Mapping[str, Fraction] | None = None
        self.gaps: list[Mapping[str, Fraction] | None] = [None, None]

    def compare(self, found: Survey) -> Comparison:
        if not found.names:
            self.look({}, 1, ())
            return self.verdict(1)
        domain = self.domain
        if domain:
            domain = tuple(c for c in domain if not set(survey(c).names).isdisjoint(found.names))
        seed = found.checksum if self.seed is None else self.seed
        first = self.wanted + (0, 1, self.wanted)[found.gaps]
        for place, (rows, count) in enumerate(batches(found.names, seed, domain, first)):
            if self.agreed < self.wanted and self.witness is None:
                self.look(rows, count, (found.names, place, first))
        if self.witness is None and (found.kinks or found.steps or found.divisors):
            edges = rows_at_edges(found, seed, domain)
            count = len(edges[found.names[0]])
            if count:
                self.look(edges, count, (found.names, _content(edges)))
        least = 4 if self.wanted >= 6 else min(3, self.wanted)
        if self.witness is None and self.agreed < least:
            borders = rows_at_borders((self.left, self.right), found.names, seed, domain)
            self.look(borders, len(borders[found.names[0]]), (found.names, _content(borders)))
        return self.verdict(least)

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
                evaluator = self.evaluator((key, level, *indices) if level else key, here, len(indices))
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
