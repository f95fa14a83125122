"""What teachers choose about signs: the same mathematics, drawn otherwise.

A choice between two signs is taken up by each notation; a choice between two forms is made on the tree (``drawn``)
before it is written. SymPy, JSON and speech are the same for everyone. ``profiles`` has the usual sets of choices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from calcdrill.expression import tree as t

INVERSES: Final = {"arcsin": "sin", "arccos": "cos", "arctan": "tan"}


@dataclass(frozen=True, slots=True)
class Conventions:
    """The signs that differ from school to school; the printed notations take them all from here."""

    log: Literal["ln", "log"] = "ln"
    """The natural logarithm; one of another base always shows its base."""
    tangent: Literal["tan", "tg"] = "tan"
    inverse: Literal["arcsin", "sin⁻¹"] = "arcsin"
    derivative: Literal["f′", "d/dx", "ẏ"] = "f′"
    """A function that is only named, derived: f′(x), d/dx [f(x)], ḟ(x)."""
    partial: Literal["∂/∂x", "fₓ"] = "∂/∂x"
    """A first partial derivative of a function that is only named."""
    decimal: Literal[".", ","] = "."
    """With a decimal comma, ; stands between entries."""
    times: Literal["·", "×"] = "·"
    vector: Literal["(a, b)", "⟨a, b⟩"] = "(a, b)"
    gradient: Literal["row", "column"] = "row"
    """How the answer is set where a gradient is asked for."""

    @property
    def separator(self) -> str:
        """What stands between entries and arguments."""
        return ";" if self.decimal == "," else ","

    def function(self, name: str) -> str:
        """The name that is printed for a function of the table."""
        return {"ln": self.log, "tan": self.tangent}.get(name, name)


DEFAULT: Final = Conventions()
"""What is printed where nothing is chosen."""


def drawn(node: t.Node, conventions: Conventions) -> t.Node:
    """The tree in the forms that were chosen."""
    if conventions.derivative == DEFAULT.derivative and conventions.partial == DEFAULT.partial:
        return node
    return t.transform(node, lambda inner: _drawn(inner, conventions))


def _drawn(node: t.Node, conventions: Conventions) -> t.Node:
    match node:
        case t.Apply(function=function, arguments=arguments, primes=primes) if primes:
            if conventions.derivative == "ẏ" and primes == 1 and "_" not in function:
                return t.Apply(f"{function}_dot", arguments) if arguments else t.Name(f"{function}_dot")
            if conventions.derivative == "d/dx" and len(arguments) == 1 and isinstance(arguments[0], t.Name):
                return t.Derivative(t.Apply(function, arguments), (arguments[0].name,) * primes)
        case t.Derivative(body=t.Apply(primes=0) as body, variables=(variable,), partial=True):
            if conventions.partial == "fₓ" and "_" not in body.function + variable:
                return t.Apply(f"{body.function}_{variable}", body.arguments)
    return node
