"""What the history keeps: one answer, as a frozen value, and its form as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_type_hints

from calcdrill.characters import HIDDEN, name_of, shown
from calcdrill.errors import InputError

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["Answer", "answer_from_json", "answer_to_json", "without_undone"]

EARLIEST: Final = 1900
LATEST: Final = 3000
MOST_SECONDS: Final = 1e12

_NO_SHARES: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """One typed answer, or a problem that was given up or skipped.

    ``problem``, ``seed`` and ``index`` make the same problem again. ``at`` is an aware time; ``day`` is the
    learner's own date then. ``event`` is ``answer``, ``gave-up`` or ``skip``; or, about no problem, ``know`` or
    ``forget`` (a skill), or ``undo`` (``text`` is the id of what is taken back). ``mode`` is ``practice``, ``exam``,
    ``sheet`` or ``placement``. ``correct`` is None for what could not be read or decided. ``rating`` (1 to 4) is
    None where the answer does not count for the schedule: a second try, a skip, an unreadable answer.
    ``shares`` are the parts of a repetition that the prerequisites get.
    """

    id: str
    at: datetime
    day: str
    problem: str
    seed: int
    index: int
    skill: str
    topic: str = ""
    difficulty: int | None = None
    session: str = ""
    mode: str = "practice"
    event: str = "answer"
    text: str = ""
    read_as: str = ""
    correct: bool | None = None
    message: str = ""
    mistake: str | None = None
    rating: int | None = None
    hints: int = 0
    seconds: float | None = None
    shares: Mapping[str, float] = field(default_factory=lambda: _NO_SHARES)
    version: str = ""


def without_undone(answers: Sequence[Answer]) -> list[Answer]:
    """The answers but those that were taken back."""
    undone = {answer.text for answer in answers if answer.event == "undo"}
    return [answer for answer in answers if answer.id not in undone]


def answer_to_json(answer: Answer) -> str:
    """One line of JSON that ``answer_from_json`` reads back to an equal answer."""
    record = {item.name: getattr(answer, item.name) for item in fields(answer)}
    record |= {name: shown(record[name]) for name in ("text", "read_as", "message")}
    record["at"] = answer.at.astimezone(UTC).isoformat()
    record["shares"] = dict(answer.shares)
    return json.dumps(record, ensure_ascii=False)


def answer_from_json(line: str) -> Answer:
    """The answer of one line; raises InputError where a field is missing, unknown or of the wrong type."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("this is not a JSON object") from None
    if not isinstance(record, dict):
        raise InputError("this is not a JSON object")
    return _checked(record)


@cache
def _model() -> type[BaseModel]:
    """The fields of ``Answer`` with their types; those that have no default are needed."""
    from pydantic import ConfigDict, create_model

    types, needed = get_type_hints(Answer), {"id", "at", "day", "problem", "seed", "index", "skill"}
    parts: dict[str, Any] = {name: (type_, ... if name in needed else None) for name, type_ in types.items()}
    return create_model("AnswerLine", __config__=ConfigDict(extra="forbid", strict=True), **parts)


def _checked(record: dict[str, Any]) -> Answer:
    from pydantic import ValidationError

    _require_characters(record)
    record = record | ({"at": _time(record["at"])} if isinstance(record.get("at"), str) else {})
    try:
        _model().model_validate(record)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        words = {"missing": "is missing", "extra_forbidden": "is not known"}.get(detail["type"], "is of the wrong type")
        raise InputError(f"the field {detail['loc'][0]!r} {words}") from None
    if record.get("rating") not in {None, 1, 2, 3, 4}:
        raise InputError("the field 'rating' is not among 1, 2, 3, 4")
    if not all(0 <= record.get(name, 0) < 2**63 for name in ("index", "hints")):
        raise InputError("the fields 'index' and 'hints' count from 0")
    if not 0 <= (record.get("difficulty") or 0) < 2**63:
        raise InputError("the field 'difficulty' is a level such as 3")
    if not 0 <= (record.get("seconds") or 0) <= MOST_SECONDS:
        raise InputError("the field 'seconds' is a time that passed")
    _refuse_hidden(record)
    shares = record.get("shares", {})
    if not all(isinstance(share, int | float) and 0 <= share <= 1 for share in shares.values()):
        raise InputError("the field 'shares' holds numbers from 0 to 1")
    return Answer(**record | {"shares": MappingProxyType(shares)})


def _require_characters(record: Mapping[str, Any]) -> None:
    for name, value in record.items():
        for text in value if isinstance(value, dict) else [value]:
            if isinstance(text, str) and not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
                raise InputError(f"the field {name!r} holds half a character")


def _refuse_hidden(record: Mapping[str, Any]) -> None:
    """What is imported is shown in a terminal."""
    for name, value in record.items():
        for text in value if isinstance(value, dict) else [value]:
            hidden = HIDDEN.search(text) if isinstance(text, str) else None
            if hidden:
                raise InputError(f"the field {name!r} holds the character {name_of(hidden[0])}")


def _time(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise InputError("the field 'at' is not a time such as 2026-03-01T09:30:00+00:00") from None
    if when.tzinfo is None:
        raise InputError("the field 'at' has no time zone")
    if not EARLIEST < when.year < LATEST:
        raise InputError(f"the field 'at' is not a time between {EARLIEST} and {LATEST}")
    return when.astimezone(UTC)
