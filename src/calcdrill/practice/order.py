"""Which skill comes next: due reviews, what is being learnt, new skills in the order of the course."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from fsrs import State

from calcdrill.catalog.values import Catalog
from calcdrill.practice.schedule import IN_A_ROW, Calendar, Memory, encompassed, is_leech, is_mastered, retrievability

__all__ = ["Choice", "Course", "Limits", "choose", "course_of", "due_skills", "next_new", "ready_skills"]

GAP: Final = 3
"""How many other problems come between two of a skill that is being learnt, where there are so many."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a day may ask for: new skills, and reviews in all (None: no limit)."""

    new: int = 10
    reviews: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The skill to practise next and why: ``due``, ``learning`` (begun, not yet known), ``new``, ``foundation`` (what
    builds on it fails again and again), ``between`` (so that one skill does not come twice in a row), or ``ahead``
    (nothing is due, the weakest is taken).
    """

    skill: str
    reason: str


@dataclass(frozen=True)
class Course:
    """The chosen skills in the order of the course, what each requires, and the place of its topic."""

    skills: tuple[str, ...]
    requires: Mapping[str, Collection[str]]
    topics: Mapping[str, int] = field(default_factory=dict)

    def without(self, skill: str) -> Course:
        """The course where that skill was left out."""
        places = {other: place for other, place in self.topic_places.items() if other != skill}
        return Course(tuple(other for other in self.skills if other != skill), self.requires, places)

    def below(self, skill: str) -> list[str]:
        """The prerequisites among the chosen skills: what was left out does not hold a skill back."""
        return [below for below in self.requires.get(skill, ()) if below in self.topic_places]

    @property
    def topic_places(self) -> Mapping[str, int]:
        """Skill → place of its topic, for the chosen skills."""
        return self.topics or dict.fromkeys(self.skills, 0)


def course_of(catalog: Catalog, skills: Collection[str] | None = None) -> Course:
    """The skills of a catalog (all by default) as a course."""
    places = {topic.id: place for place, topic in enumerate(catalog.topics)}
    requires = {concept.id: concept.requires for concept in catalog.concepts.values()}
    chosen = [skill for skill in catalog.concepts if skills is None or skill in skills]
    return Course(tuple(chosen), requires, {skill: places[catalog.concepts[skill].topic] for skill in chosen})


def due_skills(
    memories: Mapping[str, Memory], when: datetime, course: Course, days: Calendar, most: int | None = None
) -> tuple[str, ...]:
    """The skills that fall due on the learner's day or before.

    The one comes first that gives most credit to other due ones, then the longest overdue: reviews that cover
    others save time (Skycak calls it repetition compression). Where more is due than ``most``, after an absence,
    foundations come first: what fails there would fail above as well.
    """
    today = days.day(when)
    due = [skill for skill in course.skills if skill in memories and days.day(memories[skill].due) <= today]
    if most is not None and len(due) > most:
        return tuple(due)
    waiting = set(due)

    def cover(skill: str) -> float:
        if memories[skill].phase != State.Review:
            return 0.0
        return sum(share for below, share in encompassed(skill, course.requires).items() if below in waiting)

    return tuple(sorted(due, key=lambda skill: (-cover(skill), memories[skill].due)))


def ready_skills(memories: Mapping[str, Memory], course: Course) -> tuple[str, ...]:
    """The skills not yet begun whose prerequisites are all mastered, in the order of the course."""
    return tuple(
        skill
        for skill in course.skills
        if skill not in memories and all(is_mastered(memories.get(below)) for below in course.below(skill))
    )


def next_new(
    memories: Mapping[str, Memory], course: Course, today: str, aside: Collection[str] = ()
) -> tuple[str | None, tuple[str, ...]]:
    """The new skill whose turn it is, and the skills that one more right answer today would make the base of one,
    whenever they are due. ``today`` is the learner's date.

    Topic by topic. A topic's turn comes when nothing before it can be begun: what is left there needs a skill of a
    later topic, or a leech. Where it waits for another day (a skill failed, or was skipped), the turn passes to the
    next topic alone.
    """
    places = course.topic_places
    ready = [skill for skill in ready_skills(memories, course) if skill not in aside]
    last: int | None = None
    for place in sorted(set(places.values())):
        if last is not None and place > last:
            return None, ()
        here = [skill for skill in ready if places[skill] == place]
        if here:
            return here[0], ()
        for skill in course.skills:
            if skill in memories or skill in aside or places[skill] != place:
                continue
            if _is_held(skill, place, memories, course):
                continue
            nearly = _nearly(skill, memories, course, today, aside)
            if nearly is None:
                last = place + 1 if last is None else last
                continue
            return None, nearly
    return None, ()


def _is_held(skill: str, place: int, memories: Mapping[str, Memory], course: Course) -> bool:
    """Whether the skill needs one of a later topic that was not begun yet, or a leech."""
    for below in course.below(skill):
        memory = memories.get(below)
        if is_mastered(memory):
            continue
        if is_leech(memory):
            return True
        later = course.topic_places[below] > place
        if memory is None and (later or _is_held(below, place, memories, course)):
            return True
    return False


def _nearly(
    skill: str, memories: Mapping[str, Memory], course: Course, today: str, aside: Collection[str]
) -> tuple[str, ...] | None:
    """What the skill waits for that can still be mastered today; None where a failure or a skip puts that off."""
    missing: list[str] = []
    for below in course.below(skill):
        memory = memories.get(below)
        if is_mastered(memory):
            continue
        if below in aside:
            return None
        if memory is None:
            deeper = _nearly(below, memories, course, today, aside)
            if deeper is None:
                return None
            missing.extend(deeper)
        elif memory.phase == State.Review and _may_be_mastered(memory, today):
            missing.append(below)
        elif memory.phase == State.Review or memory.failures:
            return None
    return tuple(dict.fromkeys(missing))


def _may_be_mastered(memory: Memory, today: str) -> bool:
    """Whether one more right answer is mastery: the third in a row, or one on a later day than the first."""
    return (memory.since or today) < today or (memory.streak >= IN_A_ROW - 1 and not memory.failures)


def choose(
    memories: Mapping[str, Memory],
    course: Course,
    when: datetime,
    *,
    days: Calendar,
    new_left: int,
    reviews_left: int | None = None,
    ahead: bool = False,
    recent: Sequence[str] = (),
    aside: Collection[str] = (),
) -> Choice | None:
    """The next skill, or None when the day's work is done.

    What is being learnt comes again as soon as ``GAP`` others came between, then what is due, then a new skill
    (while ``new_left``); if ``ahead``, then the skill most likely to have been forgotten. ``recent`` are the skills
    of the session so far; those in ``aside`` were skipped and do not come again in it. Where one skill alone is left,
    one that is known already comes between.
    """
    due = due_skills(memories, when, course, days, reviews_left)
    learning = [skill for skill in due if memories[skill].phase != State.Review]
    reviews = [skill for skill in due if memories[skill].phase == State.Review]
    may_review = reviews_left is None or reviews_left > 0
    ranked = [Choice(skill, "learning") for skill in learning]
    if may_review:
        ranked += [Choice(skill, "due") for skill in reviews]
    if may_review and new_left > 0 and (reviews_left is None or len(reviews) < reviews_left):
        new, nearly = next_new(memories, course, days.day(when).isoformat(), aside)
        ranked += [Choice(new, "new")] if new else [Choice(skill, "learning") for skill in nearly]
    ranked = [
        _instead(choice.skill, memories, course) or choice
        for choice in ranked
        if not _rests(choice.skill, memories, course, when, days)
    ]
    if ahead:
        ranked += _ahead(memories, course, when, set(due))
    left = [choice for choice in ranked if choice.skill not in aside]
    for gap in (GAP, 1):
        barred = set(recent[-gap:])
        following = next((choice for choice in left if choice.skill not in barred), None)
        if following is not None:
            return following
    if not left:
        return None
    others = [] if not may_review else _ahead(memories, course, when, {*aside, *recent[-1:]})
    return replace(others[0], reason="between") if others else left[0]


def _ahead(memories: Mapping[str, Memory], course: Course, when: datetime, without: Collection[str]) -> list[Choice]:
    started = [skill for skill in course.skills if skill in memories and skill not in without]
    started.sort(key=lambda skill: (retrievability(memories[skill], when), memories[skill].due))
    return [Choice(skill, "ahead") for skill in started]


# -- leeches


def _instead(skill: str, memories: Mapping[str, Memory], course: Course) -> Choice | None:
    """The weakest prerequisite of a leech, unless it was practised since the leech failed."""
    memory = memories.get(skill)
    if memory is None or not is_leech(memory) or memory.streak:
        return None
    bases = [below for below in course.below(skill) if below in memories]
    if not bases:
        return None
    weakest = min(bases, key=lambda below: (is_mastered(memories[below]), memories[below].stability or 0.0))
    practised, failed = memories[weakest].reviewed, memory.reviewed
    if practised is None or failed is None or practised < failed:
        return Choice(weakest, "foundation")
    return None


def _rests(skill: str, memories: Mapping[str, Memory], course: Course, when: datetime, days: Calendar) -> bool:
    """Whether it is a leech that failed today and whose foundations were practised: it comes again tomorrow."""
    memory = memories.get(skill)
    if memory is None or not is_leech(memory) or memory.streak or memory.reviewed is None:
        return False
    failed_today = days.day(memory.reviewed) == days.day(when)
    return failed_today and _instead(skill, memories, course) is None
