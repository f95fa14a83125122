"""Which rule of differentiation a tree calls for, and which of its parts are then to be differentiated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import divide, multiply, negate
from calcdrill.expression.differentiating.slopes import SLOPES, STEPS, Slope, call
from calcdrill.expression.facts import expanded
from calcdrill.expression.functions import FUNCTIONS

__all__ = ["Match", "Nodes", "Outer", "Parts", "depends", "match"]

Parts = tuple[Any, ...]
Nodes = tuple[t.Node, ...]
Match = tuple[str, Parts, Nodes]
"""The key of a rule in ``rules.RULES``, the parts that its formula needs, the parts to differentiate."""


class Outer(NamedTuple):
    """The outer function F of a composition F(u): ``node`` with child number ``place`` as the gap for u."""

    key: str
    node: t.Node
    place: int
    table_slope: Slope
    parameters: Nodes = ()

    def at(self, u: t.Node) -> t.Node:
        """F(u)."""
        children = self.node.children
        return self.node.with_children((*children[: self.place], u, *children[self.place + 1 :]))

    def slope(self, u: t.Node) -> t.Node:
        """F′(u)."""
        return self.table_slope(u, *self.parameters)


def depends(node: t.Node, variable: str) -> bool:
    """Whether the free ``variable`` occurs in the tree."""
    if type(node) is t.Name:
        return node.name == variable
    if type(node) is t.Number:
        return False
    children = node.children
    if type(node) is t.Integral and node.variable == variable and len(children) == 3:
        children = children[1:]
    for child in children:  # noqa: SIM110 - a generator here costs as much as the whole walk
        if depends(child, variable):
            return True
    return False


def match(node: t.Node, variable: str, slopes: Mapping[str, Slope] = SLOPES) -> Match:
    """The rule that the tree calls for; raises Unsolved where there is none."""
    matcher = _MATCHERS.get(type(node))
    if matcher is not None:
        return matcher(node, variable, slopes)
    if depends(node, variable):
        raise Unsolved(f"no rule differentiates a {type(node).__name__}")
    return "constant", (node,), ()


def _product(node: t.Product, variable: str, slopes: Mapping[str, Slope]) -> Match:
    factors = node.factors
    varying = [i for i, factor in enumerate(factors) if depends(factor, variable)]
    if len(varying) == len(factors):
        return "product", (factors,), factors
    if len(varying) == 1:
        place = varying[0]
        return "multiple", (factors[:place], factors[place + 1 :]), (factors[place],)
    if not varying:
        return "constant", (node,), ()
    constants = tuple(factor for i, factor in enumerate(factors) if i not in varying)
    return "multiple", (constants, ()), (t.Product(tuple(factors[i] for i in varying)),)


def _quotient(node: t.Quotient, variable: str, slopes: Mapping[str, Slope]) -> Match:
    top, bottom = node.numerator, node.denominator
    if depends(bottom, variable):
        if depends(top, variable):
            return "quotient", (top, bottom), (top, bottom)
        return _reciprocal(top, bottom, variable)
    if depends(top, variable):
        return "over constant", (bottom,), (top,)
    return "constant", (node,), ()


def _reciprocal(top: t.Node, bottom: t.Node, variable: str) -> Match:
    """A constant over a varying denominator, which is rewritten where it is a power or an exponential."""
    if isinstance(bottom, t.Product):
        constants = [factor for factor in bottom.factors if not depends(factor, variable)]
        if constants:
            rest = multiply(*(factor for factor in bottom.factors if depends(factor, variable)))
            return "split fraction", (), (multiply(divide(top, multiply(*constants)), t.Quotient(t.ONE, rest)),)
    if isinstance(bottom, t.Call) and bottom.function == "exp":
        return "rewrite", (), (multiply(top, call("exp", negate(bottom.arguments[0]))),)
    base, exponent = _as_power(bottom)
    if exponent is None or depends(exponent, variable):
        return "reciprocal", (top, bottom), (bottom,)
    return "negative power", (top, base, exponent), (multiply(top, t.Power(base, negate(exponent))),)


_ROOTS: Final = MappingProxyType({"sqrt": t.Quotient(t.ONE, t.TWO), "cbrt": t.Quotient(t.ONE, t.Number(3))})


def _as_power(node: t.Node) -> tuple[t.Node, t.Node | None]:
    """The base and the exponent of x, a power or a root; the exponent of anything else is None."""
    if isinstance(node, t.Power):
        return node.base, node.exponent
    if isinstance(node, t.Call) and node.function in _ROOTS:
        return node.arguments[0], _ROOTS[node.function]
    return node, t.ONE if isinstance(node, t.Name) else None


def _power(node: t.Power, variable: str, slopes: Mapping[str, Slope]) -> Match:
    base, exponent = node.base, node.exponent
    if depends(exponent, variable):
        if depends(base, variable):
            return "general power", (base, exponent), (multiply(exponent, call("ln", base)),)
        return _composition(Outer("exponential", node, 1, slopes["exponential"], (base,)), exponent, variable)
    if depends(base, variable):
        return _composition(Outer("power", node, 0, slopes["power"], (exponent,)), base, variable)
    return "constant", (node,), ()


def _call(node: t.Call, variable: str, slopes: Mapping[str, Slope]) -> Match:
    function, arguments = node.function, node.arguments
    if not depends(node, variable):
        return "constant", (node,), ()
    if function in slopes and len(arguments) == 1:
        return _composition(Outer(function, node, 0, slopes[function]), arguments[0], variable)
    if function == "log":
        number, base = arguments
        if not depends(base, variable):
            return _composition(Outer("log", node, 0, slopes["log"], (base,)), number, variable)
        return "change of base", (), (t.Quotient(call("ln", number), call("ln", base)),)
    if function == "relu":
        return "relu", (arguments[0],), arguments
    if function in FUNCTIONS and FUNCTIONS[function].has_ties:
        return "cases", (_wins(function, arguments, variable), False), arguments
    if function in STEPS:
        return "step function", (), ()
    written_out = expanded(node)
    if written_out is not node:
        return "definition", (), (written_out,)
    raise Unsolved(f"no rule differentiates {function}")


def _wins(function: str, arguments: Nodes, variable: str) -> Nodes:
    """For each argument of max or min, the condition under which it wins; the varying side stands left."""
    sign, opposite = (">", "<") if function == "max" else ("<", ">")
    conditions = []
    for i, argument in enumerate(arguments):
        others = arguments[:i] + arguments[i + 1 :]
        rest = others[0] if len(others) == 1 else t.Call(function, others)
        swap = not depends(argument, variable)
        conditions.append(_compared(rest, opposite, argument) if swap else _compared(argument, sign, rest))
    return tuple(conditions)


def _compared(left: t.Node, operator: str, right: t.Node) -> t.Node:
    return t.Relation((left, right), (operator,))


def _piecewise(node: t.Piecewise, variable: str, slopes: Mapping[str, Slope]) -> Match:
    conditions = tuple(condition for _, condition in node.branches)
    values = tuple(value for value, _ in node.branches)
    if node.otherwise is None:
        return "cases", (conditions, False, node, variable), values
    return "cases", (conditions, True, node, variable), (*values, node.otherwise)


def _apply(node: t.Apply, variable: str, slopes: Mapping[str, Slope]) -> Match:
    if not depends(node, variable):
        return "constant", (node,), ()
    if len(node.arguments) > 1:
        raise Unsolved(f"the derivative of {node.function}, which has several arguments, has no short name")
    prime = t.Apply(node.function, node.arguments, node.primes + 1)
    outer = Outer("named function", node, 0, lambda u: prime.with_children((u,)))
    return _composition(outer, node.arguments[0], variable)


def _integral(node: t.Integral, variable: str, slopes: Mapping[str, Slope]) -> Match:
    if not depends(node, variable):
        return "constant", (node,), ()
    if node.lower is None or node.upper is None:
        if node.variable == variable:
            return "fundamental theorem", (node.body,), ()
    elif node.variable == variable or not depends(node.body, variable):
        ends = (node.upper, node.lower)
        return "fundamental theorem", tuple(t.substitute(node.body, {node.variable: end}) for end in ends), ends
    raise Unsolved("no rule differentiates this integral")


def _composition(outer: Outer, inner: t.Node, variable: str) -> Match:
    if type(inner) is t.Name:
        return "table", (outer, inner), ()
    return "chain", (outer, inner, variable), (inner,)


_MATCHERS: Final[Mapping[type[t.Node], Callable[[Any, str, Mapping[str, Slope]], Match]]] = MappingProxyType(
    {
        t.Number: lambda node, variable, slopes: ("constant", (node,), ()),
        t.Name: lambda node, variable, slopes: ("variable" if node.name == variable else "constant", (node,), ()),
        t.Negative: lambda node, variable, slopes: ("negative", (), (node.argument,)),
        t.Sum: lambda node, variable, slopes: ("sum", (node.terms,), node.terms),
        t.Product: _product,
        t.Quotient: _quotient,
        t.Power: _power,
        t.Call: _call,
        t.Apply: _apply,
        t.Piecewise: _piecewise,
        t.Integral: _integral,
        t.Vector: lambda node, variable, slopes: ("entries", (node,), node.entries),
        t.Matrix: lambda node, variable, slopes: ("entries", (node,), node.children),
        t.Relation: lambda node, variable, slopes: ("both sides", (node,), node.sides),
    }
)
