"""One topic file: YAML → a ``Topic`` with its concepts, cards and exercises, or all its faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from calcdrill.catalog.exercises import read_exercise
from calcdrill.catalog.faults import Collector, structure_faults, without
from calcdrill.catalog.lessons import read_lesson, read_paragraphs
from calcdrill.catalog.prose import read_formula, read_prose_at
from calcdrill.catalog.stories import part_data, read_story
from calcdrill.catalog.values import Card, Concept, Exercise, Formula, Topic
from calcdrill.catalog.yaml_source import Route, YamlSource
from calcdrill.errors import Fault

FILE_NAME: Final = re.compile(r"(\d+)-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")


@dataclass(frozen=True)
class Claim:
    """An id that a file gives to something, and where. ``sort`` is topic, concept or exercise."""

    sort: str
    id: str
    route: Route


@dataclass(frozen=True)
class TopicFile:
    """What one file gave: its topic if nothing is wrong, its faults, and what must fit the other files."""

    source: YamlSource
    topic: Topic | None
    faults: tuple[Fault, ...]
    claims: tuple[Claim, ...]
    requires: tuple[tuple[str, str, Route], ...]
    """(concept, what it requires, where that is written)"""


def read_topic(source: YamlSource, path: Path, named: bool = True) -> TopicFile:
    """The topic of a source; with ``named`` the file's name must be its position and the topic's id."""
    from calcdrill.catalog.models import TopicModel

    collector = Collector(source)
    _, bad = structure_faults(collector, TopicModel, source.data)
    data = without(source.data, bad)
    if not isinstance(data, dict):
        return TopicFile(source, None, tuple(collector.in_order()), (), ())
    position = _position(collector, data.get("topic"), path, named)
    topic = str(data.get("topic", ""))
    summary = read_prose_at(collector, data.get("summary"), ("summary",))
    introduction = read_paragraphs(collector, data.get("introduction"), ("introduction",))
    recap = read_paragraphs(collector, data.get("recap"), ("recap",))
    read = []
    for route, raw in _mappings(data.get("concepts"), ("concepts",)):
        read.append(_read_concept(collector, raw, route, topic, path))
    claims = tuple(_claims(collector, data))
    if collector.faults:
        return TopicFile(source, None, tuple(collector.in_order()), claims, tuple(_requires(data)))
    concepts = tuple(concept for concept in read if concept is not None)
    value = Topic(topic, str(data["title"]), position, concepts, summary, introduction, recap)
    return TopicFile(source, value, (), claims, tuple(_requires(data)))


def _position(collector: Collector, topic: Any, path: Path, named: bool) -> int:
    match = FILE_NAME.fullmatch(path.stem)
    if match is None:
        if named:
            collector.add("a topic file is named after its position and its id, such as 03-chain-rule.yaml")
        return 99
    if named and isinstance(topic, str) and topic != match[2]:
        collector.add(f"the file is called {path.name}, so its topic must be {match[2]!r}", ("topic",))
    return int(match[1])


def _mappings(raw: Any, route: Route) -> Iterator[tuple[Route, dict[str, Any]]]:
    for k, item in enumerate(raw if isinstance(raw, list) else ()):
        if isinstance(item, dict):
            yield (*route, k), item


def _claims(collector: Collector, data: Mapping[str, Any]) -> Iterator[Claim]:
    """The ids of the file; a second use of one within the file is a fault."""
    seen: dict[str, Route] = {}
    if isinstance(data.get("topic"), str):
        seen[data["topic"]] = ("topic",)
        yield Claim("topic", data["topic"], ("topic",))
    for route, concept in _mappings(data.get("concepts"), ("concepts",)):
        name = concept.get("id")
        if isinstance(name, str):
            _claim_once(collector, seen, name, (*route, "id"))
            yield Claim("concept", name, (*route, "id"))
        inner: dict[str, Route] = {}
        for place, exercise in _mappings(concept.get("exercises"), (*route, "exercises")):
            own = exercise.get("id")
            if isinstance(own, str):
                _claim_once(collector, inner, own, (*place, "id"))
                yield Claim("exercise", f"{name}/{own}", (*place, "id"))
        for place, story in _mappings(concept.get("stories"), (*route, "stories")):
            if isinstance(story.get("id"), str):
                _claim_once(collector, inner, story["id"], (*place, "id"))
            for part, data in part_data(story, place):
                _claim_once(collector, inner, data["id"], (*part, "id"))
                yield Claim("exercise", f"{name}/{data['id']}", (*part, "id"))


def _claim_once(collector: Collector, seen: dict[str, Route], name: str, route: Route) -> None:
    if name in seen:
        line = collector.source.position(collector.source.index(seen[name]))[0]
        collector.add(f"the id {name!r} is already used in line {line}", route)
    elif name == "all":
        collector.add("the id 'all' means everything: choose another", route)
    seen.setdefault(name, route)


def _requires(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Route]]:
    for route, concept in _mappings(data.get("concepts"), ("concepts",)):
        raw = concept.get("requires")
        if not isinstance(concept.get("id"), str):
            continue
        if isinstance(raw, str):
            yield concept["id"], raw, (*route, "requires")
        for k, name in enumerate(raw if isinstance(raw, list) else ()):
            if isinstance(name, str):
                yield concept["id"], name, (*route, "requires", k)


# -- concepts


def _read_concept(collector: Collector, raw: Mapping[str, Any], route: Route, topic: str, path: Path) -> Concept | None:
    before = len(collector.faults)
    name = str(raw.get("id", ""))
    summary = read_prose_at(collector, raw.get("summary"), (*route, "summary"))
    formulas = _read_formulas(collector, raw.get("formula"), (*route, "formula"))
    why = read_prose_at(collector, raw.get("why"), (*route, "why"))
    cards = _read_cards(collector, raw.get("cards"), (*route, "cards"))
    exercises: list[Exercise] = []
    for place, inner in _mappings(raw.get("exercises"), (*route, "exercises")):
        exercise = read_exercise(collector, inner, place, name, topic, path.resolve())
        exercises.extend([exercise] if exercise else [])
    for place, inner in _mappings(raw.get("stories"), (*route, "stories")):
        exercises.extend(read_story(collector, inner, place, name, topic, path.resolve()))
    own = [str(inner.get("id")) for _, inner in _mappings(raw.get("exercises"), (*route, "exercises"))]
    lesson = read_lesson(collector, raw.get("lesson"), (*route, "lesson"), name, own)
    requires = raw.get("requires") or []
    _check_twice(collector, requires, (*route, "requires"))
    if len(collector.faults) > before or "title" not in raw:
        return None
    return Concept(
        id=name,
        topic=topic,
        title=str(raw["title"]),
        requires=(requires,) if isinstance(requires, str) else tuple(requires),
        summary=summary,
        formulas=formulas,
        why=why,
        difficulty=raw.get("difficulty") or min((exercise.difficulty for exercise in exercises), default=1),
        exercises=tuple(exercises),
        cards=cards,
        lesson=lesson,
    )


def _check_twice(collector: Collector, items: Any, route: Route) -> None:
    seen = set()
    for k, item in enumerate(items if isinstance(items, list) else ()):
        if item is not None and item in seen:
            collector.add(f"{item!r} is listed twice", (*route, k))
        seen.add(item)


def _read_formulas(collector: Collector, raw: Any, route: Route) -> tuple[Formula, ...]:
    """One formula, whose id is "formula", or several by their ids."""
    if isinstance(raw, list):
        collector.add("name several formulas by ids (their keys in Anki), such as {sine: …, cosine: …}", route)
        return ()
    if not isinstance(raw, dict):
        tree = read_formula(collector, raw, route, None)
        return () if tree is None else (Formula("formula", tree),)
    read = ((name, read_formula(collector, text, (*route, name), None)) for name, text in raw.items())
    return tuple(Formula(str(name), tree) for name, tree in read if tree is not None)


def _read_cards(collector: Collector, raw: Any, route: Route) -> tuple[Card, ...]:
    cards: list[Card] = []
    for place, card in _mappings(raw, route):
        type_ = str(card.get("type", "definition"))
        name = str(card.get("id", type_))
        if any(other.id == name for other in cards):
            cure = "choose another" if "id" in card else "give this one an id: it is the card's key in Anki"
            collector.add(f"this concept already has a card {name!r}; {cure}", (*place, "id"))
        front = read_prose_at(collector, card.get("front"), (*place, "front"))
        back = read_prose_at(collector, card.get("back"), (*place, "back"))
        cards.append(Card(front, back, type_, name))
    return tuple(cards)
