"""Largest and smallest values on closed intervals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import CalcdrillError, TaskError, Unsolved, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.instances import solve
from calcdrill.kinds.interval_extremum import KIND
from calcdrill.problem import Problem


def extremum(function: str, lower: Any, upper: Any, **raw: Any) -> Problem:
    return solve({"kind": "interval_extremum", "function": function, "lower": lower, "upper": upper, **raw})


@pytest.mark.parametrize(
    ("function", "lower", "upper", "goal", "expected"),
    [
        ("x^3 - 3*x", 0, 3, "max", "18"),
        ("x^3 - 3*x", 0, 3, "min", "-2"),
        ("x^3 - 3*x", -2, 2, "max", "2"),
        ("x^2", -1, 3, "min", "0"),
        ("2*x - 1", 0, 5, "max", "9"),
        ("x*exp(-x)", 0, 3, "max", "exp(-1)"),
        ("ln(x) - x", "1/2", 3, "max", "-1"),
        ("x^4 - 4*x^2", -2, 2, "min", "-4"),
        ("x + 4/x", 1, 5, "min", "4"),
        ("x^3 - 2*x", 0, 1, "min", "-4*sqrt(6)/9"),
        ("7", 0, 1, "max", "7"),
        # A cube root at a zero of its inside that is no fraction.
        ("cbrt(x^2 - 3)", -3, 2, "max", "cbrt(6)"),
        ("cbrt(x^3 - 3*x)", -3, 2, "min", "-cbrt(18)"),
        # An end that is no fraction: just beyond it lie smaller values.
        ("sin(3*x)", 0, "pi/3", "min", "0"),
        ("sin(x)", "e", "pi", "max", "sin(e)"),
        ("ln(sin(x))", "pi/6", "5*pi/6", "min", "-ln(2)"),
        # The slope is 0 at the end itself.
        ("x - sin(x)", "-2*pi", "2*pi", "max", "2*pi"),
        # A factor that is never 0 stands before the wave.
        ("exp(x)*sin(x)", 0, "pi", "max", "sqrt(2)*exp(3*pi/4)/2"),
        # Two candidates have one value.
        ("sin(x) + cos(2*x)", 0, "pi", "max", "9/8"),
        # A value that is small beside 1.
        ("exp(-1000*(x - 1/3)^2)", 0, 1, "min", "exp(-4000/9)"),
        # Corners within corners.
        ("abs(x^2 - 2*abs(x))", -3, 1, "max", "3"),
        ("abs(abs(abs(x) - 2) - 1)", -4, 4, "min", "0"),
        ("sqrt((x - 1)^2) + sqrt((x + 1)^2)", -3, 3, "max", "6"),
    ],
)
def test_textbook_values(function: str, lower: Any, upper: Any, goal: str, expected: str) -> None:
    found = extremum(function, lower, upper, goal=goal).answer
    assert compare(found, read(expected)).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [("1/x", -1, 1), ("1/(x - 1)", 0, 2), ("ln(x)", -1, 1), ("tan(x)", 0, 3), ("floor(x)", 0, 2), ("1/x^2", -1, 1)],
)
def test_a_function_with_a_gap_is_refused(function: str, lower: int, upper: int) -> None:
    with pytest.raises(CalcdrillError) as caught:
        extremum(function, lower, upper)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("function", "place"),
    [
        ("piecewise(-1, x = 1/2, x^2)", "1/2"),
        ("piecewise(1/x, x > 0, 0)", "0"),
        ("piecewise(x, x <= 0, sin(1/x))", "0"),
        ("piecewise(1, x = 0, sin(x)/x)", "0"),
    ],
)
def test_where_a_value_stands_apart_nothing_is_missing(function: str, place: str) -> None:
    with pytest.raises(Unsolved, match=f"may jump at x = {place}:"):
        extremum(function, -1, 1)


def test_the_ends_are_in_order() -> None:
    with pytest.raises(TaskError, match="above"):
        extremum("x^2", 2, 1)


def test_the_check_refuses_another_candidate() -> None:
    problem = extremum("x^3 - 3*x", 0, 3)
    assert KIND.check(problem.task, problem.solution).points == 3
    for wrong in ("-2", "18 + 1/10^30", "2"):
        with pytest.raises(Wrong):
            KIND.check(problem.task, replace(problem.solution, answer=read(wrong)))


def test_mistakes() -> None:
    found = {mistake.id: mistake.answer for mistake in extremum("x^3 - 3*x", 0, 3).mistakes}
    assert found["ends-forgotten"] == read("-2")
    assert found["place-instead-of-value"] == read("3")


def test_degenerate_instances_are_named() -> None:
    twice = extremum("x^2", -1, 1)
    assert KIND.degenerate(twice.task, twice.solution) == "the extreme value is attained twice"
    plain = extremum("x^2", 1, 2)
    assert KIND.degenerate(plain.task, plain.solution) == "no critical point lies inside"


def test_no_closed_form_says_so() -> None:
    with pytest.raises(Unsolved):
        extremum("x*cos(x)", 0, 3)


@pytest.mark.parametrize(
    ("function", "lower", "upper", "goal", "expected"),
    [
        ("3*x^(5/3)/5 - x", "-2", "2", "max", "2/5"),
        ("sin(x^2)", "0", "sqrt(pi)", "max", "1"),
        ("sin(exp(x))", "0", "2", "min", "-1"),
        ("sin(ln(x))", "1", "exp(pi)", "max", "1"),
        ("sin(x) + cos(2*x)", "0", "2*pi", "max", "9/8"),
        ("max(sin(x), cos(x))", "0", "2*pi", "min", "-sqrt(2)/2"),
        ("sqrt(x^4 - 2*x^2 + 1)", "-2", "2", "min", "0"),
    ],
)
def test_zeros_of_waves_inside_and_short_answers(
    function: str, lower: str, upper: str, goal: str, expected: str
) -> None:
    found = solve({"kind": "interval_extremum", "function": function, "lower": lower, "upper": upper, "goal": goal})
    assert write_text(found.answer) == expected
