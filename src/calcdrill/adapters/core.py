"""What every adapter shares: rows of fresh problems, the prompt that asks for an answer, and the reward of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from calcdrill.asking import generate
from calcdrill.errors import InputError
from calcdrill.export.rows import row_of
from calcdrill.problem import Problem
from calcdrill.scoring import Score, score

__all__ = ["INSTRUCTION", "Request", "ask", "reward", "rows", "scored", "shares"]

INSTRUCTION: Final = r"Work out the answer, and give it at the end in \boxed{}."
"""What follows a problem in a prompt."""


@dataclass(frozen=True)
class Request:
    """Which problems: what a set of ``generate`` is asked for."""

    what: tuple[str, ...] = ("all",)
    n: int = 100
    seed: int = 0
    difficulty: tuple[int, int] = (1, 5)
    content: tuple[str | Path, ...] = ()

    @classmethod
    def of(
        cls,
        what: str | Sequence[str] = "all",
        n: int = 100,
        seed: int = 0,
        difficulty: int | tuple[int, int] | None = None,
        content: str | Path | Sequence[str | Path] = (),
    ) -> Request:
        """The request with the arguments in the forms that ``generate`` takes."""
        low_high = (difficulty, difficulty) if isinstance(difficulty, int) else tuple(difficulty or (1, 5))
        folders = (content,) if isinstance(content, str | Path) else tuple(content)
        return cls((what,) if isinstance(what, str) else tuple(what), n, seed, (low_high[0], low_high[1]), folders)


@lru_cache(maxsize=8)
def problems(request: Request) -> tuple[Problem, ...]:
    """The problems of a request."""
    return generate(request.what, request.n, request.seed, request.difficulty, content=request.content).problems


def rows(request: Request) -> tuple[dict[str, Any], ...]:
    """The flat rows of a request (``docs/datasets.md``), without keys and splits."""
    return tuple(map(row_of, problems(request)))


def ask(row: Mapping[str, Any]) -> str:
    """The prompt of a row: the problem, and that the answer is to be boxed."""
    return f"{row['prompt']}\n\n{INSTRUCTION}"


def scored(row: Mapping[str, Any], text: Any) -> Score:
    """What a model's text is worth for a row; what is no text, or no row's, is undecided, and nothing is raised."""
    try:
        return score(row, text if isinstance(text, str) else "")
    except InputError as error:
        return Score("undecided", "undecided", str(error))


def shares(row: Mapping[str, Any], text: Any) -> dict[str, float]:
    """The three outcomes as figures that can be averaged, one of them 1: ``acc``, ``wrong``, ``undecided``."""
    outcome = scored(row, text).outcome
    return {name: float(outcome == one) for name, one in (("acc", "right"), ("wrong", "wrong"), ("undecided",) * 2)}


def reward(row: Mapping[str, Any], text: Any) -> float:
    """1 for a text that is proved right, else 0."""
    return float(scored(row, text))
