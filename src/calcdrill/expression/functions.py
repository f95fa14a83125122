"""The functions that the language knows: one table, used by the reader, the writers and the evaluators.

A real function of real numbers, defined where school says so: ``sqrt`` from 0 on, ``cbrt`` everywhere, ``ln`` for
positive numbers, ``x^(p/q)`` with q odd and p/q reduced for negative x too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Function:
    """A known function: its name in the language, how many arguments it takes (``most`` None = any number)."""

    name: str
    least: int = 1
    most: int | None = 1


_UNARY = (
    *("exp", "ln", "sqrt", "cbrt", "abs", "sign", "floor", "factorial"),
    *("sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan"),
    *("sinh", "cosh", "tanh", "arsinh", "arcosh", "artanh"),
    *("sigmoid", "relu", "softplus", "swish", "erf"),
)

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        **{name: Function(name) for name in _UNARY},
        "log": Function("log", 2, 2),  # log(x, base); with one argument the reader makes it ln
        "max": Function("max", 2, None),
        "min": Function("min", 2, None),
        "gcd": Function("gcd", 2, None),
    }
)

ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "asin": "arcsin",
        "acos": "arccos",
        "atan": "arctan",
        "asinh": "arsinh",
        "acosh": "arcosh",
        "atanh": "artanh",
        "arcsinh": "arsinh",
        "arccosh": "arcosh",
        "arctanh": "artanh",
        "sgn": "sign",
        "silu": "swish",
        "ReLU": "relu",
        "cosec": "csc",
        "sigma": "sigmoid",
    }
)
"""Other spellings that the reader takes for a function, when a bracket follows."""
