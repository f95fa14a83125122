"""CONTRIBUTING.md is followed to the letter: each sample passes ruff, mypy and the laws, and works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SAMPLES = {
    "second_difference.py": "kinds",
    "tsv.py": "export/formats",
    "plain_latex.py": "expression/notation",
}
"""The sample files of the recipes, and the package that each goes into."""


def block(language: str, name: str = "") -> str:
    """The first block of a language, after the sentence that names its file."""
    found = re.search(rf"```{language}\n(.*?)```", TEXT[TEXT.index(f"`{name}`:") if name else 0 :], re.S)
    assert found, f"CONTRIBUTING.md has no {language} block {name}"
    return found[1]


def run(path: Path, *arguments: str) -> str:
    """The output of a Python program that sees the package in ``path``."""
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{path}:{':'.join(sys.path)}", "PATH": "", "CALCDRILL_CACHE": "off"},
        cwd=path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def calcdrill(*arguments: str, path: Path) -> str:
    return run(path, "-m", "calcdrill", *arguments)


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


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with one more file for each recipe, and one more row in the table of functions."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(ROOT / "src" / "calcdrill", folder / "calcdrill", ignore=shutil.ignore_patterns("__pycache__"))
    for content in ("exercises", "decks"):
        shutil.copytree(ROOT / content, folder / "calcdrill" / "content" / content)
    for name, place in SAMPLES.items():
        (folder / "calcdrill" / place / name).write_text(block("python", name), encoding="utf-8")
    table = folder / "calcdrill" / "expression" / "functions" / "table.py"
    rows, row = table.read_text(encoding="utf-8"), block("python", "src/calcdrill/expression/functions/table.py")
    assert rows.count("_OF_LEARNING: Final = (\n") == 1
    table.write_text(rows.replace("_OF_LEARNING: Final = (\n", f"_OF_LEARNING: Final = (\n{row}"), encoding="utf-8")
    return folder


def test_an_exercise_is_six_lines_of_yaml(tmp_path: Path) -> None:
    file = tmp_path / "90-mine.yaml"
    file.write_text(HEAD + block("yaml"))
    shown = calcdrill("check", str(file), "--samples", "20", path=ROOT / "src")
    assert "my-concept/exp-of-a-line" in shown
    assert "0 faults" in shown


def test_every_sample_passes_ruff_and_mypy(package: Path) -> None:
    pytest.importorskip("mypy")
    files = [str(package / "calcdrill" / place / name) for name, place in SAMPLES.items()]
    config = str(ROOT / "pyproject.toml")
    assert "All checks passed" in run(package, "-m", "ruff", "check", "--no-cache", "--config", config, *files)
    typed = run(package, "-m", "mypy", "--config-file", config, "--cache-dir", str(package / "cache"), *files)
    assert "Success" in typed


def test_a_kind_is_one_file(package: Path, tmp_path: Path) -> None:
    shown = calcdrill("solve", "second_difference", "function=x^3", path=package)
    assert "Answer: 6*x" in shown
    assert "Checked by a second method" in shown
    assert "second_difference" in calcdrill("list", "--kinds", path=package)
    assert "second_difference" in calcdrill("schema", path=package)
    (tmp_path / "exercises").mkdir(parents=True)
    exercise = (
        "      - id: cubic\n        kind: second_difference\n        difficulty: 1\n"
        "        draw: {a: nonzero -9..9, b: nonzero -9..9}\n        variable: x\n        function: a*x^3 + b*x^2\n"
        "        hints: [Put in the numbers beside x.]\n"
    )
    (tmp_path / "exercises" / "90-mine.yaml").write_text(HEAD + exercise)
    assert "0 faults" in calcdrill("check", "my-concept", "--content", str(tmp_path), path=package)


def test_a_format_is_one_file(package: Path, tmp_path: Path) -> None:
    shown = calcdrill("generate", "chain-exp", "-n", "3", "--format", "tsv", path=package)
    assert shown.startswith("number\tquestion\tanswer\n1\t") and shown.count("\n") == 4
    bare = ("worksheet", "chain-exp", "-n", "3", "--set", "formats.tsv.header=false")
    calcdrill(*bare, "-o", str(tmp_path / "sheet.tsv"), path=package)
    assert (tmp_path / "sheet.tsv").read_text().startswith("1\t")
    assert not (tmp_path / "sheet-key.tsv").exists()


def test_a_function_is_one_row(package: Path) -> None:
    shown = calcdrill("solve", "derivative", "function=mish(2*x)", "--format", "json", path=package)
    assert '"sympy"' in shown and "mish" in shown


def test_a_notation_is_a_grammar_with_its_signs(package: Path) -> None:
    program = (
        "from calcdrill.expression.read import read\n"
        "from calcdrill.expression.notation.plain_latex import write_plain_latex\n"
        "print(write_plain_latex(read('relu((x + 1)/2)*gelu(x)')))"
    )
    shown = run(package, "-c", program)
    assert r"\frac" in shown and r"\left" not in shown and r"\mathrm" in shown


@pytest.mark.parametrize("law", ["test_kinds.py", "test_formats.py", "test_functions.py"])
def test_the_laws_reach_what_is_added(package: Path, law: str) -> None:
    chosen = "second_difference or tsv or mish"
    options = ("-q", "-p", "no:cacheprovider", "-k", chosen, "-c", str(ROOT / "pyproject.toml"))
    shown = run(package, "-m", "pytest", *options, str(ROOT / "tests" / "laws" / law))
    assert re.search(r"[4-9] passed", shown), shown
    assert "skipped" not in shown


def test_a_function_is_one_line(tmp_path: Path) -> None:
    row = block("python", "src/calcdrill/expression/functions/table.py")
    shutil.copytree(ROOT / "src" / "calcdrill", tmp_path / "calcdrill", ignore=shutil.ignore_patterns("__pycache__"))
    table = tmp_path / "calcdrill" / "expression" / "functions" / "table.py"
    rows = table.read_text(encoding="utf-8")
    table.write_text(rows.replace("_OF_LEARNING: Final = (\n", f"_OF_LEARNING: Final = (\n{row}"), encoding="utf-8")
    assert table.read_text(encoding="utf-8") != rows
    shown = calcdrill("solve", "derivative", "function=mish(2*x)", "--format", "json", path=tmp_path)
    assert "mish" in shown and '"rule":"definition"' in shown
