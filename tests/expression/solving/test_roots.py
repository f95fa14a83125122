"""All zeros with a proof that none is missing, or a clear refusal."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from calcdrill.errors import Undecided
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.read import read
from calcdrill.expression.solving.roots import find_roots

LINE = """
x^3 - 3*x                       -sqrt(3); 0; sqrt(3)
x^4 - 2*x^2 + 1                 -1; 1
x^2 + 1
(1 - x)*exp(-x)                 1
exp(-x) - x*exp(-x)             1
x^2*exp(x) + x*exp(x) - 6*exp(x)    -3; 2
exp(-x^2/2)*(x^2 - 1)           -1; 1
(x^2 - 1)/(x - 1)               -1
1 - 1/x^2                       -1; 1
x - 4 + 3/x                     1; 3
x*ln(x)                         1
2*x*ln(x) + x                   exp(-1/2)
ln(x) - 1                       exp(1)
ln(x)^2 - 1                     exp(-1); exp(1)
2*ln(x)/x - ln(x)^2/x           1; exp(2)
exp(2*x + 1) - 3                (ln(3) - 1)/2
exp(x^2) - 3                    -sqrt(ln(3)); sqrt(ln(3))
exp(x) + 3
exp(-x) - exp(-2*x)             0
2*x*exp(-x) - x*exp(-3*x)       -ln(2)/2; 0
exp(2*x) + 3*exp(x)
sqrt(x) - 2                     4
sqrt(x) + 2
5/(1 + exp(-x)) - 3             ln(3/2)
x^2 - ln(3)                     -sqrt(ln(3)); sqrt(ln(3))
arctan(x - 2)                   2
"""

BETWEEN = """
sin(x)                      0       2*pi    0; pi; 2*pi
x*sin(x)                    -4      4       -pi; 0; pi
sin(x)*cos(x)               -1      4       0; pi/2; pi
sin(x)^2 - 1/4              0       3       pi/6; 5*pi/6
1 - cos(x)                  -1      1       0
exp(x) - 1 - x              -2      2       0
exp(x) - 1 - x - x^2/2      -2      2       0
tan(x) - x                  -1      1       0
abs(x) - 1                  -3      3       -1; 1
x^2 - 4                     0       5       2
x^2 - 4                     2       5       2
cos(x) - 5                  -9      9
sinh(x) - 3/4               -5      5       ln(2)
exp(x) - exp(-x)            -5      5       0
"""


def rows(table: str, width: int) -> list[tuple[list[str], list[str]]]:
    found = []
    for line in table.strip().splitlines():
        cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
        found.append((cells[:width], cells[width].split("; ") if len(cells) > width else []))
    assert len(found) > 10
    return found


def agrees(found: list[object], expected: list[str]) -> None:
    assert len(found) == len(expected), found
    for root, text in zip(found, expected, strict=True):
        truth = value(read(text), {}, 300)
        with working(192):
            assert root.ball.overlaps(truth), (root, text)  # type: ignore[attr-defined]
            assert root.ball.rad() < 1e-40  # type: ignore[attr-defined]


@pytest.mark.parametrize(("cells", "expected"), rows(LINE, 1))
def test_on_the_whole_line(cells: list[str], expected: list[str]) -> None:
    agrees(list(find_roots(read(cells[0]), "x")), expected)


@pytest.mark.parametrize(("cells", "expected"), rows(BETWEEN, 3))
def test_between_two_ends(cells: list[str], expected: list[str]) -> None:
    body, lower, upper = map(read, cells)
    agrees(list(find_roots(body, "x", lower, upper)), expected)


def test_rational_zeros_are_exact() -> None:
    found = find_roots(read("(3*x - 1)*(x + 7)*(x^2 - 2)"), "x")
    assert [root.exact for root in found] == [-7, None, Fraction(1, 3), None]
    assert find_roots(read("exp(x) - 1 - x"), "x", -2, 2)[0].exact == 0


def test_other_variables_have_values() -> None:
    found = find_roots(read("a*x^2 - b"), "x", point={"a": 2, "b": 8})
    assert [root.exact for root in found] == [-2, 2]


@pytest.mark.parametrize(
    ("body", "lower", "upper"),
    [
        ("sin(x)", None, None),
        ("x - x", None, None),
        ("0", 0, 1),
        ("sin(1/x)", 0, 1),
        ("(sin(x) - 1)^2 + sin(x)^2 - 1", 0, 3),
        ("relu(x)", -1, 1),
        ("sin(x)^2 + cos(x)^2 - 1", 0, 1),
        ("f(x)", 0, 1),
        ("(x - sqrt(2))*sin(x - sqrt(2))", 0, 3),
        ("sin(pi)*x", 0, 1),
    ],
)
def test_what_cannot_be_proved_is_refused(body: str, lower: int | None, upper: int | None) -> None:
    with pytest.raises(Undecided):
        find_roots(read(body), "x", lower, upper)


def test_a_near_miss_is_no_zero() -> None:
    assert find_roots(read("x^2 + 10^(-30)"), "x") == []
    assert find_roots(read("cosh(x) - 1 + 1/10^9"), "x", -1, 1) == []
    assert len(find_roots(read("x^2 - 10^(-30)"), "x")) == 2
    assert len(find_roots(read("cosh(x) - 1 - 1/10^9"), "x", -1, 1)) == 2


def test_a_zero_next_to_another_is_not_taken_for_one_of_higher_order() -> None:
    body = read("exp(2*x) - (2 + 1/1024)*exp(x) + 1 + 1/1024")
    agrees(list(find_roots(body, "x", -1, 1)), ["0", "ln(1 + 1/1024)"])


def test_points_where_the_function_is_not_defined_are_no_zeros() -> None:
    assert find_roots(read("x^2/x"), "x") == []
    assert [root.exact for root in find_roots(read("sqrt(x - 1)*(x + 3)"), "x")] == [1]
    assert find_roots(read("ln(x)*x"), "x")[0].ball == arb(1)
