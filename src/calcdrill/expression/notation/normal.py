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

from calcdrill.expression import tree as t
from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.names import spell
from calcdrill.expression.notation.digits import decimal_digits

_E: Final = t.Name("e")
_OTHERWISE: Final = t.Text("otherwise")
_QUOTED: Final = re.compile(r'"([^"]*)"')


def normal_form(node: t.Node) -> t.Node:
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


def _text(node: t.Text) -> t.Node:
    return t.Text(fold_quotes(node.text)) if '"' in node.text else node


def fold_number(node: t.Number) -> t.Node:
    """The number without its claim to be a decimal, where its digits have no end."""
    return t.Number(node.value) if node.decimal and decimal_digits(node.value) is None else node


def fold_quotient(node: t.Quotient) -> t.Node:
    """The number that two whole numbers in lowest terms are printed as, else the quotient itself."""
    top, bottom = node.numerator, node.denominator
    if type(top) is not t.Number or type(bottom) is not t.Number or top.decimal or bottom.decimal:
        return node
    above, below = top.value, bottom.value
    if above.denominator != 1 or below.denominator != 1 or below < 2 or gcd(int(above), int(below)) != 1:
        return node
    return t.Number(Fraction(int(above), int(below)))


def fold_power(node: t.Power) -> t.Node:
    """exp(u) for e^u, else the power itself."""
    return t.Call("exp", (node.exponent,)) if node.base == _E else node


def _name(node: t.Name) -> t.Node:
    name = canonical_name(node.name)
    return node if name == node.name else t.Name(name)


def fold_call(node: t.Call) -> t.Node:
    """A function that the language knows, by its own name; any other is only named."""
    if node.function in FUNCTIONS:
        return node
    if node.function in ALIASES:
        return t.Call(ALIASES[node.function], node.arguments)
    return t.Apply(canonical_name(node.function), node.arguments)


def _apply(node: t.Apply) -> t.Node:
    return replace(node, function=canonical_name(node.function))


def _piecewise(node: t.Piecewise) -> t.Node:
    if node.otherwise is None and node.branches and node.branches[-1][1] == _OTHERWISE:
        return t.Piecewise(node.branches[:-1], node.branches[-1][0])
    return node


def _derivative(node: t.Derivative) -> t.Node:
    return replace(node, variables=tuple(map(canonical_name, node.variables)))


def _over_variable(node: t.Integral | t.Limit) -> t.Node:
    return replace(node, variable=canonical_name(node.variable))


def _at(node: t.At) -> t.Node:
    return replace(node, point=tuple((canonical_name(name), value) for name, value in node.point))


def _points(node: t.Points) -> t.Node:
    return replace(node, variables=tuple(map(canonical_name, node.variables)) if node.items else ())


_CHANGES: Final[Mapping[type[t.Node], Callable[[Any], t.Node]]] = MappingProxyType(
    {
        t.Number: fold_number,
        t.Name: _name,
        t.Text: _text,
        t.Quotient: fold_quotient,
        t.Power: fold_power,
        t.Call: fold_call,
        t.Apply: _apply,
        t.Piecewise: _piecewise,
        t.Derivative: _derivative,
        t.Integral: _over_variable,
        t.Limit: _over_variable,
        t.At: _at,
        t.Points: _points,
    }
)
