"""Letters that are not the variable are constants: integrals of the formulas that textbooks have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calcdrill import grade, solve
from calcdrill.errors import CalcdrillError, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare, compare_antiderivative
from calcdrill.expression.read import read
from calcdrill.expression.tree import Integral
from calcdrill.instances import solve as solve_task
from calcdrill.kinds import find
from calcdrill.practice.grade import Grade

SOLVED = [
    ("x/(a*x + b)", (), "x/a - b*ln(abs(a*x + b))/a^2"),
    ("sin(a*x)^2", (), "x/2 - sin(2*a*x)/(4*a)"),
    ("x*exp(-x^2/(2*s^2))", (), "-s^2*exp(-x^2/(2*s^2))"),
    ("1/(1 + exp(-k*x))", (), "ln(1 + exp(k*x))/k"),
    ("arctan(a*x)", (), "x*arctan(a*x) - ln(1 + a^2*x^2)/(2*a)"),
    ("1/(x^2 + a)", ("a > 0",), "arctan(x/sqrt(a))/sqrt(a)"),
    ("x/((x + a)*(x + b))", (), "(a*ln(abs(x + a)) - b*ln(abs(x + b)))/(a - b)"),
    ("1/(a*x^2 + b*x + c)", ("4*a*c - b^2 > 0",), "2*arctan((2*a*x + b)/sqrt(4*a*c - b^2))/sqrt(4*a*c - b^2)"),
    ("x^2*sqrt(x + 2)/sqrt(3*x + 1)", (), None),
    ("(1 - 2*x)^(3/2)/(3 + 5*x)", (), None),
    ("sqrt(tan(x))", (), None),
    ("sec(x)^4*sqrt(tan(x))", (), "2*tan(x)^(7/2)/7 + 2*tan(x)^(3/2)/3"),
]


@pytest.mark.parametrize(("integrand", "domain", "wanted"), SOLVED)
def test_an_antiderivative_with_letters_is_found(integrand: str, domain: tuple[str, ...], wanted: str | None) -> None:
    found = solve({"kind": "integral", "function": integrand, "variable": "x", "domain": list(domain)})
    if wanted is None:
        return
    names = frozenset("abckswx")
    conditions = tuple(read(condition, names) for condition in domain)
    whole = Integral(read(integrand, names), "x")
    for answer in (found.answer, read(wanted, names)):
        comparison = compare_antiderivative(whole, answer, "x", conditions)
        assert comparison.verdict in {Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED}


def test_where_the_form_depends_on_a_sign_the_sign_is_asked_for() -> None:
    with pytest.raises(CalcdrillError, match=r"the sign of a decides the form: state it, such as domain: a > 0"):
        solve({"kind": "integral", "function": "1/(x^2 + a)", "variable": "x"})


@pytest.mark.parametrize(
    ("integrand", "sign"),
    [("1/sqrt(x^2 + a)", "negative"), ("sqrt(x)/(x + a)", "positive"), ("exp(-a*x^2)", "negative")],
)
def test_an_antiderivative_that_has_values_for_some_letters_only_is_refused(integrand: str, sign: str) -> None:
    task = {"kind": "integral", "function": integrand, "variable": "x"}
    with pytest.raises(CalcdrillError, match=f"has no value where a is {sign}: narrow the domain"):
        solve(task)
    assert solve({**task, "domain": ["a > 0"]}).answer


BETWEEN_LIMITS = [
    ("x^2", "0", "a", (), "a^3/3"),
    ("exp(-a*x)", "0", "oo", ("a > 0",), "1/a"),
    ("x*k*exp(-k*x)", "0", "oo", ("k > 0",), "1/k"),
    ("x^n", "0", "1", ("n > 0",), "1/(n + 1)"),
    ("exp(-x^2/(2*s^2))", "-oo", "oo", ("s > 0",), "s*sqrt(2*pi)"),
    ("x/(b - a)", "a", "b", ("b - a > 0",), "(a + b)/2"),
    ("1/x", "a", "b", ("a > 0", "b > 0"), "ln(b/a)"),
    ("3*x^2/(x^3 - 2)^2", "a", "oo", ("a > 2",), "1/(a^3 - 2)"),
    ("3*x^2/(x^3 + 2)^2", "0", "a", ("a > 0",), "1/2 - 1/(a^3 + 2)"),
    ("1/x^p", "1", "oo", ("p > 1",), "1/(p - 1)"),
    ("x^a", "0", "1", ("a > -1",), "1/(a + 1)"),
    ("exp(-(a - 2)*x)", "0", "oo", ("a > 2",), "1/(a - 2)"),
    ("1/x", "a", "b", ("0 < a < b",), "ln(b/a)"),
]


@pytest.mark.parametrize(("integrand", "lower", "upper", "domain", "wanted"), BETWEEN_LIMITS)
def test_an_integral_between_limits_with_letters_is_found(
    integrand: str, lower: str, upper: str, domain: tuple[str, ...], wanted: str
) -> None:
    task = {"kind": "definite_integral", "function": integrand, "lower": lower, "upper": upper, "variable": "x"}
    found = solve({**task, "domain": list(domain)})
    names = frozenset("abknpsx")
    conditions = tuple(read(condition, names) for condition in domain)
    assert compare(found.answer, read(wanted, names), conditions).is_equal
    assert found.certificate.answer == "confirmed at points"


@pytest.mark.parametrize(
    ("integrand", "lower", "upper"), [("1/x", "a", "b"), ("1/(x - a)", "0", "1"), ("exp(a*x)", "0", "oo")]
)
def test_an_integral_that_does_not_exist_for_all_letters_is_refused(integrand: str, lower: str, upper: str) -> None:
    with pytest.raises(CalcdrillError):
        solve({"kind": "definite_integral", "function": integrand, "lower": lower, "upper": upper, "variable": "x"})


@pytest.mark.parametrize(
    ("integrand", "lower", "upper", "domain"),
    [
        ("1/(x + a - 50)^2", "0", "1", "a > 0"),
        ("1/(x - 1000)^2", "0", "a", "a > 0"),
        ("1/(x - 1000)^2", "a", "oo", "a > 10"),
        ("1/(x - a/7 + b)^2", "2", "3", "b > 1000"),
    ],
)
def test_letters_that_no_draw_meets_are_sought(integrand: str, lower: str, upper: str, domain: str) -> None:
    task = {"kind": "definite_integral", "function": integrand, "lower": lower, "upper": upper, "variable": "x"}
    with pytest.raises(CalcdrillError, match="changes its form for some a"):
        solve({**task, "domain": [domain]})


def test_letters_whose_breaks_lie_outside_the_domain_are_no_obstacle() -> None:
    task = {"kind": "definite_integral", "function": "1/(x + a - 50)^2", "lower": 0, "upper": 1, "variable": "x"}
    found = solve({**task, "domain": ["a > 50"]})
    names = frozenset("a")
    wanted = read("1/(a - 50) - 1/(a - 49)", names)
    assert compare(found.answer, wanted, (read("a > 50", names),)).is_equal


def test_infinity_for_an_integral_with_letters_has_a_verdict() -> None:
    """Its named mistake "diverges" asks for the sign of the integrand, which has letters."""
    task = {"kind": "definite_integral", "function": "exp(-a*x)", "lower": 0, "upper": "oo", "variable": "x"}
    found = solve({**task, "domain": ["a > 0"]})
    assert grade(found, "oo").mistake == "infinite-area"
    assert grade(found, "-oo").grade is Grade.WRONG


SERIES = [
    ("exp(a*x)", 3, "1 + a*x + a^2*x^2/2 + a^3*x^3/6"),
    ("(1 + x)^n", 2, "1 + n*x + n*(n - 1)*x^2/2"),
    ("1/(1 - a*x)", 2, "1 + a*x + a^2*x^2"),
]


@pytest.mark.parametrize(("function", "order", "wanted"), SERIES)
def test_a_taylor_polynomial_with_letters_is_found(function: str, order: int, wanted: str) -> None:
    found = solve({"kind": "taylor", "function": function, "order": order, "variable": "x"})
    assert compare(found.answer, read(wanted, frozenset("anx"))).is_equal
    kind = find("taylor")
    wrong = replace(found.solution, answer=read(wanted + " + x^2/10^9", frozenset("anx")))
    with pytest.raises(Wrong):
        kind.check(found.task, wrong)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("derivative", {"function": "xy", "variable": "x"}),
        ("derivative", {"function": "x + ax^2", "variable": "x"}),
        ("integral", {"function": "ax"}),
        ("implicit_derivative", {"equation": "xy = 1"}),
    ],
)
def test_letters_side_by_side_are_no_constant(kind: str, fields: dict[str, str]) -> None:
    with pytest.raises(CalcdrillError, match="one name, not a product"):
        solve_task({"kind": kind, **fields})


def test_names_that_are_no_product_stay_constants() -> None:
    for function in ("mu*x", "xi*x", "k1*x", "f_x*x", "rate*x"):
        assert solve_task({"kind": "derivative", "function": function, "variable": "x"}).answer


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("definite_integral", {"function": "exp(-a*x)", "lower": 0, "upper": "oo"}, "say more about them"),
        ("integral", {"function": "1/sqrt(a^2 - x^2)"}, "domain: a > 0"),
    ],
)
def test_reasons_ask_for_what_the_letters_are(kind: str, fields: dict[str, object], words: str) -> None:
    with pytest.raises(CalcdrillError, match=words):
        solve_task({"kind": kind, "variable": "x", **fields})
