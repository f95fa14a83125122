"""A history as lines of JSON, under a header line: written, and read again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from calcdrill.errors import InputError
from calcdrill.practice.records import Answer, answer_from_json, answer_to_json

_HEADER = {"type": "calcdrill history", "format": 1}


def lines_of(answers: Iterable[Answer]) -> Iterator[str]:
    """The header, then a line for each answer."""
    yield json.dumps(_HEADER) + "\n"
    yield from (answer_to_json(answer) + "\n" for answer in answers)


def answers_in(lines: Iterable[str], name: str) -> Iterator[Answer]:
    """The answers of such lines; InputError has the number of the first line that is none."""
    for number, line in enumerate(lines, 1):
        if not line.strip() or (number == 1 and _is_header(line, name)):
            continue
        try:
            yield answer_from_json(line)
        except InputError as error:
            raise InputError(f"{name}:{number}: {error}") from None


def _is_header(line: str, name: str) -> bool:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not isinstance(record, dict) or record.get("type") != _HEADER["type"]:
        return False
    if record.get("format") != _HEADER["format"]:
        raise InputError(f"{name}:1: an export of format {record.get('format')!r}, this calcdrill reads format 1")
    return True
