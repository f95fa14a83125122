"""Every file of a site by its path: pages, scripts, data, and the service worker that keeps them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from calcdrill.decks import Made
from calcdrill.parallel import map_items
from calcdrill.site.course import Course
from calcdrill.site.data import (
    Record,
    cards_script,
    course_script,
    exercise_records,
    problem_record,
    search_script,
    topic_script,
)
from calcdrill.site.pages import pages
from calcdrill.web import grader_source

__all__ = ["make_site", "records_of"]

_SHOWN: Final = (".css", ".js", ".svg")
"""Files of ``assets/`` and ``lab/`` that go to the site as they are."""


def records_of(
    course: Course, jobs: int = 1, progress: Callable[[int], None] = lambda done: None, made: Made | None = None
) -> dict[str, list[Record]]:
    """The problems of every exercise of the course in plain data, made by ``jobs`` processes.

    Those that a deck has ``made`` before are taken from there.
    """
    key = course.seed, course.instances
    by_exercise = {
        exercise.id: [problem_record(problem, course.notation) for problem in made[exercise.id, *key]]
        for exercise in course.exercises
        if made and (exercise.id, *key) in made
    }
    missing = [exercise for exercise in course.exercises if exercise.id not in by_exercise]
    for done, records in enumerate(map_items(exercise_records, missing, (*key, course.notation), jobs), start=1):
        by_exercise[missing[done - 1].id] = records
        progress(done)
    return by_exercise


def make_site(
    course: Course, records: Mapping[str, Sequence[Record]], progress: Callable[[int], None] = lambda done: None
) -> Iterator[tuple[str, bytes]]:
    """Each file's path from the site's root, and its content; the service worker, which names the others, is last."""
    digests: dict[str, str] = {}
    for path, text in _files(course, records, progress):
        content = text.encode()
        digests[path] = hashlib.sha256(content).hexdigest()
        yield path, content
    yield "sw.js", _service_worker(digests).encode()


def _files(
    course: Course, records: Mapping[str, Sequence[Record]], progress: Callable[[int], None]
) -> Iterator[tuple[str, str]]:
    yield from pages(course)
    yield from _shipped(course.style)
    yield "assets/grader.js", grader_source()
    yield "assets/course.js", course_script(course)
    yield "assets/cards.js", cards_script(course)
    yield "assets/search.js", search_script(course)
    for done, chapter in enumerate(course.chapters, start=1):
        yield f"data/{chapter.topic.id}.js", topic_script(course, chapter, records)
        progress(done)


def _shipped(style: str) -> Iterator[tuple[str, str]]:
    """The scripts and styles that are the same on every site; ``style``, the theme's, ends ``site.css``."""
    package = resources.files("calcdrill.site")
    for folder in ("assets", "lab"):
        place = package / folder
        if place.is_dir():
            for file in sorted(place.iterdir(), key=_name):
                if file.name.endswith(_SHOWN) and file.name != "sw.js":
                    text = file.read_text(encoding="utf-8")
                    yield f"{folder}/{file.name}", text + style if file.name == "site.css" else text


def _name(file: Traversable) -> str:
    return file.name


def _service_worker(digests: Mapping[str, str]) -> str:
    """The worker with the names of all files and a version made of their content: another site, another version."""
    version = hashlib.sha256(json.dumps(sorted(digests.items())).encode()).hexdigest()[:16]
    first = [path for path in sorted(digests) if not path.startswith("data/")]
    later = [path for path in sorted(digests) if path.startswith("data/")]
    source = (resources.files("calcdrill.site") / "assets" / "sw.js").read_text(encoding="utf-8")
    head = f"var VERSION={json.dumps(version)},FIRST={json.dumps(first)},LATER={json.dumps(later)};\n"
    return head + source
