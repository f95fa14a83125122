"""The normal form of a tree: what is left when trees that are printed alike are made one.

    a quotient of whole numbers in lowest terms   a fraction     Quotient(3, 4)      Number(3/4)
    a power of e                                  exp            e^u                 exp(u)
    names that are spelled alike                  one name       x_1                 x1
    a decimal without end                         a fraction     1/3 as a decimal    1/3
    a last branch for "otherwise"                 the rest       (v, "otherwise")    otherwise=v
    a function that has no rules                  only named     Call("det", A)      Apply("det", A)
    straight quotes in words                      “ ”            "slope"             “slope”
    an empty set of points                        no variables   Points(x, ())       Points((), ())
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import gcd
from operator import is_not
from types import MappingProxyType
from typing import Any, Final

from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.names import spell
from calcdrill.expression.notation.tables import decimal_digits
from calcdrill.expression.tree import (
    Apply,
    At,
    Call,
    Derivative,
    Integral,
    Limit,
    Name,
    Node,
    Number,
    Piecewise,
    Points,
    Power,
    Quotient,
    Text,
)

_E: Final = Name("e")
_OTHERWISE: Final = Text("otherwise")
_QUOTED: Final = re.compile(r'"([^"]*)"')


def normal_form(node: Node) -> Node:
    """The tree with its printed twins folded: what ``read_latex`` gives."""
    children = node.children
    if children:
        changed = tuple(map(normal_form, children))
        if any(map(is_not, changed, children)):
            node = node.with_children(changed)
    change = _CHANGES.get(type(node))
    return node if change is None else change(node)


@lru_cache(maxsize=4096)
def canonical_name(name: str) -> str:
    """The one name for all that are spelled alike: ``x_1`` is x1."""
    return spell(name).name


def fold_quotes(text: str) -> str:
    """Words with the quotation marks of print in place of the typewriter's."""
    return _QUOTED.sub("“\\1”", text).replace('"', "”") if '"' in text else text


def _text(node: Text) -> Node:
    return Text(fold_quotes(node.text)) if '"' in node.text else node


def fold_number(node: Number) -> Node:
    """The number without its claim to be a decimal, where its digits have no end."""
    return Number(node.value) if node.decimal and decimal_digits(node.value) is None else node


def fold_quotient(node: Quotient) -> Node:
    """The number that two whole numbers in lowest terms are printed as, else the quotient itself."""
    top, bottom = node.numerator, node.denominator
    if type(top) is not Number or type(bottom) is not Number or top.decimal or bottom.decimal:
        return node
    above, below = top.value, bottom.value
    if above.denominator != 1 or below.denominator != 1 or below < 2 or gcd(int(above), int(below)) != 1:
        return node
    return Number(Fraction(int(above), int(below)))


def fold_power(node: Power) -> Node:
    """exp(u) for e^u, else the power itself."""
    return Call("exp", (node.exponent,)) if node.base == _E else node


def _name(node: Name) -> Node:
    name = canonical_name(node.name)
    return node if name == node.name else Name(name)


def fold_call(node: Call) -> Node:
    """A function that the language knows, by its own name; any other is only named."""
    if node.function in FUNCTIONS:
        return node
    if node.function in ALIASES:
        return Call(ALIASES[node.function], node.arguments)
    return Apply(canonical_name(node.function), node.arguments)


def _apply(node: Apply) -> Node:
    return replace(node, function=canonical_name(node.function))


def _piecewise(node: Piecewise) -> Node:
    if node.otherwise is None and node.branches and node.branches[-1][1] == _OTHERWISE:
        return Piecewise(node.branches[:-1], node.branches[-1][0])
    return node


def _derivative(node: Derivative) -> Node:
    return replace(node, variables=tuple(map(canonical_name, node.variables)))


def _over_variable(node: Integral | Limit) -> Node:
    return replace(node, variable=canonical_name(node.variable))


def _at(node: At) -> Node:
    return replace(node, point=tuple((canonical_name(name), value) for name, value in node.point))


def _points(node: Points) -> Node:
    return replace(node, variables=tuple(map(canonical_name, node.variables)) if node.items else ())


_CHANGES: Final[Mapping[type[Node], Callable[[Any], Node]]] = MappingProxyType(
    {
        Number: fold_number,
        Name: _name,
        Text: _text,
        Quotient: fold_quotient,
        Power: fold_power,
        Call: fold_call,
        Apply: _apply,
        Piecewise: _piecewise,
        Derivative: _derivative,
        Integral: _over_variable,
        Limit: _over_variable,
        At: _at,
        Points: _points,
    }
)
