"""Mal-rules of the table of derivatives: powers, exponentials, logarithms, trigonometry, activations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.expression.arithmetic import divide, less_one, multiply, negate, to_the
from calcdrill.expression.differentiating.malrule_tables import malrules
from calcdrill.expression.differentiating.rules import Malrule
from calcdrill.expression.differentiating.slopes import call
from calcdrill.expression.tree import Node, value_of

__all__ = ["SLOPE_MALRULES"]


def _one_more(exponent: Node) -> Node:
    return negate(less_one(negate(exponent)))


def _integrated(u: Node, exponent: Node) -> Node:
    if value_of(exponent) == -1:
        return call("ln", u)
    return divide(to_the(u, _one_more(exponent)), _one_more(exponent))


_FUNCTIONS: Final[Mapping[str, Callable[..., Node]]] = {
    "integrated": _integrated,
    "exponent increased": lambda u, exponent: multiply(exponent, to_the(u, _one_more(exponent))),
}
_TABLE: Final = """
power-exponent-not-reduced      power: v*u^v
    The exponent goes down by one: the derivative of `x^n` is `n*x^(n - 1)`.
power-coefficient-dropped       power: u^(v - 1)
    The exponent comes down as a factor: the derivative of `x^n` is `n*x^(n - 1)`.
power-divides-like-integral     power: integrated
    This is an antiderivative: to differentiate `x^n`, multiply by `n` and lower the exponent.
power-exponent-increased        power: exponent increased
    The exponent goes down, not up: `n*x^(n - 1)`. One less than `-3` is `-4`.
sqrt-half-missing               sqrt: 1/sqrt(u)
    The exponent one half comes down as a factor: the derivative of `sqrt(x)` is `1/(2*sqrt(x))`.
sqrt-halved                     sqrt: sqrt(u)/2
    The exponent goes down to minus one half, so the root moves below: `1/(2*sqrt(x))`.
power-rule-on-exponential       exponential: u*v^(u - 1)
    The power rule needs a constant exponent: the derivative of `a^x` is `a^x*ln(a)`.
power-rule-on-exp               exp: u*exp(u - 1)
    The power rule needs a constant exponent; `exp(x)` is its own derivative.
exponential-log-missing         exponential: v^u
    Only the base `e` gives the function itself back: the derivative of `a^x` is `a^x*ln(a)`.
exponential-divides-by-log      exponential: v^u/ln(v)
    Dividing by `ln(a)` integrates; to differentiate `a^x`, multiply by `ln(a)`.
log-is-itself                   ln: ln(u)
    It is `exp(x)` that is its own derivative; the derivative of `ln(x)` is `1/x`.
log-reciprocal-function         ln: 1/ln(u)
    The derivative of `ln(x)` is one over the argument, `1/x`, not one over the logarithm.
log-base-ignored                log: 1/u
    Another base brings its logarithm below: the derivative of `log(x, b)` is `1/(x*ln(b))`.
trig-sign                       cos: sin(u)
    A minus sign is missing: the derivative of `cos(x)` is `-sin(x)`.
trig-integrates                 sin: -cos(u); cos: sin(u)
    Look at the sign: `sin(x)` has the derivative `cos(x)`, and `cos(x)` has `-sin(x)`.
sine-sign                       sin: -cos(u)
    There is no minus sign here: the derivative of `sin(x)` is `cos(x)`.
tan-is-sec                      tan: sec(u)
    The secant is squared: the derivative of `tan(x)` is `sec(x)^2`.
tan-termwise                    tan: -cot(u)
    `sin(x)/cos(x)` needs the quotient rule: the derivative of `tan(x)` is `sec(x)^2`.
sec-tan-mixed-up                sec: tan(u)^2; cot: csc(u)^2
    The derivative of `sec(x)` is `sec(x)*tan(x)`, and that of `cot(x)` is `-csc(x)^2`.
hyperbolic-sign                 cosh: -sinh(u)
    Hyperbolic functions have no change of sign here: the derivative of `cosh(x)` is `sinh(x)`.
arc-is-reciprocal               arcsin: -cos(u)/sin(u)^2; arccos: sin(u)/cos(u)^2; arctan: -csc(u)^2
    An inverse function is not a reciprocal: `arcsin(x)` is not `1/sin(x)`.
arc-root-missing                arcsin: 1/(1 - u^2); arccos: -1/(1 - u^2)
    The root is missing: the derivative of `arcsin(x)` is `1/sqrt(1 - x^2)`.
arc-sign                        arccos: 1/sqrt(1 - u^2)
    The arccosine falls, so its derivative is negative: `-1/sqrt(1 - x^2)`.
arctan-with-root                arctan: 1/sqrt(1 + u^2)
    There is no root in the derivative of the arctangent: it is `1/(1 + x^2)`.
abs-dropped                     abs: 1
    The slope of `abs(x)` is `1` for positive and `-1` for negative `x`: the sign of `x`.
sigmoid-one-factor              sigmoid: 1 - sigmoid(u)
    A factor is missing: the derivative of `sigmoid(x)` is `sigmoid(x)*(1 - sigmoid(x))`.
sigmoid-squared                 sigmoid: sigmoid(u)^2
    The second factor is `1 - sigmoid(x)`: the derivative is `sigmoid(x)*(1 - sigmoid(x))`.
tanh-like-sigmoid               tanh: tanh(u)*(1 - tanh(u))
    This is the pattern of the sigmoid; the derivative of `tanh(x)` is `1 - tanh(x)^2`.
tanh-not-squared                tanh: 1 - tanh(u)
    The hyperbolic tangent is squared: its derivative is `1 - tanh(x)^2`.
softplus-inner-missing          softplus: 1/(1 + exp(u))
    The inner derivative `exp(x)` is missing: `exp(x)/(1 + exp(x))` is the sigmoid.
swish-like-sigmoid              swish: sigmoid(u)*(1 - sigmoid(u))
    The swish is the product `x*sigmoid(x)`: its derivative needs the product rule.
erf-factor-missing              erf: exp(-u^2)
    The constant in front is missing: the derivative of `erf(x)` is `2/sqrt(pi)*exp(-x^2)`.
step-has-slope                  step function: 1
    Between its jumps this function is constant, and its slope is `0`.
"""

SLOPE_MALRULES: Final[Mapping[str, Malrule]] = MappingProxyType(malrules(_TABLE, _FUNCTIONS))
