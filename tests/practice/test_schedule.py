"""The scheduler: FSRS replayed by the library itself, shares for prerequisites, what comes next."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating

from calcdrill.practice.schedule import (
    Choice,
    Memory,
    Rating,
    Settings,
    apply_review,
    choose,
    credit,
    due_skills,
    encompassed,
    ready_skills,
    retrievability,
    review,
)

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
CHAIN = {
    "power": (),
    "product": ("power",),
    "chain": ("power",),
    "mixed": ("product", "chain"),
    "deep": ("mixed",),
}
WITHOUT = Settings(credit=False)


def known(when: datetime = START) -> Memory:
    """A skill that has left the learning phase at ``when``."""
    return review(review(None, Rating.GOOD, when), Rating.GOOD, when + timedelta(minutes=10))


def random_reviews(seed: int, count: int) -> list[tuple[str, Rating, datetime]]:
    source = random.Random(f"reviews/{seed}")
    when, reviews = START, []
    for _ in range(count):
        when += timedelta(minutes=source.choice([1, 7, 45, 600, 1500, 9000, 60000]))
        reviews.append((source.choice(list(CHAIN)), Rating(source.choice([1, 2, 3, 3, 3, 4])), when))
    return reviews


@pytest.mark.parametrize("seed", range(10))
def test_replayed_against_fsrs_itself(seed: int) -> None:
    """Without credit, the schedule is FSRS's own, review by review and to the last bit."""
    scheduler = Scheduler(desired_retention=0.85, maximum_interval=200, enable_fuzzing=False)
    settings = Settings(retention=0.85, longest=200, credit=False)
    cards: dict[str, Card] = {}
    memories: dict[str, Memory] = {}
    for skill, rating, when in random_reviews(seed, 120):
        card = cards.get(skill) or Card(card_id=1, due=START)
        cards[skill], _ = scheduler.review_card(card, FsrsRating(int(rating)), when)
        memories |= apply_review(memories, skill, rating, when, encompassed(skill, CHAIN), settings)
        kept, truth = memories[skill], cards[skill]
        assert (kept.phase, kept.step, kept.stability, kept.difficulty, kept.due, kept.reviewed) == (
            truth.state.value,
            truth.step,
            truth.stability,
            truth.difficulty,
            truth.due,
            truth.last_review,
        )
        later = when + timedelta(days=20)
        assert retrievability(kept, later, settings) == scheduler.get_card_retrievability(truth, later)


def test_the_own_skill_is_reviewed_alike_with_and_without_credit() -> None:
    reviews = [("mixed", rating, when) for _, rating, when in random_reviews(3, 60)]
    kept: list[dict[str, Memory]] = []
    for settings in (Settings(), WITHOUT):
        memories: dict[str, Memory] = {}
        for skill, rating, when in reviews:
            memories |= apply_review(memories, skill, rating, when, encompassed(skill, CHAIN), settings)
        kept.append(memories)
    assert kept[0] == kept[1]


def test_shares_halve_with_each_step_and_end_after_three() -> None:
    assert encompassed("deep", CHAIN) == {"mixed": 0.5, "product": 0.25, "chain": 0.25, "power": 0.125}
    assert encompassed("e", {"e": ("d",), "d": ("c",), "c": ("b",), "b": ("a",)}) == {
        "d": 0.5,
        "c": 0.25,
        "b": 0.125,
    }
    assert encompassed("a", {"a": ("a",)}) == {}


def test_a_right_answer_helps_the_prerequisites_by_their_share() -> None:
    when = START + timedelta(days=3)
    memories = {"power": known(), "product": known()}
    changed = apply_review(memories, "mixed", Rating.GOOD, when, encompassed("mixed", CHAIN))
    full = review(known(), Rating.GOOD, when)
    assert set(changed) == {"mixed", "product", "power"}
    assert known().due < changed["power"].due < changed["product"].due < full.due
    assert known().stability < changed["power"].stability < changed["product"].stability < full.stability  # type: ignore[operator]
    assert credit(known(), 1, when) == Memory(
        2, None, full.stability, known().difficulty, full.due, full.reviewed
    )


@pytest.mark.parametrize("rating", [Rating.AGAIN, Rating.HARD])
def test_wrong_or_helped_answers_give_no_credit(rating: Rating) -> None:
    memories = {"power": known()}
    assert set(apply_review(memories, "product", rating, START + timedelta(days=3), {"power": 0.5})) == {
        "product"
    }


def test_credit_is_a_switch() -> None:
    changed = apply_review(
        {"power": known()}, "product", Rating.GOOD, START + timedelta(days=3), {"power": 0.5}, WITHOUT
    )
    assert set(changed) == {"product"}


def test_credit_leaves_skills_that_are_being_learnt_alone() -> None:
    learning = review(None, Rating.GOOD, START)
    assert credit(learning, 0.5, START + timedelta(days=1)) is learning


def test_credit_never_makes_a_skill_due_sooner() -> None:
    memory = known()
    for days in (0, 1, 2, 5, 30):
        for share in (0.125, 0.25, 0.5, 1):
            after = credit(memory, share, START + timedelta(days=days))
            assert after.due >= memory.due
            assert after.reviewed >= memory.reviewed  # type: ignore[operator]


def test_new_skills_wait_for_their_prerequisites() -> None:
    assert ready_skills({}, CHAIN, CHAIN) == ("power",)
    assert ready_skills({"power": review(None, Rating.GOOD, START)}, CHAIN, CHAIN) == ()
    assert ready_skills({"power": known()}, CHAIN, CHAIN) == ("product", "chain")
    assert ready_skills({}, ("mixed", "deep"), CHAIN) == ("mixed",), "what was not chosen does not hold back"


def test_due_skills_that_cover_others_come_first() -> None:
    when = START + timedelta(days=40)
    memories = {skill: known(START + timedelta(minutes=n)) for n, skill in enumerate(CHAIN)}
    assert due_skills(memories, when, CHAIN, CHAIN)[0] == "mixed", "it covers 1/2 + 1/2 + 1/4"
    assert due_skills(memories, when, CHAIN)[0] == "power", "without the graph: the longest overdue"
    assert due_skills(memories, START + timedelta(hours=1), CHAIN, CHAIN) == ()


def next_of(memories: dict[str, Memory], when: datetime, **options: object) -> Choice | None:
    return choose(memories, CHAIN, CHAIN, when, **({"new_left": 5} | options))  # type: ignore[arg-type]


def test_due_then_new_then_ahead() -> None:
    soon, later = START + timedelta(hours=1), START + timedelta(days=9)
    memories = {"power": known()}
    assert next_of(memories, later) == Choice("power", "due")
    assert next_of(memories, soon) == Choice("product", "new")
    assert next_of(memories, soon, new_left=0) == Choice("power", "ahead")
    assert next_of(memories, soon, new_left=0, ahead=False) is None
    assert next_of(memories, later, reviews_left=0) is None
    assert next_of(memories, later, last="power") == Choice("product", "new"), (
        "not the same skill twice in a row"
    )
    assert next_of(memories, later, last="power", new_left=0) == Choice("power", "due"), (
        "unless there is no other"
    )


def test_a_scripted_learner_meets_every_skill() -> None:
    """With right answers alone, the whole graph is introduced in an order that respects it."""
    memories: dict[str, Memory] = {}
    when, order = START, []
    for _ in range(60):
        choice = choose(memories, CHAIN, CHAIN, when, new_left=5)
        assert choice is not None
        if choice.reason == "new":
            order.append(choice.skill)
        memories |= apply_review(memories, choice.skill, Rating.GOOD, when, encompassed(choice.skill, CHAIN))
        when += timedelta(minutes=3)
    assert order[0] == "power"
    assert order[-2:] == ["mixed", "deep"]
    assert set(order) == set(CHAIN)
