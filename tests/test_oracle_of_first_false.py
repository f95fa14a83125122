"""Numbers alone confirm where a wrong working goes wrong, and contradict a label that is moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from oracles.first_false import faults, line_verdict

from calcdrill import generate
from calcdrill.carrying import Carried, Standing
from calcdrill.export.working_rows import wrong_working
from calcdrill.expression.read import read
from calcdrill.problem import Problem

Made = list[tuple[Problem, Carried]]


@pytest.fixture(scope="module")
def workings() -> Made:
    problems = generate(["chain-rule", "gradient", "integrals", "autodiff"], n=40, seed=5)
    found = [(problem, wrong_working(problem)) for problem in problems]
    return [(problem, carried) for problem, carried in found if carried is not None]


def test_each_label_stands(workings: Made) -> None:
    counts: Counter[str] = Counter()
    assert [fault for problem, found in workings for fault in faults(problem, found, counts, Random(1))] == []
    assert counts["false: different"] > 25 and counts["holds: equal"] > 25
    assert counts["follows from a false one: equal"] > 4
    assert sum(count for name, count in counts.items() if name.endswith(("not asked", "no values"))) < 10


def test_a_moved_label_is_contradicted(workings: Made) -> None:
    seen = 0
    for problem, found in workings:
        place = (found.first_false + 1) % len(found.lines)
        lines = [replace(line, standing=Standing.HOLDS) for line in found.lines]
        lines[place] = replace(lines[place], standing=Standing.FALSE)
        moved = replace(found, lines=tuple(lines), first_false=place)
        seen += bool(list(faults(problem, moved, Counter(), Random(1))))
    assert seen > 0.85 * len(workings) > 21


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("diff(x^2*y, x, y)", "2*x", "equal"),
        ("diff(x^2*y, x, y)", "2*y", "different"),
        ("integral(x^2, x) + integral(1, x)", "x^3/3 + x", "equal"),
        ("2*integral(x^2, x)", "x^3/3", "different"),
        ("integral(x^2, x, 0, 3)", "9", "equal"),
        ("sqrt(-1 - x^2)", "1", "no values"),
        ("x*integral(x, x)", "x^3/2", "not asked"),
        ("(diff(x^2, x), 1)", "(2*x, 1)", "equal"),
        ("2*(x, 3) + (1, x)", "(2*x + 1, x + 6)", "equal"),
        ("2*(x, 3) + (1, x)", "(2*x + 1, x + 7)", "different"),
        ("at(5*exp(-10*t) + 5, t = 3)", "5*exp(-30) + 5", "equal"),
        ("at(5*exp(-10*t) + 5, t = 3)", "-5*exp(-30) + 5", "different"),
        ("diff(exp(-90 - x^2), x)", "-2*x*exp(-90 - x^2)", "equal"),
        ("diff(exp(-30 - x^2/99), x)", "2*x*exp(-30 - x^2/99)/99", "different"),
        ("f = 2*3", "f = 6", "equal"),
        ("f = 2*3", "f = 5", "different"),
        ("6 + C = 5", "C = -1", "not asked"),
        ("(diff(x^2, x), 1)", "(2*x, 2)", "different"),
    ],
)
def test_a_line_is_judged(workings: Made, before: str, after: str, verdict: str) -> None:
    problem = workings[0][0]
    assert line_verdict(problem, read(before), read(after), Random(2)) == verdict
