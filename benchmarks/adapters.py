"""The adapters on the real programs, each in an environment of its own: ``python -m benchmarks.adapters``.

    python -m benchmarks.adapters --folder /tmp/adapters [--only inspect …]

For each program: a venv in the folder (kept for the next time), the checkout and the program installed into it, and
``tests/test_adapters.py`` run there. verl is not installed, since it needs torch and ray: its reward function and its
Parquet files are tested without it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Program:
    """A program: its package, and which tests are its."""

    package: str
    tests: str


PROGRAMS: Final = {
    "reasoning-gym": Program("reasoning-gym", "reasoning_gym"),
    "verifiers": Program("verifiers", "verifiers"),
    "inspect": Program("inspect-ai", "inspect"),
    "lm-eval": Program("lm-eval", "lm_eval"),
    "verl": Program("pyarrow", "verl"),
}


def environment(folder: Path, program: Program) -> Path:
    """The Python of the program's environment, made where there is none."""
    place = folder / program.package
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(place, with_pip=True)
    wanted = [str(ROOT), "pytest", "hypothesis", program.package]
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python


def tried(folder: Path, program: Program) -> tuple[str, str]:
    """The version that was installed, and what pytest says in its last line, or why there is no environment."""
    try:
        python = environment(folder, program)
    except (OSError, subprocess.CalledProcessError) as error:
        return "–", f"not installed: {error}"
    code = f"from importlib.metadata import version; print(version({program.package!r}))"
    version = subprocess.run([str(python), "-c", code], capture_output=True, text=True).stdout.strip()
    command = [
        str(python),
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_adapters.py",
        "-k",
        program.tests,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return version, (done.stdout.strip().splitlines() or done.stderr.strip().splitlines() or ["nothing was said"])[-1]


def main() -> int:
    """A line for each program; 1 if one failed, or skipped its own tests."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adapters", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the environments are, or are made")
    parser.add_argument("--only", choices=sorted(PROGRAMS), action="append", help="this program (repeatable)")
    options = parser.parse_args()
    failed = 0
    for name in options.only or PROGRAMS:
        version, said = tried(options.folder, PROGRAMS[name])
        is_fine = " passed" in said and "failed" not in said and "skipped" not in said
        failed += not is_fine
        print(f"{'passed' if is_fine else 'FAILED':7} {name} {version}: {said}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
