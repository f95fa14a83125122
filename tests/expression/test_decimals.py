"""What is given in decimals is worked and answered in decimals."""

from __future__ import annotations

import pytest

from calcdrill import solve
from calcdrill.expression.decimals import as_decimals, has_decimals, steps_in_decimals
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.steps import Step


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("108/25", "4.32"),
        ("-3/8*x + 1/2", "-0.375*x + 0.5"),
        ("4/2", "2"),
        ("1/3 + 1/2", "1/3 + 1/2"),  # one without an end: all stay
        ("x^(1/2)/4", "x^(1/2)/4"),  # an exponent, and a quotient of more than numbers
        ("[1/5, x]", "(0.2, x)"),
        ("1/1024", "1/1024"),  # ten places
        ("x + 1", "x + 1"),
    ],
)
def test_fractions_become_decimals_where_all_have_an_end(text: str, wanted: str) -> None:
    assert write_text(as_decimals(read(text))) == wanted


def test_a_decimal_is_found_anywhere_in_a_task() -> None:
    assert has_decimals({"x": read("1"), "y": (read("2 + sin(0.1*x)"),)})
    assert not has_decimals((read("1/10"), "0.1", None, 3))


def test_a_line_that_only_wrote_a_decimal_as_a_fraction_goes() -> None:
    lines = (Step("halve", read("1/2*y"), read("0.5")), Step("as a fraction", read("0.5"), read("1/2")))
    assert [step.rule for step in steps_in_decimals(lines)] == ["halve"]
    alone = (Step("multiply", read("z"), read("9")), Step("as a fraction", read("0.5"), read("1/2")))
    assert [step.rule for step in steps_in_decimals(alone)] == ["multiply", "as a fraction"]


def test_an_answer_is_in_decimals_if_the_task_is() -> None:
    task = {"kind": "gradient_descent", "function": "x^2", "start": "3", "steps": 1}
    for rate, answer in (("0.2", "1.8"), ("1/5", "9/5")):
        problem = solve({**task, "learning_rate": rate})
        assert write_text(problem.answer) == answer
        assert problem.solution.steps[-1].after == problem.answer
