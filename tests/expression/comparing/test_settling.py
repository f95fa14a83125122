"""Equal means equal: hostile formulas are not certified, and equal ones are not refused."""

from __future__ import annotations

import pytest

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.comparison import Basis
from calcdrill.expression.comparing.equality import Verdict, compare, compare_antiderivative, gap
from calcdrill.expression.comparing.fingerprint import fingerprint
from calcdrill.expression.formal.field import Draw, draw_from, variable
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.read import read
from calcdrill.expression.tidy import tidy

EQUAL = {Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED}

SAME = """
sin(2*x) | 2*sin(x)*cos(x)
abs(x)^2 | x^2
sqrt(x^2) | abs(x)
max(0, x) | relu(x)
relu(x) - relu(-x) | x
min(x, y, 3) + max(x, y, 3) + max(min(x, y), min(max(x, y), 3)) | x + y + 3
exp(x + y) | exp(x)*exp(y)
sqrt(sin(x)^2) | abs(sin(x))
sqrt(1 - sin(x)^2) | abs(cos(x))
ln(exp(x) + exp(y)) | x + ln(1 + exp(y - x))
diff(relu(exp(x) - 2), x) | piecewise(exp(x), exp(x) > 2, 0)
arctan(x) + arctan(1/x) | pi*sign(x)/2
integral(abs(t), t, 0, x) | x*abs(x)/2
sqrt(x)*sqrt(y) | sqrt(x*y)
n!/(n - 1)! | n
floor(x) + 1 | 1 + floor(x)
max(x, 10^60) | (x + 10^60 + abs(x - 10^60))/2
relu(exp(x) + 1) | exp(x) + 1
ln(x - 1000) | 2*ln(sqrt(x - 1000))
ln(9*x^8*(1 - x)^5) | 8*ln(x) + 5*ln(1 - x) + 2*ln(3)
diff(integral(sin(t^2), t, x, x^2), x) | 2*x*sin(x^4) - sin(x^2)
at(diff(tanh(z), z), z = artanh(-4/5)) | 9/25
diff(3*x^2 + y, x, x)/x | 6/x
piecewise(x, x != pi, pi) | x
sign(x - pi)*(x - pi) | abs(x - pi)
piecewise(x^2, x <= sqrt(2), 2) | min(x^2, 2) + piecewise(x^2 - min(x^2, 2), x < -sqrt(2), 0)
""".strip().splitlines()

OTHER = """
x + sin(33264*pi*x) | x
x + sin(2^61*pi*x) | x
relu(exp(x) - exp(10)) + x | x
1 + x + exp(-2*(x - 20)^2) | 1 + x
1 + exp(-10^6*(x^2 + 1)) | 1
1 + exp(-exp(exp(6))) | 1
max(0, abs(x) - 20) | 0
floor(abs(x)/50) | 0
sign(abs(x) - 60) | -1
sign(min(x, 10^12) - 10^12)^2 | 1
x + 10^(-60)*sin(x) | x
max(exp(x), 1000) | 1000
sqrt((exp(x) - exp(10))^2) | exp(10) - exp(x)
sqrt(10^120 + 1) | 10^60
tanh(10^6*(x - 10^5)) | -1
erf(10^4 + x^2) | 1
cos(exp(-10^3*(1 + x^2))) | 1
arctan(1/(x + 1000)) + arctan(x + 1000) | pi/2
arctan(tan(x/10^9)) | x/10^9
relu(x*y - 10^6) | 0
piecewise(x, x < 10^8, x + 1) | x
integral(relu(t - 30), t, 0, x) | 0
max(0, sin(x) - 1 + 10^(-9)) | 0
diff(max(x, 10^20), x) | 0
x + 10^(-60)*(exp(ln(x^2)/2) - x) | x
x + 10^(-60)*(exp(ln(abs(x))) - x) | x
x + 10^(-60)*exp(3*ln(x^2)/2) | x + 10^(-60)*x^3
diff(integral(relu(t - 30), t, 0, x^2), x) | 0
piecewise(x, x != pi, 0) | x
piecewise(x, x < sqrt(2), piecewise(0, x <= sqrt(2), x)) | x
piecewise(x, x != sqrt(y^2 + 1), 0) | x
sign(x - pi)^2 | 1
sign(x^2 - 2)^2*x | x
x*sign(exp(x) - 3)^2 | x
""".strip().splitlines()


@pytest.mark.parametrize("row", SAME)
def test_equal_ones_are_settled(row: str) -> None:
    left, right = map(read, row.split(" | "))
    assert compare(left, right).verdict in EQUAL


@pytest.mark.parametrize("row", OTHER)
def test_different_ones_are_never_certified(row: str) -> None:
    left, right = map(read, row.split(" | "))
    assert compare(left, right).verdict in {Verdict.DIFFERENT, Verdict.UNDECIDED}


@pytest.mark.parametrize("empty", ["sqrt(-1)", "ln(-2) + 1", "1/0", "sqrt(-1 - x^2)", "x*ln(-exp(x))"])
def test_what_has_no_value_is_not_equal_to_itself(empty: str) -> None:
    assert compare(read(empty), read(empty)).verdict is Verdict.UNDECIDED


def test_what_an_equality_rests_on() -> None:
    assert compare(read("1/2 + 1/3"), read("5/6")).basis in {Basis.ALGEBRA, Basis.PROVED}
    assert compare(read("abs(x)^2"), read("x^2")).basis is Basis.ALGEBRA
    assert compare(read("sin(2*x)"), read("2*sin(x)*cos(x)")).basis is Basis.POINTS


def test_no_formula_is_written_around_the_unknowns() -> None:
    draw_from(Draw())
    hostile = read(f"x*(x - {int(variable('x'))})")
    assert Interpretation().same(hostile, read("0"))
    assert not Interpretation(Draw(fingerprint(hostile, read("0")))).same(hostile, read("0"))
    assert compare(hostile, read("0")).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ("ln(x^2)", "2*ln(x)", True),
        ("(x^2 - 1)/(x - 1)", "x + 1", True),
        ("x + 0*ln(x + 10^6)", "x", True),
        ("sqrt(x)^2", "x", True),
        ("sqrt(x)^2/sqrt(x)", "sqrt(x)/1", True),
        ("ln(x)", "ln(x)/1", False),
        ("1/(x^2 + 1)", "(x^2 + 1)^(-1)", False),
    ],
)
def test_where_only_one_side_is_defined(left: str, right: str, found: bool) -> None:
    assert (gap(read(left), read(right)) is not None) == found


@pytest.mark.parametrize("slope", [1, 2, 3, 7, 11])
def test_a_line_inside_waves_is_settled_whatever_its_slope(slope: int) -> None:
    """A substitution put back: the letter is no second variable, and one period is enough."""
    line = t.Sum((t.TWO, t.times(t.Number(slope), t.Name("x"))))
    left = t.At(t.Integral(read("sec(u)^4/tan(u)^(3/2)"), "u"), (("u", line),))
    right = t.substitute(read("2*tan(u)^(3/2)/3 - 2/sqrt(tan(u))"), {"u": line})
    assert compare_antiderivative(left, right, "x").holds
    wrong = t.substitute(read("2*tan(u)^(3/2)/3 - 3/sqrt(tan(u))"), {"u": line})
    assert not compare_antiderivative(left, wrong, "x").holds


@pytest.mark.parametrize("digits", [40, 60, 90, 200])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sin(1)^2 + cos(1)^2", "{}"),
        ("cbrt(2 + sqrt(5)) + cbrt(2 - sqrt(5))", "{}"),
        ("cbrt(2)^3", "2*{}"),
        ("x", "x*{}"),
        ("sin(x)^2 + cos(x)^2", "{}"),
        ("exp(x)", "exp(x*{})"),
    ],
)
def test_a_fraction_of_long_numerals_is_seen_to_its_last_digit(left: str, right: str, digits: int) -> None:
    fraction = tidy(read(f"1 + 1/10^{digits}"))
    assert isinstance(fraction, t.Number | t.Quotient)
    other = tidy(t.substitute(read(right.format("u")), {"u": fraction}))
    assert compare(read(left), other).verdict is Verdict.DIFFERENT
    assert compare(read(left), tidy(t.substitute(read(right.format("u")), {"u": t.ONE}))).verdict in EQUAL


def test_a_cube_root_of_what_is_zero_is_zero() -> None:
    assert compare(read("cbrt(sqrt(3)^2 - 3)"), t.ZERO).verdict in EQUAL
    for digits in (30, 100, 200):
        assert compare(read(f"cbrt(sqrt(3)^2 - 3 + 1/10^{digits})"), t.ZERO).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("left", "right", "domain", "same"),
    [
        ("sign(x)", "1", "x > 0", True),
        ("sign(sin(x))", "-1", "pi < x < 2*pi", True),
        ("abs(sin(x))", "sin(x)", "0 < x < pi", True),
        ("abs(cos(x))", "cos(x)", "-pi/2 < x < pi/2", True),
        ("piecewise(exp(-x), x > 1, x)", "exp(-x)", "x > 1", True),
        ("sign(x - pi)", "1", "x > pi", True),
        ("sign(x - pi)^2", "1", "x >= pi", False),
        ("sign(x)", "1", "x >= 0", False),
        ("relu(sin(x) - 9999/10000) + sin(x)", "sin(x)", "x > 2*pi", False),
        ("relu(sin(x) - 9999/10000) + sin(x)", "sin(x)", "2*pi < x < 4*pi", False),
        ("relu(sin(x) - 9999/10000) + sin(x)", "sin(x)", "x < -10*pi", False),
        ("relu(sin(x) - 9999/10000) + sin(x)", "sin(x)", "x^2 > 1000", False),
    ],
)
def test_pieces_lie_in_the_domain_and_its_ends_do_not(left: str, right: str, domain: str, same: bool) -> None:
    assert compare(read(left), read(right), (read(domain),)).holds is same


@pytest.mark.parametrize(
    ("left", "right", "domain", "same"),
    [
        ("sqrt((x - 1999/1000)^2)", "1999/1000 - x", "x^2 < 4", False),
        ("sqrt((x - 3)^2)", "3 - x", "x^2 < 4", True),
        ("arctan(tan(x))", "x", "x^2 < 5/2", False),
        ("arctan(tan(x))", "x", "x^2 < 2", True),
        ("arcsin(sin(x))", "x", "-1.58 < x < 1.58", False),
        ("arcsin(sin(x))", "x", "-1.57 < x < 1.57", True),
        ("arccos(cos(x))", "x", "0 < x < 3.15", False),
        ("arccos(cos(x))", "x", "0 < x < 3", True),
        ("arcsin(3*x - 4*x^3)", "3*arcsin(x)", "-0.501 < x < 1/2", False),
        ("abs(x - y)", "y - x", "0 < x < y", True),
    ],
)
def test_borders_of_the_domain_and_places_where_an_edge_is_touched(
    left: str, right: str, domain: str, same: bool
) -> None:
    """A condition such as x² < 4 cuts the line, and so does a place where sin(x) − 1 is 0 without a change of sign."""
    assert compare(read(left), read(right), (read(domain),)).holds is same


@pytest.mark.parametrize(
    ("left", "right", "domain", "same"),
    [
        ("abs(1 - x*y)", "1 - x*y", "0 < x < 1 | 0 < y < 1.01", False),
        ("relu(x + y - 1999/1000) + x", "x", "0 < x < 1 | 0 < y < 1", False),
        ("max(x, y)", "y", "0 < x < 1 | 0.999 < y < 2", False),
        ("sqrt((x + y - 1.999)^2)", "1.999 - x - y", "0 < x < 1 | 0 < y < 1", False),
        ("abs(x - y)", "y - x", "x < y", True),
        ("max(x, y)", "y", "0 < x < 1 | 1.5 < y < 2", True),
        ("abs(1 - x*y)", "1 - x*y", "0 < x < 1 | 0 < y < 0.99", True),
        ("sqrt(x^2 + 2*x*y + y^2)", "x + y", "x + y >= 0", True),
    ],
)
def test_a_corner_of_a_domain_in_the_plane_is_not_passed_by(left: str, right: str, domain: str, same: bool) -> None:
    """Lines through some points do not show it: the sign of x + y − 1.999 has to be proved for the whole domain."""
    conditions = tuple(read(part) for part in domain.split(" | "))
    assert compare(read(left), read(right), conditions).holds is same


ACROSS_A_WALL = """
arctan((x + y)/(1 - x*y)) | arctan(x) + arctan(y) | 0 < x < 1 | 0 < y < 1.01
arcsin(sin(x + y)) | x + y | 0 < x < 1 | 0 < y < 0.58
arccos(cos(x*y)) | x*y | 0 < x < 1.78 | 0 < y < 1.78
abs(abs(x + y) - 1.999) | 1.999 - x - y | 0 < x < 1 | 0 < y < 1
relu(relu(x*y) - 0.9999) | 0 | 0 < x < 1 | 0 < y < 1
max(max(x, y), x*y) | max(x, y) | 0 < x < 1.001 | 0 < y < 1.001
sqrt(x^2 + y^2 - 2*x*y) | y - x | 0 < x < 1 | 0.999 < y < 2
arctan(1/(1.0001 - x*y)) + arctan(1.0001 - x*y) | pi/2 | 0 < x < 1.0001 | 0 < y < 1.0001
2*arctan(y/(x + sqrt(x^2 + y^2))) | arctan(y/x) | x > -1/1000
sqrt(1000 - x - 2*sqrt(999 - x)) | sqrt(999 - x) - 1
sqrt(exp(2*x) - 2*exp(x + 10) + exp(20)) | exp(10) - exp(x)
arcosh(cosh(x - 1000)) | 1000 - x
at(((100000 - x)^y)^(1/y), y = 2) | 100000 - x
at(at((u^z)^(1/z), z = y), y = 3 + cos(pi)) | u | u > -1/10^5
((100000 - x)^log(100, 10))^(1/log(100, 10)) | 100000 - x
integral(abs(t^2 - 2*t + 1 - x), t, 0, 2) | 2/3 - 2*x | x < 1/10000
limit(x^h, h, oo) | 0 | 0 < x < 1.0001
limit((x^h + 1000^h)^(1/h), h, oo) | 1000 | x > 0
""".strip().splitlines()

BESIDE_A_WALL = """
arctan((x + y)/(1 - x*y)) | arctan(x) + arctan(y) | 0 < x < 1 | 0 < y < 1
arctan((x + y + z - x*y*z)/(1 - x*y - y*z - x*z)) | arctan(x) + arctan(y) + arctan(z) | 0<x<1/2 | 0<y<1/2 | 0<z<1/2
arcsin(sin(x + y)) | x + y | 0 < x < 1 | 0 < y < 0.57
arctan(tan(x*y)) | x*y | 0 < x < 1.25 | 0 < y < 1.25
max(max(x, y), x*y) | max(x, y) | 0 < x < 1 | 0 < y < 1
2*arctan(y/(x + sqrt(x^2 + y^2))) | arctan(y/x) | x > 0
abs(x^2 - y^2) | abs(x - y)*abs(x + y)
relu(relu(x) + relu(y)) | relu(x) + relu(y)
sqrt(x^3*y^3) | x*y*sqrt(x*y)
sqrt(x^2 + a^2) | a*sqrt((x/a)^2 + 1) | a > 0
limit((sqrt(x + h) - sqrt(x))/h, h, 0) | 1/(2*sqrt(x))
""".strip().splitlines()


def _on_domain(case: str) -> Verdict:
    left, right, *domain = case.split(" | ")
    return compare(read(left), read(right), tuple(read(part) for part in domain)).verdict


@pytest.mark.parametrize("case", ACROSS_A_WALL)
def test_what_parts_across_a_wall_is_not_equal(case: str) -> None:
    assert _on_domain(case) not in EQUAL


@pytest.mark.parametrize("case", BESIDE_A_WALL)
def test_what_agrees_between_the_walls_is_equal(case: str) -> None:
    assert _on_domain(case) in EQUAL
