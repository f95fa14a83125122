"""The kind `derivative`: words from the record, any order, at a point, checked by jets, its own mistakes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from calcdrill.errors import TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.read import read, read_prose
from calcdrill.expression.tree import ZERO, Derivative, Node
from calcdrill.instances import solve
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Problem, Task

KIND = find("derivative")


def task(**raw: Any) -> Task:
    fields = (*KIND.fields, DOMAIN)
    return resolve(KIND.name, fields, read_fields(fields, raw), {})


def problem(function: str, **raw: Any) -> Problem:
    return solve({"kind": "derivative", "function": function, **raw})


SOLVED = [
    ({"function": "3*x^5 - 4*x + 7"}, "15*x^4 - 4"),
    ({"function": "exp(3*x^2 - x)"}, "(6*x - 1)*exp(3*x^2 - x)"),
    ({"function": "x^2*sin(5*x)"}, "2*x*sin(5*x) + 5*x^2*cos(5*x)"),
    ({"function": "(x + 7)/(x - 5)"}, "-12/(x - 5)^2"),
    ({"function": "1/x^3"}, "-3/x^4"),
    ({"function": "ln(5*t)", "variable": "t"}, "1/t"),
    ({"function": "x^x", "domain": "x > 0"}, "x^x*(ln(x) + 1)"),
    ({"function": "relu(2*x - 4)"}, "piecewise(2, 2*x - 4 > 0, 0, 2*x - 4 < 0)"),
    ({"function": "x^3", "order": 2}, "6*x"),
    ({"function": "exp(2*x)", "order": 5}, "32*exp(2*x)"),
    ({"function": "sin(x)", "order": 10}, "-sin(x)"),
    ({"function": "(x + 7)/(x - 5)", "at": 2}, "-4/3"),
    ({"function": "relu(3*x - 1)", "at": "2"}, "3"),
    ({"function": "relu(3*x - 1)^2", "at": {"x": 1}}, "12"),
    ({"function": "max(0, 1 - x)", "at": "1/2"}, "-1"),
    ({"function": "x^4", "order": 3, "at": -2}, "-48"),
    ({"function": "sin(x)", "at": "pi/3"}, "1/2"),
]


@pytest.mark.parametrize(("raw", "answer"), SOLVED, ids=[str(raw) for raw, _ in SOLVED])
def test_solved_and_verified(raw: dict[str, Any], answer: str) -> None:
    found = solve({"kind": "derivative", **raw})
    assert compare(found.answer, read(answer)).verdict is Verdict.EQUAL
    assert found.certificate.routes == ("named rules", "arb jets")
    assert found.certificate.points >= 6
    assert found.certificate.steps_checked >= 1
    assert found.solution.steps[-1].after == found.answer


def words(**raw: Any) -> tuple[Any, Any]:
    statement = KIND.statement(task(**raw))
    return statement.instruction, statement.given


def test_the_words_come_from_the_record() -> None:
    assert words(function="x^2") == (
        read_prose("Differentiate with respect to `x`."),
        read_prose("`f(x) = x^2`."),
    )
    instruction, given = words(function="t^2", variable="t", order=2, at=3)
    assert instruction == read_prose("Find the second derivative with respect to `t` at the given point.")
    assert given == read_prose("`f(t) = t^2` at `t = 3`.")
    instruction, given = words(function="ln(x)", order=4, domain="x > 0")
    assert instruction == read_prose("Find the fourth derivative with respect to `x`.")
    assert given == read_prose("`f(x) = ln(x)`, for `x > 0`.")


def test_steps_of_one_derivative_follow_on_each_other() -> None:
    steps = problem("x^2*sin(5*x)").solution.steps
    assert [step.rule for step in steps] == ["product rule", "power rule", "chain rule", "simplify"]
    assert all(left.after == right.before for left, right in pairwise(steps))


def test_each_order_is_a_line_that_unfolds() -> None:
    steps = problem("x*exp(x)", order=3, at=0).solution.steps
    assert [step.rule for step in steps] == [
        "first derivative",
        "second derivative",
        "third derivative",
        "substitute",
    ]
    for left, right in pairwise(steps[:3]):
        assert right.before == Derivative(left.after, ("x",))
    assert all(step.substeps[-1].after == step.after for step in steps[:3])


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ({"function": "x^2*sin(x)"}, "2*x*cos(x)"),
        ({"function": "x^2*sin(x)"}, "2*x*sin(x) + x^2*cos(x) + 1/10^30"),
        ({"function": "x^3", "order": 2}, "3*x^2"),
        ({"function": "x^3", "at": 2}, "8"),
        ({"function": "abs(x - 1)"}, "sign(x - 1 - 1/1000)"),
    ],
)
def test_the_check_refuses_a_wrong_answer(raw: dict[str, Any], wrong: str) -> None:
    """Sabotage: the same check accepts the right answer and no other."""
    record = task(**raw)
    solution = KIND.solve(record)
    assert KIND.check(record, solution).points >= 6
    with pytest.raises(Wrong):
        KIND.check(record, replace(solution, answer=read(wrong)))


def test_no_derivative_at_a_kink_or_without_a_rule() -> None:
    with pytest.raises((Undecided, Unsolved, Wrong)):
        problem("abs(x - 1)", at=1)
    with pytest.raises((Undecided, Unsolved, Wrong)):
        problem("sqrt(x)", at=0)
    with pytest.raises(Unsolved):
        problem("factorial(x)")


@pytest.mark.parametrize("function", ["x*abs(x)/abs(x)", "sqrt(x^2)/abs(x)*x", "1^(1/x)"])
def test_where_there_is_no_value_there_is_no_slope(function: str) -> None:
    with pytest.raises(Undecided, match="no real value at x = 0"):
        solve({"kind": "derivative", "function": function, "at": 0})


def test_fields_that_do_not_fit() -> None:
    with pytest.raises(TaskError, match="order"):
        problem("x^2", order=0)
    with pytest.raises(TaskError, match="say which is the variable"):
        problem("a*t^2")
    with pytest.raises(TaskError):
        problem("x^2", at={"y": 1})


def mistakes(function: str, **raw: Any) -> dict[str, Node]:
    return {mistake.id: mistake.answer for mistake in problem(function, **raw).mistakes}


def test_mistakes_of_the_rules() -> None:
    found = mistakes("x^2*sin(5*x)")
    assert list(found)[:2] == ["product-of-derivatives", "forgot-inner-derivative"]
    assert found["product-of-derivatives"] == read("10*x*cos(5*x)")


def test_mistakes_of_the_order_and_the_point() -> None:
    found = mistakes("x^3", order=2)
    assert found["one-derivative-short"] == read("3*x^2")
    assert found["derivative-squared"] == read("9*x^4")
    assert mistakes("exp(2*x)", order=5)["first-derivative-only"] == read("2*exp(2*x)")
    found = mistakes("x^3", at=2)
    assert found["value-instead-of-slope"] == read("8")
    assert found["substituted-first"] == ZERO


def test_every_mistake_has_feedback() -> None:
    for raw in ({}, {"order": 2}, {"order": 4}, {"at": 2}):
        record = task(function="x^2*exp(3*x)", **raw)
        names = {name for name, _ in KIND.mistakes(record, KIND.solve(record))}
        assert names and names <= set(KIND.feedback)


def test_degenerate_instances_are_named() -> None:
    def reason(**raw: Any) -> str | None:
        record = task(**raw)
        return KIND.degenerate(record, KIND.solve(record))

    assert reason(function="x^2", order=3) == "the derivative is 0"
    assert reason(function="exp(x)") == "the derivative is the function itself"
    assert reason(function="x^2") is None
