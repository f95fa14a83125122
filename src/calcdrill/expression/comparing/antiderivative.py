"""The derivative of trees in which integrals without limits stand: what is left of them without constants."""

from __future__ import annotations

from collections.abc import Set

from calcdrill.expression import tree as t

__all__ = ["has_open_integral", "open_variable", "rates"]


def rates(left: t.Node, right: t.Node, variable: str) -> tuple[t.Node, t.Node] | None:
    """The derivatives of two antiderivatives, equal where these differ by a constant; None where one is not found."""
    one, two = rate(left, variable), rate(right, variable)
    return None if one is None or two is None else (one, two)


def rate(node: t.Node, variable: str) -> t.Node | None:
    """The derivative of a tree that holds integrals without limits; None where it cannot be written."""
    if not has_open_integral(node):
        return t.Derivative(node, (variable,))
    match node:
        case t.Integral(body=body, variable=name, lower=None):
            return body if name == variable else None
        case t.Sum(terms=terms):
            rates = [rate(term, variable) for term in terms]
            return None if None in rates else t.total(*(inner_rate for inner_rate in rates if inner_rate is not None))
        case t.Negative(argument=argument):
            inner_rate = rate(argument, variable)
            return None if inner_rate is None else t.Negative(inner_rate)
        case t.Quotient(numerator=top, denominator=bottom) if variable not in t.names(bottom):
            inner_rate = rate(top, variable)
            return None if inner_rate is None else t.Quotient(inner_rate, bottom)
        case t.Product(factors=factors):
            return _rate_of_product(factors, variable)
        case t.At(body=body, point=((name, value),)):
            inner_rate = rate(body, name)
            if inner_rate is None or (name != variable and variable in t.names(body)):
                return None
            return t.times(_put_in(inner_rate, name, value), t.Derivative(value, (variable,)))
    return None


def _put_in(node: t.Node, name: str, value: t.Node) -> t.Node:
    """The tree at ``name`` = value: written out where nothing in it has a variable of its own."""
    if t.contains(node, t.At, t.Derivative, t.Integral, t.Limit):
        return t.At(node, ((name, value),))
    return t.substitute(node, {name: value})


def open_variable(node: t.Node, constants: Set[str] = frozenset()) -> str | None:
    """The variable in which the tree is an antiderivative; behind ``u = g(x)`` it is x. None where there is none.

    ``constants``: letters that are never the variable.
    """
    if not has_open_integral(node):
        return None
    match node:
        case t.At(body=body, point=((_, value),)) if has_open_integral(body):
            return min(t.names(value) - constants, default=None)
        case t.Integral(variable=variable, lower=None):
            return variable
    variables = (open_variable(child, constants) for child in node.children)
    return next((name for name in variables if name is not None), None)


def _rate_of_product(factors: tuple[t.Node, ...], variable: str) -> t.Node | None:
    moving = [factor for factor in factors if variable in t.names(factor) or has_open_integral(factor)]
    if len(moving) != 1:
        return None
    inner = rate(moving[0], variable)
    return None if inner is None else t.times(*(factor for factor in factors if factor is not moving[0]), inner)


def has_open_integral(node: t.Node) -> bool:
    """Whether an integral without limits stands in the tree."""
    stack = [node]
    while stack:
        inner = stack.pop()
        if type(inner) is t.Integral and inner.lower is None:
            return True
        stack += inner.children
    return False
