"""What a learner meets, over two problems of each exercise: the counts of ``laws.teaching`` that are to be 0 are 0."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from calcdrill import load_catalog, solve
from calcdrill.expression.read import read
from calcdrill.expression.steps import Step
from calcdrill.expression.tree import Number
from calcdrill.problem import Figure, Problem
from laws.teaching import Counts, all_problems, counted, table
from laws.textbook import needs_its_domain, shows_a_domain, unworked

EXERCISES = list(load_catalog().exercises.values())
NONE_OF = (
    "equal",
    "code",
    "drawn_wrongly",
    "clipped",
    "hidden",
    "rising",
    "unworked",
    "ascending",
    "needless",
    "bare",
)


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    return all_problems(EXERCISES)


@pytest.fixture(scope="module")
def counts(problems: list[Problem]) -> Counts:
    return counted(problems, EXERCISES)


@pytest.mark.parametrize("name", NONE_OF)
def test_there_is_none(counts: Counts, name: str) -> None:
    assert getattr(counts, name) == 0


def test_there_is_much_to_look_at(counts: Counts) -> None:
    assert counts.problems == 2 * len(EXERCISES) > 1500
    assert counts.descents > 20 and counts.sentences > 1500 and counts.lines > 5000


def test_a_third_of_the_problems_have_a_figure(counts: Counts) -> None:
    assert counts.figures * 3 >= counts.problems


def parabola(*path: str) -> Figure:
    points = tuple((read(place),) for place in path)
    return Figure("descent", {"function": read("w^2"), "variables": ("w",), "path": points}, ("Steps.",))


FAULTS: dict[str, dict[str, Any]] = {
    "equal": {"solution": (Step("divide", read("1/3"), Number(Fraction(1, 3))),)},
    "code": {"solution": (Step("put in", read("f(dot(u, v))"), read("transpose_of(x)")),)},
    "drawn_wrongly": {"figure": Figure("graph", {"function": read("ln(x)"), "variable": "x", "upper": read("-1")}, ())},
    "rising": {"figure": parabola("1", "-2")},
    "unworked": {"solution": (Step("product rule", read("f(u)"), read("u*(-2)")),)},
    "ascending": {"answer": read("2 - 18*x")},
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_counted(problems: list[Problem], name: str) -> None:
    sound = next(problem for problem in problems if problem.task.kind == "derivative" and problem.figure is None)
    changes = dict(FAULTS[name])
    if "solution" in changes:
        changes["solution"] = replace(sound.solution, steps=changes["solution"])
    if "answer" in changes:
        changes["solution"] = replace(sound.solution, answer=changes.pop("answer"))
    assert getattr(counted([sound], []), name) == 0
    assert getattr(counted([replace(sound, **changes)], []), name) == 1


@pytest.mark.parametrize("text", ["-8*u*(2*u)", "2*(-3)", "3 - (-2)*x", "5*3*x^2", "x/(-2)", "x*x^2"])
def test_a_product_that_is_left_is_found_in_an_answer(problems: list[Problem], text: str) -> None:
    sound = problems[0]
    wrong = replace(sound, solution=replace(sound.solution, answer=read(text)))
    assert len(list(unworked(wrong))) == 1 + len(list(unworked(sound)))


@pytest.mark.parametrize(
    ("function", "needed"),
    [("ln(9*x + 2)", False), ("x^3", False), ("exp(x)*cos(x)", False), ("sqrt(x)", False), ("x^(2*x^2)", True)],
)
def test_a_domain_is_needed_where_the_answer_fails_without_it(function: str, needed: bool) -> None:
    problem = solve({"kind": "derivative", "function": function, "variable": "x", "domain": "x > 0"})
    assert shows_a_domain(problem)
    assert needs_its_domain(problem) == needed


def test_a_mistake_without_its_condition_is_counted() -> None:
    exercise = next(exercise for exercise in EXERCISES if exercise.wrong_answers)
    assert counted([], [replace(exercise, mistake_conditions={})]).bare == len(exercise.wrong_answers)


def test_the_page_has_the_table_of_the_command() -> None:
    page = Path(__file__).parents[2] / "docs" / "teaching.md"
    rows = page.read_text(encoding="utf-8").splitlines()
    assert [row.split("|")[1] for row in rows if row.startswith("| ")] == [
        row.split("|")[1] for row in table(Counts()).splitlines()
    ]
