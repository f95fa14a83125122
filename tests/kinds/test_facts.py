"""Facts beside an answer: what ball arithmetic confirms, refutes, or leaves open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calcdrill import load_catalog
from calcdrill.errors import Undecided, Wrong
from calcdrill.expression.read import read
from calcdrill.instances import make_problem
from calcdrill.kinds import find
from calcdrill.kinds._facts import all_hold, look_into


@pytest.mark.parametrize(
    ("fact", "holds"),
    [
        ("det([[2, 1], [1, 2]]) = 3", True),
        ("det([[2, 1], [1, 2]]) = 4", False),
        ("sin(x)^2 + cos(x)^2 = 1", True),
        ("sqrt(2) != 3/2", True),
        ("sqrt(2)^2 >= 2", True),
        ("sqrt(2)^2 > 2", False),
        ("dot([1, 1], [1, -2]) < 0", True),
        ("exp(x) > 0", True),
        ("x^3 > 0", False),
        ("integral(1/x, x, 1, 2) <= integral(1/x, x, 2, 4)", True),
        ("f(x) = g(x)", None),
        ("f(2) > 1", None),
    ],
)
def test_a_fact(fact: str, holds: bool | None) -> None:
    assert look_into(read(fact)).holds is holds


def test_a_refuted_fact_hides_what_comes_after_it() -> None:
    assert all_hold((read("1 > 2"), read("1/0 = 1"))).holds is False
    assert all_hold((read("2 > 1"), read("1/0 = 1"))).holds is None


@pytest.mark.parametrize(("fact", "error"), [("1 = 2", Wrong), ("f(1) = 1", Undecided)])
def test_a_quantity_whose_facts_do_not_hold_is_refused(fact: str, error: type[Exception]) -> None:
    problem = make_problem(load_catalog().exercises["hessian-eigenvalues/three-four-five"], 1, 0)
    find("quantity").check(problem.task, problem.solution)
    task = replace(problem.task, fields={**problem.task.fields, "proof": (read(fact),)})
    with pytest.raises(error, match="a fact beside the answer"):
        find("quantity").check(task, problem.solution)
