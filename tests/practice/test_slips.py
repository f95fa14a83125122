"""Classic slips, written down from textbooks before anyone looked at the mal-rules: at least nine of ten are named."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from calcdrill import generate_problem, load_catalog, solve
from calcdrill.errors import CalcdrillError
from calcdrill.expression import tree as t
from calcdrill.expression.notation.text import write_text
from calcdrill.practice.grade import grade
from calcdrill.problem import Problem

CATALOG = load_catalog()


@cache
def _problem(head: str) -> Problem:
    return solve(json.loads(head)) if head.startswith("{") else generate_problem(CATALOG, head, 5, 0)


def slips() -> Iterator[tuple[Problem, str, str]]:
    """(problem, what is typed, what went wrong)."""
    head = ""
    for line in Path(__file__).with_name("slips.txt").read_text().splitlines():
        if line.startswith("## "):
            head = line[3:]
        elif line and not line.startswith("#"):
            typed, _, cause = line.rpartition(" | ")
            task, _, answer = head.partition(" => ")
            problem = _problem(task)
            if not answer or write_text(problem.answer) == answer:
                yield problem, typed, cause


def test_nine_of_ten_slips_are_named() -> None:
    found = [(typed, cause, grade(problem, typed, budget=10)) for problem, typed, cause in slips()]
    assert len(found) >= 200
    assert [typed for typed, _, verdict in found if verdict.correct] == []
    unnamed = [(typed, cause) for typed, cause, verdict in found if verdict.mistake is None]
    assert len(unnamed) <= 0.1 * len(found), unnamed


NAMES = {
    "product of the derivatives": {"product-of-derivatives"},
    "quotient of the derivatives": {"quotient-of-derivatives"},
    "quotient rule's terms swapped": {"quotient-swapped", "order-reversed"},
    "plus in the quotient rule": {"quotient-plus"},
    "inner derivative forgotten": {
        *("forgot-inner-derivative", "slope-factor-forgotten", "inner-derivative-missing", "chain-factor-missing"),
    },
    "exponent not lowered": {"power-exponent-not-reduced", "sqrt-halved"},
    "exponent as a factor forgotten": {"power-coefficient-dropped"},
    "outer function taken at the inner derivative": {"outer-at-inner-derivative", "outer-of-inner-derivative"},
    "transposed": {"transposed"},
    "factorial forgotten": {"no-factorial", "order-instead-of-factorial"},
    "sign of a term": {"sign-of-a-term"},
    "went uphill": {"climbs"},
    "point not put in": {"not-evaluated"},
    "by the other variable": {"wrong-variable"},
    "limits swapped": {"limits-swapped"},
    "sign lost": {"sign", "sign-dropped", "reciprocal-sign-lost", "trig-integrates", "minus-sign-lost"},
}


def test_no_slip_is_named_wrongly() -> None:
    for problem, typed, cause in slips():
        verdict = grade(problem, typed, budget=10)
        if cause in NAMES and verdict.mistake is not None:
            assert verdict.mistake in NAMES[cause], (typed, cause, verdict.mistake)


# -- slips in arithmetic


def miscounted(node: t.Node, place: int, by: int) -> t.Node:
    """The tree with its number at that place 1 too large or too small."""
    count = -1

    def change(inner: t.Node) -> t.Node:
        nonlocal count
        if isinstance(inner, t.Number):
            count += 1
            return t.number(inner.value + by) if count == place else inner
        children = inner.children
        return inner.with_children(tuple(map(change, children))) if children else inner

    return change(node)


def test_a_miscounted_number_is_hardly_ever_given_a_name() -> None:
    source, named, count = random.Random("miscounted"), 0, 0
    for name in sorted(CATALOG.exercises):
        try:
            problem = generate_problem(CATALOG, name, 21, 0)
        except CalcdrillError:
            continue
        numbers = sum(isinstance(inner, t.Number) for inner in t.walk(problem.answer))
        if isinstance(problem.answer, t.Text) or problem.statement.choices or not numbers:
            continue
        wrong = miscounted(problem.answer, source.randrange(numbers), source.choice((1, -1)))
        try:
            verdict = grade(problem, write_text(wrong))
        except CalcdrillError:
            continue
        count += verdict.correct is False
        named += verdict.mistake is not None
    assert count > 250
    assert named / count < 0.02
