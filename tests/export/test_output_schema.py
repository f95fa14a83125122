"""The JSON Schema of the output says yes to what is written, and no to anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from calcdrill import generate, load_catalog, solve
from calcdrill.cli.schema import schema_text
from calcdrill.export.jsonl import graded_dict
from calcdrill.export.output_schema import output_schema
from calcdrill.kinds import find, kind_names

PAGE = Path(__file__).resolve().parents[2] / "docs" / "problem.schema.json"


@cache
def validator() -> Any:
    schema = output_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema["$defs"]["problem"] | {"$defs": schema["$defs"]})


def written(record: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(record))
    return made


def faults(record: dict[str, Any]) -> list[str]:
    """The deepest reasons: that a task fits none of the kinds says little."""
    errors = validator().iter_errors(record)
    return [jsonschema.exceptions.best_match([error]).message for error in errors]


@pytest.mark.parametrize("topic", [topic.id for topic in load_catalog().topics])
def test_it_accepts_a_problem_of_each_exercise(topic: str) -> None:
    exercises = [one.id for one in load_catalog().exercises.values() if one.topic == topic]
    assert exercises
    for problem in generate(exercises, n=len(exercises), seed=3):
        assert faults(written(graded_dict(problem))) == [], problem.id


@pytest.mark.parametrize("kind", kind_names())
def test_it_accepts_a_solution_of_each_kind(kind: str) -> None:
    solution = solve({"kind": kind, **find(kind).sample})
    assert faults(written(solution.to_dict())) == []


OPTIONAL = frozenset({"story", "part", "sign", "substeps", "choices", "correct", "difficulty"})


def spoiled(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The record with a key too many, a key too few, or a value of another type."""
    yield "more", {**record, "nonsense": 1}
    for name in record.keys() - {"sympy"}:
        yield f"type {name}", {**record, name: {"other": ()}}
        if name not in OPTIONAL:
            yield f"less {name}", {key: record[key] for key in record if key != name}


@pytest.mark.parametrize("name", ["problem", "answer", "statement", "certificate", "step"])
def test_it_refuses_what_is_not_written(name: str) -> None:
    record = written(generate("chain-exp", n=1, seed=1)[0].to_dict())
    part = {"problem": record, "step": record["steps"][0]}.get(name) or record[name]
    changes = list(spoiled(part))
    assert len(changes) >= 5
    for what, change in changes:
        broken = deepcopy(record)
        if name == "problem":
            broken = change
        elif name == "step":
            broken["steps"][0] = change
        else:
            broken[name] = change
        assert faults(broken), what


def test_a_line_is_a_problem_or_an_error() -> None:
    whole = jsonschema.Draft202012Validator(output_schema())
    assert whole.is_valid({"error": "line 3: there is no kind 'x'"})
    assert not whole.is_valid({}) and not whole.is_valid({"error": 1})


def test_the_page_has_the_schema_that_is_made() -> None:
    assert PAGE.read_text(encoding="utf-8") == schema_text("problem"), (
        "calcdrill schema problem -o docs/problem.schema.json"
    )
