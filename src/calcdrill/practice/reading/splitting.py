"""A typed text taken apart before it is read: lists, labels in front of an equals sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["equals", "is_label", "outside", "pieces", "split", "split_spaces"]

MOST_LABEL: Final = 80

_LABEL: Final = re.compile(
    r"""\s*(?:
      (?:∇|grad\s|D\s|d\s?|Δ|E|P|Var|det)?\s*[A-Za-z\u0370-\u03ff][\w\u0370-\u03ff]*[\s']*(?:[(\[][^()=]*[)\]])? # f'(x)
    | \(?(?:d|∂|partial)[^=/]{0,20}/\s*\(?(?:d|∂|partial)[^=]{1,60}                       # dy/dx, d/dx (x^2)
    | \(+\s*[d∂][^=]{0,30}\)/\([d∂][^=]{1,60}                                           # ((dy)/(dx))
    | \([\w\s,\u0370-\u03ff]*\)                                                         # (x, y)
    | ∫[^=]{0,60}                                                                      # ∫ x dx
    | lim\b[^=]{0,60}                                                                  # lim x->0
    | (?:E|P|Var|KL|D_?KL|H)\s*[(\[][^=]{0,40}[)\]]                                     # P(1 < X < 2)
    )?\s*""",
    re.VERBOSE,
)
_LIST: Final = re.compile(r"\s*(?:\band\b|\bor\b|&|\n|∪)\s*")
_BREAK: Final = re.compile(r"(?<=[\w)\]|'°%!.])\s+(?=[\w(\[√∜|.+-])")


def split(text: str, separators: str) -> Iterator[tuple[str, int]]:
    """The pieces of a text between separators that stand in no brackets, each with its position."""
    depth = start = 0
    for index, character in enumerate(text):
        if character in "([{⟨":
            depth += 1
        elif character in ")]}⟩":
            depth -= 1
        elif character in separators and depth == 0:
            yield text[start:index], start
            start = index + 1
    yield text[start:], start


def pieces(text: str, separators: str = ",;") -> list[str]:
    """The parts of a list: between commas, semicolons, lines, *and* and *or*, outside brackets."""
    listed = outside(_LIST, _SEPARATOR, text)
    return [piece.strip() for piece, _ in split(listed, separators + _SEPARATOR) if piece.strip()]


_SEPARATOR: Final = "\ue020"


def outside(pattern: re.Pattern[str], separator: str, text: str) -> str:
    """The text with ``separator`` for each match of the pattern that stands in no brackets."""
    return pattern.sub(lambda match: match[0] if _depth(text, match.start()) else separator, text)


def _depth(text: str, end: int) -> int:
    return sum((character in "([{⟨") - (character in ")]}⟩") for character in text[:end])


def split_spaces(text: str) -> list[str]:
    """The parts between spaces that are no spaces around a sign: ``2xy  x^2 + 1`` has two."""
    pieces: list[str] = []
    start = 0
    for match in _BREAK.finditer(text):
        ahead = text[match.end() :]
        if _depth(text, match.start()) or (ahead[0] in "+-" and ahead[1:2].isspace()):
            continue
        pieces.append(text[start : match.start()])
        start = match.end()
    return [*pieces, text[start:]]


def equals(text: str) -> list[int]:
    """Where a plain = stands outside brackets."""
    depth, places = 0, []
    for index, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "=" and depth == 0:
            places.append(index)
    beside = ((index, text[max(0, index - 1) : index] + text[index + 1 : index + 2]) for index in places)
    return [index for index, near in beside if not set(near) & set("<>!=")]


def is_label(text: str) -> bool:
    """Whether a text before an equals sign only names what follows: ``f'(x)``, ``dy/dx``, ``(x, y)``."""
    return len(text) <= MOST_LABEL and _LABEL.fullmatch(text) is not None
