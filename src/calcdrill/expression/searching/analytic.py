"""Trees that surely have all derivatives wherever they have a value."""

from __future__ import annotations

from typing import Final

from calcdrill.expression import tree as t

__all__ = ["is_analytic", "is_entire"]

_PLAIN: Final = (t.Number, t.Name, t.Negative, t.Sum, t.Product, t.Quotient)
_FUNCTIONS: Final = frozenset(
    {"exp", "ln", "sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "arctan", "arsinh"}
    | {"sigmoid", "softplus", "swish", "erf"}
)
_EVERYWHERE: Final = frozenset(
    {"exp", "sin", "cos", "sinh", "cosh", "tanh", "arctan", "arsinh", "sigmoid", "softplus", "swish", "erf"}
)


def is_entire(tree: t.Node) -> bool:
    """Whether the tree surely has a value, and all derivatives, for all numbers."""
    for node in t.walk(tree):
        match node:
            case t.Power(exponent=t.Number(value=n)) if type(n) is int:
                pass
            case t.Call(function=name) if name in _EVERYWHERE:
                pass
            case t.Quotient(denominator=t.Number(value=n)) if n:
                pass
            case _ if not isinstance(node, t.Number | t.Name | t.Negative | t.Sum | t.Product):
                return False
    return True


def is_analytic(tree: t.Node) -> bool:
    """Whether every node is known to be analytic on the whole of its domain, which is open; a node not known is not."""
    for node in t.walk(tree):
        match node:
            case t.Power(exponent=exponent) if isinstance(t.value_of(exponent), int):
                pass
            case t.Power(base=t.Number(value=base), exponent=exponent) if base > 0:
                pass
            case t.Call(function=name) if name in _FUNCTIONS:
                pass
            case _ if not isinstance(node, _PLAIN):
                return False
    return True
