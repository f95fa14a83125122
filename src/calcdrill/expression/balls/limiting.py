"""Limits as balls, by three proofs: the function is continuous there, its Laurent series, its growth.

A limit that is infinite has no ball and counts as not defined; ``limit`` tells it. That there is no limit is proved as
well: by two sides, or by two sequences along which a wave has two values. What none of this proves is undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from flint import arb, arb_series, ctx

from calcdrill.expression.balls.ball import PRECISION, Coordinate, Evaluator, values_at, working
from calcdrill.expression.balls.ball_rules import RULES, Column
from calcdrill.expression.balls.ball_values import UNDECIDED, UNDEFINED, Hole, Value
from calcdrill.expression.balls.expansion import LENGTHS, Expansion
from calcdrill.expression.balls.germs import Nowhere
from calcdrill.expression.balls.laurent import LENGTH, Expander
from calcdrill.expression.balls.oscillation import has_two_values
from calcdrill.expression.balls.scales import Real, Unclear
from calcdrill.expression.tree import Limit, Name, Negative, Node, names

__all__ = ["NOWHERE", "limit", "limit_column"]

NOWHERE: Final = Hole("NOWHERE", 2)
"""The function has no real values arbitrarily near to the place, on one of the sides at least."""


def limit(
    body: Node,
    variable: str,
    to: Coordinate,
    side: str = "",
    point: Mapping[str, Coordinate] | None = None,
    precision: int = PRECISION,
) -> Value:
    """The limit as ``variable`` tends to ``to`` (which may be ∓oo) from above ("+"), below ("-") or both.

    A ball, which is ±∞ where the function grows beyond all bounds; UNDEFINED where the two sides differ or the
    function swings, NOWHERE where it has no real values, UNDECIDED where nothing is proved.
    """
    if not point and isinstance(to, Node):
        return _kept(body, variable, to, side, precision)
    with working(precision):
        values = values_at(point or {})
        end = _end(Evaluator(values, 1), to)
        return _limit(body, variable, end, side, values, to if isinstance(to, Node) else None)


@lru_cache(maxsize=256)
def _kept(body: Node, variable: str, to: Node, side: str, precision: int) -> Value:
    """The limit of a function without other names, which solver and check ask for again and again."""
    with working(precision):
        return _limit(body, variable, _end(Evaluator({}, 1), to), side, {}, to)


def limit_column(evaluator: Evaluator, node: Limit) -> Column:
    """The column of a limit; UNDECIDED for series."""
    if evaluator.order:
        return UNDECIDED
    free = names(node.body) - {node.variable}
    outer = {name: evaluator.columns[name] for name in free if name in evaluator.columns}
    if not outer and evaluator.columns.keys().isdisjoint(names(node.to)):
        return _number(_kept(node.body, node.variable, node.to, node.side, ctx.prec))
    end = _end(evaluator, node.to)

    def limit(to: Value, *values: Value) -> Value:
        return _number(_limit(node.body, node.variable, to, node.side, dict(zip(outer, values, strict=True)), node.to))

    return evaluator.each(limit, end, *outer.values())


def _number(found: Value) -> Value:
    if found is NOWHERE:
        return UNDEFINED
    return found if type(found) is not arb or found.is_finite() else UNDEFINED


def _end(evaluator: Evaluator, to: Coordinate) -> Column:
    if to == Name("oo"):
        return arb.pos_inf()
    if to == Negative(Name("oo")):
        return arb.neg_inf()
    return evaluator.run(to) if isinstance(to, Node) else values_at({"to": to})["to"]


def _limit(
    body: Node, variable: str, to: Value, side: str, values: Mapping[str, Value], tree: Node | None = None
) -> Value:
    if type(to) is Hole:
        return to
    if type(to) is arb and not to.is_finite():
        return _one_side(body, variable, None, 1 if to > 0 else -1, values)
    limit = _by_continuity(body, variable, to, values)
    if type(limit) is not Hole:
        return limit
    place = Real(to, tree)
    if side:
        return _one_side(body, variable, place, 1 if side == "+" else -1, values)
    above, below = (_one_side(body, variable, place, sign, values) for sign in (1, -1))
    if type(above) is Hole or type(below) is Hole:
        return next((hole for hole in (NOWHERE, UNDEFINED) if hole in (above, below)), UNDECIDED)
    if above.overlaps(below):
        # The limit from each side lies in its ball; wide balls that meet do not show that both are the same.
        narrow = min(above.rel_one_accuracy_bits(), below.rel_one_accuracy_bits()) > ctx.prec // 2
        return above if narrow or not above.is_finite() else UNDECIDED
    return UNDEFINED


def _by_continuity(body: Node, variable: str, to: Value, values: Mapping[str, Value]) -> Value:
    """The value, where the function has a derivative and so is continuous."""
    with working(ctx.prec, 2):
        place = Evaluator({**values, variable: [to]}, 1)
        series = place.along(((variable, 1),), 1).column(body)[0]
        if type(series) is arb_series and series[0].is_finite() and series[1].is_finite():
            return series[0]
        return arb(series) if type(series) is not Hole and type(series) is not arb_series else UNDECIDED


def _one_side(body: Node, variable: str, to: Real | None, sign: int, values: Mapping[str, Value]) -> Value:
    limit = _by_series(body, variable, None if to is None else to.value, sign, values)
    return _by_growth(body, variable, to, sign, values) if type(limit) is Hole else limit


def _by_series(body: Node, variable: str, to: Value | None, sign: int, values: Mapping[str, Value]) -> Value:
    with working(ctx.prec, LENGTH):
        expansion = Expander(variable, values, to, sign).expand(body)
    if expansion is None:
        return UNDECIDED
    shift, series = expansion
    lead = series[0]
    if shift >= 0:
        return lead if shift == 0 else arb(0)
    return arb.pos_inf() if lead > 0 else arb.neg_inf() if lead < 0 else UNDECIDED


def _by_growth(body: Node, variable: str, to: Real | None, sign: int, values: Mapping[str, Value]) -> Value:
    for length in LENGTHS:
        with working(ctx.prec, length):
            expansion = Expansion(variable, values, to, sign)
            try:
                return expansion.germ(body).limit()
            except Nowhere:
                return NOWHERE
            except Unclear:
                if length == LENGTHS[-1] and has_two_values(body, variable, expansion):
                    return UNDEFINED
    return UNDECIDED


RULES[Limit] = limit_column
