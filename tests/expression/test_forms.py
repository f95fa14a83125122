"""The forms that a task may ask for."""

from __future__ import annotations

import pytest

from calcdrill.expression.forms import FORMS, has_form
from calcdrill.expression.read import read


@pytest.mark.parametrize(
    ("form", "answer", "reached", "missed"),
    [
        (
            "expanded",
            "x^2 + 2*x + 1",
            ["x^2 + 2*x + 1", "1 + x*x + 2*x"],
            ["(x + 1)^2", "(x + 1)*(1 + x)", "x*(x + 2) + 1"],
        ),
        (
            "factored",
            "(x - 1)*(x + 2)",
            ["(x + 2)*(x - 1)", "-(1 - x)*(x + 2)", "2*(x/2 + 1)*(x - 1)"],
            ["x^2 + x - 2"],
        ),
        ("factored", "x*(x + 1)^2", ["x*(x + 1)*(x + 1)"], ["x*(x^2 + 2*x + 1)", "(x^2 + x)*(x + 1)"]),
        ("one fraction", "(x + 1)/x", ["(1 + x)/x", "-(-1 - x)/x", "(x + 1)/x"], ["1 + 1/x", "(1 + 1/x)/1"]),
        (
            "logarithms apart",
            "2*ln(x) + 3*x",
            ["3*x + 2*ln(x)", "ln(x) + ln(x) + 3*x"],
            ["ln(x^2) + 3*x", "ln(x*x) + 3*x"],
        ),
        ("no logarithms", "5/x^5", ["5*x^(-5)", "5/x^5"], ["exp(ln(5) - 5*ln(x))", "5*exp(-5*ln(x))"]),
    ],
)
def test_forms(form: str, answer: str, reached: list[str], missed: list[str]) -> None:
    right = read(answer)
    assert has_form(form, right, right)
    assert [text for text in reached if not has_form(form, read(text), right)] == []
    assert [text for text in missed if has_form(form, read(text), right)] == []


def test_no_form_is_no_wish() -> None:
    assert has_form("", read("(x + 1)^2"), read("x"))
    assert len(FORMS) > 4
