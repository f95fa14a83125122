"""Two versions in turns: what is measured, and what a version that refuses an exercise does to the figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import against

CONTENT = """topic: mine
title: Mine
concepts:
  - id: powers
    title: Powers
    difficulty: 1
    requires: []
    summary: A demo.
    why: For tests.
    exercises:
      - {id: one, kind: derivative, difficulty: 1, draw: {a: 2..9, n: 2..9}, function: a*x^n, hints: [Look.]}
"""


class Told:
    """A version that takes as long as it is told to; None: it refuses."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds

    def ask(self, request: list[object]) -> tuple[float, int]:
        assert isinstance(request[2], int)
        return (0.1, 0) if self.seconds is None else (self.seconds * request[2], request[2])


@pytest.mark.parametrize(("now", "found"), [(2.0, {"one": [1.0, 2.0]}), (None, {})])
def test_seconds_a_problem(now: float | None, found: dict[str, list[float]]) -> None:
    assert against.measure([Told(1.0), Told(now)], ["one"], 5, 3) == found  # type: ignore[list-item]


def test_a_checkout_beside_itself(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "01-mine.yaml").write_text(CONTENT)
    with against.Version(against.HERE, str(tmp_path)) as one, against.Version(against.HERE, str(tmp_path)) as other:
        assert one.topics == other.topics == {"powers/one": "mine"}
        both = against.measure([one, other], ["powers/one"], 3, 1)
    assert all(seconds > 0 for seconds in both["powers/one"])
