"""Building again on every change, through the author's errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from calcdrill.errors import CalcdrillError, InputError
from calcdrill.watching import fingerprint, watch


def run(places: list[Path], edits: list[Callable[[], object]], build: Callable[[], None]) -> list[CalcdrillError]:
    """Watch while the edits happen one after another; the errors that were reported."""
    errors: list[CalcdrillError] = []
    left = list(edits)

    def wait() -> bool:
        if not left:
            return False
        left.pop(0)()
        return True

    watch(places, build, errors.append, wait)
    return errors


def test_it_builds_at_once_and_after_each_change(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("1")
    seen: list[str] = []
    run(
        [tmp_path],
        [
            lambda: None,
            lambda: file.write_text("22"),
            lambda: None,
            lambda: (tmp_path / "b").write_text("x"),
            file.unlink,
        ],
        lambda: seen.append(file.read_text() if file.exists() else "gone"),
    )
    assert seen == ["1", "22", "22", "gone"]


def test_it_lives_through_errors_of_the_author(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("good")

    def build() -> None:
        if file.read_text() != "good":
            raise InputError("a.yaml:1:1: bad")

    errors = run([file], [lambda: file.write_text("bad!"), lambda: file.write_text("good")], build)
    assert [str(error) for error in errors] == ["a.yaml:1:1: bad"]


def test_it_does_not_hide_a_bug(tmp_path: Path) -> None:
    def build() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run([tmp_path], [], build)


def test_files_that_are_not_there_are_not_seen(tmp_path: Path) -> None:
    assert fingerprint([tmp_path / "none", tmp_path]) == {}
