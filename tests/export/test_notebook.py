"""The notebook: valid, the same every time, with code that runs and words that stay words."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from calcdrill import load_catalog
from calcdrill.cli import main
from calcdrill.export.notebook import Part, write_notebook
from calcdrill.expression.notation.profiles import PROFILES
from calcdrill.lessons import chapter_of, lesson_of
from export.sample import sample_set


@cache
def notebook() -> str:
    catalog = load_catalog()
    chapter = Part(chapter_of(catalog, "chain-rule"), sample_set().problems)
    return write_notebook((chapter, Part(lesson_of(catalog, "gradient-vector"), ())), 7)


def cells(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["cells"]
    return found


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_a_chapter_has_its_lessons_their_code_and_problems_to_unfold() -> None:
    catalog, found = load_catalog(), {cell["id"]: cell for cell in cells(notebook())}
    assert len(found) == len(cells(notebook())) and all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in found)
    for concept in chapter_of(catalog, "chain-rule").topic.concepts:
        assert concept.lesson is not None
        assert source(found[f"code-{concept.id}"]) == concept.lesson.python.rstrip()
        lesson = source(found[f"lesson-{concept.id}"])
        assert f"## {concept.title}" in lesson and "### What it is" in lesson and "$$" in lesson
    assert "lesson-gradient-vector" in found and "problems-gradient-vector" not in found
    problems = [source(cell) for name, cell in found.items() if name.startswith("problem-chain-rule-")]
    assert len(problems) == len(sample_set().problems)
    for text, problem in zip(problems, sample_set().problems, strict=True):
        assert text.count("<summary>Hint") == len(problem.hints) and text.count("<summary>Solution") == 1
        assert text.index("**Answer:**") > text.index("<summary>Solution")


def test_the_pictures_are_inside() -> None:
    found = re.findall(
        r'<img src="data:image/svg\+xml;base64,([^"]+)" width="420" alt="([^"]+)">',
        "".join(map(source, cells(notebook()))),
    )
    assert len(found) > 5 and all(fromstring(base64.b64decode(data)).tag.endswith("svg") for data, _ in found)


def test_it_is_in_the_notation_asked_for() -> None:
    lesson = Part(lesson_of(load_catalog(), "chain-log"), ())
    assert r"\ln" in write_notebook((lesson,), 7) and r"\ln" not in write_notebook((lesson,), 7, PROFILES["ml-paper"])


def test_words_stay_words() -> None:
    hostile = r"<script>alert(1)</script> \(\href{javascript:x}{y}\) $z$ $$w$$ **b** [l](javascript:x) `c`"
    problem = sample_set().problems[0]
    said = replace(problem.statement, context=(hostile,))
    lesson = lesson_of(load_catalog(), "gradient-vector")
    text = source(cells(write_notebook((Part(lesson, (replace(problem, statement=said),)),), 7))[-1])
    assert (
        "<script" not in text and r"\\(" not in text and r"\(" not in re.sub(r"\$[^$]*\$", "", text.replace(r"\$", ""))
    )
    assert "**b**" not in text and "](javascript" not in text.replace(r"\]", "")


def test_the_command_writes_the_same_bytes_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / name for name in ("a.ipynb", "b.ipynb")]
    for file in files:
        assert main(["notebook", "gradient-vector", "-n", "3", "--seed", "4", "-o", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert [cell["id"] for cell in cells(files[0].read_text())][-1] == "problem-gradient-vector-3"
    for wrong, words in (("gradient-vectr", "did you mean gradient-vector"), (exercise(), "not a skill or a topic")):
        with pytest.raises(SystemExit) as stop:
            main(["notebook", wrong, "-o", str(files[0])])
        assert stop.value.code == 2 and words in capsys.readouterr().err


def exercise() -> str:
    return next(name for name in load_catalog().exercises if name.startswith("gradient-vector/"))


def test_it_is_valid_and_runs() -> None:
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not here")
    client = pytest.importorskip("nbclient", reason="nbclient is not here")
    pytest.importorskip("ipykernel", reason="there is no kernel to run a notebook")
    read = nbformat.reads(notebook(), 4)
    nbformat.validate(read)
    read.cells = [cell for cell in read.cells if cell.cell_type == "code"]
    client.NotebookClient(read, timeout=60).execute()
    assert len(read.cells) > 5 and all(cell.outputs for cell in read.cells)
