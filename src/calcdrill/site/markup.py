"""Prose, formulas, worked lines and figures as HTML with MathML, for pages and for the problems that scripts show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.export.anki.drawing import drawn
from calcdrill.export.html import content, equation, escape, formula
from calcdrill.export.rendering import Ready, first_upper
from calcdrill.export.view import Line, worked_lines
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node, Text
from calcdrill.problem import Figure, Statement

__all__ = ["Markup", "paragraphs", "silent", "small"]

_STRAY: Final = re.compile(r"(<math(?:(?!</math>).)*</math>[.,;:!?)]+)")
"""A formula and the sign behind it, which must not go to the next line alone."""
_ALTTEXT: Final = re.compile(r' alttext="[^"]*"')
_ROW_OF_ONE: Final = re.compile(r"<mrow>(<m[in]>[^<]*</m[in]>)</mrow>")


@dataclass(frozen=True)
class Markup:
    """The writer of a site: formulas are in the signs of its ``conventions``."""

    conventions: Conventions = DEFAULT

    def words(self, prose: Prose) -> Ready:
        """A run of words with formulas inside."""
        return _kept_together(content(prose, conventions=self.conventions))

    def display(self, node: Node, kind: str = "") -> Ready:
        """A formula on a line of its own, which scrolls where it is too wide."""
        name = f"f {kind}".strip()
        if isinstance(node, Text):
            return Ready(f'<p class="{name}">{escape(node.text)}</p>')
        return Ready(f'<div class="{name}">{formula(node, conventions=self.conventions)}</div>')

    def statement(self, said: Statement) -> Ready:
        """The question: context, what to do, what it is done to."""
        context = f'<p class="ctx">{self.words(said.context)}</p>' if said.context else ""
        return Ready(f'{context}<p class="do">{self.words(said.instruction)}</p>{self._given(said.given)}')

    def _given(self, given: Prose) -> str:
        if not given:
            return ""
        if isinstance(given[0], str) and len(given[0]) > 30:
            return f'<p class="given prose">{self.words(given)}</p>'
        return f'<div class="given">{_kept_together(content(given, True, self.conventions))}</div>'

    def steps(self, lines: Iterable[Step], detail: str = "short") -> tuple[Ready, ...]:
        """Each worked line as the inside of a list's item: the rule, the equation, the note."""
        return tuple(self._step(line) for line in worked_lines(tuple(lines), detail))

    def _step(self, line: Line) -> Ready:
        note = f'<p class="note">{silent(self.words(line.note))}</p>' if line.note else ""
        rule = f'<p class="rule">{escape(first_upper(line.rule))}</p>'
        return Ready(f'{rule}<div class="f">{silent(equation(line, self.conventions))}</div>{note}')

    def figure(self, drawing: Figure | None) -> Ready:
        """The drawing in the colour of the text; nothing where there is none or it cannot be drawn."""
        if drawing is None:
            return Ready("")
        try:
            return Ready(f'<figure class="fig">{drawn(drawing, self.conventions.decimal)}</figure>')
        except Unwritable:
            return Ready("")


def _kept_together(html: str) -> Ready:
    return Ready(_STRAY.sub(r'<span class="n">\1</span>', html).strip())


def paragraphs(prose: Prose) -> tuple[Prose, ...]:
    """The paragraphs of a text: a line break ends one."""
    parts: list[list[str | Node]] = [[]]
    for part in prose:
        if isinstance(part, Node):
            parts[-1].append(part)
            continue
        first, *others = part.split("\n")
        parts[-1].append(first)
        parts.extend([other] for other in others)
    return tuple(tuple(one) for one in parts if any(isinstance(part, Node) or part.strip() for part in one))


def silent(html: str) -> Ready:
    """The same without the formulas' words: MathML says itself what it is, and the problems are a third smaller."""
    return Ready(_ALTTEXT.sub("", html))


def small(html: str) -> str:
    """The same picture in fewer characters, for data: signs instead of references, no row about one sign.

    The style sheet sets formulas on lines of their own as large as ``displaystyle`` would.
    """
    plain = html.replace(' displaystyle="true"', "").replace("&#x2062;", "\u2062").replace("&#x2061;", "\u2061")
    return _ROW_OF_ONE.sub(r"\1", plain)
