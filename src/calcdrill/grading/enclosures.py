"""Numbers of a grading record: exact fractions as text, balls as the lower end of the two doubles around them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import arb, fmpq

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import PRECISION, Evaluator, working

__all__ = ["Cell", "cells", "enclosure"]

Cell = str | float | None
"""``"-7/2"`` (exact), the lower of two neighbouring doubles between which the value lies, or None: not decided."""

_LONGEST: Final = 40
"""Signs of a fraction; a longer one is written as a double."""
_LARGEST: Final = 1e300
_SMALLEST: Final = 1e-290


def cells(node: t.Node, rows: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """The enclosure of a scalar tree at each point (variable → fmpq or ball)."""
    if isinstance(node, t.Name) and node.name == "oo":
        return ["oo"] * len(rows)
    if node == t.Negative(t.Name("oo")):
        return ["-oo"] * len(rows)
    if not rows:
        return []
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    with working(PRECISION):
        return [enclosure(value) for value in Evaluator(columns, len(rows)).column(node)]


def enclosure(value: Any) -> Cell:
    """One value as a record has it; None for a hole and for a ball wider than two neighbouring doubles."""
    if isinstance(value, fmpq):
        fraction = Fraction(int(value.p), int(value.q))
        text = str(fraction)
        return text if len(text) <= _LONGEST else _between(fraction, fraction)
    if not isinstance(value, arb) or not value.is_finite():
        return None
    return _between(*(_fraction(end) for end in (value.lower(), value.upper())))


def _fraction(end: arb) -> Fraction:
    exact = end.fmpq()
    return Fraction(int(exact.p), int(exact.q))


def _between(low: Fraction, high: Fraction) -> float | None:
    """The double below ``low`` whose upper neighbour is not below ``high``."""
    if not _SMALLEST < abs(low) < _LARGEST:
        return None
    below = float(low)
    if Fraction(below) > low:
        below = math.nextafter(below, -math.inf)
    return below if Fraction(math.nextafter(below, math.inf)) >= high else None
