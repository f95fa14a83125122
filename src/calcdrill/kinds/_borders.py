"""Derivatives where two cases of a function meet, by their definition: the limit of difference quotients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

from flint import arb

from calcdrill.errors import CheckFailed, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.solving.roots import find_roots

__all__ = ["check_borders", "difference_quotient"]


def difference_quotient(function: t.Node, variable: str, place: t.Node) -> t.Limit:
    """The derivative at a place by its definition; without a value there it has none."""
    run = t.Sum((t.Name(variable), t.Negative(place)))
    # The place is put in and nothing else: 0·|0|/|0| in order would be 0.
    rise = t.Sum((function, t.Negative(t.substitute(function, {variable: place}))))
    return t.Limit(t.Quotient(rise, run), variable, place)


def check_borders(function: t.Node, variable: str, answer: t.Node) -> None:
    """Raises Wrong where two cases of the function meet and the answer is not the limit of difference quotients."""
    pieces = [part for part in t.walk(function) if isinstance(part, t.Piecewise)]
    for condition in (condition for part in pieces for _, condition in part.branches):
        for place in _places(condition, variable):
            if not value(answer, {variable: place}).is_finite():
                continue
            truth = difference_quotient(function, variable, place)
            slope = limit(truth.body, variable, place)
            if type(slope) is not arb or agree(slope, value(answer, {variable: place})) is not True:
                raise Wrong("where two cases meet, the answer is not the limit of the difference quotients")


def _places(condition: t.Node, variable: str) -> Iterator[t.Node]:
    """The rational places where the sides of a condition are equal."""
    sides = condition.sides if isinstance(condition, t.Relation) else ()
    for one, other in pairwise(sides):
        gap = t.Sum((one, t.Negative(other)))
        if t.names(gap) == {variable}:
            with suppress(CheckFailed):
                yield from (t.number(root.exact) for root in find_roots(gap, variable) if root.exact is not None)
