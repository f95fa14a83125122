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
    {"expression", "worker"},
    {"problem"},
    {"choices", "exactness", "conditions", "draws", "sampling", "linear"},
    {"kinds"},
    {"catalog"},
    {"canonical", "verify", "keys", "sets", "carrying", "marking", "columns", "idle_lines"},
    {"tasks", "own_mistakes", "instances", "generating", "shards", "engines", "cluster", "parallel", "bounded", "audit"}
    | {"sympy_objects", "lessons", "ladder", "cheatsheets", "watching", "mutation", "variety", "roadmap"},
    {"figures", "grading", "web"},
    {"export"},
    {"decks", "worksheets", "requests", "rosters"},
    {"practice"},
    {"site"},
    {"asking", "scoring", "benchmark_kit", "portions"},
    {"adapters"},
    {"cli", "__main__"},
]
"""A module may import from its own layer and those above it in this list, also inside functions."""

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


def imports(tree: ast.Module) -> Iterator[str]:
    """What a module imports at its top and inside its functions; imports for type checkers alone do not count."""
    parts: list[ast.AST] = [tree]
    while parts:
        node = parts.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        typed = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        parts.extend(node.orelse if isinstance(node, ast.If) and typed else ast.iter_child_nodes(node))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


def imported_files() -> dict[str, set[str]]:
    """Module → the modules that it imports; ``from package import module`` imports the module."""
    trees = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in modules()}
    found = {
        name: {other if other in trees else other.rpartition(".")[0] for other in imports(tree)} & set(trees)
        for name, tree in trees.items()
    }
    return {name: others - {name} for name, others in found.items()}


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Runs of modules that each import the next, the last the first."""
    found: list[list[str]] = []
    done: set[str] = set()

    def follow(name: str, path: list[str]) -> None:
        if name in path:
            found.append(path[path.index(name) :])
        elif name not in done:
            for other in sorted(graph[name]):
                follow(other, [*path, name])
            done.add(name)

    for name in graph:
        follow(name, [])
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    own = layer_of(path.relative_to(SOURCE).parts[0].removesuffix(".py"))
    for name in imports(ast.parse(path.read_text(encoding="utf-8"))):
        parts = name.split(".")
        if parts[0] == "calcdrill" and len(parts) > 1 and not parts[1].startswith("_"):
            assert layer_of(parts[1]) <= own, f"{path.name} imports {name}"


def test_no_files_import_each_other_in_a_circle() -> None:
    """``calcdrill`` itself is left out: it looks its names up when they are asked for."""
    graph = imported_files()
    inner = {name: {other for other in found if other != "calcdrill"} for name, found in graph.items()}
    assert [" → ".join(circle) for circle in circles(inner)] == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c"]]


MATHEMATICS = [
    {"tree", "names", "functions", "rationals", "read_tokens", "scrambling"},
    {"arithmetic", "forms", "limits", "polynomial", "powers", "steps"},
    {"decimals", "read"},
    {"facts", "put_in", "read_typed", "waves"},
    {"composing", "exact"},
    {"notation", "tidy", "instantiate", "regularity"},
    {"balls", "formal", "comparing", "bridge"},
    {"differentiating"},
    {"searching"},
    {"solving"},
    {"integrating"},
]
"""The inner layers of ``expression``: a module may import from its own and those above it in this list."""
CLIMBS = {
    "balls.germ_functions → differentiating.rules",  # exact Taylor coefficients; the rules themselves need no balls
    "balls.oscillation → differentiating.rules",
    "comparing.lines → differentiating.rules",  # where an edge is only touched
    "comparing.lines → solving.roots",  # formulas that balls cannot tell apart: all zeros of their parts
    "differentiating.borders → solving.zeros",  # where cases meet
    "differentiating.borders → integrating.closed_limits",
    "steps → notation.text",  # a line is shown in a shell as it reads
}
"""What is known to import from a later layer: nothing else may, and no line here may be idle."""


def inner_layer(module: str) -> int:
    first = module.split(".")[0]
    found = [position for position, layer in enumerate(MATHEMATICS) if first in layer]
    assert found, f"{first} has no place in the inner layers of expression"
    return found[0]


def test_the_inner_layers_of_mathematics_run_one_way() -> None:
    head = "calcdrill.expression."
    graph = {
        name.removeprefix(head): {other.removeprefix(head) for other in found if other.startswith(head)}
        for name, found in imported_files().items()
        if name.startswith(head)
    }
    assert len(graph) > 100
    edges = [(name, other) for name, found in graph.items() for other in found]
    climbing = {f"{name} → {other}" for name, other in edges if inner_layer(other) > inner_layer(name)}
    assert climbing == CLIMBS


def test_no_public_name_is_the_name_of_a_module() -> None:
    """Importing ``calcdrill.generate`` would put that module in the place of the function."""
    import calcdrill

    assert not {name_of(path).removeprefix("calcdrill.") for path in modules()} & set(calcdrill.__all__)


CLOCKS = {"time", "monotonic", "perf_counter", "process_time", "now", "today", "utcnow", "sleep"}
ENVIRONMENT = {"environ", "getenv", "platformdirs"}
MAY_READ_THE_ENVIRONMENT = {"worker.py": "hands it on to its process", "isolation.py": "names a proxy for its process"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_the_command_line_reads_the_clock_and_the_environment(path: Path) -> None:
    """Elsewhere a clock is an argument: it may have a default, and is called by the argument's name."""
    place = str(path.relative_to(SOURCE))
    if place.startswith("cli/"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            assert not isinstance(node.func.value, ast.Name) or node.func.value.id not in {
                "time",
                "datetime",
                "date",
            }, f"{place}:{node.lineno} reads the clock"
        names = {getattr(node, "attr", None), getattr(node, "id", None), getattr(node, "module", None)}
        names |= {alias.name for alias in getattr(node, "names", ()) if isinstance(alias, ast.alias)}
        if place not in MAY_READ_THE_ENVIRONMENT:
            assert not names & ENVIRONMENT, f"{place}: line {getattr(node, 'lineno', 0)} reads the environment"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            raise AssertionError(f"{place}:{node.lineno} imports a clock by its name")


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
        for name in imports(ast.parse(path.read_text(encoding="utf-8"))):
            assert name.split(".")[0] not in {"socket", "urllib", "http", "requests", "ssl", "ftplib"}, path
