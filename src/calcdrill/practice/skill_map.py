"""The map of all skills, topic by topic, that fills in while one practises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from calcdrill.catalog.values import Catalog
from calcdrill.practice.schedule import Calendar, Memory, is_leech, is_mastered

__all__ = ["map_lines", "map_to_dict", "plain_map", "standing"]

SIGNS: Final = {"mastered": "●", "begun": "◐", "hard": "✗", "ahead": "·"}
MEANINGS: Final = {
    "mastered": "mastered: others build on it",
    "begun": "begun",
    "hard": "failed eight times: its prerequisites come first",
    "ahead": "not begun",
}

_SHORT: Final = {"begun": "begun", "hard": "failed eight times", "ahead": "not begun"}


def standing(memory: Memory | None) -> str:
    """Where a skill stands: a key of ``SIGNS``."""
    if memory is None:
        return "ahead"
    if is_leech(memory):
        return "hard"
    return "mastered" if is_mastered(memory) else "begun"


def map_to_dict(
    catalog: Catalog, memories: Mapping[str, Memory], now: datetime, days: Calendar
) -> list[dict[str, Any]]:
    """Each skill with its topic, its standing and its due date (None: not begun), in the order of the course."""
    records: list[dict[str, Any]] = []
    for concept in catalog.concepts.values():
        memory = memories.get(concept.id)
        due = None if memory is None else max(days.day(memory.due), days.day(now)).isoformat()
        records.append({"skill": concept.id, "topic": concept.topic, "standing": standing(memory), "due": due})
    return records


def map_lines(catalog: Catalog, memories: Mapping[str, Memory]) -> Iterator[str]:
    """A line a topic: a sign for each of its skills, and how many are mastered; then what the signs mean."""
    width = max((len(topic.title) for topic in catalog.topics), default=0)
    long = max((len(topic.concepts) for topic in catalog.topics), default=0)
    total: Counter[str] = Counter()
    for topic in catalog.topics:
        standings = [standing(memories.get(concept.id)) for concept in topic.concepts]
        total.update(standings)
        signs = "".join(SIGNS[one] for one in standings)
        mastered = standings.count("mastered")
        yield f"{topic.title:<{width}}  {signs:<{long}}  {mastered} of {len(standings)}"
    yield ""
    for one, sign in SIGNS.items():
        yield f"{sign} {total[one]:>4}  {MEANINGS[one]}"


def plain_map(catalog: Catalog, memories: Mapping[str, Memory]) -> Iterator[str]:
    """A line a topic: how many of its skills are mastered, and what there is beside them, in words."""
    for topic in catalog.topics:
        counts = Counter(standing(memories.get(concept.id)) for concept in topic.concepts)
        others = "".join(f", {counts[one]} {_SHORT[one]}" for one in _SHORT if counts[one])
        yield f"{topic.title}: {counts['mastered']} of {len(topic.concepts)} mastered{others}."
