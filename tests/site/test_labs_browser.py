"""The laboratories in a real browser: on the site's pages, by keyboard, with predictions that are graded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.site.site_browser import visit, write_files

from calcdrill.catalog import Catalog, load_catalog
from calcdrill.site import course_of, make_site
from calcdrill.site.lab import LABS

TOPICS = sorted({topic for lab in LABS for topic in lab.topics})
NUMBER = r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def place(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site of every topic that has a laboratory, without problems, as an address on the disk."""
    first = [topic.concepts[0].exercises[0].id for topic in catalog.topics if topic.id in TOPICS]
    assert len(first) == len(TOPICS)
    course = course_of(catalog, first, 1, 1)
    folder = tmp_path_factory.mktemp("site")
    write_files(folder, make_site(course, {one.id: () for one in course.exercises}))
    return folder.as_uri()


def words(page: Any) -> str:
    """The picture in words, once it has been said."""
    page.wait_for_timeout(450)
    return str(page.inner_text("[data-twin]"))


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(NUMBER, text)]


def test_every_laboratory_is_there_and_has_its_parts(catalog: Catalog) -> None:
    assert len({lab.name for lab in LABS}) == len(LABS) == 10
    known = {topic.id for topic in catalog.topics}
    for lab in LABS:
        assert set(lab.topics) <= known and lab.summary.endswith(".")
        fragment = lab.fragment
        for part in ("lab-try", "data-goal", "data-twin", "data-predict", "data-drag"):
            assert part in fragment, f"{lab.name} has no {part}"
        assert "<script" not in fragment and not re.search(r"\son\w+=", fragment)
        for script in lab.scripts:
            source = (Path(__file__).parents[2] / "src/calcdrill/site/lab" / script).read_text(encoding="utf-8")
            assert not re.search(r"\bfetch\(|\beval\(|innerHTML|\bimport\b|https?://(?!www\.w3\.org)", source), script


@pytest.mark.parametrize("name", [lab.name for lab in LABS])
def test_it_opens_grades_and_moves(place: str, chromium: Any, name: str) -> None:
    with visit(chromium, place, 320, color_scheme="dark", reduced_motion="reduce") as visitor:
        page = visitor.open(f"lab/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        before = words(page)
        assert len(before) > 40
        field, verdict = page.locator("[data-answer]"), page.locator("[data-verdict]")
        seen = set()
        for _ in range(3):
            seen.add(page.inner_text("[data-question]"))
            assert verdict.get_attribute("data-verdict") in ("", None)
            field.fill("not a number")
            field.press("Enter")
            assert verdict.get_attribute("data-verdict") == "unreadable"
            field.fill("yes" if "yes or no" in page.inner_text("[data-question]") else "123456")
            field.press("Enter")
            assert verdict.get_attribute("data-verdict") in {"right", "wrong", "unreadable"}
            assert len(page.inner_text("[data-verdict]")) > 10
            page.click("[data-next]")
        assert len(seen) > 1 or name == "dual-numbers"
        assert "NaN" not in page.inner_text(".lab") and "undefined" not in page.inner_text("[data-twin]")


@pytest.mark.parametrize("name", [lab.name for lab in LABS if lab.name not in {"computational-graph"}])
def test_what_can_be_dragged_moves_by_keyboard(place: str, chromium: Any, name: str) -> None:
    with visit(chromium, place) as visitor:
        page = visitor.open(f"lab/{name}.html")
        for handle in page.locator(".p-handle").all():
            place_before, told = handle.get_attribute("transform"), handle.get_attribute("aria-valuetext")
            handle.focus()
            for key in ("ArrowLeft", "ArrowDown"):
                page.keyboard.press(f"Shift+{key}")
            assert (handle.get_attribute("transform"), handle.get_attribute("aria-valuetext")) != (place_before, told)
        number = page.locator("[data-drag]").first
        said, shown = words(page), number.inner_text()
        number.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        assert number.inner_text() != shown and words(page) != said


def test_a_run_by_keyboard(place: str, chromium: Any) -> None:
    with visit(chromium, place, reduced_motion="reduce") as visitor:
        page = visitor.open("lab/gradient-descent.html")
        page.select_option("[data-control='surface']", "valley")
        page.select_option("[data-control='optimiser']", "descent")
        page.fill("[data-control='learning-rate']", "0.05")
        page.fill("[data-control='start-x']", "2")
        page.fill("[data-control='start-y']", "1")
        assert numbers(page.inner_text("[data-position]")) == [2, 1]
        page.focus("[data-step]")
        page.keyboard.press("Enter")
        assert numbers(page.inner_text("[data-position]")) == pytest.approx([2 * 0.95, 0], abs=1e-15)
        assert numbers(page.inner_text("[data-loss]")) == pytest.approx([1.9**2 / 2])
        page.focus("[data-run]")
        page.keyboard.press("Space")
        assert page.inner_text("[data-count]") == "201"
        assert numbers(page.inner_text("[data-loss]"))[0] == pytest.approx((2 * 0.95**201) ** 2 / 2, rel=1e-9)
        assert "after 201 steps" in words(page) and "below the bound 0.1" in words(page)
        assert page.inner_text("[data-goal]") == ""
        page.fill("[data-control='learning-rate']", "0.13")
        assert "above 0.1: that is the bound" in page.inner_text("[data-goal]")
        assert "diverged" in words(page) and "above the bound 0.1" in words(page)
        page.focus("[data-reset]")
        page.keyboard.press("Enter")
        assert page.inner_text("[data-count]") == "0" and "Nothing has moved" in words(page)


def test_predictions_of_the_largest_rate(place: str, chromium: Any) -> None:
    with visit(chromium, place, reduced_motion="reduce") as visitor:
        page = visitor.open("lab/gradient-descent.html")
        asked = page.inner_text("[data-question]")
        found = re.search(r"λ = 20\. Below .* momentum with β = ([\d.]+) converge", asked)
        assert found, asked
        beta = float(found[1])
        for typed, verdict, said in (
            (f"2/20*(1+{beta})", "right", "The bound is"),
            ("0,1", "wrong", "without momentum"),
            ("2", "wrong", "largest curvature"),
            ("2/", "unreadable", "Type a number"),
        ):
            page.fill("[data-answer]", typed)
            page.press("[data-answer]", "Enter")
            place_of = page.locator("[data-verdict]")
            assert place_of.get_attribute("data-verdict") == verdict
            assert said in place_of.inner_text()
        assert page.input_value("[data-control='optimiser']") == "momentum"


@pytest.mark.parametrize(
    ("preset", "said"),
    [("diverge", "diverged"), ("oscillate", "bouncing"), ("crawl", "creeping"), ("stuck", "stuck at the saddle")],
)
def test_four_ways_to_fail(place: str, chromium: Any, preset: str, said: str) -> None:
    with visit(chromium, place, reduced_motion="reduce") as visitor:
        page = visitor.open("lab/gradient-descent.html")
        page.click(f"[data-preset='{preset}']")
        assert said in words(page)
