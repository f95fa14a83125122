r"""Whether printed LaTeX says what it was printed from.

The formulas of one exercise differ in little but their numbers, and the grammar does not look at what a number is
worth. So a text is read once with its numbers left open, as a pattern; a further text that is the same but for its
numbers is compared with the pattern and its own numbers. What does not match is read in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from calcdrill.errors import ReadError
from calcdrill.expression.notation.flat import Flat, flatten
from calcdrill.expression.notation.latex_forms import number
from calcdrill.expression.notation.latex_tokens import TOKEN
from calcdrill.expression.notation.read_latex import Reader, normal_form, read_latex
from calcdrill.expression.tree import Node, Number

__all__ = ["reads_back"]

_DIGITS: Final = re.compile(r"([0-9](?<!sqrt\[.)[0-9]*(?:\.[0-9]+)?)")
"""A number, wherever in a text it stands; but the 3 of a cube root is a part of its sign."""


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


@lru_cache(maxsize=8192)
def _held(outline: str) -> tuple[int, ...]:
    """The places of the numbers that stand inside a token, such as x_{1}: these are not open."""
    starts = {token.start() for token in TOKEN.finditer(outline)}
    return tuple([place for place, digits in enumerate(_DIGITS.finditer(outline)) if digits.start() not in starts])


@lru_cache(maxsize=8192)
def _pattern(outline: str, *held: str) -> Flat | None:
    """What an outline says with ``held`` inside its tokens, None if nothing; a number is worth its place."""
    pieces = _DIGITS.split(outline)
    pieces[1::2] = [digits.replace("0", str(place), 1) for place, digits in enumerate(pieces[1::2])]
    for place, digits in zip(_held(outline), held, strict=True):
        pieces[2 * place + 1] = digits
    try:
        flat = flatten(_Pattern("".join(pieces)).read())
    except ReadError:
        return None
    return Flat(flat.form, [place.value for place in flat.numbers])


class _Pattern(Reader):
    """The reading of a text in which each number is its place."""

    __slots__ = ()

    def number(self, token: str) -> Number:
        if not token.isascii():
            self.fail("is not open")
        return Number(int(token.partition(".")[0]), decimal=True)


def _says(pattern: Flat, numbers: Sequence[str], node: Node) -> bool:
    """Whether the pattern with these numbers is the tree."""
    flat = flatten(node)
    return flat.form == pattern.form and flat.numbers == [_number(numbers[place]) for place in pattern.numbers]


@lru_cache(maxsize=4096)
def _number(digits: str) -> int | Number:
    return number(digits) if "." in digits else int(digits)
