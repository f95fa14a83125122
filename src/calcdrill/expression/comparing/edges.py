"""Where trees may part that agree nearly everywhere: at kinks, beside them, and at zeros of divisors.

sign(x − 1) and sign(x − 1.001) agree at nearly all random points, √(x²) and x at half of them, x²/x and x at
all but one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final

from flint import arb, arb_series, fmpq, fmpq_poly, fmpz

from calcdrill.expression.arithmetic import subtract
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working
from calcdrill.expression.balls.ball_values import Hole
from calcdrill.expression.balls.isolate import polynomial_roots
from calcdrill.expression.comparing.points import Rows, as_point, candidates, keep_inside
from calcdrill.expression.comparing.shared import is_constant
from calcdrill.expression.comparing.survey import Survey, checksum, survey
from calcdrill.expression.facts import domain as domain_of
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.rationals import rational
from calcdrill.expression.tree import (
    Call,
    Negative,
    Node,
    Power,
    Sum,
    free_variables,
    number,
    walk,
)

__all__ = ["check_points", "likely_zeros", "rows_at_borders", "rows_at_edges"]

_SIDES: Final = tuple(fmpq(sign, 10**power) for power in (6, 3, 1) for sign in (1, -1))
_MOST_KINKS: Final = 12
_GRID: Final[tuple[fmpq, ...]] = tuple(fmpq(k, 8) for k in range(-50, 51))
_FAR: Final = tuple(fmpq(25, 4) * fmpq(3, 2) ** k for k in range(18))
_FAR_GRID: Final = (*(-place for place in reversed(_FAR)), *_FAR)
"""From 25/4, where the grid ends, to some 6,000, in steps by half."""
_HALVINGS: Final = 40
_PARTS: Final = tuple(fmpq(k, 7) for k in range(1, 7))
_STEPS: Final = tuple(fmpq(sign * k, 7) for k in (1, 4, 9, 20, 50) for sign in (1, -1))
_NEWTON_STEPS: Final = 4
_LEAST_MOVE: Final = arb(2) ** -4096


def check_points(*trees: Node, domain: tuple[Node, ...] = (), seed: int | None = None) -> list[dict[str, Fraction]]:
    """All points where a check of ``trees`` may look, those at edges first; ``seed`` None: from the trees."""
    surveyed = survey(*trees)
    seed = checksum(*trees) if seed is None else seed
    points = []
    for rows in (rows_at_edges(surveyed, seed, domain), candidates(surveyed.names, seed, domain)):
        points += [as_point(rows, index) for index in range(len(next(iter(rows.values()), ())))]
    return points


def rows_at_edges(found: Survey, seed: int, domain: tuple[Node, ...] = ()) -> Rows:
    """Points at and beside the kinks, and at zeros of divisors, along each variable from two base points.

    Beside means ±1e-6, ±1e-3 and ±1e-1, and half-way between neighbours: two kinks that nearly coincide part
    there.
    """
    rows: Rows = {name: [] for name in found.names}
    divisors = found.telling_divisors
    if not (found.kinks or found.steps or divisors):
        return rows
    kinks = [tree for tree in found.kinks if not is_constant(tree)]
    trees = [*kinks, *(Sum((tree, Negative(number(k)))) for tree in found.steps for k in range(-2, 3))]
    bases = candidates(found.names, seed, domain)
    count = len(next(iter(bases.values()), ()))
    for start in (1, 2) if len(found.names) > 1 else (0,):
        if start < count:
            base = {name: column[start] for name, column in bases.items()}
            for name in found.names:
                for value in _edges(name, base, trees, divisors):
                    for other in found.names:
                        rows[other].append(value if other == name else base[other])
    return keep_inside(rows, domain) if domain and found.names else rows


def rows_at_borders(trees: Sequence[Node], names: tuple[str, ...], seed: int, domain: tuple[Node, ...] = ()) -> Rows:
    """Points on either side of where roots, logarithms and inverse functions begin to be defined.

    They are for trees that no other point has met: far from 0, such as ln(x − 50), or in a narrow place.
    """
    bases = candidates(names, seed, domain)
    count = len(next(iter(bases.values()), ()))
    seen = {_key(point) for point in zip(*bases.values(), strict=True)}
    rows: Rows = {name: [] for name in names}
    for start in range(min(3, count)):
        base = {name: column[start] for name, column in bases.items()}
        for name in names:
            borders = {zero for tree in _borders(trees) for zero in likely_zeros(tree, name, base)}
            for value in _around(sorted(sorted(borders, key=abs)[:_MOST_KINKS])):
                point = {**base, name: value}
                if _key(point.values()) not in seen:
                    seen.add(_key(point.values()))
                    for other in names:
                        rows[other].append(point[other])
    return keep_inside(rows, domain) if domain else rows


def _around(borders: Sequence[fmpq]) -> Iterator[fmpq]:
    yield from (a + (b - a) * part for a, b in pairwise(borders) for part in _PARTS)
    yield from (border + step for border in borders for step in _STEPS)


def _key(point: Iterable[fmpq]) -> tuple[tuple[int, int], ...]:
    return tuple((int(value.p), int(value.q)) for value in point)


def _borders(trees: Sequence[Node]) -> Iterator[Node]:
    """Trees whose zeros are ends of where the given ones are defined."""
    for node in (inner for tree in trees for inner in walk(tree)):
        match node:
            case Call(function="log", arguments=(inner, _)) | Power(base=inner):
                yield inner
            case Call(function=function, arguments=(inner,)):
                for part in domain_of(function) or ():
                    for end in (part.low, part.high):
                        if end is not None:
                            yield subtract(inner, end)


def _edges(name: str, base: Mapping[str, fmpq], trees: Sequence[Node], divisors: Sequence[Node]) -> Iterator[fmpq]:
    likely = _once(z for tree in trees if name in free_variables(tree) for z in likely_zeros(tree, name, base))
    zeros = sorted(sorted(likely.values(), key=abs)[:_MOST_KINKS])
    yield from zeros
    yield from ((a + b) / 2 for a, b in pairwise(zeros))
    yield from (zero + side for zero in zeros for side in _SIDES)
    others = tuple([(other, value.p, value.q) for other, value in base.items() if other != name])
    gaps = _once(zero for tree in {id(tree): tree for tree in divisors}.values() for zero in _gaps(tree, name, others))
    yield from sorted([gaps[ratio] for ratio in gaps.keys() - _once(zeros)])


def _once(values: Iterable[fmpq]) -> dict[tuple[fmpz, fmpz], fmpq]:
    """Each value once, by numerator and denominator: the hash of an fmpq itself takes ten times as long."""
    return {(value.p, value.q): value for value in values}


@lru_cache(maxsize=4096)
def _gaps(divisor: Node, name: str, others: tuple[tuple[str, fmpz, fmpz], ...]) -> tuple[fmpq, ...]:
    return tuple(likely_zeros(divisor, name, {other: fmpq(p, q) for other, p, q in others}, exactly=True))


def likely_zeros(
    tree: Node, variable: str, values: Mapping[str, fmpq], *, exactly: bool = False, far: bool = False
) -> list[fmpq]:
    """Zeros along one variable, close to the true ones; ``exactly``: only rational zeros of polynomials.

    ``far``: of what is no polynomial those that are farther from 0 than the usual grid.

    Zeros may be missing. Where none may be, ``roots.find_roots`` proves it.
    """
    exact = polynomial(tree, variable, values)
    if exact is not None:
        return _zeros_of_polynomial(exact, exactly)
    if exactly:
        return []
    with working(PRECISION):
        return _scanned(tree, variable, values, _FAR_GRID if far else _GRID)


def _zeros_of_polynomial(tree: fmpq_poly, exactly: bool) -> list[fmpq]:
    if tree.degree() < 1:
        return []
    if tree.degree() == 1:
        return [-tree[0] / tree[1]]
    if exactly:
        return [zero for zero, _ in tree.roots()]
    with working(PRECISION):
        return [_middle(root.ball) if root.exact is None else rational(root.exact) for root in polynomial_roots(tree)]


def _middle(ball: arb) -> fmpq:
    return ball.mid().fmpq()


def _scanned(tree: Node, variable: str, values: Mapping[str, fmpq], grid: Sequence[fmpq]) -> list[fmpq]:
    scanned = _signs(tree, variable, values, list(grid))
    zeros = [x for x, sign in zip(grid, scanned, strict=True) if sign == 0]
    pairs = zip(pairwise(grid), pairwise(scanned), strict=True)
    ends = [(a, b, before) for (a, b), (before, after) in pairs if before and after and before != after]
    lower, upper, rising = [a for a, _, _ in ends], [b for _, b, _ in ends], [sign for _, _, sign in ends]
    if not ends:
        return zeros
    for _ in range(_HALVINGS):
        middle = [(a + b) / 2 for a, b in zip(lower, upper, strict=True)]
        signs = _signs(tree, variable, values, middle)
        lower = [m if s == r else a for a, m, s, r in zip(lower, middle, signs, rising, strict=True)]
        upper = [b if s == r else m for b, m, s, r in zip(upper, middle, signs, rising, strict=True)]
    return [*zeros, *_polished(tree, variable, values, lower)]


def _signs(tree: Node, variable: str, values: Mapping[str, fmpq], at: list[fmpq]) -> list[int | None]:
    column = Evaluator({**values, variable: at}, len(at)).column(tree)
    return [_sign(value) for value in column]


def _sign(value: object) -> int | None:
    if isinstance(value, fmpq | arb):
        return 1 if value > 0 else -1 if value < 0 else 0 if value == 0 else None
    return None


def _polished(tree: Node, variable: str, values: Mapping[str, fmpq], near: list[fmpq]) -> list[fmpq]:
    for _ in range(_NEWTON_STEPS):
        with working(PRECISION, 2):
            places = Evaluator({**values, variable: near}, len(near))
            line = places.along(((variable, 1),), 1)
            near = [_newton(x, f) for x, f in zip(near, line.column(tree), strict=True)]
    return near


def _newton(x: fmpq, f: object) -> fmpq:
    if isinstance(f, Hole) or not isinstance(f, arb_series):
        return x
    move = f[0] / f[1]
    # A move as small as exp(−10⁹) would be a fraction of a billion digits.
    return x - _middle(move) if move.is_finite() and _LEAST_MOVE < abs(move) < 1 else x
