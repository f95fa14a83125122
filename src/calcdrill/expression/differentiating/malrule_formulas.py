"""Mal-rules of the rules that combine: sums, products, quotients, compositions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.arithmetic import add, divide, less_one, multiply, negate, square, subtract, to_the
from calcdrill.expression.differentiating.matching import Nodes, Parts
from calcdrill.expression.differentiating.rules import RIGHT, Malrule, Method, derive
from calcdrill.expression.differentiating.slopes import call
from calcdrill.expression.tree import ONE, ZERO, Name, Negative, Node, Number, Piecewise, Power, Relation

__all__ = ["FORMULA_MALRULES"]


def _product_minus(parts: Parts, primes: Nodes) -> Node:
    first, *others = _product_terms(parts, primes)
    if any(isinstance(term, Negative) for term in others):
        return add(first, *others)  # with a minus of its own the result shows a plus: that is another slip
    return add(first, *(negate(term) for term in others))


def _product_terms(parts: Parts, primes: Nodes) -> list[Node]:
    (factors,) = parts
    return [multiply(*factors[:i], prime, *factors[i + 1 :]) for i, prime in enumerate(primes)]


def _cross(parts: Parts, primes: Nodes) -> tuple[Node, Node]:
    """f′g and fg′."""
    (f, g), (df, dg) = parts, primes
    return multiply(df, g), multiply(f, dg)


def _quotient_swapped(parts: Parts, primes: Nodes) -> Node:
    left, right = _cross(parts, primes)
    return divide(subtract(right, left), square(parts[1]))


def _quotient_plus(parts: Parts, primes: Nodes) -> Node:
    return divide(add(*_cross(parts, primes)), square(parts[1]))


def _denominator_not_squared(parts: Parts, primes: Nodes) -> Node:
    return divide(subtract(*_cross(parts, primes)), parts[1])


def _over_derivative_squared(parts: Parts, primes: Nodes) -> Node:
    if isinstance(primes[1], Number) or (isinstance(primes[1], Negative) and isinstance(primes[1].argument, Number)):
        return divide(subtract(*_cross(parts, primes)), square(parts[1]))  # over a number nobody would say this
    return divide(subtract(*_cross(parts, primes)), square(primes[1]))


def _reciprocal_of_power(parts: Parts, primes: Nodes) -> Node:
    constant, base, exponent = parts
    return divide(constant, multiply(exponent, to_the(base, less_one(exponent))))


def _forgot_inner(parts: Parts, primes: Nodes) -> Node:
    outer, u, _ = parts
    slope: Node = outer.slope(u)
    return slope


def _forgot_inner_of_relu(parts: Parts, primes: Nodes) -> Node:
    (u,) = parts
    return Piecewise(((ONE, Relation((u, ZERO), (">",))), (ZERO, Relation((u, ZERO), ("<",)))))


_FORGETFUL: Final = Method({**RIGHT.formulas, "chain": _forgot_inner}, RIGHT.slopes)


def _innermost_missing(parts: Parts, primes: Nodes) -> Node:
    outer, u, variable = parts
    return multiply(outer.slope(u), derive(u, variable, _FORGETFUL))


def _slope_at_variable(parts: Parts, primes: Nodes) -> Node:
    outer, _, variable = parts
    return multiply(outer.slope(Name(variable)), primes[0])


def _outer_at_inner_derivative(parts: Parts, primes: Nodes) -> Node:
    slope: Node = parts[0].slope(primes[0])
    return slope


def _outer_of_inner_derivative(parts: Parts, primes: Nodes) -> Node:
    value: Node = parts[0].at(primes[0])
    return value


def _power_rule_on_general_power(parts: Parts, primes: Nodes) -> Node:
    u, v = parts
    return multiply(v, to_the(u, less_one(v)))


def _exponential_rule_on_general_power(parts: Parts, primes: Nodes) -> Node:
    u, v = parts
    return multiply(Power(u, v), call("ln", u))


FORMULA_MALRULES: Final[Mapping[str, Malrule]] = MappingProxyType(
    {
        # products
        "product-of-derivatives": Malrule(
            {"product": lambda parts, primes: multiply(*primes)},
            "The derivative of a product is not the product of the derivatives: it is `u'*v + u*v'`.",
        ),
        "product-one-term": Malrule(
            {"product": lambda parts, primes: _product_terms(parts, primes)[0]},
            "The product rule has a term for each factor, `u'*v + u*v'`: here one is missing.",
        ),
        "product-minus": Malrule(
            {"product": _product_minus},
            "The product rule adds: `u'*v + u*v'`. The minus belongs to the quotient rule.",
        ),
        "product-sum-of-derivatives": Malrule(
            {"product": lambda parts, primes: add(*primes)},
            "Each derivative is multiplied by the other factor: the rule is `u'*v + u*v'`, not `u' + v'`.",
        ),
        # quotients
        "quotient-of-derivatives": Malrule(
            {"quotient": lambda parts, primes: divide(primes[0], primes[1])},
            "The derivative of a quotient is not the quotient of the derivatives: it is `(u'*v - u*v')/v^2`.",
        ),
        "quotient-swapped": Malrule(
            {"quotient": _quotient_swapped},
            "The order in the numerator matters: `u'*v - u*v'` starts with the derivative of the numerator.",
        ),
        "quotient-plus": Malrule(
            {"quotient": _quotient_plus},
            "The numerator of the quotient rule is a difference: `u'*v - u*v'`.",
        ),
        "quotient-denominator-not-squared": Malrule(
            {
                "quotient": _denominator_not_squared,
                "reciprocal": lambda parts, primes: negate(divide(multiply(parts[0], primes[0]), parts[1])),
            },
            "The denominator of the quotient rule is squared: `(u'*v - u*v')/v^2`.",
        ),
        "quotient-over-derivative-squared": Malrule(
            {"quotient": _over_derivative_squared},
            "The square below belongs to the denominator itself, `v^2`, not to its derivative.",
        ),
        "denominator-differentiated": Malrule(
            {
                "reciprocal": lambda parts, primes: divide(parts[0], primes[0]),
                "negative power": _reciprocal_of_power,
            },
            "Only the denominator was differentiated: write `1/v` as `v^(-1)`; its derivative is `-v'/v^2`.",
        ),
        "reciprocal-sign-lost": Malrule(
            {
                "reciprocal": lambda parts, primes: divide(multiply(parts[0], primes[0]), square(parts[1])),
                "negative power": lambda parts, primes: negate(primes[0]),
            },
            "A negative exponent comes down with its sign: the derivative of `1/v` is `-v'/v^2`.",
        ),
        # compositions
        "forgot-inner-derivative": Malrule(
            {"chain": _forgot_inner, "relu": _forgot_inner_of_relu},
            "The factor of the inner function is missing: the derivative of `f(u)` is `f'(u)*u'`.",
        ),
        "innermost-derivative-missing": Malrule(
            {"chain": _innermost_missing},
            "The chain has one more link: each layer inside gives a factor, down to the variable.",
        ),
        "outer-at-inner-derivative": Malrule(
            {"chain": _outer_at_inner_derivative},
            "Keep the inner function inside `f'` and multiply: `f'(u)*u'`, not `f'(u')`.",
        ),
        "outer-of-inner-derivative": Malrule(
            {"chain": _outer_of_inner_derivative},
            "The inner derivative is a factor and does not go inside: that of `f(u)` is `f'(u)*u'`.",
        ),
        "inner-derivative-added": Malrule(
            {"chain": lambda parts, primes: add(_forgot_inner(parts, primes), primes[0])},
            "The chain rule multiplies by the derivative of the inner function, it does not add: `f'(u)*u'`.",
        ),
        "outer-kept-times-inner": Malrule(
            {"chain": lambda parts, primes: multiply(parts[0].at(parts[1]), primes[0])},
            "The outer function has to be differentiated as well: `f'(u)*u'`, not `f(u)*u'`.",
        ),
        "outer-slope-at-variable": Malrule(
            {"chain": _slope_at_variable},
            "`f'` is taken at the inner function: `f'(u)*u'`, not `f'(x)*u'`.",
        ),
        # powers with the variable in base and exponent
        "power-rule-on-x-to-x": Malrule(
            {"general power": _power_rule_on_general_power},
            "The power rule needs a constant exponent. Write `u^v` as `exp(v*ln(u))` first.",
        ),
        "exponential-rule-on-x-to-x": Malrule(
            {"general power": _exponential_rule_on_general_power},
            "The rule for exponentials needs a constant base. Write `u^v` as `exp(v*ln(u))` first.",
        ),
        # sums and constants
        "constant-coefficient-dropped": Malrule(
            {"multiple": lambda parts, primes: primes[0], "over constant": lambda parts, primes: primes[0]},
            "A constant factor stays: the derivative of `c*f(x)` is `c*f'(x)`.",
        ),
        "constant-kept": Malrule(
            {"constant": lambda parts, primes: parts[0]},
            "A term that does not depend on the variable does not change: its derivative is `0`.",
        ),
        "constant-derivative-one": Malrule(
            {"constant": lambda parts, primes: ONE},
            "The derivative of a constant is `0`; it is the variable itself that has the derivative `1`.",
        ),
        "variable-kept": Malrule(
            {"variable": lambda parts, primes: parts[0]},
            "The derivative of `c*x` is the constant `c`: the `x` goes away.",
        ),
        "minus-sign-lost": Malrule(
            {"negative": lambda parts, primes: primes[0]},
            "A minus sign was lost: the derivative of `-f(x)` is `-f'(x)`.",
        ),
        "last-term-dropped": Malrule(
            {"sum": lambda parts, primes: add(*primes[:-1])},
            "Each term of a sum has to be differentiated, the last one too.",
        ),
        # functions made of pieces
        "inactive-piece-ignored": Malrule(
            {"relu": lambda parts, primes: primes[0]},
            "For negative input relu is constant, and its slope is `0`.",
        ),
    }
)
