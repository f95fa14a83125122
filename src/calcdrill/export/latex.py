"""A sheet as LaTeX source for the ``exam`` class: one file for the sheet, and with ``\\printanswers`` the key."""

from __future__ import annotations

from functools import cache, partial

from jinja2.sandbox import ImmutableSandboxedEnvironment

from calcdrill.export.rendering import Ready, environment, first_upper, render
from calcdrill.export.themes import Templates
from calcdrill.export.view import Line, Page
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex import RELATION_SIGNS, latex_text
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Text

__all__ = ["content", "escape", "write_sheet_latex"]


def write_sheet_latex(page: Page, part: str = "sheet", own: Templates | None = None) -> str:
    """The source; ``part`` is "sheet", "key" or "both" (the answers after the sheet)."""
    of = partial(_templates, page.sheet.notation)
    return render(of, own, "document.tex.j2", page=page, sheet=page.sheet, part=part)


def escape(text: str) -> str:
    """Words for LaTeX's text mode; what cannot be printed becomes a space."""
    return latex_text("".join(character if character.isprintable() else " " for character in text))


def formula(node: Node, display: bool = True, conventions: Conventions = DEFAULT) -> Ready:
    """``$…$``, big or within a line."""
    if isinstance(node, Text):
        return Ready(escape(node.text))
    return Ready(f"${chr(92) + 'displaystyle ' if display else ''}{print_latex(node, conventions)}$")


def content(prose: Prose, display: bool = False, conventions: Conventions = DEFAULT) -> Ready:
    """Words and formulas."""
    parts = (escape(part) if isinstance(part, str) else formula(part, display, conventions) for part in prose)
    return Ready("".join(parts))


def equation(line: Line, conventions: Conventions = DEFAULT) -> Ready:
    """A line of a worked solution: left = right, = right (≈ where it says so), or what there is of the two."""
    if line.right is None:
        return formula(line.left, conventions=conventions) if line.left is not None else Ready("")
    left = "" if line.left is None else print_latex(line.left, conventions)
    return Ready(rf"$\displaystyle {left} {RELATION_SIGNS[line.sign]} {print_latex(line.right, conventions)}$")


@cache
def _templates(conventions: Conventions, own: Templates | None) -> ImmutableSandboxedEnvironment:
    return environment(
        "latex",
        escape,
        {
            "formula": partial(formula, conventions=conventions),
            "content": partial(content, conventions=conventions),
            "equation": partial(equation, conventions=conventions),
            "label": first_upper,
            "comment": lambda value: Ready("".join(c if c.isprintable() else " " for c in str(value))),
        },
        signs="angles",
        own=own,
    )
