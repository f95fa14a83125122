"""Moodle's XML: multiple choice, numbers to type, and whole stories with their gaps.

Versions of a place are the questions of one category, from which a quiz draws at random.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from calcdrill.errors import InputError
from calcdrill.export.lms.markup import MATHJAX, picture, title
from calcdrill.export.lms.packing import add, leaf, xml_bytes
from calcdrill.export.lms.questions import NO_QUESTION, Question, numbers_of, options_of, slots
from calcdrill.export.view import Page
from calcdrill.problem import Problem

__all__ = ["category", "refuses", "write"]


def refuses(problem: Problem) -> str | None:
    """Why Moodle has no form for the problem that marks it rightly."""
    return None if numbers_of(problem) or options_of(problem) else NO_QUESTION


def write(pages: Sequence[Page]) -> bytes:
    """The questions of all versions in one file."""
    quiz, name = Element("quiz"), pages[0].title
    if len(pages) == 1:
        category(quiz, (name,))
    for place, versions in enumerate(slots(pages), start=1):
        if len(pages) > 1:
            category(quiz, (name, f"{place:02d} {versions[0].problem.id or versions[0].problem.task.kind}"))
        for question in versions:
            _question(quiz, question, pages[0].sheet.show.figures)
    return xml_bytes(quiz)


def category(quiz: Element, names: Sequence[str]) -> None:
    """From here on the questions belong to this category; a slash in its name is written twice, no name is HTML."""
    path = "/".join(title(name).replace("/", "//") for name in names)
    leaf(add(quiz, "question", type="category"), "category", f"$course$/top/{path}")


def _question(quiz: Element, question: Question, figure: bool) -> None:
    form = "numerical" if question.numbers else "multichoice"
    made = add(quiz, "question", type=form)
    leaf(made, "name", title(question.key))
    _html(made, "questiontext", MATHJAX.statement(question.problem.statement), question if figure else None)
    _html(made, "generalfeedback", MATHJAX.solution(question.lines), question)
    hints = question.problem.hints
    add(made, "defaultgrade", str(question.item.points))
    add(made, "penalty", f"{1 / (len(hints) + 1) if hints else 1 / 3:.7f}")
    add(made, "hidden", "0")
    add(made, "idnumber", question.key)
    _numbers(made, question) if question.numbers else _choices(made, question)
    for hint in hints:
        _html(made, "hint", MATHJAX.paragraph(hint))
    tags = add(made, "tags")
    for tag in question.tags:
        leaf(tags, "tag", title(tag))


def _html(parent: Element, tag: str, content: str, drawn: Question | None = None, **attributes: str) -> Element:
    """Words in HTML, with the problem's figure behind them where ``drawn`` has one."""
    if drawn is None or drawn.svg is None:
        return leaf(parent, tag, content, format="html", **attributes)
    name = f"{drawn.code}.svg"
    made = leaf(
        parent, tag, content + picture(drawn.problem.figure, f"@@PLUGINFILE@@/{name}"), format="html", **attributes
    )
    add(made, "file", base64.b64encode(drawn.svg.encode()).decode(), name=name, path="/", encoding="base64")
    return made


def _answer(made: Element, text: str, right: bool, feedback: str, form: str) -> Element:
    answer = leaf(made, "answer", text, fraction="100" if right else "0", format=form)
    leaf(answer, "feedback", feedback, format="html")
    return answer


def _choices(made: Element, question: Question) -> None:
    if not question.options:
        raise InputError(f"{question.key}: {NO_QUESTION}")
    for name, value in (("single", "true"), ("shuffleanswers", "true"), ("answernumbering", "abc")):
        add(made, name, value)
    for option in question.options:
        _answer(made, MATHJAX.prose(option.text), option.right, MATHJAX.paragraph(option.feedback), "html")


def _numbers(made: Element, question: Question) -> None:
    for number in question.numbers:
        feedback = MATHJAX.paragraph(number.feedback)
        answer = _answer(made, number.text, number.id == "right", feedback, "moodle_auto_format")
        add(answer, "tolerance", number.tolerance)
    for name, value in (("unitgradingtype", "0"), ("unitpenalty", "0.1"), ("showunits", "3"), ("unitsleft", "0")):
        add(made, name, value)
