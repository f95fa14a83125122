"""Broken files: each says in its first lines where its faults are and what the message has in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calcdrill.catalog import load_catalog
from calcdrill.errors import CatalogError, Fault

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
_EXPECTED = re.compile(r"# expect: (\d+):(\d+): ?(.*)")


def expected(path: Path) -> list[tuple[int, int, str]]:
    found = [_EXPECTED.match(line) for line in path.read_text(encoding="utf-8").split("\n")]
    return [(int(match[1]), int(match[2]), match[3]) for match in found if match]


def faults_of(path: Path) -> list[Fault]:
    with pytest.raises(CatalogError) as caught:
        load_catalog(files=[path])
    return list(caught.value.faults)


def test_there_are_enough_of_them() -> None:
    assert len(BROKEN) >= 50


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_fault_is_at_its_place_and_no_other_is_said(path: Path) -> None:
    wanted = expected(path)
    assert wanted
    found = faults_of(path)
    assert [(fault.line, fault.column) for fault in found] == [place[:2] for place in wanted], found
    for fault, (_, _, part) in zip(found, wanted, strict=True):
        assert part in fault.message


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_messages_are_one_clear_line_with_an_excerpt(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for fault in faults_of(path):
        assert fault.file == str(path)
        assert "\n" not in fault.message
        assert str(fault) == f"{path}:{fault.line}:{fault.column}: {fault.message}"
        shown, caret = fault.excerpt.split("\n")
        number, _, text = shown.partition(" | ")
        assert int(number) == fault.line
        assert text == lines[fault.line - 1].replace("\t", " ")[: len(text)] or len(lines[fault.line - 1]) > 100
        assert shown[caret.index("^")] == lines[fault.line - 1].replace("\t", " ")[fault.column - 1]
