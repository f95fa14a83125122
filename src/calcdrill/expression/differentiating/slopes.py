"""The table of derivatives: for each outer function F, the tree of F′(u).

Every entry takes u and, where F has one, its constant parameter: the exponent of a power, the base of an
exponential or a logarithm. Source of the classical ones: DLMF 4.7, 4.20, 4.24, 4.34, 4.38, 7.10.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression import facts
from calcdrill.expression.arithmetic import less_one, multiply, to_the
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.tree import Call, Name, Node, Power, Product

__all__ = ["RULE_NAMES", "SLOPES", "STEPS", "Slope", "call"]

Slope = Callable[..., Node]


def call(function: str, argument: Node) -> Node:
    """function(argument)."""
    return Call(function, (argument,))


def _power(u: Node, exponent: Node) -> Node:
    return multiply(exponent, to_the(u, less_one(exponent)))


def _exponential(u: Node, base: Node) -> Node:
    return Power(base, u) if base == Name("e") else Product((Power(base, u), call("ln", base)))


STEPS: Final = facts.named(lambda name: FUNCTIONS[name].slope == "0")
"""Functions that are constant between their jumps."""

SLOPES: Final[Mapping[str, Slope]] = MappingProxyType(
    {
        "power": _power,
        "exponential": _exponential,
        **{name: slope for name in FUNCTIONS if name not in STEPS and (slope := facts.slope(name)) is not None},
    }
)

RULE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{name: FUNCTIONS[name].rule or f"derivative of {name}" for name in FUNCTIONS if name in SLOPES},
        "power": "power rule",
        "exponential": "exponential rule",
    }
)
"""What a worked step calls each entry of the table."""
