"""``calcdrill worksheet`` and ``new theme`` on real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from calcdrill.cli import cli
from calcdrill.errors import InputError


def run(*arguments: str) -> None:
    result = CliRunner().invoke(cli, list(arguments), catch_exceptions=False, standalone_mode=False)
    assert not result.exception, result.output


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_theme_is_found_and_used(here: Path) -> None:
    run("new", "theme", "mine")
    (here / "themes/mine/theme.yaml").write_text("font_size: 13\nkey: append\n")
    run("worksheet", "chain-exp", "-n", "3", "--set", "theme=mine", "-o", "sheet.typ")
    assert [path.name for path in here.glob("sheet*")] == ["sheet.typ"]
    assert "size: 13.0pt" in (here / "sheet.typ").read_text()


def test_a_fault_of_a_theme_is_named_with_it(here: Path) -> None:
    run("new", "theme", "mine")
    (here / "themes/mine/theme.yaml").write_text("colums: 2\n")
    with pytest.raises(InputError, match="theme mine: there is no option 'colums'"):
        run("worksheet", "chain-exp", "-n", "3", "--set", "theme=mine", "-o", "sheet.typ")


def test_versions_share_no_problem_and_ask_alike(here: Path) -> None:
    run("worksheet", "chain-exp", "-n", "4", "--versions", "A,B", "--seed", "3", "-o", "quiz.md")
    first, second = ((here / f"quiz-{version}.md").read_text() for version in "AB")
    problems = [{line for line in text.splitlines() if "f{" in line} for text in (first, second)]
    assert len(problems[0]) == len(problems[1]) == 4 and not problems[0] & problems[1]
    assert (here / "quiz-A-key.md").is_file() and (here / "quiz-B-key.md").is_file()
