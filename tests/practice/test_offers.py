"""What is said about typing: examples of the answer's form, the commands, offers for words that are none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from handmade import make

from calcdrill.catalog import load_catalog
from calcdrill.choices import choice_label
from calcdrill.instances import make_problem
from calcdrill.practice.grade import Grade, grade
from calcdrill.practice.layout import Look
from calcdrill.practice.offers import HELP, first_help, offer, typing_examples
from calcdrill.practice.session import COMMANDS, WORDS, Turn, take
from calcdrill.practice.terminal import render

CATALOG = load_catalog()
NOW = datetime(2026, 3, 1, tzinfo=UTC)
NUMBER = make("derivative", "2*x", function="x^2", variable="x")


def one_of_each_kind() -> list[str]:
    return list({exercise.kind: exercise.id for exercise in CATALOG.exercises.values()}.values())


@pytest.mark.parametrize("exercise", one_of_each_kind())
def test_an_example_is_of_the_form_that_is_asked_for(exercise: str) -> None:
    problem = make_problem(CATALOG.exercises[exercise], 3, 0)
    for text in typing_examples(problem):
        assert text in first_help(problem) or problem.statement.choices
        assert grade(problem, text).grade not in {Grade.UNREADABLE, Grade.MISSHAPEN}, text


def test_a_number_is_asked_for_with_numbers() -> None:
    exercise = next(one for one in CATALOG.exercises.values() if one.concept == "average-rate")
    problem = make_problem(exercise, 1, 0)
    assert "such as -3, 2/5 or sqrt(2)." in first_help(problem)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hint please", "Did you mean the command hint?"),
        ("solutoin", "Did you mean the command solution?"),
        ("q", "Did you mean quit?"),
        ("hello there", "help says what can be typed"),
        ("2x +", ""),
        ("日本語 2", ""),
    ],
)
def test_words_that_are_no_answer_get_an_offer(line: str, words: str) -> None:
    assert offer(line, WORDS).startswith(words)
    assert bool(offer(line, WORDS)) == bool(words)
    reply = take(Turn(NUMBER, NOW), line, NOW)
    assert reply.turn.rating is None
    assert words in render(reply.events[0], Look())


@pytest.mark.parametrize(
    ("line", "words"),
    [("next", "skip leaves"), ("idk", "hint gives"), ("I don’t know.", "hint gives"), ("No idea!", "hint gives")],
)
def test_who_is_stuck_is_told_the_way_on(line: str, words: str) -> None:
    reply = take(Turn(NUMBER, NOW), line, NOW)
    assert reply.draft is None, "it is no answer"
    assert words in render(reply.events[0], Look())


def test_help_names_every_command_in_a_line_of_its_own() -> None:
    named = {line.split()[0] for line in HELP.splitlines()[1:]}
    assert set(COMMANDS) - {"step", "lesson", "exit", "help"} <= named
    assert all(len(line) <= 38 for line in HELP.splitlines()[1:]), "it fits a narrow window"


def test_what_is_none_of_the_choices_does_not_count() -> None:
    """``1`` where four formulas are to be chosen from; the same formula in another order is one of them."""
    exercise = next(one for one in CATALOG.exercises.values() if one.id.startswith("fn-inner-outer/"))
    for index in range(20):
        problem = make_problem(exercise, 1, index)
        for text in ("1", "17x^9", "x"):
            verdict = grade(problem, text)
            assert verdict.grade is Grade.MISSHAPEN, (verdict, problem.statement.choices)
            assert "type a letter, a to d" in verdict.message
        right = [grade(problem, letter).correct for letter in "abcd"]
        assert sorted(map(str, right)) == ["False", "False", "False", "True"]
        assert choice_label(problem.statement.choices[right.index(True)]) == problem.answer
