"""The kind `definite_integral`: finite, infinite and open ends, divergence, mistakes, and the check that rejects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import CalcdrillError, TaskError, Undecided, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.read import read
from calcdrill.expression.tree import Text
from calcdrill.instances import solve
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Problem, Solution, Task

KIND = find("definite_integral")


def task(**raw: Any) -> Task:
    fields = (*KIND.fields, DOMAIN)
    return resolve(KIND.name, fields, read_fields(fields, raw), {})


def problem(function: str, lower: str, upper: str) -> Problem:
    return solve({"kind": "definite_integral", "function": function, "lower": lower, "upper": upper})


KNOWN = [
    ("3*x^2 - 2*x + 1", "1", "2", "5"),
    ("x^2", "3", "1", "-26/3"),
    ("1/x", "1", "e", "1"),
    ("sin(x)", "0", "pi/2", "1"),
    ("x*ln(x)", "1", "e", "(exp(2) + 1)/4"),
    ("6*exp(-3*x)", "0", "oo", "2"),
    ("1/x^3", "1", "oo", "1/2"),
    ("x*exp(x)", "-oo", "0", "-1"),
    ("1/(1 + x^2)", "-oo", "oo", "pi"),
    ("exp(-x^2/2)", "-oo", "oo", "sqrt(2*pi)"),
    ("ln(x)", "0", "1", "-1"),
    ("1/sqrt(x)", "0", "4", "4"),
    ("sqrt(4 - x^2)", "0", "2", "pi"),
    ("abs(x^2 - 1)", "-2", "2", "4"),
    ("x^4*(1 - x)^4/(1 + x^2)", "0", "1", "22/7 - pi"),
]


@pytest.mark.parametrize(("function", "lower", "upper", "known"), KNOWN, ids=[row[0] for row in KNOWN])
def test_known_integrals(function: str, lower: str, upper: str, known: str) -> None:
    found = problem(function, lower, upper)
    assert compare(found.answer, read(known)).verdict is Verdict.EQUAL
    assert found.certificate.routes[1] == "ball integration"
    assert found.solution.steps[-1].after == found.answer


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [("1/x", "1", "oo"), ("1/x", "0", "1"), ("1/sqrt(x)", "1", "oo"), ("x", "-oo", "oo"), ("1/x^2", "0", "1")],
)
def test_divergent(function: str, lower: str, upper: str) -> None:
    assert problem(function, lower, upper).answer == Text("diverges")


@pytest.mark.parametrize(
    ("function", "lower", "upper"), [("1/x^2", "1", "oo"), ("exp(-x)", "0", "oo"), ("x", "0", "1")]
)
def test_the_check_knows_what_converges(function: str, lower: str, upper: str) -> None:
    record = task(function=function, lower=lower, upper=upper)
    with pytest.raises(CalcdrillError):
        KIND.check(record, replace(KIND.solve(record), answer=Text("diverges")))


def test_a_pole_inside_gives_no_number() -> None:
    try:
        found = problem("1/x^2", "-1", "1").answer
    except CalcdrillError:
        return
    assert found == Text("diverges")


def test_the_check_rejects() -> None:
    record = task(function="x^2", lower="0", upper="3")
    for wrong in ("9 + 1/1000000", "-9", "27"):
        with pytest.raises(Wrong):
            KIND.check(record, replace(KIND.solve(record), answer=read(wrong)))


def test_mistakes() -> None:
    found = {mistake.id: mistake.answer for mistake in problem("3*x^2 - 2*x + 1", "1", "2").mistakes}
    assert found["limits-swapped"] == read("-5")
    assert found["lower-limit-ignored"] == read("6")
    tail = {mistake.id for mistake in problem("6*exp(-3*x)", "0", "oo").mistakes}
    assert "infinite-area" in tail


@pytest.mark.parametrize("raw", [{"lower": "0"}, {"lower": "0", "upper": "+"}, {"lower": "0", "upper": "1", "to": "2"}])
def test_what_does_not_fit_is_one_line(raw: dict[str, Any]) -> None:
    with pytest.raises(TaskError) as caught:
        solve({"kind": "definite_integral", "function": "x^2", **raw})
    assert "\n" not in str(caught.value)


IMPROPER = [
    ("abs(sin(x))", "0", "pi", "2"),
    ("abs(sin(x))", "0", "2*pi", "4"),
    ("x^(-1/3)", "-1", "1", "0"),
    ("1/(x*ln(x)^2)", "2", "oo", "1/ln(2)"),
    ("x^(-11/10)", "1", "oo", "10"),
    ("ln(x)", "0", "e", "0"),
    ("1/sqrt(2 - x^2)", "0", "sqrt(2)", "pi/2"),
    ("1/sqrt(x*(1 - x))", "0", "1", "pi"),
    ("sqrt(abs(x))", "-1", "1", "4/3"),
    ("1/(2 + cos(x))", "0", "2*pi", "2*pi/sqrt(3)"),
    ("3/(5 - 4*cos(x))", "0", "2*pi", "2*pi"),
    ("1/(2 + sin(x))", "-pi", "3*pi", "4*pi/sqrt(3)"),
    ("piecewise(x, x < 1, x^2)", "0", "2", "17/6"),
    ("sqrt(2 - 2*cos(x))", "0", "2*pi", "8"),
    ("sqrt(1 + sin(3*x))", "0", "2*pi", "4*sqrt(2)"),
    ("(1 - cos(x))^(3/2)", "0", "2*pi", "16*sqrt(2)/3"),
    ("x*sqrt(x^2 - 4*x + 4)", "0", "5", "58/3"),
    ("abs(sin(x + 1))", "0", "4", "2 + cos(1) + cos(5)"),
    ("1/(2 + cos(x) + sin(x))", "0", "2*pi", "sqrt(2)*pi"),
    ("sin(x)^2/(3 + 2*cos(x))", "0", "2*pi", "3*pi/2 - sqrt(5)*pi/2"),
    ("x/cosh(x)^2", "0", "oo", "ln(2)"),
    ("1/(1 + exp(x))^2", "0", "oo", "ln(2) - 1/2"),
]


@pytest.mark.parametrize(("function", "lower", "upper", "known"), IMPROPER, ids=[row[0] for row in IMPROPER])
def test_bars_open_ends_and_periods(function: str, lower: str, upper: str, known: str) -> None:
    assert compare(problem(function, lower, upper).answer, read(known)).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [
        ("1/(x*ln(x))", "2", "oo"),
        ("tan(x)", "0", "pi"),
        ("1/(exp(x) - 2)", "0", "1"),
        ("1/x", "-1", "1"),
        ("1/(x^2 - 2)", "0", "2"),
        ("1/(x*ln(x)*ln(ln(x)))", "3", "oo"),
    ],
)
def test_divergence_is_proved_by_growth(function: str, lower: str, upper: str) -> None:
    found = problem(function, lower, upper)
    assert found.answer == Text("diverges")
    assert found.certificate.routes[1] == "growth at an end"


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [
        ("max(sin(x), cos(x))", "2", "oo"),
        ("cos(3*x)*cos(x)^3", "0", "oo"),
        ("sqrt(1 + cos(x))", "-oo", "0"),
        ("sin(x)^2/(4 + cos(x)^2)", "-oo", "oo"),
        ("sqrt((x - 4)^2)", "0", "oo"),
    ],
)
def test_what_repeats_itself_for_ever_diverges(function: str, lower: str, upper: str) -> None:
    assert problem(function, lower, upper).answer == Text("diverges")


@pytest.mark.parametrize("function", ["sin(x) - sin(x)", "exp(-x)*sin(x)", "1/x^2"])
def test_what_dies_out_or_is_0_is_not_said_to_repeat_itself(function: str) -> None:
    diverges = Solution(Text("diverges"), ())
    assert KIND.check(task(function="sin(x)", lower="1", upper="oo"), diverges).route == "repeats forever"
    with pytest.raises(Undecided):
        KIND.check(task(function=function, lower="1", upper="oo"), diverges)


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [
        ("sqrt(x^2 - 1/10^60)", "-1", "1"),
        ("ln(x)^2", "-oo", "oo"),
        ("sqrt(x - 1)", "0", "2"),
        ("arcsin(x)", "0", "2"),
        ("1/sqrt(x)", "-1", "4"),
        ("sqrt((x - 1)^2 - 1/10^40)", "0", "oo"),
    ],
)
def test_no_real_values_on_part_of_the_range(function: str, lower: str, upper: str) -> None:
    with pytest.raises(CalcdrillError, match="no real values on part of the range"):
        problem(function, lower, upper)


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [
        ("exp(-x)*abs(sin(x))", "0", "oo"),
        ("exp(-x)*sign(sin(x))", "0", "oo"),
        ("exp(-x)*max(sin(x), 0)", "0", "oo"),
        ("exp(-x)*abs(sin(x) - 1/2)", "0", "oo"),
        ("sign(sin(1/x))", "0", "1"),
    ],
)
def test_a_form_that_changes_endlessly_is_not_taken_for_one_form(function: str, lower: str, upper: str) -> None:
    with pytest.raises(CalcdrillError, match="changes its form"):
        problem(function, lower, upper)


def test_pieces_without_a_point_to_compare_are_refused() -> None:
    with pytest.raises(CalcdrillError):
        problem("sqrt(abs(sin(x)))*cos(x)", "0", "3*pi/2")


@pytest.mark.parametrize(
    ("function", "lower", "upper", "known"),
    [
        ("sign(sin(x))", "0", "7", "7 - 2*pi"),
        ("piecewise(exp(-x), x > 1, x)", "0", "oo", "exp(-1) + 1/2"),
        ("max(exp(-x), exp(-2*x))", "0", "oo", "1"),
        ("max(exp(-x), exp(-2*x))", "-1", "oo", "(exp(2) + 1)/2"),
        ("abs(exp(-x) - 2*exp(-3*x))", "0", "oo", "(2*sqrt(2) - 1)/3"),
    ],
)
def test_one_form_between_places_that_are_all_known(function: str, lower: str, upper: str, known: str) -> None:
    assert compare(problem(function, lower, upper).answer, read(known)).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [
        ("(1 + cos(x))/(x + sin(x) - 10^(-16))^2", "0", "1"),
        ("(1 + cos(x))/(x + sin(x) - 10^(-100))^2", "0", "1"),
        ("(1 - 10^(-3)*cos(x))/(x - 10^(-3)*sin(x) - 10^(-16))^2", "0", "oo"),
        ("(1 - 10^(-3)*cos(x))/(x - 10^(-3)*sin(x) - 10^16)^2", "0", "oo"),
    ],
)
def test_a_pole_close_to_an_end_or_far_out_is_not_overlooked(function: str, lower: str, upper: str) -> None:
    """The antiderivative −1/(…) has limits at both ends, whose difference is negative; the integrand is positive."""
    with pytest.raises(CalcdrillError):
        problem(function, lower, upper)


@pytest.mark.parametrize(
    ("function", "lower", "upper", "domain"),
    [
        ("1/(x + a)^2", "0", "oo", ["a > -10^(-30)"]),
        ("1/(x - a)", "0", "1", ["a > 1 - 10^(-30)"]),
        ("abs(x - a)", "0", "1", ["a > 1 - 10^(-30)"]),
        ("1/(exp(x) - a)", "0", "1", ["a > e - 10^(-20)"]),
        ("1/x", "a", "1", ["a > -10^(-30)", "a < 1"]),
        ("1/cos(x)^2", "0", "a", ["a > 0", "a < pi/2 + 10^(-20)"]),
        ("1/(x + a)", "0", "b", ["a > 0", "b > -10^(-30)"]),
        ("3*x^2/(x^3 - 2)^2", "0", "a", ["a > 0", "a < 1.26"]),
        ("3*x^2/(x^3 - 2)^2", "a", "0", ["a > 0", "a < 1.26"]),
    ],
)
def test_letters_for_which_a_pole_lies_just_inside_are_not_overlooked(
    function: str, lower: str, upper: str, domain: list[str]
) -> None:
    with pytest.raises(CalcdrillError, match="changes its form for some"):
        solve({"kind": "definite_integral", "function": function, "lower": lower, "upper": upper, "domain": domain})
