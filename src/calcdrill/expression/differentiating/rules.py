"""The rules of differentiation: one table, shared by right answers, worked steps and wrong answers.

A rule's ``formula`` puts the derivatives of a tree's parts together as the textbook has it: f′g + fg′. Given
finished derivatives it makes the answer; given ``Derivative`` nodes it makes a line of a worked solution. A
mal-rule is another formula under the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from calcdrill.expression.arithmetic import add, divide, multiply, negate, square, subtract
from calcdrill.expression.differentiating.matching import Nodes, Parts, match
from calcdrill.expression.differentiating.slopes import SLOPES, Slope
from calcdrill.expression.tree import ONE, ZERO, Node, Piecewise, Power, Relation

__all__ = ["RIGHT", "RULES", "Formula", "Malrule", "Method", "Rule", "derive"]

Formula = Callable[[Parts, Nodes], Node]
"""(the parts of the tree, the derivatives of its inner parts) -> the derivative of the tree."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name in words, its weight in a worked solution (as in ``steps.Step``), and its formula."""

    name: str
    weight: int
    formula: Formula


class Malrule(NamedTuple):
    """A misconception: other entries for some keys of ``RULES`` or ``SLOPES``, and a sentence of feedback.

    The sentence is in the language of ``read_prose``: words with formulas between backticks.
    """

    changes: Mapping[str, Callable[..., Node]]
    feedback: str


class Method(NamedTuple):
    """A complete way to differentiate: a formula for each rule, and the slope of each outer function."""

    formulas: Mapping[str, Formula]
    slopes: Mapping[str, Slope]


def derive(node: Node, variable: str, method: Method) -> Node:
    """The derivative by ``method``; raises Unsolved where the tables have no rule."""
    formulas, slopes = method
    key, parts, inner = match(node, variable, slopes)
    return formulas[key](parts, tuple([derive(part, variable, method) for part in inner]) if inner else ())


def _first(parts: Parts, primes: Nodes) -> Node:
    return primes[0]


def _multiple(parts: Parts, primes: Nodes) -> Node:
    before, after = parts
    return multiply(*before, primes[0], *after)


def _product(parts: Parts, primes: Nodes) -> Node:
    (factors,) = parts
    return add(*[multiply(*factors[:i], prime, *factors[i + 1 :]) for i, prime in enumerate(primes)])


def _quotient(parts: Parts, primes: Nodes) -> Node:
    (f, g), (df, dg) = parts, primes
    return divide(subtract(multiply(df, g), multiply(f, dg)), square(g))


def _reciprocal(parts: Parts, primes: Nodes) -> Node:
    (c, g), (dg,) = parts, primes
    return negate(divide(multiply(c, dg), square(g)))


def _table(parts: Parts, primes: Nodes) -> Node:
    outer, x = parts
    slope: Node = outer.slope(x)
    return slope


def _chain(parts: Parts, primes: Nodes) -> Node:
    outer, u, _ = parts
    return multiply(outer.slope(u), primes[0])


def _general_power(parts: Parts, primes: Nodes) -> Node:
    u, v = parts
    return multiply(Power(u, v), primes[0])


def _cases(parts: Parts, primes: Nodes) -> Node:
    conditions, otherwise, *_ = parts
    values = primes[:-1] if otherwise else primes
    return Piecewise(tuple(zip(values, conditions, strict=True)), primes[-1] if otherwise else None)


def _relu(parts: Parts, primes: Nodes) -> Node:
    (u,) = parts
    return Piecewise(((primes[0], Relation((u, ZERO), (">",))), (ZERO, Relation((u, ZERO), ("<",)))))


def _fundamental_theorem(parts: Parts, primes: Nodes) -> Node:
    if not primes:
        integrand: Node = parts[0]
        return integrand
    (at_upper, at_lower), (upper, lower) = parts, primes
    return subtract(multiply(at_upper, upper), multiply(at_lower, lower))


def _entries(parts: Parts, primes: Nodes) -> Node:
    node: Node = parts[0].with_children(primes)
    return node


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "constant": Rule("constant rule", 0, lambda parts, primes: ZERO),
        "variable": Rule("derivative of the variable", 0, lambda parts, primes: ONE),
        "negative": Rule("constant multiple rule", 0, lambda parts, primes: negate(primes[0])),
        "multiple": Rule("constant multiple rule", 0, _multiple),
        "over constant": Rule("constant multiple rule", 0, lambda parts, primes: divide(primes[0], parts[0])),
        "split fraction": Rule("constant multiple rule", 0, _first),
        "sum": Rule("sum rule", 0, lambda parts, primes: add(*primes)),
        "product": Rule("product rule", 2, _product),
        "quotient": Rule("quotient rule", 2, _quotient),
        "reciprocal": Rule("reciprocal rule", 2, _reciprocal),
        "negative power": Rule("negative exponent", 1, _first),
        "rewrite": Rule("negative exponent", 1, _first),
        "table": Rule("table of derivatives", 1, _table),
        "chain": Rule("chain rule", 2, _chain),
        "general power": Rule("logarithmic differentiation", 2, _general_power),
        "change of base": Rule("change of base", 1, _first),
        "definition": Rule("definition", 1, _first),
        "relu": Rule("derivative of relu", 1, _relu),
        "cases": Rule("case by case", 1, _cases),
        "step function": Rule("piecewise constant", 1, lambda parts, primes: ZERO),
        "fundamental theorem": Rule("fundamental theorem of calculus", 2, _fundamental_theorem),
        "entries": Rule("entry by entry", 0, _entries),
        "both sides": Rule("differentiate both sides", 0, _entries),
    }
)

RIGHT: Final = Method({key: rule.formula for key, rule in RULES.items()}, SLOPES)
"""The method without a mistake, but that it does not look at the places where two cases meet: see ``borders``."""
