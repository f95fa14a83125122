r"""Whether printed LaTeX says what it was printed from.

The formulas of one exercise differ in little but their numbers, and the grammar does not look at what a number is
worth. So a text is read once with its numbers left open, as a pattern; a further text that is the same but for its
numbers is compared with the pattern and its own numbers. What does not match is read in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from calcdrill.errors import ReadError
from calcdrill.expression.notation.flat import Flat, flatten
from calcdrill.expression.notation.latex_forms import number
from calcdrill.expression.notation.latex_tokens import TOKEN
from calcdrill.expression.notation.read_latex import Reader, normal_form, read_latex
from calcdrill.expression.tree import Node, Number

__all__ = ["reads_back"]

_DIGITS: Final = re.compile(r"([0-9](?<!sqrt\[.)[0-9]*(?:\.[0-9]+)?)")
"""A number, wherever in a text it stands; but the 3 of a cube root is a part of its sign."""

_OUTLINES: Final = 32768
"""How many are remembered: the catalog has some 20,000, and going through it again is to find them."""


def reads_back(node: Node, text: str) -> bool:
    """Whether the LaTeX ``text`` says exactly what ``node`` is. Raises ReadError where it says nothing."""
    pieces = _DIGITS.split(text)
    numbers = pieces[1::2]
    outline = _outline(pieces, numbers)
    pattern = _pattern(outline, *[numbers[place] for place in _held(outline)])
    if pattern is not None and _says(pattern, numbers, node):
        return True
    again = read_latex(text)
    return again == node or normal_form(again) == normal_form(node)


def _outline(pieces: list[str], numbers: list[str]) -> str:
    """The text with 0 for each whole number and 0.0 for each decimal: one is read as any other."""
    if "." not in "".join(numbers):
        return "0".join(pieces[::2])
    pieces[1::2] = ["0.0" if "." in digits else "0" for digits in numbers]
    return "".join(pieces)


class _Opened(NamedTuple):
    """An outline in which each number is its own place, from 0."""

    pieces: list[str]
    tokens: list[str]


@lru_cache(maxsize=16)
def _opened(outline: str) -> _Opened:
    pieces = _DIGITS.split(outline)
    pieces[1::2] = [digits.replace("0", str(place), 1) for place, digits in enumerate(pieces[1::2])]
    return _Opened(pieces, TOKEN.findall("".join(pieces)))


@lru_cache(maxsize=_OUTLINES)
def _held(outline: str) -> tuple[int, ...]:
    """The places of the numbers that stand inside a token, such as x_{1}: these are not open."""
    pieces, tokens = _opened(outline)
    found = {_place(token) for token in tokens if "0" <= token < ":"}
    return () if 2 * len(found) + 1 == len(pieces) else tuple(p for p in range(len(pieces) // 2) if p not in found)


def _place(token: str) -> int:
    return int(token.partition(".")[0])


@lru_cache(maxsize=_OUTLINES)
def _pattern(outline: str, *held: str) -> Flat | None:
    """What an outline says with ``held`` inside its tokens, None if nothing; a number is worth its place."""
    try:
        flat = flatten(_Pattern(_with_held(outline, held) if held else _opened(outline).tokens).read())
    except ReadError:
        return None
    # Only an open number has a place.
    places = [place.value for place in flat.numbers if type(place) is Number]
    return Flat(flat.form, places) if len(places) == len(flat.numbers) else None


def _with_held(outline: str, held: Sequence[str]) -> list[str]:
    pieces = _opened(outline).pieces.copy()
    for place, digits in zip(_held(outline), held, strict=True):
        pieces[2 * place + 1] = digits
    return TOKEN.findall("".join(pieces))


class _Pattern(Reader):
    """The reading of tokens in which each number is its place."""

    __slots__ = ()

    def __init__(self, tokens: list[str]) -> None:
        super().__init__("")
        self.tokens = [*tokens, ""]

    def number(self, token: str) -> Number:
        if not token.isascii():
            self.fail("is not open")
        return Number(_place(token), decimal=True)


def _says(pattern: Flat, numbers: Sequence[str], node: Node) -> bool:
    """Whether the pattern with these numbers is the tree."""
    flat = flatten(node)
    return flat.form == pattern.form and flat.numbers == [_number(numbers[place]) for place in pattern.numbers]


@lru_cache(maxsize=4096)
def _number(digits: str) -> int | Number:
    return number(digits) if "." in digits else int(digits)
