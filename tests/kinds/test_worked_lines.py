"""Lines that the YAML gives: shown as they are written, and each checked in the way that fits it."""

import pytest

from calcdrill import solve
from calcdrill.errors import Wrong
from calcdrill.expression.notation.text import write_text

DUAL = {"kind": "quantity", "ask": "Cube it.", "quantity": "(2 + 3*epsilon)^3"}
DUAL |= {"variables": ["epsilon"], "dual": "epsilon"}


def test_a_dual_number_is_answered_with_its_real_part_first():
    lines = [
        {"rule": "multiply out", "after": "8 + 36*epsilon + 54*epsilon^2 + 27*epsilon^3"},
        {"rule": "the square is 0", "after": "8 + 36*epsilon"},
    ]
    problem = solve({**DUAL, "answer": "8 + 36*epsilon", "steps": lines})
    assert write_text(problem.answer) == "8 + 36*epsilon"
    assert [step.check for step in problem.solution.steps] == ["dual", "dual"]
    assert all(step.sign == "=" for step in problem.solution.steps)


@pytest.mark.parametrize("answer", ["8 + 37*epsilon", "9 + 36*epsilon", "8 + 36*epsilon^2"])
def test_a_wrong_dual_part_is_refused(answer):
    with pytest.raises(Wrong):
        solve({**DUAL, "answer": answer})


LINE = {"kind": "quantity", "ask": "Where is `2*x - 6` zero?", "quantity": "6/2", "answer": "3"}


def test_a_line_may_solve_an_equation():
    lines = [
        {"rule": "solve", "before": "2*x - 6 = 0", "after": "x = 3"},
        {"rule": "work it out", "before": "hold(6/2)", "after": "3"},
    ]
    problem = solve({**LINE, "steps": lines})
    assert [step.check for step in problem.solution.steps] == ["solution", "value"]


@pytest.mark.parametrize(
    "line",
    [
        {"rule": "solve", "before": "2*x - 6 = 0", "after": "x = 4"},
        {"rule": "solve", "before": "x^2 = 9", "after": "{x = -3; x = 4}"},
        {"rule": "solve", "before": "[x + y, x - y] = [3, 1]", "after": "[x, y] = [2, 2]"},
        {"rule": "shown", "before": "1 + 1", "after": "2", "proof": "2 = 3"},
    ],
)
def test_a_shown_line_that_is_false_is_refused(line):
    with pytest.raises(Wrong):
        solve({**LINE, "steps": [line, {"rule": "so", "before": "6/2", "after": "3"}]})
