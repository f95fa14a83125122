"""The kept catalog: the same as the one that is read, and never used when anything has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calcdrill.catalog import load_catalog
from calcdrill.cli.kept import kept_catalog
from calcdrill.errors import CatalogError

OWN = """\
topic: own
title: My own
concepts:
  - id: own-concept
    title: {title}
    difficulty: 1
    requires: []
    summary: A summary.
    why: A reason.
    exercises:
      - id: one
        kind: derivative
        difficulty: 1
        draw: {{a: 2..9, n: 2..9}}
        function: a*x^n
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own" / "exercises").mkdir(parents=True)
    write(tmp_path / "own", "First title")
    return tmp_path / "own"


def write(folder: Path, title: str, when: int = 10**18) -> None:
    path = folder / "exercises" / "90-own.yaml"
    path.write_text(OWN.format(title=title))
    os.utime(path, ns=(when, when))


def test_what_is_kept_is_what_was_read(own: Path, tmp_path: Path) -> None:
    from calcdrill.instances import generate_problem

    cache = tmp_path / "cache"
    read, again = kept_catalog([own], cache), kept_catalog([own], cache)
    truth = load_catalog(own)
    assert len(list(cache.iterdir())) == 1
    assert read is not again
    assert list(again.exercises) == list(truth.exercises)
    assert again.recipes == truth.recipes
    for name in ("own-concept/one", next(iter(truth.exercises))):
        assert generate_problem(again, name, 3, 1) == generate_problem(truth, name, 3, 1)


def test_a_change_is_seen(own: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert kept_catalog([own], cache).concepts["own-concept"].title == "First title"
    write(own, "Other title", 10**18 + 1)
    assert kept_catalog([own], cache).concepts["own-concept"].title == "Other title"
    assert "own-concept" not in kept_catalog([], cache).concepts


def test_a_fault_is_reported_each_time(own: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    kept_catalog([own], cache)
    (own / "exercises" / "90-own.yaml").write_text("topic: [")
    for _ in range(2):
        with pytest.raises(CatalogError):
            kept_catalog([own], cache)


@pytest.mark.parametrize("content", [b"", b"\n{}", b"\x80\x05cos\nsystem\n.", b"[]"])
def test_a_file_that_is_no_catalog_is_read_past(own: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache"
    kept_catalog([own], cache)
    next(cache.iterdir()).write_bytes(content)
    assert "own-concept" in kept_catalog([own], cache).concepts


def test_old_ones_are_put_away(own: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number in range(7):
        write(own, f"Title {number}", 10**18 + number)
        kept_catalog([own], cache)
    assert len(list(cache.iterdir())) == 4


def test_it_can_be_turned_off(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALCDRILL_CACHE", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    kept_catalog([own])
    assert not (tmp_path / "xdg").exists()
    monkeypatch.setenv("CALCDRILL_CACHE", str(tmp_path / "named"))
    kept_catalog([own])
    assert len(list((tmp_path / "named").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_no_fault(own: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "own-concept" in kept_catalog([own], tmp_path / "file" / "cache").concepts
