"""The kept catalog: the same as the one that is read, and never used when anything has changed."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from calcdrill.catalog import load_catalog, read
from calcdrill.catalog.packing import pack_catalog
from calcdrill.catalog.yaml_source import YamlSource, read_source
from calcdrill.cli import kept
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


def others(folder: Path, count: int) -> list[str]:
    """So many more files of one's own, and the names of their concepts; each requires the one before it."""
    names = ["own-concept", *(f"concept-{k}" for k in range(count))]
    for k, (before, name) in enumerate(pairwise(names)):
        text = OWN.format(title=name).replace("topic: own", f"topic: topic-{k}").replace("own-concept", name)
        path = folder / "exercises" / f"{91 + k}-topic-{k}.yaml"
        path.write_text(text.replace("requires: []", f"requires: [{before}]"))
        os.utime(path, ns=(10**18, 10**18))
    return names


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    found: list[str] = []

    def read_and_say(path: Path, shown: str | None = None) -> YamlSource:
        found.append(path.name)
        return read_source(path, shown)

    monkeypatch.setattr(read, "_kept", {})
    monkeypatch.setattr(read, "read_source", read_and_say)
    return found


def test_a_touched_file_alone_is_read_again(own: Path, tmp_path: Path, read_files: list[str]) -> None:
    others(own, 3)
    cache = tmp_path / "cache"
    kept_catalog([own], cache, shipped=False)
    assert len(read_files) == 4 and "90-own.yaml" in read_files
    read_files.clear()
    read._kept.clear()
    write(own, "Other title", 10**18 + 1)
    found = kept_catalog([own], cache, shipped=False)
    assert read_files == ["90-own.yaml"]
    truth = load_catalog(own, shipped=False)
    assert pack_catalog(found) == pack_catalog(truth)
    assert found.concepts["own-concept"].title == "Other title"


def test_a_single_file_is_read_without_the_others(own: Path, tmp_path: Path, read_files: list[str]) -> None:
    others(own, 3)
    cache = tmp_path / "cache"
    kept_catalog([own], cache, shipped=False)
    read_files.clear()
    file = tmp_path / "mine.yaml"
    for title in ("One", "Another"):
        file.write_text(OWN.format(title=title).replace("own-concept", "mine").replace("topic: own", "topic: single"))
        read._kept.clear()
        found = kept_catalog([own], cache, files=[file], shipped=False)
        assert found.concepts["mine"].title == title
        assert set(read_files) == {"mine.yaml"}
    truth = load_catalog(own, files=[file], shipped=False)
    assert pack_catalog(found) == pack_catalog(truth)


FAULTS: Final = {
    "an id that another file has": ("id: own-concept", "id: concept-1"),
    "a topic that another file has": ("topic: own", "topic: topic-1"),
    "a requirement that is not there": ("requires: []", "requires: [nothing-such]"),
    "a circle through files that did not change": ("requires: []", "requires: [concept-2]"),
    "a concept that others require is gone": ("id: own-concept", "id: renamed"),
    "a fault of its own": ("kind: derivative", "kind: derivativ"),
    "no YAML": ("title: First title", "title: ["),
}


@pytest.mark.parametrize("change", FAULTS.values(), ids=FAULTS)
def test_a_touched_file_has_the_faults_it_has_when_all_are_read(
    own: Path, tmp_path: Path, change: tuple[str, str]
) -> None:
    others(own, 3)
    kept_catalog([own], tmp_path / "cache", shipped=False)
    path = own / "exercises" / "90-own.yaml"
    path.write_text(OWN.format(title="First title").replace(*change))
    for _ in range(2):
        with pytest.raises(CatalogError) as kept:
            kept_catalog([own], tmp_path / "cache", shipped=False)
        read._kept.clear()
        with pytest.raises(CatalogError) as truth:
            load_catalog(own, shipped=False)
        assert kept.value.faults == truth.value.faults


def test_another_package_reads_all(
    own: Path, tmp_path: Path, read_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_catalog([own], tmp_path / "cache", shipped=False)
    count = len(read_files)
    read._kept.clear()
    monkeypatch.setattr(kept, "__version__", "0.0.0")
    kept_catalog([own], tmp_path / "cache", shipped=False)
    assert len(read_files) == 2 * count == 2
