"""``python -m oracles.results FILE …``: what stands in files of judgements (``--kept``), as a table.

A file is named by its kind and seed, ``limit.2.jsonl``. "Answered" is the share of the tasks that the judge answers:
without those that were refused rightly, such as a function with a pole on the interval.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

__all__ = ["row", "table"]

_COLUMNS = ("kind", "seed", "tasks", "right", "rightly refused", "refused", "no judge", "wrong", "answered")


def table(paths: list[Path]) -> str:
    """A row of Markdown for each file."""
    head = ["| " + " | ".join(_COLUMNS) + " |", "|---" + "|---:" * (len(_COLUMNS) - 1) + "|"]
    return "\n".join([*head, *("| " + " | ".join(row(path)) + " |" for path in paths)])


def row(path: Path) -> list[str]:
    """Kind, seed, tasks, counts of verdicts, and the share that is answered."""
    kind, seed, _ = path.name.split(".")
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    counts = Counter(record["verdict"] for record in records)
    rightly = sum(count for verdict, count in counts.items() if verdict.startswith("refused, "))
    right, wrong, refused = (counts[verdict] for verdict in ("right", "wrong", "refused"))
    share = 100 * (right + wrong) / max(1, right + wrong + refused)
    numbers = (len(records), right, rightly, refused, counts["no judge"], wrong)
    return [kind, seed, *map(str, numbers), f"{share:.1f} %"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="oracles.results", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    print(table(parser.parse_args().files))


if __name__ == "__main__":
    main()
