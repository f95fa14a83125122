"""Tree → a function of floating-point numbers, for drawing only: what is not defined is NaN."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.facts import expanded

__all__ = ["Curve", "constant", "function_of"]

Inner = Callable[[Sequence[float]], float]
Curve = Callable[..., float]

_CONSTANTS: Final = {"pi": math.pi, "e": math.e, "oo": math.inf}


def function_of(node: t.Node, variables: Sequence[str]) -> Curve:
    """The function of ``variables`` (in that order) that the tree means; raises Unwritable on other names."""
    inner = _compile(node, {name: index for index, name in enumerate(variables)})

    def value(*point: float) -> float:
        try:
            value = inner(point)
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.nan
        return value if isinstance(value, float) and math.isfinite(value) else math.nan

    return value


def constant(node: t.Node) -> float:
    """The value of a tree without variables."""
    return function_of(node, ())()


def _compile(node: t.Node, places: Mapping[str, int]) -> Inner:
    match node:
        case t.Number(value=value):
            number = float(value)
            return lambda point: number
        case t.Name(name=name):
            return _name(name, places)
        case t.Negative(argument=argument):
            inner = _compile(argument, places)
            return lambda point: -inner(point)
        case t.Sum(terms=terms):
            parts = [_compile(term, places) for term in terms]
            return lambda point: math.fsum(part(point) for part in parts)
        case t.Product(factors=factors):
            parts = [_compile(factor, places) for factor in factors]
            return lambda point: math.prod(part(point) for part in parts)
        case t.Quotient(numerator=numerator, denominator=denominator):
            top, bottom = _compile(numerator, places), _compile(denominator, places)
            return lambda point: top(point) / bottom(point)
        case t.Power(base=base, exponent=exponent):
            return _power(base, exponent, places)
        case t.Call(function=function, arguments=arguments):
            if function not in _FUNCTIONS and (written_out := expanded(node)) is not node:
                return _compile(written_out, places)
            return _call(function, [_compile(argument, places) for argument in arguments])
        case t.Piecewise():
            return _piecewise(node, places)
    raise Unwritable(f"{type(node).__name__} cannot be drawn")


def _name(name: str, places: Mapping[str, int]) -> Inner:
    if name in places:
        place = places[name]
        return lambda point: point[place]
    if name in _CONSTANTS:
        value = _CONSTANTS[name]
        return lambda point: value
    raise Unwritable(f"{name} has no value to draw")


def _power(base: t.Node, exponent: t.Node, places: Mapping[str, int]) -> Inner:
    lower, upper = _compile(base, places), _compile(exponent, places)
    root = exponent.denominator if isinstance(exponent, t.Quotient) else None
    odd_root = isinstance(root, t.Number) and isinstance(root.value, int) and root.value % 2 == 1

    def value(point: Sequence[float]) -> float:
        under, over = lower(point), upper(point)
        if under < 0 and odd_root and isinstance(root, t.Number):
            sign = -1.0 if round(over * float(root.value)) % 2 else 1.0
            return sign * math.pow(-under, over)
        return math.pow(under, over)

    return value


def _call(function: str, arguments: Sequence[Inner]) -> Inner:
    if function in {"max", "min"}:
        choose = max if function == "max" else min
        return lambda point: choose(argument(point) for argument in arguments)
    if function == "gcd":
        return lambda point: float(reduce(math.gcd, (int(argument(point)) for argument in arguments)))
    plain = _FUNCTIONS.get(function)
    if plain is None:
        raise Unwritable(f"the function {function} cannot be drawn")
    inner = arguments[0]
    return lambda point: plain(inner(point))


def _piecewise(node: t.Piecewise, places: Mapping[str, int]) -> Inner:
    branches = [(_compile(value, places), _condition(when, places)) for value, when in node.branches]
    otherwise = _compile(node.otherwise, places) if node.otherwise is not None else lambda point: math.nan

    def value(point: Sequence[float]) -> float:
        for branch, holds in branches:
            if holds(point):
                return branch(point)
        return otherwise(point)

    return value


def _condition(node: t.Node, places: Mapping[str, int]) -> Callable[[Sequence[float]], bool]:
    if not isinstance(node, t.Relation):
        raise Unwritable(f"{type(node).__name__} is no condition that can be drawn")
    sides = [_compile(side, places) for side in node.sides]
    tests = [_TESTS[operator] for operator in node.operators]

    def holds(point: Sequence[float]) -> bool:
        values = [side(point) for side in sides]
        return all(test(a, b) for test, a, b in zip(tests, values, values[1:], strict=False))

    return holds


_TESTS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


_FUNCTIONS: Final[Mapping[str, Callable[[float], float]]] = {
    "exp": math.exp,
    "ln": math.log,
    "sqrt": math.sqrt,
    "cbrt": lambda x: math.copysign(abs(x) ** (1 / 3), x),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "arsinh": math.asinh,
    "arcosh": math.acosh,
    "artanh": math.atanh,
    "abs": abs,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "sigmoid": _sigmoid,
    "relu": lambda x: max(x, 0.0),
    "softplus": lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))),
    "erf": math.erf,
    "factorial": lambda x: math.gamma(x + 1),
    "floor": lambda x: float(math.floor(x)),
}
