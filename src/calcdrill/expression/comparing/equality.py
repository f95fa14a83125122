"""Whether two trees mean the same: ball arithmetic at check points, with a proof at each of them.

    both balls narrow and overlapping        the point agrees, up to the bound
    the balls do not meet                    DIFFERENT, proved
    one side surely not defined              EQUAL_WHERE_DEFINED at best
    wide balls, kinks, things without value  the point does not count; too few points leave UNDECIDED

An agreement is evidence by points, not a proof of identity; undecided never passes for equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator
from calcdrill.expression.comparing.antiderivative import rates
from calcdrill.expression.comparing.comparison import Comparison, Verdict, agree, together
from calcdrill.expression.comparing.infinite import compare_infinite, is_infinite
from calcdrill.expression.comparing.pair import Pair
from calcdrill.expression.comparing.points import Rows
from calcdrill.expression.comparing.shapes import Misfit, take_apart
from calcdrill.expression.comparing.survey import Survey, checksum, joined, survey

__all__ = [
    "Checker",
    "Comparison",
    "Verdict",
    "agree",
    "check_partial",
    "compare",
    "compare_antiderivative",
    "shared_values",
]


def compare(
    left: t.Node, right: t.Node, domain: tuple[t.Node, ...] = (), points: int = 6, seed: int | None = None
) -> Comparison:
    """Compare two trees over the real numbers, under the conditions of ``domain`` ("x > 0").

    Vectors, matrices, relations and sets of points are compared part by part; other shapes are DIFFERENT.
    Derivatives, definite integrals and evaluations that are still to be carried out are. ``points``: how many
    are to agree.
    """
    return Checker(domain, seed).compare(left, right, points)


def check_partial(
    function: t.Node, answer: t.Node, variables: Sequence[str], domain: tuple[t.Node, ...] = (), points: int = 6
) -> Comparison:
    """Compare ``answer`` with the derivative of ``function``, found by jets and not by rules.

    Where the derivative does not exist the answer may be anything; where it does, the answer must be defined.
    """
    return Checker(domain).check_partial(function, answer, variables, points)


def compare_antiderivative(
    left: t.Node, right: t.Node, variable: str, domain: tuple[t.Node, ...] = (), points: int = 6
) -> Comparison:
    """Compare two trees up to a constant, by their derivatives; either may hold integrals without limits.

    UNDECIDED where such an integral stands in a place from which it does not come out (inside a function).
    """
    return Checker(domain).compare_antiderivative(left, right, variable, points)


class _Memory:
    """What was worked out: the evaluators by their rows, the surveys by their trees (which stay alive in here)."""

    __slots__ = ("evaluators", "seed", "surveys")

    def __init__(self, seed: int | None) -> None:
        self.seed = seed
        self.evaluators: dict[object, Evaluator] = {}
        self.surveys: dict[int, tuple[t.Node, Survey]] = {}


_shared: list[_Memory] = []


class shared_values:
    """Inside, all comparisons look at the points of one seed and keep what they work out for each other.

    The checks of one problem have most of their parts in common.
    """

    __slots__ = ("seed",)

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __enter__(self) -> None:
        _shared.append(_Memory(self.seed))

    def __exit__(self, *_: object) -> None:
        _shared.pop()


class Checker:
    """Comparisons over one domain, which share their values. With a ``seed`` all look at the same points.

    With ``seeks_gaps`` they also look where a divisor is 0 and one side may end.
    The worked steps of one problem have most of their parts in common: check them with one checker.
    """

    def __init__(self, domain: tuple[t.Node, ...] = (), seed: int | None = None, seeks_gaps: bool = True) -> None:
        self._memory = _shared[-1] if _shared else _Memory(seed)
        self.domain, self.seed, self.seeks_gaps = domain, self._memory.seed, seeks_gaps

    def compare(self, left: t.Node, right: t.Node, points: int = 6) -> Comparison:
        """As the function ``compare``."""
        if is_infinite(left) or is_infinite(right):
            return compare_infinite(left, right)
        if type(left) in _PARTED or type(right) in _PARTED:
            return self._compare_parts(left, right, points)
        found = joined(self._survey(left), self._survey(right))
        if found.in_parts:
            return self._compare_parts(left, right, points)
        whole = self._pair(left, right, points).compare(found)
        if whole.verdict is Verdict.UNDECIDED and type(left) is type(right) is t.Limit:
            return compare_infinite(left, right)
        return whole

    def check_partial(
        self, function: t.Node, answer: t.Node, variables: Sequence[str], points: int = 6
    ) -> Comparison:
        """As the function ``check_partial``."""
        found = self.compare(t.Derivative(function, tuple(variables)), answer, points)
        if found.verdict is Verdict.EQUAL_WHERE_DEFINED and found.right_gap is None:
            return Comparison(Verdict.EQUAL, found.points, found.bound)
        return found

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
            together_at = Checker(self.domain, checksum(left, right), self.seeks_gaps)
            return together_at._compare_all(parts, others, points)
        return self._compare_all(parts, others, points)

    def _compare_all(self, lefts: Sequence[t.Node], rights: Sequence[t.Node], points: int) -> Comparison:
        found = []
        for left, right in zip(lefts, rights, strict=True):
            found.append(self._compare_leaves(left, right, points))
            if found[-1].verdict is Verdict.DIFFERENT:
                break
        return together(found)

    def _compare_leaves(self, left: t.Node, right: t.Node, points: int) -> Comparison:
        if isinstance(left, t.Text) or isinstance(right, t.Text):
            return Comparison(Verdict.EQUAL if left == right else Verdict.DIFFERENT)
        return self._pair(left, right, points).compare(joined(self._survey(left), self._survey(right)))

    def _pair(self, left: t.Node, right: t.Node, points: int) -> Pair:
        return Pair(left, right, points, self.domain, self.seed, self.evaluator, self.seeks_gaps)

    def _survey(self, tree: t.Node) -> Survey:
        """One look at a tree: of two lines that follow each other, the first ends as the second begins."""
        while type(tree) is t.Derivative:
            tree = tree.body
        kept = self._memory.surveys.get(id(tree))
        if kept is None:
            kept = self._memory.surveys[id(tree)] = tree, survey(tree)
        return kept[1]

    def evaluator(self, key: object, rows: Rows, count: int) -> Evaluator:
        """The evaluator of these rows: the one that was used before, if there was one."""
        found = self._memory.evaluators.get(key)
        if found is None:
            found = self._memory.evaluators[key] = Evaluator(rows, count)
        return found


_PARTED: Final = frozenset({t.Relation, t.Points, t.Text, t.Vector, t.Matrix})
