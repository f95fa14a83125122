"""A curve, or branches of it, as graphs y = h(x) or x = h(y), found by putting numbers in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calcdrill.expression import tree as t
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.tidy import tidy

__all__ = ["Graph", "as_graph", "quadratic_branches"]

Names = tuple[str, str]


@dataclass(frozen=True)
class Graph:
    """A curve that is name = height, a tree in the other variable, ``over``."""

    name: str
    over: str
    height: t.Node

    def put_into(self, tree: t.Node) -> t.Node:
        """What a tree is along the curve, in one variable."""
        return tidy(t.substitute(tree, {self.name: self.height}))


def as_graph(level: t.Node, variables: Names) -> Graph | None:
    """The curve level = 0 as a graph, where one variable stands in it linearly with a factor that is never 0 there."""
    for name, over in (variables[::-1], variables):
        free = tidy(t.substitute(level, {name: t.ZERO}))
        slope = tidy(t.Sum((t.substitute(level, {name: t.ONE}), t.Negative(free))))
        if slope == t.ZERO or tidy(t.Sum((level, t.Negative(t.Sum((t.times(slope, t.Name(name)), free)))))) != t.ZERO:
            continue
        if t.names(slope) and not _shares_no_zero(slope, free, over):
            continue
        return Graph(name, over, tidy(t.Quotient(t.Negative(free), slope)))
    return None


def _shares_no_zero(slope: t.Node, free: t.Node, over: str) -> bool:
    one, other = (polynomial(tree, over, {}) for tree in (slope, free))
    return one is not None and other is not None and one.gcd(other).degree() == 0


def quadratic_branches(level: t.Node, variables: Names) -> Iterator[Graph]:
    """Both roots of a curve that is quadratic in a variable: on each of them the curve's equation holds."""
    for name, over in (variables[::-1], variables):
        at = [t.substitute(level, {name: t.number(k)}) for k in (-1, 0, 1)]
        bend = tidy(t.Quotient(t.Sum((at[0], at[2], t.Negative(t.times(t.TWO, at[1])))), t.TWO))
        slope = tidy(t.Quotient(t.Sum((at[2], t.Negative(at[0]))), t.TWO))
        u = t.Name(name)
        rebuilt = t.Sum((t.times(bend, t.Power(u, t.TWO)), t.times(slope, u), at[1]))
        if bend == t.ZERO or tidy(t.Sum((level, t.Negative(rebuilt)))) != t.ZERO:
            continue
        middle = tidy(t.Quotient(t.Negative(slope), t.times(t.TWO, bend)))
        half = t.Call("sqrt", (tidy(t.Sum((t.Power(middle, t.TWO), t.Negative(t.Quotient(at[1], bend))))),))
        for turned in (half, t.Negative(half)):
            yield Graph(name, over, tidy(t.Sum((middle, turned))))
