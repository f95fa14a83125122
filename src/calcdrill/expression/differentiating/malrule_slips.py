"""Mal-rules that only grading looks for: slips of homework, beside those that are printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.arithmetic import add, less_one, multiply, negate, square
from calcdrill.expression.differentiating.malrule_tables import malrules
from calcdrill.expression.differentiating.matching import Nodes, Outer, Parts
from calcdrill.expression.differentiating.rules import Malrule
from calcdrill.expression.differentiating.slopes import call
from calcdrill.expression.tree import ONE, Node, Product, Quotient

__all__ = ["SLIPS"]


def _last_term(parts: Parts, primes: Nodes) -> Node:
    (factors,) = parts
    return multiply(*factors[:-1], primes[-1])


def _power_rule_on_exp(parts: Parts, primes: Nodes) -> Node:
    outer, u, _ = parts
    if isinstance(outer, Outer) and outer.key == "exp":
        return multiply(u, call("exp", less_one(u)))
    return multiply(outer.slope(u), primes[0])


def _badly_squared(u: Node) -> Node:
    """(c·v)² as c·v²."""
    if isinstance(u, Product) and len(u.factors) == 2:
        return multiply(u.factors[0], square(u.factors[1]))
    return square(u)


def _arcsine(u: Node) -> Node:
    return Quotient(ONE, call("sqrt", add(ONE, negate(_badly_squared(u)))))


_FUNCTIONS: Final[Mapping[str, Callable[..., Node]]] = {
    "last term": _last_term,
    "power rule on exp": _power_rule_on_exp,
    "arctan": lambda u: Quotient(ONE, add(ONE, _badly_squared(u))),
    "arcsin": _arcsine,
    "arccos": lambda u: negate(_arcsine(u)),
}
_TABLE: Final = """
product-other-term              product: last term
    The product rule has one term more: `u'*v + u*v'`.
denominator-forgotten           quotient: u'*v - u*v'
    This is the numerator of the quotient rule; the square of the denominator belongs below.
inner-function-as-factor        chain: f'(u)*u
    The factor is the derivative of the inner function, not that function itself: `f'(u)*u'`.
power-rule-on-exponential-whole chain: power rule on exp
    `exp(u)` keeps its exponent: its derivative is `exp(u)*u'`, and no power rule is used.
tan-like-sec                    tan: sec(u)*tan(u)
    This belongs to the secant; the derivative of `tan(x)` is `sec(x)^2`.
tan-like-cot                    tan: -csc(u)^2
    This belongs to the cotangent; the derivative of `tan(x)` is `sec(x)^2`.
sigmoid-plus                    sigmoid: sigmoid(u)*(1 + sigmoid(u))
    There is a minus: the derivative of `sigmoid(x)` is `sigmoid(x)*(1 - sigmoid(x))`.
tanh-plus                       tanh: 1 + tanh(u)^2
    The square is subtracted: the derivative of `tanh(x)` is `1 - tanh(x)^2`.
inner-not-squared-whole         arctan: arctan; arcsin: arcsin; arccos: arccos
    The whole inner function is squared, its factor too.
"""

SLIPS: Final[Mapping[str, Malrule]] = MappingProxyType(malrules(_TABLE, _FUNCTIONS))
