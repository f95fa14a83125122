"""The scheduler: FSRS replayed by the library itself, shares for prerequisites, what comes next."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating

from calcdrill.catalog import load_catalog
from calcdrill.practice.order import Choice, Course, choose, course_of, due_skills, next_new, ready_skills
from calcdrill.practice.schedule import (
    Calendar,
    Memory,
    Rating,
    Settings,
    apply_review,
    credit,
    doubt,
    doubted,
    encompassed,
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
COURSE = Course(tuple(CHAIN), CHAIN)
DAYS = Calendar()
WITHOUT = Settings(credit=False)


def known(when: datetime = START) -> Memory:
    """A skill that has left the learning phase at ``when``."""
    twice = review(review(None, Rating.GOOD, when), Rating.GOOD, when + timedelta(minutes=10))
    return replace(twice, streak=2, spaced=True)


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
    assert credit(known(), 1, when) == replace(full, difficulty=known().difficulty, streak=2, spaced=True)


def test_helped_answers_give_no_credit() -> None:
    memories = {"power": known()}
    assert set(apply_review(memories, "product", Rating.HARD, START + timedelta(days=3), {"power": 0.5})) == {"product"}


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


def test_a_failure_makes_what_builds_on_it_less_sure() -> None:
    """Never due later, never the prerequisites, and the nearer the more."""
    assert doubted("power", CHAIN) == {"product": 0.25, "chain": 0.25, "mixed": 0.125}
    when = START + timedelta(days=1)
    memories = {skill: known() for skill in CHAIN}
    changed = apply_review(memories, "product", Rating.AGAIN, when, doubted("product", CHAIN))
    assert set(changed) == {"product", "mixed", "deep"}
    assert when < changed["mixed"].due < changed["deep"].due < known().due
    assert changed["mixed"].stability < changed["deep"].stability < known().stability  # type: ignore[operator]
    for days in (0, 1, 5, 40):
        assert doubt(known(), 0.25, START + timedelta(days=days)).due <= known().due


def test_new_skills_wait_for_their_prerequisites() -> None:
    assert ready_skills({}, COURSE) == ("power",)
    assert ready_skills({"power": review(None, Rating.GOOD, START)}, COURSE) == ()
    assert ready_skills({"power": known()}, COURSE) == ("product", "chain")
    chosen = Course(("mixed", "deep"), CHAIN)
    assert ready_skills({}, chosen) == ("mixed",), "what was not chosen does not hold back"


def answered(*ratings: tuple[Rating, float]) -> dict[str, Memory]:
    memories: dict[str, Memory] = {}
    for rating, days in ratings:
        memories |= apply_review(memories, "power", rating, START + timedelta(days=days), {})
    return memories


GOOD, HARD, AGAIN = Rating.GOOD, Rating.HARD, Rating.AGAIN


@pytest.mark.parametrize(
    ("ratings", "is_known"),
    [
        ([(GOOD, 0), (GOOD, 0.01)], False),
        ([(GOOD, 0), (GOOD, 0.01), (GOOD, 0.02)], True),
        ([(AGAIN, 0), (GOOD, 0.01), (GOOD, 0.02), (GOOD, 0.03)], False),
        ([(AGAIN, 0), (GOOD, 0.01), (GOOD, 0.02), (GOOD, 1.1)], True),
        ([(GOOD, 0), (HARD, 0.01), (GOOD, 0.02)], False),
        ([(GOOD, 0), (GOOD, 0.01), (GOOD, 2), (AGAIN, 4)], False),
    ],
)
def test_two_right_answers_on_one_day_are_not_mastery(ratings: list[tuple[Rating, float]], is_known: bool) -> None:
    assert (ready_skills(answered(*ratings), COURSE) == ("product", "chain")) == is_known


def test_due_skills_that_cover_others_come_first() -> None:
    when = START + timedelta(days=40)
    memories = {skill: known(START + timedelta(minutes=n)) for n, skill in enumerate(CHAIN)}
    assert due_skills(memories, when, COURSE, DAYS)[0] == "mixed", "it covers 1/2 + 1/2 + 1/4"
    assert due_skills(memories, when, COURSE, DAYS, most=3) == tuple(CHAIN), "after an absence: foundations first"
    assert due_skills(memories, START + timedelta(hours=1), COURSE, DAYS) == ()


def test_due_is_a_day_and_the_day_begins_at_the_rollover_hour() -> None:
    memories = {"power": known()}
    due = memories["power"].due
    early = due.replace(hour=5, minute=0)
    assert early < due
    assert due_skills(memories, early, COURSE, Calendar(rollover=4)) == ("power",)
    assert due_skills(memories, due.replace(hour=3), COURSE, Calendar(rollover=4)) == ()


def next_of(memories: dict[str, Memory], when: datetime, **options: object) -> Choice | None:
    return choose(memories, COURSE, when, days=DAYS, **({"new_left": 5, "ahead": True} | options))  # type: ignore[arg-type]


def test_due_then_new_then_ahead() -> None:
    soon, later = START + timedelta(hours=1), START + timedelta(days=9)
    memories = {"power": known()}
    last = {"recent": ["power"]}
    assert next_of(memories, later) == Choice("power", "due")
    assert next_of(memories, soon) == Choice("product", "new")
    assert next_of(memories, soon, new_left=0) == Choice("power", "ahead")
    assert next_of(memories, soon, new_left=0, ahead=False) is None
    assert next_of(memories, later, reviews_left=0, ahead=False) is None
    assert next_of(memories, later, **last) == Choice("product", "new"), "not the same skill twice in a row"
    assert next_of(memories, later, new_left=0, **last) == Choice("power", "due"), "unless there is no other"
    assert next_of(memories, later, new_left=0, aside={"power"}) is None, "what was skipped does not come again"


def test_what_fails_again_and_again_leads_to_the_weakest_of_its_base() -> None:
    memories = {skill: known() for skill in ("power", "product", "chain")}
    memories["chain"] = replace(memories["chain"], stability=1.0)
    when = START + timedelta(hours=2)
    for count in range(8):
        assert next_of(memories, when, new_left=0, ahead=False) == (Choice("mixed", "learning") if count else None)
        memories |= apply_review(memories, "mixed", AGAIN, when + timedelta(minutes=count), {})
    assert next_of(memories, when, new_left=0, ahead=False) == Choice("chain", "foundation")
    memories |= apply_review(memories, "chain", GOOD, when + timedelta(minutes=30), {})
    assert next_of(memories, when, new_left=0, ahead=False) is None, "it rests until tomorrow"
    tomorrow = next_of(memories, when + timedelta(days=1), new_left=0, ahead=False)
    assert tomorrow == Choice("mixed", "learning")


def test_a_scripted_learner_meets_every_skill() -> None:
    """With right answers alone, the whole graph is introduced in an order that respects it."""
    memories: dict[str, Memory] = {}
    when, order, recent = START, list[str](), list[str]()
    for _ in range(60):
        choice = choose(memories, COURSE, when, days=DAYS, new_left=5, ahead=True, recent=recent)
        assert choice is not None
        recent.append(choice.skill)
        if choice.reason == "new":
            order.append(choice.skill)
        memories |= apply_review(memories, choice.skill, GOOD, when, encompassed(choice.skill, CHAIN))
        when += timedelta(minutes=3)
    assert order == ["power", "product", "chain", "mixed", "deep"]


def test_the_course_comes_in_its_own_order() -> None:
    """Perfect answers from a fresh profile: foundations, then the derivative, topic by topic, within one day."""
    course = course_of(load_catalog())
    memories: dict[str, Memory] = {}
    when, order, recent = START, list[str](), list[str]()
    while len(order) < len(course.skills):
        choice = choose(memories, course, when, days=DAYS, new_left=200, recent=recent)
        assert choice is not None, order
        recent.append(choice.skill)
        if choice.reason == "new":
            assert all(below in order for below in course.below(choice.skill))
            order.append(choice.skill)
        memories |= apply_review(memories, choice.skill, GOOD, when, {})
        when += timedelta(minutes=1)
    assert order.index("derivative-from-limit") < 8
    assert order.index("power-rule") < 13
    begun = [course.topics[skill] for skill in order]
    firsts = [begun.index(place) for place in sorted(set(begun))]
    assert firsts == sorted(firsts), "no topic's first skill before its turn"
    assert all(one != other for one, other in itertools.pairwise(recent)), "interleaved"
    assert len(recent) < 3.3 * len(order), "three right answers each, and little between them"


FIRST_SKILLS = [skill for skill, place in course_of(load_catalog()).topics.items() if place == 0]


@pytest.mark.parametrize("slips", [("skip",), ("wrong", "skip"), ("right", "skip"), ("wrong", "wrong", "right")])
def test_a_beginner_who_fails_and_skips_stays_near_the_beginning(slips: tuple[str, ...]) -> None:
    """What failed, or was skipped, comes again another day; till then one topic more is open, not all of them."""
    course = course_of(load_catalog())
    assert len(FIRST_SKILLS) >= 8
    for hard in FIRST_SKILLS:
        memories, recent, aside = dict[str, Memory](), list[str](), set[str]()
        for minute in range(60):
            when = START + timedelta(minutes=minute)
            choice = choose(memories, course, when, days=DAYS, new_left=60, recent=recent, aside=aside)
            if choice is None:
                break
            times = recent.count(choice.skill)
            event = slips[times] if choice.skill == hard and times < len(slips) else "right"
            recent.append(choice.skill)
            if event == "skip":
                aside.add(choice.skill)
            else:
                memories |= apply_review(memories, choice.skill, GOOD if event == "right" else AGAIN, when, {})
        assert len(recent) >= 8
        last = max(course.topics[skill] for skill in memories)
        left = [skill for skill in course.skills if skill not in memories and course.topics[skill] < last - 1]
        assert all(skill in aside or needs_later(skill, course) for skill in left), hard


def needs_later(skill: str, course: Course) -> bool:
    """Whether the skill builds on one of a later topic."""
    return any(
        course.topics[below] > course.topics[skill] or needs_later(below, course) for below in course.below(skill)
    )


def test_a_base_that_credit_puts_off_is_asked_on_another_day() -> None:
    """A prerequisite that failed and was right once since is due in weeks, by credit: its dependents wait for one
    right answer on another day, which is asked for.
    """
    memories = {**answered((AGAIN, 0), (GOOD, 0.01), (GOOD, 0.02)), "product": known()}
    memories["power"] = replace(memories["power"], due=START + timedelta(days=60))
    course = Course(("power", "chain"), CHAIN)
    assert next_new(memories, course, "2026-03-01") == (None, ())
    assert next_new(memories, course, "2026-03-02") == (None, ("power",))
    tomorrow = START + timedelta(days=1)
    assert choose(memories, course, tomorrow, days=DAYS, new_left=5) == Choice("power", "learning")
    memories |= apply_review(memories, "power", GOOD, tomorrow, {})
    assert choose(memories, course, tomorrow, days=DAYS, new_left=5, recent=["power"]) == Choice("chain", "new")


def test_what_cannot_be_asked_holds_nothing_back() -> None:
    without = COURSE.without("power")
    assert next_new({}, without, "2026-03-01") == ("product", ())
    assert without.below("mixed") == ["product", "chain"]
