"""The JSON Schema of the YAML files, for editors: made from the models and from the fields of each kind."""

from __future__ import annotations

import re
from typing import Any, Final

from calcdrill.catalog.models import ExerciseModel, TopicModel
from calcdrill.catalog.recipe_models import RecipeModel
from calcdrill.kinds import find, kind_names
from calcdrill.kinds.fields import REQUIRED, Field

SCHEMA_ID: Final = "https://calcdrill.org/schema/1/content.json"
_SCALAR: Final[dict[str, Any]] = {"type": ["string", "number"], "minLength": 1}
_LIST: Final[dict[str, Any]] = {"type": "array", "minItems": 1, "items": _SCALAR}
_SEVERAL: Final[dict[str, Any]] = {"anyOf": [_LIST, _SCALAR]}
_NAME: Final[dict[str, Any]] = {"type": "string", "pattern": r"^\s*[A-Za-z]"}
_NAMES: Final[dict[str, Any]] = {"type": "array", "minItems": 1, "items": _NAME}
_WORDS: Final[dict[str, Any]] = {"type": "array", "minItems": 1, "items": {"type": "string"}}
_LINES: Final[dict[str, Any]] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "rule": {"type": "string"},
            "before": _SCALAR,
            "after": _SCALAR,
            "note": {"type": "string"},
            "proof": _SEVERAL,
        },
        "required": ["rule", "after"],
        "additionalProperties": False,
    },
}
_OPTIONS: Final[dict[str, Any]] = {
    "type": "array",
    "minItems": 2,
    "items": {
        "type": "object",
        "properties": {
            "text": _SCALAR,
            "when": {"type": ["string", "boolean"]},
            "id": {"type": "string"},
            "feedback": {"type": "string"},
            "proof": _SEVERAL,
        },
        "required": ["text", "when"],
        "additionalProperties": False,
    },
}
_ROWS: Final[dict[str, Any]] = {"type": "array", "minItems": 1, "items": _LIST}
_FIELD_TYPES: Final[dict[str, dict[str, Any]]] = {
    **dict.fromkeys(("expression", "relation", "formula", "number", "integer"), _SCALAR),
    **dict.fromkeys(("expressions", "relations", "formulas", "numbers", "vector"), _SEVERAL),
    "variable": _NAME,
    "variables": {"anyOf": [{**_NAMES, "uniqueItems": True}, _NAME]},
    "names": {"anyOf": [_NAMES, _NAME]},
    "point": {"anyOf": [{"type": "object", "additionalProperties": _SCALAR}, _LIST, _SCALAR]},
    "matrix": {"anyOf": [_ROWS, {"type": "string"}]},
    "matrices": {"type": "array", "items": {"anyOf": [_ROWS, {"type": "string"}]}},
    "flag": {"type": "boolean"},
    "prose": {"type": "string"},
    "words": {"anyOf": [_WORDS, {"type": "string"}]},
    "lines": _LINES,
    "options": _OPTIONS,
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of topic files and recipes, with every kind that is there."""
    topic = TopicModel.model_json_schema()
    recipe = RecipeModel.model_json_schema()
    defs = {**topic.pop("$defs"), **recipe.pop("$defs"), "TopicModel": topic, "RecipeModel": recipe}
    common = defs.pop("ExerciseModel")
    del common["additionalProperties"]
    defs["ExerciseCommon"] = common
    for name in kind_names():
        defs[f"exercise-{name}"] = _exercise(name)
    defs["ExerciseModel"] = {
        "description": str(ExerciseModel.__doc__),
        "type": "object",
        "required": ["id", "kind", "difficulty"],
        "properties": {"kind": {"enum": list(kind_names()), "description": "The kind of problem."}},
        "allOf": [_when_kind(name) for name in kind_names()],
    }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "calcdrill content",
        "description": "A topic file (exercises/NN-topic.yaml) or a recipe (decks/NAME.yaml).",
        "if": {"anyOf": [{"required": ["topic"]}, {"required": ["concepts"]}]},
        "then": {"$ref": "#/$defs/TopicModel"},
        "else": {"$ref": "#/$defs/RecipeModel"},
        "$defs": {name.removesuffix("Model"): defs[name] for name in sorted(defs)},
    }
    tidied: dict[str, Any] = _tidied(whole, top=True)
    return tidied


def _when_kind(name: str) -> dict[str, Any]:
    condition = {"properties": {"kind": {"const": name}}, "required": ["kind"]}
    return {"if": condition, "then": {"$ref": f"#/$defs/exercise-{name}"}}


def _exercise(name: str) -> dict[str, Any]:
    """An exercise of one kind: what every exercise may have, and the kind's own fields."""
    kind = find(name)
    own = {field.name: _left_out(field_schema(field), field) for field in kind.fields}
    common = {part: {"$ref": f"#/$defs/ExerciseCommon/properties/{part}"} for part in ExerciseModel.model_fields}
    needed = [part for part, info in ExerciseModel.model_fields.items() if info.is_required()]
    needed += [field.name for field in kind.fields if field.default is REQUIRED]
    return {
        "description": f"{kind.title}.",
        "type": "object",
        "properties": {**common, **own},
        "required": needed,
        "additionalProperties": False,
    }


def _left_out(schema: dict[str, Any], field: Field) -> dict[str, Any]:
    """With nothing behind the field's name, which is as if it were left out, where it may be."""
    if field.default is REQUIRED or "anyOf" not in schema:
        return schema
    return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}


def field_schema(field: Field) -> dict[str, Any]:
    """The schema of one field of a kind, in YAML and in the JSON of a task."""
    schema = dict({"enum": list(field.choices)} if field.type == "choice" else _FIELD_TYPES.get(field.type, {}))
    if field.help:
        schema["description"] = field.help[0].upper() + field.help[1:].rstrip(".") + "."
    if isinstance(field.default, str | int | bool):
        schema["default"] = field.default
    return schema


_BOUNDS: Final = {"ge": "minimum", "le": "maximum"}
"""What pydantic leaves unnamed where it reads a value first."""


def _tidied(schema: Any, top: bool = False) -> Any:
    """Without pydantic's titles, with our names of the models, and bounds as JSON Schema calls them."""
    if isinstance(schema, list):
        return [_tidied(item) for item in schema]
    if isinstance(schema, str):
        return re.sub(r"^(#/\$defs/\w+)Model$", r"\1", schema)
    if not isinstance(schema, dict):
        return schema
    tidied = {}
    for name, value in schema.items():
        if name == "title" and isinstance(value, str) and not top:
            continue
        name = _BOUNDS.get(name, name) if isinstance(value, int | float) else name
        if (name, value) == ("type", "string") and not {"pattern", "enum", "const"} & set(schema):
            value = ["string", "number"]  # a number may stand where text is wanted: title: 2026
        tidied[name] = value if name in {"examples", "default", "const", "enum"} else _tidied(value)
    return tidied
