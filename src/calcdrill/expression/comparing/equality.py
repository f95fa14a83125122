"""Whether two trees mean the same: ball arithmetic at check points, with a proof at each of them.

    both balls narrow and overlapping        the point agrees, up to the bound
    the balls do not meet                    DIFFERENT, proved
    one side surely not defined              EQUAL_WHERE_DEFINED at best
    wide balls, kinks, things without value  the point does not count; too few points leave UNDECIDED

An agreement is evidence by points, not a proof of identity; undecided never passes for equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from flint import fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.antiderivative import rates
from calcdrill.expression.comparing.comparison import Basis, Comparison, Verdict, agree, together
from calcdrill.expression.comparing.fingerprint import fingerprint
from calcdrill.expression.comparing.infinite import compare_infinite, is_infinite
from calcdrill.expression.comparing.on_curve import Curve, compare_on_curve
from calcdrill.expression.comparing.pair import Pair
from calcdrill.expression.comparing.pieces import critical
from calcdrill.expression.comparing.points import as_fractions, conditions_on
from calcdrill.expression.comparing.settling import Settling, demands
from calcdrill.expression.comparing.shapes import Misfit, take_apart
from calcdrill.expression.comparing.shared import Shared, algebra_of
from calcdrill.expression.comparing.survey import Survey, checksum, joined, survey
from calcdrill.expression.formal.interpretation import Interpretation

__all__ = [
    "Checker",
    "Comparison",
    "Shared",
    "Verdict",
    "agree",
    "check_partial",
    "compare",
    "compare_antiderivative",
    "gap",
]


def compare(
    left: t.Node,
    right: t.Node,
    domain: tuple[t.Node, ...] = (),
    points: int = 6,
    shared: Shared | None = None,
) -> Comparison:
    """Compare two trees over the real numbers, under the conditions of ``domain`` ("x > 0").

    Vectors, matrices, relations and sets of points are compared part by part; other shapes are DIFFERENT.
    Derivatives, definite integrals and evaluations that are still to be carried out are. ``points``: how many
    are to agree. ``shared``: what other comparisons have worked out.
    """
    return Checker(domain, shared=shared).compare(left, right, points)


def check_partial(
    function: t.Node,
    answer: t.Node,
    variables: Sequence[str],
    domain: tuple[t.Node, ...] = (),
    points: int = 6,
    shared: Shared | None = None,
) -> Comparison:
    """Compare ``answer`` with the derivative of ``function``, found by jets and not by rules.

    Where the derivative does not exist the answer may be anything; where it does, the answer must be defined.
    """
    return Checker(domain, shared=shared).check_partial(function, answer, variables, points)


def compare_antiderivative(
    left: t.Node,
    right: t.Node,
    variable: str,
    domain: tuple[t.Node, ...] = (),
    points: int = 6,
    shared: Shared | None = None,
) -> Comparison:
    """Compare two trees up to a constant, by their derivatives; either may hold integrals without limits.

    UNDECIDED where such an integral stands in a place from which it does not come out (inside a function).
    """
    return Checker(domain, shared=shared).compare_antiderivative(left, right, variable, points)


def gap(left: t.Node, right: t.Node, domain: tuple[t.Node, ...] = ()) -> Mapping[str, Fraction] | None:
    """A point where only one of two trees is defined, looked for in every piece of the domain; None: none is found."""
    if not (t.has_variables(left) or t.has_variables(right)):
        # Numbers are defined or not, which whoever compared them knows.
        return None
    try:
        pairs = list(zip(take_apart(left)[1], take_apart(right)[1], strict=True))
    except (Misfit, ValueError):
        return None
    for one, other in pairs:
        if not (t.has_variables(one) or t.has_variables(other)) or demands(one) == demands(other):
            continue
        names = survey(one, other).names
        settling = Settling(one, other, conditions_on(names, domain), names, fingerprint(one, other))
        settling.look_for_gaps()
        where = settling.gaps[0] or settling.gaps[1]
        if where is not None:
            return as_fractions(where)
    return None


class Checker:
    """Comparisons over one domain, which share their values. With a ``seed`` all look at the same points.

    With a ``curve`` only its points count. With ``seeks_gaps`` they also look where a divisor is 0 and a side may end.
    The worked steps of one problem have most of their parts in common: check them with one checker, or with ``shared``
    values, which have a seed of their own.
    """

    def __init__(
        self,
        domain: tuple[t.Node, ...] = (),
        seed: int | None = None,
        seeks_gaps: bool = True,
        curve: Curve | None = None,
        shared: Shared | None = None,
    ) -> None:
        self.curve = curve
        self.shared = Shared(seed) if shared is None else shared
        self.domain, self.seed, self.seeks_gaps = domain, self.shared.seed, seeks_gaps

    def compare(self, left: t.Node, right: t.Node, points: int = 6) -> Comparison:
        """As the function ``compare``."""
        if is_infinite(left) or is_infinite(right):
            return compare_infinite(left, right)
        if type(left) in _PARTED or type(right) in _PARTED:
            return self._compare_parts(left, right, points)
        surveyed = joined(self.shared.survey(left), self.shared.survey(right))
        if surveyed.in_parts:
            return self._compare_parts(left, right, points)
        whole = self._compare_scalars(left, right, points, surveyed)
        if whole.verdict is Verdict.UNDECIDED and type(left) is type(right) is t.Limit:
            return compare_infinite(left, right)
        return whole

    def check_partial(self, function: t.Node, answer: t.Node, variables: Sequence[str], points: int = 6) -> Comparison:
        """As the function ``check_partial``."""
        comparison = self.compare(t.Derivative(function, tuple(variables)), answer, points)
        if comparison.verdict is Verdict.EQUAL_WHERE_DEFINED and comparison.right_gap is None:
            return Comparison(Verdict.EQUAL, comparison.points, comparison.bound, basis=comparison.basis)
        return comparison

    def compare_antiderivative(self, left: t.Node, right: t.Node, variable: str, points: int = 6) -> Comparison:
        """As the function ``compare_antiderivative``."""
        sides = rates(left, right, variable)
        return Comparison(Verdict.UNDECIDED) if sides is None else self.compare(*sides, points)

    def _compare_parts(self, left: t.Node, right: t.Node, points: int) -> Comparison:
        try:
            (shape, parts), (other_shape, others) = take_apart(left), take_apart(right)
        except Misfit:
            return Comparison(Verdict.UNDECIDED)
        if shape != other_shape:
            return Comparison(Verdict.DIFFERENT)
        if self.seed is None and len(parts) > 1:
            # All parts at the same points: they often have their parts in common.
            together_at = Checker(self.domain, checksum(left, right), self.seeks_gaps, self.curve)
            return together_at._compare_all(parts, others, points)
        return self._compare_all(parts, others, points)

    def _compare_all(self, lefts: Sequence[t.Node], rights: Sequence[t.Node], points: int) -> Comparison:
        comparisons = []
        for left, right in zip(lefts, rights, strict=True):
            comparisons.append(self._compare_leaves(left, right, points))
            if comparisons[-1].verdict is Verdict.DIFFERENT:
                break
        return together(comparisons)

    def _compare_leaves(self, left: t.Node, right: t.Node, points: int) -> Comparison:
        if isinstance(left, t.Text) or isinstance(right, t.Text):
            return Comparison(Verdict.EQUAL if left == right else Verdict.DIFFERENT)
        return self._compare_scalars(left, right, points, joined(self.shared.survey(left), self.shared.survey(right)))

    def _compare_scalars(self, left: t.Node, right: t.Node, points: int, found: Survey) -> Comparison:
        """Two numbers. That they differ is proved by a point; that they are equal takes more than points."""
        if self.curve is not None and found.names and set(found.names) <= {self.curve.x, self.curve.y}:
            return compare_on_curve(left, right, self.curve, self.domain)
        if points < _SURE or found.only_named:
            return self._pair(left, right, points).compare(found)
        if self._algebra(left, right).same(left, right):
            return self._pair(left, right, points, Basis.ALGEBRA).compare(found)
        return self._settled(left, right, points, found)

    def _settled(self, left: t.Node, right: t.Node, points: int, found: Survey) -> Comparison:
        """The verdict on sides that algebra does not find the same."""
        if not found.names or not (t.has_variables(left) or t.has_variables(right)):
            return self._settled_numbers(left, right, points, found)
        if self._differ_plainly(left, right, found):
            return self._pair(left, right, points).compare(found)
        seed = self.shared.draw(left, right)
        domain = conditions_on(found.names, self.domain) if self.domain and found.names else ()
        pieces = critical(left, right)
        drawn = None
        if found.names:
            # Far away is looked at where something may begin there.
            far = bool(pieces.kinks or pieces.steps or (pieces.edges and pieces.many_valued)) and _is_plain(left, right)
            drawn = self.shared.rows(found.names, seed, domain, far, pieces.whole)
        whole = self._pair(left, right, points).compare(found, drawn)
        if whole.verdict is not Verdict.EQUAL and drawn is not None:
            # A place that is told to a reader has plain numbers, if it can.
            plain = self._pair(left, right, points).compare(found)
            whole = plain if plain.verdict is whole.verdict else whole
        if not whole.holds:
            return whole
        algebra = self.shared.algebra
        settling = Settling(left, right, domain, found.names, seed, None if algebra is None else algebra.draw)
        if not settling.agrees_apart(pieces):
            assert settling.differs is not None
            return Comparison(Verdict.DIFFERENT, whole.points, whole.bound, as_fractions(settling.differs))
        if settling.by_pieces(pieces):
            return whole._replace(basis=Basis.ALGEBRA)
        rows, count = drawn or ({}, 1)
        settled = settling.at_points(pieces, rows, self.shared.evaluator(id(rows), rows, count))
        if settling.differs is not None:
            return Comparison(Verdict.DIFFERENT, whole.points, whole.bound, as_fractions(settling.differs))
        if not settled:
            return whole._replace(verdict=Verdict.UNDECIDED)
        left_gap = whole.left_gap or _optional_point(settling.gaps[0])
        right_gap = whole.right_gap or _optional_point(settling.gaps[1])
        partly = left_gap is not None or right_gap is not None
        return whole._replace(
            verdict=Verdict.EQUAL_WHERE_DEFINED if partly else whole.verdict,
            left_gap=left_gap,
            right_gap=right_gap,
            basis=Basis.PROVED if settling.exact else Basis.POINTS,
        )

    def _differ_plainly(self, left: t.Node, right: t.Node, found: Survey) -> bool:
        """Whether a first look, at two plain points, tells the sides apart: what is no option's is told so."""
        return _is_plain(left, right) and self._pair(left, right, 2).compare(found).verdict is Verdict.DIFFERENT

    def _settled_numbers(self, left: t.Node, right: t.Node, points: int, found: Survey) -> Comparison:
        """The verdict on two numbers that algebra does not find the same: one look, to many digits."""
        whole = self._pair(left, right, points).compare(found._replace(gaps=1))
        if not whole.holds or not _is_plain(left, right):
            # Numbers that are limits and integrals are compared as such, by their balls.
            return whole
        settling = Settling(left, right)
        if settling.as_numbers(self.shared.evaluator((), {}, 1)):
            return whole._replace(basis=Basis.PROVED if settling.exact else Basis.POINTS)
        return whole._replace(verdict=Verdict.UNDECIDED if settling.differs is None else Verdict.DIFFERENT)

    def _algebra(self, left: t.Node, right: t.Node) -> Interpretation:
        """The field in which both sides are looked at: one for a whole problem, or one of their own."""
        return self.shared.algebra or algebra_of(left, right)

    def _pair(self, left: t.Node, right: t.Node, points: int, basis: Basis = Basis.POINTS) -> Pair:
        return Pair(left, right, points, self.domain, self.seed, self.shared.evaluator, self.seeks_gaps, basis)


_SURE: Final = 6
"""Who asks for so many points wants to know that the sides are equal, not only whether they differ."""


def _optional_point(point: Mapping[str, fmpq] | None) -> Mapping[str, Fraction] | None:
    return None if point is None else as_fractions(point)


def _is_plain(*trees: t.Node) -> bool:
    """Whether a value costs little, so that it may be asked for far away."""
    return not any(t.contains(tree, t.Integral, t.Limit) for tree in trees)


_PARTED: Final = frozenset({t.Relation, t.Points, t.Text, t.Vector, t.Matrix})
