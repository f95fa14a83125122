"""Where a function may fail to be smooth, continuous or defined: trees whose zeros are all such places.

This is the solvers' account. A node that it has no row for is refused, so that nothing is overlooked; the checks search
for themselves (``searching/``) and do not read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from itertools import combinations
from typing import Final, NamedTuple

from calcdrill.errors import Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation.text import write_text

__all__ = ["Fault", "Place", "irregularities"]


class Fault(Enum):
    """What may happen at a place."""

    KINK = "kink"
    """A value and no derivative: |u|, a cusp, a vertical tangent, the end of a root's domain."""
    JUMP = "jump"
    POLE = "pole"
    """No value: a divisor or a logarithm's argument is 0."""


class Place(NamedTuple):
    """``inside`` is 0 wherever the fault may be; ``node`` is what makes it."""

    fault: Fault
    inside: t.Node
    node: t.Node


_SMOOTH: Final = frozenset(
    {"exp", "sin", "cos", "arctan", "sinh", "cosh", "tanh", "arsinh", "sigmoid", "softplus", "swish", "erf"}
)
_AT_ZERO: Final = {
    **dict.fromkeys(("abs", "relu", "sqrt", "cbrt"), Fault.KINK),
    "sign": Fault.JUMP,
    "ln": Fault.POLE,
}
_AT_ONE: Final = {
    "arcsin": (Fault.KINK, (1, -1)),
    "arccos": (Fault.KINK, (1, -1)),
    "arcosh": (Fault.KINK, (1,)),
    "artanh": (Fault.POLE, (1, -1)),
}
_DIVISOR: Final = {"tan": "cos", "sec": "cos", "cot": "sin", "csc": "sin"}


def irregularities(function: t.Node, variables: frozenset[str]) -> tuple[Place, ...]:
    """All places of a tree, the same only once; raises Unsolved at a node whose faults are not known."""
    found = [
        place
        for node in t.walk(function)
        for place in _of(node, variables)
        if not t.names(place.inside).isdisjoint(variables)
    ]
    return tuple(dict.fromkeys(found))


def _of(node: t.Node, variables: frozenset[str]) -> Iterator[Place]:
    match node:
        case t.Quotient(denominator=below):
            yield Place(Fault.POLE, below, node)
        case t.Power(base=base, exponent=exponent):
            yield from _power(node, base, exponent, variables)
        case t.Call(function=name, arguments=arguments):
            yield from _call(node, name, arguments, variables)
        case t.Piecewise(branches=branches):
            for _, condition in branches:
                if isinstance(condition, t.Relation):
                    yield from (Place(Fault.JUMP, _minus(a, b), node) for a, b in combinations(condition.sides, 2))
        case t.Number() | t.Name() | t.Negative() | t.Sum() | t.Product() | t.Relation() | t.Text():
            return
        case _ if not t.names(node).isdisjoint(variables):
            raise Unsolved(f"where {write_text(node)} is not smooth is not known here")


def _power(node: t.Node, base: t.Node, exponent: t.Node, variables: frozenset[str]) -> Iterator[Place]:
    if not t.names(exponent).isdisjoint(variables):
        yield Place(Fault.POLE, base, node)
        return
    exact = exact_value(exponent)
    if exact is not None and exact >= 0:
        if Fraction(exact).denominator > 1:
            yield Place(Fault.KINK, base, node)
        return
    yield Place(Fault.POLE, base, node)


def _call(
    node: t.Node, name: str, arguments: tuple[t.Node, ...], variables: frozenset[str]
) -> Iterator[Place]:
    inside = arguments[0]
    if name in _AT_ZERO:
        yield Place(_AT_ZERO[name], inside, node)
    elif name in _AT_ONE:
        fault, levels = _AT_ONE[name]
        yield from (Place(fault, _minus(inside, t.number(level)) if level else inside, node) for level in levels)
    elif name in _DIVISOR:
        yield Place(Fault.POLE, t.Call(_DIVISOR[name], arguments), node)
    elif name in {"max", "min"}:
        yield from (Place(Fault.KINK, _minus(a, b), node) for a, b in combinations(arguments, 2))
    elif name == "log":
        base = arguments[1]
        for tree in (inside, base, _minus(base, t.ONE)):
            yield Place(Fault.POLE, tree, node)
    elif name == "floor":
        yield Place(Fault.JUMP, t.Call("sin", (t.times(t.Name("pi"), inside),)), node)
    elif name not in _SMOOTH and (composed := facts.definition(name)) is not None:
        yield from irregularities(composed(*arguments), variables)
    elif name not in _SMOOTH:
        raise Unsolved(f"where {write_text(node)} is not smooth is not known here")


def _minus(a: t.Node, b: t.Node) -> t.Node:
    return t.Sum((a, t.Negative(b)))
