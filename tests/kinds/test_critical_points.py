"""The kind `critical_points`: textbook surfaces and curves, their types, and a check that misses nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import CalcdrillError, CheckFailed, TaskError, Unsolved, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import Points
from calcdrill.instances import solve
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Task

KIND = find("critical_points")


def task(**raw: Any) -> Task:
    fields = (*KIND.fields, DOMAIN)
    return resolve(KIND.name, fields, read_fields(fields, raw), {})


SOLVED = {
    # one variable
    "x^3 - 3*x": "{x = -1: max; x = 1: min}",
    "x^3": "{x = 0: neither}",
    "x^4": "{x = 0: min}",
    "x^5 - 5*x": "{x = -1: max; x = 1: min}",
    "x^2*ln(x)": "{x = exp(-1/2): min}",
    "x*exp(-x)": "{x = 1: max}",
    "x^x": "{x = exp(-1): min}",
    "x/(x^2 + 1)": "{x = -1: min; x = 1: max}",
    "exp(2*x) - 4*exp(x)": "{x = ln(2): min}",
    "x^4 + x": "{x = -cbrt(2)/2: min}",
    "x^5/5 - x^3 + x": "{x = (-1 - sqrt(5))/2: max; x = (1 - sqrt(5))/2: min; "
    "x = (sqrt(5) - 1)/2: max; x = (1 + sqrt(5))/2: min}",
    "3*x + 2": "{}",
    # corners
    "abs(x^2 - 4)": "{x = -2: min; x = 0: max; x = 2: min}",
    "x^(2/3)": "{x = 0: min}",
    "x^(5/3) - 5*x^(2/3)": "{x = 0: max; x = 2: min}",
    "x*abs(x)": "{x = 0: neither}",
    "cbrt(x)": "{x = 0: neither}",
    "max(x^2, 2 - x, x)": "{x = -2: neither; x = 1: min}",
    "relu(x) - x/2": "{x = 0: min}",
    "abs(x^3 - 3*x)": "{x = -sqrt(3): min; x = -1: max; x = 0: min; x = 1: max; x = sqrt(3): min}",
    "sqrt(4 - x^2)": "{x = -2: min; x = 0: max; x = 2: min}",
    "x*exp(-abs(x))": "{x = -1: min; x = 1: max}",
    "x*abs(x) - x": "{x = -1/2: max; x = 1/2: min}",
    "piecewise(x^2, x < 1, 2*x - 1)": "{x = 0: min}",
    "x*abs(x - 1/3) - x": "{x = -1/3: max; x = 1/3: neither; x = 2/3: min}",
    "x*max(x, 0) + x": "{}",
    "cbrt(x^3 - 3*x)": "{x = -sqrt(3): neither; x = -1: max; x = 0: neither; x = 1: min; x = sqrt(3): neither}",
    "(x^2 - 3)^(2/3)": "{x = -sqrt(3): min; x = 0: max; x = sqrt(3): min}",
    "tanh(2*x)^2 + tanh(2*x)": "{x = -artanh(1/2)/2: min}",
    "sigmoid(x)^2 - sigmoid(x)": "{x = 0: min}",
    "x^6*exp(-x^2/2)": "{x = -sqrt(6): max; x = 0: min; x = sqrt(6): max}",
    # two variables
    "x^3 + y^3 - 3*x*y": "{(x, y) = (0, 0): saddle; (x, y) = (1, 1): min}",
    "x^2 + 4*x*y + y^2": "{(x, y) = (0, 0): saddle}",
    "2*abs(x + 2) - 2*abs(y + 1)": "{(x, y) = (-2, -1): saddle}",
    "x^4 + y^4 - 4*x*y + 1": "{(x, y) = (-1, -1): min; (x, y) = (0, 0): saddle; (x, y) = (1, 1): min}",
    "2*x^3 + 6*x*y^2 - 3*y^3 - 150*x": "{(x, y) = (-5, 0): max; (x, y) = (-3, -4): saddle; "
    "(x, y) = (3, 4): saddle; (x, y) = (5, 0): min}",
    "y^3 + 3*x^2*y - 6*x^2 - 6*y^2 + 2": "{(x, y) = (-2, 2): saddle; (x, y) = (0, 0): max; "
    "(x, y) = (0, 4): min; (x, y) = (2, 2): saddle}",
    "x*y*(1 - x - y)": "{(x, y) = (0, 0): saddle; (x, y) = (0, 1): saddle; "
    "(x, y) = (1/3, 1/3): max; (x, y) = (1, 0): saddle}",
    "x*y + 2/x + 4/y": "{(x, y) = (1, 2): min}",
    "(x^2 + y^2)*exp(-x)": "{(x, y) = (0, 0): min; (x, y) = (2, 0): saddle}",
    "exp(-x^2 - y^2)": "{(x, y) = (0, 0): max}",
    "x^2 + y^2 - ln(x*y)": "{(x, y) = (-sqrt(2)/2, -sqrt(2)/2): min; (x, y) = (sqrt(2)/2, sqrt(2)/2): min}",
    "x^3 + y^3 - x*y^2 - 3*x + y": "{}",
    # corners
    "sqrt(x^2 + y^2)": "{(x, y) = (0, 0): min}",
    "x^(2/3) + y^2": "{(x, y) = (0, 0): min}",
    "abs(x) - y^2": "{(x, y) = (0, 0): saddle}",
    # factors that are no polynomials
    "y*exp(x) - exp(y)": "{(x, y) = (0, 0): saddle}",
    # where the Hessian's determinant is 0
    "x^4 + y^4": "{(x, y) = (0, 0): min}",
    "-x^4 - y^6": "{(x, y) = (0, 0): max}",
    "x^3 + y^2": "{(x, y) = (0, 0): saddle}",
    "x^3 - 3*x*y^2": "{(x, y) = (0, 0): saddle}",
    "(x^2 + y^2)^2": "{(x, y) = (0, 0): min}",
    "(y - x^2)*(y - 2*x^2)": "{(x, y) = (0, 0): saddle}",
    "(x + y)^2 + x^4 - y^4 + x^6": "{(x, y) = (0, 0): saddle}",
    "x^4 - 2*x^2*y + y^2 + y^3": "{(x, y) = (0, -2/3): saddle; (x, y) = (0, 0): min}",
}


@pytest.mark.parametrize(("function", "answer"), SOLVED.items(), ids=SOLVED)
def test_solved_classified_and_verified(function: str, answer: str) -> None:
    found = solve({"kind": "critical_points", "function": function})
    if answer == "{}":
        assert found.answer.children == ()
        return
    assert compare(found.answer, read(answer)).verdict is Verdict.EQUAL, found.answer
    assert found.solution.steps[-1].after == found.answer


def test_a_domain_leaves_points_out() -> None:
    problem = solve({"kind": "critical_points", "function": "x^3 - 3*x", "domain": "x > 0"})
    assert compare(problem.answer, read("{x = 1: min}")).verdict is Verdict.EQUAL


def test_a_curve_of_zeros_outside_the_domain_does_no_harm() -> None:
    raw = {"kind": "critical_points", "function": "x^3*y^2*(6 - x - y)"}
    with pytest.raises(Unsolved, match="not isolated"):
        solve(raw)
    assert solve({**raw, "domain": ["x > 0", "y > 0"]}).answer == read("{(x, y) = (3, 2): max}")


WAVES = [
    ("sin(x)", "0 <= x <= 2*pi", "{x = pi/2: max; x = 3*pi/2: min}"),
    ("x + 2*sin(x)", "0 <= x <= 2*pi", "{x = 2*pi/3: max; x = 4*pi/3: min}"),
    ("sin(x)^2", "-pi < x < pi", "{x = -pi/2: max; x = 0: min; x = pi/2: max}"),
    ("exp(x)*sin(x)", "0 < x < 7", "{x = 3*pi/4: max; x = 7*pi/4: min}"),
    ("3*sin(x) - cos(x)", "0 < x < 2*pi", "{x = pi - arctan(3): max; x = 2*pi - arctan(3): min}"),
    ("abs(sin(x))", "-1 < x < 4", "{x = 0: min; x = pi/2: max; x = pi: min}"),
]


@pytest.mark.parametrize(("function", "domain", "answer"), WAVES)
def test_waves_between_two_ends(function: str, domain: str, answer: str) -> None:
    found = solve({"kind": "critical_points", "function": function, "domain": domain})
    assert compare(found.answer, read(answer)).verdict is Verdict.EQUAL, found.answer


def test_a_corner_that_is_none_is_refused() -> None:
    record = task(function="abs(x^2 - 4)")
    solution = KIND.solve(record)
    for wrong in (
        "{x = 0: max}",
        "{x = -2: max; x = 0: max; x = 2: min}",
        "{x = -2: min; x = 0: max; x = 1: min; x = 2: min}",
    ):
        with pytest.raises(CheckFailed):
            KIND.check(record, replace(solution, answer=read(wrong)))


def test_without_types() -> None:
    problem = solve({"kind": "critical_points", "function": "x^3 + y^3 - 3*x*y", "classify": False})
    assert problem.answer == read("{(x, y) = (0, 0); (x, y) = (1, 1)}")
    assert {mistake.id for mistake in problem.mistakes} >= {"solution-lost"}


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("(x - y)^2", "not isolated: they fill the curve x - y = 0"),
        ("(x^2 + y^2 - 1)^2", "not isolated"),
        ("sin(x) + sin(y)", "no finite list"),
        ("abs(x - y) + x^2", "not isolated"),
        ("exp(x) - x^2", "no closed solution"),
        ("sin(x)", "0 <= x <= 2"),
        ("abs(x) + abs(x - 1)", "constant along an interval"),
        ("x^4 - x^3*y + y^4 - x^2 + 3*y", "without a short exact form"),
    ],
)
def test_what_cannot_be_solved_says_so_in_one_line(function: str, words: str) -> None:
    with pytest.raises(Unsolved, match=words) as caught:
        solve({"kind": "critical_points", "function": function})
    assert "\n" not in str(caught.value)


def test_fields_that_do_not_fit() -> None:
    with pytest.raises(TaskError, match="one or two variables"):
        solve({"kind": "critical_points", "function": "x*y*z"})
    with pytest.raises(TaskError, match="not known here"):
        solve({"kind": "critical_points", "function": "a*x^2", "variables": ["x"]})


CORRUPTED = [
    "{(x, y) = (1, 1): min}",  # one is missing
    "{(x, y) = (0, 0): min; (x, y) = (1, 1): min}",  # a wrong type
    "{(x, y) = (0, 0): saddle; (x, y) = (1, 2): min}",  # no critical point
    "{(x, y) = (-1, -1): min; (x, y) = (0, 0): saddle; (x, y) = (1, 1): min}",  # one too many
    "{(x, y) = (0, 0): saddle; (x, y) = (0, 0): saddle}",  # one twice
]


@pytest.mark.parametrize("wrong", CORRUPTED)
def test_the_check_refuses_a_corrupted_answer(wrong: str) -> None:
    record = task(function="x^3 + y^3 - 3*x*y")
    solution = KIND.solve(record)
    assert KIND.check(record, solution).points == 2
    with pytest.raises(CalcdrillError):
        KIND.check(record, replace(solution, answer=read(wrong)))


def test_the_check_finds_a_missing_zero_of_a_curve() -> None:
    record = task(function="x^4 - 2*x^2")
    solution = KIND.solve(record)
    assert isinstance(solution.answer, Points)
    shorter = Points(("x",), solution.answer.items[1:])
    with pytest.raises(Wrong, match="missing"):
        KIND.check(record, replace(solution, answer=shorter))


def test_mistakes_are_those_of_the_types_and_of_lost_solutions() -> None:
    found = {m.id: m.answer for m in solve({"kind": "critical_points", "function": "x^3 + y^3 - 3*x*y"}).mistakes}
    assert found["minimum-and-maximum-swapped"] == read("{(x, y) = (0, 0): saddle; (x, y) = (1, 1): max}")
    assert found["first-entry-only"] == read("{(x, y) = (0, 0): max; (x, y) = (1, 1): min}")
    record = task(function="x^4 - 2*x^2")
    candidates = dict(KIND.mistakes(record, KIND.solve(record)))
    assert candidates["solution-lost"] == read("{x = -1: min; x = 1: min}")
    assert set(candidates) <= set(KIND.feedback)


def test_the_words_come_from_the_record() -> None:
    words = KIND.statement(task(function="x^2 - y^2")).instruction[0]
    assert isinstance(words, str)
    assert "gradient" in words
    assert "saddle" in words
    words = KIND.statement(task(function="x^2", classify=False)).instruction[0]
    assert words == "Find all points where the derivative is 0."


@pytest.mark.parametrize(
    ("function", "word"),
    [("x^2 - y^4", "neither of the two, so a saddle"), ("x^4 + y^4", "no value nearby is lower: a minimum")],
)
def test_a_point_that_the_determinant_leaves_open_says_what_decides(function: str, word: str) -> None:
    problem = solve({"kind": "critical_points", "function": function, "variables": ["x", "y"]})
    (line,) = [step for step in problem.solution.steps if step.rule == "classify"]
    assert "the determinant is 0 and decides nothing" in prose_text(line.note)
    assert word in prose_text(line.note)
    assert not {mistake.id for mistake in problem.mistakes} & {"first-entry-only", "saddle-taken-for-a-maximum"}


@pytest.mark.parametrize("function", ["x*y*(x + y - 3)", "x*y*(2*x - y + 4)", "x^2*y - x*y^2 + 3*x*y"])
def test_every_pair_of_factors_has_its_line(function: str) -> None:
    solution = solve({"kind": KIND.name, "function": function, "classify": False}).solution
    rules = [step.rule for step in solution.steps]
    assert isinstance(solution.answer, Points) and len(solution.answer.items) == 4
    assert rules.count("both factors are 0") + rules.count("substitute") == 4


@pytest.mark.parametrize(
    ("function", "domain", "answer"),
    [
        ("x^3", "0 <= x <= 1", "{x = 0: min}"),
        ("(x - 2)^3", "0 <= x <= 2", "{x = 2: max}"),
        ("sin(x)^3", "0 <= x <= pi", "{x = 0: min; x = pi/2: max; x = pi: min}"),
        ("x^3", "-1 <= x <= 1", "{x = 0: neither}"),
    ],
)
def test_flat_points_at_an_end_of_the_domain(function: str, domain: str, answer: str) -> None:
    found = solve({"kind": "critical_points", "function": function, "domain": domain})
    assert write_text(found.answer) == answer


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        ("3*x^(5/3)/5 - x", "{x = -1: max; x = 1: min}"),
        ("3*x^(4/3)/4 + 2*x", "{x = -8: min}"),
        ("abs(x^(2/3) - 1)", "{x = -1: min; x = 0: max; x = 1: min}"),
    ],
)
def test_zeros_of_fractional_powers_on_both_sides(function: str, answer: str) -> None:
    assert write_text(solve({"kind": "critical_points", "function": function}).answer) == answer
