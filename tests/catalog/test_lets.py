"""``let:``: a formula with a name is what it would be if it were written where the name stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from calcdrill.catalog import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.instances import make_problem

HEAD = """topic: mine
title: Mine
concepts:
  - id: my-concept
    title: My concept
    difficulty: 2
    requires: []
    summary: A demo.
    why: For tests.
    exercises:
"""
WRITTEN_TWICE = {
    "quantity": (
        '{id: one, kind: quantity, difficulty: 2, draw: {a: 2..60, b: 1..9}, let: {u: a*x + b, J: "[u, u^2]"},'
        ' variables: [x], ask: "What is the sum of `J`?", quantity: "2*(u + u^2)", answer: 2*u^2 + 2*u,'
        ' figure: {kind: graph, function: u, variable: x, alt: "The graph of `u`."},'
        ' hints: ["Look at `u`."], context: "Here is `J`."}',
        "{id: one, kind: quantity, difficulty: 2, draw: {a: 2..60, b: 1..9},"
        ' variables: [x], ask: "What is the sum of `[a*x + b, (a*x + b)^2]`?",'
        ' quantity: "2*((a*x + b) + (a*x + b)^2)", answer: 2*(a*x + b)^2 + 2*(a*x + b),'
        ' figure: {kind: graph, function: a*x + b, variable: x, alt: "The graph of `a*x + b`."},'
        ' hints: ["Look at `a*x + b`."], context: "Here is `[a*x + b, (a*x + b)^2]`."}',
    ),
    "a list": (
        '{id: one, kind: jacobian, difficulty: 2, draw: {a: 2..60}, let: {F: "[a*x*y, x + y]"}, variables: [x, y],'
        " functions: F, hints: [Look.]}",
        "{id: one, kind: jacobian, difficulty: 2, draw: {a: 2..60}, variables: [x, y],"
        " functions: [a*x*y, x + y], hints: [Look.]}",
    ),
    "a bound variable": (
        "{id: one, kind: quantity, difficulty: 2, draw: {a: 2..60}, let: {f: a*t^2}, ask: What is it?,"
        ' quantity: "at(f, t = 3) + at(diff(f, t), t = 1)", hints: [Look.]}',
        "{id: one, kind: quantity, difficulty: 2, draw: {a: 2..60}, ask: What is it?,"
        ' quantity: "at(a*t^2, t = 3) + at(diff(a*t^2, t), t = 1)", hints: [Look.]}',
    ),
}


def exercise_of(text: str, folder: Path) -> Exercise:
    path = folder / "90-mine.yaml"
    path.write_text(f"{HEAD}      - {text}\n", encoding="utf-8")
    return load_catalog(files=[path], shipped=False).exercises["my-concept/one"]


@pytest.mark.parametrize("named", WRITTEN_TWICE)
def test_a_name_is_what_it_stands_for(named: str, tmp_path: Path) -> None:
    short, long = (exercise_of(text, tmp_path) for text in WRITTEN_TWICE[named])
    assert (short.fields, short.hints, short.context, short.figure) == (
        long.fields,
        long.hints,
        long.context,
        long.figure,
    )
    assert make_problem(short, 1, 0) == make_problem(long, 1, 0)


def test_the_course_names_its_formulas() -> None:
    """Where ``let`` is used the exercise has no trace of the names."""
    catalog = load_catalog()
    text = "".join(path.read_text(encoding="utf-8") for path in {e.file for e in catalog.exercises.values() if e.file})
    assert text.count("\n        let: {") > 50
