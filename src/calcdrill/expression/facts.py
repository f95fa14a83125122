"""The rows of the table of functions as trees: formulas to put an argument in, points, intervals, values.

Nothing is worked out here but whether a set holds 0. What is not in the table is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from calcdrill.expression import arithmetic
from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.functions.row import UNKNOWN
from calcdrill.expression.read import read

__all__ = [
    "LINE",
    "Interval",
    "Lattice",
    "antiderivative",
    "at_zero",
    "definition",
    "domain",
    "end",
    "expanded",
    "formula",
    "inverse",
    "is_never_zero",
    "is_nonnegative",
    "is_positive",
    "is_unit",
    "level",
    "named",
    "points",
    "sides",
    "slope",
    "value_range",
]

Formula = Callable[..., t.Node]
"""Arguments → tree."""

_PLACES: Final = {"u": 0, "y": 0, "v": 1, "p": 2, "q": 3}
"""Which argument of a formula each letter is."""
_LETTERS: Final = frozenset({*_PLACES, "k"})


@dataclass(frozen=True, slots=True)
class Lattice:
    """The point ``start``, or with a ``period`` all start + k·period for whole k."""

    start: t.Node
    period: t.Node | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from ``low`` to ``high`` (None: no end), the ends among them where they are closed."""

    low: t.Node | None
    high: t.Node | None
    is_low_closed: bool
    is_high_closed: bool


def _tree(text: str) -> t.Node:
    return read(text, _LETTERS)


def _split(text: str) -> list[str]:
    return text.split(", ") if text else []


# -- formulas


def formula(text: str, *arguments: t.Node) -> t.Node:
    """The formula in u, v, p and q with the arguments put in, without silly forms such as a factor 1."""
    return _formula(text)(*arguments)


@lru_cache(maxsize=256)
def _formula(text: str) -> Formula:
    return _compiled(_tree(text))


def _compiled(node: t.Node) -> Formula:
    """A tree in u, v, p and q as a function of these that keeps out silly forms such as a factor 1."""
    if isinstance(node, t.Name) and node.name in _PLACES:
        place = _PLACES[node.name]
        return lambda *arguments: arguments[place]
    if t.names(node).isdisjoint(_LETTERS):
        return lambda *_: node
    parts = [_compiled(child) for child in node.children]
    build = _BUILDERS.get(type(node))
    if isinstance(node, t.Power) and node.exponent == t.TWO:
        base = parts[0]
        return lambda *arguments: arithmetic.square(base(*arguments))
    if isinstance(node, t.Sum) and node.terms[1:] == (t.Negative(t.ONE),):
        first = parts[0]
        return lambda *arguments: arithmetic.less_one(first(*arguments))
    if build is None:
        return lambda *arguments: node.with_children(tuple([part(*arguments) for part in parts]))
    return lambda *arguments: build(*[part(*arguments) for part in parts])


_BUILDERS: Final[dict[type[t.Node], Formula]] = {
    t.Sum: arithmetic.add,
    t.Product: arithmetic.multiply,
    t.Negative: arithmetic.negate,
    t.Quotient: arithmetic.divide,
    t.Power: arithmetic.to_the,
}


def _column(function: str, column: str) -> str | None:
    row = FUNCTIONS.get(function)
    text = None if row is None else getattr(row, column)
    return None if text == UNKNOWN else text


def _formula_of(function: str, column: str) -> Formula | None:
    text = _column(function, column)
    return None if text is None else _formula(text)


def definition(function: str) -> Formula | None:
    """The function as a composition of others."""
    return _formula_of(function, "definition")


def slope(function: str) -> Formula | None:
    """The derivative F′ by the first argument."""
    return _formula_of(function, "slope")


def antiderivative(function: str) -> Formula | None:
    """The antiderivative of F."""
    return _formula_of(function, "antiderivative")


@lru_cache(maxsize=64)
def inverse(function: str) -> tuple[Formula, ...] | None:
    """All u with F(u) = y, as functions of a y in the range."""
    text = _column(function, "inverse")
    return None if text is None else tuple(_formula(part) for part in _split(text))


@lru_cache(maxsize=64)
def sides(function: str) -> tuple[Formula, Formula] | None:
    """The formulas for negative and for positive arguments, where these are two."""
    row = FUNCTIONS.get(function)
    return None if row is None or row.sides is None else (_formula(row.sides[0]), _formula(row.sides[1]))


def expanded(node: t.Node) -> t.Node:
    """The call of a composition written out; any other tree as it is."""
    if not isinstance(node, t.Call):
        return node
    formula = definition(node.function)
    return node if formula is None else formula(*node.arguments)


# -- sets and values


@lru_cache(maxsize=256)
def points(function: str, column: str) -> tuple[Lattice, ...] | None:
    """The ``zeros``, ``poles``, ``jumps`` or ``kinks`` of a function."""
    text = _column(function, column)
    return None if text is None else tuple(map(_lattice, _split(text)))


def _lattice(text: str) -> Lattice:
    node = _tree(text)
    if "k" not in t.names(node):
        return Lattice(node)
    start = arithmetic.rebuild(t.substitute(node, {"k": t.ZERO}))
    rest = arithmetic.rebuild(t.substitute(node, {"k": t.ONE}))
    return Lattice(start, arithmetic.subtract(rest, start) if start == t.ZERO else rest.children[-1])


_INTERVAL: Final = re.compile(r"([(\[])(.+?), (.+?)([)\]])(?= |$)")


@lru_cache(maxsize=64)
def _intervals(text: str) -> tuple[Interval, ...]:
    intervals = []
    for opened, low, high, closed in _INTERVAL.findall(text):
        ends = [None if end in {"-oo", "oo"} else _tree(end) for end in (low, high)]
        intervals.append(Interval(ends[0], ends[1], opened == "[", closed == "]"))
    return tuple(intervals)


LINE: Final = (Interval(None, None, False, False),)
"""The whole line."""


def domain(function: str) -> tuple[Interval, ...] | None:
    """The intervals on which a function of one argument is defined, but for its poles."""
    text = _column(function, "domain")
    return None if text is None else _intervals(text)


def value_range(function: str) -> tuple[Interval, ...]:
    """Intervals that hold all values; the whole line where nothing is known."""
    text = _column(function, "range")
    return LINE if text is None else _intervals(text)


def _sign(end: t.Node) -> int:
    """The sign of an end of an interval, a fraction of 1 or of pi."""
    return 0 if end == t.ZERO else -1 if isinstance(end, t.Negative) else 1


def _starts(interval: Interval) -> int:
    """−1, 0 or 1: whether it begins below 0, at 0, or above (or at 0 without it)."""
    if interval.low is None:
        return -1
    return _sign(interval.low) or (0 if interval.is_low_closed else 1)


def _stops(interval: Interval) -> int:
    if interval.high is None:
        return 1
    return _sign(interval.high) or (0 if interval.is_high_closed else -1)


@lru_cache(maxsize=64)
def is_never_zero(function: str) -> bool:
    """Whether it is known to be 0 nowhere."""
    return all(_starts(part) > 0 or _stops(part) < 0 for part in value_range(function))


@lru_cache(maxsize=64)
def is_unit(function: str) -> bool:
    """Whether it is known to be 0 nowhere, and defined everywhere."""
    return is_never_zero(function) and domain(function) == LINE and points(function, "poles") == ()


@lru_cache(maxsize=64)
def is_positive(function: str) -> bool:
    """Whether it is known to be above 0 wherever it is defined."""
    return all(_starts(part) > 0 for part in value_range(function))


@lru_cache(maxsize=64)
def is_nonnegative(function: str) -> bool:
    """Whether it is known to be nowhere below 0."""
    return all(_starts(part) >= 0 for part in value_range(function))


@lru_cache(maxsize=64)
def at_zero(function: str) -> t.Node | None:
    """F(0)."""
    if any(zero.start == t.ZERO for zero in points(function, "zeros") or ()):
        return t.ZERO
    text = _column(function, "at_zero")
    return None if text is None else _tree(text)


@lru_cache(maxsize=256)
def end(function: str, is_above: bool) -> t.Node | None:
    """The limit as the argument tends to ∞ (``is_above``) or −∞."""
    row = FUNCTIONS.get(function)
    text = None if row is None or row.ends is None else row.ends[is_above]
    return None if text is None else _tree(text)


def level(function: str, is_above: bool) -> t.Node | None:
    """The number that it tends to as the argument tends to ∞ (``is_above``) or −∞; None where it is no number."""
    end_value = end(function, is_above)
    return None if end_value in _INFINITE else end_value


_INFINITE: Final = (t.Name("oo"), t.Negative(t.Name("oo")))


def named(holds: Callable[[str], bool]) -> frozenset[str]:
    """The functions of which something holds."""
    return frozenset(filter(holds, FUNCTIONS))
