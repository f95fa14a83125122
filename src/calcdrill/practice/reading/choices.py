"""A typed choice → what stands behind it: a letter, the words, or a formula that means the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from calcdrill.choices import choice_label, choice_letter
from calcdrill.errors import ReadError
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Text
from calcdrill.practice.reading.words import folded

__all__ = ["read_choice"]

_LETTER = re.compile(r"\s*(?:choice|option|answer)?\s*\(?\s*([A-Za-z])\s*[).:]?\s*", re.IGNORECASE)


def read_choice(
    choices: Sequence[Prose],
    text: str,
    keyed: str,
    read: Callable[[str], Node],
    conventions: Conventions = DEFAULT,
) -> Node:
    """The choice that a text names; ``keyed`` is it in plain signs, ``read`` reads a formula. Raises ReadError."""
    letters = [choice_letter(place) for place in range(len(choices))]
    match = _LETTER.fullmatch(text)
    if match and match[1].lower() in letters:
        return choice_label(choices[letters.index(match[1].lower())])
    plain = folded(text)
    words = [folded(prose_text(choice, conventions)) for choice in choices]
    named = [
        choice
        for choice, said in zip(choices, words, strict=True)
        if plain in {said, folded(prose_text(choice))}  # in the signs of the page, or of the JSON
    ]
    if not named:
        wanted = _bare_latex(text)
        named = [choice for choice in choices if _bare_latex(_latex(choice, conventions)) == wanted]
    if not named and len(plain) >= 3:
        named = [choice for choice, said in zip(choices, words, strict=True) if said.startswith(plain)]
    lettered = re.match(r"\s*\(?([A-Za-z])[).:]\s*(.+)", text)
    if not named and lettered and lettered[1].lower() in letters:
        choice = choices[letters.index(lettered[1].lower())]
        if folded(prose_text(choice, conventions)) == folded(lettered[2]):
            named = [choice]
    if len(named) == 1:
        return choice_label(named[0])
    if any(not isinstance(choice_label(choice), Text) for choice in choices):
        try:
            return read(keyed)
        except ReadError:
            pass
    raise ReadError(f"type one of the letters {letters[0]} to {letters[-1]}", text, 0)


def _latex(choice: Prose, conventions: Conventions) -> str:
    return "".join(part if isinstance(part, str) else write_latex(part, conventions) for part in choice)


def _bare_latex(text: str) -> str:
    r"""Words and formulas without dollars, spaces and ``\text``."""
    return re.sub(r"\\text\s*|[\s$`{}.]+", "", text).casefold()
