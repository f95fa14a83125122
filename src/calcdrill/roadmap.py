"""The order in which skills build on each other: as a list, as text, and as a picture."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from calcdrill.catalog.values import Catalog, Concept
from calcdrill.variety import counts


def in_order(concepts: Sequence[Concept]) -> list[Concept]:
    """The concepts with each one after those it requires; otherwise as given (Kahn's algorithm)."""
    position = {concept.id: k for k, concept in enumerate(concepts)}
    waiting = {c.id: {name for name in c.requires if name in position} for c in concepts}
    needed_by: dict[str, list[str]] = {name: [] for name in position}
    for name, requires in waiting.items():
        for required in requires:
            needed_by[required].append(name)
    ready = [position[name] for name, requires in waiting.items() if not requires]
    heapq.heapify(ready)
    ordered: list[Concept] = []
    while ready:
        concept = concepts[heapq.heappop(ready)]
        ordered.append(concept)
        for name in needed_by[concept.id]:
            waiting[name].discard(concept.id)
            if not waiting[name]:
                heapq.heappush(ready, position[name])
    return ordered


def levels(concepts: Sequence[Concept]) -> dict[str, int]:
    """How many steps of prerequisites stand before each concept: 0 for those that need nothing."""
    depths: dict[str, int] = {}
    for concept in in_order(concepts):
        before = [depths[name] for name in concept.requires if name in depths]
        depths[concept.id] = max(before, default=-1) + 1
    return depths


def tree_lines(catalog: Catalog, concepts: Sequence[Concept]) -> Iterator[str]:
    """Each topic with its concepts in learning order, indented by how much they build on, with difficulty."""
    depth = levels(list(catalog.concepts.values()))
    chosen = {concept.id for concept in concepts}
    for topic in catalog.topics:
        own = [concept for concept in in_order(topic.concepts) if concept.id in chosen]
        if not own:
            continue
        yield f"{topic.title}"
        for concept in own:
            needs = f"  ← {', '.join(concept.requires)}" if concept.requires else ""
            stars = "●" * concept.difficulty + "○" * (5 - concept.difficulty)
            yield f"  {stars}  {'  ' * min(depth[concept.id], 8)}{concept.id}{needs}"


_ROW, _COLUMN, _WIDTH, _HEIGHT = 30, 236, 208, 22


def tree_svg(catalog: Catalog) -> str:
    """The roadmap as one SVG picture: topics as bands, concepts in learning order, arrows from what they require."""
    places: dict[str, tuple[int, int]] = {}
    depth = levels(list(catalog.concepts.values()))
    bands: list[str] = []
    top = 16
    for topic in catalog.topics:
        columns: dict[int, int] = {}
        for concept in in_order(topic.concepts):
            column = min(depth[concept.id], 7)
            row = columns.get(column, 0)
            columns[column] = row + 1
            places[concept.id] = (20 + column * _COLUMN, top + 26 + row * _ROW)
        height = 40 + max(columns.values(), default=0) * _ROW
        bands.append(f'<text x="12" y="{top + 14}" class="topic">{escape(topic.title)}</text>')
        top += height
    arrows = (
        _arrow(places[name], places[concept.id])
        for concept in catalog.concepts.values()
        for name in concept.requires
        if name in places
    )
    boxes = (_box(concept, *places[concept.id]) for concept in catalog.concepts.values())
    width = 20 + 8 * _COLUMN
    style = (
        "text{font:11px sans-serif;fill:currentColor}.topic{font-weight:bold;font-size:14px}"
        "rect{fill:none;stroke:currentColor}path{fill:none;stroke:currentColor;opacity:.25}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" role="img" color="#222">'
        f"<title>Skills and what they build on</title><style>{style}</style>"
        f"{''.join(arrows)}{''.join(bands)}{''.join(boxes)}</svg>\n"
    )


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    x1, y1, x2, y2 = start[0] + _WIDTH, start[1] + _HEIGHT // 2, end[0], end[1] + _HEIGHT // 2
    bend = max(30, abs(x2 - x1) // 2)
    return f'<path d="M{x1},{y1} C{x1 + bend},{y1} {x2 - bend},{y2} {x2},{y2}"/>'


def _box(concept: Concept, x: int, y: int) -> str:
    weight = 0.6 + 0.5 * concept.difficulty
    return (
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="5" stroke-width="{weight:g}"/>'
        f'<text x="{x + 8}" y="{y + 15}">{escape(concept.id)} · {concept.difficulty}</text>'
    )


def table_lines(catalog: Catalog) -> Iterator[str]:
    """Skills against exercises as a Markdown table: ``docs/curriculum.md`` is made of it."""
    concepts = list(catalog.concepts.values())
    cards = sum(len(concept.cards) for concept in concepts)
    yield "# The curriculum"
    yield ""
    yield (
        f"{len(catalog.topics)} topics, {len(concepts)} skills, {len(catalog.exercises)} exercises, {cards} cards. "
        "This page is made by `calcdrill list --table`."
    )
    yield ""
    yield from _count_lines(catalog)
    for topic in catalog.topics:
        yield ""
        yield f"## {topic.title}"
        yield ""
        yield "| skill | level | builds on | exercises |"
        yield "|---|---|---|---|"
        for concept in topic.concepts:
            names = (exercise.id.partition("/")[2] for exercise in concept.exercises)
            kinds = sorted({exercise.kind for exercise in concept.exercises})
            row = (f"`{concept.id}` {concept.title}", str(concept.difficulty), ", ".join(concept.requires) or "–")
            yield f"| {' | '.join(row)} | {', '.join(names)} ({', '.join(kinds)}) |"


_HEADINGS: Final = {
    "choose-the-method": "choose the method",
    "find-the-error": "find the error",
    "read-it-off": "read it off",
    "backwards": "backwards",
    "estimate-then-compute": "estimate, then compute",
    "word-problem": "in words",
}


def _count_lines(catalog: Catalog) -> Iterator[str]:
    """The counts of each topic: lessons, levels, hints, families, and how many exercises vary in more than numbers."""
    yield (
        "A skeleton is a statement without its numbers and names; an exercise varies if ten draws show three skeletons "
        "or more. Level 4 takes several ideas, level 5 a plan."
    )
    yield ""
    yield f"| topic | skills | lessons | exercises | vary | level 4, 5 | two hints | {' | '.join(_HEADINGS.values())} |"
    yield f"|---|{'---:|' * (6 + len(_HEADINGS))}"
    rows = [(topic.title, topic.concepts) for topic in catalog.topics]
    for title, concepts in (*rows, ("all", tuple(catalog.concepts.values()))):
        counted = counts(concepts)
        numbers = (counted.skills, counted.lessons, counted.exercises, counted.varied, counted.hard, counted.hinted)
        families = (counted.families[name] for name in _HEADINGS)
        yield f"| {title} | {' | '.join(map(str, (*numbers, *families)))} |"
