"""Faults in the search for extrema: a candidate lost, a branch not searched, a kink overlooked, too few bits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flint import arb, fmpq

from calcdrill.errors import CalcdrillError
from calcdrill.expression.balls.far import Far
from calcdrill.expression.read import read
from calcdrill.expression.searching import critical, extremum
from calcdrill.expression.solving import corners, irregular, stationary_check, stationary_line
from calcdrill.kinds import _curve_check, _curve_far, find, interval_extremum, lagrange
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Solution
from sabotage import layers as at
from sabotage.fault import Fault, to
from sabotage.layers import Layer

_PART = "solvers of extrema"
_CHECKS = "searches for extrema"


def _on_interval(function: str, lower: int, upper: int, goal: str = "min") -> dict[str, Any]:
    return {"kind": "interval_extremum", "function": function, "lower": lower, "upper": upper, "goal": goal}


def _on_curve(function: str, constraint: str, goal: str) -> dict[str, Any]:
    return {"kind": "lagrange", "function": function, "constraint": constraint, "variables": ["x", "y"], "goal": goal}


def _critical(function: str) -> dict[str, Any]:
    return {"kind": "critical_points", "function": function, "variables": ["x"]}


def _no_kinks(function: Any, variables: Any) -> tuple[irregular.Irregularity, ...]:
    return tuple(p for p in irregular.irregularities(function, variables) if p.fault is not irregular.Fault.KINK)


def extremum_faults() -> Iterator[Fault]:
    caught = at.ROUTE
    lost = to(interval_extremum, "_inside", lambda task: [])
    yield Fault(_PART, "a candidate on an interval is lost", lost, _solving(_on_interval("x^3 - 3*x", 0, 3)), caught)
    blind = to(corners, "irregularities", _no_kinks)
    nested = _solving(_on_interval("exp(cbrt((x - 1)^2))", 0, 3))
    yield Fault(_PART, "a kink inside another function is overlooked", blind, nested, caught)
    yield Fault(_PART, "a cusp is overlooked", blind, _solving(_on_interval("x^(2/3)", -1, 8)), caught)
    yield Fault(_PART, "a corner is overlooked", blind, _solving(_critical("x^(2/3)")), caught)
    local = to(lagrange, "is_beaten", lambda *_: False)
    endless = _solving(_on_curve("x + y", "x*y = 4", "min"))
    yield Fault(_PART, "the branches that go on are not searched", local, endless, caught)
    rising = to(_curve_far, "limit", lambda *given: arb("-inf"))
    bounded = _on_curve("x^4 + y^4", "y*(x^2 + 2) = 4", "min")
    yield Fault(_PART, "a branch that rises is taken for one that falls", rising, _denying(bounded), caught)
    near = to(stationary_line, "beside", _too_far)
    yield Fault(_PART, "a corner is looked at from too far", near, _solving(_critical("abs(x) - 10^13*x^2")), caught)
    yield from _search_faults()


def _too_far(function: Any, place: Any) -> Any:
    precision, below, _ = corners.beside(function, place)
    return precision, below - fmpq(1, 1000), below + fmpq(1, 1000)


def _search_faults() -> Iterator[Fault]:
    """In the checks: what is sound is then refused, or what is wrong is let through, which the layer sees."""
    coarse = to(extremum, "finest", lambda *_: 12)
    yield Fault(_CHECKS, "the cells are too large", coarse, _solving(_on_interval("x^(2/3)", -1, 8)), at.ROUTE)
    blunt = to(critical, "finest", lambda *_: 24)
    yield Fault(_CHECKS, "the precision is too small", blunt, _solving(_critical("abs(x) - 10^13*x^2")), at.ROUTE)
    calm = to(stationary_check.LineSearch, "prove", lambda self: None)
    fewer = _refusing(_critical("abs(x) - x^2"), "{x = 0: min}")
    yield Fault(_CHECKS, "the line is not searched", calm, fewer, _PASSED)
    idle = to(_curve_check, "prove_best", lambda *_: None)
    task = _on_curve("x^2 + y^2", "x^4 + y^4 = 2", "max")
    yield Fault(_CHECKS, "the curve is not searched", idle, _refusing(task, "{(x, y) = (1, 1): max}"), _PASSED)
    near = to(Far, "sign_of_sum", lambda self, terms: 1)
    far_better = _on_curve("x^2*(x^2 - 5000)", "x^4 - y^2 - y^4/1000 = 1", "max")
    wrong = "{(x, y) = (-1, 0): max; (x, y) = (1, 0): max}"
    yield Fault(_CHECKS, "the curve is not looked at far out", near, _refusing(far_better, wrong), _PASSED)


_PASSED = "law: what is no extremum is refused"


def _solving(task: dict[str, Any]) -> Layer:
    return at.solving(task)


def _denying(task: dict[str, Any]) -> Layer:
    """A task that no method solves: an answer to it is refused by the second route."""
    return lambda: at.ROUTE if at.solving(task)() == at.ROUTE else None


def _refusing(task: dict[str, Any], wrong: str) -> Layer:
    """The check refuses another answer; with the fault it lets it through."""

    def layer() -> str | None:
        kind = find(task["kind"])
        fields = {name: value for name, value in task.items() if name != "kind"}
        record = resolve(kind.name, (*kind.fields, DOMAIN), read_fields((*kind.fields, DOMAIN), fields), {})
        try:
            kind.check(record, Solution(read(wrong)))
        except CalcdrillError:
            return None
        return _PASSED

    return layer
