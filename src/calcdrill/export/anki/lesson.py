"""A lesson as the back of a card."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from calcdrill.columns import in_columns
from calcdrill.export.anki import markup
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.lessons import HEADINGS, LessonPage

__all__ = ["lesson_html"]


def lesson_html(page: LessonPage, conventions: Conventions = DEFAULT) -> str:
    """The parts of the lesson, each under its heading."""
    parts = ((heading, "".join(_part(page, part, conventions))) for part, heading in HEADINGS.items())
    return "".join(f'<p class="cd-rule">{heading}</p>{html}' for heading, html in parts if html)


def _part(page: LessonPage, part: str, conventions: Conventions) -> Iterator[str]:
    if part in page.words:
        yield f"<p>{markup.words(page.words[part], conventions)}</p>"
    elif part == "formula":
        yield from (markup.display(formula, conventions=conventions) for formula in page.formulas)
    elif part == "example" and page.example is not None:
        example = in_columns(page.example, conventions)
        yield markup.statement(example.statement, conventions)
        yield markup.steps(example.solution.steps, 1, conventions)
        yield markup.display(example.answer, "cd-ans", conventions)
        yield markup.figure(page.picture, conventions)
    elif part == "python" and page.python:
        yield f'<pre class="cd-code"><code>{escape(page.python, quote=False)}</code></pre>'
