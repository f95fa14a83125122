"""``python -m oracles FILE.jsonl``: how many answers an outside program confirms."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from calcdrill.expression.comparing.equality import Verdict, compare, compare_antiderivative
from calcdrill.expression.read import read
from calcdrill.expression.tree import Integral, Name, Node, Sum, names
from calcdrill.kinds import find
from calcdrill.kinds._questions import answer_side, question
from calcdrill.kinds.fields import DOMAIN, read_fields, resolve
from calcdrill.problem import Task
from oracles.judges import JUDGES, Judge, Unaskable

AT_ONCE = 40


@dataclass
class Tally:
    """Verdicts by kind, and the problems that differ."""

    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    differing: list[str] = field(default_factory=list)


def task_of(record: dict[str, object]) -> Task:
    """The task of a JSON record."""
    raw = dict(record["task"])  # type: ignore[call-overload]
    kind = find(raw.pop("kind"))
    fields = (*kind.fields, DOMAIN)
    return resolve(kind.name, fields, read_fields(fields, raw), {})


def judge_all(records: Iterable[dict[str, object]], judge: Judge) -> Tally:
    """Put every record's task to the judge, in batches."""
    tally = Tally()
    for batch in _batches(records, AT_ONCE):
        asked = [(record, *_asked(record, judge)) for record in batch]
        texts = [text for *_, text in asked if text is not None]
        results = iter(judge.run(texts))
        for record, task, tree, text in asked:
            verdict = "not asked"
            if text is not None and tree is not None:
                verdict = _verdict(record, task, tree, next(results), judge)
            tally.verdicts[task.kind][verdict] += 1
            if verdict == "different":
                tally.differing.append(json.dumps(record["task"]))
    return tally


def _batches(records: Iterable[dict[str, object]], size: int) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    for record in records:
        batch.append(record)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _asked(record: dict[str, object], judge: Judge) -> tuple[Task, Node | None, str | None]:
    task = task_of(record)
    tree = question(task)
    try:
        return task, tree, None if tree is None else judge.written(tree)
    except Unaskable:
        return task, tree, None


def _verdict(record: dict[str, object], task: Task, tree: Node, result: str | None, judge: Judge) -> str:
    answer = answer_side(read(record["answer"]["text"]))  # type: ignore[index]
    found = None if result is None else judge.read(result, names(tree) | names(answer))
    if found is None:
        return "no result"
    if isinstance(tree, Integral) and tree.lower is None:
        plain = Sum(tuple(term for term in answer.children if term != Name("C"))) if isinstance(answer, Sum) else answer
        comparison = compare_antiderivative(plain, found, tree.variable)
    else:
        comparison = compare(answer, found, domain=task.domain)
    return {
        Verdict.EQUAL: "confirmed",
        Verdict.EQUAL_WHERE_DEFINED: "confirmed",
        Verdict.DIFFERENT: "different",
        Verdict.UNDECIDED: "undecided",
    }[comparison.verdict]


def main() -> None:
    parser = argparse.ArgumentParser(prog="oracles", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--with", dest="judges", action="append", choices=sorted(JUDGES))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    records = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines()]
    wrong = 0
    for name in options.judges or sorted(JUDGES):
        judge = JUDGES[name]
        if not judge.is_here:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        tally = judge_all(records, judge)
        wrong += len(tally.differing)
        _print(name, tally, options.json)
    sys.exit(1 if wrong else 0)


def _print(name: str, tally: Tally, as_json: bool) -> None:
    total = sum(tally.verdicts.values(), Counter())
    if as_json:
        print(json.dumps({"judge": name, "total": total, "kinds": tally.verdicts, "differing": tally.differing}))
        return
    for kind, verdicts in [*sorted(tally.verdicts.items()), ("all", total)]:
        print(f"{name:7} {kind:24} " + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
    for task in tally.differing[:20]:
        print(f"        different: {task}")


if __name__ == "__main__":
    main()
