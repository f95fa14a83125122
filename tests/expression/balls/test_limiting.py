"""Limits with a proof, by continuity, Laurent series or growth; infinite ones; none where none is proved."""

from __future__ import annotations

import pytest

from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.ball_values import UNDECIDED, UNDEFINED
from calcdrill.expression.balls.limiting import NOWHERE, limit
from calcdrill.expression.read import read

LIMITS = """
x^3 + 1                         2       9
sin(x)/x                        0       1
(1 - cos(x))/x^2                0       1/2
(cos(x) - 1)/x                  0       0
(exp(x) - 1)/x                  0       1
(2^x - 1)/x                     0       ln(2)
ln(1 + x)/x                     0       1
tan(x)/x                        0       1
(sin(x) - x)/x^3                0       -1/6
(x^2 - 1)/(x - 1)               1       2
(x^3 - 8)/(x^2 - 4)             2       3
(9*x^2 - 1)/(3*x - 1)           1/3     2
(sqrt(x + 4) - 2)/x             0       1/4
(1 + 2*x)^(1/x)                 0       exp(2)
x*sin(1/x)                      0       0
abs(x)                          0       0
relu(x)                         0       0
(3*x^2 + 1)/(x^2 - 2)           oo      3
(1 + 1/x)^x                     oo      exp(1)
(1 - 3/x)^(2*x)                 oo      exp(-6)
x*exp(-x)                       oo      0
x^100*exp(-x)                   oo      0
ln(x)/x                         oo      0
sqrt(x^2 + x) - x               oo      1/2
sin(x)/x                        oo      0
arctan(x)                       oo      pi/2
arctan(x)                       -oo     -pi/2
tanh(3*x)                       -oo     -1
sigmoid(x)                      -oo     0
(2*x - abs(x))/x                -oo     3
(1/(1 - exp(-x)) - 1)*exp(x)    oo      1
(sigmoid(x) - 1)*(exp(x) + 1)   oo      -1
(1/(1 - exp(-x)) - 1 - exp(-x) - exp(-2*x) - exp(-3*x))*exp(4*x)    oo    1
"""


@pytest.mark.parametrize("row", LIMITS.strip().splitlines())
def test_limits(row: str) -> None:
    body, to, expected = (cell.strip() for cell in row.split("  ") if cell.strip())
    found = limit(read(body), "x", read(to))
    with working(192):
        assert abs(found - value(read(expected), {})) < 1e-40, found


@pytest.mark.parametrize(
    ("body", "to", "side", "expected"),
    [
        ("x*ln(x)", 0, "+", 0),
        ("x^x", 0, "+", 1),
        ("sqrt(x)", 0, "+", 0),
        ("abs(x)/x", 0, "+", 1),
        ("abs(x)/x", 0, "-", -1),
        ("sign(x - 2)", 2, "-", -1),
        ("exp(-1/x)", 0, "+", 0),
        ("exp(1/x)", 0, "-", 0),
        ("piecewise(x^2, x < 1, 5)", 1, "-", 1),
    ],
)
def test_one_sided_limits(body: str, to: int, side: str, expected: int) -> None:
    found = limit(read(body), "x", to, side)
    assert abs(found - expected) < 1e-40


@pytest.mark.parametrize(
    ("body", "to", "side", "is_above"),
    [
        ("1/x", 0, "+", True),
        ("1/x", 0, "-", False),
        ("1/x^2", 0, "", True),
        ("-1/(x - 3)^4", 3, "", False),
        ("ln(x)", 0, "+", False),
        ("exp(x)/x^9", "oo", "", True),
        ("x^3", "-oo", "", False),
        ("sqrt(x)/x", 0, "+", True),
        ("x/sqrt(x^3)", 0, "+", True),
    ],
)
def test_infinite_limits(body: str, to: int | str, side: str, is_above: bool) -> None:
    found = limit(read(body), "x", read(to) if isinstance(to, str) else to, side)
    assert not found.is_finite()
    assert bool(found > 0) is is_above
    assert bool(found < 0) is not is_above


@pytest.mark.parametrize("body", ["1/x", "abs(x)/x", "sign(x)", "1/(exp(1/x) + 1)"])
def test_limits_that_differ_on_the_two_sides(body: str) -> None:
    assert limit(read(body), "x", 0) in (UNDEFINED, UNDECIDED)
    assert limit(read(body), "x", 0) is UNDEFINED or "exp" in body


@pytest.mark.parametrize(
    "body",
    [
        *("f(x)", "factorial(1/x)", "(2 + sin(1/x))/x", "sin(sin(1/x)/x)"),
    ],
)
def test_limits_that_are_not_proved(body: str) -> None:
    assert limit(read(body), "x", 0) in (UNDECIDED, UNDEFINED)


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        ("x^2", "2*x"),
        ("1/x", "-1/x^2"),
        ("sin(x)", "cos(x)"),
        ("sqrt(x)", "1/(2*sqrt(x))"),
        ("exp(3*x)", "3*exp(3*x)"),
    ],
)
def test_the_derivative_by_its_definition(function: str, derivative: str) -> None:
    moved = function.replace("x)", "(x + h))").replace("x^2", "(x + h)^2").replace("1/x", "1/(x + h)")
    body = read(f"({moved} - {function})/h")
    for x in (2, read("1/3")):
        found = limit(body, "h", 0, point={"x": x})
        with working(192):
            assert abs(found - value(read(derivative), {"x": x})) < 1e-40


GROWTH = """
2^x                             oo      oo
(1/2)^x                         oo      0
arctan(exp(x))                  oo      pi/2
ln(x)/4^x                       oo      0
ln(6*x + 2)/ln(3*x + 2)         oo      1
max(x, 10^60)                   oo      oo
max(0, x - 10^40)/x             oo      1
min(exp(x), x^10^2)/x^99        oo      oo
(3^x + 2^x)^(1/x)               oo      3
x^ln(x)/exp(x)                  oo      0
exp(exp(x))/exp(exp(x - 1))     oo      oo
ln(ln(x))/ln(x)                 oo      0
exp(x + exp(-x)) - exp(x)       oo      1
x*(pi/2 - arctan(x))            oo      1
(1 - erf(x))*exp(x^2)*x         oo      1/sqrt(pi)
x + sin(x)                      oo      oo
arctan(x + sin(x))              oo      pi/2
exp(sin(x) - x)                 oo      0
floor(x)/x                      oo      1
x^(2/3)                         0       0
exp(-1/x^2)/x^9                 0       0
(sin(x) - sin(1))/(x - 1)       1       cos(1)
(sqrt(x) - sqrt(3))/(x - 3)     3       1/(2*sqrt(3))
(tan(x) - sin(x))/x^3           0       1/2
"""


@pytest.mark.parametrize("row", GROWTH.strip().splitlines())
def test_limits_by_growth(row: str) -> None:
    body, to, expected = (cell.strip() for cell in row.split("  ") if cell.strip())
    found = limit(read(body), "x", read(to))
    if expected == "oo":
        assert found > 0 and not found.is_finite()
        return
    with working(192):
        assert abs(found - value(read(expected), {})) < 1e-40, found


@pytest.mark.parametrize(
    ("body", "to", "side"),
    [
        ("sin(x)", "oo", ""),
        ("x*sin(x)", "oo", ""),
        ("tan(x)", "-oo", ""),
        ("exp(-sin(x))", "oo", ""),
        ("cos(x)/(2 + sin(3*x/2))", "oo", ""),
        ("sin(1/x)", "0", ""),
        ("sin(1/x)", "0", "-"),
        ("ln(x)/ln(x)*sin(1/x)", "0", "+"),
        ("tan(x)", "pi/2", ""),
        ("exp(1/x)", "0", ""),
    ],
)
def test_that_there_is_no_limit_is_proved(body: str, to: str, side: str) -> None:
    assert limit(read(body), "x", read(to), side) is UNDEFINED


@pytest.mark.parametrize(
    "body", ["sin(x)^2 + cos(x)^2", "sin(pi*floor(x))", "sin(x) - sin(x)", "cos(2*x) + 2*sin(x)^2"]
)
def test_what_only_seems_to_swing(body: str) -> None:
    assert limit(read(body), "x", read("oo")) is not UNDEFINED


@pytest.mark.parametrize(
    ("body", "to"),
    [
        ("sin(ln(-x))/x", "oo"),
        *(("(-1/4)^x", "oo"), ("sqrt(1 - x)", "oo"), ("0*ln(-x)", "oo"), ("arcsin(x)/x", "oo")),
        *(("sqrt(x)", "0"), ("ln(-x^2 - 1)", "0"), ("x/(x - x)", "0"), ("piecewise(1, x < 0)", "0")),
    ],
)
def test_no_real_values_no_limit(body: str, to: str) -> None:
    assert limit(read(body), "x", read(to)) is NOWHERE
