"""What the scripts read: the course in outline, a topic's verified problems, the cards, the words to search in.

Each is a classic script that sets one value, ``calcdrillData[NAME]``: a page from the disk may load scripts and
nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fsrs.scheduler import DEFAULT_PARAMETERS

from calcdrill import __version__
from calcdrill.catalog.values import Exercise
from calcdrill.columns import in_columns
from calcdrill.decks import instances
from calcdrill.export.anki.choices import choices_of
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.notation.prose import prose_text
from calcdrill.grading import grading_record
from calcdrill.practice.schedule import DEFAULT
from calcdrill.problem import Problem
from calcdrill.site.course import Chapter, Course, labs_of
from calcdrill.site.markup import Markup, silent, small

__all__ = [
    "Record",
    "cards_script",
    "course_script",
    "exercise_records",
    "problem_record",
    "search_script",
    "topic_script",
]

Record = dict[str, Any]
"""A problem in plain data."""


def _script(name: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"(self.calcdrillData = self.calcdrillData || {{}})[{json.dumps(name)}] = {text};\n"


def course_script(course: Course) -> str:
    """The course in outline: topics, skills with what they build on, and the scheduler's numbers."""
    return _script(
        "course",
        {
            "version": __version__,
            "title": course.title,
            "seed": course.seed,
            "fsrs": list(DEFAULT_PARAMETERS),
            "settings": asdict(DEFAULT),
            "topics": [
                {
                    "id": chapter.topic.id,
                    "title": chapter.topic.title,
                    "url": chapter.url,
                    "skills": [
                        {
                            "id": lesson.concept.id,
                            "title": lesson.concept.title,
                            "level": lesson.concept.difficulty,
                            "requires": list(lesson.concept.requires),
                            "exercises": [
                                {"id": exercise.id, "level": exercise.difficulty}
                                for exercise in lesson.concept.exercises
                            ],
                        }
                        for lesson in chapter.lessons
                    ],
                }
                for chapter in course.chapters
            ],
        },
    )


def topic_script(course: Course, chapter: Chapter, records: Mapping[str, Sequence[Record]]) -> str:
    """A topic's problems by exercise, and what is said before the first problem of a skill.

    What is said of mistakes stands once, in ``says``; a problem's mistake has its place there.
    """
    says: dict[str, int] = {}
    markup = Markup(course.notation)
    exercises = {
        exercise.id: [_with_places(record, says) for record in records[exercise.id]]
        for lesson in chapter.lessons
        for exercise in lesson.concept.exercises
    }
    skills = {
        lesson.concept.id: {
            "what": _html(markup.words(lesson.words.get("what", lesson.concept.summary))),
            "formulas": _html("".join(markup.display(one) for one in lesson.formulas)),
        }
        for lesson in chapter.lessons
    }
    return _script(f"topic/{chapter.topic.id}", {"exercises": exercises, "skills": skills, "says": list(says)})


def _with_places(record: Record, says: dict[str, int]) -> Record:
    if "mistakes" not in record:
        return record
    places = {name: says.setdefault(html, len(says)) for name, html in record["mistakes"].items()}
    return {**record, "mistakes": places}


def exercise_records(exercise: Exercise, seed: int, count: int, notation: Conventions) -> list[Record]:
    """The records of ``count`` problems of the exercise, or of all there are."""
    return [problem_record(problem, notation) for problem in instances(exercise, seed, count)]


def problem_record(problem: Problem, notation: Conventions) -> Record:
    """One problem as the page needs it: HTML of its parts, and the grading record."""
    shown, markup = in_columns(problem, notation), Markup(notation)
    record: Record = {
        "seed": problem.seed,
        "index": problem.index,
        "say": small(markup.statement(shown.statement)),
        "answer": small(markup.display(shown.answer, "answer")),
        "steps": [_html(step) for step in markup.steps(shown.solution.steps)],
        "hints": [_html(markup.words(hint)) for hint in problem.hints],
    }
    figure = str(markup.figure(problem.figure))
    if figure:
        record["figure"] = figure
    if problem.statement.choices:
        record["choices"] = _choices(shown, markup)
    else:
        record["mistakes"] = {one.id: _html(markup.words(one.feedback)) for one in problem.mistakes}
        record["grading"] = _grading(problem, notation)
    return record


def _html(ready: str) -> str:
    return small(silent(ready))


def _grading(problem: Problem, notation: Conventions) -> Record:
    """The grading record without what is said of mistakes: the page has it as HTML."""
    record = grading_record(problem, notation)
    if "mistakes" in record:
        silent = [{name: value for name, value in one.items() if name != "say"} for one in record["mistakes"]]
        record = {**record, "mistakes": silent}
    return record


def _choices(problem: Problem, markup: Markup) -> list[dict[str, Any]]:
    """The choices in an order that looks shuffled; a wrong one with its cause."""
    choices = []
    for choice in choices_of(problem, problem.id or ""):
        shown: dict[str, Any] = {"html": small(markup.words(choice.text))}
        if choice.right:
            shown["right"] = True
        else:
            shown |= {"mistake": choice.id, "cause": _html(markup.words(choice.feedback))}
        choices.append(shown)
    return choices


def cards_script(course: Course) -> str:
    """The concept cards, in the order of the course."""
    markup = Markup(course.notation)
    cards = [
        {
            "id": f"{lesson.concept.id}/card/{card.id}",
            "skill": lesson.concept.id,
            "topic": chapter.topic.id,
            "title": lesson.concept.title,
            "front": small(markup.words(card.front)),
            "back": small(markup.words(card.back)),
        }
        for chapter in course.chapters
        for lesson in chapter.lessons
        for card in lesson.concept.cards
    ]
    return _script("cards", cards)


def search_script(course: Course) -> str:
    """The words of every lesson and laboratory, for the search: address, title, chapter, text."""
    rows = [
        [chapter.url, chapter.topic.title, f"Chapter {chapter.number}", _text(chapter.topic.summary)]
        for chapter in course.chapters
    ]
    for chapter in course.chapters:
        for lesson in chapter.lessons:
            words = " ".join(_text(part) for part in lesson.words.values())
            place = f"{chapter.url}#{lesson.concept.id}"
            rows.append([place, lesson.concept.title, chapter.topic.title, f"{lesson.concept.id} {words}"])
    rows += [[f"lab/{lab.name}.html", lab.title, "Laboratory", lab.summary] for lab in labs_of(course)]
    return _script("search", rows)


def _text(prose: Any) -> str:
    return " ".join(prose_text(prose).split())
