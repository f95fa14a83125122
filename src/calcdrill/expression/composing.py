"""A composition worked out in numbers of any kind, from the rules for the functions that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, mul, neg, truediv
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.expression.facts import definition
from calcdrill.expression.functions import FUNCTIONS

__all__ = ["completed"]

Rule = Callable[..., Any]
"""(argument, …, context, …) → value; what stands behind the arguments is handed on to every function."""

_LETTERS: Final = (t.Name("u"), t.Name("v"))


def completed(
    table: Mapping[str, Rule],
    number: Callable[[Any], Any],
    arguments: int = 1,
    *,
    others: Mapping[str, Rule] | None = None,
    pi: Callable[[], Any],
    divide: Rule = truediv,
    lacking: tuple[str, ...] = (),
) -> dict[str, Rule]:
    """The rules of all functions of so many arguments: those of ``table``, and for compositions what comes of them.

    ``others``: rules for functions of another number of arguments. ``lacking``: what has no rule by intention.
    Raises LookupError where a function has neither.
    """
    composer = _Composer({**(others or {}), **table}, number, pi, divide, arguments)
    names = [name for name, row in FUNCTIONS.items() if row.least == arguments and name not in lacking]
    return {**table, **{name: composer.rule_of(name) for name in names}}


class _Composer:
    def __init__(self, rules: dict[str, Rule], number: Rule, pi: Rule, divide: Rule, arguments: int) -> None:
        self.rules, self.number, self.pi, self.divide, self.arguments = rules, number, pi, divide, arguments

    def rule_of(self, function: str) -> Rule:
        if function not in self.rules:
            formula = definition(function)
            if formula is None:
                raise LookupError(f"{function} has no rule here, and it is no composition")
            self.rules[function] = self.rule(formula(*_LETTERS[: self.arguments]))
        return self.rules[function]

    def rule(self, node: t.Node) -> Rule:
        match node:
            case t.Number(value=value):
                fixed = self.number(value)
                return lambda *_: fixed
            case t.Name(name="pi"):
                pi = self.pi
                return lambda *_: pi()
            case t.Name():
                place = _LETTERS.index(node)
                return lambda *arguments: arguments[place]
            case t.Call(function=function, arguments=inner):
                return self._call(self.rule_of(function), inner)
        parts = [self.rule(child) for child in node.children]
        match node:
            case t.Sum():
                return lambda *arguments: reduce(add, [part(*arguments) for part in parts])
            case t.Product():
                return lambda *arguments: reduce(mul, [part(*arguments) for part in parts])
            case t.Negative():
                return lambda *arguments: neg(parts[0](*arguments))
            case t.Quotient():
                top, below = parts
                divide = self.divide
                return lambda *arguments: divide(top(*arguments), below(*arguments))
        raise LookupError(f"a definition holds no {type(node).__name__}")

    def _call(self, rule: Rule, inner: tuple[t.Node, ...]) -> Rule:
        if inner == _LETTERS[: self.arguments]:
            return rule
        parts, count = [self.rule(node) for node in inner], self.arguments
        return lambda *arguments: rule(*[part(*arguments) for part in parts], *arguments[count:])
