"""The simulated learners of docs/practice.md: the bounds that the schedule and the placement keep."""

from __future__ import annotations

from statistics import mean

import pytest
from benchmarks.practice_days import KINDS, Kind, larger, place, simulate

from calcdrill.catalog import load_catalog
from calcdrill.practice.order import Course, course_of

COURSE = course_of(load_catalog())
LARGER = larger(COURSE)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name in {"perfect", "average", "away for 30 days"}])
def test_a_learner_gets_through_the_course(kind: Kind) -> None:
    days = simulate(kind, COURSE)
    assert days.early == ()
    assert len(days.order) > 0.9 * len(COURSE.skills), "nothing holds the course up for good"
    assert 0.7 < mean(days.reviews) <= 1
    assert max(days.loads) <= 70
    assert days.order.index("derivative-from-limit") < 8
    assert days.order.index("power-rule") < 13


@pytest.mark.parametrize("course", [COURSE, LARGER])
def test_placements_are_short_and_right(course: Course) -> None:
    assert len(LARGER.skills) > 180
    for known, most in ((set[str](), 9), (set(course.skills), 39)):
        for slip in (0.0, 0.1):
            runs = [place(f"{len(known)}/{slip}/{number}", known, slip, course) for number in range(2)]
            assert max(asked for asked, _ in runs) <= most
            assert mean(wrong for _, wrong in runs) <= (0.1 if slip else 0.03) * len(course.skills)


@pytest.mark.parametrize("course", [COURSE, LARGER])
def test_who_knows_a_part_is_placed_with_slips(course: Course) -> None:
    for part in (0.2, 0.5, 0.8):
        known = set[str]()
        for skill in course.skills[: int(part * len(course.skills))]:
            known |= below(skill, course)
        runs = [place(f"{part}/{number}", known, 0.1, course) for number in range(2)]
        assert mean(wrong for _, wrong in runs) <= 0.1 * len(course.skills)


def below(skill: str, course: Course) -> set[str]:
    return {skill}.union(*(below(one, course) for one in course.below(skill)))
