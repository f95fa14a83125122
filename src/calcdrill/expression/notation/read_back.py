r"""Whether printed LaTeX says what it was printed from.

The formulas of one exercise differ in little but their numbers, and the grammar does not look at what a number is
worth. So a text is read once with its numbers left open, as a pattern; a further text that is the same but for its
numbers is compared with the pattern and its own numbers. What does not match is read in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import count
from typing import Final

from calcdrill.errors import ReadError
from calcdrill.expression.notation.flat import Flat, Open, flatten
from calcdrill.expression.notation.latex_forms import number
from calcdrill.expression.notation.latex_tokens import TOKEN
from calcdrill.expression.notation.read_latex import Reader, normal_form, read_latex
from calcdrill.expression.tree import Node

__all__ = ["reads_back"]

_DIGITS: Final = re.compile(r"([0-9](?<!sqrt\[.)[0-9]*(?:\.[0-9]+)?)")
"""A number, wherever in a text it stands; but the 3 of a cube root is a part of its sign."""


def reads_back(node: Node, text: str) -> bool:
    """Whether the LaTeX ``text`` says exactly what ``node`` is. Raises ReadError where it says nothing."""
    pieces = _DIGITS.split(text)
    numbers = pieces[1::2]
    outline = _outline(pieces, numbers)
    pattern = _pattern(outline, *[numbers[place] for place in _tokens(outline).held])
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


# -- what an outline says


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of an outline; the numbers in it have places from 0."""

    tokens: tuple[str, ...]
    places: Mapping[int, int]
    """For the index of each token that is a number: its place."""
    held: tuple[int, ...]
    """The places of numbers inside a token, such as x_{1}: these are not open."""


@lru_cache(maxsize=8192)
def _tokens(outline: str) -> _Tokens:
    tokens = tuple(TOKEN.findall(outline))
    place, places, held = count(), {}, []
    for index, token in enumerate(tokens):
        if "0" <= token < ":":
            places[index] = next(place)
        elif "0" in token:
            held.extend([next(place) for _ in _DIGITS.findall(token)])
    return _Tokens(tokens, places, tuple(held))


@lru_cache(maxsize=8192)
def _pattern(outline: str, *held: str) -> Flat | None:
    """What an outline says with ``held`` in its tokens; None where it says nothing."""
    known = _tokens(outline)
    inside = iter(held)
    tokens = [
        token if index in known.places or "0" not in token else _DIGITS.sub(lambda _: next(inside), token)
        for index, token in enumerate(known.tokens)
    ]
    try:
        return flatten(_Pattern(tokens, known.places).read())
    except ReadError:
        return None


class _Pattern(Reader):
    """The reading of tokens whose numbers are left open."""

    __slots__ = ("places",)

    def __init__(self, tokens: list[str], places: Mapping[int, int]) -> None:
        super().__init__("")
        self.tokens = [*tokens, ""]
        self.places = places

    def number(self, token: str) -> Node:
        place = self.places.get(self.index - 1)
        if place is None:
            self.fail("is not written in digits 0 to 9")
        return Open(place, "." in token)


def _says(pattern: Flat, numbers: Sequence[str], node: Node) -> bool:
    """Whether the pattern with these numbers is the tree."""
    flat = flatten(node)
    return flat.form == pattern.form and flat.numbers == [_value(numbers[place]) for place in pattern.numbers]


@lru_cache(maxsize=4096)
def _value(digits: str) -> int | Fraction:
    return number(digits).value
