"""The check of extrema on a curve: each point by balls, none missing by isolation or by a search of the whole curve."""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb

from calcdrill.errors import Undecided, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.isolate import polynomial_roots
from calcdrill.expression.balls.jets import gradient, hessian
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.searching.analytic import is_analytic, is_entire
from calcdrill.expression.searching.bound import is_unbounded, prove_below
from calcdrill.expression.searching.branches import Graph, as_graph, quadratic_branches, whole_by_branches
from calcdrill.expression.searching.critical import Claim, LineSearch
from calcdrill.expression.searching.curve import prove_best, witness
from calcdrill.expression.solving.common_zeros import boxes
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Basis, Evidence

__all__ = ["check_all", "check_best", "check_none"]

Coordinates = tuple[t.Node, ...]
Names = tuple[str, str]
_PRECISION = 384
_NEGLIGIBLE = arb("1e-40")


def check_best(function: t.Node, level: t.Node, variables: Names, goal: str, places: Sequence[Coordinates]) -> Evidence:
    """The largest or smallest value on the whole curve is taken at the given points, and at no other."""
    upward = function if goal == "max" else t.Negative(function)
    balls = [_on_curve(level, variables, place) for place in places]
    heights = [value(upward, dict(zip(variables, ball, strict=True)), _PRECISION) for ball in balls]
    if not all(height.is_finite() and height.rad() < _NEGLIGIBLE for height in heights):
        raise Undecided("the function has no value at a point of the answer")
    if any(not height.overlaps(heights[0]) for height in heights):
        raise Wrong("the points of the answer have different values")
    if any(_meet(one, other) for k, one in enumerate(balls) for other in balls[:k]):
        raise Wrong("a point is given twice")
    isolated = _best_by_isolation(upward, level, variables)
    if isolated is not None:
        _compare(isolated, balls, heights[0])
        return Evidence("isolated zeros", len(balls), 1e-40, Basis.PROVED)
    graph = as_graph(level, variables)
    parts = whole_by_branches(level, variables) if graph is None else (graph,)
    if parts and (graph is not None or not _is_ellipse(level, variables)):
        place = variables.index(parts[0].over)
        for part in parts:
            here = [ball[place] for ball in balls if graph is not None or _lies_on(part, ball[place], ball[1 - place])]
            prove_below(part.put_into(upward), part.over, heights[0], here, part.where(upward, level))
    else:
        prove_best(upward, level, variables, heights[0], balls)
    return Evidence("search of the curve", len(balls), 1e-11, Basis.PROVED)


def _lies_on(part: Graph, at: arb, height: arb) -> bool:
    """Whether a point may lie on one of two branches; where both meet, its height there need not be a ball."""
    found = value(part.height, {part.over: at}, _PRECISION)
    return not found.is_finite() or found.overlaps(height)


def _on_curve(level: t.Node, variables: Names, place: Coordinates) -> tuple[arb, arb]:
    ball = (value(place[0], {}, _PRECISION), value(place[1], {}, _PRECISION))
    at = value(level, dict(zip(variables, ball, strict=True)), _PRECISION)
    if at.is_finite() and 0 not in at:
        raise Wrong("a point of the answer is not on the curve")
    if not at.rad() < _NEGLIGIBLE:
        raise Undecided("a point of the answer cannot be distinguished from its neighbours")
    return ball


def _best_by_isolation(upward: t.Node, level: t.Node, variables: Names) -> list[tuple[tuple[arb, arb], arb]] | None:
    """All candidates with their heights, where they surely hold the largest value: the curve is the graph of a
    polynomial along which f, a polynomial, falls to both sides; or an ellipse, and f has a value everywhere."""
    for name, over in (variables[::-1], variables):
        graph = _polynomial_graph(level, name, over)
        whole = None if graph is None else polynomial(graph.put_into(upward), over, {})
        if graph is not None and whole is not None:
            if whole.degree() < 1 or whole.degree() % 2 or whole[whole.degree()] > 0:
                raise Wrong("there is no such extremum: the function is not bounded on the curve, or is constant")
            with working(_PRECISION):
                zeros = [root.ball for root in polynomial_roots(whole.derivative())]
                others = [value(graph.height, {over: zero}, _PRECISION) for zero in zeros]
            pairs = [(x, y) if variables[0] == over else (y, x) for x, y in zip(zeros, others, strict=True)]
            return [(pair, _height(upward, variables, pair)) for pair in pairs]
    if not (_is_ellipse(level, variables) and is_entire(upward)):
        return None
    try:
        places = boxes(tidy(_cross(upward, level, variables)), tidy(level), variables)
    except Undecided:
        return None
    heights = [_height(upward, variables, box) for box in places]
    return list(zip(places, heights, strict=True)) if all(height.is_finite() for height in heights) else None


def _polynomial_graph(level: t.Node, name: str, over: str) -> Graph | None:
    if not {type(node) for node in t.walk(level)} <= _RATIONAL:
        return None
    graph = as_graph(level, (over, name))
    if graph is None or graph.name != name or polynomial(graph.height, over, {}) is None:
        return None
    return graph


_RATIONAL = {t.Number, t.Name, t.Negative, t.Sum, t.Product, t.Quotient, t.Power}


def _height(upward: t.Node, variables: Names, pair: Sequence[arb]) -> arb:
    return value(upward, dict(zip(variables, pair, strict=True)), _PRECISION)


def _cross(function: t.Node, level: t.Node, variables: Names) -> t.Node:
    f, g = ([differentiate(tree, name) for name in variables] for tree in (function, level))
    return t.Sum((t.times(f[0], g[1]), t.Negative(t.times(f[1], g[0]))))


def _is_ellipse(level: t.Node, variables: Names) -> bool:
    """Whether all second derivatives are constant and make a definite matrix."""
    second = [[tidy(differentiate(tidy(differentiate(level, a)), b)) for b in variables] for a in variables]
    if any(t.names(entry) for row in second for entry in row):
        return False
    xx, xy, yy = (value(entry, {}) for entry in (second[0][0], second[0][1], second[1][1]))
    return bool(xx * yy - xy * xy > 0)


def _compare(found: Sequence[tuple[tuple[arb, arb], arb]], claimed: Sequence[tuple[arb, arb]], height: arb) -> None:
    for ball in claimed:
        if sum(_meet(ball, pair) for pair, _ in found) != 1:
            raise Wrong("a point of the answer is not a candidate on the curve")
    for pair, other in found:
        if other > height:
            raise Wrong("there is a better point on the curve")
        if not other < height and not any(_meet(pair, ball) for ball in claimed):
            raise Wrong("another point with the same value is missing")


def _meet(one: Sequence[arb], other: Sequence[arb]) -> bool:
    return all(a.overlaps(b) for a, b in zip(one, other, strict=True))


# -- there is no best point


def check_none(function: t.Node, level: t.Node, variables: Names, goal: str) -> Evidence:
    """No point of the curve is best: f grows beyond all bounds, or is larger somewhere than at every candidate."""
    upward = function if goal == "max" else t.Negative(function)
    graph = as_graph(level, variables)
    ways = [one for one in (graph, as_graph(level, variables[::-1]), *quadratic_branches(level, variables)) if one]
    if any(is_unbounded(way.put_into(upward), way.over, way.where(upward, level)) for way in ways):
        return Evidence("growth along the curve", 1, 0.0, Basis.PROVED)
    if graph is not None and not _has_ends(graph, upward, level):
        heights = _heights_on_line(graph.put_into(upward), graph.over)
    else:
        if not (is_analytic(upward) and is_analytic(level)):
            raise Undecided("it could not be proved that there is no such extremum")
        places = boxes(tidy(_cross(upward, level, variables)), tidy(level), variables)
        heights = [height for box in places if (height := _height(upward, variables, box)).is_finite()]
    top = arb("-1e1000")
    for height in heights:
        top = top.max(height)
    if witness(upward, level, variables, top) is None:
        raise Undecided("it could not be proved that there is no such extremum")
    return Evidence("isolated zeros and a better point", len(heights) + 1, 0.0, Basis.PROVED)


def _has_ends(graph: Graph, *trees: t.Node) -> bool:
    """Whether the curve may end at a point that belongs to it: where it is defined need not be open."""
    where = graph.where(*trees)
    return where is not None and not is_analytic(where)


def _heights_on_line(whole: t.Node, variable: str) -> list[arb]:
    """The values at all critical points of a function that has a derivative wherever it has a value."""
    if not is_analytic(whole):
        raise Undecided("it could not be proved that there is no such extremum")
    slope = tidy(differentiate(whole, variable))
    roots = find_roots(slope, variable) if variable in t.names(slope) else []
    return [height for root in roots if (height := value(whole, {variable: root.ball}, _PRECISION)).is_finite()]


# -- all local extrema


def check_all(function: t.Node, level: t.Node, variables: Names, items: Sequence[tuple[Coordinates, str]]) -> Evidence:
    """All local extrema on the curve with their types: by isolation, or along a graph by a search."""
    balls = [_on_curve(level, variables, place) for place, _ in items]
    try:
        _check_by_isolation(function, level, variables, [kind for _, kind in items], balls)
    except Undecided:
        graph = as_graph(level, variables)
        if graph is None or _has_ends(graph, function, level):
            raise
        _check_along(graph, function, variables, items)
    return Evidence("arb jets and isolated zeros", len(items), 1e-40, Basis.PROVED)


def _check_by_isolation(
    function: t.Node, level: t.Node, variables: Names, kinds: Sequence[str], balls: Sequence[tuple[arb, arb]]
) -> None:
    if not (is_analytic(function) and is_analytic(level)):
        raise Undecided("the function has corners")
    places = [
        box
        for box in boxes(tidy(_cross(function, level, variables)), tidy(level), variables)
        if _height(function, variables, box).is_finite()
    ]
    types = [_type_at(function, level, variables, box) for box in places]
    for ball, kind in zip(balls, kinds, strict=True):
        here = [k for k, box in enumerate(places) if _meet(ball, box)]
        if len(here) != 1 or types[here[0]] != kind:
            raise Wrong("a point of the answer is not such an extremum on the curve")
    if len(balls) != sum(kind in {"min", "max"} for kind in types):
        raise Wrong("an extremum on the curve is missing")


_MOST_ORDER = 5


def _type_at(function: t.Node, level: t.Node, variables: Names, box: tuple[arb, arb]) -> str:
    """By the second derivative along the curve; where that is 0, by the first one that is not (flat candidates)."""
    point = dict(zip(variables, box, strict=True))
    f, g = (gradient(node, variables, point, _PRECISION) for node in (function, level))
    second_f, second_g = (hessian(node, variables, point, _PRECISION) for node in (function, level))
    with working(_PRECISION):
        multiplier = (f[0] * g[0] + f[1] * g[1]) / (g[0] * g[0] + g[1] * g[1])
        tangent = (-g[1], g[0])
        bend = sum(
            (tangent[i] * tangent[j] * (second_f[i][j] - multiplier * second_g[i][j]) for i in (0, 1) for j in (0, 1)),
            start=arb(0),
        )
        if bend > 0 or bend < 0:
            return "min" if bend > 0 else "max"
    return _flat_type(function, level, variables, point)


def _flat_type(function: t.Node, level: t.Node, variables: Names, point: dict[str, arb]) -> str:
    current = function
    for order in range(1, _MOST_ORDER + 1):
        by_f, by_g = ([t.Derivative(tree, (name,), True) for name in variables] for tree in (current, level))
        current = t.Sum((t.Product((by_f[1], by_g[0])), t.Negative(t.Product((by_f[0], by_g[1])))))
        enclosure = value(current, point, _PRECISION)
        if enclosure > 0 or enclosure < 0:
            return "neither" if order % 2 else "min" if enclosure > 0 else "max"
        if not enclosure.is_finite() or not enclosure.rad() < _NEGLIGIBLE:
            break
    raise Undecided("the type of a candidate on the curve could not be determined")


def _check_along(graph: Graph, function: t.Node, variables: Names, items: Sequence[tuple[Coordinates, str]]) -> None:
    index = variables.index(graph.over)
    search = LineSearch(graph.put_into(function), graph.over, None, None, [Claim(place[index]) for place, _ in items])
    for k, (_, kind) in enumerate(items):
        proved_type = search.type_of(k)
        if proved_type is None:
            raise Undecided("the type of a candidate on the curve could not be determined")
        if proved_type != kind:
            raise Wrong("a point of the answer is not such an extremum on the curve")
    search.prove()
