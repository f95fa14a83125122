"""The judge of extrema that only looks: it confirms what is right and sees what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from mpmath import mpf
from oracles.extrema import judged
from oracles.extrema_tasks import KINDS, random_tasks
from oracles.formulas import at, compiled, on_grid

from calcdrill.generating import solve


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_tasks(kind: str) -> None:
    assert list(random_tasks(kind, 30, 7)) == list(random_tasks(kind, 30, 7))
    assert len({task["function"] for task in random_tasks(kind, 30, 7)}) > 10


def _answered(task: dict[str, Any]) -> dict[str, Any]:
    return dict(solve(task).to_dict())


TASKS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"kind": "interval_extremum", "function": "x^(2/3)", "lower": "-1", "upper": "8", "goal": "min"},
        {"text": "1"},
    ),
    (
        {"kind": "critical_points", "function": "abs(x) - x^2", "variables": ["x"]},
        {"sympy": [{"point": {"x": "0"}, "type": "min"}]},
    ),
    (
        {"kind": "critical_points", "function": "abs(x) + y^2", "variables": ["x", "y"]},
        {"sympy": [{"point": {"x": "0", "y": "0"}, "type": "max"}]},
    ),
    (
        {"kind": "lagrange", "function": "2*x + 3*y", "constraint": "x*y = 6", "variables": ["x", "y"], "goal": "max"},
        {"text": "(-3, -2)", "sympy": ["-3", "-2"]},
    ),
]


@pytest.mark.parametrize(("task", "wrong"), TASKS, ids=lambda part: part.get("function", ""))
def test_right_answers_are_confirmed_and_wrong_ones_seen(task: dict[str, Any], wrong: dict[str, Any]) -> None:
    assert judged(task, _answered(task)) == "right"
    assert judged(task, {"answer": wrong}) == "wrong"


FORMULAS = [
    "x^3 - 2*x + 1",
    "(x - 1)^(2/3) + cbrt(x) + x^(1/3) - abs(x)^(5/2)",
    "piecewise(x^2, x <= 1, 3*x - 2, x > 2, -x)",
    "sqrt(4 - x^2)/x + ln(x + 1) - log(x + 5, 2)",
    "max(x, 1 - x, 0) + min(x, 2)*sign(x) - floor(x) + relu(x)",
    "sec(x) + csc(x)*cot(x) + arcsin(x/2) - exp(1/x)",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_both_readers_give_the_same_values(formula: str) -> None:
    places = np.linspace(-3, 3, 25)
    found = on_grid(formula)({"x": places})
    for x, value in zip(places, found, strict=True):
        exact = at(compiled(formula), x=mpf(float(x)))
        assert np.isnan(value) if exact is None else abs(value - exact) < 1e-9 * (1 + abs(exact))


def test_a_saddle_that_is_missing_is_seen() -> None:
    task = {"kind": "critical_points", "function": "x*y*(6 - x - y)", "variables": ["x", "y"]}
    answer = _answered(task)["answer"]
    assert judged(task, {"answer": answer}) == "right"
    saddles = [item for item in answer["sympy"] if item["type"] == "saddle"]
    assert len(saddles) == 3
    for saddle in saddles:
        others = [item for item in answer["sympy"] if item != saddle]
        assert judged(task, {"answer": {"sympy": others}}) == "wrong"


@pytest.mark.parametrize(
    ("task", "verdict"),
    [
        (
            {"kind": "interval_extremum", "function": "1/(3*x-1)", "lower": "0", "upper": "1"},
            "no continuous function",
        ),
        ({"kind": "interval_extremum", "function": "floor(x)", "lower": "0", "upper": "2"}, "no continuous function"),
        ({"kind": "interval_extremum", "function": "floor(x)", "lower": "1/4", "upper": "1/2"}, ""),
        (
            {"kind": "critical_points", "function": "abs(x) + abs(x - 1)", "variables": ["x"]},
            "constant along an interval",
        ),
        ({"kind": "critical_points", "function": "exp(-x^2)", "variables": ["x"]}, ""),
        ({"kind": "lagrange", "function": "x^2 - y^2", "constraint": "x^2 - y^2 = 5"}, "constant along the curve"),
        ({"kind": "lagrange", "function": "x + y", "constraint": "x^2 + y^2 = -1"}, "no curve"),
        ({"kind": "lagrange", "function": "x + y", "constraint": "x^2 + y^2 = 1"}, ""),
    ],
)
def test_what_is_rightly_refused_is_told_apart(task: dict[str, Any], verdict: str) -> None:
    assert judged({**task, "goal": "max"}, None) == f"refused, {verdict}".removesuffix(", ")


@pytest.mark.parametrize(
    ("function", "curve", "verdicts"),
    [
        ("exp(x^2*y)", "y = x^2 - 2", ["wrong", "right"]),
        ("x*y", "x + y = 4", ["right", "wrong"]),
        ("ln(x^2 + y^2)", "y = 0", ["right", "right"]),
    ],
)
def test_that_there_is_no_best_point_is_seen(function: str, curve: str, verdicts: list[str]) -> None:
    task = {"kind": "lagrange", "function": function, "constraint": curve, "variables": ["x", "y"]}
    answer = {"answer": {"text": "does not exist"}}
    assert [judged({**task, "goal": goal}, answer) for goal in ("min", "max")] == verdicts
