"""A procedural data set of reasoning-gym, registered as ``calcdrill``, with a curriculum by level.

import calcdrill.adapters.reasoning_gym, reasoning_gym
data = reasoning_gym.create_dataset("calcdrill", what="chain-rule", size=100, seed=1)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reasoning_gym.coaching import BaseCurriculum, RangeAttributeDefinition
from reasoning_gym.factory import DATASETS, ProceduralDataset, register_dataset

from calcdrill.adapters.core import Request, ask, reward, rows, scored

__all__ = ["CalcdrillConfig", "CalcdrillCurriculum", "CalcdrillDataset"]

NAME = "calcdrill"


@dataclass
class CalcdrillConfig:
    """Which problems: ``what`` is a topic, concept or exercise id, or several joined by commas; levels are 1 to 5."""

    what: str = "all"
    min_level: int = 1
    max_level: int = 5
    seed: int | None = 0
    size: int = 100

    def validate(self) -> None:
        """As reasoning-gym asks: AssertionError where the levels make no range."""
        assert 1 <= self.min_level <= self.max_level <= 5, "levels run from 1 to 5"
        assert self.size > 0, "size is at least 1"


class CalcdrillDataset(ProceduralDataset):  # type: ignore[misc]
    """Entries with question, answer and metadata; the score of an answer is 1 where it is proved right, else 0."""

    def __init__(self, config: CalcdrillConfig) -> None:
        super().__init__(config=config, seed=config.seed, size=config.size)
        levels = (config.min_level, config.max_level)
        words = tuple(word.strip() for word in config.what.split(","))
        self._rows = rows(Request.of(words, config.size, config.seed or 0, levels))

    def __getitem__(self, index: int) -> dict[str, Any]:
        row = self._rows[index]
        metadata = {"source_dataset": NAME, "source_index": index, "row": row}
        metadata["difficulty"] = {"level": row["level"]}
        return {"question": ask(row), "answer": row["answer"], "metadata": metadata}

    def score_answer(self, answer: str | None, entry: dict[str, Any]) -> float:
        """The score of any text; None is none."""
        return reward(entry["metadata"]["row"], answer)

    def outcome(self, answer: str | None, entry: dict[str, Any]) -> str:
        """What reasoning-gym has no name for: "right" and "wrong" where that is proved, else "undecided"."""
        return scored(entry["metadata"]["row"], answer).outcome


class CalcdrillCurriculum(BaseCurriculum):  # type: ignore[misc]
    """From level 1 to level 5."""

    def __init__(self) -> None:
        super().__init__(CalcdrillCurriculum.__name__, CalcdrillConfig)
        self._define_attributes(
            RangeAttributeDefinition(
                name="level",
                levels=[1, 2, 3, 4, 5],
                default_level=0,
                description="The level of the exercises",
                lower_field_name="min_level",
                upper_field_name="max_level",
                ensure_interval=True,
            )
        )


if NAME not in DATASETS:
    register_dataset(NAME, CalcdrillDataset, CalcdrillConfig, CalcdrillCurriculum)
