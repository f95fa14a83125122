"""Enclosures hold every value and slope of their box, and their flags promise nothing that a point breaks."""

from __future__ import annotations

import random

import pytest
from flint import arb, fmpq

from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.enclosure import EMPTY, UNKNOWN, Enclosure, enclose
from calcdrill.expression.balls.far import Far, Unbounded
from calcdrill.expression.balls.jets import taylor_coefficients
from calcdrill.expression.read import read

FUNCTIONS = [
    "x^2", "x^3 - 3*x", "x^(2/3)", "cbrt(x^2)*(x - 5)", "abs(x) - x^2", "sqrt(4 - x^2)", "max(x, x^2, 2 - x)", "tan(x)",
    "ln(x)", "x^x", "arcsin(x)", "sign(x)", "floor(x)", "x^(-2/3)", "log(x, 2)", "x^pi", "x^(5/3)", "arcosh(x)", "1/x",
    "piecewise(x^2, x < 1, 2 - x)", "sqrt(abs(x))", "(x^2 - 1)^(2/3)", "sech(x)", "swish(x)", "x^(3/2)",
]  # fmt: skip


@pytest.mark.parametrize("text", FUNCTIONS)
def test_an_enclosure_holds_all_of_its_box(text: str) -> None:
    tree, source = read(text), random.Random(text)
    with working(100):
        for _ in range(60):
            centre = arb(source.choice([source.uniform(-3, 3), 0, 1, -1, 2]))
            radius = 10 ** source.uniform(-6, 0.3)
            found = enclose(tree, {"x": centre + arb(0, radius)})
            for part in (0, 1, -1, source.uniform(-1, 1)):
                x = (centre + arb(radius) * arb(part) * arb("0.999")).mid()
                here = value(tree, {"x": x}, 100)
                if found is EMPTY:
                    assert not here.is_finite()
                if found is EMPTY or found is UNKNOWN or not isinstance(found, Enclosure):
                    continue
                assert here.is_finite() or not found.defined
                assert not here.is_finite() or found.ball.overlaps(here)
                slope = taylor_coefficients(tree, "x", x, 1)[1]
                if slope.is_finite() and found.slopes is not None:
                    assert found.slopes[0].overlaps(slope)


FAR = ["x^2 - 3*x", "exp(-x)*x^5", "ln(x) - x", "sin(x) + x", "sqrt(x^2 + 1) - x", "ln(ln(x))*x", "abs(4 - x^2)", "x^x",
       "max(x^2, x, 5)", "softplus(x) - x", "2^x/x", "(x^2 - 1)^(2/3)", "arctan(x) + 1/x"]  # fmt: skip


@pytest.mark.parametrize("text", FAR)
def test_growth_holds_from_a_number_on(text: str) -> None:
    tree = read(text)
    with working(192):
        far = Far(fmpq(64), {"x": arb(1)})
        found = far.of(tree)
        for x in (64, 65, 100, 777):
            scale = value(found.g, {"x": x}).exp() * arb(x) ** fmpq(*found.power.as_integer_ratio())
            scale *= arb(x).log() ** fmpq(*found.logs.as_integer_ratio())
            assert (value(tree, {"x": x}) / scale).overlaps(found.ball)


def test_what_has_no_value_far_out_says_so() -> None:
    with working(192), pytest.raises(Unbounded) as caught:
        Far(fmpq(64), {"x": arb(1)}).of(read("sqrt(4 - x^2)"))
    assert caught.value.empty


CONES = [
    ("4*abs(x) + y^2 - 1", 1),
    ("abs(x) + abs(y) - 3", 1),
    ("x^4 + y^4 - 5*y^2 + 7", 1),
    ("-abs(x*y) - x + 3", -1),
    ("-2*x - y^2*abs(y)", -1),
    ("abs(y) - 4", 0),
    ("y^2 - 4*x", 0),
    ("abs(x) - abs(y) + 1", 0),
    ("y^3 + x", 0),
    ("x^2*y^2 + x*y - 7", 0),
]


@pytest.mark.parametrize(("text", "sign"), CONES)
def test_a_sign_in_a_cone_holds_at_all_its_places(text: str, sign: int) -> None:
    tree = read(text)
    with working(192):
        found = Far(fmpq(64), {"x": arb(1), "y": arb(-1).union(arb(1))}).of(tree)
    seen = 1 if found.ball > 0 else -1 if found.ball < 0 else found.sign
    assert seen == sign
    for x in (64, 77, 1000):
        for k in range(-100, 101):
            here = value(tree, {"x": x, "y": fmpq(x * k, 100)})
            assert not sign or here * sign > 0
            assert not found.side or not here * found.side < 0
