"""Letters that are not the variable are constants: integrals of the formulas that textbooks have."""

from __future__ import annotations

import pytest

from calcdrill import solve
from calcdrill.errors import CalcdrillError
from calcdrill.expression.comparing.equality import Verdict, compare_antiderivative
from calcdrill.expression.read import read
from calcdrill.expression.tree import Integral

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
