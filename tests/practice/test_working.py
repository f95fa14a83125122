"""Working line by line: the first false line is found, what follows from it does not count again."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from calcdrill import generate_problem, grade_working, load_catalog, solve
from calcdrill.carrying import Standing, carried, spoiled, wrong_results
from calcdrill.errors import CalcdrillError
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Node, Relation
from calcdrill.problem import Problem

CATALOG = load_catalog()
EXERCISES = sorted(CATALOG.exercises)[::5]


def derivative(function: str) -> Problem:
    return solve({"kind": "derivative", "function": function})


def standings(problem: Problem, *lines: str) -> list[str]:
    return [line.standing.value for line in grade_working(problem, lines).lines]


@pytest.mark.parametrize(
    ("function", "lines", "want"),
    [
        ("x^2*sin(x)", ["2x sin x + x^2 cos x"], ["holds"]),
        ("x^2*sin(x)", ["f'(x) = 2x sin x + x^2 cos x", "= x(2 sin x + x cos x)"], ["holds", "holds"]),
        ("x^2*sin(x)", ["2x cos x", "= 2 x cos(x)"], ["false", "follows from a false one"]),
        ("(x+1)^2", ["2(x+1)", "2x + 2", "2x + 1"], ["holds", "holds", "false"]),
        ("(x+1)^2", ["2(x+1)", "2x + 1", "1 + 2x"], ["holds", "false", "follows from a false one"]),
        ("(x+1)^2", ["3*4 = 12", "2(x+1)"], ["holds", "holds"]),
        ("(x+1)^2", ["u = x + 1", "???", "2x + 2"], ["undecided", "undecided", "holds"]),
        ("x^3", ["f'(x) = 3x^2 = 5x"], ["false"]),
    ],
)
def test_lines(function: str, lines: list[str], want: list[str]) -> None:
    found = standings(derivative(function), *lines)
    assert [a for a, b in zip(found, want, strict=True) if b != "undecided"] == [b for b in want if b != "undecided"]


def test_the_first_false_line_is_named() -> None:
    working = grade_working(derivative("x^2*sin(x)"), ["f'(x) = 2x cos x", "= 2x cos(x)"])
    assert working.first_false == 0
    assert working.lines[0].mistake == "product-of-derivatives"
    assert working.method_marks == (1, 2)
    assert working.to_dict()["first_false"] == 0


def problem_of(exercise: str) -> Problem | None:
    try:
        return generate_problem(CATALOG, exercise, 9, 0)
    except CalcdrillError:
        return None


def shown(before: object, after: object) -> str:
    """A line as a learner writes it: what follows from an equation is an equation of its own."""
    if isinstance(after, Relation):
        return write_text(after)
    return f"{write_text(before)} = {write_text(after)}"  # type: ignore[arg-type]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_right_solutions_have_no_false_line(exercise: str) -> None:
    problem = problem_of(exercise)
    if problem is None:
        pytest.skip("no instance")
    steps = [step for step in problem.solution.steps if step.check != "none" and step.sign == "="]
    for lines in ([shown(step.before, step.after) for step in steps], [write_text(step.after) for step in steps]):
        working = grade_working(problem, lines)
        assert working.first_false is None, working


@pytest.mark.parametrize("form", [shown, lambda before, after: write_text(after)], ids=["equations", "results alone"])
def test_the_first_false_line_of_a_spoiled_solution_is_found(form: Callable[[Node, Node], str]) -> None:
    found = missed = 0
    for exercise in EXERCISES:
        problem = problem_of(exercise)
        wrong = spoiled(problem, Random(exercise)) if problem is not None else None
        if problem is None or wrong is None:
            continue
        working = grade_working(problem, [form(line.before, line.after) for line in wrong.lines])
        found += 1
        missed += working.first_false != wrong.first_false
    assert found >= 60
    assert missed <= 0.02 * found + 1


@pytest.mark.parametrize(
    ("exercise", "seed", "lines", "want"),
    [
        ("newton-root-step/exponential", 9, ["2*exp(2*x)", "2", "2", "-1"], 1),
        ("newton-root-step/exponential", 9, ["2*exp(2*x)", "-2", "2", "1"], None),
        ("normal-equation/slope-and-intercept", 9, ["-2", "3", "(w, b) = (-1, 1)"], None),
    ],
)
def test_a_lone_result_is_judged_by_what_follows(exercise: str, seed: int, lines: list[str], want: int | None) -> None:
    """The 2 of f(0) is also that of f'(0), but the last line is made of the wrong one; z = 2 is no label."""
    assert grade_working(generate_problem(CATALOG, exercise, seed, 0), lines).first_false == want


# -- the engine


def test_a_mistake_is_carried_through_the_lines_after_it() -> None:
    problem = derivative("(x^2 + 1)^3*x")
    count = 0
    for index in range(len(problem.solution.steps)):
        for wrong in wrong_results(problem, index):
            working = carried(problem, index, wrong)
            if working is None:
                continue
            count += 1
            assert working.lines[index].standing is Standing.FALSE
            assert compare(working.lines[index].before, working.lines[index].after).verdict is Verdict.DIFFERENT
            for line in working.lines[index + 1 :]:
                assert compare(line.before, line.after).verdict is Verdict.EQUAL
            assert compare(working.answer, problem.answer).verdict is Verdict.DIFFERENT
    assert count > 3


def test_the_same_source_spoils_the_same_line() -> None:
    problem = derivative("x^2*exp(3*x)")
    assert spoiled(problem, Random(4)) == spoiled(problem, Random(4))
