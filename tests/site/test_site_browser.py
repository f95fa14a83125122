"""The site in a real browser: from the disk, by keyboard, with answers, taken along, without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.site.site_browser import server, visit, write_files

from calcdrill.catalog import load_catalog
from calcdrill.decks import instances
from calcdrill.expression.notation.text import write_text
from calcdrill.problem import Problem
from calcdrill.site import course_of, make_site, records_of

WHAT = ("chain-power", "chain-exp", "critical-points-1d", "hessian-matrix")
KEPT = """
Object.keys(localStorage).filter((key) => key.includes("history")).map((key) => localStorage[key]).join("")
"""
LABELLED = """
[...document.querySelectorAll("input,select,textarea")].every((one) => one.labels.length || one.ariaLabel)
"""
FOCUSED = """(() => {
  const one = document.activeElement;
  return one.dataset.answer === "" ? "answer" : one.textContent;
})()"""
CACHED = """async (path) => {
  for (const name of await caches.keys()) if (await (await caches.open(name)).match(path)) return true;
  return false;
}"""
KNOWN = "Object.keys(calcdrill.history.memories()).join() + Object.keys(calcdrill.history.cards()).length"
DENIED = """
Object.defineProperty(window, "localStorage", {get() { throw new DOMException("denied", "SecurityError"); }});
"""
KEY = "[data-practise='chain-power']"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Problem]]:
    """The folder of a small site, and its problems by the names that its pages give them."""
    course = course_of(load_catalog(), WHAT, 1, 3)
    problems = {exercise.id: instances(exercise, 1, 3) for exercise in course.exercises}
    records = records_of(course, made={(name, 1, 3): found for name, found in problems.items()})
    folder = tmp_path_factory.mktemp("site")
    write_files(folder, make_site(course, records))
    return folder, {f"{one.id}/{one.seed}/{one.index}": one for group in problems.values() for one in group}


def place(made: tuple[Path, dict[str, Problem]]) -> str:
    return made[0].as_uri()


def right_answer(made: tuple[Path, dict[str, Problem]], box: Any) -> str:
    return write_text(made[1][box.get_attribute("data-problem")].answer)


def verdict(box: Any) -> str:
    return str(box.locator("[data-verdict]").get_attribute("data-verdict"))


def lines(page: Any) -> list[dict[str, Any]]:
    """The answers that the browser keeps."""
    text = page.evaluate(
        "Object.keys(localStorage).filter((k) => k.includes('history')).map((k) => localStorage[k]).join('')"
    )
    return [json.loads(line) for line in text.splitlines()]


def test_every_page_opens_from_the_disk(made: Any, chromium: Any) -> None:
    paths = sorted(str(path.relative_to(made[0])) for path in made[0].rglob("*.html"))
    assert len(paths) > 8
    with visit(chromium, place(made)) as visitor:
        for path in paths:
            page = visitor.open(path)
            assert page.locator("h1").count() == 1
            assert page.evaluate(LABELLED)
            for width in (320, 768, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            page.close()


def test_right_wrong_and_odd_answers(made: Any, chromium: Any) -> None:
    with visit(chromium, place(made)) as visitor:
        page = visitor.open("topics/chain-rule.html")
        box = page.locator(f"{KEY} .problem")
        problem = made[1][box.get_attribute("data-problem")]
        field, check = box.locator("input[data-answer]"), box.locator("[data-check]")
        field.fill("((")
        check.click()
        assert verdict(box) == "unreadable"
        assert [one["rating"] for one in lines(page)] == [None]
        mistake = problem.mistakes[0]
        field.fill(write_text(mistake.answer))
        check.click()
        assert verdict(box) == "wrong"
        kept = lines(page)[-1]
        assert (kept["rating"], kept["mistake"], kept["correct"]) == (1, mistake.id, False)
        said = box.locator("[data-verdict]").inner_text()
        assert "Not yet." in said and len(said) > 30
        answer = write_text(problem.answer)
        field.fill(answer)
        box.locator("[data-read] code").wait_for()
        check.click()
        assert verdict(box) == "right"
        assert lines(page)[-1]["rating"] is None, "only the first answer counts"
        assert page.locator(".contents [data-tile='chain-power']").get_attribute("data-state") == "begun"
        box.locator("[data-next]").click()
        other = page.locator(f"{KEY} .problem")
        assert other.get_attribute("data-problem") != f"{problem.id}/{problem.seed}/{problem.index}"


def test_help_makes_an_answer_hard_and_all_steps_give_it_up(made: Any, chromium: Any) -> None:
    with visit(chromium, place(made)) as visitor:
        page = visitor.open("topics/chain-rule.html")
        box = page.locator(f"{KEY} .problem")
        hint = box.locator("[data-hint]")
        while hint.is_enabled():
            hint.click()
        assert box.locator(".hints li").count() == len(made[1][box.get_attribute("data-problem")].hints)
        box.locator("input[data-answer]").fill(right_answer(made, box))
        box.locator("[data-check]").click()
        assert lines(page)[-1]["rating"] == 2
        box.locator("[data-check]").click()
        box = page.locator(f"{KEY} .problem")
        while box.locator("[data-steps]").is_visible():
            box.locator("[data-steps]").click()
        assert box.locator(".worked .answer").count() == 1
        assert (lines(page)[-1]["event"], lines(page)[-1]["rating"]) == ("gave-up", 1)


def test_choices(made: Any, chromium: Any) -> None:
    name = next(name for name, one in made[1].items() if one.statement.choices)
    concept = made[1][name].concept
    with visit(chromium, place(made)) as visitor:
        page = visitor.open(f"topics/{made[1][name].topic}.html")
        box = page.locator(f"[data-practise='{concept}'] .problem")
        for _ in range(12):
            if box.locator(".choices").count():
                break
            box.locator("[data-next]").click()
        labels, verdicts = box.locator(".choices label"), []
        assert all(label.locator("input").get_attribute("aria-label") for label in labels.all())
        for k in range(labels.count()):
            labels.nth(k).locator("input").check()
            box.locator("[data-check]").click()
            verdicts.append(verdict(box))
            if verdicts[-1] == "right":
                break
        assert verdicts[-1] == "right" and set(verdicts[:-1]) <= {"wrong"}


def test_a_chapter_by_keyboard_alone(made: Any, chromium: Any) -> None:
    with visit(chromium, place(made)) as visitor:
        page = visitor.open("topics/hessian.html")
        box_of = "[data-practise='hessian-matrix'] .problem"
        page.locator(box_of).wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        seen = []
        for _ in range(80):
            page.keyboard.press("Tab")
            seen.append(page.evaluate(FOCUSED))
            if seen[-1] == "answer":
                break
            if seen[-1].startswith("Next step"):
                page.keyboard.press("Enter")
        assert seen[-1] == "answer" and not any(one == "calcdrill" for one in seen), "the skip link leads past the head"
        assert page.locator("#hessian-matrix .part-example .steps li:visible").count() > 1
        box = page.locator(box_of)
        first = box.get_attribute("data-problem")
        page.keyboard.type(right_answer(made, box))
        page.keyboard.press("Enter")
        assert verdict(box) == "right"
        page.keyboard.press("Enter")
        assert page.locator(box_of).get_attribute("data-problem") != first
        assert page.evaluate("document.activeElement.dataset.answer") == ""
        page.locator("[data-search]").focus()
        page.keyboard.press("/")
        page.keyboard.type("exponential chain")
        page.locator("dialog .found a").first.wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**/topics/chain-rule.html*")


def test_practice_flashcards_and_the_map_join(made: Any, chromium: Any) -> None:
    with visit(chromium, place(made)) as visitor:
        page = visitor.open("practice.html")
        first = page.locator(".problem")
        answered = []
        for _ in range(3):
            first.locator("[data-check]").wait_for()
            answered.append(first.get_attribute("data-problem"))
            if not first.locator(".choices").count():
                first.locator("input[data-answer]").fill(right_answer(made, first))
                first.locator("[data-check]").click()
                assert verdict(first) == "right"
            first.locator("[data-next]").click()
            page.wait_for_function(
                "(old) => document.querySelector('.problem').dataset.problem !== old", arg=answered[-1]
            )
        assert len(set(answered)) == 3
        cards = visitor.open("flashcards.html")
        card = cards.locator(".card")
        shown = card.get_attribute("data-card")
        card.locator("textarea").fill("what I remember")
        card.locator("[data-turn]").click()
        assert "what I remember" in card.inner_text()
        cards.keyboard.press("3")
        cards.wait_for_function("(old) => document.querySelector('[data-card]').dataset.card !== old", arg=shown)
        kept = [one for one in lines(cards) if one["event"] == "card"]
        assert [(one["problem"], one["text"], one.get("rating")) for one in kept] == [(shown, "good", None)]
        home = visitor.open("index.html")
        assert home.locator("[data-today] a").count() >= 2
        assert home.locator(".tiles .tile[data-state]").count() >= 1


def calcdrill(*words: str, data: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "calcdrill", "practice", "--data", str(data), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_history_goes_to_the_terminal_and_back(made: Any, chromium: Any, tmp_path: Path) -> None:
    with visit(chromium, place(made), accept_downloads=True) as visitor:
        page = visitor.open("topics/chain-rule.html")
        box = page.locator(f"{KEY} .problem")
        for text in ("((", "0", right_answer(made, box)):
            box.locator("input[data-answer]").fill(text)
            box.locator("[data-check]").click()
        cards = visitor.open("flashcards.html")
        cards.locator("[data-turn]").click()
        cards.locator("[data-rate='good']").click()
        progress = visitor.open("progress.html")
        with progress.expect_download() as waiting:
            progress.locator("[data-export]").click()
        waiting.value.save_as(tmp_path / "site.jsonl")
        count = len(lines(progress))
        assert count == 4
        assert f"{count} answers added, 0 here already" in calcdrill(
            "--import", str(tmp_path / "site.jsonl"), data=tmp_path / "data"
        )
        calcdrill("--export", str(tmp_path / "back.jsonl"), data=tmp_path / "data")
        progress.locator("[data-import]").set_input_files(tmp_path / "back.jsonl")
        progress.locator("[data-moved]", has_text=f"0 answers added, {count} here already").wait_for()
    with visit(chromium, place(made)) as visitor:
        progress = visitor.open("progress.html")
        progress.locator("[data-import]").set_input_files(tmp_path / "back.jsonl")
        progress.locator("[data-moved]", has_text=f"{count} answers added").wait_for()
        assert progress.evaluate(KNOWN) == "chain-power1"


def test_from_a_web_server_it_works_without_a_network(made: Any, chromium: Any) -> None:
    with server(made[0]) as (root, web), visit(chromium, root) as visitor:
        page = visitor.open("index.html")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function(
            CACHED,
            arg="data/hessian.js",
        )
        web.shutdown()
        web.server_close()
        for path in ("topics/hessian.html", "practice.html", "flashcards.html"):
            offline = visitor.open(path)
            offline.locator(".problem, .card").first.wait_for()


def test_a_browser_that_keeps_nothing_still_practises(made: Any, chromium: Any) -> None:
    with visit(chromium, place(made)) as visitor:
        visitor.context.add_init_script(DENIED)
        page = visitor.open("practice.html")
        box = page.locator(".problem")
        box.locator("[data-next]").wait_for()
        assert "keeps nothing" in page.locator("[data-counts]").inner_text()
