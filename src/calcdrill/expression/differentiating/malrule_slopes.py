"""Mal-rules of the table of derivatives: powers, exponentials, logarithms, trigonometry, activations."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.arithmetic import add, divide, less_one, multiply, negate, square, subtract, to_the
from calcdrill.expression.differentiating.rules import Malrule
from calcdrill.expression.differentiating.slopes import call
from calcdrill.expression.tree import ONE, TWO, Node, Power, Quotient, value_of

__all__ = ["SLOPE_MALRULES"]


def _one_more(exponent: Node) -> Node:
    return negate(less_one(negate(exponent)))


def _integrated(u: Node, exponent: Node) -> Node:
    if value_of(exponent) == -1:
        return call("ln", u)
    return divide(to_the(u, _one_more(exponent)), _one_more(exponent))


def _reciprocal_sine(u: Node) -> Node:
    """(1/sin u)′."""
    return negate(Quotient(call("cos", u), square(call("sin", u))))


def _reciprocal_cosine(u: Node) -> Node:
    """(1/cos u)′."""
    return Quotient(call("sin", u), square(call("cos", u)))


def _without_root(u: Node) -> Node:
    return Quotient(ONE, subtract(ONE, square(u)))


def _with_root(u: Node) -> Node:
    return Quotient(ONE, call("sqrt", subtract(ONE, square(u))))


SLOPE_MALRULES: Final[Mapping[str, Malrule]] = MappingProxyType(
    {
        # powers
        "power-exponent-not-reduced": Malrule(
            {"power": lambda u, n: multiply(n, Power(u, n))},
            "The exponent goes down by one: the derivative of `x^n` is `n*x^(n - 1)`.",
        ),
        "power-coefficient-dropped": Malrule(
            {"power": lambda u, n: to_the(u, less_one(n))},
            "The exponent comes down as a factor: the derivative of `x^n` is `n*x^(n - 1)`.",
        ),
        "power-divides-like-integral": Malrule(
            {"power": _integrated},
            "This is an antiderivative: to differentiate `x^n`, multiply by `n` and lower the exponent.",
        ),
        "power-exponent-increased": Malrule(
            {"power": lambda u, n: multiply(n, to_the(u, _one_more(n)))},
            "The exponent goes down, not up: `n*x^(n - 1)`. One less than `-3` is `-4`.",
        ),
        "sqrt-half-missing": Malrule(
            {"sqrt": lambda u: Quotient(ONE, call("sqrt", u))},
            "The exponent one half comes down as a factor: the derivative of `sqrt(x)` is `1/(2*sqrt(x))`.",
        ),
        "sqrt-halved": Malrule(
            {"sqrt": lambda u: Quotient(call("sqrt", u), TWO)},
            "The exponent goes down to minus one half, so the root moves below: `1/(2*sqrt(x))`.",
        ),
        # exponentials and logarithms
        "power-rule-on-exponential": Malrule(
            {"exponential": lambda u, a: multiply(u, to_the(a, less_one(u)))},
            "The power rule needs a constant exponent: the derivative of `a^x` is `a^x*ln(a)`.",
        ),
        "power-rule-on-exp": Malrule(
            {"exp": lambda u: multiply(u, call("exp", less_one(u)))},
            "The power rule needs a constant exponent; `exp(x)` is its own derivative.",
        ),
        "exponential-log-missing": Malrule(
            {"exponential": lambda u, a: Power(a, u)},
            "Only the base `e` gives the function itself back: the derivative of `a^x` is `a^x*ln(a)`.",
        ),
        "exponential-divides-by-log": Malrule(
            {"exponential": lambda u, a: Quotient(Power(a, u), call("ln", a))},
            "Dividing by `ln(a)` integrates; to differentiate `a^x`, multiply by `ln(a)`.",
        ),
        "log-is-itself": Malrule(
            {"ln": lambda u: call("ln", u)},
            "It is `exp(x)` that is its own derivative; the derivative of `ln(x)` is `1/x`.",
        ),
        "log-reciprocal-function": Malrule(
            {"ln": lambda u: Quotient(ONE, call("ln", u))},
            "The derivative of `ln(x)` is one over the argument, `1/x`, not one over the logarithm.",
        ),
        "log-base-ignored": Malrule(
            {"log": lambda u, base: divide(ONE, u)},
            "Another base brings its logarithm below: the derivative of `log(x, b)` is `1/(x*ln(b))`.",
        ),
        # trigonometric and hyperbolic functions
        "trig-sign": Malrule(
            {"cos": lambda u: call("sin", u)},
            "A minus sign is missing: the derivative of `cos(x)` is `-sin(x)`.",
        ),
        "trig-integrates": Malrule(
            {"sin": lambda u: negate(call("cos", u)), "cos": lambda u: call("sin", u)},
            "Look at the sign: `sin(x)` has the derivative `cos(x)`, and `cos(x)` has `-sin(x)`.",
        ),
        "sine-sign": Malrule(
            {"sin": lambda u: negate(call("cos", u))},
            "There is no minus sign here: the derivative of `sin(x)` is `cos(x)`.",
        ),
        "tan-is-sec": Malrule(
            {"tan": lambda u: call("sec", u)},
            "The secant is squared: the derivative of `tan(x)` is `sec(x)^2`.",
        ),
        "tan-termwise": Malrule(
            {"tan": lambda u: negate(call("cot", u))},
            "`sin(x)/cos(x)` needs the quotient rule: the derivative of `tan(x)` is `sec(x)^2`.",
        ),
        "sec-tan-mixed-up": Malrule(
            {"sec": lambda u: square(call("tan", u)), "cot": lambda u: square(call("csc", u))},
            "The derivative of `sec(x)` is `sec(x)*tan(x)`, and that of `cot(x)` is `-csc(x)^2`.",
        ),
        "hyperbolic-sign": Malrule(
            {"cosh": lambda u: negate(call("sinh", u))},
            "Hyperbolic functions have no change of sign here: the derivative of `cosh(x)` is `sinh(x)`.",
        ),
        # inverse functions
        "arc-is-reciprocal": Malrule(
            {
                "arcsin": _reciprocal_sine,
                "arccos": _reciprocal_cosine,
                "arctan": lambda u: negate(square(call("csc", u))),
            },
            "An inverse function is not a reciprocal: `arcsin(x)` is not `1/sin(x)`.",
        ),
        "arc-root-missing": Malrule(
            {"arcsin": _without_root, "arccos": lambda u: negate(_without_root(u))},
            "The root is missing: the derivative of `arcsin(x)` is `1/sqrt(1 - x^2)`.",
        ),
        "arc-sign": Malrule(
            {"arccos": _with_root},
            "The arccosine falls, so its derivative is negative: `-1/sqrt(1 - x^2)`.",
        ),
        "arctan-with-root": Malrule(
            {"arctan": lambda u: Quotient(ONE, call("sqrt", add(ONE, square(u))))},
            "There is no root in the derivative of the arctangent: it is `1/(1 + x^2)`.",
        ),
        # functions of machine learning
        "abs-dropped": Malrule(
            {"abs": lambda u: ONE},
            "The slope of `abs(x)` is `1` for positive and `-1` for negative `x`: the sign of `x`.",
        ),
        "sigmoid-one-factor": Malrule(
            {"sigmoid": lambda u: subtract(ONE, call("sigmoid", u))},
            "A factor is missing: the derivative of `sigmoid(x)` is `sigmoid(x)*(1 - sigmoid(x))`.",
        ),
        "sigmoid-squared": Malrule(
            {"sigmoid": lambda u: square(call("sigmoid", u))},
            "The second factor is `1 - sigmoid(x)`: the derivative is `sigmoid(x)*(1 - sigmoid(x))`.",
        ),
        "tanh-like-sigmoid": Malrule(
            {"tanh": lambda u: multiply(call("tanh", u), subtract(ONE, call("tanh", u)))},
            "This is the pattern of the sigmoid; the derivative of `tanh(x)` is `1 - tanh(x)^2`.",
        ),
        "tanh-not-squared": Malrule(
            {"tanh": lambda u: subtract(ONE, call("tanh", u))},
            "The hyperbolic tangent is squared: its derivative is `1 - tanh(x)^2`.",
        ),
        "softplus-inner-missing": Malrule(
            {"softplus": lambda u: divide(ONE, add(ONE, call("exp", u)))},
            "The inner derivative `exp(x)` is missing: `exp(x)/(1 + exp(x))` is the sigmoid.",
        ),
        "swish-like-sigmoid": Malrule(
            {"swish": lambda u: multiply(call("sigmoid", u), subtract(ONE, call("sigmoid", u)))},
            "The swish is the product `x*sigmoid(x)`: its derivative needs the product rule.",
        ),
        "erf-factor-missing": Malrule(
            {"erf": lambda u: call("exp", negate(square(u)))},
            "The constant in front is missing: the derivative of `erf(x)` is `2/sqrt(pi)*exp(-x^2)`.",
        ),
        "step-has-slope": Malrule(
            {"step function": lambda parts, primes: ONE},
            "Between its jumps this function is constant, and its slope is `0`.",
        ),
    }
)
