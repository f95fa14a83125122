"""A sheet as one HTML page with native MathML: no network needed, read by screen readers, printed from a browser."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache, partial
from html import escape as escape_html
from typing import Final

from jinja2.sandbox import ImmutableSandboxedEnvironment

from calcdrill.errors import Unwritable
from calcdrill.export.columns import Paper, pieces
from calcdrill.export.qr import qr_svg
from calcdrill.export.rendering import Ready, environment, in_signs, render
from calcdrill.export.themes import Templates
from calcdrill.export.view import Line, Page
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.mathml import RELATION_SIGNS, write_mathml
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.speech_words import ENGLISH
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Text
from calcdrill.figures import draw
from calcdrill.problem import Figure

__all__ = ["content", "escape", "formula", "guarded", "write_sheet_html"]


def write_sheet_html(page: Page, part: str = "sheet") -> str:
    """The page; ``part`` is "sheet", "key" or "both" (the key after the sheet, on a new printed page)."""
    of, sheet = partial(_templates, page.sheet.notation), page.sheet
    return guarded(
        render(of, sheet.templates, "document.html.j2", page=page, sheet=sheet, paper=Paper(sheet), part=part)
    )


POLICY: Final = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'\">"
)
"""A page shows itself: it runs nothing and fetches nothing, whoever's theme it has."""
_HEAD: Final = re.compile(r"\s*(?:<!doctype html>\s*)?(?:<html(?:\s[^<>]*)?>\s*)?<head>\n?", re.IGNORECASE)


def guarded(page: str) -> str:
    """The page with its policy before anything that the policy is about."""
    head = _HEAD.match(page)
    if head is None:
        return f"<!DOCTYPE html>\n{POLICY}\n{page}"
    return f"{page[: head.end()]}{POLICY}\n{page[head.end() :]}"


def escape(text: str) -> str:
    """Words for HTML, also inside an attribute's quotes."""
    shown = (character if character.isprintable() or character == "\n" else " " for character in text)
    return escape_html("".join(shown), quote=True)


def formula(node: Node, display: bool = True, conventions: Conventions = DEFAULT) -> Ready:
    """A ``<math>`` element with its words as alternative text."""
    if isinstance(node, Text):
        return Ready(escape(node.text))
    if len(pieces(node)) > 1:
        return Ready(", ".join(formula(piece, display, conventions) for piece in pieces(node)))
    return _math(_inner(node, conventions), write_speech(node), display)


def _inner(node: Node, conventions: Conventions) -> str:
    return write_mathml(node, conventions=conventions).removeprefix("<math>").removesuffix("</math>")


def _math(inner: str, speech: str, display: bool) -> Ready:
    style = ' displaystyle="true"' if display else ""
    return Ready(f'<math{style} alttext="{escape(speech)}">{inner}</math>')


def drawing(figure: Figure, conventions: Conventions = DEFAULT) -> Ready:
    """The figure as an inline SVG in the colour of the text, or nothing where it cannot be drawn."""
    try:
        return Ready(f"<figure>{draw(figure, decimal=conventions.decimal)}</figure>")
    except Unwritable:
        return Ready("")


def picture(of: tuple[str, bytes]) -> Ready:
    """A logo as the address of an image that is part of the page."""
    form, data = of
    kind = {"svg": "svg+xml", "jpg": "jpeg"}.get(form, form)
    return Ready(f"data:image/{kind};base64,{b64encode(data).decode()}")


def content(prose: Prose, display: bool = False, conventions: Conventions = DEFAULT) -> Ready:
    """Words and formulas."""
    parts = (escape(part) if isinstance(part, str) else formula(part, display, conventions) for part in prose)
    return Ready("".join(parts))


def equation(line: Line, conventions: Conventions = DEFAULT) -> Ready:
    """A line of a worked solution: left = right, = right (≈ where it says so), or what there is of the two."""
    if line.right is None:
        return formula(line.left, conventions=conventions) if line.left is not None else Ready("")
    sign, words = f"<mo>{RELATION_SIGNS[line.sign]}</mo>", ENGLISH[line.sign]
    right = _math(f"{sign}{_inner(line.right, conventions)}", f"{words} {write_speech(line.right)}", True)
    return right if line.left is None else Ready(f"{formula(line.left, conventions=conventions)} {right}")


@cache
def _templates(conventions: Conventions, own: Templates | None) -> ImmutableSandboxedEnvironment:
    filters = {
        **in_signs(conventions, formula, content, drawing, equation),
        "picture": picture,
        "qr": lambda code: picture(("svg", qr_svg(code).encode())),
    }
    return environment("html", escape, filters, own=own)
