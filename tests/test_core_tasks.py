"""Tasks of a stranger, each with what must come out: a value, a refusal, or words in the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calcdrill import worker
from calcdrill.bounded import solve_bounded
from calcdrill.errors import CalcdrillError
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.infinite import is_infinite
from calcdrill.expression.read import read
from calcdrill.practice.grade import grade
from calcdrill.problem import Problem

CASES = [json.loads(line) for line in (Path(__file__).parent / "data" / "core_tasks.jsonl").read_text().splitlines()]
OPEN: list[str] = []
"""Cases that still fail: strictly expected, so that a line is taken out as soon as its case comes out."""


def _name(case: dict[str, Any]) -> str:
    task = case["task"]
    return f"{task['kind']} {task.get('function') or task.get('equation') or task.get('quantity')}"


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> Iterator[None]:
    yield
    worker.stop()


def _solved(task: dict[str, Any]) -> Problem | None:
    """None: an error, in one line."""
    try:
        return solve_bounded(task)
    except CalcdrillError as error:
        assert str(error) and "\n" not in str(error)
        return None


def _is(problem: Problem | None, wanted: str) -> bool:
    if problem is None:
        return False
    answer, known = problem.answer, read(wanted)
    if is_infinite(known) or is_infinite(answer):
        return answer == known
    number = answer.items[0][0] if hasattr(answer, "items") else answer
    return compare(number, known).verdict is Verdict.EQUAL


def _comes_out(task: dict[str, Any], want: dict[str, Any]) -> bool:
    problem = _solved(task)
    match want:
        case {"at": place, "value or refuse": wanted}:
            if problem is None:
                return True
            found = value(problem.answer, {task["variable"]: read(place)})
            return not found.is_finite() or bool(abs(found - value(read(wanted), {})) < 1e-30)
        case {"value": wanted}:
            return _is(problem, wanted)
        case {"value or refuse": wanted}:
            return problem is None or _is(problem, wanted)
        case {"refuse": True}:
            return problem is None or problem.to_dict()["answer"]["text"] in _NONE
        case {"says": words}:
            return problem is not None and words in problem.to_dict()["answer"]["text"]
        case {"contains": words}:
            return problem is not None and words in problem.to_dict()["answer"]["text"]
        case {"no unqualified extremum": True}:
            return problem is None or _is_qualified(problem)
        case {"grade right": typed}:
            return problem is not None and grade(problem, typed).correct is True
        case {"answered": True}:
            return problem is not None
    return want == {"no crash": True}


_NONE = {"does not exist", "diverges", "none"}


def _is_qualified(problem: Problem) -> bool:
    record = problem.to_dict()
    words = record["answer"]["text"] + record["statement"]["text"]
    return "local" in words or "no " in record["answer"]["text"] or "does not exist" in words


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_core_task(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if _name(case) in OPEN:
        request.applymarker(pytest.mark.xfail(strict=True, reason="still open"))
    assert _comes_out(case["task"], case["want"]), case.get("note")


def test_there_are_cases_and_each_open_one_is_among_them() -> None:
    assert len(CASES) >= 44
    assert set(OPEN) <= set(map(_name, CASES))
