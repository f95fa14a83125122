"""Derivatives by series: traps that once gave a false proof, kinks, mixed partials, Taylor coefficients."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from flint import arb, arb_series, ctx, fmpq
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from calcdrill.errors import Unsolved
from calcdrill.expression.balls import jets
from calcdrill.expression.balls.ball import Evaluator, evaluate, value, working
from calcdrill.expression.balls.ball_values import Hole
from calcdrill.expression.bridge import to_sympy
from calcdrill.expression.read import read
from calcdrill.expression.tree import Derivative, Node
from strategies import real_expressions

WITH_SERIES = (
    *("exp", "ln", "sqrt", "sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "sinh"),
    *("cosh", "tanh", "arsinh", "arcosh", "artanh", "sigmoid", "softplus", "swish", "erf"),
)


def derivative(text: str, x: Fraction | int, order: int = 1) -> arb:
    return jets.derivative_values(read(text), "x", order, {"x": x})[order]


def test_trap_a_quotient_of_series_that_start_with_zero_loses_a_coefficient() -> None:
    # flint divides out the zeros: one coefficient fewer is known, and reading it gives 0.
    before = ctx.cap
    ctx.cap = 2
    try:
        short = arb_series([0, 2]) / arb_series([0, 1])
        assert short.prec == 1
        assert short[1] == 0
        assert set(map(type, jets.coefficients(short, 1))) == {Hole}
    finally:
        ctx.cap = before
    assert derivative("(x^2 - 1)/(x - 1)", 1).is_nan()
    assert derivative("(x^2 - 1)/(x - 1)", 2) == 1


def test_a_series_with_a_coefficient_that_is_not_finite_is_none() -> None:
    before = ctx.cap
    ctx.cap = 2
    try:
        for series in (arb_series([arb("nan"), 1]), arb_series([1, arb("nan")]), arb_series([1, arb("inf")])):
            assert set(map(type, jets.coefficients(series, 1))) == {Hole}
        assert jets.coefficients(arb_series([1, 2]), 1) == [1, 2]
    finally:
        ctx.cap = before


def test_trap_a_zero_series_forgets_a_nan() -> None:
    ctx_before = ctx.cap
    ctx.cap = 2
    try:
        assert (arb_series([0]) * arb_series([arb("nan")]))[0] == 0
        assert arb_series([arb("nan")]).sqrt()[1] == 0
    finally:
        ctx.cap = ctx_before
    assert derivative("0*ln(x)", -1).is_nan()
    assert derivative("sqrt(ln(x))", -1).is_nan()
    assert derivative("(x - 1)^2*ln(x - 1)", 1).is_nan()


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("abs(x)", 0),
        ("abs(3*x - 1)", Fraction(1, 3)),
        ("sign(x)", 0),
        ("max(x, 0)", 0),
        ("max(x, x^2, -5)", 1),
        ("min(2*x, x)", 0),
        ("relu(x - 2)", 2),
        ("floor(x)", 3),
        ("piecewise(x^2, x < 1, 2*x - 1)", 1),
        ("piecewise(x, x = 1, 2*x - 1)", 1),
        ("sqrt(x)", 0),
        ("x^(1/3)", 0),
        ("cbrt(x)", 0),
        ("x^(3/2)", 0),
        ("arcsin(x)", 1),
        ("arccos(x)", -1),
        ("arcosh(x)", 1),
        ("ln(x)", 0),
        ("1/x", 0),
        ("x^x", 0),
        ("x^x", -1),
        ("x!", 3),
        ("0*abs(x)", 0),
        ("abs(x)^2", 0),
    ],
)
def test_no_derivative_at_kinks_and_ends(text: str, x: Fraction) -> None:
    assert derivative(text, x).is_nan()


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("abs(x)", -2, -1),
        ("abs(3*x - 1)", Fraction(1, 3) + Fraction(1, 10**6), 3),
        ("sign(x)", 5, 0),
        ("max(x, 0)", -1, 0),
        ("max(x, x^2, -5)", 2, 4),
        ("min(2*x, x)", -1, 2),
        ("relu(x - 2)", 3, 1),
        ("floor(x)*x", Fraction(7, 2), 3),
        ("piecewise(x^2, x < 1, 2*x - 1)", Fraction(1, 2), 1),
        ("piecewise(x^2, x < 1, 2*x - 1)", 5, 2),
        ("x^(1/3)", -8, Fraction(1, 12)),
        ("cbrt(x)", -8, Fraction(1, 12)),
        ("x^(2/3)", -8, Fraction(-1, 3)),
        ("x^(-1/3)", -8, Fraction(-1, 48)),
        ("x^(4/2)", -3, -6),
        ("x^(3 - 1)", -3, -6),
        ("(x - 5)^0", 5, 0),
        ("x^5", 0, 0),
        ("log(x, 2)*ln(2)", 4, Fraction(1, 4)),
        ("sigmoid(x)", 0, Fraction(1, 4)),
        ("softplus(x)", 0, Fraction(1, 2)),
        ("swish(x)", 0, Fraction(1, 2)),
        ("exp(ln(x))", 7, 1),
        ("5", 1, 0),
    ],
)
def test_first_derivatives(text: str, x: Fraction, expected: Fraction) -> None:
    with working(192):
        assert abs(derivative(text, x) - arb(expected.numerator) / expected.denominator) < 1e-45


def test_x_to_the_x() -> None:
    assert value(read("2^2*(ln(2) + 1)"), {}).overlaps(derivative("x^x", 2))
    assert derivative("x^x", Fraction(1, 10**6)).is_finite()


def test_saturated_functions_keep_their_far_tails() -> None:
    for x in (-200, -50, 50, 200):
        for text, truth in (("tanh(x)", "1/cosh(x)^2"), ("sigmoid(x)", "exp(-x)/(1 + exp(-x))^2")):
            found = jets.derivative_values(read(text), "x", 1, {"x": x}, 1000)[1]
            expected = value(read(truth), {"x": x}, 1000)
            assert found.overlaps(expected)
            assert found.rel_accuracy_bits() > 900


def test_higher_derivatives() -> None:
    found = jets.derivative_values(read("x^5"), "x", 6, {"x": 2})
    assert found == [32, 80, 160, 240, 240, 120, 0]


def test_partial_is_the_same_in_any_order() -> None:
    f, at = read("x^2*y^3*exp(x*y) + z"), {"x": 2, "y": 1, "z": 5}
    found = [jets.partial(f, order, at) for order in (("x", "y", "y"), ("y", "x", "y"), ("y", "y", "x"))]
    with working(192):
        assert all(abs(one - value(read("216*exp(2)"), {})) < 1e-45 for one in found)
    assert jets.partial(f, ("z",), at) == 1
    assert abs(jets.partial(f, ("z", "x"), at)) < 1e-50
    assert jets.partial(read("x"), ("y",), {"x": 1}) == 0


def test_gradient_and_hessian() -> None:
    f, at = read("x^3 - 3*x*y"), {"x": 1, "y": 2}
    assert jets.gradient(f, ("x", "y"), at) == [-3, -3]
    assert jets.hessian(f, ("x", "y"), at) == [[6, -3], [-3, 0]]


def test_fifth_mixed_partial_of_three_variables() -> None:
    x, y, z = sympy.symbols("x y z", real=True)
    f = sympy.exp(x * y) * sympy.sin(y * z + x**2)
    truth = sympy.diff(f, x, x, y, z, z).subs({x: sympy.Rational(1, 3), y: -1, z: 2}).evalf(40)
    point = {"x": Fraction(1, 3), "y": -1, "z": 2}
    found = jets.partial(read("exp(x*y)*sin(y*z + x^2)"), ("x", "z", "y", "x", "z"), point)
    assert abs(float(found) - float(truth)) < 1e-12 * abs(float(truth))
    assert found.rel_accuracy_bits() > 150


def test_taylor_coefficients() -> None:
    found = jets.taylor_coefficients(read("exp(x)*cos(a*x)"), "x", 0, 4, {"a": 1})
    expected = [1, 1, 0, Fraction(-1, 3), Fraction(-1, 6)]
    with working(192):
        assert all(abs(c - arb(e.numerator) / e.denominator) < 1e-50 for c, e in zip(found, expected, strict=True))
    assert jets.taylor_coefficients(read("ln(x)"), "x", 1, 0) == [0]
    assert all(c.is_nan() for c in jets.taylor_coefficients(read("abs(x)"), "x", 0, 3))


def test_taylor_coefficients_at_a_centre_that_is_a_tree() -> None:
    found = jets.taylor_coefficients(read("sin(x)"), "x", read("pi/2"), 2)
    assert found[0].overlaps(arb(1))
    assert abs(found[1]) < 1e-50
    with working(192):
        assert abs(found[2] + arb(0.5)) < 1e-50


def test_taylor_coefficients_of_two_variables() -> None:
    found = jets.taylor_coefficients_of_many(read("exp(x)*cos(y)"), ("x", "y"), {"x": 0, "y": 0}, 3)
    assert len(found) == 10
    expected = {
        (0, 0): 1,
        (1, 0): 1,
        (2, 0): 0.5,
        (0, 2): -0.5,
        (1, 2): -0.5,
        (0, 1): 0,
        (1, 1): 0,
        (2, 1): 0,
    }
    assert all(abs(found[k] - v) < 1e-15 for k, v in expected.items())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("diff(x^5, x)*diff(x^2*y, x, y)", "10*x^5"),
        ("diff(diff(sin(x)*y^2, y), x)", "2*y*cos(x)"),
        ("diff(y*diff(x^2*y, x), y)", "4*x*y"),
        ("at(diff(u^3, u), u = x^2)*diff(x^2, x)", "6*x^5"),
        ("at(diff(x^2*y, x), x = 3)", "6*y"),
        ("diff(at(u^3*y, u = x^2), x)", "6*x^5*y"),
        ("diff(at(diff(u^3, u), u = x*y), y)", "6*x^2*y"),
        ("diff(integral(exp(-t^2), t, 0, x^2), x)", "2*x*exp(-x^4)"),
        ("diff(integral(t^2, t, x, y), x, x)", "-2*x"),
        ("diff(3, x)", "0"),
    ],
)
def test_derivatives_still_to_be_taken_inside_others(text: str, plain: str) -> None:
    point = {"x": Fraction(5, 7), "y": Fraction(-3, 2)}
    for variables in ((), ("x",), ("x", "x"), ("x", "y"), ("y",)):
        one, other = (jets.partial(read(form), variables, point) for form in (text, plain))
        with working(192):
            assert abs(one - other) < 1e-40, variables


ORDERS = st.sampled_from([("x",), ("y",), ("x", "x"), ("x", "y"), ("x", "y", "y")])


@settings(max_examples=60, deadline=None)
@given(real_expressions(("x", "y"), WITH_SERIES, 6), ORDERS, st.fractions(-2, 2, max_denominator=7))
def test_jets_agree_with_sympy(node: Node, variables: tuple[str, ...], x: Fraction) -> None:
    found = jets.partial(node, variables, {"x": x, "y": Fraction(3, 4)})
    assume(found.is_finite() and found.rel_one_accuracy_bits() > 60)
    try:
        expected = to_sympy(node)
    except Unsolved:
        reject()
    symbols = {str(symbol): symbol for symbol in expected.free_symbols}
    numbers = {"x": sympy.Rational(x.numerator, x.denominator), "y": sympy.Rational(3, 4)}
    for name in variables:
        expected = sympy.diff(expected, symbols.get(name, sympy.Symbol("absent")))
    truth = expected.subs({symbols[name]: numbers[name] for name in symbols}).evalf(30)
    assume(truth.is_number and truth.is_finite and truth.is_real)
    assert abs(float(found) - float(truth)) <= 1e-9 * (1 + abs(float(truth)))


@settings(max_examples=40, deadline=None)
@given(real_expressions(("x",), WITH_SERIES, 6), st.fractions(-2, 2, max_denominator=7))
def test_a_derivative_of_a_derivative_is_the_second_one(node: Node, x: Fraction) -> None:
    one = jets.partial(Derivative(node, ("x",)), ("x",), {"x": x})
    two = jets.partial(node, ("x", "x"), {"x": x})
    assert one.is_finite() == two.is_finite()
    assert not one.is_finite() or one.overlaps(two)


@pytest.mark.parametrize(
    "text",
    [
        *("at(diff(sin(x)*exp(x) - 3, x), x = 2)", "at(diff(x^x, x), x = 3)", "at(diff(x^x, x), x = -3)"),
        *("at(diff(2^x/x, x, x), x = 5)", "at(diff(x^y/(x - y), x, y), x = 3, y = 2)", "at(diff(abs(x), x), x = 0)"),
        *("at(diff(piecewise(x^2, x < 1, 2*x) + x, x), x = 3)", "at(diff(x^(3/2) + x*pi^x, x), x = 2)"),
        *("at(diff(at(u^3, u = x^2), x), x = 2)", "at(diff(x*diff(x^2, x), x), x = 2)", "at(diff(x + y, x), x = 2)"),
    ],
)
def test_a_derivative_at_a_fixed_place_is_the_same_at_all_points(text: str) -> None:
    points = [fmpq(1), fmpq(5, 7), fmpq(-2)]
    with working(192):
        found = Evaluator({"x": points, "y": points}, 3).column(read(text))
        (alone,) = Evaluator({"x": [fmpq(1)], "y": [fmpq(1)]}, 1).column(read(text))
    assert {str(value) for value in found} == {str(alone)}
    if "y = " in text or "y" not in text:
        assert str(evaluate(read(text), {})) == str(alone)
