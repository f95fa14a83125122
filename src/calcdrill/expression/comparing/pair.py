"""One comparison of two scalar trees: point by point, with more precision where it is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from flint import arb, fmpq

from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import UNDECIDED, UNDEFINED, Hole, Value
from calcdrill.expression.comparing.comparison import Basis, Comparison, Verdict, agree, all_agree
from calcdrill.expression.comparing.edges import rows_at_borders, rows_at_edges
from calcdrill.expression.comparing.points import Rows, as_point, batches, conditions_on
from calcdrill.expression.comparing.survey import Survey, joined_checksum
from calcdrill.expression.tree import Node

__all__ = ["Pair"]

_EXACT: Final = 2**40
_RATIONAL: Final = frozenset({fmpq})
_BALLS: Final = frozenset({arb})
_NUMBERS: Final = frozenset({fmpq, arb})
_PRECISIONS: Final = ((4 * PRECISION, 8), (16 * PRECISION, 6))
"""More precision, and at how many points of a batch it is used at most."""


class Pair:
    """One comparison of two scalar trees on its way; ``basis`` is what their equality rests on, if they are equal."""

    def __init__(
        self,
        left: Node,
        right: Node,
        points: int,
        domain: tuple[Node, ...],
        seed: int | None,
        evaluator: Callable[[object, Rows, int], Evaluator],
        seeks_gaps: bool,
        basis: Basis = Basis.POINTS,
    ) -> None:
        self.basis = basis
        self.left, self.right, self.wanted, self.seeks_gaps = left, right, points, seeks_gaps
        self.domain, self.seed, self.evaluator = domain, seed, evaluator
        self.agreed = 0
        self.bits = _EXACT
        self.witness: Mapping[str, Fraction] | None = None
        self.gaps: list[Mapping[str, Fraction] | None] = [None, None]
        self.is_missing = False
        """Whether neither side is defined at some point."""

    def compare(self, found: Survey, drawn: tuple[Rows, int] | None = None) -> Comparison:
        """The verdict; ``drawn`` are points of its own that are looked at first."""
        if found.only_named:
            return self.verdict(1)
        if not found.names:
            self.look_closer({}, self.look({}, 1, ()), ())
            return self.verdict(1)
        domain = self.domain
        if domain:
            domain = conditions_on(found.names, domain)
        seed = joined_checksum(self.left, self.right) if self.seed is None else self.seed
        first = self.wanted + (1 if found.gaps else 0)
        waiting = []
        own = () if drawn is None or not drawn[1] else (drawn,)
        for rows, count in (*own, *batches(found.names, seed, domain, first)):
            if self.agreed < self.wanted and self.witness is None:
                # These rows are kept: they are the same object whenever they are asked for.
                key = id(rows)
                waiting.append((rows, self.look(rows, count, key), key))
        for rows, still, key in waiting:
            if self.agreed < self.wanted:
                self.look_closer(rows, still, key)
        least = 4 if self.wanted >= 6 else min(3, self.wanted)
        if self.witness is not None:
            return self.verdict(least)
        if self.agreed < least:
            self.look_at(rows_at_borders((self.left, self.right), found.names, seed, domain))
        if found.kinks or found.steps or (self.seeks_gaps and found.telling_divisors):
            # Points so close to each other may show a difference, but they count as no agreement.
            agreed = self.agreed
            self.look_at(rows_at_edges(found, seed, domain))
            self.agreed = agreed
        return self.verdict(least)

    def look_at(self, rows: Rows) -> None:
        """Evaluate both sides at the rows, with as much precision as it takes."""
        count = len(next(iter(rows.values())))
        if count and self.witness is None:
            key = tuple((name, tuple((value.p, value.q) for value in column)) for name, column in rows.items())
            self.look_closer(rows, self.look(rows, count, key), key)

    def look(self, rows: Rows, count: int, key: object) -> list[int]:
        """Evaluate both sides at the rows; the ones where more precision may say more."""
        with working(PRECISION):
            evaluator = self.evaluator(key, rows, count)
            return self.judge_columns(evaluator.column(self.left), evaluator.column(self.right), rows)

    def look_closer(self, rows: Rows, still: list[int], key: object) -> None:
        """Evaluate both sides at some of the rows with more precision, and the rest of them with most."""
        for precision, most in _PRECISIONS:
            if not still or self.witness is not None:
                return
            some = still[:most]
            here = {name: [column[index] for index in some] for name, column in rows.items()}
            with working(precision):
                evaluator = self.evaluator((key, precision, *some), here, len(some))
                left, right = evaluator.column(self.left), evaluator.column(self.right)
                pairs = zip(some, left, right, strict=True)
                still = [index for index, a, b in pairs if not self.judge(a, b, rows, index)]

    def judge_columns(self, lefts: list[Value], rights: list[Value], rows: Rows) -> list[int]:
        """Take note of what two columns say; the rows where more precision may say more."""
        kinds, others = set(map(type, lefts)), set(map(type, rights))
        if kinds == others == _RATIONAL:
            if lefts == rights:
                self.agreed += len(lefts)
                return []
        elif kinds <= _NUMBERS >= others:
            bits = all_agree(
                lefts if kinds == _BALLS else list(map(arb, lefts)),
                rights if others == _BALLS else list(map(arb, rights)),
            )
            if bits is not None:
                self.agreed += len(lefts)
                self.bits = min(self.bits, bits)
                return []
        return [i for i, (a, b) in enumerate(zip(lefts, rights, strict=True)) if not self.judge(a, b, rows, i)]

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
        elif left is UNDEFINED is right:
            self.is_missing = True
        return left is not UNDECIDED is not right or left is UNDEFINED or right is UNDEFINED

    def verdict(self, least: int) -> Comparison:
        bound = 0.0 if self.bits == _EXACT else 2.0 ** -min(self.bits, 1000)
        if self.witness is not None:
            return Comparison(Verdict.DIFFERENT, self.agreed, bound, self.witness, basis=self.basis)
        if self.agreed < least:
            # What is defined nowhere is not equal to itself.
            same = self.left == self.right and not (self.is_missing and not self.agreed)
            verdict = Verdict.EQUAL if same else Verdict.UNDECIDED
            return Comparison(verdict, self.agreed, bound, basis=self.basis)
        has_gap = self.gaps[0] is not None or self.gaps[1] is not None
        verdict = Verdict.EQUAL_WHERE_DEFINED if has_gap else Verdict.EQUAL
        return Comparison(verdict, self.agreed, bound, None, self.gaps[0], self.gaps[1], self.basis)
