"""When to practise which skill: FSRS over skills, in pure functions of (memory, rating, time).

Every review of a skill is a new problem. FSRS (the ``fsrs`` library, the scheduler of Anki) keeps for each
skill how stable its memory is and when it falls due.

A right answer also practises what the skill is built on. As in Fractional Implicit Repetition (J. Skycak,
"Optimized, Individualized Spaced Repetition in Hierarchical Knowledge Structures", in The Math Academy
Way, 2023), a part of the repetition trickles down to the prerequisites: one half to a direct
prerequisite, a quarter to one two steps away, an eighth to one three steps away. FIRe scales its own
counters; here the share acts on FSRS's memory: the stability moves that share of the way (on a
logarithmic scale) to what a full review rated Good would give, and so do the date of the last review and
the due date. FSRS itself discounts repetitions that come early. Credit is given only for a right answer
without help, only to skills that have left the learning phase, and never makes a skill due sooner.

A wrong answer goes the other way, as FIRe's penalties do: it takes nothing from the prerequisites (it does not
say which of them failed), but makes the skills that build on the failed one less sure, by a quarter and an eighth.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import IntEnum
from functools import lru_cache
from typing import Final
from zlib import crc32

from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating
from fsrs.scheduler import DEFAULT_PARAMETERS

__all__ = [
    "DEFAULT",
    "IN_A_ROW",
    "LEECH",
    "Calendar",
    "Memory",
    "Rating",
    "Settings",
    "apply_review",
    "credit",
    "doubt",
    "doubted",
    "encompassed",
    "is_leech",
    "is_mastered",
    "parameters_from",
    "placed",
    "retrievability",
    "review",
]

MOST_DISTANCE: Final = 3
SHARE: Final = 0.5
DOUBT_DISTANCE: Final = 2
DOUBT_SHARE: Final = 0.25
LEECH: Final = 8
"""So many failures without mastery between them make a skill a leech (Anki's number)."""
IN_A_ROW: Final = 3
"""So many right answers in a row, without help or failure, are mastery within a day; two never are."""


class Rating(IntEnum):
    """How a review went: wrong or given up; right with help; right; right and easy."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS keeps of one skill; times are in UTC. ``phase`` is fsrs.State: 1 learning, 2 review, 3
    relearning.

    ``streak`` counts right answers in a row without help, ``since`` is the learner's date of the first right one
    after the last failure, ``spaced`` says that another came on a later date. ``failures`` are those since then.
    """

    phase: int
    step: int | None
    stability: float | None
    difficulty: float | None
    due: datetime
    reviewed: datetime | None
    streak: int = 0
    failures: int = 0
    since: str | None = None
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What belongs to a profile: the share of skills to be still known when due, the longest interval in days,
    whether prerequisites get credit, new skills and reviews a day, the hour at which a day begins, the notation
    profile in which problems are shown and answers are read, and FSRS's parameters (none: the usual ones).
    """

    retention: float = 0.9
    longest: int = 365
    credit: bool = True
    new: int = 10
    reviews: int = 60
    rollover: int = 4
    notation: str = "us"
    parameters: tuple[float, ...] = ()


DEFAULT: Final = Settings()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The learner's days: a time zone, and the hour at which a new day begins."""

    zone: tzinfo = UTC
    rollover: int = 0

    def day(self, when: datetime) -> date:
        """The learner's date: before the rollover hour it is still the day before."""
        return (when.astimezone(self.zone) - timedelta(hours=self.rollover)).date()


@lru_cache(maxsize=8)
def _scheduler(settings: Settings) -> Scheduler:
    return Scheduler(
        settings.parameters or DEFAULT_PARAMETERS,
        desired_retention=settings.retention,
        maximum_interval=settings.longest,
        enable_fuzzing=False,
    )


def parameters_from(values: object) -> tuple[float, ...]:
    """The values as parameters of FSRS; none where they are not such: another number of them, or out of bounds."""
    if not isinstance(values, list | tuple) or not all(type(value) is float or type(value) is int for value in values):
        return ()
    try:
        return Scheduler(tuple(float(value) for value in values)).parameters
    except (ValueError, OverflowError):
        return ()


def _card(memory: Memory | None, when: datetime) -> Card:
    if memory is None:
        return Card(card_id=0, due=when)
    return Card(
        card_id=0,
        state=State(memory.phase),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=memory.reviewed,
    )


def review(memory: Memory | None, rating: Rating, when: datetime, settings: Settings = DEFAULT) -> Memory:
    """The memory after a review at ``when`` (an aware time); None is a skill that was never practised."""
    now = when.astimezone(UTC)
    card, _ = _scheduler(settings).review_card(_card(memory, now), FsrsRating(int(rating)), now)
    return Memory(card.state.value, card.step, card.stability, card.difficulty, card.due, card.last_review)


def credit(memory: Memory, share: float, when: datetime, settings: Settings = DEFAULT) -> Memory:
    """The memory after ``share`` (0 to 1) of a review rated Good; unchanged for a skill still being
    learnt.
    """
    if memory.phase != State.Review or memory.stability is None or memory.reviewed is None or share <= 0:
        return memory
    full = review(memory, Rating.GOOD, when, settings)
    if full.stability is None or full.reviewed is None or full.reviewed <= memory.reviewed:
        return memory
    return replace(
        memory,
        stability=memory.stability ** (1 - share) * full.stability**share,
        reviewed=memory.reviewed + (full.reviewed - memory.reviewed) * share,
        due=max(memory.due, memory.due + (full.due - memory.due) * share),
    )


def encompassed(skill: str, requires: Mapping[str, Collection[str]]) -> dict[str, float]:
    """The prerequisites that a right answer on ``skill`` practises too, with their shares, nearest first."""
    shares: dict[str, float] = {}
    level, share = [skill], SHARE
    for _ in range(MOST_DISTANCE):
        level = [below for above in level for below in requires.get(above, ())]
        for below in level:
            if below != skill:
                shares.setdefault(below, share)
        share *= SHARE
    return shares


def doubt(memory: Memory, share: float, when: datetime, settings: Settings = DEFAULT) -> Memory:
    """The memory after something below it failed: the share of the way to its own failure; never due later."""
    if memory.phase != State.Review or memory.stability is None or share <= 0:
        return memory
    failed = review(memory, Rating.AGAIN, when, settings)
    stability = min(memory.stability, memory.stability ** (1 - share) * (failed.stability or memory.stability) ** share)
    due = memory.due - max(timedelta(0), memory.due - when.astimezone(UTC)) * share
    return replace(memory, stability=stability, due=due)


def doubted(skill: str, requires: Mapping[str, Collection[str]]) -> dict[str, float]:
    """The skills that a failure of ``skill`` makes less sure, with their shares: those that build on it."""
    shares: dict[str, float] = {}
    level, share = {skill}, DOUBT_SHARE
    for _ in range(DOUBT_DISTANCE):
        level = {above for above, below in requires.items() if not level.isdisjoint(below)} - {skill, *shares}
        shares |= dict.fromkeys(sorted(level), share)
        share *= SHARE
    return shares


def placed(skill: str, when: datetime, settings: Settings = DEFAULT) -> Memory:
    """The memory of a skill that the learner says, or a placement found, is known.

    It is FSRS's memory after a first answer rated Easy; the due date is up to three times as far, spread by the
    skill's name, so that what was placed together does not fall due together.
    """
    easy = review(None, Rating.EASY, when, settings)
    spread = 1 + crc32(skill.encode()) % 17 / 8
    due = when.astimezone(UTC) + (easy.due - when.astimezone(UTC)) * spread
    stability = None if easy.stability is None else easy.stability * spread
    return replace(easy, stability=stability, due=due, spaced=True)


def is_mastered(memory: Memory | None) -> bool:
    """Whether other skills may build on it: right on two days, or three times in a row without a failure before."""
    if memory is None or memory.phase != State.Review:
        return False
    return memory.spaced or (memory.streak >= IN_A_ROW and not memory.failures)


def is_leech(memory: Memory | None) -> bool:
    """Whether it failed so often that more of the same will not help."""
    return memory is not None and memory.failures >= LEECH


def _progress(before: Memory | None, after: Memory, rating: Rating, day: str) -> Memory:
    """``after`` with the counts that FSRS does not keep."""
    failures = 0 if before is None else before.failures
    if rating == Rating.AGAIN:
        return replace(after, streak=0, failures=failures + 1, since=None, spaced=False)
    since = before.since if before is not None and before.since else day
    spaced = (before is not None and before.spaced) or since < day
    streak = 1 + (0 if before is None else before.streak) if rating >= Rating.GOOD else 0
    return replace(after, streak=streak, failures=0 if spaced else failures, since=since, spaced=spaced)


def apply_review(
    memories: Mapping[str, Memory],
    skill: str,
    rating: Rating,
    when: datetime,
    shares: Mapping[str, float],
    settings: Settings = DEFAULT,
    day: str | None = None,
) -> dict[str, Memory]:
    """The memories that one answer changes: the skill's own; those that get credit for a right one, or that a
    failure makes less sure. ``day`` is the learner's date (by default that of ``when``).
    """
    before = memories.get(skill)
    after = review(before, rating, when, settings)
    changed = {skill: _progress(before, after, rating, day or when.date().isoformat())}
    if rating == Rating.HARD or not settings.credit:
        return changed
    effect = doubt if rating == Rating.AGAIN else credit
    for other, share in shares.items():
        memory = memories.get(other)
        if memory is not None and other != skill:
            other_after = effect(memory, share, when, settings)
            if other_after is not memory:
                changed[other] = other_after
    return changed


def retrievability(memory: Memory, when: datetime, settings: Settings = DEFAULT) -> float:
    """FSRS's estimate of the chance that the skill is still known at ``when``."""
    now = when.astimezone(UTC)
    return float(_scheduler(settings).get_card_retrievability(_card(memory, now), now))
