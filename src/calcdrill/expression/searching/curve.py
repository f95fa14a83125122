"""Whether a tree in two variables is nowhere on a curve larger than at some points: a search of the whole plane.

graph       a curve that is y = h(x) is put in: one variable is left (``bound.py``)
squares     a square is dropped where the curve does not pass, or f − λ·g, which is f on the curve, stays below
around a    f − λ·g − k·g², which is f on the curve too, has a definite Hessian on a square around the point:
point       nothing there is better
cones       far out g is not 0, or f stays below, by their growth
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flint import arb, fmpq

from calcdrill.errors import Undecided
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.enclosure import EMPTY, Enclosure, enclose
from calcdrill.expression.balls.far import Far, Unbounded
from calcdrill.expression.balls.jets import gradient, hessian
from calcdrill.expression.searching.numerals import finest

__all__ = ["prove_best", "witness"]

_MOST_SQUARES: Final = 8_000
_MOST_CONES: Final = 600
_PRECISION: Final = 256
_RADIUS: Final = 16
_GAP: Final = arb("1e-11")
_NEAR: Final = tuple(fmpq(1, 2**k) for k in (4, 7, 10, 14, 20))
_PENALTIES: Final = (0, 1, 10, 100, 1000)
_NOT_PROVED: Final = "it is not proved that no point of the curve is better"
Names = tuple[str, str]
Square = tuple[fmpq, fmpq, fmpq, fmpq]


def prove_best(function: t.Node, level: t.Node, variables: Names, most: arb, places: Sequence[tuple[arb, arb]]) -> None:
    """Raises Undecided where it is not proved that f ≤ ``most`` on level = 0, with equality only near the places."""
    with working(_PRECISION):
        _Search(function, level, variables, most, places).run()


class _Search:
    def __init__(
        self, function: t.Node, level: t.Node, variables: Names, most: arb, places: Sequence[tuple[arb, arb]]
    ) -> None:
        self.function, self.level, self.variables, self.most, self.places = function, level, variables, most, places
        size = max([1.0, *(abs(float(c.mid())) for place in places for c in place)])
        self.radius = fmpq(_RADIUS * (1 + int(size)))
        self.allowed = most.upper() + _GAP * (1 + abs(most.upper()))
        self.tiny = self.radius * fmpq(1, 2 ** min(90, finest(function, level) // 2))
        self.multipliers = [self.multiplier(place) for place in places]
        self.safe = [self.half_of_safe_square(k) for k in range(len(places))]

    def multiplier(self, place: tuple[arb, arb]) -> arb:
        point = dict(zip(self.variables, place, strict=True))
        f, g = (gradient(tree, self.variables, point, _PRECISION) for tree in (self.function, self.level))
        ratio = (f[0] * g[0] + f[1] * g[1]) / (g[0] * g[0] + g[1] * g[1])
        return ratio if ratio.is_finite() else arb(0)

    def half_of_safe_square(self, index: int) -> fmpq | None:
        """Half the side of a square around a place on which nothing of the curve is better, by the Hessian."""
        return next((half for half in _NEAR if self.is_safe(index, half)), None)

    def is_safe(self, index: int, half: fmpq) -> bool:
        spread = arb(0, arb(half))
        box = {name: c + spread for name, c in zip(self.variables, self.places[index], strict=True)}
        f, g = (hessian(tree, self.variables, box, _PRECISION) for tree in (self.function, self.level))
        slope = gradient(self.level, self.variables, box, _PRECISION)
        at = value(self.level, box, _PRECISION)
        for penalty in _PENALTIES:
            h = [
                [
                    f[i][j] - self.multipliers[index] * g[i][j] - 2 * penalty * (slope[i] * slope[j] + at * g[i][j])
                    for j in (0, 1)
                ]
                for i in (0, 1)
            ]
            if h[0][0] < 0 and h[0][0] * h[1][1] - h[0][1] * h[1][0] > 0:
                return True
        return False

    def run(self) -> None:
        self.prove_cones()
        squares: list[Square] = [(-self.radius, self.radius, -self.radius, self.radius)]
        seen = 0
        while squares:
            seen += len(squares)
            if seen > _MOST_SQUARES:
                raise Undecided(_NOT_PROVED)
            squares = [part for square in squares if not self.settled(square) for part in _quarters(square)]

    def settled(self, square: Square) -> bool:
        a, b, c, d = square
        sides = (arb(a).union(arb(b)), arb(c).union(arb(d)))
        if self.is_in_safe_square(sides):
            return True
        box = dict(zip(self.variables, sides, strict=True))
        g = enclose(self.level, box)
        if g is EMPTY:
            return True
        middle = {self.variables[0]: arb((a + b) / 2), self.variables[1]: arb((c + d) / 2)}
        here = self.centred(g, self.level, box, middle)
        if here is not None and (here > 0 or here < 0):
            return True
        f = enclose(self.function, box)
        if f is EMPTY:
            return True
        if isinstance(f, Enclosure) and f.ball.upper() < self.most.lower():
            return True
        best = self.upper(f, g, box, middle)
        if best is not None and best < self.most.lower():
            return True
        if best is not None and self.is_beside(sides) and best < self.allowed:
            return True
        if b - a < self.tiny:
            raise Undecided(_NOT_PROVED)
        return False

    def is_in_safe_square(self, sides: Sequence[arb]) -> bool:
        for place, half in zip(self.places, self.safe, strict=True):
            if half is not None and all(
                (c + arb(0, arb(half))).contains(side) for c, side in zip(place, sides, strict=True)
            ):
                return True
        return False

    def is_beside(self, sides: Sequence[arb]) -> bool:
        """Whether a square lies by a place that has no safe square: a corner, or a flat point."""
        near = arb(0, arb(self.radius) / 2**14)
        return any(
            half is None and all((c + near).contains(side) for c, side in zip(place, sides, strict=True))
            for place, half in zip(self.places, self.safe, strict=True)
        )

    def centred(self, found: object, tree: t.Node, box: dict[str, arb], middle: dict[str, arb]) -> arb | None:
        if not isinstance(found, Enclosure):
            return None
        if found.slopes is None or not found.continuous:
            return found.ball
        moves = (box[name] - middle[name] for name in self.variables)
        at = value(tree, middle, _PRECISION)
        rise = at + sum((s * move for s, move in zip(found.slopes, moves, strict=True)), start=arb(0))
        return found.ball.intersection(rise) if found.ball.overlaps(rise) else rise

    def upper(self, f: object, g: object, box: dict[str, arb], middle: dict[str, arb]) -> arb | None:
        """The least of the bounds on f − λ·g, with the multipliers of the places and with 0."""
        if not isinstance(f, Enclosure) or not isinstance(g, Enclosure):
            return None
        best = f.ball.upper()
        if f.slopes is None or g.slopes is None or not (f.continuous and g.continuous):
            return best
        at = [value(tree, middle, _PRECISION) for tree in (self.function, self.level)]
        moves = [box[name] - middle[name] for name in self.variables]
        for multiplier in (arb(0), *self.multipliers):
            whole = at[0] - multiplier * at[1]
            for k in (0, 1):
                whole += (f.slopes[k] - multiplier * g.slopes[k]) * moves[k]
            if whole.upper() < best:
                best = whole.upper()
        return best

    def prove_cones(self) -> None:
        cones = [(which, sign, fmpq(-1), fmpq(1)) for which in (0, 1) for sign in (1, -1)]
        seen = 0
        while cones:
            seen += len(cones)
            if seen > _MOST_CONES:
                raise Undecided(_NOT_PROVED)
            open_ = [cone for cone in cones if not self.is_settled_cone(*cone)]
            cones = [(w, s, *ends) for w, s, a, b in open_ for ends in ((a, (a + b) / 2), ((a + b) / 2, b))]

    def is_settled_cone(self, which: int, sign: int, a: fmpq, b: fmpq) -> bool:
        names = {self.variables[which]: arb(sign), self.variables[1 - which]: arb(a).union(arb(b))}
        far = Far(self.radius, names)
        try:
            if far.of(self.level).is_never_zero:
                return True
        except Unbounded as error:
            if error.empty:
                return True
        try:
            return bool(far.range(far.of(self.function))[1] < self.most.lower())
        except Unbounded as error:
            return error.empty


def _quarters(square: Square) -> list[Square]:
    a, b, c, d = square
    x, y = a + (b - a) * fmpq(65, 129), c + (d - c) * fmpq(65, 129)
    return [(a, x, c, y), (x, b, c, y), (a, x, y, d), (x, b, y, d)]


# -- a point that is better


def witness(function: t.Node, level: t.Node, variables: Names, above: arb) -> tuple[float, float] | None:
    """Roughly where on the curve f is proved to be larger than ``above``: on a short segment g changes its sign."""
    for size in (1, 4, 16, 128, 4096, 2**20):
        for which in (0, 1):
            place = _witness_in(function, level, (variables[which], variables[1 - which]), above, fmpq(size))
            if place is not None:
                return place if which == 0 else place[::-1]
    return None


_STEPS: Final = 24


def _witness_in(function: t.Node, level: t.Node, names: Names, above: arb, size: fmpq) -> tuple[float, float] | None:
    """On lines x = c: y between neighbouring steps at which g has other signs, halved until f is decided."""
    along, across = names
    steps = [size * fmpq(2 * k - _STEPS, _STEPS) + size * fmpq(1, 1009) for k in range(_STEPS + 1)]
    with working(128):
        for x in steps:
            point = {along: arb(x)}
            signs = [_sign(value(level, {**point, across: arb(y)}, 128)) for y in steps]
            for k in range(_STEPS):
                if signs[k] * signs[k + 1] < 0 and _is_better(function, level, point, across, steps[k : k + 2], above):
                    return float(arb(x).mid()), float(arb(steps[k]).mid())
    return None


def _is_better(
    function: t.Node, level: t.Node, point: dict[str, arb], across: str, ends: list[fmpq], above: arb
) -> bool:
    a, b = ends
    first = _sign(value(level, {**point, across: arb(a)}, 128))
    enclosure = enclose(level, {across: arb(a).union(arb(b))}, point)
    if not isinstance(enclosure, Enclosure) or not enclosure.continuous:
        return False
    for _ in range(60):
        f = enclose(function, {across: arb(a).union(arb(b))}, point)
        if isinstance(f, Enclosure) and f.defined and f.ball > above:
            return True
        if isinstance(f, Enclosure) and f.ball < above:
            return False
        middle = (a + b) / 2
        sign = _sign(value(level, {**point, across: arb(middle)}, 128))
        if sign == 0:
            return bool(value(function, {**point, across: arb(middle)}, 128) > above)
        a, b = (middle, b) if sign == first else (a, middle)
    return False


def _sign(ball: arb) -> int:
    return 1 if ball > 0 else -1 if ball < 0 else 0
