"""A reader of formulas that shares nothing with calcdrill's: Python's grammar, walked, with school's real functions.

``compiled`` gives values by mpmath at one place, ``on_grid`` by NumPy at many at once.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from mpmath import mp, mpf

__all__ = ["at", "compiled", "on_grid"]

Function = Callable[..., Any]
Compiled = Callable[[Mapping[str, Any]], Any]


# -- by mpmath


def _real_power(base: Any, exponent: Any, source: ast.expr) -> Any:
    """School's powers: a root of odd degree is real for negative numbers too."""
    if base < 0 and exponent != int(exponent):
        p, q = _ratio(source)
        if q % 2 == 0:
            raise ValueError("an even root of a negative number")
        return abs(base) ** exponent * (-1 if p % 2 else 1)
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    return base**exponent


def _ratio(source: ast.expr) -> tuple[int, int]:
    match source:
        case ast.BinOp(left=ast.Constant(value=p), op=ast.Div(), right=ast.Constant(value=q)):
            shared = math.gcd(int(p), int(q))
            return int(p) // shared, int(q) // shared
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            p, q = _ratio(inner)
            return -p, q
    raise ValueError("a power that is no fraction")


def _cbrt(u: Any) -> Any:
    return mp.cbrt(u) if u >= 0 else -mp.cbrt(-u)


def _sqrt(u: Any) -> Any:
    if u < 0:
        raise ValueError("the root of a negative number")
    return mp.sqrt(u)


def _ln(u: Any) -> Any:
    if u <= 0:
        raise ValueError("the logarithm of a number that is not positive")
    return mp.log(u)


def _arc(name: str) -> Function:
    def inner(u: Any) -> Any:
        if abs(u) > 1:
            raise ValueError(name)
        return getattr(mp, name)(u)

    return inner


_FUNCTIONS: dict[str, Function] = {
    **{name: getattr(mp, name) for name in ("exp", "sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh")},
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "real_root": lambda u, degree: mp.sign(u) * abs(u) ** (1 / degree),
    "ln": _ln,
    "log": lambda u, b: _ln(u) / _ln(b),
    "abs": abs,
    "sign": mp.sign,
    "floor": mp.floor,
    "relu": lambda u: max(u, mpf(0)),
    "max": max,
    "min": min,
    "arctan": mp.atan,
    "arcsin": _arc("asin"),
    "arccos": _arc("acos"),
    "arsinh": mp.asinh,
    "arcosh": mp.acosh,
    "artanh": mp.atanh,
}


def compiled(text: str) -> Compiled:
    """The value of a formula, by walking Python's tree of it; ValueError or ZeroDivisionError where there is none."""
    body = _parsed(text)
    return lambda values: _walk(body, values)


def _parsed(text: str) -> ast.expr:
    return ast.parse(text.replace("^", "**"), mode="eval").body


def _walk(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=number):
            return mpf(number)
        case ast.Name(id="pi"):
            return mp.pi
        case ast.Name(id="e" | "E"):
            return mp.e
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_walk(inner, values)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _real_power(_walk(left, values), _walk(right, values), right)
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = _walk(left, values), _walk(right, values)
            match operator:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
        case ast.Call(func=ast.Name(id="piecewise"), args=arguments):
            for value, condition in zip(arguments[::2], arguments[1::2], strict=False):
                if _holds(condition, values):
                    return _walk(value, values)
            return _walk(arguments[-1], values)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](*(_walk(argument, values) for argument in arguments))
    raise ValueError(f"the judge does not read {ast.dump(node)}")


def _holds(node: ast.expr, values: Mapping[str, Any]) -> bool:
    assert isinstance(node, ast.Compare)
    left, right = _walk(node.left, values), _walk(node.comparators[0], values)
    return bool(
        {"Lt": left < right, "LtE": left <= right, "Gt": left > right, "GtE": left >= right}[type(node.ops[0]).__name__]
    )


def at(function: Compiled, **values: Any) -> Any:
    """The value there; None where there is none."""
    try:
        found = function(values)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return found if mp.isfinite(found) else None


# -- by NumPy: where there is no value, there is none in the numbers (nan)


def on_grid(text: str) -> Compiled:
    """The values of a formula, at arrays of places; nan where there is none."""
    body = _parsed(text)

    def inner(values: Mapping[str, Any]) -> Any:
        shape = np.broadcast_shapes(*(np.shape(part) for part in values.values()))
        with np.errstate(all="ignore"):
            found = np.broadcast_to(_many(body, values), shape).astype(float)
        return np.where(np.isfinite(found), found, np.nan)

    return inner


def _many(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return np.float64(number)
        case ast.Name(id="pi" | "e" as name):
            return np.float64(math.pi if name == "pi" else math.e)
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_many(inner, values)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _powers(_many(left, values), _many(right, values), right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _quotients(_many(left, values), _many(right, values))
        case ast.BinOp(left=left, op=operator, right=right):
            return _OPERATORS[type(operator)](_many(left, values), _many(right, values))
        case ast.Call(func=ast.Name(id="piecewise"), args=arguments):
            found = _many(arguments[-1], values)
            for value, condition in reversed(list(zip(arguments[:-1:2], arguments[1::2], strict=False))):
                found = np.where(_hold(condition, values), _many(value, values), found)
            return found
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _ON_ARRAYS[name](*(_many(argument, values) for argument in arguments))
    raise ValueError(f"the judge does not read {ast.dump(node)}")


_OPERATORS: dict[type[ast.operator], Function] = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply}
_COMPARISONS: dict[type[ast.cmpop], Function] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}


def _hold(node: ast.expr, values: Mapping[str, Any]) -> Any:
    assert isinstance(node, ast.Compare)
    return _COMPARISONS[type(node.ops[0])](_many(node.left, values), _many(node.comparators[0], values))


def _quotients(top: Any, bottom: Any) -> Any:
    return np.where(bottom == 0, np.nan, top / np.where(bottom == 0, 1.0, bottom))


def _powers(base: Any, exponent: Any, source: ast.expr) -> Any:
    usual = np.where((base == 0) & (exponent < 0), np.nan, np.power(base, exponent))
    try:
        p, q = _ratio(source)
    except ValueError:
        return usual
    turned = np.power(np.abs(base), exponent) * (-1 if p % 2 else 1)
    return np.where((base < 0) & (q % 2 == 1) & (exponent != np.floor(exponent)), turned, usual)


_ON_ARRAYS: dict[str, Function] = {
    **{name: getattr(np, name) for name in ("exp", "sin", "cos", "sinh", "cosh", "tanh", "sqrt", "cbrt", "abs")},
    **{name: getattr(np, name) for name in ("sign", "floor", "tan", "arctan", "arcsin", "arccos")},
    "sec": lambda u: _quotients(1.0, np.cos(u)),
    "csc": lambda u: _quotients(1.0, np.sin(u)),
    "cot": lambda u: _quotients(np.cos(u), np.sin(u)),
    "ln": np.log,
    "log": lambda u, b: _quotients(np.log(u), np.log(b)),
    "relu": lambda u: np.maximum(u, 0.0),
    "max": lambda *parts: np.max(np.broadcast_arrays(*parts), axis=0),
    "min": lambda *parts: np.min(np.broadcast_arrays(*parts), axis=0),
    "arsinh": np.arcsinh,
    "arcosh": np.arccosh,
    "artanh": np.arctanh,
}
