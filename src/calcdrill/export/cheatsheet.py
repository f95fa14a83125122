"""The cheat sheet: every concept's formula, what it says, one worked line; two dense pages for a whole course.

    make_cheatsheet(topics, examples, title) → {".pdf": …, ".typ": …}

Everything is made from the concepts; nothing is typed twice. As much is shown as fits: the type gets smaller down to
what can be read, then everything runs on like words, then the summaries go, then the worked lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from calcdrill import __version__
from calcdrill.catalog.values import Concept, Topic
from calcdrill.columns import in_columns
from calcdrill.errors import InputError
from calcdrill.export.pdf import compile_pdf, query
from calcdrill.export.rendering import Ready, Templating, render
from calcdrill.export.typst import drawing
from calcdrill.export.typst import templates as typst_templates
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Name, Node, Relation
from calcdrill.kinds import find
from calcdrill.kinds.common import ORDINALS
from calcdrill.problem import Figure, Problem

__all__ = ["FORMATS", "Entry", "Section", "make_cheatsheet"]

FORMATS: Final = ("pdf", "typst")
_TELLING: Final = re.compile(rf"\d|largest|smallest|find the maximum|find the minimum|{'|'.join(ORDINALS[1:])}")
"""Words of an instruction that differ from problem to problem of a kind."""
_LOOKS: Final = (
    *((size, "full") for size in (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)),
    *((size, "flow-full") for size in (7.5, 7.2, 6.9, 6.6)),
    *((size, "flow") for size in (8.4, 8.0, 7.6, 7.2, 6.9, 6.6, 6.3, 6.0)),
    *((size, "lean") for size in (6.6, 6.3, 6.0, 5.7, 5.4, 5.0)),
)
"""Type size and what is shown, from the richest look to the most frugal one."""


@dataclass(frozen=True)
class Entry:
    """A concept on the sheet; ``asked``, ``given`` and ``answer`` are its worked line."""

    title: str
    formulas: tuple[Node, ...]
    summary: Prose
    asked: Prose = ()
    given: Prose = ()
    answer: Node | None = None


@dataclass(frozen=True)
class Section:
    """A topic on the sheet, with one small figure, and what it shows, where one of its examples has one."""

    title: str
    entries: tuple[Entry, ...]
    figure: Ready | None = None
    caption: Prose = ()


def make_cheatsheet(
    topics: Sequence[Topic],
    examples: Mapping[str, Problem],
    title: str,
    format: str = "pdf",
    paper: str = "a4",
    pages: int = 2,
    conventions: Conventions = DEFAULT,
) -> dict[str, bytes]:
    """The sheet's files, keyed by the end of their names.

    ``examples`` has a problem for each concept's id that is to have a worked line. Raises InputError for an unknown
    format or paper, for no concept at all, or where even the smallest type needs more than ``pages`` pages.
    """
    if format not in FORMATS:
        raise InputError(f"there is no cheat sheet format {format!r}; there are {', '.join(FORMATS)}")
    if paper not in {"a4", "letter"}:
        raise InputError(f"there is no paper {paper!r}; there are a4, letter")
    sections = tuple(_sections(topics, examples, conventions))
    if not sections:
        raise InputError("a cheat sheet needs one concept or more")
    source = _fitting(sections, title, paper, pages, partial(typst_templates, conventions))
    files = {".typ": source.encode()}
    return {".pdf": compile_pdf(source), **files} if format == "pdf" else files


def _sections(topics: Sequence[Topic], examples: Mapping[str, Problem], conventions: Conventions) -> Iterator[Section]:
    for topic in topics:
        columned = {name: in_columns(example, conventions) for name, example in examples.items()}
        entries = tuple(_entry(concept, columned.get(concept.id)) for concept in topic.concepts)
        if entries:
            yield Section(topic.title, entries, *_picture(topic, examples, conventions))


def _entry(concept: Concept, example: Problem | None) -> Entry:
    formulas = tuple(formula.tree for formula in concept.formulas)
    if example is None or not example.statement.given:
        return Entry(concept.title, formulas, concept.summary)
    given = _without_stop(example.statement.given)
    return Entry(concept.title, formulas, concept.summary, _asked(example), given, example.answer)


def _asked(example: Problem) -> Prose:
    """What is asked where the title does not say it: a place, an order, how many steps, which extremum."""
    instruction = example.statement.instruction
    return instruction if any(_is_telling(part) for part in instruction) else ()


def _is_telling(part: str | Node) -> bool:
    if isinstance(part, str):
        return bool(_TELLING.search(part))
    return not isinstance(part, Name | Relation)


def _without_stop(prose: Prose) -> Prose:
    last = prose[-1]
    if not isinstance(last, str):
        return prose
    kept = last.rstrip().removesuffix(".")
    return (*prose[:-1], kept) if kept else prose[:-1]


def _picture(
    topic: Topic, examples: Mapping[str, Problem], conventions: Conventions
) -> tuple[Ready, Prose] | tuple[()]:
    """The topic's first example that can be drawn, drawn once for all looks that are tried, and what it shows."""
    for concept in topic.concepts:
        figure = _figure(examples[concept.id]) if concept.id in examples else None
        drawn = drawing(figure, conventions) if figure is not None else "none"
        if drawn != "none":
            given = _without_stop(in_columns(examples[concept.id], conventions).statement.given)
            return Ready(drawn), (f"{concept.title}: ", *given)
    return ()


def _figure(problem: Problem) -> Figure | None:
    """The problem's own figure, or a picture of its task."""
    return problem.figure or find(problem.task.kind).illustration(problem.task, problem.solution)


def _fitting(sections: Sequence[Section], title: str, paper: str, pages: int, of: Templating) -> str:
    """The source in the richest look that needs no more than so many pages (a search by halving)."""

    def source(look: tuple[float, str]) -> str:
        values = {"sections": sections, "title": title, "paper": paper, "version": __version__}
        return render(of, None, "cheatsheet.typ.j2", **values, size=look[0], detail=look[1])

    low, high = 0, len(_LOOKS)
    while low < high:
        middle = (low + high) // 2
        needed = int(query(source(_LOOKS[middle]), "<pages>", field="value", one=True))
        low, high = (low, middle) if needed <= pages else (middle + 1, high)
    if low == len(_LOOKS):
        count = sum(len(section.entries) for section in sections)
        raise InputError(f"{count} concepts do not fit on {pages} pages; ask for fewer topics")
    return source(_LOOKS[low])
