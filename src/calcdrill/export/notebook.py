"""Chapters as a Jupyter notebook: lessons with their pictures and code to run, then fresh problems to unfold.

    (Chapter or LessonPage, its problems) … ─► JSON of nbformat 4.5

The code is what the lesson's author wrote; calcdrill does not run it. Words are Markdown in which nothing is run.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape as escape_html
from typing import Any

from calcdrill.choices import choice_letter, lettered_answer
from calcdrill.errors import Unwritable
from calcdrill.export import markdown
from calcdrill.export.rendering import first_upper
from calcdrill.export.view import worked_lines
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.prose import write_prose
from calcdrill.expression.steps import Prose
from calcdrill.figures import describe, draw
from calcdrill.lessons import HEADINGS, Chapter, LessonPage
from calcdrill.problem import Figure, Problem

__all__ = ["Part", "write_notebook"]


@dataclass(frozen=True)
class Part:
    """A chapter, or the lesson of one skill, with the problems that follow it."""

    text: Chapter | LessonPage
    problems: tuple[Problem, ...]


def write_notebook(parts: Sequence[Part], seed: int, signs: Conventions = DEFAULT) -> str:
    """The notebook's JSON, the same bytes for the same parts."""
    writer = _Writer(signs)
    cells: dict[str, dict[str, Any]] = {}
    for part in parts:
        for name, cell in writer.part(part, seed):
            cells.setdefault(name[:64], {"id": name[:64], **cell})
    notebook = {
        "cells": list(cells.values()),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


Cell = tuple[str, dict[str, Any]]
"""The name of a cell, and the rest of it."""


def _words(name: str, paragraphs: Iterable[str]) -> Cell:
    source = "\n\n".join(filter(None, paragraphs))
    return name, {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def _code(name: str, source: str) -> Cell:
    lines = source.rstrip().splitlines(keepends=True)
    return name, {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}


def _plain(text: str) -> str:
    """Words as Markdown; a backslash never stands before what would make it a formula, and nothing is a tag."""
    escaped = markdown.escape(text).replace("\\\\", "&#92;&#8203;")
    return escaped.replace("\\<", "&lt;").replace("\\>", "&gt;")


def _folded(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{content}\n\n</details>" if content else ""


@dataclass(frozen=True)
class _Writer:
    """Writes the cells of a part, its formulas in the signs that were chosen."""

    signs: Conventions

    def prose(self, prose: Prose) -> str:
        return write_prose(prose, lambda node: f"${print_latex(node, self.signs).strip()}$", _plain)

    def part(self, part: Part, seed: int) -> Iterator[Cell]:
        text = part.text
        name = text.topic.id if isinstance(text, Chapter) else text.concept.id
        if isinstance(text, Chapter):
            told = map(self.prose, text.topic.introduction or (text.topic.summary,))
            yield _words(f"topic-{name}", (f"# {_plain(text.topic.title)}", *told))
            for lesson in text.lessons:
                yield from self.lesson(lesson, "##")
            if text.topic.recap:
                recap = (f"* {self.prose(sentence)}" for sentence in text.topic.recap)
                yield _words(f"recap-{name}", ("## What to remember", *recap))
        else:
            yield from self.lesson(text, "#")
        if part.problems:
            other = f"Other numbers: `calcdrill notebook {name} --seed {seed + 1} -o {name}.ipynb`"
            yield _words(f"problems-{name}", ("## Problems", other))
        for number, problem in enumerate(part.problems, start=1):
            yield self.problem(f"problem-{name}-{number}", number, problem)

    def lesson(self, page: LessonPage, level: str) -> Iterator[Cell]:
        """The lesson in words, then its code."""
        said = [f"{level} {_plain(page.concept.title)}"]
        for part, heading in HEADINGS.items():
            content = "" if part == "python" else "\n\n".join(filter(None, self._said(page, part)))
            if content:
                said += [f"{level}# {heading}", content]
        yield _words(f"lesson-{page.concept.id}", said)
        if page.python:
            yield _code(f"code-{page.concept.id}", page.python)

    def _said(self, page: LessonPage, part: str) -> Iterator[str]:
        if part == "formula":
            yield from (f"$${print_latex(formula, self.signs).strip()}$$" for formula in page.formulas)
        elif part == "example" and page.example is not None:
            yield self.prose(page.example.statement.prose)
            yield self.solution(page.example)
            yield f"Answer: {self.prose(lettered_answer(page.example))}"
        elif part in page.words:
            yield self.prose(page.words[part])
        if part == "intuition":
            yield self.picture(page.picture)

    def problem(self, name: str, number: int, problem: Problem) -> Cell:
        """A problem with its hints and its solution to unfold."""
        choices = (
            f"{choice_letter(place)}) {self.prose(choice)}" for place, choice in enumerate(problem.statement.choices)
        )
        hints = (_folded("Hint", self.prose(hint)) for hint in problem.hints)
        answer = f"**Answer:** {self.prose(lettered_answer(problem))}"
        solution = "\n\n".join(filter(None, (self.solution(problem), self.picture(problem.figure), answer)))
        statement = f"**{number}.** {self.prose(problem.statement.prose)}"
        return _words(name, (statement, *choices, *hints, _folded("Solution", solution)))

    def solution(self, problem: Problem) -> str:
        """The worked lines as a list."""
        lines = []
        for line in worked_lines(problem.solution.steps, "short"):
            note = f" — {self.prose(line.note)}" if line.note else ""
            lines.append(f"1. *{_plain(first_upper(line.rule))}:* {markdown.equation(line, self.signs)}{note}")
        return "\n".join(lines)

    def picture(self, figure: Figure | None) -> str:
        """The drawing as a picture inside the text, black on white."""
        if figure is None:
            return ""
        try:
            svg = draw(figure, decimal=self.signs.decimal)
        except Unwritable:
            return ""
        drawn = svg.replace("<svg ", '<svg style="background:#fff;color:#000" ', 1)
        data = base64.b64encode(drawn.encode()).decode()
        return f'<img src="data:image/svg+xml;base64,{data}" width="420" alt="{escape_html(describe(figure))}">'
