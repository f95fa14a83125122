"""A sheet as Markdown with ``$…$``, as pandoc reads it (``pandoc sheet.md -o sheet.docx``)."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Final

from jinja2.sandbox import ImmutableSandboxedEnvironment

from calcdrill.export.rendering import Ready, environment, in_signs, render
from calcdrill.export.themes import Templates
from calcdrill.export.view import Line, Page
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex import RELATION_SIGNS
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Text

__all__ = ["content", "escape", "write_sheet_markdown"]

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|$~^&@\"]|-(?=-)|\.(?=\.))")
"""What Markdown may read as more than a letter, wherever it stands."""
_OPENS_A_LINE: Final = re.compile(r"^(\s*)([-+=:!]|\w{1,9}(?=[.)]))")


def write_sheet_markdown(page: Page, part: str = "sheet") -> str:
    """The source; ``part`` is "sheet", "key" or "both" (the key after the sheet)."""
    of = partial(_templates, page.sheet.notation)
    return render(of, page.sheet.templates, "document.md.j2", page=page, sheet=page.sheet, part=part)


def escape(text: str) -> str:
    """Words that Markdown shows as they are, wherever they stand in a line."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    escaped = _SPECIAL.sub(r"\\\1", plain)
    opening = _OPENS_A_LINE.match(escaped)
    if opening is None:
        return escaped
    at = opening.end() if opening[2][0].isalnum() else opening.start(2)
    return f"{escaped[:at]}\\{escaped[at:]}"


def formula(node: Node, conventions: Conventions = DEFAULT) -> Ready:
    """``$…$``; there is no space inside the dollars, as pandoc wants it."""
    if isinstance(node, Text):
        return Ready(escape(node.text))
    return Ready(f"${print_latex(node, conventions).strip()}$")


def content(prose: Prose, conventions: Conventions = DEFAULT) -> Ready:
    """Words and formulas."""
    return Ready("".join(escape(part) if isinstance(part, str) else formula(part, conventions) for part in prose))


def equation(line: Line, conventions: Conventions = DEFAULT) -> Ready:
    """A line of a worked solution: left = right, = right (≈ where it says so), or what there is of the two."""
    if line.right is None:
        return formula(line.left, conventions) if line.left is not None else Ready("")
    left = "" if line.left is None else f"{print_latex(line.left, conventions)} "
    return Ready(f"${left}{RELATION_SIGNS[line.sign]} {print_latex(line.right, conventions).strip()}$")


@cache
def _templates(conventions: Conventions, own: Templates | None) -> ImmutableSandboxedEnvironment:
    return environment("markdown", escape, in_signs(conventions, formula, content, equation), own=own)
