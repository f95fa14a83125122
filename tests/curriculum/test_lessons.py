"""The shipped lessons: made for every skill that has one, and their lines of Python run."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Concept
from calcdrill.export.anki.lesson import lesson_html
from calcdrill.export.anki.markup import check_html
from calcdrill.expression.notation.prose import prose_text
from calcdrill.lessons import chapter_of, lesson_of
from calcdrill.practice.layout import Look
from calcdrill.practice.lesson_text import chapter_lines, lesson_lines

CATALOG = load_catalog()


def taught() -> list[Concept]:
    found = [concept for concept in CATALOG.concepts.values() if concept.lesson is not None]
    assert found, "no lesson was found"
    return found


@pytest.mark.parametrize("concept", taught(), ids=lambda concept: concept.id)
def test_a_lesson_is_whole(concept: Concept) -> None:
    page = lesson_of(CATALOG, concept.id)
    assert {"what", "intuition", "mistake", "use"} <= set(page.words)
    assert page.example is not None
    sentences = prose_text(page.words["what"]).count(". ") + 1
    assert 2 <= sentences <= 6, sentences
    text = "\n".join(lesson_lines(page, Look(80)))
    assert concept.title in text and "Worked example" in text and "Answer:" in text
    check_html(lesson_html(page))


@pytest.mark.parametrize("concept", taught(), ids=lambda concept: concept.id)
def test_the_lines_of_python_compute_something(concept: Concept) -> None:
    assert concept.lesson is not None and concept.lesson.python
    pytest.importorskip("numpy")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(concept.lesson.python, concept.id, "exec"), {"__name__": "lesson"})  # shipped lines alone
    assert printed.getvalue().strip()


def test_a_chapter_names_its_skills() -> None:
    for topic in CATALOG.topics:
        text = "\n".join(chapter_lines(chapter_of(CATALOG, topic.id), Look(80)))
        assert topic.title in text and all(concept.title in text for concept in topic.concepts)
