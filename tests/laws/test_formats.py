"""Laws of every format on disk: it writes every kind, strangers' text is text, the same problems are the same bytes."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest

from calcdrill import load_catalog
from calcdrill.errors import InputError
from calcdrill.export.formats import Format, find_format, format_names, format_of_suffix
from calcdrill.export.pdf import compile_pdf
from calcdrill.export.sheet import read_sheet
from calcdrill.export.worksheet import make_worksheet
from calcdrill.instances import make_problem, solve
from calcdrill.kinds import find, kind_names
from calcdrill.problem import Problem, ProblemSet

NAMES = format_names()
STRANGE = (
    'Ünï "50%" & <script>alert(1)</script> \\input{x} $5 #1 *x* _y_ `z` [a](b) {{ 7*7 }} << 7*7 >> <% x %> ~ ^ , ; ='
)
SHORT = "Ünï 5% & <b>x</b> \\input{x} $5"
"""For a format that takes short questions only."""
OPTIONS: dict[str, Any] = {"solutions": "full", "choices": 4, "show": {"hints": True, "points": True}, "order": "given"}


@cache
def samples() -> tuple[Problem, ...]:
    """A problem of every kind: its sample as the exercise of some course would give it."""
    made = [solve({"kind": name, **find(name).sample}) for name in kind_names()]
    return tuple(
        replace(one, id=f"law/{one.task.kind}", concept="law", topic="laws", seed=1, index=0, difficulty=2)
        for one in made
    )


def written(name: str, problems: ProblemSet, **options: Any) -> dict[str, bytes]:
    return make_worksheet({"A": problems}, read_sheet({**OPTIONS, **options}), name)


def test_there_are_formats_each_called_as_its_file() -> None:
    assert {"text", "json", "markdown", "latex", "html", "typst", "pdf"} <= set(NAMES)
    found = [find_format(name) for name in NAMES]
    assert all(isinstance(one, Format) and one.title for one in found)
    assert [one.name for one in found] == list(NAMES)
    assert all((one.write is None) != (one.bank is None) for one in found)
    own = [one for one in found if not one.shares_suffix]
    assert len({one.suffix for one in own}) == len(own), "two formats have one suffix"
    assert all(format_of_suffix(f".{one.suffix}") is one for one in own)


@pytest.mark.parametrize("name", NAMES)
def test_a_format_writes_every_kind_or_says_why_not(name: str) -> None:
    format, refused = find_format(name), []
    for problem in samples():
        reason = format.refuses(problem)
        if reason is None:
            files = written(name, ProblemSet("One", (problem,), 1))
            assert f".{format.suffix}" in files and all(files.values())
        else:
            assert reason.strip()
            refused.append(problem)
    assert len(refused) < len(samples()), "this format refuses every kind"


@pytest.mark.parametrize("name", NAMES)
def test_the_same_problems_are_the_same_bytes(name: str) -> None:
    first, second = (written(name, ProblemSet("All", samples(), 1)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_a_line_is_one_problem(name: str) -> None:
    line = find_format(name).line
    if line is not None:
        assert all(line(problem).endswith(b"\n") and line(problem).count(b"\n") == 1 for problem in samples())


@pytest.mark.parametrize("name", NAMES)
def test_unknown_options_of_a_format_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="no option"):
        find_format(name).read_options({"no-such-option": 1})


# -- strangers' text


def strange_set(text: str = STRANGE) -> ProblemSet:
    """Every kind, with a stranger's words wherever an author may write words."""
    words = (text,)
    return ProblemSet(
        STRANGE,
        tuple(
            replace(
                one,
                statement=replace(one.statement, context=words),
                hints=(words,),
                mistakes=tuple(replace(mistake, feedback=words) for mistake in one.mistakes),
            )
            for one in samples()
        ),
        1,
    )


class Page(html.parser.HTMLParser):
    """The words of a page and the tags that it has."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words, self.tags = "", set[str]()
        self.feed(source)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)


def read_html(content: bytes) -> str:
    page = Page(content.decode())
    assert "script" not in page.tags
    return page.words


def read_json(content: bytes) -> str:
    return "\n".join(json.loads(line)["statement"]["text"] for line in content.splitlines())


def read_typst(content: bytes) -> str:
    return read_pdf(compile_pdf(content.decode(), strict=True))


def read_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def read_text(content: bytes) -> str:
    return content.decode()


def read_xml(content: bytes) -> str:
    """The words of all pages that the document holds in its elements."""
    return "\n".join(read_html((element.text or "").encode()) for element in ElementTree.fromstring(content).iter())


def read_package(content: bytes, read: Callable[[bytes], str] = read_xml) -> str:
    """The words of all documents in a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(read(package.read(name)) for name in package.namelist() if name.endswith(".xml"))


def read_elements(document: bytes) -> str:
    """The words of a document whose elements hold plain text."""
    return "\n".join("".join(element.itertext()) for element in ElementTree.fromstring(document).iter())


def read_plain_package(content: bytes) -> str:
    return read_package(content, read_elements)


def read_table(content: bytes) -> str:
    return "\n".join(cell for row in csv.reader(io.StringIO(content.decode())) for cell in row)


READERS: dict[str, Callable[[bytes], str]] = {
    "blackboard": read_text,
    "csv": read_table,
    "html": read_html,
    "json": read_json,
    "kahoot": read_plain_package,
    "cartridge": read_package,
    "moodle": read_xml,
    "qti12": read_package,
    "qti21": read_plain_package,
    "pdf": read_pdf,
    "stack": read_xml,
    "pretext": read_elements,
    "typst": read_typst,
}
"""Formats that another program than ours reads: what it says that the words are."""


@pytest.mark.parametrize("name", NAMES)
def test_strange_text_is_text(name: str) -> None:
    """Read by a stranger the words are there as written; where nobody reads, they do not stand there raw."""
    format = find_format(name)
    strange = STRANGE if any(format.refuses(one) is None for one in strange_set().problems) else SHORT
    content = written(name, strange_set(strange), title=STRANGE)[f".{format.suffix}"]
    reader = READERS.get(name, read_text if format.is_plain else None)
    if reader is not None:
        assert without_space(strange) in without_space(reader(content))
        return
    live = re.sub("(?m)^%.*$", "", content.decode())  # a line that is a comment is not read
    assert STRANGE not in live and "\\input{x}" not in live
    assert "49" not in live, "a template was run"


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_exercises_of_the_course_use_every_kind() -> None:
    """Else a kind is known by its sample alone."""
    catalog = load_catalog()
    used = {exercise.kind for exercise in catalog.exercises.values()}
    assert used == set(kind_names())
    assert make_problem(next(iter(catalog.exercises.values())), 1, 0)
