"""What makes an agreement at points an equality: nothing is hidden from the points, and no piece is left out.

no kinks                the sides are analytic: they agree at points that nobody could know, with as many bits as it
                        takes to see every part of them
kinks                   the sides are the same by algebra whatever signs the kinks' trees have, or each piece
                        between their zeros, all of which are known, has such a point
anything else           is not settled
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

from flint import arb, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import UNDEFINED, Hole, Value
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.comparing.drawn import drawn_rows
from calcdrill.expression.comparing.factors import factors_of
from calcdrill.expression.comparing.lines import Lines, Piece, Point, smooth_pieces
from calcdrill.expression.comparing.pieces import Critical, critical, every_choice, without_kinks
from calcdrill.expression.comparing.points import Rows, candidates, keep_inside, plain_ends
from calcdrill.expression.comparing.signs import sign_of
from calcdrill.expression.comparing.survey import survey
from calcdrill.expression.comparing.visibility import hidden_bits, is_calm
from calcdrill.expression.comparing.walls import cells, is_thin, line_of, lines_of_domain, stands_outside
from calcdrill.expression.formal.field import Draw
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.tidy import tidy

__all__ = ["Settling", "demands"]

_MOST_BITS: Final = 40_000
"""More bits than that are not spent on a point."""
_ENOUGH: Final = 48
"""Hidden bits that the usual precision shows all the same."""
_VISIBLE: Final = 3
"""At how many points all parts of both sides are to be visible."""
_LOOKED_AT: Final = 4
_MOST_DRAWS: Final = 4
_MARGIN: Final = 96
_NUMBER_BITS: Final = 1024
_COSTLY: Final = (t.Integral, t.Limit)


class Settling:
    """Whether two scalar trees that agree at points are equal.

    Points are drawn from the ``seed``, unknowns of the field are those of ``draw`` (None: drawn from the seed too).
    ``differs`` is a point where the sides turn out not to be equal, ``gaps`` one where only the left or the right side
    is not defined. ``exact``: both are rational numbers.
    """

    def __init__(
        self,
        left: t.Node,
        right: t.Node,
        domain: tuple[t.Node, ...] = (),
        names: tuple[str, ...] = (),
        seed: int = 0,
        draw: Draw | None = None,
    ) -> None:
        self.left, self.right, self.domain, self.names, self.seed = left, right, domain, names, seed
        self.draw = Draw(seed) if draw is None else draw
        self.lines = Lines((left, right), domain, names, seed, self.draw)
        self.differs: Point | None = None
        self.gaps: list[Point | None] = [None, None]
        self.exact = False

    # -- the question

    def by_pieces(self, found: Critical) -> bool:
        """Whether the sides are the same by algebra, whatever signs the kinks' trees have."""
        if found.hidden or not (found.kinks or found.steps):
            return False
        algebra = Interpretation(self.draw)
        choices = every_choice(_tied(found.kinks, algebra))
        if choices is None:
            return False
        nested = [kink for kink in found.kinks if _has_kinks(kink)]
        for signs in choices:
            sides = [without_kinks(side, signs) for side in (self.left, self.right)]
            if None in sides:
                if sides == [None, None] and self._contradict(signs):
                    continue
                return False
            if not algebra.same(*sides):  # type: ignore[arg-type]
                return False
            # A tree that is 0 on a piece has no sign there.
            for kink in nested:
                inner = without_kinks(kink, signs)
                if inner is None or algebra.same(inner, t.ZERO):
                    return False
        return True

    def _contradict(self, signs: Mapping[t.Node, int]) -> bool:
        known = [(sign_of(tree, self.domain), wanted) for tree, wanted in signs.items()]
        return any(sign is not None and sign[0] == -wanted for sign, wanted in known)

    def agrees_apart(self, found: Critical) -> bool:
        """Whether the sides agree where a value may stand apart: at the zeros of a case's border or a sign's tree."""
        apart = [kink for kink, is_apart in found.kinks.items() if is_apart]
        if not apart or not self.names or any(map(_is_worked_at_kinks, (self.left, self.right))):
            return True
        rows, _ = drawn_rows(self.names, self.seed, self.domain, False)
        bases = _points_of(rows)[:2] if len(self.names) > 1 else [{}]
        for kink, base, name in product(apart, bases, self.names):
            others = {other: value for other, value in base.items() if other != name}
            for zero in self.lines.zeros(kink, name, others):
                place = {**others, name: zero}
                if not self._is_outside(kink, name, place) and not self._agrees_at_border(found, place):
                    return False
        return True

    def _is_outside(self, kink: t.Node, name: str, place: Mapping[str, Any]) -> bool:
        """Whether a zero of a kink's tree does not belong to the domain, be it as an end that is left out."""
        with working(PRECISION):
            evaluator = Evaluator({other: [value] for other, value in place.items()}, 1)
            conditions = [part for part in self.domain if set(survey(part).names) <= set(place)]
            if any(evaluator.truth(condition)[0] is False for condition in conditions):
                return True
            ends = [end for end in plain_ends(self.domain, name) or () if end.is_left_out]
            met = [end.node for end in ends if arb(place[name]).overlaps(arb(evaluator.column(end.node)[0]))]
        return any(tidy(t.substitute(kink, {name: end})) == t.ZERO for end in met)

    def _agrees_at_border(self, found: Critical, place: Mapping[str, Any]) -> bool:
        with working(PRECISION):
            evaluator = Evaluator({name: [value] for name, value in place.items()}, 1)
            signs = {kink: _sign_at(evaluator.column(kink)[0], apart) for kink, apart in found.kinks.items()}
            if None in signs.values():
                return True
            sides = [without_kinks(side, signs) for side in (self.left, self.right)]  # type: ignore[arg-type]
            if None in sides:
                return True
            left, right = (evaluator.column(side)[0] for side in sides if side is not None)
            if type(left) is Hole or type(right) is Hole or arb(left).overlaps(arb(right)):
                return True
        self.differs = {name: v.mid().fmpq() if type(v) is arb else v for name, v in place.items()}
        return False

    def at_points(self, found: Critical, rows: Rows, evaluator: Evaluator) -> bool:
        """Whether every part of both sides is visible at enough points, in every piece of the domain.

        ``evaluator`` has the values at ``rows``, which are drawn for these sides, with the usual precision.
        """
        if not self.names:
            return self.as_numbers(evaluator)
        calm = is_calm(self.left, self.right)
        points = _points_of(rows)
        agreeing = self._agreeing(points, evaluator, calm)
        for more in range(_MOST_DRAWS + 1):
            if len(agreeing) >= _VISIBLE or self.differs is not None:
                break
            if more < _MOST_DRAWS:
                rows, _ = drawn_rows(self.names, self.seed + 1 + more, self.domain, False, found.whole)
            else:
                # A limit that still stands may have a value at plain numbers only.
                rows = candidates(self.names, self.seed, self.domain)
            points = _points_of(rows)
            agreeing += [point for point in points if self.agrees_at(point)]
        if len(agreeing) < _VISIBLE and found.edges:
            # Perhaps both sides begin far away, or live in a narrow place.
            pieces = self.lines.pieces(replace(found, many_valued=True), points[:1])
            beside = self._inside([point for piece in pieces for point in piece.points])
            agreeing += [point for point in beside if self.agrees_at(point)]
        if self.differs is not None or len(agreeing) < _VISIBLE:
            return False
        if found.steps and not found.whole:
            return False
        if any(self._may_bend(tree, *bound) for tree, bound in found.bends.items()):
            return False
        if not found.kinks and not (found.many_valued and found.edges):
            return True
        if not all(self._settles(piece, agreeing) for piece in self.lines.pieces(found, agreeing)):
            return False
        if len(set().union(*map(t.free_variables, (*found.kinks, *found.edges)))) < 2:
            return not self.lines.is_open or self._whatever_the_signs(found)
        # Lines through some points may pass a wall by.
        return self._between_walls(found) or self._whatever_the_signs(found)

    def _may_bend(self, tree: t.Node, name: str, between: tuple[t.Node, ...]) -> bool:
        """Whether a tree may be 0 somewhere inside an integral, whose variable is none of the domain's."""
        if any(name in t.names(condition) for condition in self.domain):
            return True
        sign = sign_of(tree, (*self.domain, *between))
        return not ((sign is not None and sign[1]) or self.lines.never_zero(tree) or self._is_line_outside(tree))

    def _is_line_outside(self, tree: t.Node) -> bool:
        """Whether the domain lies on one side of a straight tree."""
        line = line_of(tree)
        places = None if line is None else cells([line], lines_of_domain(self.domain)[0], self.names, self.seed)
        return places is not None and len(places) == 1

    def _between_walls(self, found: Critical) -> bool:
        """Whether all walls inside the domain are straight, and the sides agree in each cell between them."""
        walls = self._walls(found)
        lines = [line_of(wall) for wall in walls or ()]
        if walls is None or None in lines or (lines and found.whole):
            return False
        if not lines:
            return True
        inside, is_all = lines_of_domain(self.domain)
        places = cells(lines, inside, self.names, self.seed)  # type: ignore[arg-type]
        # Where sides agree in all of a cell they do so in the domain's part of it; where they do not, nothing is known.
        judge = self if is_all else Settling(self.left, self.right, (), self.names, self.seed, self.draw)
        return places is not None and all(
            any(map(judge.agrees_at, points)) or (judge.differs is None and all(map(judge._undefined, points)))
            for points in places
        )

    def _walls(self, found: Critical) -> list[t.Node] | None:
        """The trees whose zeros may part the domain, each once; None where they are not known."""
        walls: dict[t.Node, None] = {}
        for tree in (*found.kinks, *(found.edges if found.many_valued else ())):
            if self.lines.never_zero(tree):
                continue
            for piece in smooth_pieces(tree):
                if piece is None:
                    return None
                if not self._is_no_wall(piece):
                    walls.update(dict.fromkeys(factors_of(piece)))
        return [wall for wall in walls if not self._is_no_wall(wall)]

    def _is_no_wall(self, tree: t.Node) -> bool:
        """Whether a tree is proved not to be 0 inside the domain, or to be 0 where that parts nothing."""
        return self.lines.never_zero(tree) or is_thin(tree) or stands_outside(tree, self.domain)

    def as_numbers(self, evaluator: Evaluator) -> bool:
        """Whether two numbers are equal: exactly, or to more digits than numbers share by chance."""
        with working(PRECISION):
            sides = (evaluator.column(self.left)[0], evaluator.column(self.right)[0])
        self.exact = all(type(side) is fmpq for side in sides)
        if self.exact or not is_calm(self.left, self.right):
            return self.exact or self.agrees_at({})
        return self._agree_closely() or (
            self.differs is None and (t.contains(self.left, *_COSTLY) or t.contains(self.right, *_COSTLY))
        )

    def _whatever_the_signs(self, found: Critical) -> bool:
        """Whether the sides are the same at points as analytic trees, whatever signs the kinks' trees may have."""
        choices = every_choice(_tied(found.kinks, Interpretation(self.draw)))
        # Without a kink the sides would be looked at again just as they are.
        if not found.kinks or found.hidden or found.steps or choices is None or any(map(_has_kinks, found.kinks)):
            return False
        known = {tree: self.lines.sign_inside(tree) for tree in found.kinks}
        for signs in choices:
            if any(known[tree] == -sign or _sign_of_parts(tree, signs) == -sign for tree, sign in signs.items()):
                continue
            left, right = (without_kinks(side, signs) for side in (self.left, self.right))
            if left is None or right is None:
                return False
            inner = Settling(left, right, self.domain, self.names, self.seed, self.draw)
            rows, count = drawn_rows(self.names, self.seed, self.domain, False)
            if not inner.at_points(critical(left, right), rows, Evaluator(rows, count)):
                return False
        return True

    def _agree_closely(self) -> bool:
        """Whether two numbers agree to far more digits than sums of roots or logarithms share by chance."""
        return any(self._agree_to(_NUMBER_BITS / 2, working_bits) for working_bits in (_NUMBER_BITS, 3 * _NUMBER_BITS))

    def _agree_to(self, bits: float, working_bits: int) -> bool:
        # Of a number that is 0 a cube root shows only a third of the bits.
        with working(working_bits):
            evaluator = _evaluator({})
            left, right = evaluator.column(self.left)[0], evaluator.column(self.right)[0]
            return self.differs is None and self._same(left, right, bits, {})

    def _agreeing(self, points: list[Point], evaluator: Evaluator, calm: bool) -> list[Point]:
        """The points at which both sides agree visibly, of those that take more precision no more than needed."""
        with working(PRECISION):
            sides = list(zip(evaluator.column(self.left), evaluator.column(self.right), strict=True))
            plain = [i for i, (one, two) in enumerate(sides) if not (type(one) is Hole or type(two) is Hole)]
            plain = [i for i in plain if any(points[i].values())]
            if not calm:
                plain = [i for i in plain[:_LOOKED_AT] if self._hidden(evaluator, i) <= _ENOUGH]
            agreeing = [points[i] for i in plain if self._same(*sides[i], 0.0, points[i])]
        if len(agreeing) >= _VISIBLE:
            return agreeing
        for point in points:
            if point not in agreeing and self.agrees_at(point):
                agreeing.append(point)
            if self.differs is not None or len(agreeing) >= _VISIBLE:
                break
        return agreeing

    def _hidden(self, evaluator: Evaluator, row: int = 0) -> float:
        return max(hidden_bits(self.left, evaluator, row), hidden_bits(self.right, evaluator, row))

    def look_for_gaps(self) -> None:
        """Look for points where only one side is defined: drawn ones, and some of each piece of the domain."""
        critical_parts = critical(self.left, self.right)
        if not critical_parts.kinks and all(map(self.lines.never_zero, critical_parts.edges)):
            return
        critical_parts.many_valued = True
        rows, _ = drawn_rows(self.names, self.seed, self.domain, True, critical_parts.whole)
        points = _points_of(rows)
        for piece in self.lines.pieces(critical_parts, points):
            points += piece.points
            points += [{**piece.points[0], piece.name: end} for end in (piece.start, piece.end) if end is not None]
        inside = self._inside(points)
        with working(PRECISION):
            evaluator = Evaluator({name: [point[name] for point in inside] for name in self.names}, len(inside))
            for sides in zip(inside, evaluator.column(self.left), evaluator.column(self.right), strict=True):
                self._is_gap(sides[1], sides[2], sides[0])

    def _settles(self, piece: Piece, agreeing: list[Point]) -> bool:
        """Whether the sides agree in a piece, visibly, or one of them is not defined there."""
        if len(self.names) == 1:
            name = self.names[0]
            if any(piece.holds(point[name]) for point in agreeing):
                return True
        inside = self._inside(piece.points)
        if any(self.agrees_at(point) for point in inside):
            return True
        return self.differs is None and all(self._undefined(point) for point in inside)

    def _inside(self, points: Sequence[Point]) -> Sequence[Point]:
        """Those of the points at which the conditions of the domain surely hold."""
        if not self.domain or not points:
            return points
        rows = {name: [point[name] for point in points] for name in self.names}
        return _points_of(keep_inside(rows, self.domain))

    def _undefined(self, point: Point) -> bool:
        with working(PRECISION):
            evaluator = _evaluator(point)
            sides = (self.left, self.right, _near(self.left), _near(self.right))
            return any(evaluator.column(side)[0] is UNDEFINED for side in sides)

    # -- one point

    def agrees_at(self, point: Point) -> bool:
        """Whether both sides agree at a point where all their parts are visible; a difference is kept."""
        with working(PRECISION):
            evaluator = _evaluator(point)
            left, right = evaluator.column(self.left)[0], evaluator.column(self.right)[0]
            if self._is_gap(left, right, point):
                return False
            hidden = self._hidden(evaluator)
            if hidden <= _ENOUGH and self._same(left, right, 0.0, point):
                return True
        for times in (1, 3, 9):
            bits = PRECISION * (1 if times == 1 else 4) + times * (hidden + _MARGIN)
            if self.differs is not None or not bits < _MOST_BITS:
                return False
            with working(int(bits)):
                evaluator = _evaluator(point)
                left, right = evaluator.column(self.left)[0], evaluator.column(self.right)[0]
                if self._is_gap(left, right, point):
                    return False
                if self._same(left, right, hidden, point):
                    return True
        return False

    def _is_gap(self, left: Value, right: Value, point: Point) -> bool:
        if left is UNDEFINED and type(right) is not Hole:
            self.gaps[0] = self.gaps[0] or point
        elif right is UNDEFINED and type(left) is not Hole:
            self.gaps[1] = self.gaps[1] or point
        return left is UNDEFINED or right is UNDEFINED

    def _same(self, left: Value, right: Value, hidden: float, point: Point) -> bool:
        if type(left) is Hole or type(right) is Hole:
            return False
        if type(left) is fmpq is type(right):
            if left != right:
                self.differs = point
            return left == right
        one, two = arb(left), arb(right)
        same = agree(one, two)
        if same is False:
            self.differs = point
        if not same:
            return False
        if hidden <= _ENOUGH:
            return True
        wanted = hidden + _MARGIN
        return all(ball.rel_one_accuracy_bits() >= wanted for ball in (one, two)) and (
            all(ball.rel_accuracy_bits() >= wanted for ball in (one, two)) or (0 in one and 0 in two)
        )


def demands(tree: t.Node) -> set[tuple[t.Node | str, ...]]:
    """What has to hold for a tree to be defined: what stands below a line, under a root, in a logarithm."""
    demanded: set[tuple[t.Node | str, ...]] = set()
    stack = [tree]
    while stack:
        node: Any = stack.pop()
        kind = type(node)
        if kind is t.Quotient:
            if t.names(node.denominator):
                demanded.add(("below", node.denominator))
        elif kind is t.Power:
            value = t.value_of(node.exponent)
            if (value is None or value < 0 or value.denominator > 1) and t.names(node):
                demanded.add(("power", node.base, node.exponent))
        elif kind is t.Call and t.names(node):
            demanded.add((node.function, *node.arguments))
        stack += node.children
    return demanded


def _sign_of_parts(tree: t.Node, signs: Mapping[t.Node, int]) -> int:
    """The sign of a product of trees whose signs are given; 0 where one of them is not."""
    sign = 1
    for factor in tree.factors if isinstance(tree, t.Product) else ():
        value = t.value_of(factor)
        part = signs.get(factor, 0) if value is None else (value > 0) - (value < 0)
        sign *= part
    return sign if isinstance(tree, t.Product) else 0


def _near(node: t.Node) -> t.Node:
    """The tree with each limit as a value close to its place: where that is not defined, the limit is not."""

    def change(inner: t.Node) -> t.Node:
        if isinstance(inner, t.Limit) and t.value_of(inner.to) is not None:
            beside = t.Sum((inner.to, t.Quotient(t.ONE, t.Number(1009))))
            return t.At(inner.body, ((inner.variable, beside),))
        return inner

    return t.transform(node, change)


def _points_of(rows: Rows) -> list[Point]:
    return [dict(zip(rows, values, strict=True)) for values in zip(*rows.values(), strict=True)]


def _tied(kinks: Iterable[t.Node], algebra: Interpretation) -> list[dict[t.Node, int]]:
    """The kinks' trees in groups: those that are a constant multiple of each other have their signs together."""
    groups: list[dict[t.Node, int]] = []
    for kink in kinks:
        for group in groups:
            ratio = algebra.small_ratio(kink, next(iter(group)))
            if ratio:
                group[kink] = 1 if ratio > 0 else -1
                break
        else:
            groups.append({kink: 1})
    return groups


def _sign_at(value: Value, is_apart: bool) -> int | None:
    """The sign of a kink's tree; a ball around 0 is 0 where a value may stand apart there."""
    if type(value) is Hole:
        return None
    return 1 if value > 0 else -1 if value < 0 else 0 if is_apart else 1


def _is_worked_at_kinks(tree: t.Node) -> bool:
    """Whether something with kinks is differentiated, integrated or taken to a limit: there it may have no value."""
    worked = (node for node in t.walk(tree) if isinstance(node, t.Derivative | t.Integral | t.Limit))
    return any(map(_has_kinks, worked))


def _evaluator(point: Point) -> Evaluator:
    return Evaluator({name: [value] for name, value in point.items()}, 1)


_KINKED: Final = frozenset({"abs", "sign", "relu", "max", "min", "floor"})


def _has_kinks(node: t.Node) -> bool:
    return t.contains(node, t.Piecewise) or not _KINKED.isdisjoint(t.functions(node))
