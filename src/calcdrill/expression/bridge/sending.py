"""Tree → sympy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import sympy

from calcdrill.errors import TaskError, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.facts import expanded
from calcdrill.expression.functions import FUNCTIONS, sympy_name
from calcdrill.expression.limits import check_bounds

Symbols = dict[str, sympy.Symbol]
_CONSTANTS: Final = MappingProxyType({"pi": sympy.pi, "e": sympy.E, "oo": sympy.oo})


def to_sympy(node: t.Node, domain: Sequence[t.Node] = ()) -> Any:
    """The sympy object of a tree: an expression, a relation, a Tuple for a vector, a Matrix.

    Names are real symbols, positive or negative where a condition in ``domain`` such as ``x > 0`` says so.
    Raises TaskError where a power or a factorial is too large to be built, Unsolved where sympy has no
    counterpart.
    """
    fault = check_bounds(node)
    if fault:
        raise TaskError(fault)
    return _send(node, symbols_of(domain))


def symbols_of(domain: Sequence[t.Node]) -> Symbols:
    """The symbols about which the domain knows a sign."""
    symbols: Symbols = {}
    for condition in domain:
        match condition:
            case t.Relation(sides=(t.Name(name=name), bound), operators=(operator,)):
                pass
            case t.Relation(sides=(bound, t.Name(name=name)), operators=(operator,)):
                operator = _MIRRORED.get(operator, operator)
            case _:
                continue
        value = t.value_of(bound)
        if value is not None:
            sign = _sign(operator, Fraction(value))
            symbols[name] = sympy.Symbol(name, real=True, **sign)
    return symbols


_MIRRORED: Final = MappingProxyType({"<": ">", ">": "<", "<=": ">=", ">=": "<="})


def _sign(operator: str, bound: Fraction) -> dict[str, bool]:
    if (operator == ">" and bound >= 0) or (operator == ">=" and bound > 0):
        return {"positive": True}
    if (operator == "<" and bound <= 0) or (operator == "<=" and bound < 0):
        return {"negative": True}
    if operator == ">=" and bound == 0:
        return {"nonnegative": True}
    if operator == "<=" and bound == 0:
        return {"nonpositive": True}
    return {}


def symbol(name: str, symbols: Symbols) -> sympy.Symbol:
    """The symbol of that name, kept in ``symbols``; all are real."""
    if name not in symbols:
        symbols[name] = sympy.Symbol(name, real=True)
    return symbols[name]


def rational(value: int | Fraction) -> Any:
    """The exact number."""
    return sympy.Rational(value.numerator, value.denominator)


def _send(node: t.Node, symbols: Symbols) -> Any:
    match node:
        case t.Number(value=value):
            return rational(value)
        case t.Name(name=name):
            return _CONSTANTS.get(name) or symbol(name, symbols)
        case t.Power(base=base, exponent=exponent):
            return _power(base, exponent, symbols)
        case t.Call(function=function):
            build = _CALLS.get(function)
            if build is None:
                written_out = expanded(node)
                if written_out is node:
                    raise Unsolved(f"sympy has no counterpart of {function}")
                return _send(written_out, symbols)
            return build(*(_send(argument, symbols) for argument in node.arguments))
        case t.Relation():
            return _relation(node, symbols)
        case t.Piecewise(branches=branches, otherwise=otherwise):
            pairs = [(_send(value, symbols), _send(condition, symbols)) for value, condition in branches]
            last = [] if otherwise is None else [(_send(otherwise, symbols), True)]
            return sympy.Piecewise(*pairs, *last)
        case t.Matrix(rows=rows):
            return sympy.Matrix([[_send(entry, symbols) for entry in row] for row in rows])
    build = _NODES.get(type(node))
    if build is None:
        raise Unsolved(f"sympy has no counterpart of {type(node).__name__}")
    return build(node, *(_send(child, symbols) for child in node.children))


def _power(base: t.Node, exponent: t.Node, symbols: Symbols) -> Any:
    below, above = _send(base, symbols), _send(exponent, symbols)
    odd_root = above.is_Rational and above.q % 2 and above.q > 1
    if odd_root and below.is_negative:
        # sympy's odd roots of negative numbers are complex, ours are real
        return (-1) ** above.p * sympy.Pow(-below, above)
    if below.is_zero and above.is_nonpositive:
        raise Unsolved("a power of 0 is not defined")
    return sympy.Pow(below, above)


def _relation(node: t.Relation, symbols: Symbols) -> Any:
    sides = [_send(side, symbols) for side in node.sides]
    links = []
    for left, right, operator in zip(sides, sides[1:], node.operators, strict=False):
        if operator not in _OPERATORS:
            raise Unsolved(f"sympy has no relation {operator!r}")
        links.append(_OPERATORS[operator](left, right))
    return sympy.And(*links) if len(links) > 1 else links[0]


_OPERATORS: Final = MappingProxyType(
    {"=": sympy.Eq, "!=": sympy.Ne, "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}
)


def _applied(node: t.Node, *arguments: Any) -> Any:
    assert isinstance(node, t.Apply)
    if node.primes or not arguments:
        raise Unsolved("sympy cannot use a derivative of a function that is only named")
    return sympy.Function(node.function)(*arguments)


def _derivative(node: t.Node, body: Any) -> Any:
    assert isinstance(node, t.Derivative)
    return sympy.Derivative(body, *(_bound(body, name) for name in node.variables))


def _integral(node: t.Node, body: Any, *limits: Any) -> Any:
    assert isinstance(node, t.Integral)
    variable = _bound(body, node.variable)
    return sympy.Integral(body, (variable, *limits) if limits else variable)


def _limit(node: t.Node, body: Any, to: Any) -> Any:
    assert isinstance(node, t.Limit)
    return sympy.Limit(body, _bound(body, node.variable), to, node.side or "+-")


def _at(node: t.Node, body: Any, *values: Any) -> Any:
    assert isinstance(node, t.At)
    return body.xreplace({_bound(body, name): value for (name, _), value in zip(node.point, values, strict=True)})


def _bound(body: Any, name: str) -> Any:
    """The symbol of that name in ``body``, with what is known about it there."""
    return next((s for s in body.free_symbols if s.name == name), sympy.Symbol(name, real=True))


def _gcd(*values: Any) -> Any:
    if not all(value.is_Integer for value in values):
        raise Unsolved("gcd of something that is not a whole number")
    return sympy.gcd(values)


_NODES: Final[Mapping[type[t.Node], Callable[..., Any]]] = MappingProxyType(
    {
        t.Negative: lambda node, argument: -argument,
        t.Sum: lambda node, *terms: sympy.Add(*terms),
        t.Product: lambda node, *factors: sympy.Mul(*factors),
        t.Quotient: lambda node, top, bottom: _divided(top, bottom),
        t.Apply: _applied,
        t.Vector: lambda node, *entries: sympy.Tuple(*entries),
        t.Derivative: _derivative,
        t.Integral: _integral,
        t.Limit: _limit,
        t.At: _at,
    }
)


def _divided(top: Any, bottom: Any) -> Any:
    if bottom.is_zero:
        raise Unsolved("a division by 0")
    return top / bottom


_CALLS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        **{name: getattr(sympy, known) for name, row in FUNCTIONS.items() if (known := sympy_name(row))},
        "cbrt": lambda value: -sympy.cbrt(-value) if value.is_negative else sympy.cbrt(value),
        "gcd": _gcd,
    }
)
