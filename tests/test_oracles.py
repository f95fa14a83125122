"""Maxima and giac, as separate programs, agree with the printed answers."""

from __future__ import annotations

import copy

import pytest
from oracles.__main__ import judge_all
from oracles.judges import JUDGES, Judge

from calcdrill import load_catalog
from calcdrill.export.jsonl import problem_to_dict
from calcdrill.generating import iterate_set

EXERCISES = list(load_catalog().exercises.values())


@pytest.fixture(scope="module")
def records() -> list[dict[str, object]]:
    """One instance of every second exercise."""
    chosen = EXERCISES[::2]
    return [problem_to_dict(problem) for problem in iterate_set(chosen, len(chosen), seed=11)]


@pytest.fixture(params=sorted(JUDGES))
def judge(request: pytest.FixtureRequest) -> Judge:
    found = JUDGES[request.param]
    if not found.is_here:
        pytest.skip(f"{found.name} is not installed")
    return found


def test_an_outside_program_confirms_the_answers(records: list[dict[str, object]], judge: Judge) -> None:
    tally = judge_all(records, judge)
    total = sum((verdicts for verdicts in tally.verdicts.values()), start=type(next(iter(tally.verdicts.values())))())
    print(judge.name, dict(total))
    assert tally.differing == []
    assert total["confirmed"] > 0.6 * (len(records) - total["not asked"])


def test_a_wrong_answer_is_found(records: list[dict[str, object]], judge: Judge) -> None:
    wrong = [copy.deepcopy(record) for record in records if record["task"]["kind"] in {"derivative", "partial"}][:20]  # type: ignore[index]
    for record in wrong:
        record["answer"]["text"] += " + 1/1000000"  # type: ignore[index]
    tally = judge_all(wrong, judge)
    assert len(tally.differing) >= 0.9 * len(wrong) > 0
