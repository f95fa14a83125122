"""Whole commands in processes of their own: wall time, CPU time, peak memory, size of what they write."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Run:
    """What one command took; ``cpu`` counts its processes, ``mebibytes`` is the largest of them at its peak."""

    command: str
    wall: float
    cpu: float
    mebibytes: float
    written: int = 0


class Failed(Exception):
    """A command that was to be measured did not end well."""


def run(*arguments: str) -> Run:
    """One run of ``calcdrill`` with these arguments."""
    command = [sys.executable, "-I", str(LAUNCH), sys.executable, "-m", "calcdrill", *arguments]
    done = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    words = f"calcdrill {' '.join(arguments)}"
    if done["code"]:
        raise Failed(f"{words}: {done['said']}")
    return Run(words, round(done["wall"], 3), round(done["cpu"], 3), round(done["peak"] / 1024**2))


def run_writing(name: str, *arguments: str) -> Run:
    """One run that writes ``name`` (``-o name``), with the size of all files that it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(*arguments, "-o", str(Path(folder) / name))
        written = sum(path.stat().st_size for path in Path(folder).iterdir())
    return replace(done, command=f"calcdrill {' '.join(arguments)} -o {name}", written=written)


def cold(times: int) -> list[Run]:
    """Short commands, each in a new process, the fastest of some runs; the first of all is not counted."""
    wanted = (
        ("--help",),
        ("list",),
        ("generate", "chain-exp"),
        ("solve", "derivative", "function=exp(3*x^2 - x)"),
    )
    found = []
    for arguments in wanted:
        run(*arguments)
        found.append(min((run(*arguments) for _ in range(times)), key=lambda done: done.wall))
    return found


def outputs(counts: Sequence[int], deck: str) -> list[Run]:
    """A deck, and worksheets with their keys as PDF."""
    sheets = (run_writing("sheet.pdf", "worksheet", "all", "-n", str(count), "--key", "append") for count in counts)
    return [run_writing(f"{deck}.apkg", "deck", deck), *sheets]


def streams(counts: Sequence[int], jobs: Sequence[int]) -> list[Run]:
    """Data sets as JSON lines: more problems, which must not take more memory, then more processes."""
    wanted = [(count, 1) for count in counts] + [(counts[-1], job) for job in jobs if job > 1]
    return [
        run_writing("set.jsonl", "generate", "all", "-n", str(n), "--format", "json", "--jobs", str(j))
        for n, j in wanted
    ]
