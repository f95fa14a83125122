"""The proof of a list of critical points: each is one, each is of its type, and none is missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from flint import arb, arb_series, fmpq

from calcdrill.errors import Undecided, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator, as_ball, columns_at, value, working
from calcdrill.expression.balls.jets import gradient, hessian
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.comparing.shared import algebra_of
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.searching.analytic import is_analytic
from calcdrill.expression.searching.critical import Claim, LineSearch
from calcdrill.expression.searching.plane import prove_on_border, prove_plane
from calcdrill.expression.solving.common_zeros import boxes, meet
from calcdrill.expression.solving.corners import has_corners
from calcdrill.expression.solving.recognise import interval
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.solving.stationary_line import allows
from calcdrill.expression.tidy import tidy

_PRECISION: Final = 768
_NEGLIGIBLE: Final = arb("1e-40")
_DIRECTIONS: Final = 48
_BORDERS: Final = (fmpq(1, 8), fmpq(1, 128), fmpq(1, 2**14))
_ARC_ORDER: Final = 24


def check_stationary(
    function: t.Node, answer: t.Points, domain: tuple[t.Node, ...], algebra: Interpretation | None = None
) -> float:
    """The largest bound on an entry of the gradient at the points. Raises Wrong or Undecided.

    ``algebra`` is the field of the problem, which knows the function already.
    """
    variables = answer.variables
    slopes = tuple(tidy(differentiate(function, name)) for name in variables)
    algebra = algebra or algebra_of(function, *slopes)
    for name, slope in zip(variables, slopes, strict=True):
        truth = t.Derivative(function, (name,))
        if not (algebra.same(truth, slope) or compare(truth, slope, domain, points=4).holds):
            raise Wrong("the gradient is not that of the function")
    for place, _ in answer.items:
        if not _is_inside(function, variables, [value(c, {}, _PRECISION) for c in place], domain):
            raise Wrong("a point of the answer lies outside of the domain")
    if is_analytic(function, domain):
        try:
            return _check_by_slopes(function, slopes, answer, domain)
        except Undecided:
            if len(variables) > 1:
                raise
    if len(variables) == 1:
        return _check_on_line(function, variables[0], [(place[0], kind) for place, kind in answer.items], domain)
    return _check_on_plane(function, answer, domain)


# -- functions with a derivative wherever they have a value


def _check_by_slopes(function: t.Node, slopes: Sequence[t.Node], answer: t.Points, domain: tuple[t.Node, ...]) -> float:
    variables = answer.variables
    bound = max((_at_place(function, variables, *item) for item in answer.items), default=0.0)
    if bound > 1e-40:
        raise Undecided("the gradient cannot be told from 0")
    _match([place for place, _ in answer.items], _all_places(function, slopes, variables, domain))
    return bound


def _at_place(function: t.Node, variables: tuple[str, ...], place: tuple[t.Node, ...], kind: str) -> float:
    """A bound on the gradient at one point of the answer, once its type is confirmed."""
    entries = gradient(function, variables, dict(zip(variables, place, strict=True)), _PRECISION)
    if not all(entry.is_finite() for entry in entries):
        raise Undecided("the gradient has no value at a point of the answer")
    if not all(0 in entry for entry in entries):
        raise Wrong("the gradient is not 0 at a point of the answer")
    if kind:
        _check_type(function, variables, place, kind)
    return max(float(entry.abs_upper()) for entry in entries)


# -- one variable, by a search


def _check_on_line(
    function: t.Node, variable: str, items: Sequence[tuple[t.Node, str]], domain: tuple[t.Node, ...]
) -> float:
    low, high = interval(domain, variable)
    ends = [end for end in (low, high) if end is not None]
    left_out = [end for end in ends if not any(_is_same(end, place) for place, _ in items)]
    claims = [*(Claim(place) for place, _ in items), *(Claim(end, exempt=True) for end in left_out)]
    claims += [Claim(place, exempt=True) for place in _taken_out(domain, variable)]
    search = LineSearch(function, variable, low, high, claims)
    for index, (_, kind) in enumerate(items):
        _check_claim(search, index, kind, at_end=any(_is_same(end, items[index][0]) for end in ends))
    for index, end in enumerate(left_out, start=len(items)):
        point = [value(end, {}, _PRECISION)]
        counts = has_corners(function, variable) or search.orders[index] not in (None, 1)
        if counts and _is_inside(function, (variable,), point, domain):
            raise Wrong("an end of the domain is missing")
    search.prove()
    return 1e-40


def _check_claim(search: LineSearch, index: int, kind: str, at_end: bool) -> None:
    order = search.orders[index]
    if order == 1 and not at_end:
        raise Wrong("the derivative is not 0 at a point of the answer")
    if order in (None, 1) and not at_end:
        none = search.has_no_derivative(index)
        if none is not True:
            raise Undecided("it is not proved that a point of the answer is a corner")
    if not kind:
        return
    proved_type = search.end_type(index) if at_end else search.type_of(index)
    if proved_type is None:
        raise Undecided("it is not proved what a critical point is")
    if proved_type != kind:
        raise Wrong(f"a point is {proved_type}, not {kind}")


def _is_same(one: t.Node, other: t.Node) -> bool:
    return value(one, {}, _PRECISION).overlaps(value(other, {}, _PRECISION))


def _taken_out(domain: tuple[t.Node, ...], variable: str) -> Iterator[t.Node]:
    """The numbers that a condition such as x != 2 takes out."""
    for condition in domain:
        if isinstance(condition, t.Relation) and condition.operators == ("!=",):
            yield from (side for side in condition.sides if not t.names(side))


# -- two variables, by a search


def _check_on_plane(function: t.Node, answer: t.Points, domain: tuple[t.Node, ...]) -> float:
    if domain:
        raise Undecided("a function with corners is searched on the whole plane only")
    x, y = answer.variables
    parts = _separated(function, (x, y))
    if parts is None:
        prove_plane(function, (x, y), [place for place, _ in answer.items])
        for place, kind in answer.items:
            _check_corner(function, (x, y), place, kind)
        return 1e-40
    columns = [list(dict.fromkeys(place[k] for place, _ in answer.items)) for k in (0, 1)]
    if len(columns[0]) * len(columns[1]) != len(answer.items):
        raise Wrong("a critical point is missing")
    kinds: list[dict[t.Node, str]] = []
    for part, name, column in zip(parts, (x, y), columns, strict=True):
        search = LineSearch(part, name, None, None, [Claim(place) for place in column])
        for index in range(len(column)):
            _check_claim(search, index, "", at_end=False)
        search.prove()
        kinds.append({place: search.type_of(index) or "" for index, place in enumerate(column)})
    for place, kind in answer.items:
        both = {kinds[k][place[k]] for k in (0, 1)}
        if "" in both:
            raise Undecided("it is not proved what a critical point is")
        proved_type = both.pop() if both in ({"min"}, {"max"}) else "saddle"
        if kind and kind != proved_type:
            raise Wrong(f"a point is {proved_type}, not {kind}")
    return 1e-40


def _separated(function: t.Node, variables: tuple[str, str]) -> tuple[t.Node, t.Node] | None:
    """f(x, y) as a(x) + b(y)."""
    terms = function.terms if isinstance(function, t.Sum) else (function,)
    parts = tuple(t.total(*(term for term in terms if name in t.names(term))) for name in variables)
    if any(len(t.names(term) & set(variables)) > 1 for term in terms) or t.ZERO in parts:
        return None
    return parts[0], parts[1]


def _check_corner(function: t.Node, variables: tuple[str, str], place: tuple[t.Node, ...], kind: str) -> None:
    """Each partial derivative at the point is 0 or missing, and the type is proved on a border around it."""
    for name in variables:
        others = {other: c for other, c in zip(variables, place, strict=True) if other != name}
        here = place[variables.index(name)]
        search = LineSearch(t.substitute(function, others), name, None, None, [Claim(here)])
        if search.orders[0] == 1 or (search.orders[0] is None and search.has_no_derivative(0) is not True):
            raise Undecided("it is not proved that a point of the answer is critical")
    if not kind:
        return
    centre = [value(c, {}, _PRECISION) for c in place]
    if not _is_proved_type(function, variables, centre, kind):
        raise Undecided("it is not proved what a critical point is")


# -- none is missing


def _all_places(
    function: t.Node, slopes: Sequence[t.Node], variables: Sequence[str], domain: tuple[t.Node, ...]
) -> list[tuple[arb, ...]]:
    """A box around each zero of the gradient inside the domain."""
    if len(variables) == 1:
        low, high = interval(domain, variables[0])
        places: list[tuple[arb, ...]] = []
        if variables[0] in t.names(slopes[0]):
            tree = t.transform(slopes[0], _as_exponential)
            places = [(root.ball,) for root in find_roots(tree, variables[0], low, high)]
    else:
        places = list(boxes(slopes[0], slopes[1], variables, domain))
    return [place for place in places if _is_inside(function, variables, place, domain)]


def _as_exponential(node: t.Node) -> t.Node:
    """2^x as exp(x·ln 2), which ``find_roots`` can invert."""
    match node:
        case t.Power(base=t.Number() as base, exponent=exponent) if t.names(exponent):
            return t.Call("exp", (t.times(exponent, t.Call("ln", (base,))),))
    return node


def _is_inside(function: t.Node, variables: Sequence[str], place: Sequence[arb], domain: tuple[t.Node, ...]) -> bool:
    with working(_PRECISION):
        point = dict(zip(variables, place, strict=True))
        evaluator = Evaluator(columns_at(point), 1)
        if not all(allows(evaluator, condition) for condition in domain):
            return False
        return bool(as_ball(evaluator.column(function)[0]).is_finite())


def _match(answer: Sequence[tuple[t.Node, ...]], found: Sequence[tuple[arb, ...]]) -> None:
    claimed = [tuple(value(c, {}, _PRECISION) for c in place) for place in answer]
    for one in claimed:
        if sum(meet(one, box) for box in found) != 1:
            raise Wrong("a point of the answer is no isolated zero of the gradient")
    if len(claimed) != len(found) or any(not any(meet(one, box) for one in claimed) for box in found):
        raise Wrong("a critical point is missing")


# -- the types


def _check_type(function: t.Node, variables: Sequence[str], place: Sequence[t.Node], kind: str) -> None:
    point = dict(zip(variables, place, strict=True))
    second = hessian(function, variables, point, _PRECISION)
    with working(_PRECISION):
        determinant = second[0][0] if len(variables) == 1 else _determinant(second)
        if determinant > 0:
            shown = "min" if second[0][0] > 0 else "max"
        elif determinant < 0:
            shown = "max" if len(variables) == 1 else "saddle"
        elif 0 in determinant:
            if len(variables) == 1 or not determinant.rad() < _NEGLIGIBLE:
                raise Undecided("the second derivatives do not tell what a critical point is")
            shown = _by_jets(function, variables, place, second, kind)
        else:
            raise Undecided("the second derivatives have no value at a point of the answer")
    if shown != kind:
        raise Wrong(f"a point is {shown}, not {kind}")


def _determinant(second: list[list[arb]]) -> arb:
    # Not ** 2: flint's power of a ball around 0 is NaN.
    return second[0][0] * second[1][1] - second[0][1] * second[1][0]


def _by_jets(
    function: t.Node, variables: Sequence[str], place: Sequence[t.Node], second: list[list[arb]], kind: str
) -> str:
    """The type where the Hessian leaves it open: by Taylor series along arcs, and by the values on a border around.

    An arc along which f falls and one along which it rises prove a saddle; no lower value on the border of a square
    without another critical point proves a minimum.
    """
    here = [value(c, {}, _PRECISION) for c in place]
    signs: set[int] = set()
    for arc in _arcs(second):
        signs |= _signs_along(function, variables, here, arc)
        if signs >= {1, -1}:
            return "saddle"
    if kind == "saddle" or len(signs) != 1:
        raise Undecided("no lower and higher values were found around a saddle")
    shown = "min" if signs == {1} else "max"
    x, y = variables
    if shown == kind and not _is_proved_type(function, (x, y), here, kind):
        raise Undecided("it is not proved what a critical point is")
    return shown


def _is_proved_type(function: t.Node, variables: tuple[str, str], centre: Sequence[arb], kind: str) -> bool:
    if kind in {"min", "max"}:
        sign = 1 if kind == "min" else -1
        return any(prove_on_border(function, variables, centre, half, sign, _PRECISION) for half in _BORDERS)
    both: set[int] = set()
    flat = [[arb(0), arb(0)], [arb(0), arb(0)]]
    for arc in _arcs(flat):
        both |= _signs_beside(function, variables, centre, arc)
        if both >= {1, -1}:
            return True
    return False


Arc = tuple[tuple[fmpq, ...], tuple[fmpq, ...], int]
"""u, v and k: the points p + u·s + v·s^k."""


def _signs_along(function: t.Node, variables: Sequence[str], here: Sequence[arb], arc: Arc) -> set[int]:
    """The signs of f − f(p) on both sides of p along an arc, by the first coefficient that is not 0."""
    u, v, power = arc
    with working(_PRECISION, _ARC_ORDER + 1):
        columns = {}
        for name, centre, straight, bent in zip(variables, here, u, v, strict=True):
            coefficients = [centre, arb(straight), *[arb(0)] * (power - 1)]
            coefficients[power] = coefficients[power] + arb(bent)
            columns[name] = [arb_series(coefficients, _ARC_ORDER + 1)]
        series = Evaluator(columns, 1, _ARC_ORDER, (("", 1),)).column(function)[0]
        if type(series) is not arb_series:
            return set()
        for order in range(1, min(_ARC_ORDER, series.prec - 1) + 1):
            coefficient = series[order]
            if coefficient > 0 or coefficient < 0:
                sign = 1 if coefficient > 0 else -1
                return {sign, sign * (-1) ** order}
            if not abs(coefficient) < _NEGLIGIBLE:
                return set()
    return set()


def _signs_beside(function: t.Node, variables: Sequence[str], here: Sequence[arb], arc: Arc) -> set[int]:
    """The signs very close to a corner, where there is no series."""
    u, v, power = arc
    signs = set()
    with working(_PRECISION):
        height = value(function, dict(zip(variables, here, strict=True)), _PRECISION)
        for step in (fmpq(1, 2**100), fmpq(-1, 2**100)):
            place = [c + arb(a * step + b * step**power) for c, a, b in zip(here, u, v, strict=True)]
            move = value(function, dict(zip(variables, place, strict=True)), _PRECISION) - height
            signs |= {1} if move > 0 else {-1} if move < 0 else set()
    return signs


def _arcs(second: list[list[arb]]) -> Iterator[Arc]:
    """Straight lines all round; parabolas and cubics that leave along the axes and the Hessian's flat direction."""
    nothing = (fmpq(0), fmpq(0))
    for k in range(_DIRECTIONS // 2):
        angle = 2 * math.pi * k / _DIRECTIONS
        yield (fmpq(round(1000 * math.cos(angle)), 1000), fmpq(round(1000 * math.sin(angle)), 1000)), nothing, 1
    a, b, c = (entry.mid().fmpq() for entry in (second[0][0], second[0][1], second[1][1]))
    flat = (-b, a) if a != 0 else (c, -b) if c != 0 else (fmpq(1), fmpq(1))
    for along in ((fmpq(1), fmpq(0)), (fmpq(0), fmpq(1)), flat):
        beside = (along[1], -along[0])
        for power in (2, 3):
            for slope in (fmpq(n, 4) for n in range(-12, 13)):
                yield along, tuple(slope * v for v in beside), power


__all__ = ["check_stationary"]
