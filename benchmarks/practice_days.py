"""Simulated learners at the schedule: ``python -m benchmarks.practice_days`` writes the tables of docs/practice.md.

Each learner has a memory of its own for every skill (half-life in days, longer with each right answer), slips, and
fails a skill whose prerequisites it has not mastered. The schedule sees answers alone.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean

from calcdrill.catalog import load_catalog
from calcdrill.catalog.values import Catalog
from calcdrill.practice.order import Course, choose, course_of
from calcdrill.practice.placement import Placement
from calcdrill.practice.schedule import Calendar, Memory, Rating, apply_review, doubted, encompassed

START = datetime(2026, 3, 1, 17, tzinfo=UTC)
DAYS = 120
MARK = "<!-- simulated -->"
LARGE = 240
"""As many skills as a larger course has, at which placements are tried too."""


@dataclass(frozen=True)
class Kind:
    """A kind of learner: the chance to get a new skill right, the growth of its half-life, slips, days off."""

    name: str
    first: float
    growth: float
    slip: float
    off: frozenset[int] = frozenset()


KINDS = (
    Kind("perfect", 1.0, 100.0, 0.0),
    Kind("quick", 0.9, 3.0, 0.03),
    Kind("average", 0.7, 2.4, 0.08),
    Kind("forgets", 0.6, 1.7, 0.12),
    Kind("away for 30 days", 0.7, 2.4, 0.08, frozenset(range(45, 75))),
)


@dataclass(frozen=True)
class Days:
    """What came of the days of a learner: answers on each, whether reviews that were due were right, new skills in
    their order, and those of them that came before a prerequisite.
    """

    loads: tuple[int, ...]
    reviews: tuple[bool, ...]
    order: tuple[str, ...]
    early: tuple[str, ...]


def first_day(course: Course, catalog: Catalog) -> list[tuple[str, ...]]:
    """The table of the new skills of day one, with perfect answers."""
    titles = {topic.id: topic.title for topic in catalog.topics}
    order = simulate(KINDS[0], course, 1).order
    concepts = [catalog.concepts[skill] for skill in order]
    return [(str(place), one.title, titles[one.topic]) for place, one in enumerate(concepts, 1)]


def row(kind: Kind, course: Course) -> tuple[str, ...]:
    """One line of the table of days."""
    found = simulate(kind, course)
    power = str(found.order.index("power-rule") + 1) if "power-rule" in found.order else "–"
    retention = f"{100 * mean(found.reviews):.0f} %"
    load = f"{mean(found.loads):.0f}", str(max(found.loads))
    return kind.name, *load, retention, f"{len(found.order)} of {len(course.skills)}", str(len(found.early)), power


def simulate(kind: Kind, course: Course, length: int = DAYS) -> Days:
    """So many days of a learner, at the default settings."""
    source = random.Random(kind.name)
    memories: dict[str, Memory] = {}
    half: dict[str, float] = {}
    seen: dict[str, datetime] = {}
    order: list[str] = []
    loads, reviews = [], []
    for day in range(length):
        if day in kind.off:
            continue
        when, recent, new = START + timedelta(days=day), list[str](), 0
        for count in range(250):
            choice = choose(
                memories, course, when, days=Calendar(), new_left=10 - new, reviews_left=60 - count, recent=recent
            )
            if choice is None:
                break
            skill = choice.skill
            recent.append(skill)
            if skill not in half:
                new, chance = new + 1, kind.first
                order.append(skill)
            else:
                days = (when - seen[skill]).total_seconds() / 86400
                chance = 0.5 ** (days / half[skill])
            is_right = source.random() < chance * (1 - kind.slip)
            if choice.reason == "due":
                reviews.append(is_right)
            spaced = skill not in seen or (when - seen[skill]) > timedelta(hours=8)
            grown = half.get(skill, 2.0) * (kind.growth if spaced else 1.1)
            half[skill] = min(1e6, grown) if is_right else max(1.0, half.get(skill, 2.0) * 0.6)
            seen[skill] = when
            shares = encompassed(skill, course.requires) if is_right else doubted(skill, course.requires)
            rating = Rating.GOOD if is_right else Rating.AGAIN
            memories |= apply_review(memories, skill, rating, when, shares, day=when.date().isoformat())
            when += timedelta(seconds=45)
        loads.append(len(recent))
    begun_at = {skill: place for place, skill in enumerate(order)}
    early = [skill for skill in order for below in course.requires[skill] if begun_at.get(below, 999) > begun_at[skill]]
    return Days(tuple(loads), tuple(reviews), tuple(order), tuple(early))


def place(name: str, known: set[str], slip: float, course: Course) -> tuple[int, int]:
    """Questions and misplaced skills of one placement."""
    source, test = random.Random(name), Placement(course.skills, course.requires)
    while (skill := test.next()) is not None:
        test.answer(skill, skill in known and source.random() >= slip)
    return len(test.asked), len(set(test.known()) ^ known)


def larger(course: Course, count: int = LARGE) -> Course:
    """The course with made-up skills at its end until it has ``count``: each builds on one to three others."""
    source, requires, skills = random.Random("larger"), dict(course.requires), list(course.skills)
    while len(skills) < count:
        requires[f"more-{len(skills)}"] = tuple(source.sample(skills, source.randint(1, 3)))
        skills.append(f"more-{len(skills)}")
    return Course(tuple(skills), requires, {skill: course.topics.get(skill, 99) for skill in skills})


def placements(course: Course) -> list[tuple[str, ...]]:
    """Rows of the table of placements: parts of the course, without slips and with one in ten."""
    rows: list[tuple[str, ...]] = []
    for name, thirds in (("nothing", 0), ("a third of the course", 1), ("two thirds", 2), ("everything", 3)):
        for slip in (0.0, 0.1):
            known: set[str] = set()
            for skill in course.skills[: len(course.skills) * thirds // 3]:
                known |= {skill, *_below(skill, course)}
            runs = [place(f"{name}/{slip}/{number}", known, slip, course) for number in range(4)]
            share = mean(wrong for _, wrong in runs) / len(course.skills)
            questions = mean(asked for asked, _ in runs)
            count = str(len(course.skills))
            rows.append((count, name, f"{100 * slip:.0f} %", f"{questions:.0f}", f"{100 * share:.1f} %"))
    return rows


def _below(skill: str, course: Course) -> set[str]:
    found: set[str] = set()
    for below in course.requires[skill]:
        found |= {below, *_below(below, course)}
    return found


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def main() -> None:
    """Write the tables between the marks of docs/practice.md."""
    catalog = load_catalog()
    course = course_of(catalog)
    first = table(("", "new skill", "topic"), first_day(course, catalog))
    head = ("learner", "answers a day", "most", "right when due", "skills begun", "too early", "power rule as")
    days = table(head, [row(kind, course) for kind in KINDS])
    rows = [*placements(course), *placements(larger(course))]
    tests = table(("skills", "knows", "slips", "questions", "misplaced"), rows)
    path = Path(__file__).parent.parent / "docs" / "practice.md"
    before, _, after = path.read_text().split(MARK)
    path.write_text(f"{before}{MARK}\n\n{first}\n\n{days}\n\n{tests}\n\n{MARK}{after}")


if __name__ == "__main__":
    main()
