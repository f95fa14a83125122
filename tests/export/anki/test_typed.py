"""Typed answers in the card: the box on the front, the verdict on the back, in Anki's own reviewer page."""

from __future__ import annotations

from contextlib import contextmanager
from random import Random

import anki_samples as samples
import pytest
from anki_browser import FULL_STORAGE, NO_STORAGE, browser, chromium, desktop_page, web_folder
from anki_collection import card_of, collection, import_package
from tests.web.texts import typed_texts

from calcdrill import solve
from calcdrill.export.anki import DeckOptions, ProblemNote, make_deck
from calcdrill.export.anki.notes import MOST_BYTES, fields_of
from calcdrill.grading import grading_record
from calcdrill.practice.grade import grade

PROBLEMS = tuple(map(samples.exponential, range(3)))
NOTES = (
    ProblemNote("chain-exp/one", samples.CHAIN, PROBLEMS[:1]),
    ProblemNote("chain-exp/three", samples.CHAIN, PROBLEMS),
    ProblemNote("chain-exp/quiet", samples.CHAIN, PROBLEMS[:1], typed=False),
    ProblemNote("chain-exp/one/choice", samples.CHAIN, PROBLEMS[:1], choose=True),
)
RIGHT, WRONG = "(4x - 1) e^(2x^2 - x)", "e^(2x^2 - x)"
UNFOCUSED = "document.addEventListener('focusin', (event) => event.target.blur());"


@pytest.fixture(scope="module")
def started():
    web_folder()
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("typed")
    with collection(folder) as col:
        import_package(col, make_deck(NOTES, DeckOptions(), None, samples.NOW)[0], folder)
        shown = {note.key: card_of(col, note.key) for note in NOTES}
        return {key: (card.question(), card.answer()) for key, card in shown.items()}


@pytest.fixture
def reviewer(started):
    @contextmanager
    def opened(night=False, **options):
        with browser(started, **options) as page:
            page.open(desktop_page(night))
            yield page
            assert page.outside == [] and page.errors == []

    return opened


VERDICT = """() => {
  const found = document.querySelector(".cd-typed");
  return found && !found.hidden ? [found.dataset.verdict, found.dataset.mistake || "", found.innerText] : null;
}"""


def reviewed(page, sides, text):
    """What the back says of a text typed on the front: (verdict, mistake, words), or None."""
    page.question(*sides)
    page.page.fill(".cd-box", text)
    page.answer(sides[1])
    return page.page.evaluate(VERDICT)


@pytest.mark.parametrize(
    ("text", "verdict", "mistake", "words"),
    [
        (RIGHT, "right", "", "Right."),
        (WRONG, "wrong", "forgot-inner", "The inner derivative is missing."),
        ("3x", "wrong", "", "Not right."),
        ("(4x - 1) e^2x^2 e^-x", "undecided", "", "Did you mean"),
        ("(4x - 1", "unreadable", "", "I cannot read this."),
        ("<b>&amp;", "unreadable", "", "<b>&amp;"),
    ],
)
def test_the_back_says_what_the_answer_is_worth(reviewer, cards, text, verdict, mistake, words):
    with reviewer() as page:
        found = reviewed(page, cards["chain-exp/one"], text)
    assert found is not None and found[:2] == [verdict, mistake] and words in found[2]


def test_nothing_typed_nothing_said(reviewer, cards):
    with reviewer() as page:
        assert reviewed(page, cards["chain-exp/one"], "  ") is None


def test_a_redraw_keeps_what_was_typed_and_the_next_review_begins_empty(reviewer, cards):
    sides = cards["chain-exp/one"]
    with reviewer() as page:
        page.question(*sides)
        page.page.fill(".cd-box", RIGHT)
        page.question(*sides)
        assert page.page.input_value(".cd-box") == RIGHT
        for _ in range(2):
            page.answer(sides[1])
            assert page.page.evaluate(VERDICT)[0] == "right"
        page.question(*sides)
        assert page.page.input_value(".cd-box") == ""
        page.answer(sides[1])
        assert page.page.evaluate(VERDICT) is None


def test_the_instance_that_is_shown_is_judged(reviewer, cards):
    sides = cards["chain-exp/three"]
    answers = {problem.to_dict()["answer"]["speech"]: problem.to_dict()["answer"]["text"] for problem in PROBLEMS}
    with reviewer() as page:
        for _ in range(3):
            page.question(*sides)
            page.page.click(".cd-more")
            page.page.fill(".cd-box", "x")
            page.page.click(".cd-more")
            assert page.page.input_value(".cd-box") == ""
            shown = page.answer(sides[1])
            assert page.page.evaluate(VERDICT) is None
            page.page.evaluate(
                "([name, text]) => sessionStorage.setItem(name, JSON.stringify({text}))",
                ["calcdrill/typed/chain-exp/three/Problem", answers[shown["answer"][0]]],
            )
            page.answer(sides[1])
            assert page.page.evaluate(VERDICT)[0] == "right"


@pytest.mark.parametrize("script", [NO_STORAGE, FULL_STORAGE])
def test_with_storage_blocked_the_card_is_as_before(reviewer, cards, script):
    with reviewer(script=script) as page:
        page.question(*cards["chain-exp/one"])
        assert not page.page.is_visible(".cd-box")
        page.answer(cards["chain-exp/one"][1])
        assert page.page.evaluate(VERDICT) is None


@pytest.mark.parametrize("key", ["chain-exp/quiet", "chain-exp/one/choice"])
def test_a_card_that_asks_for_no_typed_answer_has_no_box(reviewer, cards, key):
    with reviewer() as page:
        page.question(*cards[key])
        assert page.page.locator(".cd-box").count() == 0
        page.answer(cards[key][1])
        assert page.page.evaluate(VERDICT) is None


def test_return_shows_the_answer_on_desktop(reviewer, cards):
    with reviewer() as page:
        page.question(*cards["chain-exp/one"])
        page.page.evaluate("() => { window.sent = []; window.pycmd = (what) => window.sent.push(what); }")
        page.page.type(".cd-box", "4x 1 e")
        page.page.press(".cd-box", "Enter")
        assert page.page.evaluate("window.sent") == ["ans"]


def test_where_no_box_gets_the_focus_the_keys_come_and_type(reviewer, cards):
    sides = cards["chain-exp/one"]
    with reviewer(width=360, height=640, has_touch=True, is_mobile=True, script=UNFOCUSED) as page:
        front = page.side(sides[0])
        page.page.tap(".cd-box")
        page.page.wait_for_selector(".cd-pad:not([hidden])")
        for sign in "(4x9⌫−1)·e^(2·x^2−x)":
            page.page.locator(".cd-key", has_text=sign).first.tap()
        assert page.page.input_value(".cd-box") == "(4x−1)·e^(2·x^2−x)"
        assert page.look()["wide"] <= 0 and front["faults"] == []
        page.side(sides[1])
        assert page.page.evaluate(VERDICT)[0] == "right"


@pytest.mark.parametrize("width", [320, 900])
def test_nothing_is_wider_than_the_screen(reviewer, cards, width):
    with reviewer(width=width) as page:
        page.question(*cards["chain-exp/one"])
        page.page.click(".cd-keys")
        assert page.look()["wide"] <= 0
        reviewed(page, cards["chain-exp/one"], "x" * 90)
        assert page.look()["wide"] <= 0


def test_five_hundred_texts_are_judged_in_the_card_as_python_judges_them(reviewer, cards):
    tasks = (
        {"kind": "derivative", "function": "exp(2*x^2 - x)"},
        {"kind": "gradient", "function": "x^2*y + ln(x)", "at": {"x": 1, "y": 2}},
        {"kind": "integral", "function": "x*cos(x)"},
        {"kind": "hessian", "function": "x^3 - 3*x*y"},
        {"kind": "tangent_line", "function": "sqrt(x)", "at": 4},
    )
    problems = [solve(task) for task in tasks]
    texts = [typed_texts(problem, Random(str(k)), 100) for k, problem in enumerate(problems)]
    with reviewer() as page:
        page.question(*cards["chain-exp/one"])
        page.answer(cards["chain-exp/one"][1])
        judge = "([record, texts]) => texts.map((text) => calcdrillGrader.grade(record, text).verdict)"
        found = [
            page.page.evaluate(judge, [grading_record(problem), typed])
            for problem, typed in zip(problems, texts, strict=True)
        ]
    counted = []
    for problem, typed, verdicts in zip(problems, texts, found, strict=True):
        for text, verdict in zip(typed, verdicts, strict=True):
            correct = grade(problem, text, budget=0).correct
            counted.append((correct, verdict, text))
    assert [row for row in counted if row[:2] in {(True, "wrong"), (False, "right")}] == []
    decided = [row for row in counted if row[:2] in {(True, "right"), (False, "wrong")}]
    assert len(decided) > 0.9 * sum(row[0] is not None for row in counted) > 300


def test_a_note_with_records_stays_below_its_bound():
    many = tuple(map(samples.exponential, range(30)))
    fields = fields_of(ProblemNote("chain-exp/many", samples.CHAIN, many), DeckOptions())
    assert fields.fields[8].count("cd-v") > 10
    assert sum(len(field.encode()) for field in fields.fields) < MOST_BYTES + 2000
