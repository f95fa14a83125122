"""Definite integrals as balls: right values, no false proof, improper ones, and no answer without proof."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import acb, arb

from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.integrals import integrate
from calcdrill.expression.read import read

PROPER = """
x^2                             0       3       9
exp(-x^2)                       -1      1       sqrt(pi)*erf(1)
sqrt(x)                         0       1       2/3
abs(x - 1)                      0       3       5/2
abs(sin(x)*cos(x))              0       2*pi    2
sign(x)                         -1      3       2
relu(x)                         -2      3       9/2
max(x, x^2)                     -1      2       1/3 + 1/2 + 7/3
floor(x)                        0       3       3
piecewise(x, x < 1, x^2 + 1)    0       2       1/2 + 10/3
cbrt(x)                         -1      8       45/4
x^(2/3)                         -1      8       99/5
x^(3/2)                         0       4       64/5
2^x                             0       2       3/ln(2)
log(x, 2)                       1       2       2 - 1/ln(2)
arcsin(x)                       0       1       pi/2 - 1
arccos(x/2)                     -1      2       arccos(-1/2) + sqrt(3)
arctan(x)                       0       1       pi/4 - ln(2)/2
arsinh(x)                       0       1       arsinh(1) - sqrt(2) + 1
arcosh(x)                       1       2       2*arcosh(2) - sqrt(3)
artanh(x)                       0       1/2     artanh(1/2)/2 + ln(3/4)/2
tanh(x)                         0       1       ln(cosh(1))
softplus(x) - softplus(-x)      0       2       2
sigmoid(x)                      -2      2       2
tan(x)                          0       1       -ln(cos(1))
1/x                             1       5       ln(5)
1/x                             5       1       -ln(5)
x*sqrt(1 - x^2)                 0       1       1/3
ln(x)                           1/10    10      10*ln(10) - 10 + ln(10)/10 + 1/10
sqrt(x)                         1/100   4       16/3 - 1/1500
x^(3/4)                         1/16    16      4/7*(128 - 1/128)
at(u^2, u = x + 1)              0       1       7/3
"""

IMPROPER = """
exp(-x)                         0       oo      1
x^3*exp(-2*x)                   0       oo      3/8
exp(-x^2/2)                     -oo     oo      sqrt(2*pi)
x^2*exp(-x^2/2)/sqrt(2*pi)      -oo     oo      1
exp(-abs(x))                    -oo     oo      2
1/(1 + x^2)                     -oo     oo      pi
1/x^2                           2       oo      1/2
x^(-3/2)                        1       oo      2
ln(x)/x^2                       1       oo      1
exp(-x)/(1 + exp(-x))^2         -oo     oo      1
ln(x)                           0       1       -1
x*ln(x)                         0       1       -1/4
1/sqrt(x)                       0       1       2
1/sqrt(1 - x)                   0       1       2
1/sqrt(1 - x^2)                 -1      1       pi
x^x*(1 + ln(x))                 0       2       3
sin(x)/x + cos(x)*ln(x)         0       1       0
exp(x)                          -oo     1       exp(1)
1/x^2                           -oo     -1      1
"""


def rows(table: str) -> list[list[str]]:
    found = [[cell for cell in line.split("  ") if cell.strip()] for line in table.strip().splitlines()]
    assert len(found) > 10
    return [[cell.strip() for cell in row] for row in found]


def is_right(body: str, lower: str, upper: str, expected: str) -> bool:
    found, truth = integrate(read(body), "x", read(lower), read(upper)), value(read(expected), {})
    with working(192):
        return bool(found.overlaps(truth)) and bool(found.rad() < 1e-40)


@pytest.mark.parametrize(("body", "lower", "upper", "expected"), rows(PROPER))
def test_proper_integrals(body: str, lower: str, upper: str, expected: str) -> None:
    assert is_right(body, lower, upper, expected)


@pytest.mark.parametrize(("body", "lower", "upper", "expected"), rows(IMPROPER))
def test_improper_integrals(body: str, lower: str, upper: str, expected: str) -> None:
    assert is_right(body, lower, upper, expected)


def test_trap_an_inverse_cosine_without_its_cut_gives_a_false_proof() -> None:
    truth = value(read("arccos(-1/2) + sqrt(3)"), {})
    with working(192):
        careless = acb.integral(lambda z, analytic: (z / 2).acos(), -1, 2).real
        assert not careless.overlaps(truth)
        assert careless.rad() < 1e-18
    assert integrate(read("arccos(x/2)"), "x", -1, 2).overlaps(truth)


@pytest.mark.parametrize(
    ("body", "lower", "upper"),
    [
        ("1/x", "-1", "1"),
        ("1/x", "0", "1"),
        ("1/x", "1", "oo"),
        ("1/x^2", "0", "1"),
        ("x/(1 + x^2)", "-oo", "oo"),
        ("sin(x)", "0", "oo"),
        ("exp(x)", "0", "oo"),
        ("tan(x)", "0", "2"),
        ("1/(x^2 - 2)", "0", "2"),
        ("sqrt(x)", "-1", "1"),
        ("sqrt(x)*sqrt(x)", "-1", "1"),
        ("ln(x)", "-1", "1"),
        ("ln(x)^2", "-2", "-1"),
        ("1/(x*ln(x))", "2", "oo"),
        ("f(x)", "0", "1"),
        ("x!", "0", "1"),
        ("x", "oo", "oo"),
        ("1/sqrt(x)", "1", "oo"),
        ("exp(x - 1000000)", "0", "oo"),
        ("exp(x^2/1000 - x)", "0", "oo"),
        ("sqrt(x^2 - 1)*sqrt(x^2 - 1)", "-2", "2"),
        ("ln(x)", "-2", "-1"),
    ],
)
def test_no_value_without_a_proof(body: str, lower: str, upper: str) -> None:
    assert integrate(read(body), "x", read(lower), read(upper)).is_nan()


def test_parameters_are_fixed_numbers() -> None:
    found = integrate(read("a*exp(-b*x)"), "x", 0, read("oo"), {"a": 3, "b": Fraction(1, 2)})
    assert found.overlaps(arb(6))
    assert integrate(read("x^2"), "x", 0, Fraction(3, 2)).overlaps(arb(9) / 8)
    assert integrate(read("sin(x)"), "x", 0, read("pi")).overlaps(arb(2))
