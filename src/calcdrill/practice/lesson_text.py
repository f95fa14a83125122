"""A lesson as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.columns import in_columns
from calcdrill.lessons import HEADINGS, Chapter, LessonPage
from calcdrill.practice.layout import Look, heading, set_prose
from calcdrill.practice.session import example_prose
from calcdrill.practice.shown import problem_lines

__all__ = ["chapter_lines", "first_lines", "lesson_lines"]


def lesson_lines(page: LessonPage, look: Look) -> Iterator[str]:
    """The lesson, part by part, each under its heading."""
    yield from heading(page.concept.title, f"{page.topic.title} · level {page.concept.difficulty}", look)
    for part, words in HEADINGS.items():
        lines = list(_part(page, part, look))
        if lines:
            yield from ("", look.bold(words), *lines)


def first_lines(page: LessonPage, look: Look) -> Iterator[str]:
    """What is needed before the first problem of a skill: what it is, its formulas, an example without its steps."""
    yield from heading(f"New: {page.concept.title}", page.topic.title, look)
    yield from set_prose(page.words.get("what", page.concept.summary), look, "  ")
    for formula in page.formulas:
        yield from set_prose((formula,), look, "    ")
    if page.example is not None:
        for line in example_prose(in_columns(page.example, look.conventions)):
            yield from set_prose(line, look, "  ")
    yield look.dim("  explain shows the whole lesson.")


def chapter_lines(chapter: Chapter, look: Look) -> Iterator[str]:
    """The topic's introduction, its skills by name, and what to take along."""
    yield look.bold(chapter.topic.title)
    for paragraph in chapter.topic.introduction or (chapter.topic.summary,):
        if paragraph:
            yield from ("", *set_prose(paragraph, look, "  "))
    yield from ("", look.bold("Skills"))
    width = max(len(page.concept.id) for page in chapter.lessons)
    for page in chapter.lessons:
        yield f"  {page.concept.id:<{width}}  {page.concept.title}"
    if chapter.topic.recap:
        yield from ("", look.bold("What to remember"))
        for sentence in chapter.topic.recap:
            yield from set_prose(("• ", *sentence), look, "  ")


def _part(page: LessonPage, part: str, look: Look) -> Iterator[str]:
    if part in page.words:
        yield from set_prose(page.words[part], look, "  ")
    elif part == "formula":
        for formula in page.formulas:
            yield from set_prose((formula,), look, "    ")
    elif part == "example" and page.example is not None:
        yield from problem_lines(page.example, look)
    elif part == "python":
        yield from (f"    {line}".rstrip() for line in page.python.splitlines())
