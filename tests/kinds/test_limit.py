"""Limits: textbook values found by other people, the lines between, and what has no limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import CalcdrillError, TaskError, Undecided, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.solving.limit_fractions import DOES_NOT_EXIST
from calcdrill.expression.tree import Text
from calcdrill.instances import solve
from calcdrill.kinds.limit import KIND
from calcdrill.practice.grade import grade
from calcdrill.problem import Problem

LIMITS = """
(x^2 - 9)/(x - 3)                   3     6
(x^2 - x - 6)/(x^2 - 9)             3     5/6
(x^3 + 8)/(x + 2)                   -2    12
(x^2 - 2*x + 1)/(x - 1)             1     0
1/(x - 1) - 2/(x^2 - 1)             1     1/2
((x + 2)^2 - 4)/x                   0     4
x^2 + 1                             2     5
(4*x^2 + 1)/(2*x^2 - 5)             oo    2
(x + 1)/(x^2 + 1)                   -oo   0
(3*x^3 - x)/(5 - 2*x^3)             -oo   -3/2
x^2 - 3*x                           oo    oo
(1 - x^3)/(x + 2)                   oo    -oo
(x^3 + 1)/(2 - x)                   -oo   -oo
1/(1 + exp(-2*x))                   oo    1
1/(1 + exp(-2*x))                   -oo   0
3*sigmoid(-x)                       oo    0
arctan(2*x)                         oo    pi/2
exp(-x)*sin(x)                      oo    0
sin(x)/x                            0     1
(1 - cos(x))/x^2                    0     1/2
(exp(2*x) - 1)/x                    0     2
ln(x)/x                             oo    0
x^2/exp(x)                          oo    0
(sqrt(x + 9) - 3)/x                 0     1/6
abs(x - 2)                          2     0
relu(x)/x                           oo    1
1/(x - 2)^2                         2     oo
x*ln(1 + 1/x)                       oo    1
(x^2 - 2)/(x - sqrt(2))             sqrt(2)    2*sqrt(2)
(1 + 2/x)^x                         oo    exp(2)
"""


def limit(function: str, to: Any, **raw: Any) -> Problem:
    return solve({"kind": "limit", "function": function, "to": to, **raw})


@pytest.mark.parametrize("row", LIMITS.strip().splitlines())
def test_textbook_limits(row: str) -> None:
    function, to, expected = (cell.strip() for cell in row.split("   ") if cell.strip())
    assert compare(limit(function, to).answer, read(expected)).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    ("function", "to", "side", "expected"),
    [
        ("1/x", 0, "above", "oo"),
        ("1/x", 0, "below", "-oo"),
        ("abs(x)/x", 0, "above", "1"),
        ("abs(x)/x", 0, "-", "-1"),
        ("abs(x^2 - 4)/(x - 2)", 2, "left", "-4"),
        ("x*ln(x)", 0, "right", "0"),
        ("ln(x)", 0, "above", "-oo"),
        ("piecewise(x^2, x < 1, 3*x)", 1, "above", "3"),
        ("floor(x)", 2, "below", "1"),
        ("exp(1/x)", 0, "below", "0"),
    ],
)
def test_one_sided_limits(function: str, to: int, side: str, expected: str) -> None:
    assert limit(function, to, side=side).answer == read(expected)


@pytest.mark.parametrize(
    ("function", "to"),
    [("1/(x - 2)", 2), ("abs(x)/x", 0), ("sign(x)", 0), ("piecewise(1, x < 0, 2)", 0), ("x/(x - 1)^3", 1)],
)
def test_limits_that_do_not_exist(function: str, to: int) -> None:
    assert limit(function, to).answer == Text("does not exist")


def test_the_lines_of_a_cancelled_factor() -> None:
    steps = limit("(x^2 - 9)/(x - 3)", 3).solution.steps
    assert [step.rule for step in steps] == ["factor top and bottom", "cancel", "put the number in"]
    assert write_text(steps[0].after) == "limit((x - 3)*(x + 3)/(x - 3), x, 3)"
    assert write_text(steps[1].after) == "limit(x + 3, x, 3)"


def test_the_lines_far_out() -> None:
    steps = limit("(4*x^2 + 1)/(2*x^2 - 5)", "oo").solution.steps
    rules = ["divide by the highest power", "let the small terms go", "simplify"]
    assert [step.rule for step in steps] == rules
    assert write_text(steps[0].after) == "limit((4 + 1/x^2)/(2 - 5/x^2), x, oo)"
    steps = limit("1/(1 + exp(-x))", "oo").solution.steps
    assert [step.rule for step in steps][:2] == ["limit of the exponential", "put the limits together"]


def test_zero_to_the_zero_is_no_value() -> None:
    problem = limit("x^x", 0, side="above")
    assert problem.answer == read("1")
    assert problem.solution.steps[0].rule != "put the number in"


def test_each_step_of_a_hospital_goes_on() -> None:
    steps = limit("(1 - cos(x))/x^2", 0).solution.steps
    assert [step.rule for step in steps].count("L'Hôpital's rule") == 2


@pytest.mark.parametrize(
    ("function", "to", "wrong"),
    [
        ("(x^2 - 9)/(x - 3)", "3", "7"),
        ("(x^2 - 9)/(x - 3)", "3", "6 + 1/10^40"),
        ("(x^2 - 9)/(x - 3)", "3", "oo"),
        ("x^2", "oo", "-oo"),
        ("x^2", "oo", "5"),
        ("1/(x - 2)", "2", "oo"),
    ],
)
def test_the_check_refuses_a_wrong_answer(function: str, to: str, wrong: str) -> None:
    problem = limit(function, to)
    KIND.check(problem.task, problem.solution)
    with pytest.raises((Wrong, Undecided)):
        KIND.check(problem.task, replace(problem.solution, answer=read(wrong)))
    with pytest.raises((Wrong, Undecided)):
        KIND.check(limit("x + 1", 2).task, replace(problem.solution, answer=Text("does not exist")))


@pytest.mark.parametrize("function", ["sqrt(x)", "x*y", "exp(1/x)*", "factorial(1/x)"])
def test_what_cannot_be_answered_says_so_in_one_line(function: str) -> None:
    with pytest.raises(CalcdrillError) as caught:
        limit(function, 0)
    assert str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("function", "to", "rules"),
    [
        ("sin(x)", "oo", ["one sequence", "another sequence", "compare the sequences"]),
        ("x*cos(3*x)", "-oo", ["one sequence", "another sequence", "compare the sequences"]),
        ("sin(1/x)", "0", ["one sequence", "another sequence", "compare the sequences"]),
        ("tan(x)", "pi/2", ["from above", "from below", "compare the sides"]),
        ("1/sin(x)", "pi", ["from above", "from below", "compare the sides"]),
    ],
)
def test_that_there_is_no_limit_has_a_reason(function: str, to: str, rules: list[str]) -> None:
    problem = limit(function, to)
    assert problem.answer == Text("does not exist")
    assert [step.rule for step in problem.solution.steps] == rules
    ends = [step.after for step in problem.solution.steps[:2]]
    assert ends[0] != ends[1]


def test_no_limit_in_every_notation_and_graded() -> None:
    problem = limit("sin(x)", "oo")
    record = problem.to_dict()["answer"]
    assert record["text"] == "does not exist"
    assert all("does not exist" in record[name] for name in ("latex", "typst", "speech"))
    assert grade(problem, "does not exist").correct is True
    assert grade(problem, "DNE").correct is True
    assert grade(problem, "0").correct is False


@pytest.mark.parametrize(
    ("function", "to", "answer"),
    [
        ("2^x", "oo", "oo"),
        ("(1/2)^x", "oo", "0"),
        ("sinh(x)", "-oo", "-oo"),
        ("arctan(exp(x))", "oo", "pi/2"),
        ("ln(x)/4^x", "oo", "0"),
        ("ln(6*x + 2)/ln(3*x + 2)", "oo", "1"),
        ("x^(2/3)", "0", "0"),
        ("max(x, 10^60)", "oo", "oo"),
        ("max(0, x - 10^40)/x", "oo", "1"),
        ("x^2*cos(3/x)", "0", "0"),
        ("3^x/5^x", "oo", "0"),
    ],
)
def test_limits_by_growth(function: str, to: str, answer: str) -> None:
    assert limit(function, to).answer == read(answer)


def test_a_power_of_a_number_has_two_sides() -> None:
    assert limit("5^(1/x)", "0").answer == DOES_NOT_EXIST
    assert limit("5^(1/x)", "0", side="below").answer == read("0")
    assert limit("5^(1/x)", "0", side="above").answer == read("oo")


@pytest.mark.parametrize("function", ["sin(ln(-x))/x", "(-1/4)^x", "sqrt(-x)/x"])
def test_no_real_values_no_limit(function: str) -> None:
    with pytest.raises(CalcdrillError, match="no real values"):
        limit(function, "oo")


@pytest.mark.parametrize(("function", "to", "side"), [("2*sqrt(1 - x)", "4", "both"), ("ln(x - 5)", "4", "above")])
def test_no_real_values_near_a_number_is_said(function: str, to: str, side: str) -> None:
    with pytest.raises(CalcdrillError, match="no real values"):
        limit(function, to, side=side)


def test_there_is_one_side_of_infinity() -> None:
    with pytest.raises(TaskError, match="side"):
        limit("1/x", "oo", side="above")


def test_mistakes_differ_from_the_answer() -> None:
    found = {mistake.id: mistake.answer for mistake in limit("(x^2 - 9)/(x - 3)", 3).mistakes}
    assert found == {
        "zero-over-zero-is-zero": read("0"),
        "gives-the-point": read("3"),
        "zero-over-zero-undefined": Text("does not exist"),
    }
    found = {mistake.id: mistake.answer for mistake in limit("(4*x^2 + 1)/(2*x^2 - 5)", "oo").mistakes}
    assert found["value-at-zero"] == read("-1/5")
    assert found["says-infinity"] == read("oo")


@pytest.mark.parametrize(
    ("function", "to", "side", "answer"),
    [
        ("abs(sin(x))/x", "0", "below", "-1"),
        ("abs(sin(x))/(x - pi)", "pi", "below", "-1"),
        ("relu(exp(x) - 1)/x", "0", "above", "1"),
        ("floor(cos(x))", "0", "both", "0"),
        ("floor(cos(x))", "pi", "both", "-1"),
        ("floor(x^2)", "sqrt(2)", "below", "1"),
        ("sign(ln(x) - 100)", "oo", "both", "1"),
        ("x^(1/3)/x", "0", "both", "oo"),
        ("x^(-2/3)", "0", "both", "oo"),
    ],
)
def test_kinks_and_steps_of_functions_beside_a_point(function: str, to: str, side: str, answer: str) -> None:
    assert write_text(limit(function, to, side=side).answer) == answer


@pytest.mark.parametrize(
    "function", ["abs(sin(x))/x", "sign(sin(x))", "floor(sin(x))", "(max(sin(x), x) - sin(x))/x^3"]
)
def test_two_sides_of_functions_with_kinks_differ(function: str) -> None:
    assert limit(function, "0").answer == DOES_NOT_EXIST


@pytest.mark.parametrize(("function", "to"), [("x*(2 + sin(x))", "oo"), ("tan(x)/x", "oo")])
def test_no_words_of_computer_algebra_in_a_reason(function: str, to: str) -> None:
    with pytest.raises(CalcdrillError, match="no rule gives this limit"):
        limit(function, to)


def test_no_values_on_either_side() -> None:
    with pytest.raises(CalcdrillError, match="so that it has no limit there"):
        limit("arcsin(1 + x^2)", "0")


def test_a_negative_number_to_a_whole_power_has_values() -> None:
    assert limit("(-1)^floor(x)", "0").answer == DOES_NOT_EXIST
    assert write_text(limit("(-1)^floor(x)", "1/2").answer) == "1"
    with pytest.raises(CalcdrillError, match=r"no rule|not be proved"):
        limit("(-1/2)^floor(x)", "oo")
