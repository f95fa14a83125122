r"""Whether printed LaTeX says what it was printed from.

The formulas of one exercise differ in little but their numbers, and the grammar does not look at what a number is
worth. So a sequence of tokens is read once with its numbers left open, as a pattern; a further formula with the same
tokens is compared with the pattern and its own numbers. What does not match is read in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from calcdrill.errors import ReadError
from calcdrill.expression.notation.latex_forms import number
from calcdrill.expression.notation.latex_tokens import TOKEN
from calcdrill.expression.notation.read_latex import Reader, normal_form, read_latex
from calcdrill.expression.tree import Call, Name, Negative, Node, Number, Power, Product, Quotient, Sum, Vector

__all__ = ["reads_back"]

_BARE: Final = frozenset({Negative, Sum, Product, Quotient, Power, Vector})
"""Nodes that hold nothing besides their children."""


def reads_back(node: Node, text: str) -> bool:
    """Whether the LaTeX ``text`` says exactly what ``node`` is. Raises ReadError where it says nothing."""
    tokens = TOKEN.findall(text)
    # Any whole number reads as any other, any decimal as any other; a token between "0" and ":" begins with a digit.
    pattern = _pattern(tuple([("0.0" if "." in t else "0") if "0" <= t < ":" else t for t in tokens]))
    if pattern is not None and _says(pattern, tokens, node):
        return True
    again = read_latex(text)
    return again == node or normal_form(again) == normal_form(node)


@lru_cache(maxsize=8192)
def _pattern(tokens: tuple[str, ...]) -> Node | None:
    """What the tokens say: a tree in which a number is the place of its token, marked as a decimal."""
    try:
        return _Pattern(tokens).read()
    except ReadError:
        return None


class _Pattern(Reader):
    __slots__ = ()

    def __init__(self, tokens: tuple[str, ...]) -> None:
        super().__init__("")
        self.tokens = [*tokens, ""]

    def number(self, token: str) -> Number:
        return Number(self.index - 1, decimal=True)


def _says(pattern: Node, tokens: Sequence[str], node: Node) -> bool:
    kind = type(pattern)
    if type(node) is Number and kind is Number:
        token = tokens[pattern.value]  # type: ignore[attr-defined]
        return int(token) == node.value if token.isdigit() and not node.decimal else number(token) == node
    if kind is not type(node):
        return kind is Quotient and type(node) is Number and _says_fraction(pattern, tokens, node)
    if kind is Name:
        return pattern.name == node.name  # type: ignore[attr-defined, no-any-return]
    inside, others = pattern.children, node.children
    if len(inside) != len(others):
        return False
    for one, other in zip(inside, others, strict=True):
        if not _says(one, tokens, other):
            return False
    if kind in _BARE:
        return True
    if kind is Call:
        return pattern.function == node.function  # type: ignore[attr-defined, no-any-return]
    return (pattern.with_children(others) if others else pattern) == node


def _says_fraction(pattern: Node, tokens: Sequence[str], node: Number) -> bool:
    """Whether a quotient of two whole numbers is printed for this fraction, in lowest terms."""
    if node.decimal or any(type(part) is not Number for part in pattern.children):
        return False
    parts = [tokens[part.value] for part in pattern.children]  # type: ignore[attr-defined]
    return parts == [str(node.value.numerator), str(node.value.denominator)]
