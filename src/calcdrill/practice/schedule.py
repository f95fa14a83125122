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
without help, only to skills that have left the learning phase, and never makes a skill due sooner. A
wrong answer takes nothing from the prerequisites: it does not say which of them failed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from typing import Final

from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating

__all__ = [
    "DEFAULT",
    "Choice",
    "Limits",
    "Memory",
    "Rating",
    "Settings",
    "apply_review",
    "choose",
    "credit",
    "due_skills",
    "encompassed",
    "ready_skills",
    "retrievability",
    "review",
]

MOST_DISTANCE: Final = 3
SHARE: Final = 0.5


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
    """

    phase: int
    step: int | None
    stability: float | None
    difficulty: float | None
    due: datetime
    reviewed: datetime | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The scheduler's switches: the share of skills to be still known when due, the longest interval in
    days, and whether prerequisites get credit.
    """

    retention: float = 0.9
    longest: int = 365
    credit: bool = True


DEFAULT: Final = Settings()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a day may ask for: new skills, and reviews in all (None: no limit)."""

    new: int = 10
    reviews: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The skill to practise next and why: ``due``, ``new``, or ``ahead`` (nothing is due, the weakest is
    taken).
    """

    skill: str
    reason: str


@lru_cache(maxsize=8)
def _scheduler(settings: Settings) -> Scheduler:
    return Scheduler(
        desired_retention=settings.retention, maximum_interval=settings.longest, enable_fuzzing=False
    )


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
    found: dict[str, float] = {}
    level, share = [skill], SHARE
    for _ in range(MOST_DISTANCE):
        level = [below for above in level for below in requires.get(above, ())]
        for below in level:
            if below != skill:
                found.setdefault(below, share)
        share *= SHARE
    return found


def apply_review(
    memories: Mapping[str, Memory],
    skill: str,
    rating: Rating,
    when: datetime,
    shares: Mapping[str, float],
    settings: Settings = DEFAULT,
) -> dict[str, Memory]:
    """The memories that one answer changes: the skill's own and, for a right answer, those that get a
    share.
    """
    changed = {skill: review(memories.get(skill), rating, when, settings)}
    if rating >= Rating.GOOD and settings.credit:
        for below, share in shares.items():
            memory = memories.get(below)
            if memory is not None and below != skill:
                after = credit(memory, share, when, settings)
                if after is not memory:
                    changed[below] = after
    return changed


def retrievability(memory: Memory, when: datetime, settings: Settings = DEFAULT) -> float:
    """FSRS's estimate of the chance that the skill is still known at ``when``."""
    now = when.astimezone(UTC)
    return float(_scheduler(settings).get_card_retrievability(_card(memory, now), now))


# -- what comes next


def due_skills(
    memories: Mapping[str, Memory],
    when: datetime,
    skills: Iterable[str],
    requires: Mapping[str, Collection[str]] | None = None,
) -> tuple[str, ...]:
    """The skills that are due, the one first that gives most credit to other due ones, then the longest
    overdue.

    Reviews that cover others save the learner time (Skycak calls it repetition compression).
    """
    due = [skill for skill in skills if skill in memories and memories[skill].due <= when]
    waiting = set(due)

    def cover(skill: str) -> float:
        if requires is None or memories[skill].phase != State.Review:
            return 0.0
        return sum(share for below, share in encompassed(skill, requires).items() if below in waiting)

    return tuple(sorted(due, key=lambda skill: (-cover(skill), memories[skill].due)))


def ready_skills(
    memories: Mapping[str, Memory], skills: Iterable[str], requires: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """The skills not yet practised whose prerequisites have all left the learning phase, in the order given.

    A prerequisite outside ``skills`` does not hold a skill back: the learner chose to leave it out.
    """
    chosen = list(skills)
    inside = set(chosen)

    def known(skill: str) -> bool:
        return skill in memories and memories[skill].phase != State.Learning

    return tuple(
        skill
        for skill in chosen
        if skill not in memories and all(known(below) for below in requires.get(skill, ()) if below in inside)
    )


def choose(
    memories: Mapping[str, Memory],
    skills: Iterable[str],
    requires: Mapping[str, Collection[str]],
    when: datetime,
    *,
    new_left: int,
    reviews_left: int | None = None,
    ahead: bool = True,
    last: str | None = None,
) -> Choice | None:
    """The next skill, or None when the day's work is done.

    What is due comes first, then a new skill (while ``new_left``), then, if ``ahead``, the skill most
    likely to have been forgotten. ``last`` is not taken twice in a row while there is another.
    """
    chosen = tuple(skills)
    if reviews_left is not None and reviews_left <= 0:
        return None
    due = due_skills(memories, when, chosen, requires)
    new = ready_skills(memories, chosen, requires)[:1] if new_left > 0 else ()
    ranked = [*(Choice(skill, "due") for skill in due), *(Choice(skill, "new") for skill in new)]
    if ahead and all(choice.skill == last for choice in ranked):
        started = sorted(
            (skill for skill in chosen if skill in memories and skill not in due),
            key=lambda skill: (retrievability(memories[skill], when), memories[skill].due),
        )
        ranked.extend(Choice(skill, "ahead") for skill in started)
    return next((choice for choice in ranked if choice.skill != last), ranked[0] if ranked else None)
