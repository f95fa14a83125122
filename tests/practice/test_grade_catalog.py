"""Grading over all exercises: rewritten right answers are never refused, mistakes are named."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill import generate_problem, load_catalog
from calcdrill.errors import CalcdrillError
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.tree import (
    Call,
    Matrix,
    Negative,
    Node,
    Number,
    Points,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Text,
    Vector,
    number,
    transform,
    walk,
)
from calcdrill.practice.grade import grade
from calcdrill.practice.nearness import is_next_to
from calcdrill.problem import Problem

CATALOG = load_catalog()
EXERCISES = sorted(CATALOG.exercises)


@cache
def problem_of(exercise: str, index: int) -> Problem | None:
    try:
        return generate_problem(CATALOG, exercise, 5, index)
    except CalcdrillError:
        return None


def test_there_are_exercises() -> None:
    assert len(EXERCISES) > 50


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_answer_itself_is_right(exercise: str) -> None:
    """As text in the safe language and as it is shown in the terminal."""
    problem = problem_of(exercise, 0)
    if problem is None:
        pytest.skip("no instance")
    for writer in (write_text, write_unicode):
        text = writer(problem.answer)
        assert grade(problem, text).correct is True, (text, grade(problem, text))


@pytest.mark.parametrize("exercise", EXERCISES)
def test_mistakes_are_named_and_never_accepted(exercise: str) -> None:
    for index in range(2):
        problem = problem_of(exercise, index)
        for mistake in problem.mistakes if problem else ():
            verdict = grade(problem, write_text(mistake.answer), budget=10)
            assert verdict.correct is False, (exercise, mistake)
            near = is_next_to(problem.answer, mistake.answer, Checker(problem.task.domain))
            assert near or mistake.id in {verdict.mistake, verdict.also}, (exercise, mistake.id, verdict)


# -- rewrites that keep the value

Rewrite = Callable[[Node, random.Random], Node]


def shuffled(node: Node, source: random.Random) -> Node:
    if isinstance(node, Sum | Product):
        parts = list(node.children)
        source.shuffle(parts)
        return node.with_children(tuple(parts))
    return node


def twice_halved(node: Node, source: random.Random) -> Node:
    factor = source.randint(2, 9)
    return Quotient(Product((Number(factor), node)), Number(factor))


def doubly_negated(node: Node, source: random.Random) -> Node:
    return Negative(Negative(node))


def zero_added(node: Node, source: random.Random) -> Node:
    term = Number(source.randint(1, 9))
    return Sum((node, term, Negative(term)))


def square_spelled(node: Node, source: random.Random) -> Node:
    if isinstance(node, Power) and node.exponent == Number(2):
        return Product((node.base, node.base))
    return node


def exponential_split(node: Node, source: random.Random) -> Node:
    match node:
        case Call(function="exp", arguments=(Sum(terms=(first, *rest)),)):
            second = Sum(tuple(rest)) if len(rest) > 1 else rest[0]
            return Product((Call("exp", (first,)), Call("exp", (second,))))
    return node


def quotient_as_power(node: Node, source: random.Random) -> Node:
    if isinstance(node, Quotient) and not isinstance(node.denominator, Number):
        return Product((node.numerator, Power(node.denominator, number(-1))))
    return node


def fraction_grown(node: Node, source: random.Random) -> Node:
    if isinstance(node, Quotient):
        factor = Number(source.randint(2, 5))
        return Quotient(Product((factor, node.numerator)), Product((factor, node.denominator)))
    return node


def distributed(node: Node, source: random.Random) -> Node:
    match node:
        case Product(factors=(first, Sum(terms=terms))):
            return Sum(tuple(Product((first, term)) for term in terms))
    return node


REWRITES: tuple[Rewrite, ...] = (
    shuffled,
    twice_halved,
    doubly_negated,
    zero_added,
    square_spelled,
    exponential_split,
    quotient_as_power,
    fraction_grown,
    distributed,
)
_WHOLE = (Vector, Matrix, Points, Relation, Text)


def rewritten(node: Node, source: random.Random) -> Node:
    """Some rewrites at some places of the tree; the shape of vectors, equations and points stays."""
    chosen = source.sample(REWRITES, k=source.randint(1, 3))

    def change(inner: Node) -> Node:
        if isinstance(inner, _WHOLE) or source.random() < 0.6:
            return inner
        return source.choice(chosen)(inner, source)

    if isinstance(node, _WHOLE):
        return node.with_children(tuple(rewritten(child, source) for child in node.children))
    return transform(node, change)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EXERCISES), st.integers(0, 3), st.integers(0, 10**6))
def test_right_answers_are_accepted_however_they_are_written(exercise: str, index: int, seed: int) -> None:
    problem = problem_of(exercise, index)
    if problem is None or isinstance(problem.answer, Text | Points):
        return
    source = random.Random(f"rewrite/{seed}")
    node = rewritten(problem.answer, source)
    text = write_text(node)
    if len(text) > 400 or sum(1 for _ in walk(node)) > 250:
        return
    if source.random() < 0.5:
        text = re.sub(r"(?<!\d)\*|\*(?!\d)", " ", text)  # 1 1/2 and 1 000 are numbers
    verdict = grade(problem, text)
    assert verdict.correct is True, (exercise, text, verdict)
