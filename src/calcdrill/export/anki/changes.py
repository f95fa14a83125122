"""An update in words: for each note that changes its key, and what it said before and will say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import islice
from typing import Final

from calcdrill.characters import shown
from calcdrill.export.anki.difference import Difference

__all__ = ["change_lines"]

Texts = Mapping[str, Mapping[str, str]]

_MOST: Final = 3
"""Of a field that changes in many of a note's problems, so many lines are shown."""
_LONGEST: Final = 160
_UNSHOWN: Final = frozenset({"Key", "Source", "Meta"})
_TAG: Final = re.compile(r"<[^>]*>")


def change_lines(difference: Difference, before: Texts, after: Texts) -> Iterator[str]:
    """The counts, then a line for each note type and note, and under a fixed note its old and new texts.

    ``before`` and ``after`` are the fields by key (``Package.fields``); without them the keys stand alone.
    """
    yield str(difference)
    yield from (f"schema  {name}" for name in difference.schema)
    for key in difference.fixed:
        yield f"fixed   {shown(key)}"
        if key in before and key in after:
            yield from _texts(before[key], after[key])
    yield from (f"new     {shown(key)}" for key in difference.new)
    yield from (f"retired {shown(key)}" for key in difference.retired)


def _texts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """The lines of each field that only the old or only the new note has."""
    for name in dict.fromkeys((*after, *before)):
        old, new = (side.get(name, "").split("\n") for side in (before, after))
        if old != new and name not in _UNSHOWN:
            yield f"  {shown(name)}"
            yield from _some("-", (line for line in old if line not in new))
            yield from _some("+", (line for line in new if line not in old))


def _some(sign: str, lines: Iterator[str]) -> Iterator[str]:
    for line in islice(lines, _MOST):
        plain = " ".join(unescape(_TAG.sub(" ", line)).split())
        if plain:
            yield f"  {sign} {shown(plain[:_LONGEST])}{' …' if len(plain) > _LONGEST else ''}"
    rest = sum(1 for _ in lines)
    if rest:
        yield f"  {sign} … and {rest} more"
