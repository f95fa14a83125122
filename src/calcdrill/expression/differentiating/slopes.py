"""The table of derivatives: for each outer function F, the tree of F′(u).

Every entry takes u and, where F has one, its constant parameter: the exponent of a power, the base of an
exponential or a logarithm. Source of the classical ones: DLMF 4.7, 4.20, 4.24, 4.34, 4.38, 7.10.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.arithmetic import divide, less_one, multiply, negate, square, subtract, to_the
from calcdrill.expression.tree import ONE, TWO, Call, Name, Node, Number, Power, Product, Quotient, Sum

__all__ = ["RULE_NAMES", "SLOPES", "Slope", "call"]

Slope = Callable[..., Node]


def call(function: str, argument: Node) -> Node:
    """function(argument)."""
    return Call(function, (argument,))


def _power(u: Node, exponent: Node) -> Node:
    return multiply(exponent, to_the(u, less_one(exponent)))


def _exponential(u: Node, base: Node) -> Node:
    return Power(base, u) if base == Name("e") else Product((Power(base, u), call("ln", base)))


def _sigmoid(u: Node) -> Node:
    return Product((call("sigmoid", u), subtract(ONE, call("sigmoid", u))))


def _arc_root(u: Node) -> Node:
    return divide(ONE, call("sqrt", subtract(ONE, square(u))))


SLOPES: Final[Mapping[str, Slope]] = MappingProxyType(
    {
        "power": _power,
        "exponential": _exponential,
        "exp": lambda u: call("exp", u),
        "ln": lambda u: divide(ONE, u),
        "log": lambda u, base: Quotient(ONE, multiply(u, call("ln", base))),
        "sqrt": lambda u: Quotient(ONE, multiply(TWO, call("sqrt", u))),
        "cbrt": lambda u: Quotient(ONE, multiply(Number(3), square(call("cbrt", u)))),
        "sin": lambda u: call("cos", u),
        "cos": lambda u: negate(call("sin", u)),
        "tan": lambda u: square(call("sec", u)),
        "sec": lambda u: Product((call("sec", u), call("tan", u))),
        "csc": lambda u: negate(Product((call("csc", u), call("cot", u)))),
        "cot": lambda u: negate(square(call("csc", u))),
        "arcsin": _arc_root,
        "arccos": lambda u: negate(_arc_root(u)),
        "arctan": lambda u: divide(ONE, Sum((ONE, square(u)))),
        "sinh": lambda u: call("cosh", u),
        "cosh": lambda u: call("sinh", u),
        "tanh": lambda u: subtract(ONE, square(call("tanh", u))),
        "arsinh": lambda u: divide(ONE, call("sqrt", Sum((square(u), ONE)))),
        "arcosh": lambda u: divide(ONE, call("sqrt", subtract(square(u), ONE))),
        "artanh": lambda u: divide(ONE, subtract(ONE, square(u))),
        "abs": lambda u: call("sign", u),
        "sigmoid": _sigmoid,
        "softplus": lambda u: call("sigmoid", u),
        "swish": lambda u: Sum((call("sigmoid", u), multiply(u, _sigmoid(u)))),
        "erf": lambda u: Product((Quotient(TWO, call("sqrt", Name("pi"))), call("exp", negate(square(u))))),
    }
)

RULE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{name: f"derivative of {name}" for name in SLOPES},
        "power": "power rule",
        "exponential": "exponential rule",
        "exp": "exponential rule",
        "ln": "logarithm rule",
        "log": "logarithm rule",
        "sqrt": "square root rule",
        "cbrt": "cube root rule",
        "abs": "derivative of the absolute value",
    }
)
"""What a worked step calls each entry of the table."""
