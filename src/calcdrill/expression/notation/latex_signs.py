"""LaTeX's signs: names, relation signs, functions, escaped words, and the table that the writers fill."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.names import GREEK, spell
from calcdrill.expression.notation.layout import LOOSE, OPEN_FUNCTIONS
from calcdrill.expression.notation.normal import fold_quotes
from calcdrill.expression.notation.tables import Table
from calcdrill.expression.tree import Node

WRITERS: Final = Table("LaTeX")

CONSTANT_SIGNS: Final = {"pi": r"\pi", "oo": r"\infty"}
RELATION_SIGNS: Final = {
    "=": "=",
    "!=": r"\ne",
    "<": "<",
    "<=": r"\le",
    ">": ">",
    ">=": r"\ge",
    "~": r"\approx",
}
NAMED_FUNCTIONS: Final = {name: FUNCTIONS[name].latex or "\\" + name for name in sorted(OPEN_FUNCTIONS - {"log"})}
"""Functions whose simple argument needs no bracket."""
CLOSED_FUNCTIONS: Final = {
    name: row.latex or rf"\operatorname{{{name}}}" for name, row in FUNCTIONS.items() if name not in OPEN_FUNCTIONS
}
"""Functions whose arguments always stand in brackets."""
POINT_TYPES: Final = {
    "min": "minimum",
    "max": "maximum",
    "saddle": "saddle point",
    "neither": "neither",
    "": "point",
}
TEXT_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: "\\" + sign for sign in "{}$&#_%"},
}

_ESCAPES: Final = str.maketrans(TEXT_ESCAPES)


def latex_text(text: str) -> str:
    """Words for LaTeX's text mode, special characters escaped. Raises Unwritable on control characters."""
    if not text.isprintable():
        raise Unwritable(f"{text!r} holds a character that cannot be printed")
    return fold_quotes(text).translate(_ESCAPES)


@lru_cache(maxsize=4096)
def latex_name(name: str) -> str:
    r"""A name as it is printed: ``x_{1}``, ``\hat{y}``, ``w_{\text{old}}``, ``\theta``, ``\mathrm{loss}``."""
    if name in CONSTANT_SIGNS:
        return CONSTANT_SIGNS[name]
    parts = spell(name)
    base = _word(parts.base, r"\mathrm")
    if parts.accent:
        base = rf"\{parts.accent}{{{base}}}"
    if not parts.subscripts:
        return base
    below = ", ".join(_word(part, r"\text") for part in parts.subscripts)
    return f"{base}_{{{below}}}"


def _word(text: str, upright: str) -> str:
    if text in GREEK:
        return "\\" + text
    if len(text) == 1 or text.isdigit():
        return text
    return f"{upright}{{{latex_text(text)}}}"


def inside(node: Node, loose: frozenset[type[Node]] = LOOSE) -> str:
    """The node for a place where the classes ``loose`` need brackets."""
    text = WRITERS[type(node)](node)
    return rf"\left({text}\right)" if type(node) in loose else text


def listed(nodes: tuple[Node, ...]) -> str:
    """The nodes with commas between them."""
    return ", ".join([WRITERS[type(node)](node) for node in nodes])
