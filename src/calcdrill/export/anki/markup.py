r"""Prose, formulas, steps and figures as the HTML of a field: MathJax in \( \) and \[ \], no colours, no
scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final

from calcdrill.errors import DeckError, Unwritable
from calcdrill.export.anki import breaking
from calcdrill.export.anki.drawing import drawn
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex import RELATION_SIGNS
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.speech import speak_prose
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node, Text, size
from calcdrill.problem import Figure, Statement

__all__ = [
    "broken",
    "check_html",
    "choice",
    "display",
    "figure",
    "formula",
    "inert",
    "large",
    "safe",
    "spoken",
    "statement",
    "steps",
    "words",
]

_SPOKEN_FROM: Final = 4
"""Questions, answers and choices of this many nodes or more say in words what they are; MathJax speaks the
rest.
"""

_STRAY: Final = re.compile(r"(\\\((?:(?!\\\)).)*\\\)[.,;:!?)]+)")
"""A formula and the sign behind it, which must not go to the next line alone."""

_TAG: Final = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?>")


def words(prose: Prose, conventions: Conventions = DEFAULT) -> str:
    """A run of words with formulas inside, for one line of text; an empty line starts a new one."""
    parts = [formula(part, conventions) if isinstance(part, Node) else _plain(part) for part in prose]
    return _STRAY.sub(r'<span class="cd-n">\1</span>', "".join(parts)).strip()


_BEGINS_MEDIA: Final = r"\[(?=\s*/?\s*(?:latex|\$|sound:|anki:))"
_MEDIA: Final = re.compile(_BEGINS_MEDIA, re.IGNORECASE)
_ACTIVE: Final = re.compile(rf"\\|\{{(?=\{{)|\}}(?=\}})|\$(?=\$)|{_BEGINS_MEDIA}|::", re.IGNORECASE)
"""What Anki or MathJax may read as more than text: TeX, clozes and template fields, media, LaTeX."""


def inert(text: str) -> str:
    """Words as HTML in which Anki and MathJax find nothing to do.

    Anki looks at the source, so that a character reference is enough for it; MathJax looks at the text of the page,
    but never across an element's edge.
    """
    return _ACTIVE.sub(lambda found: f"<span>{_referred(found)}</span>", escape(text, quote=False))


def _referred(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" for sign in found[0])


def _plain(text: str) -> str:
    return inert(text).replace("\n\n", "<br><br>").replace("\n", " ")


def formula(node: Node, conventions: Conventions = DEFAULT) -> str:
    """A formula inside a line, which may be broken between its pieces."""
    if isinstance(node, Text):
        return _plain(node.text)
    return _row(breaking.pieces(print_latex(node, conventions)), "")


def choice(prose: Prose, conventions: Conventions = DEFAULT) -> str:
    """The text of a choice; a formula that is nothing else is set as large as one on a line of its own."""
    if len(prose) == 1 and isinstance(prose[0], Node) and not isinstance(prose[0], Text):
        return "<br>".join(map(large, breaking.lines(print_latex(prose[0], conventions))))
    return words(prose, conventions)


def display(node: Node, more: str = "", conventions: Conventions = DEFAULT) -> str:
    """A formula on lines of its own; ``more`` is another class."""
    if isinstance(node, Text):
        return f'<p class="cd-f{more and " " + more}">{_plain(node.text)}</p>'
    return _line(print_latex(node, conventions), spoken((node,)), more)


def _line(tex: str, label: str = "", more: str = "") -> str:
    """A display of raw TeX; where it is wide, in pieces between which the browser may break the line."""
    if not breaking.is_wide(tex):
        return f'<div class="cd-f{more and " " + more}"{label}>\\[{safe(tex)}\\]</div>'
    return broken(map(large, breaking.lines(tex)), label, more)


def broken(lines: Iterable[str], label: str = "", more: str = "") -> str:
    """The block of a display in pieces: in the middle where the screen is wide enough; on the left where a line is
    broken, and what is behind the break moved in.
    """
    rows = "".join(f"<div>{line}</div>" for line in lines)
    return f'<div class="cd-f cd-w{more and " " + more}"{label}><div>{rows}</div></div>'


def large(pieces: Iterable[str]) -> str:
    """The pieces of a line, raw TeX, as large as in a display."""
    return _row(pieces, r"\displaystyle ")


def _row(pieces: Iterable[str], style: str) -> str:
    gaps = ((piece, "<wbr>" if piece.startswith(breaking.FACTOR) else " ") for piece in pieces)
    return "".join(rf"{gap}\({style}{safe(piece)}\)" for piece, gap in gaps).strip()


def safe(tex: str) -> str:
    """TeX as HTML in which Anki finds nothing of its own."""
    return _MEDIA.sub(_referred, escape(tex, quote=False))


def spoken(prose: Prose, role: str = ' role="math"') -> str:
    """The attributes with which a screen reader says this in words; nothing where it needs no help."""
    if all(isinstance(part, str) or size(part) < _SPOKEN_FROM for part in prose):
        return ""
    return f'{role} aria-label="{_ACTIVE.sub(_referred, escape(speak_prose(prose)))}"'


def statement(said: Statement, conventions: Conventions = DEFAULT) -> str:
    """The question: context, what to do, and what it is done to, a formula that leads it on a line of its
    own.
    """
    context = f'<p class="cd-ctx">{words(said.context, conventions)}</p>' if said.context else ""
    return context + f'<p class="cd-do">{words(said.instruction, conventions)}</p>' + _given(said.given, conventions)


def _given(given: Prose, conventions: Conventions) -> str:
    if not given:
        return ""
    first, rest = given[0], given[1:]
    if isinstance(first, str) or (rest and size(first) < _SPOKEN_FROM):
        return f'<p class="cd-given">{words(given, conventions)}</p>'
    if rest and isinstance(rest[-1], str):
        rest = (*rest[:-1], rest[-1].removesuffix("."))
    after = words(rest, conventions).lstrip(", ")
    return display(first, "cd-given", conventions) + (f'<p class="cd-given cd-at">{after}</p>' if after else "")


def steps(lines: Iterable[Step], depth: int = 9, conventions: Conventions = DEFAULT) -> str:
    """The worked solution: a line a step, with the smaller steps folded in, ``depth`` levels of them."""
    html, last = [], None
    for step in lines:
        html.append(_step(step, last, depth, conventions))
        last = step.after
    return f'<ol class="cd-steps">{"".join(html)}</ol>' if html else ""


def _step(step: Step, last: Node | None, depth: int, conventions: Conventions) -> str:
    note = f'<p class="cd-note">{words(step.note, conventions)}</p>' if step.note else ""
    inner = ""
    if step.substeps and depth:
        smaller = steps(step.substeps, depth - 1, conventions)
        inner = f'<details><summary class="tappable">In detail</summary>{smaller}</details>'
    return f'<li><p class="cd-rule">{_plain(step.rule)}</p>{_equation(step, last, conventions)}{note}{inner}</li>'


def _equation(step: Step, last: Node | None, conventions: Conventions) -> str:
    before, after = step.before, step.after
    if before == after:
        return formula(after) if isinstance(after, Text) else _line(print_latex(after, conventions))
    if isinstance(before, Text) or isinstance(after, Text):
        return f'<p class="cd-f">{formula(before, conventions)} → {formula(after, conventions)}</p>'
    right = f"{RELATION_SIGNS[step.sign]} {print_latex(after, conventions)}"
    return _line(right if before == last else f"{print_latex(before, conventions)} {right}")


def figure(drawing: Figure | None, conventions: Conventions = DEFAULT) -> str:
    """The drawing as inline SVG, in the theme's colours and without a file; nothing if there is none."""
    if drawing is None:
        return ""
    try:
        return f'<div class="cd-fig">{_ACTIVE.sub(_referred, drawn(drawing, conventions.decimal))}</div>'
    except Unwritable:
        return ""


def check_html(field: str) -> None:
    """Raise DeckError at a ``<`` that starts no tag: Anki would swallow what follows it."""
    position = field.find("<")
    while position >= 0:
        tag = _TAG.match(field, position)
        if not tag:
            raise DeckError(f"a field holds a bare '<': …{field[max(0, position - 20) : position + 40]}…")
        position = field.find("<", tag.end())
