"""Every sentence about a mistake of an exercise's own has its condition: a fact about the wrong answer, the right one
and the drawn numbers, checked on each instance. None is constant, and a fault put into one is noticed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import RIGHT_ANSWER, WRONG_ANSWER, Exercise
from calcdrill.errors import CalcdrillError
from calcdrill.expression import tree as t
from calcdrill.instances import make_problem
from calcdrill.own_mistakes import OwnMistakes
from calcdrill.problem import Problem, Prose
from calcdrill.tasks import drawn_of
from calcdrill.verify import judge_of_facts

EXERCISES = [exercise for exercise in load_catalog().exercises.values() if exercise.wrong_answers]
FEW, MANY = 3, 60
CLAIMS = re.compile(
    r"\b(falls?|rises?|grows?|shrinks?|negative|positive|larger|smaller|longer|shorter|uphill|downhill|closer|steeper"
    r"|at most|at least|too (small|large)|bends? (up|down)|(below|above) 1|active|switched off|is off|free minimum)\b"
)
"""Words of a sentence that say something about sizes, signs or sides."""
GENERAL = {
    "lhopital-rule/far-out/says-one",
    "order-of-integration/larger-of-two/other-event",
    "cdf-pdf/exponential-density-to-cdf/survival",
    "mle-continuous/from-data-to-prediction/c/complement",
    "fisher-information/score-of-a-family/sign-lost",
    "fisher-information/smallest-variance/information-given",
    "soft-threshold/strength-that-kills/curvature",
    "normalisation-gradient/through-the-mean/mean-added",
}
"""Mistakes whose sentence has such a word in the name of a thing, or in what holds of every instance."""
OTHER = {"=": "!=", "!=": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}


@dataclass(frozen=True)
class Instance:
    problem: Problem
    own: OwnMistakes

    def wrong(self, name: str) -> t.Node:
        return dict(self.own.candidates())[name]

    def holds(self, name: str, wrong: t.Node) -> bool:
        """Whether the condition of a mistake holds with ``wrong`` as its answer."""
        task, solution = self.problem.task, self.problem.solution
        try:
            return all(map(judge_of_facts(task, solution), self.own.facts(name, wrong, solution.answer)))
        except CalcdrillError:
            return False

    def changed(self, name: str, change: Callable[[t.Relation], t.Relation]) -> Instance:
        """The same instance of an exercise whose condition is another one."""
        exercise = self.own.exercise
        facts = tuple(change(fact) for fact in exercise.mistake_conditions[name] if isinstance(fact, t.Relation))
        conditions = {**exercise.mistake_conditions, name: facts}
        return replace(self, own=replace(self.own, exercise=replace(exercise, mistake_conditions=conditions)))


def instances(exercise: Exercise, count: int = MANY) -> Iterator[Instance]:
    for seed in range(40, 40 + count):
        problem = make_problem(exercise, seed, 0)
        yield Instance(problem, OwnMistakes(exercise, drawn_of(exercise, problem)))


def true_instances(exercise: Exercise, name: str) -> list[Instance]:
    """Some instances on which the mistake is offered; the first ones do for most."""
    found: list[Instance] = []
    for instance in instances(exercise):
        wrong = instance.wrong(name)
        if wrong != instance.problem.answer and instance.holds(name, wrong):
            found.append(instance)
        if len(found) == FEW:
            break
    return found


def one_more(node: t.Node) -> t.Node:
    """Another answer: 1 more, in the first entry of a vector or matrix."""
    if isinstance(node, t.Vector | t.Matrix):
        first, *rest = node.children
        return node.with_children((one_more(first), *rest))
    return t.total(node, t.ONE)


def negated(fact: t.Relation) -> t.Relation:
    return t.Relation(fact.sides, tuple(OTHER[operator] for operator in fact.operators))


def claims_something(feedback: Prose) -> bool:
    return bool(CLAIMS.search(" ".join(part for part in feedback if isinstance(part, str))))


def states_an_order(facts: tuple[t.Node, ...]) -> bool:
    """Whether a fact compares by size, or speaks of the drawn numbers alone."""
    relations = [fact for fact in facts if isinstance(fact, t.Relation)]
    of_numbers = any({WRONG_ANSWER, RIGHT_ANSWER}.isdisjoint(t.names(fact)) for fact in relations)
    return of_numbers or any(operator != "=" for fact in relations for operator in fact.operators)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_what_a_sentence_says_of_sizes_its_condition_says_too(exercise: Exercise) -> None:
    claims = [name for name in exercise.wrong_answers if claims_something(exercise.mistakes.get(name, ()))]
    bare = {name for name in claims if not states_an_order(exercise.mistake_conditions[name])}
    assert {f"{exercise.id}/{name}" for name in bare} <= GENERAL


def test_only_mistakes_that_need_it_are_let_off() -> None:
    catalog = load_catalog().exercises
    for place in GENERAL:
        exercise, _, name = place.rpartition("/")
        assert claims_something(catalog[exercise].mistakes[name])
        assert not states_an_order(catalog[exercise].mistake_conditions[name])


def test_there_are_many() -> None:
    assert sum(len(exercise.wrong_answers) for exercise in EXERCISES) > 1000


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_each_sentence_has_a_condition_and_it_decides(exercise: Exercise) -> None:
    assert exercise.mistake_conditions.keys() == exercise.wrong_answers.keys(), "a mistake without its `when`"
    for name, facts in exercise.mistake_conditions.items():
        true = true_instances(exercise, name)
        assert true, f"{name}: its condition never holds"
        assert not any(instance.changed(name, negated).holds(name, instance.wrong(name)) for instance in true)
        read = frozenset().union(*map(t.names, facts))
        assert read - t.CONSTANTS, f"{name}: its condition is a constant"
        if "wrong" in read:
            told = [instance.holds(name, instance.problem.answer) for instance in true]
            assert not all(told), f"{name}: its condition holds of the right answer too"
            assert not all(instance.holds(name, one_more(instance.wrong(name))) for instance in true), (
                f"{name}: its condition holds of another wrong answer too"
            )
