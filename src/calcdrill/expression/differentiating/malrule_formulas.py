"""Mal-rules of the rules that combine: sums, products, quotients, compositions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.arithmetic import add, divide, less_one, multiply, negate, square, subtract, to_the
from calcdrill.expression.differentiating.malrule_tables import malrules
from calcdrill.expression.differentiating.matching import Nodes, Parts
from calcdrill.expression.differentiating.rules import RIGHT, Malrule, Method, derive
from calcdrill.expression.tree import ONE, ZERO, Name, Negative, Node, Number, Piecewise, Relation

__all__ = ["FORMULA_MALRULES"]


def _product_minus(parts: Parts, primes: Nodes) -> Node:
    first, *others = _product_terms(parts, primes)
    if any(isinstance(term, Negative) for term in others):
        return add(first, *others)  # with a minus of its own the result shows a plus: that is another slip
    return add(first, *(negate(term) for term in others))


def _product_terms(parts: Parts, primes: Nodes) -> list[Node]:
    (factors,) = parts
    return [multiply(*factors[:i], prime, *factors[i + 1 :]) for i, prime in enumerate(primes)]


def _over_derivative_squared(parts: Parts, primes: Nodes) -> Node:
    (f, g), (df, dg) = parts, primes
    is_number = isinstance(dg.argument if isinstance(dg, Negative) else dg, Number)
    # Over a number nobody would say this.
    return divide(subtract(multiply(df, g), multiply(f, dg)), square(g if is_number else dg))


def _reciprocal_of_power(parts: Parts, primes: Nodes) -> Node:
    constant, base, exponent = parts
    return divide(constant, multiply(exponent, to_the(base, less_one(exponent))))


def _forgot_inner_of_relu(parts: Parts, primes: Nodes) -> Node:
    (u,) = parts
    return Piecewise(((ONE, Relation((u, ZERO), (">",))), (ZERO, Relation((u, ZERO), ("<",)))))


_FORGETFUL: Final = Method({**RIGHT.formulas, "chain": lambda parts, primes: parts[0].slope(parts[1])}, RIGHT.slopes)


def _innermost_missing(parts: Parts, primes: Nodes) -> Node:
    outer, u, variable = parts
    return multiply(outer.slope(u), derive(u, variable, _FORGETFUL))


def _slope_at_variable(parts: Parts, primes: Nodes) -> Node:
    outer, _, variable = parts
    return multiply(outer.slope(Name(variable)), primes[0])


_FUNCTIONS: Final[Mapping[str, Callable[[Parts, Nodes], Node]]] = {
    "product of the derivatives": lambda parts, primes: multiply(*primes),
    "first term": lambda parts, primes: _product_terms(parts, primes)[0],
    "difference of the terms": _product_minus,
    "sum of the derivatives": lambda parts, primes: add(*primes),
    "over the derivative squared": _over_derivative_squared,
    "reciprocal of the power": _reciprocal_of_power,
    "slope of relu": _forgot_inner_of_relu,
    "innermost link missing": _innermost_missing,
    "slope at the derivative": lambda parts, primes: parts[0].slope(primes[0]),
    "function of the derivative": lambda parts, primes: parts[0].at(primes[0]),
    "slope at the variable": _slope_at_variable,
    "all but the last": lambda parts, primes: add(*primes[:-1]),
}
_TABLE: Final = """
product-of-derivatives              product: product of the derivatives
    The derivative of a product is not the product of the derivatives: it is `u'*v + u*v'`.
product-one-term                    product: first term
    The product rule has a term for each factor, `u'*v + u*v'`: here one is missing.
product-minus                       product: difference of the terms
    The product rule adds: `u'*v + u*v'`. The minus belongs to the quotient rule.
product-sum-of-derivatives          product: sum of the derivatives
    Each derivative is multiplied by the other factor: the rule is `u'*v + u*v'`, not `u' + v'`.
quotient-of-derivatives             quotient: u'/v'
    The derivative of a quotient is not the quotient of the derivatives: it is `(u'*v - u*v')/v^2`.
quotient-swapped                    quotient: (u*v' - u'*v)/v^2
    The order in the numerator matters: `u'*v - u*v'` starts with the derivative of the numerator.
quotient-plus                       quotient: (u'*v + u*v')/v^2
    The numerator of the quotient rule is a difference: `u'*v - u*v'`.
quotient-denominator-not-squared    quotient: (u'*v - u*v')/v; reciprocal: -u*v'/v
    The denominator of the quotient rule is squared: `(u'*v - u*v')/v^2`.
quotient-over-derivative-squared    quotient: over the derivative squared
    The square below belongs to the denominator itself, `v^2`, not to its derivative.
denominator-differentiated          reciprocal: u/v'; negative power: reciprocal of the power
    Only the denominator was differentiated: write `1/v` as `v^(-1)`; its derivative is `-v'/v^2`.
reciprocal-sign-lost                reciprocal: u*v'/v^2; negative power: -u'
    A negative exponent comes down with its sign: the derivative of `1/v` is `-v'/v^2`.
forgot-inner-derivative             chain: f'(u); relu: slope of relu
    The factor of the inner function is missing: the derivative of `f(u)` is `f'(u)*u'`.
innermost-derivative-missing        chain: innermost link missing
    The chain has one more link: each layer inside gives a factor, down to the variable.
outer-at-inner-derivative           chain: slope at the derivative
    Keep the inner function inside `f'` and multiply: `f'(u)*u'`, not `f'(u')`.
outer-of-inner-derivative           chain: function of the derivative
    The inner derivative is a factor and does not go inside: that of `f(u)` is `f'(u)*u'`.
inner-derivative-added              chain: f'(u) + u'
    The chain rule multiplies by the derivative of the inner function, it does not add: `f'(u)*u'`.
outer-kept-times-inner              chain: f(u)*u'
    The outer function has to be differentiated as well: `f'(u)*u'`, not `f(u)*u'`.
outer-slope-at-variable             chain: slope at the variable
    `f'` is taken at the inner function: `f'(u)*u'`, not `f'(x)*u'`.
power-rule-on-x-to-x                general power: v*u^(v - 1)
    The power rule needs a constant exponent. Write `u^v` as `exp(v*ln(u))` first.
exponential-rule-on-x-to-x          general power: u^v*ln(u)
    The rule for exponentials needs a constant base. Write `u^v` as `exp(v*ln(u))` first.
constant-coefficient-dropped        multiple: u'; over constant: u'
    A constant factor stays: the derivative of `c*f(x)` is `c*f'(x)`.
constant-kept                       constant: u
    A term that does not depend on the variable does not change: its derivative is `0`.
constant-derivative-one             constant: 1
    The derivative of a constant is `0`; it is the variable itself that has the derivative `1`.
variable-kept                       variable: u
    The derivative of `c*x` is the constant `c`: the `x` goes away.
minus-sign-lost                     negative: u'
    A minus sign was lost: the derivative of `-f(x)` is `-f'(x)`.
last-term-dropped                   sum: all but the last
    Each term of a sum has to be differentiated, the last one too.
inactive-piece-ignored              relu: u'
    For negative input relu is constant, and its slope is `0`.
"""

FORMULA_MALRULES: Final[Mapping[str, Malrule]] = MappingProxyType(malrules(_TABLE, _FUNCTIONS))
