"""Trees that surely have all derivatives wherever they have a value."""

from __future__ import annotations

from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.signs import sign_of

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


def is_analytic(tree: t.Node, domain: tuple[t.Node, ...] = ()) -> bool:
    """Whether every node is known to be analytic wherever it has a value, an open set; a node not known is not.

    A root is so inside a ``domain`` that keeps what stands under it above 0.
    """
    for node in t.walk(tree):
        match node:
            case t.Power(exponent=exponent) if isinstance(t.value_of(exponent), int):
                pass
            case t.Power(base=t.Number(value=base), exponent=exponent) if base > 0:
                pass
            case t.Call(function=name) if name in _FUNCTIONS:
                pass
            case t.Call(function="sqrt" | "cbrt", arguments=(under,)) | t.Power(base=under, exponent=t.Number()):
                if sign_of(under, domain) != (1, True):
                    return False
            case _ if not isinstance(node, _PLAIN):
                return False
    return True
