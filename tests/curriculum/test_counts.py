"""The counts of a course and their laws: what each topic trains, what varies, and what the levels mean."""

from __future__ import annotations

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import FAMILIES, Topic
from calcdrill.expression.read import read
from calcdrill.instances import make_problem
from calcdrill.problem import Statement
from calcdrill.variety import HARD, counts, skeleton

CATALOG = load_catalog()
EXERCISES = list(CATALOG.exercises.values())
WHOLE = counts(CATALOG.concepts.values())


def asked(formula: str) -> str:
    return skeleton(Statement(("Differentiate.",), (read(formula),)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3*x^2 + 5", "-x^7 - 1"),
        ("2*x*exp(x)", "-exp(t)*t"),
        ("sin(3*x + 1)/4", "sin(2 - t)"),
        ("x^3 + x^2", "x^5 - 2*x^4"),
    ],
)
def test_numbers_signs_and_names_make_no_new_skeleton(one: str, other: str) -> None:
    assert asked(one) == asked(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x^2", "exp(x)"),
        ("x*y", "x^2"),
        ("x^2 + x", "x^2"),
        ("x + 3", "x"),
        ("x*(x + 1)", "x + 1"),
        ("1/(x + 1)", "x + 1"),
        ("f'(x)", "f(x)"),
    ],
)
def test_another_shape_is_another_skeleton(one: str, other: str) -> None:
    assert asked(one) != asked(other)


def test_each_skill_has_a_lesson_and_four_exercises() -> None:
    assert WHOLE.lessons == WHOLE.skills > 0
    assert min(len(concept.exercises) for concept in CATALOG.concepts.values()) >= 4


@pytest.mark.parametrize("topic", CATALOG.topics, ids=lambda topic: topic.id)
def test_the_counts_of_a_topic_are_those_of_its_exercises(topic: Topic) -> None:
    found = counts(topic.concepts)
    assert found.exercises == sum(len(concept.exercises) for concept in topic.concepts)
    assert set(found.families) == set(FAMILIES)
    assert 0 < found.varied <= found.exercises


@pytest.mark.parametrize("topic", CATALOG.topics, ids=lambda topic: topic.id)
def test_each_topic_has_each_family(topic: Topic) -> None:
    missing = {name for name, count in counts(topic.concepts).families.items() if not count}
    assert missing == set()


def test_statements_vary_in_more_than_numbers() -> None:
    """The aim is 40 % of all exercises; what is reached is kept."""
    assert WHOLE.varied >= 0.40 * WHOLE.exercises


def test_the_levels_reach_up() -> None:
    assert WHOLE.hard >= 0.15 * WHOLE.exercises


def test_a_hard_problem_needs_two_skills_beside_its_own() -> None:
    hard = [exercise for exercise in EXERCISES if exercise.difficulty >= HARD]
    assert hard
    assert [e.id for e in hard if len(set(CATALOG.concepts[e.concept].requires)) < 2] == []


def test_long_solutions_have_two_hints() -> None:
    brief = [exercise for exercise in EXERCISES if len(exercise.hints) < 2]
    long = [e.id for e in brief if max(len(make_problem(e, seed, 0).solution.steps) for seed in range(4)) >= 3]
    assert WHOLE.hinted > 0
    assert long == []


def test_a_method_is_chosen_among_several() -> None:
    named = [exercise for exercise in EXERCISES if exercise.family == "choose-the-method"]
    assert named
    assert [exercise.id for exercise in named if exercise.kind != "choice"] == []
