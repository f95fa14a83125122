"""Laws of a card's identity: what a note is called depends on ids in the YAML alone, and all decks keep one order."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from calcdrill import load_catalog
from calcdrill.catalog.content import shipped_folder
from calcdrill.catalog.values import Catalog
from calcdrill.decks import instances
from calcdrill.export.anki import ClozeNote, ConceptNote, NoteSource, ProblemNote, deck_notes
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.text import write_text
from calcdrill.lessons import lesson_of


def said(note: NoteSource) -> str:
    """What tells a note from another: its question, or for problems the exercise and how it is asked."""
    match note:
        case ConceptNote():
            return prose_text(note.card.front)
        case ClozeNote():
            return write_text(note.formula)
        case ProblemNote():
            return f"{note.problems[0].id}, {'choice' if note.choose else 'open'}"


def notes(catalog: Catalog, exercises: Sequence[str], seed: int = 0) -> tuple[NoteSource, ...]:
    problems = {name: instances(catalog.exercises[name], seed, 1) for name in exercises}
    concepts = dict.fromkeys(catalog.exercises[name].concept for name in exercises)
    lessons = {name: lesson_of(catalog, name) for name in concepts if catalog.concepts[name].lesson is not None}
    return deck_notes(catalog.topics, problems, lessons=lessons)


def keys(catalog: Catalog, exercises: Sequence[str], seed: int = 0) -> dict[str, str]:
    return {note.key: said(note) for note in notes(catalog, exercises, seed)}


def shuffled(value: Any, source: random.Random) -> Any:
    """The content with its lists of concepts, cards, exercises and its formulas in another order."""
    if isinstance(value, Mapping):
        items = [(name, shuffled(inner, source) if name != "draw" else inner) for name, inner in value.items()]
        formulas = (
            dict(source.sample(sorted(value["formula"].items()), len(value["formula"])))
            if isinstance(value.get("formula"), dict)
            else None
        )
        return {name: formulas if name == "formula" and formulas else inner for name, inner in items}
    if isinstance(value, list) and value and all(isinstance(item, dict) and "id" in item for item in value):
        return [shuffled(item, source) for item in source.sample(value, len(value))]
    return value


@pytest.fixture(scope="module")
def topics() -> list[Path]:
    paths = sorted((shipped_folder() / "exercises").glob("*.yaml"))
    assert len(paths) > 10
    return paths


def test_no_order_of_the_yaml_moves_a_key(topics: list[Path], tmp_path: Path) -> None:
    """Nor do cards, formulas and exercises that are put in before the others."""
    (tmp_path / "exercises").mkdir()
    source = random.Random("keys")
    for path in topics:
        content = shuffled(yaml.safe_load(path.read_text(encoding="utf-8")), source)
        for concept in content["concepts"]:
            concept.setdefault("cards", []).insert(0, {"id": "put-in", "type": "pitfall", "front": "Q?", "back": "A."})
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (tmp_path / "exercises" / path.name).write_text(text, encoding="utf-8")
    before, after = load_catalog(), load_catalog(tmp_path, shipped=False)
    assert list(after.exercises) != list(before.exercises)
    names = list(before.exercises)
    expected, found = keys(before, names), keys(after, names)
    assert len(expected) > 700
    assert {key: text for key, text in found.items() if not key.endswith("/card/put-in")} == expected


def test_no_seed_and_no_choice_of_exercises_moves_a_key() -> None:
    catalog = load_catalog()
    names = list(catalog.exercises)
    every = keys(catalog, names)
    assert keys(catalog, names, seed=1) == every
    some = keys(catalog, names[::3])
    assert some and {key: every[key] for key in some} == some


def test_any_two_decks_keep_one_order() -> None:
    """A note's rank is that of the whole course, so a note never comes before one that it builds on."""
    catalog = load_catalog()
    names = list(catalog.exercises)
    every = {note.key: note.due for note in notes(catalog, names)}
    assert len(set(every.values())) == len(every)
    some = {note.key: note.due for note in notes(catalog, names[1::4])}
    assert some and {key: every[key] for key in some} == some
    first: dict[str, int] = {}
    for key, due in sorted(every.items(), key=lambda item: item[1]):
        first.setdefault(key.split("/")[0], due)
    for concept in catalog.concepts.values():
        assert all(first[required] < first[concept.id] for required in concept.requires)


def test_no_choice_twin_stands_beside_its_open_form() -> None:
    catalog = load_catalog()
    order = [note.key for note in notes(catalog, list(catalog.exercises))]
    twins = [place for place, key in enumerate(order) if key.endswith("/choice")]
    assert len(twins) > 90
    for place in twins:
        apart = abs(place - order.index(order[place].removesuffix("/choice")))
        assert apart > 1, order[place]


def test_no_choice_twin_stands_beside_its_open_form_where_a_topic_is_learned_by_itself() -> None:
    catalog = load_catalog()
    by_deck: dict[str, list[str]] = {}
    for note in notes(catalog, list(catalog.exercises)):
        by_deck.setdefault(note.place.topic, []).append(note.key)
    for order in by_deck.values():
        for one, following in pairwise(order):
            assert one.removesuffix("/choice") != following.removesuffix("/choice"), one
