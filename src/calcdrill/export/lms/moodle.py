"""Moodle's XML: multiple choice, numbers to type, and stories with a gap for each part.

Versions of a place are the questions of one category, from which a quiz draws at random.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from xml.etree.ElementTree import Element

from calcdrill.errors import InputError
from calcdrill.export.lms.markup import mathjax, picture, title
from calcdrill.export.lms.packing import add, fill, leaf, xml_bytes
from calcdrill.export.lms.questions import NO_QUESTION, Question, Unit, units
from calcdrill.export.view import Page
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.notation.unicode import write_prose_unicode
from calcdrill.expression.steps import Prose

__all__ = ["category", "tagged", "write"]


def write(pages: Sequence[Page]) -> bytes:
    """The questions of all versions in one file."""
    quiz, name, figure = Element("quiz"), pages[0].title, pages[0].sheet.show.figures
    if len(pages) == 1:
        category(quiz, (name,))
    for place, versions in enumerate(units(pages, _all_typed), start=1):
        if len(pages) > 1:
            first, *others = versions[0]
            asked = (others and first.problem.story) or first.problem.id or first.problem.task.kind
            category(quiz, (name, f"{place:02d} {asked}"))
        for unit in versions:
            _question(quiz, unit[0], figure) if len(unit) == 1 else _story(quiz, unit)
    return xml_bytes(quiz)


def _all_typed(parts: Unit) -> bool:
    """Whether each part of a story is a number: then they are the gaps of one question."""
    return all(part.numbers for part in parts)


def category(quiz: Element, names: Sequence[str]) -> None:
    """From here on the questions belong to this category; a slash in its name is written twice, no name is HTML."""
    path = "/".join(title(name).replace("/", "//") for name in names)
    leaf(add(quiz, "question", type="category"), "category", f"$course$/top/{path}")


def _question(quiz: Element, question: Question, figure: bool) -> None:
    form = "numerical" if question.numbers else "multichoice"
    made = add(quiz, "question", type=form)
    leaf(made, "name", title(question.key))
    _html(
        made,
        "questiontext",
        mathjax(question.signs).statement(question.problem.statement),
        question if figure else None,
    )
    _html(made, "generalfeedback", mathjax(question.signs).solution(question.lines), question)
    hints = question.problem.hints
    penalty = 1 / (len(hints) + 1) if hints else 1 / 3
    fill(made, defaultgrade=str(question.item.points), penalty=f"{penalty:.7f}", hidden="0", idnumber=question.key)
    _numbers(made, question) if question.numbers else _choices(made, question)
    for hint in hints:
        _html(made, "hint", mathjax(question.signs).paragraph(hint))
    tagged(made, question)


def tagged(made: Element, question: Question) -> None:
    """What the question can be found by, in the question's element."""
    tags = add(made, "tags")
    for tag in question.tags:
        leaf(tags, "tag", title(tag))


def _story(quiz: Element, parts: Unit) -> None:
    """The parts of a story as one question: what is given once, then each part with its gap."""
    first = parts[0]
    made = add(quiz, "question", type="cloze")
    key = f"{first.problem.story}/{first.problem.seed}/{first.problem.index}"
    leaf(made, "name", title(key))
    text = mathjax(first.signs).paragraph(first.problem.statement.context) + "".join(map(_gap, parts))
    _html(made, "questiontext", text)
    _html(made, "generalfeedback", "".join(mathjax(part.signs).solution(part.lines) for part in parts))
    fill(made, penalty=f"{1 / 3:.7f}", hidden="0", idnumber=key)
    for part in parts:
        for hint in part.problem.hints:
            _html(made, "hint", mathjax(part.signs).paragraph(hint))
    tagged(made, first)


def _gap(part: Question) -> str:
    """A part of a story and the gap for its number, with what is said of known wrong ones."""
    said = replace(part.problem.statement, context=())
    right, *wrong = part.numbers
    answers = [f"={right.text}:{right.tolerance}"]
    answers += [f"%0%{one.text}:{one.tolerance}#{_in_gap(one.feedback, part.signs)}" for one in wrong]
    gap = f"{{{part.item.points}:NUMERICAL:{'~'.join(answers)}}}"
    return f"{mathjax(part.signs).statement(said)}<p>{gap}</p>"


def _in_gap(feedback: Prose, signs: Conventions) -> str:
    """Feedback as plain text: in a gap the signs of formulas would mean something else."""
    text = escape(" ".join(write_prose_unicode(feedback, signs).split()), quote=False).replace("\\", "⧵")
    return re.sub(r"[}#~/\"]", r"\\\g<0>", text)


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
    fill(made, single="true", shuffleanswers="true", answernumbering="abc")
    markup = mathjax(question.signs)
    for option in question.options:
        _answer(made, markup.prose(option.text), option.right, markup.paragraph(option.feedback), "html")


def _numbers(made: Element, question: Question) -> None:
    for number in question.numbers:
        feedback = mathjax(question.signs).paragraph(number.feedback)
        answer = _answer(made, number.text, number.id == "right", feedback, "moodle_auto_format")
        add(answer, "tolerance", number.tolerance)
    fill(made, unitgradingtype="0", unitpenalty="0.1", showunits="3", unitsleft="0")
