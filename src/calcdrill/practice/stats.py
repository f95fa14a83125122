"""What the history shows: due, streak, retention, weakest skills, frequent mistakes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from calcdrill.practice.history import History
from calcdrill.practice.records import Answer, without_undone
from calcdrill.practice.schedule import DEFAULT, Calendar, Memory, Settings, retrievability

__all__ = ["Day", "MistakeCount", "SkillShare", "Stats", "gather", "stats_of", "weakest_skills"]

PAST = 30
AHEAD = 14
FADING = 0.85
"""What an answer counts beside the next one of the same skill: old answers say little about today."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: reviews that counted, and how many of them were right at the first try."""

    day: str
    reviews: int
    right: int


@dataclass(frozen=True, slots=True)
class SkillShare:
    """A skill and how well it goes: ``share`` estimates the chance of a right first answer today."""

    skill: str
    share: float
    reviews: int
    right: int
    known: float


@dataclass(frozen=True, slots=True)
class MistakeCount:
    """A named mistake, how often it was made, and with which skill most."""

    mistake: str
    count: int
    skill: str


@dataclass(frozen=True, slots=True)
class Stats:
    """Everything that ``calcdrill stats`` shows.

    ``retention`` is the share of right answers among reviews of skills that were right on an earlier day, in
    the last 30 days (None without any). ``ahead`` is how many skills fall due on each of the next days, today
    first.
    """

    day: str
    due: int
    streak: int
    answers: int
    reviews: int
    right: int
    retention: float | None
    learning: int
    known: int
    days: tuple[Day, ...]
    ahead: tuple[int, ...]
    weakest: tuple[SkillShare, ...]
    mistakes: tuple[MistakeCount, ...]


def stats_of(history: History, now: datetime, zone: tzinfo, most: int = 5) -> Stats:
    """The statistics of a history at ``now``."""
    return gather(list(history.answers()), history.memories(), now, zone, history.settings, most)


def gather(
    answers: Sequence[Answer],
    memories: Mapping[str, Memory],
    now: datetime,
    zone: tzinfo,
    settings: Settings = DEFAULT,
    most: int = 5,
) -> Stats:
    """The statistics of answers in the order of time; ``most`` bounds the lists."""
    answers = without_undone(answers)
    days_of = Calendar(zone, settings.rollover)
    today = days_of.day(now)
    counted = [answer for answer in answers if answer.rating is not None]
    days = _days(counted)
    shares = _shares(counted, memories, now, settings)
    failed = [one for one in shares if one.right < one.reviews]
    return Stats(
        day=today.isoformat(),
        due=sum(days_of.day(memory.due) <= today for memory in memories.values()),
        streak=_streak(days, today),
        answers=sum(answer.event == "answer" for answer in answers),
        reviews=len(counted),
        right=sum(_is_right(answer) for answer in counted),
        retention=_retention(counted, today),
        learning=sum(memory.phase != 2 for memory in memories.values()),
        known=sum(memory.phase == 2 for memory in memories.values()),
        days=_last_days(days, today),
        ahead=_ahead(memories, today, days_of),
        weakest=tuple(sorted(failed, key=lambda one: (one.share, one.known, one.skill))[:most]),
        mistakes=_mistakes(answers, most),
    )


def weakest_skills(history: History, now: datetime, most: int = 5) -> tuple[str, ...]:
    """The skills that go worst, the worst first: what ``worksheet --weak`` is made of."""
    counted = [answer for answer in without_undone(list(history.answers())) if answer.rating is not None]
    shares = _shares(counted, history.memories(), now, history.settings)
    ranked = sorted(shares, key=lambda one: (one.share, one.known, one.skill))
    return tuple(one.skill for one in ranked[:most])


def _is_right(answer: Answer) -> bool:
    return answer.rating is not None and answer.rating > 1


def _days(counted: Iterable[Answer]) -> dict[str, Day]:
    days: dict[str, Day] = {}
    for answer in counted:
        old = days.get(answer.day, Day(answer.day, 0, 0))
        days[answer.day] = Day(answer.day, old.reviews + 1, old.right + _is_right(answer))
    return days


def _streak(days: Mapping[str, Day], today: date) -> int:
    """The days in a row with a review, up to today, or to yesterday while today has none yet."""
    day = today if today.isoformat() in days else today - timedelta(days=1)
    count = 0
    while day.isoformat() in days:
        count, day = count + 1, day - timedelta(days=1)
    return count


def _retention(counted: Sequence[Answer], today: date) -> float | None:
    first = (today - timedelta(days=PAST - 1)).isoformat()
    known_since: dict[str, str] = {}
    total = right = 0
    for answer in counted:
        since = known_since.get(answer.skill)
        if since is not None and since < answer.day and answer.day >= first:
            total, right = total + 1, right + _is_right(answer)
        if _is_right(answer):
            known_since.setdefault(answer.skill, answer.day)
    return right / total if total else None


def _last_days(days: Mapping[str, Day], today: date) -> tuple[Day, ...]:
    names = [(today - timedelta(days=back)).isoformat() for back in range(PAST - 1, -1, -1)]
    return tuple(days.get(name, Day(name, 0, 0)) for name in names)


def _ahead(memories: Mapping[str, Memory], today: date, days: Calendar) -> tuple[int, ...]:
    counts = Counter(max(0, (days.day(memory.due) - today).days) for memory in memories.values())
    return tuple(counts[day] for day in range(AHEAD))


def _shares(
    counted: Iterable[Answer], memories: Mapping[str, Memory], now: datetime, settings: Settings
) -> list[SkillShare]:
    """Right answers over answers, older ones faded; it begins at one in two, so that one slip says little."""
    by_skill: dict[str, list[bool]] = defaultdict(list)
    for answer in counted:
        by_skill[answer.skill].append(_is_right(answer))
    skill_shares = []
    for skill, outcomes in by_skill.items():
        weight, right = 2.0, 1.0
        for outcome in outcomes:
            weight, right = weight * FADING + 1, right * FADING + outcome
        memory = memories.get(skill)
        known = 0.0 if memory is None else retrievability(memory, now, settings)
        skill_shares.append(SkillShare(skill, right / weight, len(outcomes), sum(outcomes), known))
    return skill_shares


def _mistakes(answers: Iterable[Answer], most: int) -> tuple[MistakeCount, ...]:
    skills: dict[str, Counter[str]] = defaultdict(Counter)
    for answer in answers:
        if answer.mistake:
            skills[answer.mistake][answer.skill] += 1
    ranked = sorted(skills.items(), key=lambda item: (-item[1].total(), item[0]))
    return tuple(MistakeCount(name, counts.total(), counts.most_common(1)[0][0]) for name, counts in ranked[:most])
