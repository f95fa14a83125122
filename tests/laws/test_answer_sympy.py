"""``answer.sympy`` means the answer: SymPy makes an expression of it that has the answer's value at real points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
import sympy

from calcdrill import generate_problem, load_catalog, solve
from calcdrill.errors import CalcdrillError
from calcdrill.expression.balls.ball import value
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.names import spell
from calcdrill.expression.notation.sympy_syntax import write_sympy
from calcdrill.expression.tree import (
    Call,
    Matrix,
    Name,
    Node,
    Number,
    Points,
    Relation,
    Text,
    Vector,
    free_variables,
    substitute,
    walk,
)
from calcdrill.kinds import find, kind_names
from calcdrill.problem import Problem

CATALOG = load_catalog()
EXERCISES = sorted(CATALOG.exercises)
VALUES = [Fraction(2, 7), Fraction(-3, 4), Fraction(13, 8), Fraction(-17, 6), Fraction(5), Fraction(3, 5)]

TASKS = """
derivative function=cbrt(x)
derivative function=x^(2/3)
derivative function=x*cbrt(x)
derivative function=exp(cbrt(x))
derivative function=x^(-4/5)
derivative function=cbrt(x^2-4)*abs(x)
derivative function=arcsec(x)
derivative function=arccot(3*x)
derivative function=csch(x)*coth(x)
derivative function=max(x,x^2)
derivative function=gelu(x)
derivative function=softplus(x)*sigmoid(x)
derivative function=log(x,7)*floor(x)
derivative function=(x-1)^(3/5)/relu(x)
gradient function=cbrt(x*y) variables=x,y
hessian function=x^(5/3)*y variables=x,y
integral function=cbrt(x)
integral function=x^(2/5)
integral function=tan(x)
definite_integral function=cbrt(x) lower=-8 upper=1
definite_integral function=1/x lower=0 upper=1
tangent_line function=cbrt(x) at=-8
critical_points function=x^3-3*x variables=x
taylor function=cbrt(1+x) order=3
limit function=1/x to=0
"""


def leaves(node: Node) -> Iterator[Node]:
    """The scalar parts of an answer, in the order of the JSON."""
    if isinstance(node, Vector | Matrix | Points | Relation):
        for child in node.children:
            yield from leaves(child)
    else:
        yield node


def written(found: Any) -> Iterator[sympy.Basic | None]:
    """The expressions of ``answer.sympy``, in the same order."""
    if isinstance(found, list):
        for part in found:
            yield from written(part["point"] if isinstance(part, Mapping) else part)
    elif isinstance(found, Mapping):
        for part in found.values():
            yield from written(part)
    elif found is None:
        yield None
    else:
        made = sympy.sympify(found)
        is_relation = isinstance(made, sympy.core.relational.Relational)
        yield from made.args if is_relation else [made]


def check(problem: Problem) -> int:
    """How many values were compared; fails where SymPy has another."""
    answer = problem.answer
    found = json.loads(json.dumps(problem.to_dict()))["answer"]["sympy"]
    if isinstance(answer, Text):
        assert found is None
        return 0
    answer = find(problem.task.kind).value(problem.task, answer)
    parts, expressions = list(leaves(answer)), list(written(found))
    assert len(parts) == len(expressions)
    return sum(same(part, expression) for part, expression in zip(parts, expressions, strict=True))


def same(node: Node, expression: sympy.Basic | None) -> int:
    if expression is None:
        assert isinstance(node, Text) or any("gcd" in str(part) for part in walk(node))
        return 0
    names = sorted(free_variables(node))
    compared = 0
    for shift in range(len(VALUES)):
        point = {name: VALUES[(shift + place) % len(VALUES)] for place, name in enumerate(names)}
        wanted = value(node, point)
        if wanted.is_finite():
            known = {spell(name).name: x for name, x in point.items()} | point
            at = {symbol: sympy.Rational(str(known[symbol.name])) for symbol in expression.free_symbols}
            by_sympy = complex(expression.subs(at).doit().evalf(30))
            assert abs(by_sympy - float(wanted.mid())) <= 1e-9 * (1 + abs(by_sympy)), (expression, point)
            compared += 1
        if not names:
            break
    return compared


@pytest.mark.parametrize("exercise", EXERCISES)
def test_of_exercises(exercise: str) -> None:
    try:
        problem = generate_problem(CATALOG, exercise, 5, 0)
    except CalcdrillError:
        pytest.skip("no instance")
    assert check(problem) > 0 or problem.to_dict()["answer"]["sympy"] is None or not list(leaves(problem.answer))


@pytest.mark.parametrize("kind", kind_names())
def test_of_kinds(kind: str) -> None:
    problem = solve({"kind": kind, **find(kind).sample})
    assert check(problem) > 0 or isinstance(problem.answer, Text) or problem.statement.choices


@pytest.mark.parametrize("line", TASKS.strip().splitlines())
def test_of_tasks_from_outside(line: str) -> None:
    kind, *fields = line.split()
    task: dict[str, Any] = dict(field.split("=", 1) for field in fields)
    if "," in task.get("variables", ""):
        task["variables"] = task["variables"].split(",")
    problem = solve({"kind": kind, **task})
    assert check(problem) > 0 or isinstance(problem.answer, Text) or problem.statement.choices


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_of_functions(name: str) -> None:
    node = Call(name, (Name("x"), Number(3))[: FUNCTIONS[name].least])
    if FUNCTIONS[name].is_discrete:
        node = substitute(node, {"x": Number(6)})
    assert same(node, sympy.sympify(write_sympy(node))) > 0


def test_numbers_keep_their_principal_roots() -> None:
    assert solve({"kind": "derivative", "function": "x*cbrt(2)"}).to_dict()["answer"]["sympy"] == "cbrt(2)"
