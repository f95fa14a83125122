"""From words to exercises; concepts as records; circles among prerequisites."""

from __future__ import annotations

import pytest

from calcdrill.catalog import concept_record, load_catalog, select
from calcdrill.catalog.graph import cycles
from calcdrill.errors import NotFound

CATALOG = load_catalog()


def ids(*what: str, difficulty: tuple[int, int] = (1, 5)) -> list[str]:
    return [exercise.id for exercise in select(CATALOG, what, difficulty)]


def test_all_topics_concepts_and_exercises() -> None:
    everything = ids("all")
    assert everything == list(CATALOG.exercises)
    assert ids("chain-exp") == [name for name in everything if name.startswith("chain-exp/")]
    assert ids("chain-exp/exp-of-quadratic") == ["chain-exp/exp-of-quadratic"]
    topic = next(topic for topic in CATALOG.topics if topic.id == "taylor")
    assert ids("taylor") == [exercise.id for concept in topic.concepts for exercise in concept.exercises]


def test_the_catalogs_order_and_nothing_twice() -> None:
    found = ids("taylor", "chain-exp/exp-of-quadratic", "chain-exp", "rules", "all")
    assert found == ids("all")
    assert ids("taylor", "rules") == [*ids("rules"), *ids("taylor")]


def test_difficulty() -> None:
    hard = select(CATALOG, ["all"], (4, 5))
    assert hard and all(exercise.difficulty >= 4 for exercise in hard)
    assert ids("chain-exp/exp-of-quadratic", difficulty=(4, 5)) == []


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("chain-epx", "did you mean chain-exp?"),
        ("gradiant", "did you mean gradient?"),
        ("chain-exp/exp-of-quadratik", "did you mean chain-exp/exp-of-quadratic?"),
        ("exp-of-quadratic", "did you mean chain-exp/exp-of-quadratic?"),
        ("first-steps", "there is a recipe of that name"),
        ("zzzz", "calcdrill list shows what there is"),
    ],
)
def test_unknown_words(word: str, hint: str) -> None:
    with pytest.raises(NotFound) as caught:
        select(CATALOG, ["rules", word])
    assert hint in str(caught.value)
    assert repr(word) in str(caught.value)


def test_a_concept_as_a_record() -> None:
    concept = CATALOG.concepts["chain-exp"]
    record = concept_record(concept, lambda exercise: {"distinct": 132, "exact": True})
    assert {name: record[name] for name in ("id", "topic", "difficulty", "cards")} == {
        "id": "chain-exp",
        "topic": "chain-rule",
        "difficulty": 2,
        "cards": len(concept.cards),
    }
    assert record["requires"] == list(concept.requires)
    first = record["exercises"][0]
    assert first == {
        "id": "chain-exp/exp-of-quadratic",
        "kind": "derivative",
        "difficulty": 2,
        "family": None,
        "hints": 2,
        "distinct": 132,
        "exact": True,
    }
    assert "distinct" not in concept_record(concept)["exercises"][0]


def test_circles() -> None:
    assert list(cycles({"a": ["b"], "b": ["c"], "c": []})) == []
    assert list(cycles({"a": ["a"]})) == [("a", "a")]
    two = list(cycles({"a": ["b"], "b": ["a", "x"], "c": ["d"], "d": ["c"], "x": ["missing"]}))
    assert [set(circle) for circle in two] == [{"a", "b"}, {"c", "d"}]
    long = {str(n): [str(n + 1)] for n in range(5000)}
    assert list(cycles(long)) == []
    assert len(next(cycles({**long, "5000": ["0"]}))) == 5002
