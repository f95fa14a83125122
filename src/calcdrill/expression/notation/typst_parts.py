"""Typst's signs: names, words in string literals, and the table that the writers fill."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from calcdrill.expression.names import GREEK, spell
from calcdrill.expression.notation.layout import LOOSE
from calcdrill.expression.notation.tables import Table
from calcdrill.expression.tree import Node

WRITERS: Final = Table("Typst")

_ACCENTS: Final = {"hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot", "vec": "arrow"}
_SIGNS: Final = {
    **{name: name for name in GREEK},
    "epsilon": "epsilon.alt",
    "varepsilon": "epsilon",
    "phi": "phi.alt",
    "varphi": "phi",
}


def string_literal(text: str) -> str:
    """``text`` as a Typst string literal, in which nothing is markup: ``"a \\"quoted\\" #word"``."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if not escaped.isprintable():
        escaped = "".join(map(_escape_control, escaped))
    return f'"{escaped}"'


def _escape_control(character: str) -> str:
    if character.isprintable() or 0xD800 <= ord(character) < 0xE000:
        return character if character.isprintable() else "\ufffd"
    return "\\n" if character == "\n" else f"\\u{{{ord(character):x}}}"


def inside(node: Node, loose: frozenset[type[Node]] = LOOSE) -> str:
    """The node for a place where the classes ``loose`` need brackets."""
    text = WRITERS[type(node)](node)
    return f"({text})" if type(node) in loose else text


def listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join([WRITERS[type(node)](node) for node in nodes])


@lru_cache(maxsize=4096)
def typst_name(name: str) -> str:
    if name in {"oo", "pi"}:
        return "infinity" if name == "oo" else "pi"
    parts = spell(name)
    text = _word(parts.base, "upright({})")
    if parts.accent:
        text = f"{_ACCENTS[parts.accent]}({text})"
    if not parts.subscripts:
        return text
    return f"{text}_({', '.join(_word(part, '{}') for part in parts.subscripts)})"


def _word(text: str, several: str) -> str:
    if text in _SIGNS:
        return _SIGNS[text]
    if text.isdigit() or (len(text) == 1 and text.isalpha()):
        return text
    return several.format(string_literal(text))
