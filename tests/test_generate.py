"""Sets of problems: no two alike, honest about how many exist, the same for the same seed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from calcdrill import generate_problem, generate_set, load_catalog, solve
from calcdrill.canonical import canonical_key
from calcdrill.draws import read_draw
from calcdrill.errors import NotFound, TaskError, Unsatisfiable
from calcdrill.export.jsonl import problem_to_dict
from calcdrill.expression.read import read
from calcdrill.generating import iterate_set, take
from calcdrill.instances import Tally, make_problem
from calcdrill.tasks import count_instances, salt_of

YAML = """
topic: demo
title: Demo
concepts:
  - id: demo-concept
    title: Demo concept
    difficulty: 1
    requires: []
    summary: A demo.
    why: For tests.
    exercises:
      - id: small
        kind: derivative
        difficulty: 1
        draw: {a: 2..4, b: 2..4}
        function: a*b*x^2
        hints: [None needed.]
        limited: it is small
      - id: never
        kind: derivative
        difficulty: 3
        draw: {a: 2..4}
        require: [a > 9]
        function: a*x^2
        hints: [None needed.]
        limited: it is empty
      - id: two-names
        kind: partial
        difficulty: 2
        draw: {a: 2..3}
        function: a*x*y + y^2
        variables: [x, y]
        wrt: [x]
        hints: [None needed.]
        limited: it is small
"""


@pytest.fixture
def catalog(tmp_path: Path):  # type: ignore[no-untyped-def]
    folder = tmp_path / "exercises"
    folder.mkdir()
    (folder / "50-demo.yaml").write_text(YAML)
    return load_catalog(tmp_path, shipped=False)


def test_the_count_is_of_different_tasks_and_not_of_draws(catalog) -> None:  # type: ignore[no-untyped-def]
    # 3 × 3 draws, but the products 4, 6, 8, 9, 12, 16 are only 6 different tasks.
    assert count_instances(catalog.exercises["demo-concept/small"]) == (6, True)


def test_asking_for_more_than_exist_says_how_many_exist(catalog) -> None:  # type: ignore[no-untyped-def]
    exercise = catalog.exercises["demo-concept/small"]
    assert len(list(iterate_set([exercise], 6, seed=1))) == 6
    with pytest.raises(Unsatisfiable, match="7 problems were asked for, but only 6"):
        list(iterate_set([exercise], 7, seed=1))


def test_giving_up_names_the_constraint(catalog) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Unsatisfiable, match=r"200 by require: a > 9"):
        make_problem(catalog.exercises["demo-concept/never"], 1, 0)


def test_a_set_has_no_two_alike() -> None:
    catalog = load_catalog()
    problems = generate_set(catalog, ["chain-rule"], n=120, seed=5).problems
    assert len({canonical_key(problem.task) for problem in problems}) == 120


def test_renaming_and_reordering_is_the_same_task() -> None:
    pairs = [
        (
            {"kind": "derivative", "function": "x^2 + sin(x)"},
            {"kind": "derivative", "function": "sin(t) + t^2", "variable": "t"},
        ),
        (
            {"kind": "gradient", "function": "x^2*y", "variables": ["x", "y"]},
            {"kind": "gradient", "function": "u*v^2", "variables": ["u", "v"]},
        ),
        (
            {"kind": "partial", "function": "x*y^2", "variables": ["x", "y"], "wrt": ["x"]},
            {"kind": "partial", "function": "x^2*y", "variables": ["x", "y"], "wrt": ["y"]},
        ),
    ]
    for left, right in pairs:
        assert canonical_key(solve(left).task) == canonical_key(solve(right).task)


def test_different_tasks_stay_different() -> None:
    tasks = [
        {"kind": "derivative", "function": "x^2 + sin(x)"},
        {"kind": "derivative", "function": "x^2*sin(x)"},
        {"kind": "derivative", "function": "x^2 - sin(x)"},
        {"kind": "derivative", "function": "x^2 + sin(x)", "at": 1},
        {"kind": "derivative", "function": "x^2 + sin(x)", "order": 2},
        {"kind": "partial", "function": "x^2*y", "variables": ["x", "y"], "wrt": ["x"]},
        {"kind": "partial", "function": "x^2*y", "variables": ["x", "y"], "wrt": ["y"]},
    ]
    assert len({canonical_key(solve(task).task) for task in tasks}) == len(tasks)


def test_two_processes_make_the_same_set() -> None:
    catalog = load_catalog()
    alone, together = (
        [json.dumps(problem_to_dict(p)) for p in generate_set(catalog, ["rules"], 60, seed=9, jobs=jobs).problems]
        for jobs in (1, 2)
    )
    assert alone == together


def test_a_problem_is_found_again_by_its_place() -> None:
    catalog = load_catalog()
    for problem in generate_set(catalog, ["gradient"], n=12, seed=4).problems:
        assert problem.id is not None and problem.seed is not None and problem.index is not None
        again = generate_problem(catalog, problem.id, problem.seed, problem.index)
        assert again.to_dict() == problem.to_dict()


def test_the_unknowns_depend_on_all_that_is_written_of_an_exercise() -> None:
    one = load_catalog().exercises["chain-exp/exp-of-quadratic"]
    others = (
        replace(one, fields={**one.fields, "function": read("f + 1")}),
        replace(one, domain=(read("x > 0"),)),
        replace(one, draws=(*one.draws, ("d", read_draw("1..9")))),
        replace(one, draws=tuple((name, read_draw("1..9") if name == "a" else draw) for name, draw in one.draws)),
    )
    assert len({salt_of(exercise) for exercise in (one, *others)}) == 1 + len(others)
    assert salt_of(replace(one)) == salt_of(one)


def test_difficulty_is_obeyed() -> None:
    problems = generate_set(load_catalog(), ["all"], n=40, seed=1, difficulty=(2, 3)).problems
    assert {problem.difficulty for problem in problems} <= {2, 3}


def test_refusals_are_counted() -> None:
    exercise = load_catalog().exercises["chain-exp/exp-of-quadratic"]
    tally = Tally()
    list(take(exercise, 1, 30, set(), tally))
    assert tally.refused["require: gcd(a, b) = 1"] > 0
    assert tally.draws == tally.accepted + sum(tally.refused.values()) + tally.duplicates


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({}, "names its kind"),
        ({"kind": "derivativ"}, "did you mean derivative?"),
        ({"kind": "derivative"}, "'function' is missing"),
        ({"kind": "derivative", "function": "x^2", "wariable": "x"}, "did you mean variable?"),
        ({"kind": "derivative", "function": "x^2 = 3"}, "not an equation"),
        ({"kind": "derivative", "function": "s*t^2"}, "say which is the variable"),
        ({"kind": "derivative", "function": "x^2", "order": 99}, "whole number from 1 to"),
        ({"kind": "partial", "function": "x*y", "wrt": "z"}, "not one of the variables"),
        ({"kind": "gradient", "function": "x*y", "at": {"x": 1}}, "gives a value to each"),
        ({"kind": "derivative", "function": ["x"]}, "written as text"),
    ],
)
def test_a_task_that_does_not_fit_says_why(task: dict[str, object], words: str) -> None:
    with pytest.raises((TaskError, NotFound)) as caught:
        solve(task)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
