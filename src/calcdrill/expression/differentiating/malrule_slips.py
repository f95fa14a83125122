"""Mal-rules that only grading looks for: slips of homework, beside those that are printed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.arithmetic import add, less_one, multiply, negate, square, subtract
from calcdrill.expression.differentiating.malrule_slopes import slope_malrules
from calcdrill.expression.differentiating.matching import Nodes, Outer, Parts
from calcdrill.expression.differentiating.rules import Malrule
from calcdrill.expression.differentiating.slopes import call
from calcdrill.expression.tree import ONE, Node, Product, Quotient

__all__ = ["SLIPS"]


def _last_term(parts: Parts, primes: Nodes) -> Node:
    (factors,) = parts
    return multiply(*factors[:-1], primes[-1])


def _numerator_alone(parts: Parts, primes: Nodes) -> Node:
    (f, g), (df, dg) = parts, primes
    return subtract(multiply(df, g), multiply(f, dg))


def _times_inner(parts: Parts, primes: Nodes) -> Node:
    outer, u, _ = parts
    return multiply(outer.slope(u), u)


def _right_chain(parts: Parts, primes: Nodes) -> Node:
    outer, u, _ = parts
    return multiply(outer.slope(u), primes[0])


def _power_rule_on_exp(parts: Parts, primes: Nodes) -> Node:
    outer, u, _ = parts
    if isinstance(outer, Outer) and outer.key == "exp":
        return multiply(u, call("exp", less_one(u)))
    return _right_chain(parts, primes)


def _badly_squared(u: Node) -> Node:
    """(c·v)² as c·v²."""
    if isinstance(u, Product) and len(u.factors) == 2:
        return multiply(u.factors[0], square(u.factors[1]))
    return square(u)


_SLOPES: Final = """
tan-like-sec                    tan: sec(u)*tan(u)
    This belongs to the secant; the derivative of `tan(x)` is `sec(x)^2`.
tan-like-cot                    tan: -csc(u)^2
    This belongs to the cotangent; the derivative of `tan(x)` is `sec(x)^2`.
sigmoid-plus                    sigmoid: sigmoid(u)*(1 + sigmoid(u))
    There is a minus: the derivative of `sigmoid(x)` is `sigmoid(x)*(1 - sigmoid(x))`.
tanh-plus                       tanh: 1 + tanh(u)^2
    The square is subtracted: the derivative of `tanh(x)` is `1 - tanh(x)^2`.
"""

SLIPS: Final[Mapping[str, Malrule]] = MappingProxyType(
    {
        "product-other-term": Malrule(
            {"product": _last_term},
            "The product rule has one term more: `u'*v + u*v'`.",
        ),
        "denominator-forgotten": Malrule(
            {"quotient": _numerator_alone},
            "This is the numerator of the quotient rule; the square of the denominator belongs below.",
        ),
        "inner-function-as-factor": Malrule(
            {"chain": _times_inner},
            "The factor is the derivative of the inner function, not that function itself: `f'(u)*u'`.",
        ),
        "power-rule-on-exponential-whole": Malrule(
            {"chain": _power_rule_on_exp},
            "`exp(u)` keeps its exponent: its derivative is `exp(u)*u'`, and no power rule is used.",
        ),
        **slope_malrules(_SLOPES),
        "inner-not-squared-whole": Malrule(
            {
                "arctan": lambda u: Quotient(ONE, add(ONE, _badly_squared(u))),
                "arcsin": lambda u: Quotient(ONE, call("sqrt", add(ONE, negate(_badly_squared(u))))),
                "arccos": lambda u: negate(Quotient(ONE, call("sqrt", add(ONE, negate(_badly_squared(u)))))),
            },
            "The whole inner function is squared, its factor too.",
        ),
    }
)
