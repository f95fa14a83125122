"""A taskset of verifiers (its API v1): one task a problem, rewarded where the last reply is proved right."""

from __future__ import annotations

import json
from typing import Any

import verifiers.v1 as vf

from calcdrill.adapters.core import Request, ask, rows, scored

__all__ = ["CalcdrillConfig", "CalcdrillData", "CalcdrillTask", "CalcdrillTaskset"]


class CalcdrillData(vf.TaskData):  # type: ignore[misc]
    """A problem: its prompt, and its row as JSON."""

    row: str


class CalcdrillTask(vf.Task[CalcdrillData]):  # type: ignore[misc]
    """The reward of a problem, and two shares beside it: proved wrong, undecided."""

    @vf.reward(weight=1.0)  # type: ignore[untyped-decorator,unused-ignore]
    async def proved_right(self, trace: Any) -> float:
        """1 where the last reply is proved right, else 0."""
        return float(self._scored(trace))

    @vf.metric  # type: ignore[untyped-decorator,unused-ignore]
    async def proved_wrong(self, trace: Any) -> float:
        """1 where the last reply is proved wrong."""
        return float(self._scored(trace).outcome == "wrong")

    @vf.metric  # type: ignore[untyped-decorator,unused-ignore]
    async def undecided(self, trace: Any) -> float:
        """1 where neither can be proved."""
        return float(self._scored(trace).outcome == "undecided")

    def _scored(self, trace: Any) -> Any:
        return scored(json.loads(self.data.row), trace.last_reply)


class CalcdrillConfig(vf.TasksetConfig):  # type: ignore[misc]
    """Which problems: ``what`` is a topic, concept or exercise id, or several joined by commas; ``level`` 1 to 5."""

    what: str = "all"
    n: int = 100
    seed: int = 0
    level: int | None = None


class CalcdrillTaskset(vf.Taskset[CalcdrillTask, CalcdrillConfig]):  # type: ignore[misc]
    """The problems that the config asks for."""

    def load(self) -> list[CalcdrillTask]:
        """A task for each problem."""
        request = Request.of(self.config.what.split(","), self.config.n, self.config.seed, self.config.level)
        return [
            CalcdrillTask(
                CalcdrillData(id=row["id"], prompt=ask(row), row=json.dumps(row, ensure_ascii=False)), self.config.task
            )
            for row in rows(request)
        ]
