"""A typed text taken apart before it is read: lists, labels in front of an equals sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from calcdrill.errors import ReadError

__all__ = ["equals", "is_label", "label_end", "split"]

MOST_LABEL: Final = 80

_LABEL: Final = re.compile(
    r"""\s*(?:
      (?:∇|grad\s|D\s)?\s*[A-Za-z\u0370-\u03ff][\w\u0370-\u03ff]*[\s']*(?:\([^()=]*\))?  # f'(x), y, H(x, y)
    | \(?(?:d|∂|partial)[^=/]{0,20}/\s*\(?(?:d|∂|partial)[^=]{1,60}                       # dy/dx, d/dx (x^2)
    | \([\w\s,\u0370-\u03ff]*\)                                                         # (x, y)
    | ∫[^=]{0,60}                                                                      # ∫ x dx
    )?\s*""",
    re.VERBOSE,
)


def split(text: str, separators: str) -> Iterator[tuple[str, int]]:
    """The pieces of a text between separators that stand in no brackets, each with its position."""
    depth = start = 0
    for index, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character in separators and depth == 0:
            yield text[start:index], start
            start = index + 1
    yield text[start:], start


def equals(text: str) -> list[int]:
    """Where a plain = stands outside brackets."""
    depth, found = 0, []
    for index, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "=" and depth == 0:
            found.append(index)
    beside = ((index, text[max(0, index - 1) : index] + text[index + 1 : index + 2]) for index in found)
    return [index for index, near in beside if not set(near) & set("<>!=")]


def label_end(text: str) -> int:
    """Where the answer begins behind ``f'(x) =``; raises ReadError where an equation stands instead."""
    signs = equals(text)
    if not signs:
        return 0
    if not is_label(text[: signs[0]]):
        raise ReadError("an expression is asked for, not an equation", text, signs[0])
    return signs[-1] + 1


def is_label(text: str) -> bool:
    """Whether a text before an equals sign only names what follows: ``f'(x)``, ``dy/dx``, ``(x, y)``."""
    return len(text) <= MOST_LABEL and _LABEL.fullmatch(text) is not None
