"""The differentiator: readable trees, the values of sympy and of difference quotients, errors by name."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from calcdrill.errors import NotFound, Unsolved
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.differentiating.rules import RULES
from calcdrill.expression.differentiating.slopes import RULE_NAMES, SLOPES
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    ONE,
    ZERO,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Text,
    number,
    times,
    total,
    walk,
)

EXACT = {
    # constants, sums, constant factors
    "7": "0",
    "pi": "0",
    "a*b": "0",
    "x": "1",
    "-x": "-1",
    "5*x": "5",
    "x/3": "1/3",
    "3*x^2 - 4*x + 7": "3*2*x - 4",
    "x + x": "1 + 1",
    "(x^2 + 1)/5": "2*x/5",
    "2*(x + 1)": "2",
    "y*x^2": "y*2*x",
    # powers
    "x^5": "5*x^4",
    "x^2": "2*x",
    "x^1": "1",
    "x^0": "0",
    "x^n": "n*x^(n - 1)",
    "x^(3/2)": "(3/2)*x^(1/2)",
    "x^0.5": "0.5*x^(-0.5)",
    "1/x": "-x^(-2)",
    "1/x^3": "-3*x^(-4)",
    "5/x": "-5*x^(-2)",
    "3/(4*x)": "-(3/4)*x^(-2)",
    "1/sqrt(x)": "-(1/2)*x^(-3/2)",
    "sqrt(x)": "1/(2*sqrt(x))",
    "cbrt(x)": "1/(3*cbrt(x)^2)",
    "x^(-2)": "-2*x^(-3)",
    # products and quotients
    "x^2*sin(x)": "2*x*sin(x) + x^2*cos(x)",
    "x*exp(x)": "exp(x) + x*exp(x)",
    "x*ln(x)*y": "y*(ln(x) + x*(1/x))",
    "x*exp(x)*sin(x)": "exp(x)*sin(x) + x*exp(x)*sin(x) + x*exp(x)*cos(x)",
    "(x + 7)/(x - 5)": "(x - 5 - (x + 7))/(x - 5)^2",
    "sin(x)/x": "(cos(x)*x - sin(x))/x^2",
    "1/(x^2 + 1)": "-(2*x/(x^2 + 1)^2)",
    "4/ln(x)": "-(4*(1/x)/ln(x)^2)",
    "1/exp(x)": "-exp(-x)",
    "x/sqrt(x + 1)": "(sqrt(x + 1) - x*(1/(2*sqrt(x + 1))))/(x + 1)",
    # chains
    "exp(3*x^2 - x)": "exp(3*x^2 - x)*(3*2*x - 1)",
    "(x^2 + 1)^3": "3*(x^2 + 1)^2*2*x",
    "sin(4*x)": "cos(4*x)*4",
    "cos(x^2)": "-sin(x^2)*2*x",
    "ln(5*x)": "1/(5*x)*5",
    "sin(exp(2*x))": "cos(exp(2*x))*exp(2*x)*2",
    "1/(x^2 + 1)^3": "-3*(x^2 + 1)^(-4)*2*x",
    "f(x)^2": "2*f(x)*f'(x)",
    "f(g(x))": "f'(g(x))*g'(x)",
    # exponentials and logarithms
    "2^x": "2^x*ln(2)",
    "e^x": "exp(x)",
    "a^(2*x)": "a^(2*x)*ln(a)*2",
    "log(x, 2)": "1/(x*ln(2))",
    "log(3, x)": "-(ln(3)*(1/x)/ln(x)^2)",
    "x^x": "x^x*(ln(x) + x*(1/x))",
    "x^sin(x)": "x^sin(x)*(cos(x)*ln(x) + sin(x)*(1/x))",
    # the field's functions and functions in pieces
    "sigmoid(x)": "sigmoid(x)*(1 - sigmoid(x))",
    "softplus(x)": "sigmoid(x)",
    "swish(x)": "sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))",
    "abs(x)": "sign(x)",
    "abs(3*x - 1)": "sign(3*x - 1)*3",
    "sign(x)": "0",
    "relu(3*x - 1)": "piecewise(3, 3*x - 1 > 0, 0, 3*x - 1 < 0)",
    "max(0, 2*x)": "piecewise(0, 2*x < 0, 2, 2*x > 0)",
    "min(x, x^2)": "piecewise(1, x < x^2, 2*x, x^2 < x)",
    "piecewise(x^2, x < 0, sin(x))": "piecewise(2*x, x < 0, cos(x), x > 0)",
    "integral(t^2, t, 0, x)": "x^2",
    "integral(exp(t), t, x, 3)": "-exp(x)",
    "[x^2, 3*x]": "[2*x, 3]",
    "y^2 = x^3": "0 = 3*x^2",
}
"""Function and the very tree of its derivative by x."""

_BY_VALUE = """
    exp(x)  ln(x)  sin(x)  cos(x)  tan(x)  sec(x)  csc(x)  cot(x)  arcsin(x)  arccos(x)  arctan(x)
    sinh(x)  cosh(x)  tanh(x)  arsinh(x)  arcosh(x)  artanh(x)  erf(x)  log(x,10)  cbrt(x)  abs(x)
    tan(2*x+1)  sec(x/2)  csc(3*x)  cot(x^2)  arcsin(x/4)  arccos(x^2/20)  arctan(1/x)  sinh(x^2)
    tanh(3*x)  arsinh(2*x)  artanh(x/5)  erf(2*x-1)  exp(-x^2/2)  exp(sin(x))*cos(x)  x^3*exp(-2*x)
    (x^2+1)^3/(x-5)  sqrt(x^2+9)  sqrt(1+sqrt(x^2+1))  ln(ln(x^2+2))  ln(1+exp(3*x))  ln((x+6)/(x^2+1))
    (ln(x)+1)^2/x  x^(2/3)  x^(5/2)*ln(x)  (x^2+4)^(x)  (2+sin(x))^(cos(x))  3^(x^2)  log(x^2+1,3)
    2^x/x^2  x^2*2^x*sin(3*x)  sigmoid(2*x-1)  softplus(-x)  swish(3*x)  tanh(x)*sigmoid(x)
    1/(1+exp(-x))  x*sigmoid(x)  relu(x-1)^2  abs(x^2-2)  abs(sin(x))*x  max(x,1-x)  min(x^2,2*x,3)
    max(0,x,x^2-1)  sign(x)*x^2  (3*x+2)/(5*x-7)  (x-1)*(x-2)*(x-3)*(x-4)  ((x^2+1)^2+1)^2
    cos(sin(cos(x)))  5/(2*x^3)  7/(x^2*(x+1))  1/(3*sqrt(x^2+1))  (exp(x)-exp(-x))/(exp(x)+exp(-x))
    arctan(x)*ln(x^2+1)  x^3/3-x^2/2+x/7-1/9  -(x-2)^4  sin(x)^2*cos(x)^3  sqrt(x)*(1-x)  exp(x)/x^3
    1/cos(x)  1/(x^2-3*x+2)  (2*x)^2  x/x  exp(ln(x))
"""
BY_VALUE = _BY_VALUE.split()

POINTS = [Fraction(n, 7) for n in (1, 3, 5, 9, 12, 17, 23, -2, -4, -6, -10, -15, -22)]

_SYMPY = {
    "ln": sympy.log,
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "arsinh": sympy.asinh,
    "arcosh": sympy.acosh,
    "artanh": sympy.atanh,
    "abs": sympy.Abs,
    "max": sympy.Max,
    "min": sympy.Min,
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "swish": lambda u: u / (1 + sympy.exp(-u)),
    "relu": lambda u: sympy.Max(u, 0),
    "cbrt": lambda u: sympy.cbrt(u),
}

_SAME_NAME = "exp ln log sqrt cbrt sin cos tan sec csc cot sinh cosh tanh erf sign floor"

_MPMATH: dict[str, Callable[..., mpmath.mpf]] = {
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "arctan": mpmath.atan,
    "arsinh": mpmath.asinh,
    "arcosh": mpmath.acosh,
    "artanh": mpmath.atanh,
    "abs": abs,
    "max": max,
    "min": min,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "swish": lambda u: u / (1 + mpmath.exp(-u)),
    "relu": lambda u: max(u, mpmath.mpf(0)),
    **{name: getattr(mpmath, name) for name in _SAME_NAME.split()},
}


class Nowhere(Exception):
    """The tree has no real value at the point."""


def value(node: Node, point: dict[str, mpmath.mpf]) -> mpmath.mpf:
    """The tree's real value by mpmath: an evaluator that shares nothing with the differentiator."""
    result = _value(node, point)
    if not mpmath.isfinite(result) or mpmath.im(result) != 0:
        raise Nowhere
    return mpmath.re(result)


def _value(node: Node, point: dict[str, mpmath.mpf]) -> mpmath.mpf:
    try:
        match node:
            case Number(value=exact):
                return mpmath.mpf(exact.numerator) / exact.denominator
            case Name(name=name):
                return {"pi": mpmath.pi, "e": mpmath.e}.get(name) or point[name]
            case Negative(argument=argument):
                return -value(argument, point)
            case Sum(terms=terms):
                return mpmath.fsum(value(term, point) for term in terms)
            case Product(factors=factors):
                return mpmath.fprod(value(factor, point) for factor in factors)
            case Quotient(numerator=top, denominator=bottom):
                return value(top, point) / value(bottom, point)
            case Power(base=base, exponent=exponent):
                return value(base, point) ** value(exponent, point)
            case Call(function=function, arguments=arguments):
                return _MPMATH[function](*(value(argument, point) for argument in arguments))
            case Piecewise(branches=branches, otherwise=otherwise):
                for branch, condition in branches:
                    if _holds(condition, point):
                        return value(branch, point)
                if otherwise is not None:
                    return value(otherwise, point)
    except (ZeroDivisionError, ValueError, OverflowError):
        pass
    raise Nowhere


def _holds(condition: Node, point: dict[str, mpmath.mpf]) -> bool:
    assert isinstance(condition, Relation)
    left, right = (value(side, point) for side in condition.sides)
    return left < right if condition.operators == ("<",) else left > right


@pytest.mark.parametrize(("function", "expected"), EXACT.items(), ids=EXACT)
def test_the_derivative_is_this_tree(function: str, expected: str) -> None:
    assert differentiate(read(function), "x") == read(expected)


def _numeric(node: Node) -> bool:
    names = {inner.name for inner in walk(node) if isinstance(inner, Name)}
    known = (Number, Name, Negative, Sum, Product, Quotient, Power, Call)
    return names <= {"x", "pi", "e"} and all(isinstance(inner, known) for inner in walk(node))


@pytest.mark.parametrize("function", [text for text in (*BY_VALUE, *EXACT) if _numeric(read(text))])
def test_sympy_finds_the_same_values(function: str) -> None:
    node = read(function)
    x = sympy.Symbol("x", real=True)
    expression = sympy.sympify(function.replace("^", "**"), {**_SYMPY, "x": x, "e": sympy.E}, rational=True)
    derivative = sympy.diff(expression, x)
    ours = differentiate(node, "x")
    decided = 0
    with mpmath.workdps(30):
        for point in POINTS:
            theirs = derivative.subs(x, sympy.Rational(point.numerator, point.denominator)).evalf(30)
            here = {"x": mpmath.mpf(point.numerator) / point.denominator}
            try:
                value(node, here)
                mine = value(ours, here)
            except Nowhere:
                continue
            if not theirs.is_real:
                continue
            assert abs(mine - mpmath.mpf(theirs)) < mpmath.mpf(10) ** -20 * (1 + abs(mine))
            decided += 1
    assert decided >= 2


def test_partial_derivatives_hold_the_other_names_fixed() -> None:
    node = read("x^2*y^3 + 5*y + sin(x*y)")
    assert differentiate(node, "x") == read("2*x*y^3 + cos(x*y)*y")
    assert differentiate(node, "y") == read("x^2*3*y^2 + 5 + cos(x*y)*x")
    assert differentiate(node, "z") == ZERO


def test_a_bound_name_is_not_the_variable() -> None:
    assert differentiate(read("x*integral(x^2, x, 0, 1)"), "x") == read("integral(x^2, x, 0, 1)")


@pytest.mark.parametrize("function", ["factorial(x)", "gcd(x, 2)", "f(x, y)", "integral(x*t, t, 0, 1)", "diff(x^2, x)"])
def test_what_no_rule_knows_is_said(function: str) -> None:
    with pytest.raises(Unsolved):
        differentiate(read(function), "x")


def test_an_unknown_bug_is_said() -> None:
    with pytest.raises(NotFound, match="no-such-bug"):
        differentiate(read("x^2"), "x", bug="no-such-bug")


def test_words_are_constants() -> None:
    assert differentiate(Text("yes"), "x") == ZERO


def test_every_function_of_the_language_has_a_rule_or_an_error() -> None:
    for name, function in FUNCTIONS.items():
        arguments = (Name("x"), Number(2))[: max(function.least, 1)]
        try:
            differentiate(Call(name, arguments), "x")
        except Unsolved:
            assert name in {"factorial", "gcd"}


def test_tables_fit_each_other() -> None:
    assert set(RULE_NAMES) == set(SLOPES)
    assert {rule.weight for rule in RULES.values()} == {0, 1, 2}
    assert not set(RULES) & set(SLOPES)


# -- any tree

SMALL = st.integers(-5, 5).map(number)
LEAVES = st.one_of(st.just(Name("x")), st.just(Name("x")), st.just(Name("y")), SMALL)
_UNARY = "exp sin cos arctan tanh sigmoid softplus swish erf arsinh abs sqrt ln"
UNARY = st.sampled_from(_UNARY.split())


def _larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: total(*terms)),
        st.lists(inner, min_size=2, max_size=3).map(lambda factors: times(*factors)),
        st.tuples(inner, inner).map(lambda pair: Quotient(*pair)),
        inner.map(Negative),
        st.tuples(inner, st.integers(-3, 4).map(number)).map(lambda pair: Power(*pair)),
        st.tuples(UNARY, inner).map(lambda pair: Call(pair[0], (pair[1],))),
        st.tuples(st.sampled_from(["max", "min"]), inner, inner).map(lambda t: Call(t[0], t[1:])),
    )


TREES = st.recursive(LEAVES, _larger, max_leaves=7)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(TREES, st.sampled_from([Fraction(3, 8), Fraction(13, 8), Fraction(-5, 8), Fraction(-21, 8)]))
def test_difference_quotients_agree(node: Node, at: Fraction) -> None:
    derivative = differentiate(node, "x")
    with mpmath.workdps(60):
        point = {"x": mpmath.mpf(at.numerator) / at.denominator, "y": mpmath.mpf(7) / 5}
        try:
            ours = value(derivative, point)
            quotients = [_central(node, point, mpmath.mpf(10) ** -k) for k in (12, 14)]
        except Nowhere:
            assume(False)
        scale = 1 + abs(ours) + _sizes(node, point)
        assume(scale < 1e6 and abs(quotients[0] - quotients[1]) < scale * 1e-9)
        assert abs(ours - quotients[1]) < scale * mpmath.mpf(10) ** -8


def _central(node: Node, point: dict[str, mpmath.mpf], h: mpmath.mpf) -> mpmath.mpf:
    ahead, behind = ({**point, "x": point["x"] + step} for step in (h, -h))
    return (value(node, ahead) - value(node, behind)) / (2 * h)


def _sizes(node: Node, point: dict[str, mpmath.mpf]) -> mpmath.mpf:
    return max(abs(value(inner, point)) for inner in walk(node) if not isinstance(inner, Relation))


@settings(deadline=None)
@given(TREES)
def test_no_silly_forms(node: Node) -> None:
    """No 0 term, no factor 1 or 0, no exponent 1 that the rules put there, no minus inside a product."""
    written = set(walk(node))
    for inner in walk(differentiate(node, "x")):
        if inner in written:
            continue
        match inner:
            case Sum(terms=terms):
                assert ZERO not in set(terms) - written
            case Product(factors=factors):
                assert not {ZERO, ONE} & (set(factors) - written)
            case Power(exponent=exponent):
                assert exponent not in (ZERO, ONE)
            case Negative(argument=argument):
                assert not isinstance(argument, Negative) or argument in written


@settings(deadline=None)
@given(TREES, TREES)
def test_linear(left: Node, right: Node) -> None:
    """(2f − g)′ and 2f′ − g′ have the same value wherever both have one."""
    combined = differentiate(Sum((Product((Number(2), left)), Negative(right))), "x")
    parts = Sum((Product((Number(2), differentiate(left, "x"))), Negative(differentiate(right, "x"))))
    point = {"x": mpmath.mpf("0.7"), "y": mpmath.mpf("1.4")}
    with mpmath.workdps(30):
        try:
            values = value(combined, point), value(parts, point)
        except Nowhere:
            assume(False)
        assert math.isclose(values[0], values[1], rel_tol=1e-12, abs_tol=1e-12)


def test_a_long_sum_is_differentiated_term_by_term() -> None:
    node = total(*(Power(Name("x"), Number(n)) for n in range(2, 60)))
    derivative = differentiate(node, "x")
    assert isinstance(derivative, Sum)
    exponents = [len(list(walk(term))) for term in derivative.terms]
    assert len(derivative.terms) == 58 and all(a <= b for a, b in pairwise(exponents))
