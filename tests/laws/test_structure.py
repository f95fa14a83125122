"""Laws of the house: which package may import which, and what no source may call."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "calcdrill"
LAYERS = [
    {"errors", "files", "characters", "isolation", "__init__"},
    {"expression"},
    {"problem"},
    {"choices", "sampling", "linear", "worker"},
    {"kinds"},
    {"catalog"},
    {"canonical", "verify", "roadmap", "keys", "sets"},
    {"generate", "shards", "engines", "cluster", "parallel", "bounded", "audit"}
    | {"decks", "worksheets", "ladder", "cheatsheets", "watching"},
    {"figures"},
    {"export"},
    {"practice"},
    {"cli", "__main__"},
]
"""A module may import from its own layer and those above it in this list, at the top of the file."""

FORBIDDEN_CALLS = {"eval", "exec", "sympify", "parse_expr", "lambdify", "S", "literal_eval", "unsafe_load", "full_load"}


def modules() -> list[Path]:
    found = sorted(SOURCE.rglob("*.py"))
    assert len(found) > 30, "the sources were not found"
    return found


def layer_of(name: str) -> int:
    for position, layer in enumerate(LAYERS):
        if name in layer:
            return position
    raise AssertionError(f"{name} has no place in the list of layers")


def imports_at_top(tree: ast.Module) -> Iterator[str]:
    """What a module imports when it is imported; imports inside functions and for type checkers do not count."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    own = layer_of(path.relative_to(SOURCE).parts[0].removesuffix(".py"))
    for name in imports_at_top(ast.parse(path.read_text(encoding="utf-8"))):
        parts = name.split(".")
        if parts[0] == "calcdrill" and len(parts) > 1 and not parts[1].startswith("_"):
            assert layer_of(parts[1]) <= own, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_text_is_evaluated(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            assert name not in FORBIDDEN_CALLS, f"{path.name}:{node.lineno} calls {name}"


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    code = (
        "import sys, calcdrill, calcdrill.cli\n"
        "try:\n    calcdrill.cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('sympy', 'genanki', 'typst', 'pydantic', 'flint') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "Make fresh verified problems" in done.stdout


def test_nothing_reaches_for_the_network() -> None:
    allowed = {"export/anki/push.py"}
    for path in modules():
        if str(path.relative_to(SOURCE)) in allowed:
            continue
        for name in imports_at_top(ast.parse(path.read_text(encoding="utf-8"))):
            assert name.split(".")[0] not in {"socket", "urllib", "http", "requests", "ssl", "ftplib"}, path
