"""Gaps in a range: found where they are, none where there are single places without a value only."""

from __future__ import annotations

import pytest
from flint import arb

from calcdrill.expression.balls import definedness
from calcdrill.expression.balls.ball import evaluate
from calcdrill.expression.balls.ball_values import Hole
from calcdrill.expression.balls.definedness import find_gap
from calcdrill.expression.read import read

GAPS = ["sqrt(x)", "ln(x)", "1/sqrt(x)", "arcsin(2*x)", "x^(1/2)", "1/x + ln(x)", "tan(x)*sqrt(x - 1/2)"]
NONE = ["1/x", "tan(3*x)", "exp(1/x)", "1/sin(1/x)", "x/sqrt(8*pi)", "sqrt(x + 2)", "ln(abs(x))", "1/(x^2 - 1/3)"]


@pytest.mark.parametrize("text", GAPS)
def test_a_gap_is_found(text: str) -> None:
    assert find_gap(read(text), "x", arb(-1), arb(1), {}) is not None


@pytest.mark.parametrize("text", NONE)
def test_single_places_are_no_gap(text: str) -> None:
    assert find_gap(read(text), "x", arb(-1), arb(1), {}) is None


@pytest.mark.parametrize("text", ["1/(x - 2)", "tan(x)/sqrt(8*pi)", "sqrt(x + 2)", "exp(-x^2)*ln(2)"])
def test_one_place_or_one_ball_is_enough_for_most(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def covering(*given: object) -> arb:
        raise AssertionError("the range is covered")

    monkeypatch.setattr(definedness, "holes_of", covering)
    assert find_gap(read(text), "x", arb(-1), arb(1), {}) is None


@pytest.mark.parametrize(
    ("text", "there", "nowhere"),
    [
        ("diff(integral(1/t, t, -1, x), x)", "-2", "1"),
        ("diff(integral(1/t^2, t, 1, x), x)", "2", "-2"),
        ("diff(integral(sqrt(t), t, -1, x), x)", None, "1"),
    ],
)
def test_over_a_pole_or_a_gap_an_integral_has_no_derivative(text: str, there: str | None, nowhere: str) -> None:
    assert type(evaluate(read(text), {"x": read(nowhere)})) is Hole
    assert there is None or type(evaluate(read(text), {"x": read(there)})) is not Hole
