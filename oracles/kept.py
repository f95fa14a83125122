"""A long run of judgements that goes on where it was stopped: each is a line of a file before the next is begun."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

__all__ = ["judgements"]

Record = dict[str, Any]


def judgements(
    tasks: Iterable[Mapping[str, Any]], judge: Callable[[Mapping[str, Any]], Record], path: Path | None
) -> Iterator[Record]:
    """What ``judge`` says of each task, with the task. With a ``path``, what stands there already is taken from there.

    A line that is broken off is judged again. The tasks of a run come in one order, so a file is known by its tasks.
    """
    known = {} if path is None else _read(path)
    for task in tasks:
        key = json.dumps(task)
        if key not in known:
            known[key] = {"task": dict(task), **judge(task)}
            if path is not None:
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(known[key]) + "\n")
        yield known[key]


def _read(path: Path) -> dict[str, Record]:
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, encoding="utf-8")
    records = map(json.loads, whole.splitlines())
    return {json.dumps(record["task"]): record for record in records}
