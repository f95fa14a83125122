"""A run of judgements that was stopped goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from oracles.kept import judgements
from oracles.results import row, table

TASKS = [{"function": f"x^{k}"} for k in range(5)]


def test_what_was_judged_is_not_judged_again(tmp_path: Path) -> None:
    kept, asked = tmp_path / "kept.jsonl", []

    def judge(task: Mapping[str, Any]) -> dict[str, Any]:
        asked.append(task["function"])
        if len(asked) == 4:
            raise KeyboardInterrupt
        return {"verdict": "right"}

    with pytest.raises(KeyboardInterrupt):
        list(judgements(TASKS, judge, kept))
    with kept.open("a") as file:
        file.write('{"task": {"func')
    found = list(judgements(TASKS, judge, kept))
    assert [one["task"] for one in found] == TASKS
    assert asked == ["x^0", "x^1", "x^2", "x^3", "x^3", "x^4"]
    assert list(judgements(TASKS, judge, kept)) == found


def test_the_table_counts_what_stands_in_the_file(tmp_path: Path) -> None:
    verdicts = ["right"] * 6 + ["refused", "wrong", "no judge", "refused, no curve"]
    kept = tmp_path / "limit.7.jsonl"
    kept.write_text("".join(json.dumps({"task": {"n": k}, "verdict": v}) + "\n" for k, v in enumerate(verdicts)))
    assert row(kept) == ["limit", "7", "10", "6", "1", "1", "1", "1", "87.5 %"]
    assert table([kept, kept]).splitlines()[2:] == ["| limit | 7 | 10 | 6 | 1 | 1 | 1 | 1 | 87.5 % |"] * 2
