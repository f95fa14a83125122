"""The derivative where two cases of a function meet: a limit there, or a place that is left out.

Case by case the derivative is right inside each case. At a border it is the limit of the difference quotients, if there
is one; the formula of a case that is a single point (x = 2) says nothing about the derivative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, pairwise
from typing import Final

from flint import arb

from calcdrill.errors import CalcdrillError, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.differentiating.matching import Nodes, Parts
from calcdrill.expression.differentiating.rules import RIGHT, Method, derive
from calcdrill.expression.exact import holds
from calcdrill.expression.integrating.closed_limits import end_value
from calcdrill.expression.solving.zeros import zeros
from calcdrill.expression.tidy import tidy

__all__ = ["BORDERED", "border_places"]

_STRICT: Final = {"<=": "<", ">=": ">"}
_FLIPPED: Final = {"<": ">", "<=": ">", ">": "<", ">=": "<"}
Case = tuple[t.Node, t.Node]


def border_places(node: t.Piecewise, variable: str) -> tuple[t.Node, ...] | None:
    """Where two cases may meet, in closed form; None where that is not known."""
    places: list[t.Node] = []
    for difference in _differences(node):
        if variable not in t.names(difference):
            continue
        if t.names(difference) != {variable}:
            return None
        try:
            places.extend(zeros(tidy(difference), variable))
        except CalcdrillError:
            return None
    return tuple(dict.fromkeys(places))


def _differences(node: t.Piecewise) -> list[t.Node]:
    return [
        t.Sum((one, t.Negative(other)))
        for _, condition in node.branches
        if isinstance(condition, t.Relation)
        for one, other in pairwise(condition.sides)
    ]


def _bordered(node: t.Piecewise, variable: str, primes: Sequence[t.Node]) -> t.Node:
    """The cases with their derivatives ``primes``, right at the borders too."""
    cases: list[Case] = list(zip(primes, (condition for _, condition in node.branches), strict=False))
    otherwise = primes[-1] if node.otherwise is not None else None
    if not any(variable in t.names(condition) for _, condition in cases):
        return t.Piecewise(tuple(cases), otherwise)
    places = None if t.names(node) - {variable} else border_places(node, variable)
    if places is None:
        return _without_borders(node, variable, cases, otherwise)
    naive = _naive(node, variable)
    kept = [case for case in cases if not _is_point(case[1])]
    plain = _rebuilt([(prime, condition) for prime, condition in naive.branches if not _is_point(condition)], naive)
    for place in places:
        slope = _slope(node, variable, place)
        if slope is None:
            kept, otherwise = _left_out(kept, otherwise, variable, place)
        elif not _gives(plain, variable, place, slope):
            height = _closed(naive, variable, place, slope)
            if height is None:
                kept, otherwise = _left_out(kept, otherwise, variable, place)
            else:
                kept = [(height, t.Relation((t.Name(variable), place), ("=",))), *kept]
    if not kept:
        assert otherwise is not None
        return otherwise
    return t.Piecewise(tuple(kept), otherwise)


def _rebuilt(cases: Sequence[Case], whole: t.Piecewise) -> t.Node:
    if cases or whole.otherwise is None:
        return t.Piecewise(tuple(cases), whole.otherwise)
    return whole.otherwise


def _is_point(condition: t.Node) -> bool:
    return isinstance(condition, t.Relation) and "=" in condition.operators


def _naive(node: t.Piecewise, variable: str) -> t.Piecewise:
    """Each case differentiated by itself."""
    branches = tuple((tidy(derive(body, variable, BORDERED)), condition) for body, condition in node.branches)
    return t.Piecewise(branches, None if node.otherwise is None else tidy(derive(node.otherwise, variable, BORDERED)))


def _slope(node: t.Node, variable: str, place: t.Node) -> arb | None:
    """The derivative at a place as a limit; None where there is none, or none is proved."""
    here = t.substitute(node, {variable: place})
    if not value(here, {}).is_finite():
        return None
    run = t.Sum((t.Name(variable), t.Negative(place)))
    slope = limit(t.Quotient(t.Sum((node, t.Negative(tidy(here)))), run), variable, place)
    return slope if type(slope) is arb and slope.is_finite() else None


def _gives(derivative: t.Node, variable: str, place: t.Node, slope: arb) -> bool:
    enclosure = value(derivative, {variable: place})
    return bool(enclosure.is_finite()) and agree(enclosure, slope) is True


def _closed(naive: t.Piecewise, variable: str, place: t.Node, slope: arb) -> t.Node | None:
    """The derivative at a place in closed form, from that of a neighbouring case."""
    for closed in chain(_put_in(naive, variable, place), _limits(naive, variable, place)):
        if agree(value(closed, {}), slope):
            return closed
    return None


def _bodies(node: t.Piecewise) -> list[t.Node]:
    return [body for body, _ in node.branches] + ([] if node.otherwise is None else [node.otherwise])


def _put_in(node: t.Piecewise, variable: str, place: t.Node) -> Iterator[t.Node]:
    return (tidy(t.substitute(body, {variable: place})) for body in _bodies(node))


def _limits(node: t.Piecewise, variable: str, place: t.Node) -> Iterator[t.Node]:
    for body in _bodies(node):
        with suppress(CalcdrillError):
            yield end_value(body, variable, place)


# -- leaving out


def _left_out(
    cases: list[Case], otherwise: t.Node | None, variable: str, place: t.Node
) -> tuple[list[Case], t.Node | None]:
    """The cases without one place."""
    point = {variable: place}
    kept: list[Case] = []
    for body, condition in cases:
        parts = _parted(condition, variable, place) if _holds(condition, point) else [condition]
        kept += [(body, part) for part in parts]
    if otherwise is None or any(_holds(condition, point) for _, condition in kept):
        return kept, otherwise
    if len(kept) == 1:
        flipped = _complement(kept[0][1])
        if flipped is not None:
            return [*kept, (otherwise, flipped)], None
    return [*kept, (otherwise, t.Relation((t.Name(variable), place), ("!=",)))], None


def _holds(condition: t.Node, point: dict[str, t.Node]) -> bool:
    if not isinstance(condition, t.Relation):
        return True
    fixed = t.Relation(tuple(tidy(t.substitute(side, point)) for side in condition.sides), condition.operators)
    truth = holds(fixed, {})
    if truth is None:
        gaps = [value(t.Sum((one, t.Negative(other))), {}) for one, other in pairwise(fixed.sides)]
        signs = [1 if gap > 0 else -1 if gap < 0 else None for gap in gaps]
        return all(sign in t.SIGNS[operator] for sign, operator in zip(signs, fixed.operators, strict=True))
    return truth


def _parted(condition: t.Node, variable: str, place: t.Node) -> list[t.Node]:
    """A condition that holds at a place, as conditions that hold beside it only."""
    if not isinstance(condition, t.Relation):
        return [t.Relation((t.Name(variable), place), ("!=",))]
    strict = _strict(condition)
    if not _holds(strict, {variable: place}):
        return [strict]
    x = t.Name(variable)
    if condition.operators == ("!=",):
        (one, other) = condition.sides
        both = tidy(t.Product((t.Sum((one, t.Negative(other))), t.Sum((x, t.Negative(place))))))
        return [t.Relation((both, t.ZERO), ("!=",))]
    low, high = _ends(strict, x)
    if low is None and high is None:
        raise Unsolved(f"the derivative does not exist everywhere in a case: write the case as a range of {variable}")
    below = t.Relation((x, place), ("<",)) if low is None else t.Relation((low, x, place), ("<", "<"))
    above = t.Relation((x, place), (">",)) if high is None else t.Relation((place, x, high), ("<", "<"))
    return [below, above]


def _strict(condition: t.Relation) -> t.Relation:
    return t.Relation(condition.sides, tuple(_STRICT.get(sign, sign) for sign in condition.operators))


def _ends(condition: t.Relation, x: t.Node) -> tuple[t.Node | None, t.Node | None]:
    low: t.Node | None = None
    high: t.Node | None = None
    for (one, other), sign in zip(pairwise(condition.sides), condition.operators, strict=True):
        if x in (one, other) and sign in {"<", ">"}:
            rising = (one == x) == (sign == "<")
            end = other if one == x else one
            low, high = (low, end) if rising else (end, high)
    return low, high


def _complement(condition: t.Node) -> t.Node | None:
    """Where a simple condition does not hold, without its border."""
    if isinstance(condition, t.Relation) and len(condition.operators) == 1 and condition.operators[0] in _FLIPPED:
        return t.Relation(condition.sides, (_FLIPPED[condition.operators[0]],))
    return None


def _without_borders(node: t.Piecewise, variable: str, cases: list[Case], otherwise: t.Node | None) -> t.Node:
    """Cases whose borders depend on other letters: kept whole where both sides fit, else without their borders."""
    if _fits(node, variable):
        return t.Piecewise(tuple(cases), otherwise)
    kept: list[Case] = []
    for body, condition in cases:
        if _is_point(condition):
            continue
        kept.append((body, _strict(condition) if isinstance(condition, t.Relation) else condition))
    if otherwise is None:
        return t.Piecewise(tuple(kept), None)
    flipped = _complement(kept[0][1]) if len(kept) == 1 == len(cases) else None
    if flipped is None:
        borders = [tidy(gap) for gap in _differences(node) if variable in t.names(gap)]
        flipped = t.Relation((t.times(*borders), t.ZERO), ("!=",))
    return t.Piecewise((*kept, (otherwise, flipped)), None)


def _fits(node: t.Piecewise, variable: str) -> bool:
    """Whether all cases and their derivatives have the same values at each border, which is where x is some tree."""
    bodies = _bodies(node)
    slopes = [tidy(derive(body, variable, BORDERED)) for body in bodies]
    if any(_is_point(condition) for _, condition in node.branches):
        return False
    for gap in _differences(node):
        rate = tidy(derive(gap, variable, RIGHT))
        if variable in t.names(rate) or rate == t.ZERO:
            return False
        start = t.substitute(gap, {variable: t.ZERO})
        place = {variable: tidy(t.Negative(t.Quotient(start, rate)))}
        for trees in (bodies, slopes):
            first, *others = (t.substitute(tree, place) for tree in trees)
            if not all(compare(first, other).is_equal for other in others):
                return False
    return True


def _cases(parts: Parts, primes: Nodes) -> t.Node:
    _, _, *whole = parts
    if not whole:
        return RIGHT.formulas["cases"](parts, primes)
    node, variable = whole
    return _bordered(node, variable, primes)


BORDERED: Final = Method({**RIGHT.formulas, "cases": _cases}, RIGHT.slopes)
"""The method without a mistake, at the borders of cases too."""
