"""verl: rows in the form of its Parquet files, and its reward function; verl itself is not needed.

reward.custom_reward_function.path=pkg://calcdrill.adapters.verl_reward
reward.custom_reward_function.name=compute_score

Older versions of verl have no ``reward.`` before these names, and want the path of this file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from calcdrill.adapters.core import Request, ask, rows, shares

__all__ = ["compute_score", "verl_rows", "write_parquet"]

SOURCE: Final = "calcdrill"


def verl_row(row: Mapping[str, Any], split: str, index: int) -> dict[str, Any]:
    """One row of ``calcdrill dataset`` as verl reads it; the whole row is the ground truth, as JSON."""
    return {
        "data_source": SOURCE,
        "prompt": [{"role": "user", "content": ask(row)}],
        "ability": "math",
        "reward_model": {"style": "rule", "ground_truth": json.dumps(dict(row), ensure_ascii=False)},
        "extra_info": {"split": split, "index": index, "id": row["id"], "level": row["level"]},
    }


def verl_rows(request: Request, split: str = "train") -> list[dict[str, Any]]:
    """The rows of a request as verl reads them."""
    return [verl_row(row, split, index) for index, row in enumerate(rows(request))]


def write_parquet(path: str, request: Request, split: str = "train") -> None:
    """The rows of a request as a Parquet file (extra ``data``)."""
    from calcdrill.export.dataset import require_parquet

    arrow, parquet = require_parquet()
    parquet.write_table(arrow.Table.from_pylist(verl_rows(request, split)), path)


def compute_score(
    data_source: str, solution_str: str, ground_truth: str, extra_info: Any = None, **_: Any
) -> dict[str, float]:
    """verl's reward, ``score``: 1 where the solution is proved right, else 0; beside it the three outcomes, which verl
    averages in its validation. It never raises.
    """
    try:
        row = json.loads(ground_truth)
    except (TypeError, ValueError, RecursionError):
        row = None
    outcome = shares(row if isinstance(row, dict) else {}, solution_str)
    return {"score": outcome["acc"], **outcome}
