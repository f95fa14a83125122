"""An environment of verifiers, one turn, rewarded where proved right: ``load_environment(what="gradient", n=500)``."""

from __future__ import annotations

import json
from typing import Any

import verifiers as vf
from datasets import Dataset

from calcdrill.adapters.core import Request, ask, reward, rows

__all__ = ["load_environment"]


def load_environment(
    what: str = "all", n: int = 500, n_eval: int = 100, seed: int = 0, level: int | None = None, **options: Any
) -> Any:
    """The environment; the problems for evaluation are drawn with another seed, and none of them is trained on."""
    train = rows(Request.of(what.split(","), n, seed, level))
    known = {row["prompt"] for row in train}
    test = [row for row in rows(Request.of(what.split(","), n_eval, seed + 1, level)) if row["prompt"] not in known]
    rubric = vf.Rubric(funcs=[proved_right], weights=[1.0])
    return vf.SingleTurnEnv(dataset=_dataset(train), eval_dataset=_dataset(test), rubric=rubric, **options)


def _dataset(found: Any) -> Any:
    return Dataset.from_list(
        [
            {
                "prompt": [{"role": "user", "content": ask(row)}],
                "answer": row["answer"],
                "info": {"row": json.dumps(row, ensure_ascii=False)},
            }
            for row in found
        ]
    )


def proved_right(completion: Any, info: Any, **_: Any) -> float:
    """1 where the completion is proved right, else 0."""
    told = json.loads(info) if isinstance(info, str) else info
    text = completion if isinstance(completion, str) else completion[-1]["content"] if completion else ""
    return reward(json.loads(told["row"]), text)
