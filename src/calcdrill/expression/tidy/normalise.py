"""Tree → normal form: one function for each class of node."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.expression.tidy.calls import call, pi
from calcdrill.expression.tidy.pieces import decided
from calcdrill.expression.tidy.roots import radicand, raise_to
from calcdrill.expression.tidy.sums import add
from calcdrill.expression.tidy.terms import UNIT, Atom, Space, Term, Untidy, Value, negated, scaled

_E: Final = t.Name("e")
_MOST_NODES: Final = 2000


def normalise(space: Space, node: t.Node) -> Value:
    """The normal form of a real expression; raises Untidy where there is none."""
    space.nodes += 1
    rule = _RULES.get(type(node))
    if rule is None or space.nodes > _MOST_NODES:
        raise Untidy
    return rule(space, node)


def _number(space: Space, node: t.Number) -> Value:
    value = node.value
    return _SMALL[value] if type(value) is int and value < _MANY else Value(Term(value, {}))


_MANY: Final = 100
_SMALL: Final = tuple([Value(Term(value, {})) for value in range(_MANY)])


@lru_cache(maxsize=1024)
def _atom(name: str) -> Atom:
    """The atom of a variable; x2 stands before x10."""
    digits = re.search(r"(\d{1,9})$", name)
    return Atom("name", t.Name(name), (name[: digits.start()], int(digits[1])) if digits else (name, -1))


def _name(space: Space, node: t.Name) -> Value:
    kept = space.named.get(node.name)
    if kept is None:
        kept = space.named[node.name] = Value(_new_name(space, node))
    return kept


def _new_name(space: Space, node: t.Name) -> Term:
    if node.name == "oo":
        raise Untidy
    if node.name == "e":
        return raise_to(space, None, Value(UNIT))
    if node.name == "pi":
        return Term(1, {pi(space): 1})
    return Term(1, {space.intern(node.name, _atom(node.name)): 1})


def _negative(space: Space, node: t.Negative) -> Value:
    term, parts = normalise(space, node.argument)
    return Value(negated(term), scaled(parts, -1) if parts else None)


def summands(space: Space, node: t.Sum) -> list[Term]:
    """The terms of a sum, and of sums in it."""
    terms: list[Term] = []
    for inner in node.terms:
        term, parts = normalise(space, inner)
        terms.extend(parts or (term,))
    return terms


def _sum(space: Space, node: t.Sum) -> Value:
    return add(space, summands(space, node))


def _product(space: Space, node: t.Product) -> Value:
    return Value(space.product([normalise(space, inner).term for inner in node.factors]))


def _quotient(space: Space, node: t.Quotient) -> Value:
    numerator = normalise(space, node.numerator).term
    return Value(space.multiply(numerator, space.power(normalise(space, node.denominator).term, -1)))


def _power(space: Space, node: t.Power) -> Value:
    exponent = node.exponent
    if type(exponent) is t.Number and type(exponent.value) is int:
        return Value(space.power(normalise(space, node.base).term, exponent.value))
    power = normalise(space, exponent)
    if node.base == _E:
        return Value(raise_to(space, None, power))
    base = normalise(space, node.base)
    is_root = not power.term.factors and power.term.coefficient.denominator > 1
    return Value(raise_to(space, radicand(space, base) if is_root else base.term, power))


def _call(space: Space, node: t.Call) -> Value:
    return Value(call(space, node.function, tuple([normalise(space, inner) for inner in node.arguments])))


def _other(space: Space, node: t.Node) -> Value:
    """Something that is only kept: a function that is only named, a derivative still to be taken, …"""
    chosen = decided(node) if isinstance(node, t.Piecewise) else node
    if chosen is not node:
        return normalise(space, chosen)
    kept = node.with_children(tuple(map(space.tidied, node.children)))
    return Value(Term(1, {space.intern(kept, Atom("other", kept)): 1}))


_RULES: Final[Mapping[type[t.Node], Callable[[Space, Any], Value]]] = {
    t.Number: _number,
    t.Name: _name,
    t.Negative: _negative,
    t.Sum: _sum,
    t.Product: _product,
    t.Quotient: _quotient,
    t.Power: _power,
    t.Call: _call,
    t.Apply: _other,
    t.Derivative: _other,
    t.Integral: _other,
    t.Limit: _other,
    t.At: _other,
    t.Piecewise: _other,
}
