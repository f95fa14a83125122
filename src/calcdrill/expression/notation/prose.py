"""Words with formulas among them, in one notation: a sentence is written once and set everywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex import latex_text, write_latex
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Text


def write_prose(prose: Prose, formula: Callable[[Node], str], words: Callable[[str], str]) -> str:
    """The sentence: each formula through ``formula``, each run of words through ``words``.

    A ``Text`` node is words too: it needs no maths mode.
    """

    def write(part: str | Node) -> str:
        if isinstance(part, str):
            return words(part)
        return words(part.text) if isinstance(part, Text) else formula(part)

    return "".join(map(write, prose))


def prose_text(prose: Prose, conventions: Conventions = DEFAULT) -> str:
    """The sentence as plain text, its formulas in the safe language."""
    return write_prose(prose, partial(write_text, conventions=conventions), str)


def prose_latex(prose: Prose, conventions: Conventions = DEFAULT) -> str:
    """The sentence for LaTeX's text mode, its formulas between dollars."""
    return write_prose(prose, lambda node: f"${write_latex(node, conventions)}$", latex_words)


def latex_words(text: str) -> str:
    """Words of a sentence for LaTeX: line breaks are spaces, special characters are escaped."""
    return latex_text(" ".join(text.split("\n")))
