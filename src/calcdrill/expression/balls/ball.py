"""Trees → numbers with proven bounds: evaluation of a tree at many points at once by ball arithmetic.

An ``Evaluator`` holds one column of values for each variable, one row for each point. A node becomes a column
too, or one single value where no variable stands in it. Working by columns costs one dispatch for a node
instead of one for a node and point, and a node that occurs in several trees is evaluated once. What a value
may be, and what the two kinds of holes mean, is said in ``ball_values.py``.

``flint.ctx.prec`` and ``cap`` belong to the whole process: ``working`` sets and restores them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import repeat
from typing import Final
from weakref import ref

from flint import arb, arb_series, ctx

from calcdrill.expression.balls.ball_rules import RULES, Column
from calcdrill.expression.balls.ball_values import Hole, Value, centre, is_zero
from calcdrill.expression.rationals import rational
from calcdrill.expression.tree import Node, Number, Relation, Text

__all__ = ["PRECISION", "Coordinate", "Evaluator", "evaluate", "value", "working"]

PRECISION: Final = 192
"""Bits to begin with: enough for a relative bound of 1e-40 on most trees."""

Coordinate = int | Fraction | Node | arb
"""A number of a point: exact, or a tree without variables (pi/4), or a ball."""

Assignment = tuple[tuple[str, Node], ...]
"""Where an evaluation bar puts its variables."""

Direction = tuple[tuple[str, int], ...]
"""How much each variable grows with t, in the order of the names."""


class working:
    """Work with so many bits, and series of so many coefficients, inside a ``with``; then as before."""

    __slots__ = ("before", "length", "precision")

    def __init__(self, precision: int, length: int = 1) -> None:
        self.precision, self.length = precision, length

    def __enter__(self) -> None:
        # To set the bits takes as long as ten products, and mostly they are what they are to be.
        self.before = ctx.prec, ctx.cap
        if ctx.prec != self.precision:
            ctx.prec = self.precision
        ctx.cap = self.length

    def __exit__(self, *_: object) -> None:
        precision, ctx.cap = self.before
        if ctx.prec != precision:
            ctx.prec = precision


def evaluate(node: Node, point: Mapping[str, Coordinate], precision: int = PRECISION) -> Value:
    """The value at one point: an exact rational, a ball, or a hole that says why there is none."""
    with working(precision):
        return Evaluator(columns_at(point), 1).column(node)[0]


def value(node: Node, point: Mapping[str, Coordinate], precision: int = PRECISION) -> arb:
    """The value at one point as a ball; NaN where it is not defined or cannot be told."""
    with working(precision):
        return as_ball(evaluate(node, point, precision))


def as_ball(found: Value) -> arb:
    """A value as a ball: NaN for a hole."""
    return arb.nan() if type(found) is Hole else arb(found)


def columns_at(point: Mapping[str, Coordinate]) -> dict[str, Column]:
    """The columns of a single point; to be called inside ``working``."""
    return {name: [number] for name, number in values_at(point).items()}


def values_at(point: Mapping[str, Coordinate]) -> dict[str, Value]:
    """The values of the variables at a point; to be called inside ``working``."""
    return {name: _coordinate(number) for name, number in point.items()}


def _coordinate(number: Coordinate) -> Value:
    if isinstance(number, Node):
        return Evaluator({}, 1).column(number)[0]
    return number if isinstance(number, arb) else rational(number)


class Places(dict[str, Column]):
    """Columns that are asked for by one evaluator after the other: the lines through their points stay with them."""

    __slots__ = ("lines",)

    def __init__(self, columns: Mapping[str, Column]) -> None:
        super().__init__(columns)
        self.lines: dict[object, dict[str, Column]] = {}


class Evaluator:
    """Values of trees at the points of ``columns`` (``count`` rows), to be used inside ``working``.

    With an ``order`` > 0 the values are Taylor series in t along ``direction``: each variable named there is
    its value at the point plus t times its number. ``base`` is then the evaluator of the plain values at the
    same points.
    """

    __slots__ = (
        "__weakref__",
        "_base",
        "columns",
        "count",
        "direction",
        "integrals",
        "jets",
        "kept",
        "memo",
        "order",
        "places",
    )

    def __init__(
        self,
        columns: Mapping[str, Column],
        count: int,
        order: int = 0,
        direction: Direction = (),
        base: Evaluator | None = None,
    ) -> None:
        self.columns, self.count, self.order, self.direction = columns, count, order, direction
        # The base keeps its jets; if they kept it too, both would wait for the garbage collector.
        self._base = None if base is None else ref(base)
        self.memo: dict[int, Column] = {}
        self.kept: list[Node] = []
        # An integral costs so much that one that is written again is looked for.
        self.integrals: dict[Node, Column] = {}
        self.jets: dict[tuple[Direction, int], Evaluator] = {}
        self.places: dict[Assignment, Evaluator] = {}

    @property
    def base(self) -> Evaluator | None:
        """The evaluator of the plain values, as long as somebody keeps it."""
        return None if self._base is None else self._base()

    def column(self, node: Node) -> list[Value]:
        """The values of a scalar tree, one for each point."""
        found = self.keep(node)
        return found if type(found) is list else [found] * self.count

    def spread(self, found: Column) -> list[Value]:
        """A column as it is, one value for all points as a column."""
        return found if type(found) is list else [found] * self.count

    def keep(self, node: Node) -> Column:
        """The column of a scalar tree, or its one value where that is the same at all points."""
        # A tree that is kept keeps its parts, so that no other node can get the id of one.
        self.kept.append(node)
        return self.run(node)

    def run(self, node: Node) -> Column:
        """As ``keep``, for a part of a tree that is kept."""
        if type(node) is Number:
            return rational(node.value)
        column = self.memo.get(id(node))
        if column is None:
            column = self.memo[id(node)] = RULES[type(node)](self, node)
        return column

    def along(self, direction: Direction, order: int) -> Evaluator:
        """The evaluator of Taylor series of that order along a direction at the same points."""
        key = (direction, order)
        evaluator = self.jets.get(key)
        if evaluator is None:
            evaluator = self.jets[key] = Evaluator(self._lines(direction), self.count, order, direction, self)
        return evaluator

    def _lines(self, direction: Direction) -> dict[str, Column]:
        kept = self.columns.lines if type(self.columns) is Places else {}
        key = (direction, ctx.prec, ctx.cap)
        lines = kept.get(key)
        if lines is None:
            moving = {name: _line(self.columns[name], step) for name, step in direction if name in self.columns}
            lines = kept[key] = {**self.columns, **moving}
        return lines

    def at(self, place: Assignment) -> Evaluator:
        """The evaluator of plain values with these variables put at other places."""
        evaluator = self.places.get(place)
        if evaluator is None:
            columns = {**self.columns, **{name: self.run(node) for name, node in place}}
            evaluator = self.places[place] = Evaluator(columns, self.count)
        return evaluator

    def join(self, change: Callable[[Value, Value], Value], a: Column, b: Column) -> Column:
        """A function of two columns, value by value."""
        if type(a) is list:
            if type(b) is list:
                return list(map(change, a, b))
            return list(map(change, a, repeat(_like(b, a[0]) if self.order and a else b)))
        if type(b) is list:
            return list(map(change, repeat(_like(a, b[0]) if self.order and b else a), b))
        if self.order and type(a) is not type(b):
            return change(_like(a, b), _like(b, a))
        return change(a, b)

    def each(self, change: Callable[..., Value], *columns: Column) -> Column:
        """A function of several columns, value by value; one value where all of them are one."""
        if not any(type(column) is list for column in columns):
            return change(*columns)
        return list(map(change, *map(self.spread, columns)))

    def truth(self, relation: Node) -> list[bool | None]:
        """Where a relation holds: True, False, or None where that cannot be told.

        For series it is asked whether it holds all around the point.
        """
        if isinstance(relation, Text):
            return [True] * self.count
        if not isinstance(relation, Relation):
            return [None] * self.count
        sides = [self.column(side) for side in relation.sides]
        rows: list[bool | None] = [True] * self.count
        for left, right, operator in zip(sides, sides[1:], relation.operators, strict=False):
            truths = [_compare(a, b, operator, bool(self.order)) for a, b in zip(left, right, strict=True)]
            rows = [_both(one, two) for one, two in zip(rows, truths, strict=True)]
        return rows


def _line(start: Column, step: int) -> Column:
    if type(start) is list:
        return [_line(value, step) for value in start]
    return start if type(start) is Hole else arb_series([start, step])


def _like(value: Value, other: Value) -> Value:
    """The value as a series where the other one is: flint's own conversion is slow."""
    if type(other) is not arb_series or type(value) is arb_series or type(value) is Hole:
        return value
    return arb_series([value])


def _both(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _compare(a: Value, b: Value, operator: str, around: bool) -> bool | None:
    if type(a) is Hole or type(b) is Hole:
        return None
    difference = centre(a) - centre(b)
    if difference > 0:
        return operator in {">", ">=", "!="}
    if difference < 0:
        return operator in {"<", "<=", "!="}
    if is_zero(difference) and not around:
        return operator in {"=", "<=", ">="}
    return None
