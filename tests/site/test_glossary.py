"""The glossary: its table, the links in lessons, and the box that explains a term in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.site.site_browser import visit, write_files

from calcdrill.catalog import load_catalog
from calcdrill.site import course_of, make_site, records_of
from calcdrill.site.glossary import GLOSSARY, marked

BOX = "(() => { const b = document.querySelector('.meaning').getBoundingClientRect(); return [b.left, b.right]; })()"


def test_the_table_is_in_order_and_each_term_has_one_place() -> None:
    names = [term.name.lower() for term in GLOSSARY]
    assert names == sorted(names)
    words = [word for term in GLOSSARY for word in (term.name.lower(), *term.others)]
    assert len(words) == len(set(words)) and all(word == word.lower() for word in words)
    assert len({term.anchor for term in GLOSSARY}) == len(GLOSSARY)
    assert all(term.meaning.endswith(".") and len(term.meaning) < 110 for term in GLOSSARY)


def test_a_term_is_linked_once_outside_formulas_and_the_longest_one_wins() -> None:
    seen: set[str] = set()
    html = marked('<p title="gradient"><math><mtext>gradient</mtext></math>Partial derivatives</p>', "../", seen)
    assert html.startswith('<p title="gradient"><math><mtext>gradient</mtext></math><a class="term"')
    assert 'href="../glossary.html#partial-derivative"' in html and html.endswith(">Partial derivatives</a></p>")
    assert seen == {"Partial derivative"}
    assert marked("a partial derivative, non-convex", "", seen) == "a partial derivative, non-convex"
    others = "A tangent plane, a double integral, the bias correction."
    assert marked(others, "", set()) == others


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    course = course_of(load_catalog(), ("hessian-matrix",), 1, 1)
    folder: Path = tmp_path_factory.mktemp("site")
    write_files(folder, make_site(course, records_of(course)))
    return folder.as_uri()


def test_a_term_is_explained_on_hover_and_focus_without_moving_anything(place: str, chromium: Any) -> None:
    with visit(chromium, place) as visitor:
        page = visitor.open("topics/hessian.html")
        page.locator(".problem").wait_for()
        term, box = page.locator("a.term").first, page.locator(".meaning")
        height = page.evaluate("document.documentElement.scrollHeight")
        term.hover()
        assert box.inner_text() == term.get_attribute("data-meaning")
        assert page.evaluate("document.documentElement.scrollHeight") == height
        box.hover()
        page.wait_for_timeout(300)
        assert box.is_visible(), "the pointer may rest on the explanation"
        page.keyboard.press("Escape")
        assert box.is_hidden()
        term.focus()
        assert box.is_visible() and term.get_attribute("aria-describedby") == "meaning"
        page.keyboard.press("Tab")
        assert term.get_attribute("aria-describedby") is None
        page.locator(".foot a").click()
        page.wait_for_url("**/glossary.html")
        assert page.locator(".terms dt").count() == len(GLOSSARY)


def test_the_first_tap_explains_and_the_second_one_follows(place: str, chromium: Any) -> None:
    with visit(chromium, place, 320, has_touch=True) as visitor:
        page = visitor.open("topics/hessian.html")
        page.locator(".problem").wait_for()
        box = page.locator(".meaning")
        for term in page.locator("a.term").all():
            term.tap()
            assert box.inner_text() == term.get_attribute("data-meaning")
            left, right = page.evaluate(BOX)
            assert left >= 0 and right <= 320
            box.tap()
            assert box.is_hidden()
        term = page.locator("a.term").first
        address = term.get_attribute("href").removeprefix("../")
        term.tap()
        term.tap()
        page.wait_for_url(f"**/{address}")
