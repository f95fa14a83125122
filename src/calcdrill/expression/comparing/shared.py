"""What comparisons of one problem work out for each other: its checks have most of their parts in common."""

from __future__ import annotations

from collections.abc import Callable

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator
from calcdrill.expression.comparing.drawn import drawn_rows
from calcdrill.expression.comparing.fingerprint import fingerprint
from calcdrill.expression.comparing.points import Rows
from calcdrill.expression.comparing.survey import Survey, survey
from calcdrill.expression.formal.field import Draw
from calcdrill.expression.formal.interpretation import Interpretation

__all__ = ["Shared", "algebra_of", "is_constant"]


def algebra_of(*trees: t.Node) -> Interpretation:
    """A field of their own for some trees, drawn from a hash of them: no formula is written around its unknowns."""
    return Interpretation(Draw(fingerprint(*trees)))


def is_constant(tree: t.Node, draw: Draw | None = None) -> bool:
    """Whether derivatives make the tree a number that is not 0, as the second ones of a quadratic function are."""
    if not t.contains(tree, t.Derivative):
        return False
    return bool((algebra_of(tree) if draw is None else Interpretation(draw)).small_ratio(tree, t.ONE))


class Shared:
    """The evaluators by their rows, and the surveys by their trees (which stay alive in here).

    With a ``seed`` all comparisons look at the same points; ``algebra`` is the field that they share, and ``written``
    hashes what the points of their own are drawn from, for the few that need any.
    """

    __slots__ = ("_draw", "algebra", "drawn", "evaluators", "seed", "surveys", "written")

    def __init__(
        self, seed: int | None, algebra: Interpretation | None = None, written: Callable[[], int] | None = None
    ) -> None:
        self.seed, self.algebra, self.written = seed, algebra, written
        self._draw: int | None = None
        self.evaluators: dict[object, Evaluator] = {}
        self.surveys: dict[int, tuple[t.Node, Survey]] = {}
        self.drawn: dict[object, tuple[Rows, int]] = {}

    def draw(self, left: t.Node, right: t.Node) -> int:
        """What the points of two sides' own are drawn from."""
        if self.written is None:
            return fingerprint(left, right)
        if self._draw is None:
            self._draw = self.written()
        return self._draw

    def rows(
        self, names: tuple[str, ...], seed: int, domain: tuple[t.Node, ...], far: bool, whole: bool
    ) -> tuple[Rows, int]:
        """Drawn points: the ones that were drawn before, so that evaluators know them."""
        key = names, seed, domain, far, whole
        rows = self.drawn.get(key)
        if rows is None:
            rows = self.drawn[key] = drawn_rows(names, seed, domain, far, whole)
        return rows

    def survey(self, tree: t.Node) -> Survey:
        """One look at a tree: of two lines that follow each other, the first ends as the second begins."""
        while type(tree) is t.Derivative:
            tree = tree.body
        kept = self.surveys.get(id(tree))
        if kept is None:
            kept = self.surveys[id(tree)] = tree, survey(tree)
        return kept[1]

    def evaluator(self, key: object, rows: Rows, count: int) -> Evaluator:
        """The evaluator of these rows: the one that was used before, if there was one."""
        evaluator = self.evaluators.get(key)
        if evaluator is None:
            evaluator = self.evaluators[key] = Evaluator(rows, count)
        return evaluator
