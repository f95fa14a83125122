"""The mistakes of an exercise: feedback for those that its kind knows, and wrong answers of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from calcdrill.catalog.faults import Collector, unknown_field
from calcdrill.catalog.prose import read_formula, read_prose_at
from calcdrill.catalog.values import RIGHT_ANSWER, WRONG_ANSWER
from calcdrill.catalog.yaml_source import Route
from calcdrill.errors import near
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import CONSTANTS, Node, Relation, free_variables
from calcdrill.kinds import Kind

_PARTS = frozenset({"answer", "feedback", "when"})


@dataclass
class WrittenMistakes:
    """What an exercise says of mistakes, by their ids.

    ``feedback`` has the sentences, ``answers`` the wrong answers of the exercise's own, and ``conditions`` the facts
    under which such a sentence is true: ``wrong`` in them is the wrong answer, and ``right`` the answer.
    """

    feedback: dict[str, Prose] = field(default_factory=dict)
    answers: dict[str, Node] = field(default_factory=dict)
    conditions: dict[str, tuple[Node, ...]] = field(default_factory=dict)


def read_mistakes(
    collector: Collector, raw: Any, route: Route, kind: Kind, known: frozenset[str] | None
) -> WrittenMistakes:
    """The mistakes of an exercise; what does not fit is added to the collector's faults."""
    own = WrittenMistakes()
    if raw is None:
        return own
    if isinstance(raw, list):
        for k, name in enumerate(raw):
            if name in kind.feedback:
                own.feedback[name] = kind.feedback[name]
            else:
                collector.add(_no_mistake(str(name), kind), (*route, k))
        return own
    if not isinstance(raw, dict):
        collector.add("mistakes is a list of ids, or a mapping from ids to feedback", route)
        return own
    for name, value in raw.items():
        if isinstance(value, dict):
            _own_mistake(collector, name, value, (*route, name), known, own)
            continue
        if name not in kind.feedback:
            collector.add(_no_mistake(name, kind), (*route, name), key=True)
        own.feedback[name] = _sentence(collector, value, (*route, name), known)
    return own


def _own_mistake(
    collector: Collector,
    name: str,
    value: dict[str, Any],
    route: Route,
    known: frozenset[str] | None,
    own: WrittenMistakes,
) -> None:
    for part in value:
        if part not in _PARTS:
            collector.add(unknown_field(part, _PARTS), (*route, part), key=True)
    if not {"answer", "feedback"} <= set(value):
        if not set(value) - _PARTS:
            collector.add("a mistake defined in the exercise needs an answer and feedback", route, key=True)
        return
    answer = read_formula(collector, value["answer"], (*route, "answer"), known)
    if answer is not None:
        own.answers[name] = answer
    own.feedback[name] = _sentence(collector, value["feedback"], (*route, "feedback"), known)
    said = None if known is None else known | {WRONG_ANSWER, RIGHT_ANSWER}
    if "when" in value:
        own.conditions[name] = _conditions(collector, value["when"], (*route, "when"), said)


def _sentence(collector: Collector, value: Any, route: Route, known: frozenset[str] | None) -> Prose:
    if value is None or not str(value).strip():
        collector.add("the feedback is empty: say in one sentence what went wrong", route)
    return read_prose_at(collector, value, route, known)


def _conditions(collector: Collector, raw: Any, route: Route, known: frozenset[str] | None) -> tuple[Node, ...]:
    """The facts, in which derivatives and values may still be to work out."""
    conditions = []
    for item in raw if isinstance(raw, list) else [raw]:
        fact = read_formula(collector, item, route, None)
        if fact is None:
            continue
        strange = sorted(free_variables(fact) - known - CONSTANTS) if known is not None else []
        if strange:
            collector.add(f"when: {strange[0]} is not a parameter, wrong or right", route)
        elif not isinstance(fact, Relation):
            collector.add("when is an equation or an inequality, such as 2*wrong = right", route)
        conditions.append(fact)
    return tuple(conditions)


def _no_mistake(name: str, kind: Kind) -> str:
    hint = near(name, kind.feedback, 0)
    advice = "" if "did you mean" in hint else "; write your own as {answer: …, feedback: …}"
    return f"the kind {kind.name} has no mistake {name!r}{hint}{advice}"
