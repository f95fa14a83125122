r"""Whether printed LaTeX says what it was printed from.

The grammar does not look at what a number is worth. So a text may be read with its numbers left open: what it says
then it says with any other numbers in their places, and it is a template for all formulas that differ in these alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from calcdrill.errors import ReadError
from calcdrill.expression.notation.flat import Flat, flatten
from calcdrill.expression.notation.latex_forms import number
from calcdrill.expression.notation.latex_tokens import TOKEN
from calcdrill.expression.notation.read_latex import Reader, normal_form, read_latex
from calcdrill.expression.tree import Node, Number

__all__ = ["LatexTemplate", "reads_back", "template_of"]


@dataclass(frozen=True, slots=True)
class LatexTemplate:
    """A text in which numbers are left open, and which of a flat tree's numbers comes to stand in each place."""

    text: str
    order: tuple[int, ...]

    def fill(self, numbers: Sequence[Any]) -> str:
        """The text with the numbers of a flat tree in their places."""
        return self.text % tuple([numbers[place] for place in self.order])


def reads_back(node: Node, text: str) -> bool:
    """Whether the LaTeX ``text`` says exactly what ``node`` is. Raises ReadError where it says nothing."""
    again = read_latex(text)
    return again == node or normal_form(again) == normal_form(node)


def template_of(flat: Flat, text: str) -> LatexTemplate | None:
    """The template that ``text`` is, if with its numbers left open it says exactly the flat tree."""
    opened = _open(text)
    try:
        said = flatten(_OpenReader(text, opened.tokens).read())
    except ReadError:
        return None
    if said.form != flat.form or any(type(place) is not Number for place in said.numbers):
        return None
    places = [place.value for place in said.numbers]
    if flat.numbers != [_value(opened.digits[place]) for place in places]:
        return None
    return LatexTemplate("%s".join(opened.pieces), tuple(sorted(range(len(places)), key=places.__getitem__)))


class _Opened(NamedTuple):
    """A text in which each number is its own place, from 0; one inside a token, as in x_{1}, stays as it is."""

    tokens: list[str]
    digits: list[str]
    pieces: list[str]


def _open(text: str) -> _Opened:
    opened, end = _Opened([], [], []), 0
    for match in TOKEN.finditer(text):
        token = match[0]
        if "0" <= token < ":":
            opened.pieces.append(text[end : match.start()].replace("%", "%%"))
            opened.tokens.append(f"{len(opened.digits)}.0" if "." in token else str(len(opened.digits)))
            opened.digits.append(token)
            end = match.end()
        else:
            opened.tokens.append(token)
    opened.pieces.append(text[end:].replace("%", "%%"))
    return opened


class _OpenReader(Reader):
    """The reading of tokens in which each number is its place."""

    __slots__ = ()

    def __init__(self, text: str, tokens: list[str]) -> None:
        super().__init__(text, [*tokens, ""])

    def number(self, token: str) -> Number:
        if not token.isascii():
            self.fail("is not open")
        place = int(token.partition(".")[0])
        return _PLACES[place] if place < len(_PLACES) else Number(place, decimal=True)


_PLACES: Final = tuple([Number(place, decimal=True) for place in range(64)])


@lru_cache(maxsize=256)
def _value(digits: str) -> int | Number:
    return number(digits) if "." in digits else int(digits)
