"""The JSON Schema says yes to what the program reads, and no to what an editor should mark."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from calcdrill.catalog.content import shipped_folder
from calcdrill.catalog.exercise_fields import COMMON
from calcdrill.catalog.models import ExerciseModel
from calcdrill.catalog.schema import json_schema
from calcdrill.catalog.yaml_source import read_source
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
