"""A process that writes answers to a history until it is stopped: run by the tests of the history.

    python writer.py FILE NAME [COUNT]

After each answer is committed, its number is written to standard output.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from calcdrill.practice.history import open_history
from calcdrill.practice.records import Answer


def main() -> None:
    path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10**9
    with open_history(path) as history:
        for number in range(count):
            now = datetime.now(UTC)
            answer = Answer(
                id=f"{name}-{number}",
                at=now,
                day=now.date().isoformat(),
                problem=f"skill-{number % 7}/only",
                seed=1,
                index=number // 7,
                skill=f"skill-{number % 7}",
                text="2x" * 20,
                correct=number % 3 > 0,
                rating=3 if number % 3 else 1,
                shares={f"skill-{(number + 1) % 7}": 0.5},
            )
            history.record(answer)
            print(number, flush=True)


if __name__ == "__main__":
    main()
