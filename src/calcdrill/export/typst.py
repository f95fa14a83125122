"""A sheet as one self-contained Typst source: what a teacher may edit, and what becomes the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from jinja2.sandbox import ImmutableSandboxedEnvironment

from calcdrill.errors import Unwritable
from calcdrill.export.columns import Paper
from calcdrill.export.extent import extent, widest_part
from calcdrill.export.rendering import Ready, environment, first_upper, render
from calcdrill.export.themes import Templates
from calcdrill.export.view import Line, Page
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.speech_words import ENGLISH
from calcdrill.expression.notation.typst import RELATION_SIGNS, string_literal, write_typst
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Points, Relation, Text
from calcdrill.figures import describe, draw
from calcdrill.problem import Figure

__all__ = ["FILTERS", "content", "escape", "formula", "write_sheet_typst"]

UNBROKEN: Final = 8.0
"""A formula up to this width in em is not broken at the end of a line, however narrow the column is."""
MARGIN: Final = 1.15
"""How much wider than estimated a formula may be."""
_PLAIN: Final = re.compile(r"[A-Za-z ][A-Za-z ,]*[.]?")
"""Words that mean nothing to Typst and may stand in markup as they are."""


def write_sheet_typst(page: Page, part: str = "sheet", own: Templates | None = None) -> str:
    """The source of a sheet; ``part`` is "sheet", "key" or "both" (the key after the sheet).

    A theme's ``own`` templates replace shipped ones of the same name. Raises InputError on a faulty template.
    """
    return render(_templates, own, "document.typ.j2", page=page, sheet=page.sheet, paper=Paper(page.sheet), part=part)


def formula(node: Node, display: bool = True) -> Ready:
    """``#d("alt", $…$)``: a formula with its words for a screen reader, big (d) or within a line (m)."""
    if isinstance(node, Points) and len(node.items) > 1 and all(kind for _, kind in node.items):
        single = (formula(Points(node.variables, (item,)), display) for item in node.items)
        return Ready('#"," '.join(f"#box[{part}]" for part in single))
    if isinstance(node, Text):
        return Ready(_words(node.text))
    alt = string_literal(write_speech(node))
    return Ready(f"#{'d' if display else 'm'}({alt}, ${write_typst(node)}$)")


def content(prose: Prose, display: bool = False, room: float = UNBROKEN) -> Ready:
    """Words and formulas as Typst markup; words that could be markup stand in string literals.

    A formula that is surely no wider than ``room`` (em) stays on one line; one that cannot be broken so that it fits is
    made smaller.
    """
    return Ready("".join(_words(part) if isinstance(part, str) else _within(part, display, room) for part in prose))


def _within(node: Node, display: bool, room: float) -> str:
    made = formula(node, display)
    if not made.startswith(("#m(", "#d(")):
        return f"{made};"
    if MARGIN * extent(node) <= room:
        return f"#box({made[1:]});"
    return f"#shrunk({made[1:]});" if MARGIN * widest_part(node) > room > UNBROKEN else f"{made};"


def drawing(figure: Figure) -> Ready:
    """The figure as an image that is part of the source, or ``none`` where it cannot be drawn."""
    try:
        svg = draw(figure)
    except Unwritable:
        return Ready("none")
    alt = string_literal(describe(figure))
    return Ready(f'image(bytes({string_literal(svg)}), format: "svg", alt: {alt}, width: 18em)')


def joined(line: Line) -> Ready:
    """A line of a solution that needs no break, as one formula where it is an equation."""
    left, right = line.left, line.right
    if left is None or right is None or line.sign == "=>":
        return Ready(" ".join(side for side in _sides(line) if side))
    return formula(Relation((left, right), (line.sign,)))


def sides(line: Line) -> Ready:
    """The two sides of a line of a solution, as two contents ("= right" is the second); ``none`` for what is not."""
    return Ready(", ".join(f"[{side}]" if side else "none" for side in _sides(line)))


def _sides(line: Line) -> list[Ready]:
    right = line.right
    if right is None:
        shown = [formula(line.left) if line.left is not None else Ready(""), Ready("")]
    else:
        alt = string_literal(f"{ENGLISH[line.sign]} {write_speech(right)}")
        shown = [formula(line.left) if line.left is not None else Ready("")]
        shown.append(Ready(f"#d({alt}, ${RELATION_SIGNS[line.sign]} {write_typst(right)}$)"))
    return shown


def _words(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else f"#{string_literal(text)};"


def escape(text: str) -> str:
    """Words for markup, where nothing in them means anything."""
    return f"#{string_literal(text)};"


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "formula": formula,
    "content": content,
    "drawing": drawing,
    "sides": sides,
    "joined": joined,
    "literal": lambda value: Ready(string_literal(str(value))),
    "content_text": lambda value: Ready(f"[{_words(str(value))}]"),
    "label": first_upper,
    "comment": lambda value: Ready("".join(c if c.isprintable() else " " for c in str(value))),
}
"""What a template turns values into."""


@cache
def _templates(own: Templates | None) -> ImmutableSandboxedEnvironment:
    return environment("typst", escape, FILTERS, signs="angles", own=own)
