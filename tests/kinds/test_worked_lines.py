"""Lines that the YAML gives: shown as they are written, and each checked in the way that fits it."""

from dataclasses import replace

import pytest

from calcdrill import load_catalog, solve
from calcdrill.errors import Wrong
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Number, Relation
from calcdrill.instances import make_problem
from calcdrill.verify import check_steps

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


def test_an_equation_that_is_solved_may_be_the_last_line():
    lines = [{"rule": "solve", "before": "2*x - 6 = 0", "after": "x = 3"}]
    problem = solve({**LINE, "steps": lines})
    assert [step.rule for step in problem.solution.steps] == ["solve"]
    assert problem.solution.steps[-1].result == problem.answer


def test_implicit_lines_go_from_equation_to_equation():
    problem = solve({"kind": "implicit_derivative", "equation": "x^2 + 4*x*y + y^2 = 6"})
    shown = [write_text(step.after) for step in problem.solution.steps]
    assert shown[0] == "2*x + 4*y + 4*x*y' + 2*y*y' = 0"
    assert shown[1] == "(4*x + 2*y)*y' = -2*x - 4*y"
    assert shown[2] == f"y' = {write_text(problem.answer)}"
    assert all(step.proof for step in problem.solution.steps)


def test_a_fact_beside_a_line_in_words_is_checked():
    steps = solve({"kind": "implicit_derivative", "equation": "x^2 + y^2 = 6"}).solution.steps
    problem = solve({"kind": "implicit_derivative", "equation": "x^2 + 2*y^2 = 6"})
    solution = problem.solution
    assert check_steps(problem.task, problem.solution) == 3
    wrong = replace(steps[0], proof=(Relation((Number(1), Number(2)), ("=",)),))
    with pytest.raises(Wrong):
        check_steps(problem.task, replace(solution, steps=(wrong, *solution.steps[1:])))


@pytest.mark.parametrize(
    ("function", "at", "line"),
    [("sqrt(x)", 9, "x/6 + 3/2"), ("1 - x^2", 9, "-18*x + 82"), ("x^2 - 1", 1, "2*x - 2"), ("x^3", 1, "3*x - 2")],
)
def test_a_tangent_line_is_written_as_slope_times_x_plus_height(function, at, line):
    assert write_text(solve({"kind": "tangent_line", "function": function, "at": at}).answer) == f"y = {line}"


def test_no_line_only_puts_terms_in_order() -> None:
    line = {"rule": "shift", "after": "-exp(3*x) + 9"}
    found = solve(
        {
            "kind": "quantity",
            "ask": "f",
            "quantity": "(3 - exp(3*x)) + 6",
            "variables": "x",
            "steps": [line],
            "answer": "9 - exp(3*x)",
        }
    )
    assert [step.rule for step in found.solution.steps] == ["shift"]
    assert found.solution.steps[-1].after == found.answer


def test_a_last_line_that_reads_like_the_answer_is_not_repeated():
    exercise = load_catalog().exercises["cross-entropy-gradient/soft-target"]
    for index in range(5):
        *_, last = make_problem(exercise, 5, index).solution.steps
        assert last.rule == "probabilities minus target"
        assert write_text(last.before) != write_text(last.after)
