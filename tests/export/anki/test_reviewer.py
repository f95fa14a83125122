"""Cards in Anki's own reviewer page: a fresh instance each time, the same on both sides, come what may."""

from __future__ import annotations

import re
from contextlib import contextmanager

import anki_samples as samples
import pytest
from anki_browser import (
    FULL_STORAGE,
    NO_STORAGE,
    browser,
    chromium,
    desktop_page,
    numbered,
    phone_page,
    web_folder,
)
from anki_collection import card_of, collection, import_package

from calcdrill.export.anki import DeckOptions, ProblemNote, make_deck
from calcdrill.expression.notation.speech import write_speech

OPEN, CHOICE = "chain-exp/exp-of-quadratic", "chain-exp/exp-of-quadratic/choice"
REVIEWS = 12
PROBLEMS = tuple(map(samples.exponential, range(REVIEWS)))
QUESTIONS = [write_speech(problem.statement.given[0]) for problem in PROBLEMS]
ANSWERS = [write_speech(problem.answer) for problem in PROBLEMS]


@pytest.fixture(scope="module")
def started():
    web_folder()
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    """Both sides of every card, as the real Anki renders them; ``few`` has four instances."""
    folder = tmp_path_factory.mktemp("cards")
    extra = (
        ProblemNote("chain-exp/few", samples.CHAIN, PROBLEMS[:4]),
        ProblemNote("chain-exp/single", samples.CHAIN, PROBLEMS[:1]),
    )
    notes = (*samples.notes(REVIEWS), *extra)
    with collection(folder) as col:
        import_package(col, make_deck(notes, DeckOptions(), None, samples.NOW)[0], folder)
        shown = {note.key: card_of(col, note.key) for note in notes}
        return {key: (numbered(card.question()), numbered(card.answer())) for key, card in shown.items()}


@pytest.fixture
def reviewer(started):
    """A page that must make no outside request and raise no script error."""

    @contextmanager
    def opened(night=False, **options):
        with browser(started, **options) as page:
            page.open(desktop_page(night))
            yield page
            assert page.outside == [] and page.errors == []

    return opened


def agreed(front, back):
    """The instance that both sides show, everywhere the same, alone, and typeset without a fault."""
    for side in (front, back):
        assert side["faults"] == [] and not side["raw"] and set(side["instances"]) == {1}
    number = QUESTIONS.index(front["question"][0])
    assert back["question"] == front["question"]
    assert back["answer"] == [ANSWERS[number]]
    if front["numbers"]:
        assert front["numbers"] == back["numbers"] == [number]
    assert back["choices"] == front["choices"]
    return number


@pytest.mark.parametrize("key", [OPEN, CHOICE])
def test_twelve_reviews_front_and_back_agree_and_none_comes_twice(reviewer, cards, key):
    with reviewer() as page:
        seen = [agreed(page.question(*cards[key]), page.answer(cards[key][1])) for _ in range(REVIEWS)]
        assert sorted(seen) == list(range(REVIEWS))
        following = agreed(page.question(*cards[key]), page.answer(cards[key][1]))
        assert following != seen[-1]


def test_choices_come_in_another_order(reviewer, cards):
    with reviewer() as page:
        orders = set()
        for _ in range(REVIEWS):
            orders.add(tuple(page.question(*cards[CHOICE])["choices"]))
            page.answer(cards[CHOICE][1])
    assert len(orders) > 3 and len({order.index("right") for order in orders}) > 1


def test_a_redraw_keeps_the_instance_on_both_sides(reviewer, cards):
    question, answer = cards[CHOICE]
    with reviewer() as page:
        for _ in range(4):
            first, again = page.question(question, answer), page.question(question, answer)
            assert (again["question"], again["choices"]) == (first["question"], first["choices"])
            agreed(again, page.answer(answer))
            agreed(first, page.answer(answer))


def test_cards_keep_apart(reviewer, cards):
    with reviewer() as page:
        first = page.question(*cards[OPEN])
        page.question(*cards["gradient-at-point/polynomial"])
        page.answer(cards["gradient-at-point/polynomial"][1])
        assert page.question(*cards[OPEN])["question"] == first["question"]


def test_another_one(reviewer, cards):
    question, answer = cards[CHOICE]
    with reviewer() as page:
        shown = page.question(question, answer)
        assert shown["more"]
        for _ in range(3):
            before = shown
            page.page.click(".cd-more")
            page.page.wait_for_function("() => !/\\\\[(\\[]/.test(qa.innerText)")
            shown = page.look()
            assert shown["question"] != before["question"] and shown["formulas"] and not shown["faults"]
        agreed(shown, page.answer(answer))


def test_a_single_instance_has_no_button(reviewer, cards):
    with reviewer() as page:
        assert not page.question(*cards["chain-exp/single"])["more"]
        agreed(page.question(*cards["chain-exp/single"]), page.answer(cards["chain-exp/single"][1]))


def test_a_right_choice_and_a_wrong_one_with_its_cause(reviewer, cards):
    question, answer = cards[CHOICE]
    with reviewer() as page:
        for chosen, said in (
            ("right", "cd-right"),
            ("forgot-inner", "The inner derivative is missing."),
            ("inside-changed", "The inside stays as it is."),
        ):
            page.question(question, answer)
            page.page.click(f'li[data-c="{chosen}"] > .cd-choice')
            assert page.look()["chosen"] == [chosen]
            assert page.question(question, answer)["chosen"] == [chosen], "a redraw keeps the choice"
            back = page.answer(answer)
            (verdict,) = back["verdict"]
            assert back["chosen"] == [chosen] and said in verdict
            assert ("cd-right" in verdict) == (chosen == "right")
        page.question(question, answer)
        assert page.answer(answer)["verdict"] == [], "nothing is left of the last review"


def test_an_own_choice_without_a_cause_is_wrong_too(reviewer, cards):
    question, answer = cards["chain-exp/where"]
    with reviewer() as page:
        for chosen, kind in (("2", "cd-wrong"), ("took-two", "cd-wrong"), ("right", "cd-right")):
            page.question(question, answer)
            page.page.click(f'li[data-c="{chosen}"] > .cd-choice')
            assert kind in page.answer(answer)["verdict"][0]


def test_an_update_between_the_sides_or_the_reviews(reviewer, cards):
    few = {side: text.replace("chain-exp/few", OPEN) for side, text in zip("qa", cards["chain-exp/few"], strict=True)}
    with reviewer() as page:
        for _ in range(6):
            page.question(*cards[OPEN])
            back = page.answer(few["a"])
            assert ANSWERS.index(back["answer"][0]) == QUESTIONS.index(back["question"][0]) < 4
            agreed(page.question(few["q"], few["a"]), page.answer(few["a"]))


@pytest.mark.parametrize("script", [NO_STORAGE, FULL_STORAGE])
@pytest.mark.parametrize("key", [OPEN, CHOICE])
def test_storage_blocked(reviewer, cards, key, script):
    with reviewer(script=script) as page:
        for _ in range(3):
            front = page.question(*cards[key])
            agreed(front, page.answer(cards[key][1]))
            assert not front["more"]


def test_storage_cleared_between_the_sides(reviewer, cards):
    with reviewer() as page:
        for _ in range(4):
            page.question(*cards[CHOICE])
            page.page.evaluate("sessionStorage.clear()")
            back = page.answer(cards[CHOICE][1])
            agreed(back, back)


@pytest.mark.parametrize("key", [OPEN, CHOICE])
def test_the_script_deleted_from_the_template(reviewer, cards, key):
    question, answer = (re.sub(r"<script>.*?</script>", "", side, flags=re.S) for side in cards[key])
    with reviewer() as page:
        front, back = page.question(question, answer), page.answer(answer)
    assert front["question"][0] == back["question"][0] == QUESTIONS[0] and back["answer"][0] == ANSWERS[0]
    assert set(front["instances"]) == set(back["instances"]) == {1} and not front["more"]


def test_no_script_at_all(started, cards):
    with browser(started, java_script_enabled=False) as page:
        for side in cards[OPEN]:
            page.open(phone_page(side))
            shown = page.page.locator(".cd-q > .cd-v:visible")
            assert shown.count() == 1 and r"e^{2x^{2}" in shown.inner_text()
            assert page.page.locator(".cd-more:visible").count() == 0
        assert page.page.locator(".cd-a > .cd-v:visible").count() == 1
        assert page.outside == [] and page.errors == []


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("key", [OPEN, CHOICE])
def test_a_phone_with_a_page_for_each_side(reviewer, cards, key, night):
    with reviewer(width=360, height=640, has_touch=True, is_mobile=True) as page:
        seen = []
        for _ in range(3 if night else 6):
            front = page.side(cards[key][0], night)
            seen.append(agreed(front, page.side(cards[key][1], night)))
        assert len(set(seen)) == len(seen)


def test_a_phone_with_storage_blocked(reviewer, cards):
    with reviewer(width=360, script=NO_STORAGE) as page:
        agreed(page.side(cards[CHOICE][0]), page.side(cards[CHOICE][1]))


def test_all_that_can_be_tapped_says_so(cards):
    for sides in cards.values():
        for tag in re.findall(r"<(?:summary|button)[^>]*>", "".join(sides)):
            assert "tappable" in tag


def test_steps_open_by_a_tap(reviewer, cards):
    with reviewer(width=360, has_touch=True, is_mobile=True) as page:
        page.side(cards[OPEN][1])
        steps = page.page.locator(".cd-work .cd-rule").first
        assert not steps.is_visible()
        page.page.tap(".cd-work > summary")
        assert steps.is_visible()


@pytest.mark.parametrize("width", [320, 900])
def test_nothing_is_wider_than_the_screen(reviewer, cards, width):
    with reviewer(width=width) as page:
        for question, answer in cards.values():
            assert page.question(question, answer)["wide"] <= 0
            page.answer(answer)
            page.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert page.look()["wide"] <= 0


def test_a_page_from_right_to_left_changes_nothing(reviewer, cards):
    def places(direction):
        with reviewer(width=360, script="Math.random = () => 0.3;") as page:
            page.page.evaluate("(way) => { document.documentElement.dir = qa.dir = way; }", direction)
            page.question(*cards[CHOICE])
            return page.page.evaluate(PLACES)

    left = places("ltr")
    assert len(left) > 10 and places("rtl") == left


PLACES = """() => [...document.querySelectorAll(".cd *:not(mjx-container *)")].map((one) => {
  const box = one.getBoundingClientRect();
  return [one.className, box.left, box.width];
})"""


def test_undo_shows_the_same_problem_and_a_later_review_another(reviewer, cards):
    other = cards["gradient-at-point/polynomial"]
    with reviewer() as page:
        first, _ = page.question(*cards[CHOICE]), page.answer(cards[CHOICE][1])
        second, _ = page.question(*other), page.answer(other[1])
        page.question(*cards[OPEN])
        assert page.question(*other)["question"] == second["question"], "one step back"
        again = page.question(*cards[CHOICE])
        assert (again["question"], again["choices"]) == (first["question"], first["choices"]), "two steps back"
        agreed(again, page.answer(cards[CHOICE][1]))
        page.question(*other), page.answer(other[1])
        assert page.question(*cards[CHOICE])["question"] != first["question"], "the next review"


def test_the_head_says_the_level_and_how_many_were_seen(reviewer, cards):
    with reviewer() as page:
        for seen in range(1, REVIEWS + 2):
            page.question(*cards[OPEN])
            head = page.page.inner_text(".cd-head")
            assert head.endswith(f"level 2 of 5 · {min(seen, REVIEWS)} of {REVIEWS} seen")
            page.answer(cards[OPEN][1])
            assert page.page.inner_text(".cd-head") == head


def test_alt_and_a_digit_choose(reviewer, cards):
    with reviewer() as page:
        for card in (CHOICE, OPEN, CHOICE):
            before = page.question(*cards[card])["chosen"]
            page.page.keyboard.press("1")
            assert page.look()["chosen"] == before
            page.page.keyboard.press("Alt+2")
            shown = page.look()
            assert shown["chosen"] == shown["choices"][1:2]
        back = page.answer(cards[CHOICE][1])
        page.page.keyboard.press("Alt+1")
        assert page.look()["chosen"] == back["chosen"] == shown["chosen"]


def test_the_mouse_on_an_answer_changes_nothing(reviewer, cards):
    look = "(one) => ['background', 'border', 'boxShadow'].map((name) => getComputedStyle(one)[name])"
    with reviewer() as page:
        page.question(*cards[CHOICE])
        page.answer(cards[CHOICE][1])
        choice = page.page.locator("li:not([data-right]) > .cd-choice").first
        before = choice.evaluate(look)
        choice.hover()
        page.page.wait_for_timeout(200)
        assert choice.evaluate(look) == before


COLOURS = """() => [...document.querySelectorAll(".cd-f mjx-math")]
  .map((one) => [one.closest(".cloze") !== null, getComputedStyle(one).color])"""


@pytest.mark.parametrize("night", [False, True])
def test_what_was_hidden_in_a_formula_stands_out(reviewer, cards, night):
    question, answer = cards["chain-exp/cloze/formula"]
    with reviewer(night=night) as page:
        page.question(question, answer, night)
        page.answer(answer)
        colours = page.page.evaluate(COLOURS)
    marked, plain = ({colour for hidden, colour in colours if hidden == which} for which in (True, False))
    assert len(marked) == 1 and plain and not marked & plain


CONTRAST = """() => {
  const light = (css) => {
    const [r, g, b] = css.match(/[\\d.]+/g).map(Number).map((v) => v / 255)
      .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll(".cd *")].filter((one) => one.textContent.trim()).map((one) => {
    const ink = light(getComputedStyle(one).color);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  });
}"""


@pytest.mark.parametrize("night", [False, True])
def test_everything_can_be_read_by_day_and_by_night(reviewer, cards, night):
    with reviewer(night=night) as page:
        for question, answer in cards.values():
            page.question(question, answer, night)
            assert min(page.page.evaluate(CONTRAST)) >= 4.5
            page.answer(answer)
            assert min(page.page.evaluate(CONTRAST)) >= 4.5


@pytest.mark.parametrize("key", ["chain-exp/card/formula", "chain-exp/cloze/formula", "gradient-at-point/polynomial"])
def test_the_other_forms_are_typeset(reviewer, cards, key):
    with reviewer() as page:
        front, back = page.question(*cards[key]), page.answer(cards[key][1])
    for side in (front, back):
        assert side["formulas"] and side["faults"] == [] and not side["raw"]
