"""A substitution put back: functions of inverse functions are written without both, positive numbers without bars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.integrating.integral_table import is_positive

__all__ = ["put_back"]


def put_back(node: t.Node, letter: str, inner: t.Node) -> t.Node:
    """The tree with the inner function for the letter, without bars around what is positive."""

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Call(function="abs", arguments=(argument,)) if is_positive(argument):
                return argument
            case t.Call(function="arctan", arguments=(t.Call(function="tan", arguments=(argument,)),)):
                return argument
            case t.Call(function=name, arguments=(t.Call(function=inverse, arguments=(argument,)),)):
                formula = _TOGETHER.get((name, inverse))
                return part if formula is None else formula(argument)
        return part

    return t.transform(t.substitute(node, {letter: inner}), change)


def _root_of(sign: int) -> Callable[[t.Node], t.Node]:
    """√(1 ± u²)."""

    def formula(u: t.Node) -> t.Node:
        square = t.Power(u, t.TWO)
        return t.Call("sqrt", (t.Sum((t.ONE, square if sign > 0 else t.Negative(square))),))

    return formula


_TOGETHER: Final[dict[tuple[str, str], Callable[[t.Node], t.Node]]] = {
    ("sin", "arcsin"): lambda u: u,
    ("cos", "arcsin"): _root_of(-1),
    ("tan", "arctan"): lambda u: u,
    ("sec", "arctan"): _root_of(1),
    ("sin", "arctan"): lambda u: t.Quotient(u, _root_of(1)(u)),
    ("cos", "arctan"): lambda u: t.Quotient(t.ONE, _root_of(1)(u)),
    ("sinh", "arsinh"): lambda u: u,
    ("cosh", "arsinh"): _root_of(1),
}
"""A function of an inverse function, without both."""
