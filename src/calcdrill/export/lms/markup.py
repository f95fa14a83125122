r"""Words, formulas and worked lines of a question as HTML that is also XML, with formulas as the system wants them.

MATHJAX   \( … \), for systems that run MathJax over the page
CANVAS    Canvas's own pictures of equations, which keep their LaTeX and have words for screen readers
MATHML    <math>, for QTI 2.1
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from string import ascii_letters, digits
from typing import Final

from calcdrill.export import html as native
from calcdrill.export.anki.markup import inert
from calcdrill.export.rendering import first_upper
from calcdrill.export.view import Line
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.notation.latex import RELATION_SIGNS
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.prose import write_prose
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.speech_words import ENGLISH
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Text
from calcdrill.figures import describe
from calcdrill.problem import Figure, Statement

__all__ = ["MATHEMATICS", "Markup", "canvas", "mathjax", "mathml", "picture", "title", "visible"]


def visible(text: str) -> str:
    """The text without characters that XML or a reader cannot take: a space in place of each."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


_NO_TAGS: Final = str.maketrans("<>", "‹›")


def title(text: str) -> str:
    """A title that is text even where a system takes titles for HTML."""
    return visible(text).translate(_NO_TAGS)


def _mathjax(latex: str, speech: str) -> str:
    return rf"\({escape(latex, quote=False)}\)"


_PLAIN: Final = frozenset(ascii_letters + digits + "-._~")


def _quoted(text: str) -> str:
    """The text as part of an address."""
    return "".join(chr(byte) if chr(byte) in _PLAIN else f"%{byte:02X}" for byte in text.encode())


def _canvas(latex: str, speech: str) -> str:
    source, words = escape(latex), escape(speech)
    address = f"/equation_images/{_quoted(_quoted(latex))}"
    return (
        f'<img class="equation_image" title="{source}" src="{address}" alt="{words}" data-equation-content="{source}"/>'
    )


def _by_latex(written: Callable[[str, str], str], signs: Conventions) -> Markup:
    """A formula, and a worked line, through a writer of (LaTeX, words)."""

    def formula(node: Node) -> str:
        return written(print_latex(node, signs), write_speech(node))

    def equation(line: Line) -> str:
        parts = [("", line.left), (line.sign, line.right)] if line.right is not None else [("", line.left)]
        latex = [
            (RELATION_SIGNS[sign] if sign else "", print_latex(node, signs)) for sign, node in parts if node is not None
        ]
        speech = [(ENGLISH[sign] if sign else "", write_speech(node)) for sign, node in parts if node is not None]
        return written(*(" ".join(word for pair in pairs for word in pair if word) for pairs in (latex, speech)))

    return Markup(formula, equation)


MATHEMATICS: Final = "http://www.w3.org/1998/Math/MathML"


def _named(markup: str) -> str:
    """The formulas with their namespace, in the terms of MathML 2: a style inside, for ``displaystyle``."""
    opened = re.sub('<math displaystyle="true"([^>]*)>', r'<math\1><mstyle displaystyle="true">', markup)
    closed = opened.replace("</math>", "</mstyle></math>")
    return closed.replace("<math", f'<math xmlns="{MATHEMATICS}"')


@dataclass(frozen=True)
class Markup:
    """How one system wants formulas: ``formula`` of a tree, ``equation`` of a worked line of two formulas."""

    formula: Callable[[Node], str]
    equation: Callable[[Line], str]

    def words(self, text: str) -> str:
        """Words as HTML in which nothing is run."""
        return inert(visible(text)).replace("\n\n", "<br/><br/>").replace("\n", " ")

    def prose(self, prose: Prose) -> str:
        """A sentence with its formulas."""
        return write_prose(prose, self.formula, self.words)

    def paragraph(self, prose: Prose) -> str:
        """A sentence as a paragraph, or nothing."""
        return f"<p>{self.prose(prose)}</p>" if prose else ""

    def statement(self, statement: Statement) -> str:
        """The whole question in words; its choices are not in it."""
        given = (" ", *statement.given) if statement.given else ()
        return self.paragraph(statement.context) + self.paragraph((*statement.instruction, *given))

    def solution(self, lines: Iterable[Line]) -> str:
        """The worked lines, each with its rule."""
        items = "".join(f"<li>{self._line(line)}</li>" for line in lines)
        return f"<ol>{items}</ol>" if items else ""

    def _line(self, line: Line) -> str:
        note = f"<br/>{self.prose(line.note)}" if line.note else ""
        return f"<em>{self.words(first_upper(line.rule))}:</em> {self._sides(line)}{note}"

    def _sides(self, line: Line) -> str:
        sides = [side for side in (line.left, line.right) if side is not None]
        if any(isinstance(side, Text) for side in sides):
            return " → ".join(self.prose((side,)) for side in sides)
        return self.equation(line) if sides else ""


@cache
def mathjax(signs: Conventions) -> Markup:
    """Formulas between \\( and \\)."""
    return _by_latex(_mathjax, signs)


@cache
def canvas(signs: Conventions) -> Markup:
    """Canvas's equations."""
    return _by_latex(_canvas, signs)


@cache
def mathml(signs: Conventions) -> Markup:
    """MathML with its namespace."""
    return Markup(
        lambda node: _named(native.formula(node, conventions=signs)),
        lambda line: _named(native.equation(line, signs)),
    )


def picture(figure: Figure | None, place: str) -> str:
    """The file of a drawing shown in a question, with its description."""
    if figure is None:
        return ""
    return f'<p><img src="{escape(place)}" alt="{escape(visible(describe(figure)))}" width="420"/></p>'
