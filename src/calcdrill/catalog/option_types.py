"""The types of a recipe's options: what may be written for each, and what it is read as."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from calcdrill.catalog.models import _text
from calcdrill.characters import HIDDEN, name_of
from calcdrill.errors import InputError
from calcdrill.expression.notation.profiles import CHOICES, PROFILES, read_notation

_LEVELS = re.compile(r"([1-5])\s*-\s*([1-5])")


def _levels(value: Any) -> Any:
    """``3`` and ``2-4`` as (least, most)."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5:
        return (value, value)
    match = _LEVELS.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[1] > match[2]:
        raise ValueError("a difficulty is a level from 1 to 5 or a range such as 2-4")
    return (int(match[1]), int(match[2]))


def _decimal(value: Any) -> Any:
    """A decimal is text in the YAML that is read here."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,4}(\.\d{1,4})?", value):
        return float(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _notation(value: Any) -> Any:
    """A profile's name, or a mapping of choices, as it was written."""
    try:
        read_notation(value)
    except InputError as error:
        raise ValueError(str(error)) from None
    return value


Notation = Annotated[
    str | dict[str, str],
    BeforeValidator(_notation),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(PROFILES)},
                {
                    "type": "object",
                    "properties": {
                        "base": {"enum": list(PROFILES)},
                        **{name: {"enum": list(words)} for name, words in CHOICES.items()},
                    },
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Signs = Annotated[
    Notation | None,
    Field(
        description="The signs of formulas: a profile, or choices over one.",
        examples=["de", {"base": "de", "log": "log"}],
    ),
]
Levels = Annotated[
    tuple[int, int],
    BeforeValidator(_levels),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 5},
                {"type": "string", "pattern": r"^(1 *- *[1-5]|2 *- *[2-5]|3 *- *[3-5]|4 *- *[45]|5 *- *5)$"},
            ]
        }
    ),
]
Decimal = Annotated[float, BeforeValidator(_decimal)]


def _truth(value: Any) -> Any:
    """``--set`` gives words."""
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    return words.get(value.lower(), value) if isinstance(value, str) else value


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value) else value


def as_list(value: Any) -> Any:
    """``A,B,C`` as a list, each word as text."""
    if isinstance(value, str):
        inner = value[1:-1] if value.startswith("[") and value.endswith("]") else value
        value = [part.strip() for part in inner.split(",") if part.strip()]
    return list(value) if isinstance(value, tuple) else value


def how_full(value: Any) -> Any:
    """Whether there are worked solutions: true means all of each."""
    truth = _truth(value)
    return ("full" if truth else "none") if isinstance(truth, bool) else value


def all_different(words: list[str]) -> list[str]:
    if len(set(words)) < len(words):
        raise ValueError("a word is listed twice")
    return words


DIFFERENT: Final[dict[str, Any]] = {"uniqueItems": True}
"""The same for the JSON Schema."""


def _seen(text: str) -> str:
    hidden = HIDDEN.search(text)
    if hidden:
        raise ValueError(f"the character {name_of(hidden[0])} is not used here")
    return text


Truth = Annotated[bool, BeforeValidator(_truth)]
Whole = Annotated[int, BeforeValidator(_whole)]
Printed = Annotated[str, BeforeValidator(_text), AfterValidator(_seen), Field(max_length=200)]
"""A line of text that is printed; it may be empty."""
Paragraph = Annotated[str, BeforeValidator(_text), AfterValidator(_seen), Field(min_length=1, max_length=2000)]


Name = Annotated[str, BeforeValidator(_text), Field(pattern=r"^[a-z][a-z0-9_/-]*$", max_length=100)]
"""The id of an exercise or a concept, or the name of a kind."""


VERSION_PATTERN: Final = r"^[A-Z]$"
Version = Annotated[str, Field(pattern=VERSION_PATTERN)]


Joined = Annotated[str, Field(pattern=r"[^,\s]")]
"""Words in one text, with commas between them."""
Letters = Annotated[str, Field(pattern=r"^\[?\s*[A-Z]\s*(,\s*[A-Z]\s*)*\]?$")]
