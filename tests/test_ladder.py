"""The quiz ladder: exactly what was asked for, or a sentence that says what is missing."""

from __future__ import annotations

from collections import Counter

import pytest

from calcdrill.catalog.values import Exercise
from calcdrill.draws import read_draw
from calcdrill.errors import Unsatisfiable
from calcdrill.expression.read import read
from calcdrill.kinds import find
from calcdrill.kinds.fields import DOMAIN, read_fields
from calcdrill.ladder import Supply, ladder_counts


def exercise(name: str, difficulty: int, most: int = 9) -> Exercise:
    """x^n times a, with ``most`` values of a; the name is concept/exercise."""
    kind = find("derivative")
    return Exercise(
        id=name,
        concept=name.partition("/")[0],
        topic="topic",
        kind="derivative",
        difficulty=difficulty,
        draws=(("a", read_draw(f"1..{most}")),),
        require=(),
        fields=read_fields((*kind.fields, DOMAIN), {"function": f"a*x^{len(name) + 2}"}, ("a",)),
    )


EASY = [exercise("one/a", 1), exercise("one/bb", 2), exercise("two/ccc", 2)]
HARD = [exercise("two/dddd", 4), exercise("three/eeeee", 4), exercise("three/ffffff", 5)]
ALL = EASY + HARD


def rung(least: int, most: int, count: int) -> dict[str, object]:
    return {"difficulty": (least, most), "count": count}


def by_level(counts: dict[str, int]) -> Counter[int]:
    levels: Counter[int] = Counter()
    for each in ALL:
        levels[each.difficulty] += counts[each.id]
    return levels


def test_every_rung_gets_exactly_what_it_asks_for() -> None:
    counts = ladder_counts(ALL, [rung(1, 1, 3), rung(2, 2, 4), rung(4, 5, 3)], seed=1)
    levels = by_level(counts)
    assert (levels[1], levels[2], levels[4] + levels[5]) == (3, 4, 3)


@pytest.mark.parametrize("seed", range(20))
def test_each_concept_has_one_where_that_is_possible(seed: int) -> None:
    counts = ladder_counts(ALL, [rung(2, 2, 1), rung(4, 4, 1), rung(1, 5, 1)], seed, each_concept=True)
    concepts = {each.concept for each in ALL if counts[each.id]}
    assert concepts == {"one", "two", "three"} and sum(counts.values()) == 3


def test_rungs_that_share_exercises_do_not_take_from_one_another() -> None:
    few = [exercise("one/a", 1, most=2), exercise("two/bb", 2, most=3)]
    counts = ladder_counts(few, [rung(1, 2, 3), rung(1, 1, 2)], seed=3)
    assert counts == {"one/a": 2, "two/bb": 3}


def test_the_problems_are_spread_evenly() -> None:
    counts = ladder_counts(ALL, [rung(1, 5, 12)], seed=5)
    concepts = Counter({each.concept: 0 for each in ALL})
    for each in ALL:
        concepts[each.concept] += counts[each.id]
    assert set(concepts.values()) == {4}
    assert max(counts.values()) - min(counts.values()) <= 1


def test_the_same_seed_chooses_the_same_and_another_seed_another() -> None:
    ladder = [rung(1, 5, 2)]
    chosen = {tuple(ladder_counts(ALL, ladder, seed).items()) for seed in range(12)}
    assert ladder_counts(ALL, ladder, 4) == ladder_counts(ALL, ladder, 4)
    assert len(chosen) > 1


@pytest.mark.parametrize(
    ("ladder", "versions", "each", "message"),
    [
        ([rung(3, 3, 1)], 1, False, "1 of difficulty 3, but no exercise"),
        ([rung(1, 1, 10), rung(4, 5, 1)], 1, False, "10 problems a version of difficulty 1, but only 9"),
        ([rung(1, 1, 4), rung(4, 5, 1)], 3, False, "4 problems a version of difficulty 1, but only 3"),
        ([rung(1, 2, 25), rung(1, 2, 5)], 1, False, "share exercises that have only 27"),
        ([rung(1, 5, 99)], 1, False, "99 problems a version were asked for, but only 54"),
        ([rung(1, 5, 2)], 1, True, "3 concepts.*one, two, three"),
        ([rung(1, 2, 9)], 1, True, r"left out is three \(difficulty 4, 5\)"),
    ],
)
def test_what_is_missing_is_said(ladder: list[dict[str, object]], versions: int, each: bool, message: str) -> None:
    with pytest.raises(Unsatisfiable, match=message):
        ladder_counts(ALL, ladder, 1, versions, each)


def test_supply_is_found_out_only_as_far_as_needed() -> None:
    supply = Supply(exercise("one/a", 1, most=99), versions=2)
    assert supply.up_to(3) == 3
    assert len(supply.known) < 20
    assert supply.up_to(60) == 49
    assert read("x") is not None
