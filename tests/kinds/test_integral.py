"""The kind `integral`: rules, sympy behind them, the constant, mistakes, and the check that rejects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calcdrill.errors import TaskError, Unsolved, Wrong
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.equality import Verdict, compare_antiderivative
from calcdrill.expression.read import read
from calcdrill.expression.tree import Name, Sum, names
from calcdrill.instances import solve
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Problem, Task
from calcdrill.verify import all_steps

KIND = find("integral")


def task(**raw: Any) -> Task:
    fields = (*KIND.fields, DOMAIN)
    return resolve(KIND.name, fields, read_fields(fields, raw), {})


def problem(function: str, **raw: Any) -> Problem:
    return solve({"kind": "integral", "function": function, **raw})


KNOWN = [
    ("6*x^2", "2*x^3"),
    ("3*x^2 - 2*x + 1", "x^3 - x^2 + x"),
    ("5/x", "5*ln(abs(x))"),
    ("4*exp(-2*x) + 3", "3*x - 2*exp(-2*x)"),
    ("x*exp(-x^2)", "-exp(-x^2)/2"),
    ("x*(x^2 + 3)^4", "(x^2 + 3)^5/10"),
    ("2*x/(x^2 + 5)", "ln(x^2 + 5)"),
    ("x^2*exp(x)", "(x^2 - 2*x + 2)*exp(x)"),
    ("x^3*ln(x)", "x^4*(4*ln(x) - 1)/16"),
    ("x*sin(2*x)", "sin(2*x)/4 - x*cos(2*x)/2"),
    ("exp(2*x)*cos(3*x)", "exp(2*x)*(2*cos(3*x) + 3*sin(3*x))/13"),
    ("(x + 3)/(x^2 - 3*x + 2)", "5*ln(abs(x - 2)) - 4*ln(abs(x - 1))"),
    ("1/(x*(x + 1)^2)", "ln(abs(x)) + 1/(x + 1) - ln(abs(x + 1))"),
    ("(3*x + 2)/(x^2 + 2*x + 5)", "3*ln(x^2 + 2*x + 5)/2 - arctan((x + 1)/2)/2"),
    ("sin(x)^2", "x/2 - sin(2*x)/4"),
    ("sin(x)^3", "cos(x)^3/3 - cos(x)"),
    ("sin(3*x)*cos(2*x)", "-(5*cos(x) + cos(5*x))/10"),
    ("1/sqrt(9 - 4*x^2)", "arcsin(2*x/3)/2"),
    ("x*sqrt(x + 1)", "2*(3*x - 2)*(x + 1)^(3/2)/15"),
    ("exp(sqrt(x))", "2*exp(sqrt(x))*(sqrt(x) - 1)"),
    ("sigmoid(3*z)", "softplus(3*z)/3"),
    ("sec(x)^3", "(sec(x)*tan(x) + ln(abs(sec(x) + tan(x))))/2"),
]


@pytest.mark.parametrize(("function", "known"), KNOWN, ids=[function for function, _ in KNOWN])
def test_known_antiderivatives(function: str, known: str) -> None:
    variable = min(names(read(function)))
    found = problem(function, variable=variable)
    assert compare_antiderivative(found.answer, read(known), variable).verdict is Verdict.EQUAL
    assert isinstance(found.answer, Sum) and found.answer.terms[-1] == Name("C")
    assert found.certificate.points >= 6
    assert found.solution.steps[-1].after == found.answer


@pytest.mark.parametrize(
    ("function", "rules"),
    [
        ("x*exp(-x^2)", {"substitution"}),
        ("x*exp(x)", {"by parts"}),
        ("1/(x^2 - 1)", {"partial fractions"}),
        ("sin(x)^2", {"half-angle identity"}),
        ("1/(x^2 + 4)", {"arctangent form"}),
    ],
)
def test_the_steps_name_the_method(function: str, rules: set[str]) -> None:
    assert rules <= {step.rule for step in problem(function).solution.steps}


def test_the_constant_is_written_but_not_in_sympy_text() -> None:
    found = problem("6*x^2").to_dict()
    assert found["answer"]["text"] == "2*x^3 + C"
    assert found["answer"]["latex"].endswith("+ C")
    assert found["answer"]["sympy"] == "2*x**3"
    assert all("C" not in mistake["answer"]["sympy"] for mistake in found["mistakes"])


@pytest.mark.parametrize("function", ["0", "(x - x)^2"])
def test_of_nothing_the_constant_remains(function: str) -> None:
    answer = problem(function, variable="x").to_dict()["answer"]
    assert (answer["text"], answer["sympy"]) == ("C", "0")


def test_a_wanted_form_is_kept() -> None:
    assert problem("2*(x + 1)", answer="(x + 1)^2").to_dict()["answer"]["text"] == "(x + 1)^2 + C"


def test_a_wrong_form_is_rejected() -> None:
    with pytest.raises(Wrong):
        problem("2*x", answer="x^3")


def test_a_wanted_form_that_nothing_finds_is_differentiated() -> None:
    function = "arcsin(x/sqrt(1 - x^2))"
    with pytest.raises(Unsolved, match="give the form"):
        problem(function)
    (line,) = problem(function, answer=f"x*{function} + arctan(sqrt(1 - 2*x^2))").solution.steps
    assert line.rule == "known antiderivative"
    with pytest.raises(Wrong):
        problem(function, answer=f"x*{function} - arctan(sqrt(1 - 2*x^2))")


def test_no_number_is_added_to_the_constant() -> None:
    assert problem("1/(1 + sqrt(x))").to_dict()["answer"]["text"] == "2*(sqrt(x) - ln(sqrt(x) + 1)) + C"
    assert problem("x^3/(x^2 + 1)").to_dict()["answer"]["text"] == "x^2/2 - ln(x^2 + 1)/2 + C"


@pytest.mark.parametrize("wrong", ["x^3 + C", "2*x^3", "2*x^3 + C*x", "2*x^3 + x/1000 + C"])
def test_the_check_rejects(wrong: str) -> None:
    record = task(function="6*x^2")
    with pytest.raises(Wrong):
        KIND.check(record, replace(KIND.solve(record), answer=read(wrong)))


def test_mistakes_are_no_antiderivatives() -> None:
    for function in ("3*x^4", "4*exp(-2*x)", "x*sin(2*x)", "x^2*exp(x)", "1/x^3", "3*cos(5*x)"):
        found = problem(function)
        assert len(found.mistakes) >= 2, function
        for mistake in found.mistakes:
            verdict = compare_antiderivative(found.answer, mistake.answer, "x").verdict
            assert verdict is Verdict.DIFFERENT, (function, mistake.id)
    assert {"power-not-divided", "differentiated"} <= {m.id for m in problem("6*x^2").mistakes}
    assert {"product-of-integrals", "parts-sign"} <= {m.id for m in problem("x*exp(x)").mistakes}


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ({"function": "sin(x)/x"}, Unsolved),
        ({"function": "x^x"}, Unsolved),
        ({"function": "x^2 = 4"}, TaskError),
        ({"function": "a*t"}, TaskError),
        ({"function": "x^2", "variable": "2"}, TaskError),
        ({"function": ""}, TaskError),
    ],
)
def test_what_cannot_be_done_is_one_line(raw: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        solve({"kind": "integral", **raw})
    assert "\n" not in str(caught.value) and len(str(caught.value)) > 10


FAMILIES = {
    "arcsin(x)/x^2": "by parts",
    "sec(x)/(1 + sin(x))": "substitution",
    "exp(sin(x))*sin(2*x)": "double-angle identity",
    "sqrt(x^2 - 9)/x^4": "undetermined coefficients",
    "(9 - x^2)^(-3/2)": "root of a square",
    "1/(x*sqrt(2 + x - x^2))": "undetermined coefficients",
    "x^4/sqrt(1 - x^2)": "undetermined coefficients",
    "sqrt((1 + x)/(1 - x))": "substitution",
    "1/(sqrt(x) + sqrt(1 + x))": "substitution",
    "x^(1/3)/(1 + x)": "substitution",
    "1/sqrt(1 + exp(x))": "substitution",
    "1/(1 + x^2)^3": "rational part",
    "1/(2 + cos(x))": "half-angle substitution",
    "1/(2 + cos(x) + sin(x))": "substitution",
    "1/(3 + 5*cosh(x))": "substitution",
    "sech(x)^3": "substitution",
    "arcosh(x)/x^2": "by parts",
    "x/(4 - x^2 + sqrt(4 - x^2))": "substitution",
    "x*arcsec(x)": "by parts",
    "x*arccsc(x)": "by parts",
    "4^x/sqrt(2 - 3*2^x)": "substitution",
    "2^x/(1 + 4^x)": "substitution",
    "exp(x)*(1 + x)/(2 + x)^2": "undetermined coefficients",
    "sqrt(1 + sin(3*x))": "undetermined coefficients",
    "1/(sqrt(2) + sin(x) + cos(x))": "half-angle substitution",
    "(4 + 12*x^2 + 9*x^4)^(3/2)": "powers of products",
    "1/(x^4 - x^2 + 2)": "partial fractions",
    "arcsec(x)": "by parts",
}


@pytest.mark.parametrize("function", FAMILIES)
def test_families_with_worked_lines(function: str) -> None:
    problem = solve({"kind": "integral", "function": function})
    rules = {step.rule for step in all_steps(problem.solution.steps)}
    assert FAMILIES[function] in rules
    assert "look it up" not in rules


def test_a_continuous_antiderivative_or_where_it_holds() -> None:
    problem = solve({"kind": "integral", "function": "1/(2 + cos(x))"})
    values = [value(problem.answer, {"x": place, "C": 0}) for place in (3, 4)]
    assert 0 < values[1] - values[0] < 1
    problem = solve({"kind": "integral", "function": "1/(2 + cos(x) + sin(x))"})
    note = problem.to_dict()["steps"][-1]["note"]
    assert "holds on each interval without a zero of cos(x/2)" in note


@pytest.mark.parametrize("function", ["ln(2*x)", "(x - 6)*exp(-x)", "(2*x + 1)*sin(3*x)"])
def test_what_everybody_takes_by_parts_is_not_rewritten_first(function: str) -> None:
    assert problem(function).solution.steps[0].rule == "by parts"


@pytest.mark.parametrize(
    ("task", "zeros"),
    [
        ({"function": "sqrt(1 + cos(x))"}, "cos(x) + 1"),
        ({"function": "sqrt(1 - sin(2*x))"}, "1 - sin(2*x)"),
        ({"function": "sqrt(x^4 - 2*x^2 + 1)"}, "x - 1 or x + 1"),
        ({"function": "sqrt(cosh(x) - 1)"}, "cosh(x) - 1"),
        ({"function": "sqrt(exp(2*x) - 2*exp(x) + 1)"}, "exp(x) - 1"),
        ({"function": "1/(1 + x^2)", "answer": "arctan(2*x/(1 - x^2))/2"}, "1 - x^2"),
        ({"function": "cos(x)", "answer": "sin(x) + (x^2 - 400)/abs(x^2 - 400)"}, "x^2 - 400"),
        ({"function": "cos(x)", "answer": "sin(x) + sign(exp(x) - 2)"}, "exp(x) - 2"),
        ({"function": "cos(x)", "answer": "sin(x) + floor(x)"}, "sin(pi*x)"),
    ],
)
def test_where_an_antiderivative_jumps_it_says_on_which_intervals_it_holds(task: dict[str, str], zeros: str) -> None:
    problem = solve({"kind": "integral", **task})
    note = problem.to_dict()["steps"][-1]["note"]
    assert f"holds on each interval without a zero of {zeros}: beyond it" in note


@pytest.mark.parametrize(
    "function", ["1/(1 + cos(x))", "1/(1 + sin(x)^2)", "sqrt(2*cosh(x) + 2)", "sin(x)/sqrt(1 - cos(x))"]
)
def test_where_the_integrand_breaks_off_too_nothing_is_said(function: str) -> None:
    problem = solve({"kind": "integral", "function": function})
    assert "holds on" not in str(problem.to_dict()["steps"][-1]["note"])
