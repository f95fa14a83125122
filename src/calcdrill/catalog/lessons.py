"""A lesson's data → a ``Lesson``: its words, and the instance that is its worked example."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from calcdrill.catalog.faults import Collector
from calcdrill.catalog.prose import read_prose_at, with_routes
from calcdrill.catalog.values import Example, Lesson
from calcdrill.catalog.yaml_source import Route
from calcdrill.errors import near
from calcdrill.expression.steps import Prose

__all__ = ["read_lesson", "read_paragraphs"]


def read_lesson(
    collector: Collector, raw: Any, route: Route, concept: str, exercises: Collection[str]
) -> Lesson | None:
    """The lesson at ``route``; None if there is none or something is wrong, which is then in the collector.

    ``exercises`` are the concept's own, by the id within the concept.
    """
    if not isinstance(raw, Mapping):
        return None
    before = len(collector.faults)
    what = read_prose_at(collector, raw.get("what"), (*route, "what"))
    intuition = read_prose_at(collector, raw.get("intuition"), (*route, "intuition"))
    mistake = read_prose_at(collector, raw.get("mistake"), (*route, "mistake"))
    example = _read_example(collector, raw.get("example"), (*route, "example"), concept, exercises)
    picture = _read_example(collector, raw.get("picture"), (*route, "picture"), concept, exercises)
    if len(collector.faults) > before or example is None:
        return None
    return Lesson(what, intuition, example, picture or example, mistake, str(raw.get("python") or ""))


def read_paragraphs(collector: Collector, raw: Any, route: Route) -> tuple[Prose, ...]:
    """A list of paragraphs, or one text in which an empty line ends a paragraph."""
    paragraphs: list[Prose] = []
    for text, place in with_routes(raw, route):
        before = len(collector.faults)
        whole = read_prose_at(collector, text, place)
        pieces = _paragraphs(text) if isinstance(text, str) and len(collector.faults) == before else []
        paragraphs.extend([read_prose_at(collector, piece, place) for piece in pieces] or [whole])
    return tuple(paragraphs)


def _paragraphs(text: str) -> list[str]:
    """Of a folded text (``>-``) YAML leaves one line break of an empty line, of any other text all of them."""
    pieces = text.split("\n\n") if "\n\n" in text else text.split("\n")
    return [piece for piece in pieces if piece.strip()]


def _read_example(
    collector: Collector, raw: Any, route: Route, concept: str, exercises: Collection[str]
) -> Example | None:
    if not isinstance(raw, Mapping):
        return None
    name = str(raw.get("exercise", ""))
    if name not in exercises:
        collector.add(f"this concept has no exercise {name!r}{near(name, exercises)}", (*route, "exercise"))
        return None
    return Example(f"{concept}/{name}", int(raw.get("seed", 0)))
