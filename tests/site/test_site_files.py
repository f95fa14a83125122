"""The files of a site: their names, their links, their bytes, and that they ask nobody else for anything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

import pytest

from calcdrill.catalog import load_catalog
from calcdrill.errors import InputError, NotFound
from calcdrill.site import course_of, make_site, records_of

PAGES = ("index", "practice", "flashcards", "cheatsheet", "progress", "glossary", "lab/index")


def site(*what: str, seed: int | None = None) -> dict[str, bytes]:
    course = course_of(load_catalog(), what, seed, 2)
    return dict(make_site(course, records_of(course)))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return site("chain-power", "chain-exp", "maclaurin-polynomial")


class Seen(HTMLParser):
    """The addresses, ids and handlers of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [given[name] or "" for name in ("href", "src") if given.get(name)]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.handlers += [name for name in given if name.startswith("on")]
        if tag == "script" and "src" not in given:
            self.inline.append(tag)


def html_of(files: Mapping[str, bytes]) -> dict[str, Seen]:
    return {path: Seen(content.decode()) for path, content in files.items() if path.endswith(".html")}


def test_the_names_that_scripts_rely_on(files: dict[str, bytes]) -> None:
    assert {f"{name}.html" for name in PAGES} <= set(files)
    assert {"topics/chain-rule.html", "topics/taylor.html", "assets/grader.js", "sw.js"} <= set(files)
    assert {path for path in files if path.startswith("data/")} == {"data/chain-rule.js", "data/taylor.js"}


def test_all_links_resolve(files: dict[str, bytes]) -> None:
    seen = html_of(files)
    checked = 0
    for path, page in seen.items():
        assert len(page.ids) == len(set(page.ids)), f"{path}: an id stands twice"
        for address in page.addresses:
            place, _, anchor = address.partition("#")
            target = normpath(str(PurePosixPath(path).parent / place)) if place else path
            assert target in files, f"{path}: {address}"
            if anchor and target != "practice.html":
                assert anchor in seen[target].ids, f"{path}: {address}"
            checked += 1
    assert checked > 150


def test_nothing_is_asked_of_others_and_nothing_runs_inline(files: dict[str, bytes]) -> None:
    for path, page in html_of(files).items():
        assert not page.handlers and not page.inline, path
        assert b"Content-Security-Policy" in files[path]
    allowed = ("http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML")
    for path, content in files.items():
        found = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"'<>)]*", content.decode()))
        assert not found - set(allowed), path


def test_the_service_worker_names_every_file(files: dict[str, bytes]) -> None:
    worker = files["sw.js"].decode()
    assert all(f'"{path}"' in worker for path in files if path != "sw.js")
    other = site("chain-power", "chain-exp", "maclaurin-polynomial", seed=5)["sw.js"].decode()
    version = re.compile(r'VERSION="(\w+)"')
    assert version.search(worker) and version.findall(worker) != version.findall(other)


def test_the_same_seed_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert site("chain-power", "chain-exp", "maclaurin-polynomial") == files


def test_a_recipe_a_skill_and_an_unknown_name() -> None:
    catalog = load_catalog()
    recipe = course_of(catalog, ["first-week"])
    assert recipe.title == next(one.title for one in catalog.recipes if one.id == "first-week")
    skill = course_of(catalog, ["chain-exp"], 3)
    assert [concept.id for concept in skill.concepts] == ["chain-exp"]
    assert skill.seed == 3 and skill.title == "The chain rule and its relatives"
    with pytest.raises(NotFound):
        course_of(catalog, ["chain-exq"])
    with pytest.raises(InputError):
        course_of(catalog, ["chain-exp/no-such"])


HOSTILE = "<img src=x onerror=alert(1)>\"' onclick=alert(2) </script><script>alert(3)</script>"
TOPIC = """
topic: hostile
title: {words}
summary: {words}
introduction: {words}
concepts:
  - id: hostile-skill
    title: {words}
    summary: {words}
    why: {words}
    formula: f(x) = x
    cards: [{{front: {words}, back: {words}}}]
    lesson:
      what: {words}
      intuition: {words}
      example: {{exercise: one}}
      mistake: {words}
      python: {words}
    exercises:
      - {{id: one, kind: derivative, difficulty: 1, draw: {{a: 2..9}}, function: a*x^2, context: {words},
         hints: [{words}]}}
"""


def test_words_of_strangers_stay_words(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    words = json.dumps(HOSTILE)
    (tmp_path / "exercises" / "90-hostile.yaml").write_text(TOPIC.format(words=words), encoding="utf-8")
    course = course_of(load_catalog(tmp_path), ["hostile"], 0, 2)
    files = {path: content.decode() for path, content in make_site(course, records_of(course))}
    for path, text in files.items():
        if path.endswith(".html"):
            page = Seen(text)
            assert not page.handlers and not page.inline and "x" not in page.addresses, path
    shown = "".join(strings(json.loads(files["data/hostile.js"].partition(" = ")[2].partition("] = ")[2][:-2])))
    assert shown.count("&lt;img") > 3 and not Seen(shown).handlers
    cards = json.loads(files["assets/cards.js"].partition("] = ")[2][:-2])
    assert not Seen("".join(strings(cards[0]["front"]))).handlers


def strings(value: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)


def test_a_notation_changes_the_signs_everywhere() -> None:
    catalog = load_catalog()
    course = course_of(catalog, ["gd-step-1d", "gradient-vector"], 1, 2, "de")
    files = {path: content.decode() for path, content in make_site(course, records_of(course))}
    assert re.search(r"<mn>0,\d+</mn>", files["data/optimisers.js"])
    assert re.search(r"<mn>0,\d+</mn>", files["topics/optimisers.html"])
    shown = files["data/optimisers.js"] + files["data/gradient.js"] + files["topics/optimisers.html"]
    assert not re.search(r"<mn>\d+\.\d+</mn>", shown)
