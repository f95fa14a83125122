"""A story's data → its parts as exercises that share one draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from calcdrill.catalog.draws import read_draws
from calcdrill.catalog.exercises import read_exercise
from calcdrill.catalog.faults import Collector
from calcdrill.catalog.values import Exercise, Story
from calcdrill.catalog.yaml_source import Route

__all__ = ["part_data", "read_story"]

_SHARED = ("draw", "require", "domain")


def read_story(
    collector: Collector, raw: Mapping[str, Any], route: Route, concept: str, topic: str, file: Path
) -> tuple[Exercise, ...]:
    """The parts of the story at ``route``; fewer if something is wrong, which is then in the collector."""
    before = len(collector.faults)
    read_draws(collector, raw.get("draw"), (*route, "draw"))
    if len(collector.faults) > before:
        return ()
    parts = tuple(
        part
        for place, data in part_data(raw, route)
        if (part := read_exercise(collector, data, place, concept, topic, file, part=True)) is not None
    )
    story = Story(f"{concept}/{raw.get('id')}", parts)
    return tuple(replace(part, story=story) for part in parts)


def part_data(raw: Mapping[str, Any], route: Route) -> Iterator[tuple[Route, dict[str, Any]]]:
    """The data of each part, with what all parts share put in, and its place."""
    shared = {name: raw[name] for name in _SHARED if name in raw}
    for k, part in enumerate(raw.get("parts") or ()):
        if isinstance(part, Mapping):
            context = " ".join(str(words) for words in (raw.get("context"), part.get("context")) if words)
            own = {**shared, **part, "id": f"{raw.get('id')}/{part.get('id')}", "context": context}
            yield (*route, "parts", k), own
