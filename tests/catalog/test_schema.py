"""The JSON Schema says yes to what the program reads, and no to what an editor should mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
import yaml

from calcdrill.catalog import load_catalog
from calcdrill.catalog.content import shipped_folder
from calcdrill.catalog.exercise_fields import COMMON
from calcdrill.catalog.models import ExerciseModel
from calcdrill.catalog.schema import json_schema
from calcdrill.catalog.yaml_source import read_source
from calcdrill.errors import CatalogError
from calcdrill.kinds import find, kind_names

GOOD = Path(__file__).parent / "good"
BROKEN = Path(__file__).parent / "broken"
FILES = sorted([*shipped_folder().glob("exercises/*.yaml"), *shipped_folder().glob("decks/*.yaml")])
FILES += sorted(GOOD.glob("*/*.yaml"))

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def validator() -> Any:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_accepts_every_file(path: Path) -> None:
    for data in (read_source(path).data, yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)):
        if path.name == "50-good-topic.yaml":
            data["title"] = str(data["title"])
            data["concepts"][0]["cards"][2]["back"] = "no"
        if path.name == "good-recipe.yaml":
            data["worksheet"]["font_size"], data["worksheet"]["workspace"]["scale"] = 10.5, 1.5
        assert [error.message for error in validator().iter_errors(data)] == []


@pytest.mark.parametrize(
    "name",
    [
        "misspelt-field",
        "unknown-field",
        "missing-title",
        "bad-id",
        "difficulty-too-high",
        "card-type",
        "card-without-back",
        "unknown-kind",
        "missing-field",
        "misspelt-kind-field",
        "field-of-another-kind",
        "draw-is-a-list",
        "mistake-misspelt",
        "hints-empty",
        "figure-yes",
        "recipe-paper",
        "recipe-workspace",
        "recipe-difficulty",
        "recipe-version",
    ],
)
def test_it_refuses_what_has_the_wrong_shape(name: str) -> None:
    data = read_source(BROKEN / f"{name}.yaml").data
    assert list(validator().iter_errors(data))


VALUES: tuple[Any, ...] = (None, [], {}, 0, -1, 2.5, True, "nonsense", "", 1000, ["a"], {"x": 1})
OF_MEANING = re.compile(
    "is not known here|is already used|is listed twice|appears twice|twice|already|has no mistake|there is no topic"
    "|the ladder asks|is not a variable|is drawn but never used"
)
"""What a schema cannot see: names that are not there, ids that are taken, numbers that do not add up."""


def places(data: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*here, key)
        yield from places(value, (*here, key))


def mutated(data: Any, random: Random) -> Any:
    """The data with one thing left out, replaced, renamed or doubled."""
    changed = deepcopy(data)
    *route, key = random.choice(list(places(changed)))
    parent = changed
    for part in route:
        parent = parent[part]
    change = random.choice(["drop", "value", "value", "again"])
    if change == "drop":
        del parent[key]
    elif change == "value":
        parent[key] = random.choice(VALUES)
    elif isinstance(parent, dict):
        parent[f"{key}x"] = parent.pop(key)
    else:
        parent.append(deepcopy(parent[key]))
    return changed


@pytest.mark.parametrize("name", ["exercises/50-good-topic.yaml", "decks/good-recipe.yaml"])
def test_schema_and_loader_agree_on_mutated_files(name: str, tmp_path: Path) -> None:
    data = yaml.safe_load((GOOD / name).read_text(encoding="utf-8"))
    if name.startswith("exercises"):
        data["title"], data["concepts"][0]["cards"][2]["back"] = "All", "no"  # what plain YAML reads otherwise
    agreed = [0, 0]
    for number in range(100):
        path = tmp_path / str(number) / name
        path.parent.mkdir(parents=True)
        made = mutated(data, Random(f"{name} {number}"))
        path.write_text(yaml.safe_dump(made, sort_keys=False), encoding="utf-8")
        try:
            load_catalog(files=[GOOD / "exercises" / "50-good-topic.yaml", path][name.startswith("exercises") :])
            told = ""
        except CatalogError as error:
            told = str(error)
        faults = [fault.message for fault in validator().iter_errors(made)]
        assert bool(told) == bool(faults) or OF_MEANING.search(told), (told, faults)
        agreed[bool(told)] += bool(told) == bool(faults)
    assert min(agreed) >= 15


def test_every_field_is_described() -> None:
    schema = json_schema()
    for name, definition in schema["$defs"].items():
        for field, value in definition.get("properties", {}).items():
            assert "description" in value or "$ref" in value, (name, field)


def test_every_kind_has_its_fields() -> None:
    for name in kind_names():
        properties = json_schema()["$defs"][f"exercise-{name}"]["properties"]
        assert {field.name for field in find(name).fields} <= set(properties)


def test_no_kind_takes_a_name_that_every_exercise_has() -> None:
    assert frozenset(ExerciseModel.model_fields) == COMMON
    for name in kind_names():
        assert COMMON.isdisjoint(field.name for field in find(name).fields), name
