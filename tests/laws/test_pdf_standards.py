"""Every kind of PDF passes veraPDF's rules of PDF/UA-1 and of PDF/A-2a."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from calcdrill import load_catalog
from calcdrill.cheatsheets import chosen_topics, short_examples
from calcdrill.export.cheatsheet import make_cheatsheet
from calcdrill.export.sheet import read_sheet
from calcdrill.export.worksheet import make_worksheet
from calcdrill.instances import make_problem
from calcdrill.problem import ProblemSet
from export.verapdf import PROFILES, failures, missing

EVERY: Final = 30
"""One exercise of so many stands on the sheets."""
ALL: Final = {"points": True, "level": True, "table": True, "hints": True, "figures": True}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "usual": {"solutions": "full", "show": {**ALL, "marks": True}},
    "large-print": {"preset": "large-print", "solutions": "short", "show": ALL, "choices": 4},
    "compact": {"preset": "compact", "choices": 5, "key": "append", "paper": "letter", "notation": "de"},
    "lines": {"workspace": {"kind": "lines"}, "theme": "exam", "key": "none", "notation": "es"},
    "grid": {"workspace": {"kind": "grid"}, "theme": "quiet", "key": "none", "intro": "Mind `x^2`.", "school": "Mine"},
    "together": {"versions": ["A", "B"], "together": True, "key": "append", "notation": "fr"},
}


@cache
def problem_set(seed: int) -> ProblemSet:
    chosen = list(load_catalog().exercises.values())[::EVERY]
    assert len(chosen) > 15
    return ProblemSet("All", tuple(make_problem(exercise, seed, 0) for exercise in chosen), seed)


def documents() -> Iterator[tuple[str, bytes]]:
    """Names and PDFs: sheets, keys, a class's sheets, the cheat sheet."""
    for look, options in LOOKS.items():
        sheet = read_sheet(options)
        sets = {name: problem_set(5 + place) for place, name in enumerate(sheet.versions)}
        made = make_worksheet(sets, sheet, "pdf")
        yield from ((f"{look}{ending}", data) for ending, data in made.items() if ending.endswith(".pdf"))
    roster = {"K7Q2M": problem_set(5), "K7Q2N": problem_set(6)}
    sheet = read_sheet({"show": {"qr": True}, "key": "none"})
    students = {"K7Q2M": "Ada", "K7Q2N": "Emmy"}
    yield "class.pdf", make_worksheet(roster, sheet, "pdf", students=students)[".pdf"]
    topics = chosen_topics(load_catalog(), ())
    yield "cheatsheet.pdf", make_cheatsheet(topics, short_examples(topics), "Calculus", pages=2)[".pdf"]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """By the file's name and the profile, the rules that it breaks; one run of veraPDF for all."""
    if missing():
        pytest.skip(f"pip install {' '.join(missing())}")
    folder = tmp_path_factory.mktemp("pdf")
    paths: list[Path] = []
    for name, content in documents():
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    (folder / "bare.pdf").write_bytes(paths[0].read_bytes().replace(b"/MarkInfo", b"/MarkNone"))
    return {Path(path).name: found for path, found in failures(*paths, folder / "bare.pdf").items()}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_pdf_passes(broken: dict[str, dict[str, list[str]]], profile: str) -> None:
    assert len(broken) > 10 and {"cheatsheet.pdf", "class.pdf", "usual-key.pdf"} <= set(broken)
    assert {name: found[profile] for name, found in broken.items() if found[profile]}.keys() == {"bare.pdf"}


def test_a_pdf_that_is_not_said_to_be_tagged_does_not_pass(broken: dict[str, dict[str, list[str]]]) -> None:
    assert any("Marked" in fault for fault in broken["bare.pdf"]["ua1"])
