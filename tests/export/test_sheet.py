"""The options of a worksheet: layers, paths, and what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from calcdrill.errors import CatalogError, InputError, NotFound
from calcdrill.export.sheet import Sheet, option_paths, read_sheet
from calcdrill.export.themes import copy_theme, find_theme, theme_names


def test_nothing_given_is_the_built_in_sheet() -> None:
    assert read_sheet() == Sheet()
    assert read_sheet({}) == Sheet()


def test_later_layers_win(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "theme.yaml").write_text("columns: 3\nfont_size: 9.5\nworkspace: {scale: 2, kind: lines}\n")
    sheet = read_sheet(
        {"theme": "mine", "columns": 1, "workspace": {"scale": 1.5}}, ["workspace.scale=0.5"], themes=[tmp_path]
    )
    assert (sheet.columns, sheet.font_size) == (1, 9.5)
    assert (sheet.workspace.kind, sheet.workspace.scale) == ("lines", 0.5)
    assert sheet.templates is None


def test_a_preset_stands_between_theme_and_recipe() -> None:
    sheet = read_sheet({"preset": "large-print", "columns": 2})
    assert (sheet.font_size, sheet.columns, sheet.font) == (18, 2, "Source Sans Pro")


def test_a_preset_that_is_set_last_beats_the_recipe() -> None:
    sheet = read_sheet({"columns": 2, "margin": 1}, ["preset=large-print", "margin=3"])
    assert (sheet.columns, sheet.font_size, sheet.margin) == (1, 18, 3)


def test_the_words_of_a_recipe_are_understood() -> None:
    sheet = read_sheet(
        {
            "title": "Quiz",
            "count": 12,
            "ladder": [{"difficulty": (1, 2), "count": 12}],
            "each_concept": True,
            "intro": "Use `x`.",
            "fields": ["name", "class"],
            "versions": [],
            "solutions": True,
            "show": {"points": True, "level": True, "seed": False},
            "theme": None,
        }
    )
    assert sheet.solutions == "full"
    assert sheet.versions == ("A",)
    assert sheet.fields == ("name", "class")
    assert sheet.show.points and sheet.show.level and not sheet.show.seed
    assert len(sheet.intro) == 3


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("columns=3", "columns", 3),
        ("font_size=12.5", "font_size", 12.5),
        ("versions=A,B,C", "versions", ("A", "B", "C")),
        ("group=false", "group", False),
        ("solutions=true", "solutions", "full"),
        ("title=a=b # $", "title", "a=b # $"),
    ],
)
def test_settings_are_read_as_their_option_wants(setting: str, path: str, value: object) -> None:
    assert getattr(read_sheet({}, [setting]), path) == value


def test_open_paths_take_any_name() -> None:
    sheet = read_sheet({"points": {"3": 7}}, ["workspace.heights.taylor=9"])
    assert sheet.points["3"] == 7
    assert sheet.points["1"] == 1
    assert sheet.workspace.heights["taylor"] == 9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"colums": 2}, "did you mean columns"),
        ({"columns": 0}, "columns is at least 1, not 0"),
        ({"columns": True}, "columns"),
        ({"columns": "two"}, "columns"),
        ({"font_size": "nan"}, "font_size"),
        ({"paper": "a5"}, "paper is one of a4, letter, not 'a5'"),
        ({"workspace": {"kind": "dots"}}, r"workspace\.kind"),
        ({"show": {"points": "perhaps"}}, "true or false"),
        ({"preset": "large"}, "did you mean large-print"),
        ({"versions": ["A", "A"]}, "twice"),
        ({"versions": ["a"]}, "one capital letter"),
        ({"points": 10}, r"group of options: points\.1, "),
        ({"show": "all"}, r"group of options: show\.points, "),
        ({"instructions": "Solve."}, r"instructions\.NAME=VALUE"),
        ({"title": ["a"]}, "title is text, not a list"),
        ({"intro": "an `open formula"}, "intro"),
        ({"theme": "quite"}, "did you mean quiet"),
    ],
)
def test_what_does_not_fit_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_sheet(options)


@pytest.mark.parametrize("setting", ["columns", "=3", "no.such=1"])
def test_a_setting_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(InputError):
        read_sheet({}, [setting])


def test_every_path_is_an_option_of_the_record() -> None:
    for path in option_paths():
        value: object = Sheet()
        for name in path.split("."):
            value = getattr(value, name)


def test_what_only_a_recipe_says_is_sent_there() -> None:
    with pytest.raises(InputError, match="in a recipe, under worksheet"):
        read_sheet({}, ["each_concept=true"])


def test_shipped_themes_can_be_used() -> None:
    assert {"exam", "quiet"} <= set(theme_names())
    for name in theme_names():
        theme = find_theme(name)
        assert read_sheet({"theme": name}).templates == (theme.templates if theme.templates.texts else None)


@pytest.mark.parametrize("name", ["../exam", "", ".", "exam/../exam", "/etc"])
def test_a_theme_is_found_by_a_plain_name_only(name: str) -> None:
    with pytest.raises(NotFound):
        find_theme(name)


@pytest.mark.parametrize("text", ["- a list", "columns: [1", "theme: exam", "a: &x 1\nb: *x"])
def test_a_faulty_theme_says_where(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "theme.yaml").write_text(text)
    with pytest.raises(CatalogError, match=r"theme\.yaml:\d+:\d+"):
        read_sheet({"theme": "bad"}, themes=[tmp_path])


def test_a_copied_theme_is_complete_and_changes_nothing(tmp_path: Path) -> None:
    written = copy_theme(tmp_path / "themes" / "mine")
    assert all(path.is_file() for path in written)
    assert {path.suffix for path in written} == {".yaml", ".j2"}
    assert read_sheet({"theme": "mine"}, themes=[tmp_path / "themes"]).font_size == 11
    with pytest.raises(InputError, match="already"):
        copy_theme(tmp_path / "themes" / "mine")
