"""What README, CONTRIBUTING and docs show works: commands, snippets, YAML, links."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import click
import pytest

from calcdrill.cli import COMMANDS, cli, main

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}

PLACEHOLDERS = {
    "RECIPE": "first-week", "WHAT": "chain-exp", "TOPIC": "chain-rule", "SKILL": "chain-exp", "CODE": "K7Q2M",
    "NAME": "mine", "FILE": "file.yaml", "DIR": "folder", "OLD": "file.yaml", "COMMAND": "list", "N": "3",
}  # fmt: skip
ELSEWHERE = {
    "practice": "a session: tests/practice",
    "push": "needs a running Anki: tests/export/anki",
    "preview": "opens a browser: tests/cli",
    "stats": "reads the history of the reader: tests/practice",
    "key": "needs the sheets of a class: tests/cli",
    "site": "takes long: tests/site",
}
"""Commands that only their options are read of, and where they are run."""


def blocks(text: str, *languages: str) -> Iterator[str]:
    """The fenced blocks of these languages, in their order."""
    for found in re.finditer(r"^ *```([a-z]*)\n(.*?)^ *```$", text, re.S | re.M):
        if found[1] in languages:
            yield found[2]


def _words(said: str) -> list[str]:
    """The words of a command on a page: the first of alternatives, something real for a placeholder."""
    words = [word.split("|")[0] for word in shlex.split(said.replace("…", "").replace("...", ""))]
    return [re.sub(r"\b[A-Z]{1,}\b", lambda name: PLACEHOLDERS.get(name[0], name[0]), word) for word in words]


@cache
def sessions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(page, the commands of a block, in turn); what follows two spaces or a # is a remark."""
    found = []
    for page, text in TEXTS.items():
        for block in blocks(text, "", "sh"):
            pieces = (piece.strip() for piece in re.split(r"\n| #|  +", block))
            said = [piece.removeprefix("calcdrill ") for piece in pieces if piece.startswith("calcdrill ")]
            found.append((page, tuple(command for command in said if command.split()[0] in COMMANDS)))
    return tuple((page, commands) for page, commands in found if commands)


def shown_commands() -> list[tuple[str, str]]:
    """(page, command) for each ``calcdrill …`` in a block."""
    return [(page, said) for page, commands in sessions() for said in commands]


@cache
def named_commands() -> tuple[tuple[str, str], ...]:
    """(page, command) for each ``calcdrill …`` in the prose of a page."""
    pages = ((page, text) for page, text in TEXTS.items() if page != "docs/commands.md")
    spans = ((page, span) for page, text in pages for span in re.findall(r"(?<!`)`calcdrill ([^`]+)`", text))
    return tuple((page, span.replace("\n", " ")) for page, span in spans if span.split()[0] in COMMANDS)


def calcdrill(*arguments: str) -> None:
    """The command, in this process; it ends well."""
    assert main(list(arguments)) == 0


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the pages' commands name."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "folder").mkdir()
    for name in ("file.yaml", "calculus.apkg", "class.csv", "quiz.jsonl"):
        (folder / name).write_text("")
    (folder / "exercises").symlink_to(ROOT / "exercises")
    return folder


def test_the_pages_show_commands() -> None:
    assert len(shown_commands()) > 25 and len(named_commands()) > 20


@pytest.mark.parametrize(("page", "said"), [*shown_commands(), *named_commands()])
def test_each_command_has_the_options_that_a_page_names(
    page: str, said: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    monkeypatch.setenv("CALCDRILL_CONTENT", "off")
    name, *arguments = _words(said)
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    try:
        command.make_context(name, arguments)
    except click.UsageError as error:  # the prose may leave out what a command needs, or an option's value
        left_out = isinstance(error, click.MissingParameter) or "requires an argument" in error.message
        assert left_out and (page, said) in named_commands(), f"{page}: {said}: {error.message}"
    except click.exceptions.Exit:
        assert "--help" in arguments


def _small(words: list[str]) -> list[str]:
    """The same command for fewer problems: what it does is to be seen, not how long it takes."""
    text = shlex.join(words)
    text = re.sub(r"-n (\d{2,})", "-n 6", re.sub(r"--samples \d+", "--samples 2", text))
    text = re.sub(r"check all\b", "check chain-exp", re.sub(r"--jobs \d", "--jobs 1", text))
    return shlex.split(re.sub(r"dataset all -n 6", "dataset chain-rule gradient -n 40", text))


_USUAL = {name: value for name, value in os.environ.items() if name != "CALCDRILL_CONTENT"}


def _is_run(words: list[str]) -> bool:
    return words[0] not in ELSEWHERE and not {"dask", "--diff", "--from", "--roster", "--judge", "build"} & set(words)


@pytest.mark.parametrize(("page", "commands"), [pytest.param(*one, id=f"{one[0]}: {one[1][0]}") for one in sessions()])
def test_each_command_of_a_page_works(page: str, commands: tuple[str, ...], tmp_path: Path) -> None:
    for said in commands:
        if not _is_run(_words(said)):
            continue
        before = set(tmp_path.rglob("*"))
        done = subprocess.run(
            [sys.executable, "-m", "calcdrill", *_small(_words(said))],
            cwd=tmp_path,
            env={**_USUAL, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), *sys.path))},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{page}: {said}\n{done.stderr}"
        assert done.stdout or before < set(tmp_path.rglob("*")), said


@pytest.mark.parametrize("page", [page for page, text in TEXTS.items() if ">>> " in text])
def test_each_example_of_python_gives_what_the_page_shows(page: str) -> None:
    text = TEXTS[page].replace("```python\n", "").replace("```\n", "\n")
    examples = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    said: list[str] = []
    done = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert done.attempted > 0
    assert done.failed == 0, "".join(said)


SNIPPETS = [
    (page, block)
    for page, text in TEXTS.items()
    if page != "CONTRIBUTING.md"  # whose samples tests/test_contributing.py puts where they belong
    for block in blocks(text, "python")
    if ">>> " not in block
]


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which ``calcdrill dataset … -o calculus`` was called."""
    folder = tmp_path_factory.mktemp("data")
    calcdrill("dataset", "chain-exp", "-n", "20", "-o", str(folder / "calculus"))
    return folder


@pytest.mark.parametrize(("page", "block"), SNIPPETS)
def test_each_snippet_of_python_runs(page: str, block: str, data_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in re.findall(r"^import (datasets)$|adapters\.(verifiers|inspect|lm_eval)", block, re.M):
        pytest.importorskip({"inspect": "inspect_ai"}.get("".join(module), "".join(module)))
    monkeypatch.chdir(data_set)
    row = json.loads((data_set / "calculus" / "data" / "train.jsonl").read_text().splitlines()[0])
    with redirect_stdout(StringIO()) as out:
        exec(compile(block, page, "exec"), {"row": row})
    for remark in re.findall(r"print\(.*\)  # (.+)", block):
        assert remark in out.getvalue()


@pytest.mark.parametrize(
    ("page", "block"), [(page, block) for page, text in TEXTS.items() for block in blocks(text, "yaml")]
)
def test_each_yaml_of_a_page_is_read(page: str, block: str, tmp_path: Path) -> None:
    if re.match(r"topic:", block):
        place, text = f"exercises/90-{block.split()[1]}.yaml", block
    elif re.match(r"title:", block):
        place, text = "decks/own.yaml", block
    elif re.match(r"worksheet:", block):
        place, text = "decks/own.yaml", f"title: Own\ndescription: Own.\ninclude: [chain-exp]\n{block}"
    else:
        place, text = "exercises/90-own.yaml", _around(block)
    path = tmp_path / place
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    calcdrill("list", "own" if place.startswith("decks") else "all", "--recipes", "--content", str(tmp_path))
    if place.startswith("exercises"):
        calcdrill("check", str(path), "--samples", "3")


def _around(fields: str) -> str:
    """A topic of one exercise with these fields, and what else it needs."""
    asked = next(iter(re.findall(r"quantity: (.+)", fields)), "p + 2")
    needed = {
        "id": "first",
        "kind": "quantity",
        "difficulty": 2,
        "draw": "{p: 1..99}",
        "ask": f"Find `{asked}`.",
        "quantity": asked,
    }
    more = [
        f"        {name}: {value}\n" for name, value in needed.items() if not re.search(rf"^[ -]+{name}:", fields, re.M)
    ]
    if not re.match(r" +- id:", fields):
        more[0] = more[0].replace("  id", "- id", 1)
        more, fields = [more[0]], "".join(more[1:]) + fields
        exercise = "".join(more) + fields
    else:
        exercise = fields + "".join(line for line in more if not re.search(r" (ask|quantity|draw):", line))
    head = "topic: own\ntitle: Own\nconcepts:\n  - id: own-skill\n    title: Own\n    difficulty: 2\n    requires: []\n"
    return f"{head}    summary: One.\n    why: Two.\n    exercises:\n{exercise}"


def _anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as they are made on GitHub."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", TEXTS)
def test_each_link_inside_leads_somewhere(page: str) -> None:
    for target in re.findall(r"(?:\]\(|src=\")(?!https?:|mailto:)([^)\"\s]*)", TEXTS[page]):
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), f"{page}: {target}"
        if anchor:
            assert anchor in _anchors(path.read_text(encoding="utf-8")), f"{page}: {target}"


def test_the_figures_of_the_readme_are_those_of_the_report() -> None:
    rows = dict(re.findall(r"^\| ([a-z ]+) \| ([\d,]+) \|$", TEXTS["docs/report.md"], re.M))
    said = re.search(r"has ([\d,]+)\s+instances and ([\d,]+)\s+steps, (\d+) wrong", TEXTS["README.md"])
    assert said and said.groups() == (rows["instances"], rows["steps"], rows["wrong"])
    for figure in re.findall(r"all of the ([\d,]+) ", TEXTS["README.md"]):
        assert figure in TEXTS["docs/verification.md"]


def test_the_pages_are_a_site(tmp_path: Path) -> None:
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_parser")
    pytest.importorskip("furo")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", str(ROOT / "docs"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert pages == {path.stem for path in tmp_path.glob("*.html")} - {"genindex", "search"}
    assert "first-steps.html" in (tmp_path / "index.html").read_text(encoding="utf-8")
