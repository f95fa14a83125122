"""CONTRIBUTING.md is followed to the letter: an exercise and a kind are added in a temporary folder, and work."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.S)
    assert found, f"CONTRIBUTING.md has no {language} block"
    return found[1]


def calcdrill(*arguments: str, path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "calcdrill", *arguments],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{path}:{':'.join(sys.path)}", "PATH": "", "CALCDRILL_CACHE": "off"},
        cwd=path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


HEAD = """topic: mine
title: Mine
concepts:
  - id: my-concept
    title: My concept
    difficulty: 2
    requires: []
    summary: A demo.
    why: For tests.
    exercises:
"""


def test_an_exercise_is_six_lines_of_yaml(tmp_path: Path) -> None:
    file = tmp_path / "90-mine.yaml"
    file.write_text(HEAD + block("yaml"))
    shown = calcdrill("check", str(file), "--samples", "20", path=ROOT / "src")
    assert "my-concept/exp-of-a-line" in shown
    assert "0 faults" in shown


def test_a_kind_is_one_file(tmp_path: Path) -> None:
    """The package with one more file in ``kinds/``: the command line, the schema and the laws find it."""
    shutil.copytree(ROOT / "src" / "calcdrill", tmp_path / "calcdrill")
    for folder in ("exercises", "decks"):
        shutil.copytree(ROOT / folder, tmp_path / "calcdrill" / "content" / folder)
    (tmp_path / "calcdrill" / "kinds" / "second_difference.py").write_text(block("python"))
    shown = calcdrill("solve", "second_difference", "function=x^3", path=tmp_path)
    assert "Answer: 6*x" in shown
    assert "arb values" in shown
    assert "second_difference" in calcdrill("list", "--kinds", path=tmp_path)
    assert "second_difference" in calcdrill("schema", path=tmp_path)
    content = tmp_path / "content"
    (content / "exercises").mkdir(parents=True)
    exercise = (
        "      - id: cubic\n        kind: second_difference\n        difficulty: 1\n"
        "        draw: {a: nonzero -9..9, b: nonzero -9..9}\n        variable: x\n        function: a*x^3 + b*x^2\n"
        "        hints: [Put in the numbers beside x.]\n"
    )
    (content / "exercises" / "90-mine.yaml").write_text(HEAD + exercise)
    assert "0 faults" in calcdrill("check", "my-concept", "--content", str(content), path=tmp_path)
    laws = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "second_difference",
         str(ROOT / "tests" / "laws" / "test_kinds.py"), f"--rootdir={tmp_path}"],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{tmp_path}:{':'.join(sys.path)}", "PATH": ""},
        cwd=tmp_path,
    )  # fmt: skip
    assert " passed" in laws.stdout, laws.stdout + laws.stderr
