"""A first visit in a fresh browser: open, read a lesson, try the laboratory, answer three problems, come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.site.site_browser import visit, write_files

from calcdrill.catalog import load_catalog
from calcdrill.decks import instances
from calcdrill.expression.notation.text import write_text
from calcdrill.problem import Problem
from calcdrill.site import course_of, make_site, records_of

MONDAY = datetime(2026, 3, 2, 10)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Problem]]:
    """The address of a small site, and its problems by the names that its pages give them."""
    course = course_of(load_catalog(), ("chain-power", "chain-exp"), 1, 2)
    problems = {exercise.id: instances(exercise, 1, 2) for exercise in course.exercises}
    records = records_of(course, made={(name, 1, 2): found for name, found in problems.items()})
    folder: Path = tmp_path_factory.mktemp("site")
    write_files(folder, make_site(course, records))
    return folder.as_uri(), {f"{one.id}/{one.seed}/{one.index}": one for group in problems.values() for one in group}


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def answer(made: tuple[str, dict[str, Problem]], page: Any, text: str | None = None) -> str:
    """The verdict on a text, or on the printed answer; problems with choices are passed over."""
    box = page.locator("[data-practise='chain-power'] .problem")
    for _ in range(12):
        if not box.locator(".choices").count():
            break
        box.locator("[data-next]").click()
    said = write_text(made[1][box.get_attribute("data-problem")].answer) if text is None else text
    box.locator("input[data-answer]").fill(said)
    box.locator("[data-check]").click()
    verdict = str(box.locator("[data-verdict]").get_attribute("data-verdict"))
    if verdict != "unreadable":
        box.locator("[data-next]").click()
    return verdict


@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_day_and_the_next(made: tuple[str, dict[str, Problem]], chromium: Any, width: int) -> None:
    with visit(chromium, made[0], width) as visitor:
        visitor.context.clock.install(time=MONDAY)
        page = visitor.open("index.html")
        assert page.locator("[data-today] a").count() == 0 and fits(page)
        page.locator("a.button").first.click()
        page.locator(".problem").first.wait_for()
        assert fits(page)
        page.locator("button", has_text="Next step").first.click()
        assert page.locator(".part-example .steps li:nth-child(2):visible").count() == 1
        page.locator(".try a").first.click()
        page.locator(".lab svg").first.wait_for()
        assert fits(page)
        page.go_back()
        page.locator(".problem").first.wait_for()
        assert answer(made, page, "((") == "unreadable"
        assert answer(made, page) == "right"
        assert answer(made, page, "1234567") == "wrong"
        assert answer(made, page) == "right"
        visitor.context.clock.set_system_time(MONDAY + timedelta(days=1))
        home = visitor.open("index.html")
        cards = home.locator("[data-today] a")
        assert "due today" in cards.first.inner_text() and fits(home)
        if width == 360:
            room = home.locator("[data-today]").bounding_box()["width"]
            assert all(card.bounding_box()["width"] == room for card in cards.all())
        cards.first.click()
        home.locator(".problem").wait_for()
        assert "chain rule" in home.locator(".about").inner_text()
