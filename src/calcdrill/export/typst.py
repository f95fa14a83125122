"""A sheet as one self-contained Typst source: what a teacher may edit, and what becomes the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Final

from jinja2.sandbox import ImmutableSandboxedEnvironment

from calcdrill.errors import Unwritable
from calcdrill.export.columns import Paper, pieces
from calcdrill.export.extent import extent, widest_part
from calcdrill.export.qr import qr_svg
from calcdrill.export.rendering import Ready, environment, in_signs, one_line, render
from calcdrill.export.themes import Templates
from calcdrill.export.view import Line, Page
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.speech_words import ENGLISH
from calcdrill.expression.notation.typst import RELATION_SIGNS, string_literal, write_typst
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Matrix, Node, Piecewise, Relation, Text, walk
from calcdrill.figures import describe, draw
from calcdrill.problem import Figure

__all__ = ["content", "drawing", "escape", "formula", "templates", "write_sheet_typst"]

UNBROKEN: Final = 8.0
"""A formula up to this width in em is not broken at the end of a line, however narrow the column is."""
MARGIN: Final = 1.15
"""How much wider than estimated a formula may be."""
NARROWER: Final = 0.5
"""How much narrower than estimated it may be."""
_LONG: Final = re.compile(r"\S{30}(?=\S)")
"""So much of a word that it may be broken after it."""
_PLAIN: Final = re.compile(r"[A-Za-z ][A-Za-z ,]*[.]?")
"""Words that mean nothing to Typst and may stand in markup as they are."""


def write_sheet_typst(page: Page, part: str = "sheet") -> str:
    """The source of a sheet; ``part`` is "sheet", "key" or "both" (the key after the sheet).

    A theme's own templates replace shipped ones of the same name. Raises InputError on a faulty template.
    """
    of, sheet = partial(templates, page.sheet.notation), page.sheet
    return render(of, sheet.templates, "document.typ.j2", page=page, sheet=sheet, paper=Paper(sheet), part=part)


def formula(node: Node, display: bool = True, conventions: Conventions = DEFAULT) -> Ready:
    """``#d("alt", $…$)``: a formula with its words for a screen reader, big (d) or within a line (m)."""
    if len(pieces(node)) > 1:
        single = (formula(piece, display, conventions) for piece in pieces(node))
        return Ready('#"," '.join(f"#box[{part}]" for part in single))
    if isinstance(node, Text):
        return Ready(_words(node.text))
    alt = string_literal(write_speech(node))
    return Ready(f"#{'d' if display else 'm'}({alt}, ${write_typst(node, conventions)}$)")


def content(prose: Prose, display: bool = False, room: float = UNBROKEN, conventions: Conventions = DEFAULT) -> Ready:
    """Words and formulas as Typst markup; words that could be markup stand in string literals.

    A formula that is no wider than ``room`` (em) stays on one line, measured where the estimate is in doubt; one that
    cannot be broken so that it fits is made smaller.
    """
    parts = (
        _words(part) if isinstance(part, str) else _within(part, formula(part, display, conventions), room)
        for part in prose
    )
    return Ready("".join(parts))


def _within(node: Node, made: str, room: float) -> str:
    if not made.startswith(("#m(", "#d(")):
        return f"{made};"
    wide, is_line = extent(node), room > UNBROKEN
    is_tall = is_line and any(isinstance(inner, Matrix | Piecewise) for inner in walk(node))
    one = f"tall({made[1:]})" if is_tall else made[1:]
    if MARGIN * wide <= room:
        return f"#box({one});"
    if is_line and MARGIN * widest_part(node) > room:
        return f"#shrunk({one});"
    return f"#whole({room:.4g}em, {one});" if is_line and NARROWER * wide <= room else f"{made};"


def drawing(figure: Figure, conventions: Conventions = DEFAULT) -> Ready:
    """The figure as an image that is part of the source, or ``none`` where it cannot be drawn."""
    try:
        svg = draw(figure, decimal=conventions.decimal)
    except Unwritable:
        return Ready("none")
    alt = string_literal(describe(figure))
    return Ready(f'image(bytes({string_literal(svg)}), format: "svg", alt: {alt}, width: 18em)')


def picture(of: tuple[str, bytes], school: str) -> Ready:
    """A logo, as a part of the source."""
    form, content = of
    data = string_literal(content.decode("utf-8")) if form == "svg" else f"({','.join(map(str, content))},)"
    alt = string_literal(f"Logo of {school}" if school else "Logo")
    return Ready(f'image(bytes({data}), format: "{form}", alt: {alt}, height: 1.4cm)')


def qr(code: str) -> Ready:
    """A sheet's code as a QR code."""
    alt = string_literal(f"The code {code} as a QR code")
    return Ready(f'image(bytes({string_literal(qr_svg(code))}), format: "svg", alt: {alt}, height: 1.4cm)')


def joined(line: Line, conventions: Conventions = DEFAULT) -> Ready:
    """A line of a solution that needs no break, as one formula where it is an equation."""
    left, right = line.left, line.right
    if left is None or right is None or line.sign == "=>":
        return Ready(" ".join(side for side in _sides(line, conventions) if side))
    return formula(Relation((left, right), (line.sign,)), conventions=conventions)


def sides(line: Line, conventions: Conventions = DEFAULT) -> Ready:
    """The two sides of a line of a solution, as two contents ("= right" is the second); ``none`` for what is not."""
    return Ready(", ".join(f"[{side}]" if side else "none" for side in _sides(line, conventions)))


def _sides(line: Line, conventions: Conventions) -> list[Ready]:
    left = formula(line.left, conventions=conventions) if line.left is not None else Ready("")
    if line.right is None:
        return [left, Ready("")]
    alt = string_literal(f"{ENGLISH[line.sign]} {write_speech(line.right)}")
    return [left, Ready(f"#d({alt}, ${RELATION_SIGNS[line.sign]} {write_typst(line.right, conventions)}$)")]


def _words(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else f"#{string_literal(text)};"


def escape(text: str) -> str:
    """Words for markup, where nothing in them means anything."""
    return f"#{string_literal(text)};"


@cache
def templates(conventions: Conventions, own: Templates | None) -> ImmutableSandboxedEnvironment:
    """The templates of Typst, with what they turn values into."""
    filters: dict[str, Callable[..., Ready]] = {
        **in_signs(conventions, formula, content, drawing, sides, joined),
        "picture": picture,
        "qr": qr,
        "literal": lambda value: Ready(string_literal(str(value))),
        "breakable": lambda value: Ready(string_literal(_LONG.sub("\\g<0>\u200b", str(value)))),
        "content_text": lambda value: Ready(f"[{_words(str(value))}]"),
        "comment": one_line,
    }
    return environment("typst", escape, filters, signs="angles", own=own)
