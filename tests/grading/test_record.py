"""The grading record: small plain JSON whose enclosures hold what they say."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, fmpq

from calcdrill import generate_problem, load_catalog, solve
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import Evaluator, working
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.grading import grading_record
from calcdrill.grading.enclosures import enclosure
from calcdrill.problem import Problem

CATALOG = load_catalog()
PROBLEMS = [generate_problem(CATALOG, name, seed=4, index=0) for name in sorted(CATALOG.exercises)[::9]]
PRECISE = 500


def exact(cell: Any) -> tuple[Fraction, Fraction]:
    """The two ends between which a cell says that the value lies."""
    if isinstance(cell, str):
        return Fraction(cell), Fraction(cell)
    return Fraction(cell), Fraction(math.nextafter(cell, math.inf))


def ball(cell: Any) -> arb:
    low, high = (arb(fmpq(end.numerator, end.denominator)) for end in exact(cell))
    return low if low == high else low.union(high)


def rows(record: dict[str, Any]) -> list[dict[str, arb]]:
    return [dict(zip(record.get("names", []), map(ball, row), strict=True)) for row in record.get("points", [[]])]


def entries(record: dict[str, Any], answer: t.Node) -> Iterator[tuple[list[Any], t.Node]]:
    if record["form"] in {"value", "expression"}:
        yield record["cells"][0], answer
    elif record["form"] in {"vector", "matrix", "equation"}:
        yield from zip(record["cells"], answer.children, strict=True)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.id)
def test_each_enclosure_holds_the_value(problem: Problem) -> None:
    record = grading_record(problem)
    with working(PRECISE):
        for cells, entry in entries(record, problem.answer):
            for cell, point in zip(cells, rows(record), strict=False):
                value = arb(Evaluator({name: [at] for name, at in point.items()}, 1).column(entry)[0])
                assert value.overlaps(ball(cell))


def test_the_records_are_small_plain_json_and_always_the_same() -> None:
    sizes = []
    for problem in PROBLEMS:
        text = json.dumps(grading_record(problem), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        assert text == json.dumps(grading_record(problem), ensure_ascii=False, separators=(",", ":"))
        sizes.append(len(text.encode()))
    assert max(sizes) < 4096 and sum(sizes) / len(sizes) < 1024


def test_no_mistake_looks_like_the_answer() -> None:
    looked = 0
    for problem in PROBLEMS:
        record = grading_record(problem)
        for mistake in record.get("mistakes", ()):
            if "cells" in mistake and mistake["form"] == record["form"] in {"expression", "vector", "matrix"}:
                pairs = zip(mistake["cells"], record["cells"], strict=False)
                assert any(one[:4] != other[:4] for one, other in pairs), (problem.id, mistake["id"])
                looked += 1
    assert looked > 20


def test_functions_have_points_enough_inside_their_domain() -> None:
    for function in ("x^3 + x", "ln(x)", "sqrt(x - 50)", "arcsin(x)", "abs(x - 3)", "x^x", "tan(x)"):
        record = grading_record(solve({"kind": "derivative", "function": function}))
        assert record["form"] == "expression" and None not in record["cells"][0]
        assert len(record["cells"][0]) >= 4, function


def test_an_antiderivative_is_told_by_its_growth() -> None:
    record = grading_record(solve({"kind": "integral", "function": "2*x"}))
    starts, ends = [Fraction(row[0]) for row in record["points"]], [Fraction(end) for end in record["ends"]]
    growth = [Fraction(cell) for cell in record["cells"][0]]
    assert growth == [b * b - a * a for a, b in zip(starts, ends, strict=True)] and len(growth) >= 4
    assert "C" in record["constants"] and "x" not in record["constants"]


def test_points_of_a_curve_lie_on_it() -> None:
    record = grading_record(solve({"kind": "implicit_derivative", "equation": "x^2 + y^2 = 25"}))
    x, y = (record["names"].index(name) for name in "xy")
    ends = [(exact(row[x]), exact(row[y])) for row in record["points"]]
    assert len(ends) >= 4
    for (a, b), (c, d) in ends:
        sizes = [p * p + q * q for p in (a, b) for q in (c, d)]
        assert min(sizes) <= 25 <= max(sizes)


def test_choices_words_and_commas() -> None:
    choice = next(one for one in PROBLEMS if one.statement.choices)
    record = grading_record(choice)
    assert record["form"] == "choice" and sum(one.get("right", False) for one in record["choices"]) == 1
    diverging = grading_record(solve({"kind": "definite_integral", "function": "1/x", "lower": 1, "upper": "oo"}))
    assert diverging["form"] == "text" and diverging["sign"] == 1
    half = solve({"kind": "derivative", "function": "x^2", "at": 3})
    assert grading_record(half, Conventions(decimal=","))["comma"] and "comma" not in grading_record(half)


def test_what_is_not_decided_is_not_told() -> None:
    assert enclosure(arb("1 +/- 0.001")) is None and enclosure(arb.nan()) is None
    assert enclosure(fmpq(-7, 2)) == "-7/2" and enclosure(arb(10) ** 400) is None
    with working(200):
        third = enclosure(arb(1) / 3)
    assert third == math.nextafter(1 / 3, 0) or third == 1 / 3
