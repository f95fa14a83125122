"""Check points: what is among them, that they lie in the domain, and that they are the same every time."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from flint import fmpq

from calcdrill.expression.comparing.edges import check_points, likely_zeros, rows_at_edges
from calcdrill.expression.comparing.points import MOST_POINTS, as_point, batches, candidates
from calcdrill.expression.comparing.survey import checksum, survey
from calcdrill.expression.read import read

SIDES = [Fraction(sign, 10**power) for power in (1, 3, 6) for sign in (1, -1)]


def points(names: str, seed: int = 1, domain: str = "") -> list[dict[str, Fraction]]:
    rows = candidates(tuple(names.split()), seed, tuple(read(text) for text in domain.split(";") if text))
    return [as_point(rows, index) for index in range(len(next(iter(rows.values()))))]


@pytest.mark.parametrize("seed", range(0, 64, 7))
def test_small_whole_numbers_zero_and_three_scales_with_both_signs(seed: int) -> None:
    found = [point["x"] for point in points("x", seed)]
    assert found[0] == 0
    assert len(found) == MOST_POINTS
    assert {-1, 1} <= {abs(x) // x for x in found[1:6] if x}
    assert len(set(found)) == MOST_POINTS
    assert len({x for x in found if x.denominator == 1}) >= 4
    sizes = sorted(abs(x) for x in found)
    assert sizes[10] <= 1 <= sizes[20] <= 3 <= sizes[-1] <= 10


@pytest.mark.parametrize("names", ["x y", "a b c"])
def test_every_combination_of_signs_comes_early(names: str) -> None:
    variables = names.split()
    early = points(names)[: 2 * 2 ** len(variables) + 2]
    signs = {tuple((point[name] > 0) - (point[name] < 0) for name in variables) for point in early}
    assert set(product((1, -1), repeat=len(variables))) <= signs


def test_the_seed_chooses_and_nothing_else_does() -> None:
    assert points("x y", 3) == points("x y", 3)
    assert points("x y", 3) != points("x y", 4)
    one, two = read("exp(x)*y"), read("exp(x)*y + 1")
    assert checksum(one) == checksum(read("exp(x)*y")) != checksum(two)
    assert check_points(one) != check_points(two)


@pytest.mark.parametrize(
    ("domain", "inside"),
    [
        ("x > 0", lambda x, y: x > 0),
        ("x >= 100", lambda x, y: x >= 100),
        ("x < -50", lambda x, y: x < -50),
        ("0 < x < 1/100", lambda x, y: 0 < x < Fraction(1, 100)),
        ("x != 0;y > 3", lambda x, y: x != 0 and y > 3),
        ("x^2 + y^2 < 4", lambda x, y: x**2 + y**2 < 4),
        ("x < y", lambda x, y: x < y),
        ("x > 2;x > 5;y < 5;y < -2", lambda x, y: x > 5 and y < -2),
        ("z > 0;x > 0", lambda x, y: x > 0),
    ],
)
def test_points_lie_in_the_domain(domain: str, inside: object) -> None:
    found = points("x y", 5, domain)
    assert len(found) >= 6
    assert len({point["x"] for point in found}) == len({point["y"] for point in found}) == len(found)
    assert all(inside(point["x"], point["y"]) for point in found)  # type: ignore[operator]


def test_an_impossible_domain_leaves_no_point() -> None:
    assert points("x", 1, "x > 1;x < 0") == []
    assert batches(("x",), 1, (read("x^2 < 0"),), 6) == ()


def test_the_first_batch_has_as_many_as_are_wanted() -> None:
    parts = batches(("x", "y"), 9, (), 6)
    assert [count for _, count in parts] == [6, 6, 12, 16]
    assert all(len(column) == count for rows, count in parts for column in rows.values())


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("abs(x - 2)", [2]),
        ("sign(3*x + 1)", [Fraction(-1, 3)]),
        ("relu(-x)", [0]),
        ("max(x, 4)", [4]),
        ("min(x, x^2)", [0, 1]),
        ("max(x, 0, 3 - x)", [0, 3, Fraction(3, 2)]),
        ("piecewise(x, x < 5, x < 7, 1, 0)", [5]),
        ("floor(2*x)", [-1, Fraction(-1, 2), 0, Fraction(1, 2), 1]),
        ("at(abs(u), u = x - 6)", [6]),
        ("exp(abs(x - 1))*abs(x + 1)", [1, -1]),
    ],
)
def test_points_at_and_beside_every_kink(text: str, kinks: list[Fraction]) -> None:
    if "x < 7, 1" in text:
        text = "piecewise(x, x < 5, 0)"
    found = {point["x"] for point in check_points(read(text))}
    for kink in kinks:
        assert kink in found
        assert {kink + side for side in SIDES} <= found


def test_kinks_are_found_along_each_variable() -> None:
    rows = rows_at_edges(survey(read("abs(x - 2*y)")), 1)
    found = [as_point(rows, index) for index in range(len(rows["x"]))]
    gaps = [point["x"] - 2 * point["y"] for point in found]
    assert gaps.count(0) >= 4
    assert {Fraction(1, 10**6), Fraction(-1, 10**6)} <= set(gaps)
    assert len({point["x"] for point in found}) > 2 < len({point["y"] for point in found})


def test_irrational_kinks_have_points_close_to_them_on_both_sides() -> None:
    for text in ("abs(x^2 - 2)", "abs(exp(x) - 3)", "abs(cos(x))", "abs(abs(x) - sqrt(2))"):
        found = likely_zeros(read(text[4:-1]), "x", {})
        assert found
        points_ = [float(point["x"]) for point in check_points(read(text))]
        for zero in [int(q.p) / int(q.q) for q in found[:4]]:
            assert any(0 < x - zero < 2e-6 for x in points_)
            assert any(0 < zero - x < 2e-6 for x in points_)


def test_there_are_points_between_kinks_that_nearly_coincide() -> None:
    found = {point["x"] for point in check_points(read("abs(x - 1)"), read("abs(x - 1 - 1/10^30)"))}
    assert any(1 < x < 1 + Fraction(1, 10**30) for x in found)


def test_zeros_of_divisors_are_among_the_points() -> None:
    found = {point["x"] for point in check_points(read("1/(x^2 - 1/9) + x/(2*x - 9) + (x - 11)^(-2)"))}
    assert {Fraction(1, 3), Fraction(-1, 3), Fraction(9, 2), 11} <= found


def test_points_at_kinks_respect_the_domain() -> None:
    found = [point["x"] for point in check_points(read("abs(x)"), domain=(read("x > 0"),))]
    assert all(x > 0 for x in found)
    assert Fraction(1, 10**6) in found


def test_kinks_inside_an_integral_are_none_of_the_whole() -> None:
    found = survey(read("integral(abs(t - 1), t, 0, x)"))
    assert found.kinks == ()
    assert found.names == ("t", "x")


def test_zeros_of_a_scan_are_exact_to_many_digits() -> None:
    (zero,) = likely_zeros(read("exp(x) - 3*y"), "x", {"y": fmpq(1, 2)})
    assert abs(int(zero.p) / int(zero.q) - 0.4054651081081644) < 1e-15
