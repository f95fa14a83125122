"""A large data set made, split, loaded by other programs and scored: ``python -m benchmarks.data_sets -n 100000``.

The command is killed on its way and resumed. ``--small`` rows are made three times (one process, two, killed and
resumed), and the bytes compared. What loads the files runs in ``--python``, where pyarrow, pandas, polars and datasets
are installed. Each row's own answer must score right, and its first named mistake, which nearly all rows have, wrong;
rows where that is not so are printed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

from benchmarks.commands import run
from benchmarks.page import table
from calcdrill.parallel import map_items
from calcdrill.scoring import score

TOGETHER: Final = 500
"""Rows that one worker scores at a time."""
EXPECTED: Final = {"own answers": "right", "named mistakes": "wrong"}
"""The text that is scored, and the outcome that it must have."""

SPLITS: Final = ("--split", "train=0.9,test=0.1", "--hold-out", "0.1")

LOADERS: Final = {
    "pyarrow": "import pyarrow.json as p; n = sum(p.read_json(f).num_rows for f in files)",
    "pandas": "import pandas as p; n = sum(len(p.read_json(f, lines=True)) for f in files)",
    "polars": "import polars as p; n = sum(p.read_ndjson(f).height for f in files)",
    "datasets": "import datasets as p; n = sum(map(len, p.load_dataset('json', data_files=files).values()))",
    "datasets, by the card": "import datasets as p; n = sum(map(len, p.load_dataset(folder).values()))",
}
"""What each program does with the JSONL files; ``n`` is how many rows it found."""

_LOAD: Final = """
import glob, json, resource, sys, time
folder = sys.argv[1]
files = sorted(glob.glob(folder + "/data/*.jsonl"))
began = time.process_time()
{}
spent, peak = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([n, round(spent, 1), round(peak / 1024)]))
"""


def killed_and_resumed(words: Sequence[str], folder: Path, size: int) -> bool:
    """``calcdrill`` with these words, killed once it has written so many bytes, then resumed to the end.

    Whether it was killed on its way.
    """
    command = [sys.executable, "-m", "calcdrill", *words, "-o", str(folder)]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while started.poll() is None and sum(path.stat().st_size for path in folder.glob("*") if path.is_file()) < size:
        time.sleep(0.05)
    started.kill()
    if started.wait() == 0:
        return False
    subprocess.run([*command, "--resume"], check=True, capture_output=True)
    return True


def digest(folder: Path) -> str:
    """One hash of all files of a data set."""
    state = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        state.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


def same_bytes(count: int, seed: int) -> bool:
    """Whether one process, two, and a run that was killed and resumed write the same files."""
    words = ("dataset", "all", "-n", str(count), "--seed", str(seed), *SPLITS)
    found = set()
    with tempfile.TemporaryDirectory() as root:
        for jobs in ("1", "2"):
            run(*words, "--jobs", jobs, "-o", f"{root}/{jobs}")
            found.add(digest(Path(root, jobs)))
        half = sum(path.stat().st_size for path in Path(root, "1").rglob("*.jsonl")) // 2
        was_killed = killed_and_resumed((*words, "--jobs", "2"), Path(root, "killed"), half)
        found.add(digest(Path(root, "killed")))
    return len(found) == 1 and was_killed


def loaded(folder: Path, python: str) -> dict[str, list[float] | str]:
    """For each program: rows, CPU seconds, peak in MiB; or why it did not load them."""
    found: dict[str, list[float] | str] = {}
    for name, code in LOADERS.items():
        command = [python, "-W", "ignore", "-c", _LOAD.format(code), str(folder)]
        with tempfile.TemporaryDirectory() as cache:
            offline = {"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1", "HF_HOME": cache, "PATH": ""}
            done = subprocess.run(command, capture_output=True, text=True, env=offline)
        lines = (done.stdout or done.stderr).strip().splitlines() or ["nothing was said"]
        found[name] = json.loads(lines[-1]) if not done.returncode else lines[-1][:200]
    return found


def rows_of(folder: Path) -> Iterator[dict[str, Any]]:
    """All rows of a data set."""
    for path in sorted((folder / "data").glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def shared(rows: Iterator[Mapping[str, Any]]) -> dict[str, int]:
    """How many keys come twice, and how many exercises of ``ood`` are in another split."""
    keys: Counter[str] = Counter()
    exercises: dict[bool, set[str]] = {True: set(), False: set()}
    for row in rows:
        keys[row["key"]] += 1
        exercises[row["split"] == "ood"].add(json.loads(row["metadata"])["exercise"])
    twice = sum(count > 1 for count in keys.values())
    return {
        "rows": keys.total(),
        "keys twice": twice,
        "ood exercises elsewhere": len(exercises[True] & exercises[False]),
    }


def scored(rows: Iterator[dict[str, Any]], jobs: int = 2) -> dict[str, Counter[str]]:
    """The outcomes of each row's own answer, and of its first named mistake."""
    parts = list(iter(lambda: list(islice(rows, TOGETHER)), []))
    found: dict[str, Counter[str]] = {name: Counter() for name in EXPECTED}
    for outcomes in map_items(outcomes_of, parts, (), jobs):
        for row, name, outcome in outcomes:
            found[name][outcome] += 1
            if outcome != EXPECTED[name]:
                print(f"{row}, {name}: {outcome}", file=sys.stderr, flush=True)
    return found


def outcomes_of(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """The outcomes of some rows, each with the row's id and the text's name, as a worker finds them."""
    found: list[tuple[str, str, str]] = []
    for row in rows:
        is_choice = row["kind"] == "choice"
        text = row["answer"] if is_choice else f"So the answer is \\boxed{{{row['answer_latex']}}}."
        found.append((row["id"], "own answers", score(row, text, extract=not is_choice).outcome))
        for mistake in json.loads(row["metadata"])["mistakes"][:1]:
            found.append((row["id"], "named mistakes", score(row, mistake["answer"], extract=False).outcome))
    return found


def measure(count: int, small: int, seed: int, folder: Path, python: str) -> dict[str, Any]:
    """All results, as plain data."""
    words = ("dataset", "all", "-n", str(count), "--seed", str(seed), *SPLITS, "--jobs", "2")
    done = run(*words, "-o", str(folder))
    found: dict[str, Any] = {"command": f"calcdrill {' '.join(words)} -o DIR", "cpu": done.cpu, "wall": done.wall}
    found |= {"mebibytes": done.mebibytes, "megabytes": sum(p.stat().st_size for p in folder.rglob("*.jsonl")) / 1e6}
    print(found, file=sys.stderr, flush=True)
    found |= {"shared": shared(rows_of(folder)), "loaded": loaded(folder, python)}
    print(found, file=sys.stderr, flush=True)
    began = time.perf_counter()
    outcomes = scored(rows_of(folder))
    found |= {"scored": {name: dict(counts) for name, counts in outcomes.items()}}
    found |= {"scoring": round(time.perf_counter() - began), "same bytes": same_bytes(small, seed), "small": small}
    return found


def lines_of(found: Mapping[str, Any]) -> str:
    """The results in words, and what loaded the files as a table."""
    one, counts = found["shared"], found["scored"]
    rows = [(name, *_load_row(result)) for name, result in found["loaded"].items()]
    told = [
        f"`{found['command']}` took {found['wall']:.0f} s ({found['cpu']:.0f} s of CPU time) and "
        f"{found['mebibytes']} MiB in its largest process, and wrote {found['megabytes']:.0f} MB.",
        f"Of {one['rows']:,} rows {one['keys twice']} have a key that comes twice; {one['ood exercises elsewhere']} "
        "exercises of `ood` are in another split.",
        f"{found['small']:,} of them made by one process, by two, and by two that were killed and resumed: "
        f"{'the same bytes' if found['same bytes'] else 'OTHER BYTES'}.",
        *(f"Scored, {name}: {_counts(counts[name])}." for name in counts),
    ]
    return "\n".join(f"* {line}" for line in told) + "\n\n" + table(("loaded by", "rows", "CPU seconds", "MiB"), rows)


def _load_row(result: Sequence[float] | str) -> tuple[str, str, str]:
    if isinstance(result, str):
        return result.replace("|", "/"), "–", "–"
    return f"{result[0]:,}", f"{result[1]:.1f}", f"{result[2]:.0f}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[name]:,} {name}" for name in ("right", "wrong", "undecided") if counts.get(name))


def main() -> None:
    """Measure; print, and write what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.data_sets", description=__doc__)
    parser.add_argument("-n", type=int, default=100_000, dest="count")
    parser.add_argument("--small", type=int, default=5000, help="rows that are made three times")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python", default=sys.executable, help="a Python with pyarrow, pandas, polars and datasets")
    parser.add_argument("--folder", type=Path, help="write the data set here, and keep it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        content = lines_of(measure(options.count, options.small, options.seed, folder, options.python))
    print(content)


if __name__ == "__main__":
    main()
