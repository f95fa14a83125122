"""MathML's elements, names and signs, and the table that the writers fill."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression.names import GREEK, spell
from calcdrill.expression.notation.layout import LOOSE
from calcdrill.expression.notation.normal import fold_quotes
from calcdrill.expression.notation.tables import Table
from calcdrill.expression.tree import Name, Node, Number

WRITERS: Final = Table("MathML")
"""Each writer gives one or more elements, which ``row`` makes one."""

RELATION_SIGNS: Final = {"=": "=", "!=": "≠", "<": "&lt;", "<=": "≤", ">": "&gt;", ">=": "≥", "~": "≈"}
POINT_TYPES: Final = {
    "min": "minimum",
    "max": "maximum",
    "saddle": "saddle point",
    "neither": "neither",
    "": "point",
}

THIN: Final = '<mspace width="0.1667em"/>'
WIDE: Final = '<mspace width="1em"/>'
TIMES: Final = "<mo>&#x2062;</mo>"
OF: Final = "<mo>&#x2061;</mo>"
MINUS: Final = "<mo>−</mo>"
COMMA: Final = "<mo>,</mo>"

_CONSTANTS: Final = {"pi": "<mi>π</mi>", "oo": "<mi>∞</mi>"}
_ACCENTS: Final = {"hat": "^", "bar": "‾", "tilde": "~", "dot": "˙", "vec": "→"}


def element(tag: str, *children: str) -> str:
    return f"<{tag}>{''.join(children)}</{tag}>"


def operator(sign: str) -> str:
    return f"<mo>{sign}</mo>"


def fenced(opening: str, inner: str, closing: str) -> str:
    """The inner elements between two signs that grow with them."""
    if inner.startswith(MINUS):  # a sign is a prefix, and stands close, only where it comes first in its row
        inner = f"<mrow>{inner}</mrow>"
    return f"<mrow><mo>{opening}</mo>{inner}<mo>{closing}</mo></mrow>"


def bracketed(inner: str) -> str:
    return fenced("(", inner, ")")


def row(node: Node) -> str:
    """The node as one element."""
    text = WRITERS[type(node)](node)
    return text if type(node) in (Name, Number) else f"<mrow>{text}</mrow>"


def inside(node: Node, loose: frozenset[type[Node]] = LOOSE) -> str:
    """The node for a place where the classes ``loose`` need brackets."""
    text = WRITERS[type(node)](node)
    return bracketed(text) if type(node) in loose else text


def listed(nodes: tuple[Node, ...]) -> str:
    """The nodes with commas between them."""
    return COMMA.join([row(node) for node in nodes])


def words(text: str) -> str:
    """Words; the blanks at their ends are kept. Raises Unwritable on control characters."""
    if not text.isprintable():
        raise Unwritable(f"{text!r} holds a character that cannot be printed")
    core = fold_quotes(text).strip(" ")
    before = "\u00a0" if text[:1] == " " else ""
    after = "\u00a0" if text[-1:] == " " and core else ""
    return f"<mtext>{before}{escape(core, quote=False)}{after}</mtext>"


@lru_cache(maxsize=4096)
def name_element(name: str) -> str:
    """A name as one element: a letter or an upright word with its accent and its subscripts."""
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    parts = spell(name)
    base = _letters(parts.base)
    if parts.accent:
        base = f'<mover accent="true">{base}<mo stretchy="false">{_ACCENTS[parts.accent]}</mo></mover>'
    if not parts.subscripts:
        return base
    below = COMMA.join([_subscript(part) for part in parts.subscripts])
    return element("msub", base, below if len(parts.subscripts) == 1 else element("mrow", below))


def _subscript(text: str) -> str:
    if text.isdigit():
        return f"<mn>{text}</mn>"
    if len(text) == 1 or text in GREEK:
        return _letters(text)
    return f"<mtext>{text}</mtext>"


def _letters(text: str) -> str:
    """A letter in italics; Greek capitals and words stand upright, as in TeX."""
    opening = '<mi mathvariant="normal">' if text in GREEK and text[0].isupper() else "<mi>"
    return f"{opening}{GREEK.get(text, text)}</mi>"
