"""A sheet as LaTeX source for the ``exam`` class: a file for the sheet, without answers, and one for the key."""

from __future__ import annotations

import math
from functools import cache, partial

from jinja2.sandbox import ImmutableSandboxedEnvironment

from calcdrill.errors import Unwritable
from calcdrill.export.columns import Paper
from calcdrill.export.extent import widest_part
from calcdrill.export.rendering import Ready, environment, in_signs, one_line, render
from calcdrill.export.themes import Templates
from calcdrill.export.tikz import tikz_of
from calcdrill.export.view import Line, Page
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex import RELATION_SIGNS, latex_text
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Text
from calcdrill.figures import draw
from calcdrill.problem import Figure

__all__ = ["content", "escape", "write_sheet_latex"]


def write_sheet_latex(page: Page, part: str = "sheet") -> str:
    """The source; ``part`` is "sheet", "key" or "both" (the answers after the sheet)."""
    of, sheet = partial(_templates, page.sheet.notation), page.sheet
    return render(of, sheet.templates, "document.tex.j2", page=page, sheet=sheet, paper=Paper(sheet), part=part)


def escape(text: str) -> str:
    """Words for LaTeX's text mode; what cannot be printed becomes a space."""
    return latex_text("".join(character if character.isprintable() else " " for character in text))


def formula(node: Node, display: bool = True, conventions: Conventions = DEFAULT) -> Ready:
    """``$…$``, big or within a line."""
    if isinstance(node, Text):
        return Ready(escape(node.text))
    return Ready(f"${chr(92) + 'displaystyle ' if display else ''}{print_latex(node, conventions)}$")


def content(prose: Prose, display: bool = False, room: float = math.inf, conventions: Conventions = DEFAULT) -> Ready:
    """Words and formulas; a formula that cannot be broken so that it fits ``room`` (em) is made smaller."""

    def part(node: Node) -> str:
        made = formula(node, display, conventions)
        return rf"\fit{{{made}}}" if 1.15 * widest_part(node) > room and not isinstance(node, Text) else made

    return Ready("".join(escape(inner) if isinstance(inner, str) else part(inner) for inner in prose))


def fitted(node: Node, conventions: Conventions = DEFAULT) -> Ready:
    """A formula that is made smaller where it is too wide."""
    made = formula(node, conventions=conventions)
    return made if isinstance(node, Text) else Ready(rf"\fit{{{made}}}")


def boxed(prose: Prose, conventions: Conventions = DEFAULT) -> Ready:
    """An answer in a frame; words without one, for they may run over several lines."""
    if len(prose) == 1 and isinstance(prose[0], Node) and not isinstance(prose[0], Text):
        return Ready(rf"\fit{{\fbox{{{formula(prose[0], conventions=conventions)}}}}}")
    return content(prose, True, conventions=conventions)


def equation(line: Line, is_whole: bool = True, conventions: Conventions = DEFAULT) -> Ready:
    """A line of a worked solution: left = right, = right (≈ where it says so), or what there is of the two.

    What does not fit as a whole is broken before the sign.
    """
    if line.right is None:
        return fitted(line.left, conventions) if line.left is not None else Ready("")
    left = "" if line.left is None else print_latex(line.left, conventions)
    right = f"{RELATION_SIGNS[line.sign]} {print_latex(line.right, conventions)}"
    if is_whole or not left:
        return Ready(rf"\fit{{$\displaystyle {left} {right}$}}")
    return Ready(rf"\fit{{$\displaystyle {left}$}}\\[0.5em]\fit{{$\displaystyle {right}$}}")


def drawing(figure: Figure, conventions: Conventions = DEFAULT) -> Ready:
    """The figure in TikZ, or nothing where it cannot be drawn."""
    try:
        return Ready(tikz_of(draw(figure, decimal=conventions.decimal)))
    except Unwritable:
        return Ready("")


@cache
def _templates(conventions: Conventions, own: Templates | None) -> ImmutableSandboxedEnvironment:
    filters = in_signs(conventions, formula, content, equation, fitted, boxed, drawing)
    return environment("latex", escape, {**filters, "comment": one_line}, signs="angles", own=own)
