"""A seeded sample of random limits and integrals against a judge that knows numbers alone (``oracles``)."""

from __future__ import annotations

from collections.abc import Iterator

import mpmath
import pytest
from oracles import numbers
from oracles.asking import answered
from oracles.random_tasks import MAKERS, judged, tasks

from calcdrill import worker
from calcdrill.errors import Unsolved
from calcdrill.expression.read import read


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> Iterator[None]:
    yield
    worker.stop()


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_no_random_task_is_wrong(kind: str) -> None:
    verdicts = [judged(task) for task in tasks(kind, 10, seed=3)]
    assert [found for found in verdicts if found[0] == "wrong"] == []
    assert sum(found[0] == "right" for found in verdicts) >= 7


@pytest.mark.parametrize(
    ("function", "to", "expected"),
    [
        ("sin(x)/x", "0", "1"),
        ("1/x", "0", "does not exist"),
        ("sin(x)", "oo", "does not exist"),
        ("exp(x)/x^9", "oo", "oo"),
        ("sqrt(x)", "0", "no values"),
        ("cbrt(x)/x", "-oo", "0"),
    ],
)
def test_the_judge_knows_limits(function: str, to: str, expected: str) -> None:
    found = numbers.limit(read(function), "x", read(to), "")
    assert found == expected or abs(found - int(expected)) < 1e-6


@pytest.mark.parametrize(
    ("function", "low", "high", "expected"),
    [
        ("abs(x)", -1, 2, 2.5),
        ("1/x", 0, 1, "diverges"),
        ("1/sqrt(x)", 0, 1, 2),
        ("sqrt(x)", -1, 1, "no values"),
        ("tan(x)", 0, 3, "diverges"),
        ("exp(-x)", 0, mpmath.inf, 1),
        ("1/(x*ln(x)^3)", 2, mpmath.inf, 1 / (2 * mpmath.log(2) ** 2)),
    ],
)
def test_the_judge_knows_integrals(function: str, low: float, high: float, expected: float | str) -> None:
    found = numbers.far_integral(read(function), "x", mpmath.mpf(low), mpmath.mpf(high))
    assert found == expected or abs(found - expected) < 1e-6


def test_a_task_that_takes_too_long_is_stopped() -> None:
    task = {"kind": "critical_points", "function": "x^3 - 3*x", "variables": ["x"]}
    with pytest.raises(Unsolved, match="no answer within"):
        answered({**task, "function": "abs(x)^3 - x^2 + abs(x - 1/7)"}, seconds=1e-6)
    assert answered(task).answer is not None
