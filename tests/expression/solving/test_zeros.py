"""Exact zeros in one variable, systems in two, and their isolation: against solutions made beforehand."""

from __future__ import annotations

import random

import pytest

from calcdrill.errors import CalcdrillError, Unsolved
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.read import read
from calcdrill.expression.solving.common_zeros import boxes
from calcdrill.expression.solving.factoring import coefficients, split
from calcdrill.expression.solving.systems import linear_in, solve_system
from calcdrill.expression.solving.zeros import sign_of, zeros
from calcdrill.expression.tree import Vector, substitute

ZEROS = {
    "(x - 1)^2*(x + 3)": ["-3", "1"],
    "x^2 - 2": ["-sqrt(2)", "sqrt(2)"],
    "x^3 - 2": ["cbrt(2)"],
    "x^3 + 3*x - 2": ["cbrt(1 + sqrt(2)) + cbrt(1 - sqrt(2))"],
    "x^4 - 5*x^2 + 6": ["-sqrt(3)", "-sqrt(2)", "sqrt(2)", "sqrt(3)"],
    "x^4 + x + 1": [],
    "x - pi": ["pi"],
    "pi*x^2 - 2*x": ["0", "2/pi"],
    "2*ln(x) + 1": ["exp(-1/2)"],
    "exp(2*x) - 5*exp(x) + 6": ["ln(2)", "ln(3)"],
    "sqrt(x) - 3": ["9"],
    "1/(x^2 + 1) - 1/5": ["-2", "2"],
    "x*exp(-x) - exp(-x)": ["1"],
    "tanh(x) - 1/2": ["ln(3)/2"],
    "sigmoid(x) - 2": [],
    "2^x - 8": ["3"],
    "(x - 2)/(3*x^(1/3))": ["2"],
}


@pytest.mark.parametrize(("function", "expected"), ZEROS.items(), ids=ZEROS)
def test_all_real_zeros_in_order(function: str, expected: list[str]) -> None:
    found = Vector(zeros(read(function), "x"))
    assert compare(found, Vector(tuple(read(text) for text in expected))).verdict is Verdict.EQUAL


def test_a_cubic_with_three_irrational_zeros_has_cosines() -> None:
    function = read("x^3 - 3*x + 1")
    found = zeros(function, "x")
    assert len(found) == 3
    for zero in found:
        assert 0 in value(substitute(function, {"x": zero}), {})


@pytest.mark.parametrize("function", ["sin(x)", "exp(x) - x - 3", "x^5 - x - 1", "0*x"])
def test_what_has_no_closed_form_raises(function: str) -> None:
    with pytest.raises(Unsolved):
        zeros(read(function), "x")


def test_split_keeps_the_value() -> None:
    for text in ("6*x^2*y - 6*y^3", "x/(x^2 + 1) - 1/x", "exp(3*x)*y - exp(x)*y", "x*ln(y) + ln(y)"):
        whole = split(read(text), ("x", "y")).whole
        assert compare(whole, read(text)).verdict is not Verdict.DIFFERENT


def test_coefficients_may_be_constants() -> None:
    assert coefficients(read("pi*x^2 - 3"), "x") == [read("-3"), read("0"), read("pi")]
    with pytest.raises(Unsolved):
        coefficients(read("sin(x)"), "x")


def test_signs() -> None:
    assert [sign_of(read(t)) for t in ("sqrt(2) - 3/2", "pi - 3", "sqrt(8) - 2*sqrt(2)")] == [-1, 1, 0]


def test_systems_with_known_solutions_are_solved_and_isolated() -> None:
    """Curves are drawn through chosen points: each must be found, and there must be as many boxes as points."""
    source = random.Random(11)
    for _ in range(40):
        p, q, r, s = (source.randint(-4, 4) for _ in range(4))
        left = read(f"(x - ({p}))*(x - ({q}))*(y + x - ({s}))")
        right = read(f"(y - ({r}))*(y - x^2)")
        try:
            points = {point for case in solve_system(left, right, ("x", "y")) for point in case.points}
        except Unsolved:
            continue
        assert {(read(str(p)), read(str(r))), (read(str(q)), read(str(q * q)))} <= points
        found = boxes(left, right, ("x", "y"))
        assert len(found) == len(points)
        for x, y in points:
            assert sum(value(x, {}).overlaps(a) and value(y, {}).overlaps(b) for a, b in found) == 1


@pytest.mark.parametrize(
    ("left", "right", "count"),
    [
        ("x^2 + y^2 - 25", "x*y - 12", 4),
        ("x^2 - y", "y^2 - x", 2),
        ("x^2 + y^2 + 1", "x - y", 0),
        ("y*exp(-x)", "(x^2 - 4)*exp(-x*y)", 2),
        ("ln(x)", "x*y - 3", 1),
        ("x*(x^2 + y^2)", "y*(x^2 + y^2)", 1),
    ],
)
def test_boxes_hold_all_common_zeros(left: str, right: str, count: int) -> None:
    assert len(boxes(read(left), read(right), ("x", "y"))) == count


def test_what_a_variable_equals_is_free_of_it() -> None:
    """Its factor ``exp(-y^2)`` is no constant, though it stands once beside it."""
    assert linear_in(read("x + 2*y*exp(-y^2)"), "y", "x") is None
    assert linear_in(read("x + 2*y*exp(-y^2)"), "x", "y") == read("-2*y*exp(-y^2)")


def test_a_common_curve_is_refused() -> None:
    for left, right in (("x*(x - y)", "y*(x - y)"), ("x^2 + y^2 - 1", "x*(x^2 + y^2 - 1)")):
        with pytest.raises(Unsolved, match="not isolated"):
            solve_system(read(left), read(right), ("x", "y"))
        with pytest.raises(CalcdrillError):
            boxes(read(left), read(right), ("x", "y"))


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("x^(2/3) - 4", "(-8, 8)"),
        ("x^(1/3) + 2", "-8"),
        ("x^(3/5) + 8", "-32"),
        ("(x - 1)^(2/3) - 4", "(-7, 9)"),
        ("x^(-2/3) - 4", "(-1/8, 1/8)"),
        ("(x - 3)^(4/3)", "3"),
        ("x^(3/2) - 8", "4"),
    ],
)
def test_all_zeros_of_fractional_powers(function: str, expected: str) -> None:
    found, wanted = zeros(read(function), "x"), read(expected)
    assert list(found) == list(wanted.children if isinstance(wanted, Vector) else (wanted,))


@pytest.mark.parametrize("function", ["x^(1/4) + 1", "x^(2/3) + 1", "x^(3/4) + 8"])
def test_fractional_powers_without_zeros(function: str) -> None:
    assert zeros(read(function), "x") == ()
