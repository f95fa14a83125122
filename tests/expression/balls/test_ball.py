"""Evaluation by ball arithmetic: right values, honest holes, bounded work."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill.expression.balls.ball import Evaluator, evaluate, value, working
from calcdrill.expression.balls.ball_functions import PAIRS, SINGLES
from calcdrill.expression.balls.ball_values import STUCK, UNDECIDED, UNDEFINED, Hole, root_power
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.rationals import rational
from calcdrill.expression.read import read
from calcdrill.expression.tree import Call, Name, Node, Number, Power, Product, number
from stopwatch import seconds
from strategies import real_expressions

EVERYTHING = (*SINGLES, "max", "min", "log")

TRUTH = {
    "exp": mpmath.exp,
    "ln": mpmath.log,
    "sqrt": mpmath.sqrt,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "sec": mpmath.sec,
    "csc": mpmath.csc,
    "cot": mpmath.cot,
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "arctan": mpmath.atan,
    "arcsec": mpmath.asec,
    "arccsc": mpmath.acsc,
    "arccot": lambda x: mpmath.pi / 2 - mpmath.atan(x),
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "sech": mpmath.sech,
    "csch": mpmath.csch,
    "coth": mpmath.coth,
    "arsinh": mpmath.asinh,
    "arcosh": mpmath.acosh,
    "artanh": mpmath.atanh,
    "abs": abs,
    "sign": mpmath.sign,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "swish": lambda x: x / (1 + mpmath.exp(-x)),
    "gelu": lambda x: x * mpmath.ncdf(x),
    "erf": mpmath.erf,
    "factorial": mpmath.factorial,
    "floor": mpmath.floor,
}
PLACES = [Fraction(k, 4) for k in range(-12, 13)] + [Fraction(10), Fraction(-7, 3), Fraction(1, 1000)]


def is_near(ball: arb, truth: mpmath.mpf) -> bool:
    with working(200):
        return abs(ball - arb(mpmath.nstr(truth, 40))) < 1e-35 * (1 + abs(float(truth)))


def test_every_function_of_the_language_has_a_value() -> None:
    assert set(SINGLES) | set(PAIRS) == set(FUNCTIONS)
    assert set(TRUTH) == set(SINGLES)


@pytest.mark.parametrize("function", sorted(TRUTH))
def test_functions_have_the_values_of_mpmath_where_they_are_real(function: str) -> None:
    seen = 0
    for x in PLACES:
        found = evaluate(Call(function, (Name("x"),)), {"x": x})
        with mpmath.workdps(50):
            try:
                truth = TRUTH[function](mpmath.mpf(x.numerator) / x.denominator)
            except (ZeroDivisionError, ValueError):
                truth = mpmath.inf
            defined = mpmath.im(truth) == 0 and mpmath.isfinite(truth)
            if function == "factorial":
                defined = x.denominator == 1 and x >= 0
            assert (type(found) is not Hole) == bool(defined), (function, x, found, truth)
            if defined:
                seen += 1
                assert is_near(value(Call(function, (Name("x"),)), {"x": x}), mpmath.re(truth)), (
                    function,
                    x,
                    found,
                    truth,
                )
            else:
                assert found is UNDEFINED
    assert seen > 2


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("x^(1/3)", -8, -2),
        ("x^(2/3)", -8, 4),
        ("x^(-1/3)", -8, Fraction(-1, 2)),
        ("x^(6/2)", -2, -8),
        ("x^(2/6)", -8, -2),
        ("x^0", 0, 1),
        ("0^x", 3, 0),
        ("(-2)^x", 3, -8),
        ("cos(3)^(2 - 1) - cos(3)", 0, 0),
        ("(-x)^(3 - 1)", 5, 25),
        ("piecewise(x^2, x < 1, 5, x = 1, 2*x)", 1, 5),
        ("piecewise(x^2, x < 1, 5, x = 1, 2*x)", -3, 9),
        ("piecewise(x^2, x < 1, 5, x = 1, 2*x)", 4, 8),
        ("max(1, x, 3)", 2, 3),
        ("min(1, x, 3)", 2, 1),
        ("max(x, -x)", 0, 0),
        ("log(x, 2)", 8, 3),
        ("gcd(12, x)", 18, 6),
        ("floor(-x/2)", 3, -2),
        ("floor(pi)", 0, 3),
        ("floor(exp(1)*x)", -1, -3),
        ("x!", 5, 120),
        ("(x - 1)! ", 1, 1),
        ("sqrt(x)", Fraction(9, 16), Fraction(3, 4)),
        ("at(u^2 + x, u = x + 1)", 2, 11),
        ("abs(1/3 - x)", Fraction(1, 3), 0),
        ("sign(3*x - 1)", Fraction(1, 3), 0),
    ],
)
def test_values(text: str, x: Fraction, expected: Fraction) -> None:
    found = value(read(text), {"x": x})
    with working(192):
        assert abs(found - rational(expected)) < 1e-40, found


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("ln(x)", 0),
        ("ln(x)", -1),
        ("1/(3*x - 1)", Fraction(1, 3)),
        ("x^(-1)", 0),
        ("x^(1/2)", -1),
        ("x^(3/4)", -1),
        ("x^x", -2),
        ("x^x", 0),
        ("x^(y - 1)", -2),
        ("sqrt(-x)", 1),
        ("arcsin(2*x)", 1),
        ("arcosh(x)", Fraction(1, 2)),
        ("artanh(x)", 1),
        ("x!", -1),
        ("x!", Fraction(1, 2)),
        ("log(x, 1)", 2),
        ("gcd(x, 2)", Fraction(1, 2)),
        ("piecewise(1, x < 0)", 1),
        ("0*ln(-x)", 2),
        ("ln(-x)^0", 2),
        ("sign(ln(-x))", 2),
        ("max(ln(-x), 7)", 2),
        ("oo", 0),
        ("csc(x)", 0),
        ("(x^2 - 1)/(x - 1)", 1),
    ],
)
def test_what_is_surely_not_defined(text: str, x: Fraction) -> None:
    assert evaluate(read(text), {"x": x, "y": 3}) is UNDEFINED


@pytest.mark.parametrize(
    "text",
    [
        *("1/sin(pi)", "ln(sin(pi))", "sign(sin(pi))", "sqrt(sin(pi))", "tan(pi/2)", "sin(pi)^(-1/3)"),
        *("0*(1/sin(pi))", "(1/sin(pi))^0", "sign(1/sin(pi))", "max(1/sin(pi), 7)"),
        "piecewise(1, sin(pi) = 0, 2)",
    ],
)
def test_what_balls_cannot_tell(text: str) -> None:
    assert evaluate(read(text), {"x": 1}) is UNDECIDED
    assert value(read(text), {"x": 1}).is_nan()


@pytest.mark.parametrize("text", ["sin(pi)^(1/3)", "cbrt(sqrt(3)^2 - 3)", "(2 - sqrt(2)^2)^(3/5)", "cbrt(-sin(pi))^2"])
def test_an_odd_root_has_a_value_around_zero(text: str) -> None:
    found = value(read(text), {})
    assert 0 in found and found.rad() < 1e-15
    with working(100):
        assert root_power(arb(0.5, 1.5), fmpq(1, 3)).contains(arb(-1)) and root_power(arb(0, 8), fmpq(2, 3)).contains(
            arb(4)
        )


@pytest.mark.parametrize("text", ["f(x)", "f(x) + 1/sin(pi)", "integral(x, x)", "diff(abs(x), x)", "diff(f(x), x)"])
def test_what_no_precision_can_tell(text: str) -> None:
    assert evaluate(read(text), {"x": 0}) is STUCK
    assert evaluate(read(f"{text} + ln(-1)"), {"x": 0}) is UNDEFINED


def _tower(height: int) -> Node:
    node: Node = Number(9)
    for _ in range(height):
        node = Power(Number(9), node)
    return node


def _nested(function: str, depth: int, start: Node) -> Node:
    for _ in range(depth):
        start = Call(function, (start,))
    return start


BOMBS = {
    "tower": _tower(3),
    "tall tower": _tower(30),
    "cosine of a tower": Call("cos", (_tower(2),)),
    "huge power": Power(Name("x"), Number(10**30)),
    "powers of powers": Power(Power(Power(Power(Name("x"), Number(200)), Number(200)), Number(200)), Number(200)),
    "factorial": Call("factorial", (Number(10**9),)),
    "factorials": _nested("factorial", 20, Number(9)),
    "exponentials": _nested("exp", 40, Name("x")),
    "negative exponentials": _nested("exp", 30, Product((number(-9), Name("x")))),
    "wide cosines": _nested("cos", 40, _tower(2)),
    "long numbers": Product(tuple(Power(Number(10**30 + k), Number(33)) for k in range(200))),
    "long fractions": Product(tuple(Power(Number(Fraction(k, k + 1)), Number(99)) for k in range(10**9, 10**9 + 200))),
    "roots": Power(Name("x"), Number(Fraction(1, 10**30))),
    "gcd": Call("gcd", (_tower(2), Name("x"))),
    "error function": Call("erf", (_tower(2),)),
    "tangent": Call("tan", (Power(Number(10), Number(10**12)),)),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("precision", [192, 3072])
def test_bombs_are_over_in_50_milliseconds(name: str, precision: int) -> None:
    evaluate(read("exp(sin(x))"), {"x": 1}, precision)
    assert seconds(lambda: evaluate(BOMBS[name], {"x": Fraction(7, 3)}, precision)) < 0.05


def test_the_cosine_of_a_tower_is_not_narrow() -> None:
    found = value(Call("cos", (_tower(2),)), {})
    assert not found.is_finite() or found.rad() > 0.5


def test_precision_and_series_length_of_the_process_are_restored() -> None:
    before = ctx.prec, ctx.cap
    evaluate(read("exp(x)"), {"x": 1}, 999)
    with pytest.raises(KeyError, match="no value is given for y"):
        evaluate(read("exp(y)"), {"x": 1}, 999)
    assert (ctx.prec, ctx.cap) == before


def test_a_coordinate_may_be_a_tree() -> None:
    assert abs(value(read("sin(x)"), {"x": read("pi/6")}) - arb(0.5)) < 1e-50


def test_constants_are_balls_of_the_precision_in_use() -> None:
    assert value(read("pi + e"), {}, 1000).rad() < 1e-290


def test_a_node_that_stands_in_two_trees_is_evaluated_once() -> None:
    shared = read("exp(x)")
    with working(192):
        evaluator = Evaluator({"x": [fmpq(1), fmpq(2)]}, 2)
        evaluator.column(Product((shared, Number(2))))
        before = evaluator.memo[id(shared)]
        evaluator.column(Product((shared, Number(3))))
        assert evaluator.memo[id(shared)] is before


@settings(max_examples=60, deadline=None)
@given(real_expressions(("x", "y"), EVERYTHING))
def test_columns_are_the_values_at_each_point(node: Node) -> None:
    points = [{"x": x, "y": y} for x, y in product((0, -2, Fraction(5, 7)), (1, Fraction(-1, 3)))]
    with working(192):
        columns = {name: [rational(point[name]) for point in points] for name in ("x", "y")}
        found = Evaluator(columns, len(points)).column(node)
    alone = [evaluate(node, point) for point in points]
    for one, other in zip(found, alone, strict=True):
        assert type(one) is type(other)
        assert one is other if type(one) is Hole else arb(one).overlaps(arb(other))


@settings(max_examples=80, deadline=None)
@given(real_expressions(("x",), EVERYTHING), st.fractions(-3, 3, max_denominator=20))
def test_more_precision_never_contradicts_less(node: Node, x: Fraction) -> None:
    found = [evaluate(node, {"x": x}, precision) for precision in (64, 192, 1000)]
    assert not (UNDEFINED in found and any(type(one) is not Hole for one in found))
    with working(1000):
        known = [arb(one) for one in found if type(one) is not Hole]
        assert all(one.overlaps(known[-1]) for one in known)


@settings(max_examples=60, deadline=None)
@given(real_expressions(("x",), EVERYTHING), st.fractions(-2, 2, max_denominator=8))
def test_a_wide_ball_contains_the_values_inside_it(node: Node, x: Fraction) -> None:
    with working(192):
        wide = Evaluator({"x": [arb(rational(x), 0.01)]}, 1).column(node)[0]
        inside = Evaluator({"x": [rational(x) + fmpq(k, 400) for k in range(-4, 5)]}, 9).column(node)
        if wide is UNDEFINED:
            assert all(type(one) is Hole for one in inside)
        elif type(wide) is not Hole:
            assert all(one is not UNDEFINED for one in inside)
            assert all(arb(wide).overlaps(arb(one)) for one in inside if type(one) is not Hole)
