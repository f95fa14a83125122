"""The pages: what stands in each, filled into the templates of ``templates/html``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from html import unescape
from typing import Any, Final

from jinja2.sandbox import ImmutableSandboxedEnvironment

from calcdrill import __version__
from calcdrill.catalog.values import Concept
from calcdrill.columns import in_columns
from calcdrill.export.html import escape
from calcdrill.export.rendering import Ready, environment, render
from calcdrill.export.themes import Templates
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.notation.prose import prose_text
from calcdrill.lessons import HEADINGS, LessonPage
from calcdrill.site.course import Chapter, Course, labs_of
from calcdrill.site.glossary import GLOSSARY, marked
from calcdrill.site.lab import Lab
from calcdrill.site.markup import Markup, paragraphs

__all__ = ["NAVIGATION", "Page", "pages"]

NAVIGATION: Final = (
    ("index.html", "Course"),
    ("practice.html", "Practice"),
    ("flashcards.html", "Flashcards"),
    ("lab/index.html", "Laboratory"),
    ("cheatsheet.html", "Cheat sheet"),
    ("progress.html", "Progress"),
)
"""What stands at the top of every page: address from the root, and words."""

_COMMON: Final = ("course.js", "schedule.js", "order.js", "history.js", "shell.js")
_PROBLEMS: Final = ("grader.js", "problem.js")


@dataclass(frozen=True)
class Page:
    """One page before it is filled in: its address from the root, its template, what its head and scripts are.

    ``scripts`` and ``styles`` are addresses from the root.
    """

    url: str
    template: str
    title: str
    description: str = ""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way from this page to the root."""
        return "../" * self.url.count("/")

    @property
    def name(self) -> str:
        """What the template is called, for scripts and styles."""
        return self.template.partition(".")[0]


@dataclass(frozen=True)
class Part:
    """A part of a lesson under its heading; ``html`` is ready, ``kind`` is a key of ``HEADINGS``."""

    kind: str
    heading: str
    html: Ready


@dataclass(frozen=True)
class Skill:
    """A skill in its chapter: the lesson's parts and the skills that it builds on (address, title)."""

    concept: Concept
    parts: tuple[Part, ...]
    needs: tuple[tuple[str, str], ...]


def pages(course: Course) -> Iterator[tuple[str, str]]:
    """Every page of the site: its address from the root, and its HTML."""
    of = partial(_templates, course.notation)
    for page in _pages(course):
        values = {"page": page, "course": course, "navigation": NAVIGATION, "version": __version__, **page.values}
        yield page.url, render(of, None, page.template, **values)


def _pages(course: Course) -> Iterator[Page]:
    experiments = labs_of(course)
    yield Page(
        "index.html", "home.html.j2", course.title, course.description, _assets("home.js"), (), {"labs": experiments}
    )
    for chapter in course.chapters:
        yield _chapter(course, chapter, experiments)
    yield Page(
        "lab/index.html", "labs.html.j2", "Laboratory", "Experiments to change with your own hands.", _assets(), (),
        {"labs": experiments},
    )  # fmt: skip
    for lab in experiments:
        yield _lab(course, lab)
    yield Page(
        "practice.html", "practice.html.j2", "Practice", "Fresh problems, mixed.", _assets(*_PROBLEMS, "practice.js")
    )
    yield Page(
        "flashcards.html", "flashcards.html.j2", "Flashcards", "Ideas to recall.", _assets("cards.js", "flashcards.js")
    )
    yield Page(
        "cheatsheet.html", "cheatsheet.html.j2", "Cheat sheet", "Every formula on two pages.", _assets("cheatsheet.js")
    )
    yield Page(
        "progress.html", "progress.html.j2", "Progress", "What is mastered, due and weak.", _assets("progress.js")
    )
    yield Page(
        "glossary.html", "glossary.html.j2", "Glossary", "The terms of the course.", _assets(), (), {"terms": GLOSSARY}
    )


def _assets(*more: str) -> tuple[str, ...]:
    return tuple(f"assets/{name}" for name in (*_COMMON, *more))


def _chapter(course: Course, chapter: Chapter, experiments: tuple[Lab, ...]) -> Page:
    topic, place = chapter.topic, chapter.number - 1
    return Page(
        chapter.url,
        "topic.html.j2",
        topic.title,
        unescape(prose_text(topic.summary)),
        _assets(*_PROBLEMS, "glossary.js", "topic.js"),
        (),
        {
            "chapter": chapter,
            "skills": tuple(_skill(course, lesson) for lesson in chapter.lessons),
            "labs": tuple(lab for lab in experiments if topic.id in lab.topics),
            "introduction": tuple(one for text in topic.introduction for one in paragraphs(text)),
            "recap": tuple(one for text in topic.recap for one in paragraphs(text)),
            "before": course.chapters[place - 1] if place else None,
            "after": course.chapters[place + 1] if place + 1 < len(course.chapters) else None,
        },
    )


def _skill(course: Course, lesson: LessonPage) -> Skill:
    titles = {concept.id: concept.title for concept in course.concepts}
    needs = tuple((course.places[name], titles[name]) for name in lesson.concept.requires if name in titles)
    markup = Markup(course.notation)
    explained: set[str] = set()
    parts = (Part(kind, heading, _part(markup, lesson, kind, explained)) for kind, heading in HEADINGS.items())
    return Skill(lesson.concept, tuple(part for part in parts if part.html), needs)


def _part(markup: Markup, lesson: LessonPage, kind: str, explained: set[str]) -> Ready:
    """A part of a lesson; its words link to the glossary's terms that are not ``explained`` yet."""
    if kind in lesson.words:
        picture = markup.figure(lesson.picture) if kind == "intuition" else ""
        words = "".join(f"<p>{markup.words(one)}</p>" for one in paragraphs(lesson.words[kind]))
        return Ready(marked(words, "../", explained) + picture)
    return Ready(_shown(markup, lesson, kind))


def _shown(markup: Markup, lesson: LessonPage, kind: str) -> str:
    """A part that is not of words alone: formulas, the worked example, Python; empty where the lesson has none."""
    if kind == "formula":
        shown = "".join(markup.display(one) for one in lesson.formulas)
        return f'<div class="formulas">{shown}</div>' if shown else ""
    if kind == "example" and lesson.example is not None:
        example = in_columns(lesson.example, markup.conventions)
        lines = "".join(f"<li>{line}</li>" for line in markup.steps(example.solution.steps, "full"))
        listed = f'<ol class="steps" data-reveal>{lines}</ol>' if lines else ""
        return f"{markup.statement(example.statement)}{listed}{markup.display(example.answer, 'answer')}"
    if kind == "python" and lesson.python:
        return f'<pre class="code" tabindex="0"><code>{escape(lesson.python.rstrip())}</code></pre>'
    return ""


def _lab(course: Course, lab: Lab) -> Page:
    chapters = tuple(chapter for chapter in course.chapters if chapter.topic.id in lab.topics)
    scripts = (*_assets("grader.js"), *(f"lab/{name}" for name in lab.scripts))
    values = {"lab": lab, "fragment": Ready(lab.fragment), "chapters": chapters}
    return Page(f"lab/{lab.name}.html", "lab.html.j2", lab.title, lab.summary, scripts, ("lab/lab.css",), values)


@cache
def _templates(conventions: Conventions, own: Templates | None) -> ImmutableSandboxedEnvironment:
    markup = Markup(conventions)
    filters: dict[str, Callable[..., str]] = {"words": markup.words, "display": markup.display}
    return environment("html", escape, filters, own=own, package="calcdrill.site")
