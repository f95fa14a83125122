"""A curve, or branches of it, as graphs y = h(x) or x = h(y), found by putting numbers in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.signs import sign_of
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.searching.analytic import is_entire
from calcdrill.expression.tidy import tidy

__all__ = ["Graph", "as_graph", "quadratic_branches", "whole_by_branches"]

Names = tuple[str, str]


@dataclass(frozen=True)
class Graph:
    """A curve that is name = height, a tree in the other variable, ``over``."""

    name: str
    over: str
    height: t.Node
    inside: t.Node | None = None
    """A tree that is defined where the branch is, besides its height."""

    def where(self, *trees: t.Node) -> t.Node | None:
        """A tree that has values where the branch and the trees on it have, as they stand; None: everywhere.

        What is put in and worked out may have more of them: x² on x = √y is y.
        """
        parts = [self.height, *(() if self.inside is None else (self.inside,))]
        parts += [t.substitute(tree, {self.name: self.height}) for tree in trees]
        partial = [part for part in parts if not is_entire(part)]
        return t.total(*partial) if partial else None

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
        if t.names(slope) and not (_is_never_zero(slope) or _shares_no_zero(slope, free, over)):
            continue
        return Graph(name, over, tidy(t.Quotient(t.Negative(free), slope)))
    return None


def _is_never_zero(tree: t.Node) -> bool:
    sign = sign_of(tree)
    return sign is not None and sign[1]


def _shares_no_zero(slope: t.Node, free: t.Node, over: str) -> bool:
    one, other = (polynomial(tree, over, {}) for tree in (slope, free))
    return one is not None and other is not None and one.gcd(other).degree() == 0


def whole_by_branches(level: t.Node, variables: Names) -> tuple[Graph, ...]:
    """Branches that together are the whole curve.

    They are both roots of a quadratic equation whose leading coefficient is a number, or what an equation with one root
    of a variable gives.
    """
    for name, over in (variables[::-1], variables):
        found = tuple(_quadratic_branches(level, name, over, True)) or _of_root(level, name, over)
        if found:
            return found
    return ()


def _of_root(level: t.Node, name: str, over: str) -> tuple[Graph, ...]:
    """From c·y^(m/n) + h(x) = 0, where c is a number."""
    roots = {part for part in t.walk(level) if _is_root_of(part, name)}
    letter = t.Name(f"{name}{over}")
    if len(roots) != 1:
        return ()
    (root,) = roots
    plain = t.transform(level, lambda part: letter if part == root else part)
    free = tidy(t.substitute(plain, {letter.name: t.ZERO}))
    slope = tidy(t.Sum((t.substitute(plain, {letter.name: t.ONE}), t.Negative(free))))
    if name in t.names(plain) or t.names(slope) or slope == t.ZERO:
        return ()
    if tidy(t.Sum((plain, t.Negative(t.Sum((t.times(slope, letter), free)))))) != t.ZERO:
        return ()
    level_of_root = tidy(t.Quotient(t.Negative(free), slope))
    power = _power_of(root)
    back = t.Power(level_of_root, t.number(1 / power))
    if power.numerator % 2 and power.denominator % 2:
        return (Graph(name, over, back),)
    where = t.Call("sqrt", (level_of_root,))
    turned = (back, t.Negative(back)) if power.denominator % 2 else (back,)
    return tuple(Graph(name, over, one, where) for one in turned)


def _is_root_of(node: t.Node, name: str) -> bool:
    return node.children[:1] == (t.Name(name),) and _power_of(node).denominator > 1


def _power_of(node: t.Node) -> Fraction:
    """m/n of a root y^(m/n), which is positive; 1 for anything else."""
    match node:
        case t.Call(function="sqrt" | "cbrt" as function):
            return Fraction(1, 2 if function == "sqrt" else 3)
        case t.Power(exponent=exponent) if (power := t.value_of(exponent)) is not None and power > 0:
            return Fraction(power)
    return Fraction(1)


def quadratic_branches(level: t.Node, variables: Names) -> Iterator[Graph]:
    """Both roots of a curve that is quadratic in a variable: on each of them the curve's equation holds."""
    for name, over in (variables[::-1], variables):
        yield from _quadratic_branches(level, name, over, False)


def _quadratic_branches(level: t.Node, name: str, over: str, needs_whole: bool) -> Iterator[Graph]:
    at = [t.substitute(level, {name: t.number(k)}) for k in (-1, 0, 1)]
    bend = tidy(t.Quotient(t.Sum((at[0], at[2], t.Negative(t.times(t.TWO, at[1])))), t.TWO))
    slope = tidy(t.Quotient(t.Sum((at[2], t.Negative(at[0]))), t.TWO))
    u = t.Name(name)
    rebuilt = t.Sum((t.times(bend, t.Power(u, t.TWO)), t.times(slope, u), at[1]))
    if bend == t.ZERO or tidy(t.Sum((level, t.Negative(rebuilt)))) != t.ZERO:
        return
    if needs_whole and t.names(bend):
        return
    middle = tidy(t.Quotient(t.Negative(slope), t.times(t.TWO, bend)))
    inside = tidy(t.Sum((t.Power(middle, t.TWO), t.Negative(t.Quotient(at[1], bend)))))
    half = t.Call("sqrt", (inside,))
    for turned in (half, t.Negative(half)):
        yield Graph(name, over, tidy(t.Sum((middle, turned))), half)
