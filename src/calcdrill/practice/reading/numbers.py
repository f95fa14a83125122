"""How the numbers of a text may be meant: ``1,234`` with thousands or with a decimal comma."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["number_readings"]

_THOUSANDS: Final = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
_SPACED: Final = re.compile(r"(?<![\w.,^])[1-9]\d{0,2}(?:(?P<gap>[ '_])\d{3})(?:(?P=gap)\d{3})*(?![\w])")
_COMMA: Final = re.compile(r"(?<![\d,.])(\d+),(\d+)(?![\d,.])")
_ANY_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")
_OTHER_SEPARATOR: Final = re.compile(r"[;|\n]|\band\b|\bor\b")
"""What separates entries where commas may be decimal."""
_POINTED: Final = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.])")


def number_readings(text: str, is_list: bool, decimal_comma: bool) -> Iterator[str]:
    """The text with its numbers in the notation of the safe language, in the order in which they are to be tried.

    ``is_list``: commas separate entries, so that this reading comes first. ``decimal_comma`` is the learner's
    setting: a comma between digits is then decimal, a point between groups of three marks thousands, and arguments
    stand apart by semicolons. A list in brackets may have commas all the same, where that makes it one.
    """
    text = text.replace("{,}", ",")
    spaced = text if is_list else _SPACED.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    if decimal_comma:
        plain = _POINTED.sub(lambda match: match[0].replace(".", ""), spaced)
        yield _with_commas(_ANY_COMMA.sub(".", plain))
        if is_list and plain[:1] in {"(", "[", "⟨"}:
            yield plain
        return
    plain = spaced
    if not _ANY_COMMA.search(plain) or (is_list and not _OTHER_SEPARATOR.search(plain)):
        yield plain
        return
    variants = [plain, _THOUSANDS.sub(lambda match: match[0].replace(",", ""), plain), _COMMA.sub(r"\1.\2", plain)]
    if is_list:
        variants[1:] = [re.sub(r"(\d),(\d)", r"\1.\2", plain), variants[1]]
    yield from dict.fromkeys(variants)


def _with_commas(text: str) -> str:
    """Commas for the semicolons in round brackets and in brackets inside others: ``max(0; x)``, ``[[1; 2]; [3; 4]]``.

    Those that part rows or points, ``[1 2; 3 4]``, stay.
    """
    opened: list[str] = []
    variants: list[str] = []
    for character in text:
        if character in "([{⟨":
            opened.append(character)
        elif character in ")]}⟩" and opened:
            opened.pop()
        is_inner = len(opened) > 1 or opened[-1:] in (["("], ["⟨"])
        variants.append("," if character == ";" and is_inner else character)
    return "".join(variants)
