"""The mistakes of an exercise: feedback for those that its kind knows, and wrong answers of its own."""

from __future__ import annotations

from typing import Any

from calcdrill.catalog.faults import Collector, near, unknown_field
from calcdrill.catalog.prose import read_formula, read_prose_at
from calcdrill.catalog.yaml_source import Route
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node
from calcdrill.kinds import Kind


def read_mistakes(
    collector: Collector, raw: Any, route: Route, kind: Kind, known: frozenset[str] | None
) -> tuple[dict[str, Prose], dict[str, Node]]:
    """The feedback by mistake, and the wrong answers that the exercise itself gives."""
    feedback: dict[str, Prose] = {}
    wrong: dict[str, Node] = {}
    if raw is None:
        return feedback, wrong
    if isinstance(raw, list):
        for k, name in enumerate(raw):
            if name in kind.feedback:
                feedback[name] = kind.feedback[name]
            else:
                collector.add(_no_mistake(str(name), kind), (*route, k))
        return feedback, wrong
    if not isinstance(raw, dict):
        collector.add("mistakes is a list of ids, or a mapping from ids to feedback", route)
        return feedback, wrong
    for name, value in raw.items():
        _mistake(collector, name, value, (*route, name), kind, known, feedback, wrong)
    return feedback, wrong


def _mistake(
    collector: Collector,
    name: str,
    value: Any,
    route: Route,
    kind: Kind,
    known: frozenset[str] | None,
    feedback: dict[str, Prose],
    wrong: dict[str, Node],
) -> None:
    if isinstance(value, dict):
        for part in value:
            if part not in {"answer", "feedback"}:
                collector.add(unknown_field(part, {"answer", "feedback"}), (*route, part), key=True)
        if not {"answer", "feedback"} <= set(value):
            if not set(value) - {"answer", "feedback"}:
                collector.add("a mistake of the exercise's own has an answer and feedback", route, key=True)
            return
        answer = read_formula(collector, value["answer"], (*route, "answer"), known)
        if answer is not None:
            wrong[name] = answer
        feedback[name] = _sentence(collector, value["feedback"], (*route, "feedback"), known)
        return
    if name not in kind.feedback:
        collector.add(_no_mistake(name, kind), route, key=True)
    feedback[name] = _sentence(collector, value, route, known)


def _sentence(collector: Collector, value: Any, route: Route, known: frozenset[str] | None) -> Prose:
    if value is None or not str(value).strip():
        collector.add("the feedback is empty: say in one sentence what went wrong", route)
    return read_prose_at(collector, value, route, known)


def _no_mistake(name: str, kind: Kind) -> str:
    hint = near(name, kind.feedback, 0)
    advice = "" if "did you mean" in hint else "; one of your own is written {answer: …, feedback: …}"
    return f"the kind {kind.name} knows no mistake {name!r}{hint}{advice}"
