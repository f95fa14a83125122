"""A substitution put back: functions of inverse functions are written without both, positive numbers without bars."""

from __future__ import annotations

from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.integrating.integral_table import is_positive
from calcdrill.expression.put_in import put_in

__all__ = ["put_back"]


def put_back(node: t.Node, letter: str, inner: t.Node) -> t.Node:
    """The tree with the inner function for the letter, without bars around what is positive."""

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Call(function="abs", arguments=(argument,)) if is_positive(argument):
                return argument
            case t.Call(function=name, arguments=(t.Call(function=inverse, arguments=(argument,)),)):
                formula = _TOGETHER.get((name, inverse))
                return part if formula is None else put_in(formula, u=argument)
        return part

    return t.transform(t.substitute(node, {letter: inner}), change)


_TOGETHER: Final = {
    ("sin", "arcsin"): "u",
    ("cos", "arcsin"): "sqrt(1 - u^2)",
    ("tan", "arctan"): "u",
    ("sec", "arctan"): "sqrt(1 + u^2)",
    ("sin", "arctan"): "u/sqrt(1 + u^2)",
    ("cos", "arctan"): "1/sqrt(1 + u^2)",
    ("sinh", "arsinh"): "u",
    ("cosh", "arsinh"): "sqrt(1 + u^2)",
    ("arctan", "tan"): "u",
}
"""A function of an inverse function, or the other way round, without both."""
