"""The judge of extrema that only looks: it confirms what is right and sees what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from oracles.extrema import judged
from oracles.extrema_tasks import KINDS, random_tasks

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
