"""Lessons, statistics and marked exams as plain lines: no drawing, no columns, one sentence or formula a line.

``say`` writes a sentence: in spoken words (``speak_prose``) or with formulas as they are typed (``prose_text``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calcdrill.expression.steps import Prose
from calcdrill.lessons import HEADINGS, Chapter, LessonPage
from calcdrill.practice.exam import Result
from calcdrill.practice.plain_lines import Say, answer_line, statement_lines, step_line
from calcdrill.practice.report import exam_heading, fact_lines, method_words
from calcdrill.practice.stats import Stats

__all__ = ["plain_chapter", "plain_exam", "plain_lesson", "plain_stats"]


def plain_lesson(page: LessonPage, say: Say) -> Iterator[str]:
    """The lesson, each part after its name."""
    yield f"{page.concept.title}. Topic: {page.topic.title}. Level {page.concept.difficulty}."
    for part, words in HEADINGS.items():
        lines = list(_part(page, part, say))
        if lines:
            yield f"{words}:"
            yield from lines


def _part(page: LessonPage, part: str, say: Say) -> Iterator[str]:
    if part in page.words:
        yield from _said(page.words[part], say)
    elif part == "formula":
        yield from (say((formula,)) for formula in page.formulas)
    elif part == "example" and page.example is not None:
        yield from statement_lines(page.example.statement, say)
        steps = page.example.solution.steps
        yield from (step_line(number, len(steps), step, say) for number, step in enumerate(steps, 1))
        yield answer_line(page.example.answer, say)
    elif part == "python":
        yield from page.python.splitlines()


def plain_chapter(chapter: Chapter, say: Say) -> Iterator[str]:
    """The topic's introduction, its skills, and what to remember."""
    yield f"{chapter.topic.title}."
    for paragraph in chapter.topic.introduction or (chapter.topic.summary,):
        yield from _said(paragraph, say)
    yield "Skills:"
    yield from (f"{page.concept.id}: {page.concept.title}" for page in chapter.lessons)
    if chapter.topic.recap:
        yield "What to remember:"
        for sentence in chapter.topic.recap:
            yield from _said(sentence, say)


def _said(prose: Prose, say: Say) -> Iterator[str]:
    yield from (line.strip() for line in say(prose).split("\n") if line.strip())


def plain_exam(result: Result, say: Say) -> Iterator[str]:
    """The score, then each problem with what was answered."""
    yield f"{exam_heading(result)}."
    for number, mark in enumerate(result.marks, 1):
        standing = "right" if mark.is_right else "wrong" if mark.verdict is not None else "no answer"
        first, *choices = statement_lines(mark.problem.statement, say)
        yield f"Problem {number}, {standing}: {first}"
        yield from choices
        if not mark.is_right:
            yield from [f"You wrote {mark.text}"] if mark.text else []
            yield answer_line(mark.problem.answer, say)
        if mark.verdict is not None and mark.verdict.message not in {"Right.", ""}:
            yield mark.verdict.message
        if mark.working is not None:
            yield method_words(mark.working)


def plain_stats(stats: Stats, titles: Mapping[str, str]) -> Iterator[str]:
    """The statistics in sentences: numbers where the terminal has bars."""
    yield from (f"{name}: {value}." for name, value in fact_lines(stats))
    if not stats.reviews:
        return
    yield f"Reviews in 30 days: {sum(day.reviews for day in stats.days)}."
    yield f"Due: {stats.ahead[0]} today, {sum(stats.ahead)} in {len(stats.ahead)} days."
    if stats.weakest:
        yield "Weakest skills:"
    for one in stats.weakest:
        yield f"{titles.get(one.skill, one.skill)}: {round(100 * one.share)} %, {one.right} of {one.reviews} right."
    if stats.mistakes:
        yield "Most frequent mistakes:"
    for mistake in stats.mistakes:
        name, skill = mistake.mistake.replace("-", " "), titles.get(mistake.skill, mistake.skill)
        yield f"{name}: {mistake.count} times, most in {skill}."
