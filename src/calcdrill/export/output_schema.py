"""The JSON Schema of what ``--format json`` and ``solve --jsonl`` write, made from the kinds and their fields."""

from __future__ import annotations

from typing import Any, Final

from calcdrill.catalog.schema import field_schema
from calcdrill.export.jsonl import FORMAT
from calcdrill.kinds import find, kind_names

SCHEMA_ID: Final = "https://calcdrill.org/schema/1/problem.json"
TEXT: Final = {"type": "string"}
COUNT: Final = {"type": "integer", "minimum": 0}
PLACE: Final = {"id": TEXT, "concept": TEXT, "topic": TEXT, "seed": {"type": "integer"}, "index": COUNT}
"""What a problem from an exercise has, and a solution of ``solve`` has not."""


def _record(needed: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object of exactly these keys, of which the ``optional`` ones may be left out."""
    properties = {**needed, **optional}
    return {"type": "object", "properties": properties, "required": [*needed], "additionalProperties": False}


def _list_of(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_SYMPY: Final = {
    "description": "Text in SymPy syntax that means the answer, null for words.",
    "anyOf": [
        {"type": ["string", "null"]},
        _list_of(TEXT),
        _list_of(_list_of(TEXT)),
        _list_of(_record({"point": {"type": "object", "additionalProperties": TEXT}, "type": TEXT})),
    ],
}
_FORMULA: Final = _record({"text": TEXT, "sympy": _SYMPY, "latex": TEXT, "typst": TEXT, "speech": TEXT})
_SIDE: Final = _record({"text": TEXT, "latex": TEXT})
_CHOICE: Final = _record({"letter": TEXT, "text": TEXT, "latex": TEXT}, correct={"const": True})
_STEP: Final = _record(
    {"rule": TEXT, "before": _SIDE, "after": _SIDE, "note": TEXT},
    sign={"enum": ["~", "=>"]},
    substeps=_list_of({"$ref": "#/$defs/step"}),
)
_CERTIFICATE: Final = _record(
    {
        "answer": {"enum": ["proved", "algebra", "confirmed at points", "by convention"]},
        "routes": _list_of(TEXT),
        "points": COUNT,
        "bound": TEXT,
        "steps_checked": COUNT,
        "read_back": {"type": "boolean"},
    }
)


def output_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one line: a problem, a solution, or the error of a task."""
    problem = _record(
        {
            "task": {"$ref": "#/$defs/task"},
            "statement": _record({"text": TEXT, "latex": TEXT}, choices=_list_of(_CHOICE)),
            "answer": {"$ref": "#/$defs/formula"},
            "steps": _list_of({"$ref": "#/$defs/step"}),
            "hints": _list_of(TEXT),
            "mistakes": _list_of(_record({"id": TEXT, "answer": {"$ref": "#/$defs/formula"}, "feedback": TEXT})),
            "certificate": _CERTIFICATE,
            "format": {"const": FORMAT},
            "calcdrill": TEXT,
        },
        **PLACE,
        difficulty={"type": "integer", "minimum": 1, "maximum": 5},
        story=TEXT,
        part=TEXT,
        grading={"type": "object", "description": "With --grading: the record that grader.js reads."},
    )
    problem["dependentRequired"] = {name: [*PLACE, "difficulty"] for name in (*PLACE, "difficulty")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "calcdrill problem",
        "description": "A line of generate --format json, solve --format json or solve --jsonl.",
        "anyOf": [{"$ref": "#/$defs/problem"}, {"$ref": "#/$defs/error"}],
        "$defs": {
            "error": _record({"error": TEXT}),
            "formula": _FORMULA,
            "problem": problem,
            "step": _STEP,
            "task": {"anyOf": [{"$ref": f"#/$defs/task-{name}"} for name in kind_names()]},
            **{f"task-{name}": _task(name) for name in kind_names()},
        },
    }


def _task(name: str) -> dict[str, Any]:
    fields = {field.name: field_schema(field) for field in find(name).fields}
    return _record({"kind": {"const": name}}, **fields, domain=_list_of(TEXT))
