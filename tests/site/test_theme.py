"""A recipe's theme on its site: colours and fonts as CSS variables, and nothing else of a stranger's theme."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.site.site_browser import browser, visit, write_files

from calcdrill.catalog import load_catalog
from calcdrill.errors import InputError
from calcdrill.site import Course, course_of, make_site, records_of

LOOK = 'font: Libertinus Serif\nsite: {colours: {accent: "#123abc"}, night: {accent: "#abc"}, fonts: {sans: Lato}}\n'
ACCENT = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"


def themed(folder: Path, text: str, of: str = "site") -> Course:
    """The course of a recipe that names the theme ``mine`` for its site or its worksheet."""
    (folder / "mine").mkdir(exist_ok=True)
    (folder / "mine" / "theme.yaml").write_text(text, encoding="utf-8")
    catalog = load_catalog()
    recipe = next(one for one in catalog.recipes if one.id == "first-week")
    named = {"folder": "site", "instances": 1, "theme": "mine" if of == "site" else None}
    sheet = {**(recipe.worksheet or {}), "theme": "mine"} if of == "worksheet" else recipe.worksheet
    mine = replace(recipe, include=("chain-power",), exclude=(), site=named, worksheet=sheet)
    return course_of(replace(catalog, recipes=(mine,)), ["first-week"], themes=[folder])


@pytest.mark.parametrize("of", ["site", "worksheet"])
def test_the_style_ends_with_the_variables_of_the_theme(tmp_path: Path, of: str) -> None:
    course = themed(tmp_path, LOOK, of)
    style = next(text for path, text in make_site(course, records_of(course)) if path == "assets/site.css").decode()
    assert style.endswith(
        ':root { --accent: #123abc; --serif: "Libertinus Serif", Georgia, serif; '
        '--sans: "Lato", system-ui, sans-serif; }\n'
        '@media (prefers-color-scheme: dark) { :root:not([data-theme="day"]) { --accent: #abc; } }\n'
        ':root[data-theme="night"] { --accent: #abc; }\n'
    )


def test_a_browser_shows_it_by_day_and_by_night(tmp_path: Path) -> None:
    course = themed(tmp_path, LOOK)
    write_files(tmp_path / "site", make_site(course, records_of(course)))
    with browser() as chromium:
        for scheme, accent in (("light", "#123abc"), ("dark", "#abc")):
            with visit(chromium, (tmp_path / "site").as_uri(), color_scheme=scheme) as visitor:
                page = visitor.open("index.html")
                assert page.evaluate(ACCENT) == accent
                assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Libertinus Serif"')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('site: {colours: {ink: "red; } body { display: none"}}', "site.colours.ink: a colour is written"),
        ('site: {night: {ink: "url(https://example.org/x)"}}', "site.night.ink: a colour is written"),
        ('site: {colours: {ink: "#12345"}}', "a colour is written"),
        ("site: {colours: {inc: '#123'}}", "there is no 'inc'"),
        ("site: {colors: {ink: '#123'}}", "there is no 'colors'"),
        ("site: {colours: ['#123']}", "site.colours is a mapping"),
        ("site: red", "site is a mapping"),
        ("""site: {fonts: {mono: 'x", url(y)'}}""", "site.fonts.mono: a font's name"),
        ('font: "x; } *"', "fonts.serif: a font's name"),
    ],
)
def test_what_is_not_plain_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match="theme mine: ") as refused:
        themed(tmp_path, text)
    assert words in str(refused.value)
