"""PreTeXt: a division of exercises for each version, with hints, answers and solutions, or with choices to click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from calcdrill.export.lms.markup import visible
from calcdrill.export.lms.packing import add, xml_bytes
from calcdrill.export.lms.questions import Question, slots
from calcdrill.export.rendering import first_upper
from calcdrill.export.view import Line, Page
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.notation.latex import RELATION_SIGNS
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, Text

__all__ = ["write"]


def write(pages: Sequence[Page]) -> bytes:
    """The document: an article with a division of exercises for each version."""
    root = Element("pretext")
    article = add(root, "article")
    add(article, "title", visible(pages[0].title))
    for page in pages:
        section = add(article, "section")
        add(section, "title", f"Version {page.version}" if page.shown_version else "Exercises")
        add(section, "p", visible(f"Made from {page.provenance}."))
        division = add(section, "exercises")
        for (question,) in slots([page]):
            _exercise(division, question, page)
    return xml_bytes(root, space=False)


def _exercise(division: Element, question: Question, page: Page) -> None:
    item, statement, signs = question.item, question.problem.statement, question.signs
    exercise = add(division, "exercise", label=question.code)
    exercise.set("xml:id", question.code)
    if item.height:
        exercise.set("workspace", f"{item.height}cm")
    said = add(exercise, "statement")
    _paragraphs(said, statement.context, signs)
    _paragraphs(said, replace(statement, context=()).prose, signs)
    if page.options.interactive and question.options:
        _choices(exercise, question)
    elif statement.choices:
        listed = add(add(said, "p"), "ol", marker="A.")
        for choice in statement.choices:
            _paragraphs(add(listed, "li"), choice, signs)
    for hint in question.problem.hints:
        _paragraphs(add(exercise, "hint"), hint, signs)
    _paragraphs(add(exercise, "answer"), (question.problem.answer,), signs)
    if question.lines:
        solution = add(exercise, "solution")
        for line in question.lines:
            _line(solution, line, signs)


def _choices(exercise: Element, question: Question) -> None:
    choices, signs = add(exercise, "choices", randomize="yes"), question.signs
    for option in question.options:
        choice = add(choices, "choice", correct="yes" if option.right else "no")
        _paragraphs(add(choice, "statement"), option.text, signs)
        if option.feedback:
            _paragraphs(add(choice, "feedback"), option.feedback, signs)


def _paragraphs(parent: Element, prose: Prose, signs: Conventions) -> None:
    """A sentence as a paragraph; an empty line in it begins another."""
    if not prose:
        return
    paragraph = add(parent, "p")
    for part in prose:
        if isinstance(part, Node) and not isinstance(part, Text):
            add(paragraph, "m", print_latex(part, signs))
            continue
        first, *rest = (part.text if isinstance(part, Text) else part).split("\n\n")
        _say(paragraph, first)
        for words in rest:
            paragraph = add(parent, "p")
            _say(paragraph, words)


def _say(paragraph: Element, words: str) -> None:
    """Words at the end of a paragraph."""
    text = visible(words).replace("\n", " ")
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + text
    else:
        paragraph.text = (paragraph.text or "") + text


def _line(solution: Element, line: Line, signs: Conventions) -> None:
    paragraph = add(solution, "p")
    _say(paragraph, f"{first_upper(line.rule)}: ")
    sides = [side for side in (line.left, line.right) if side is not None]
    if any(isinstance(side, Text) for side in sides):
        _inside(paragraph, sides, signs)
    elif sides:
        sign = f"{RELATION_SIGNS[line.sign]} " if line.right is not None else ""
        left = f"{print_latex(line.left, signs)} " if line.left is not None else ""
        add(paragraph, "m", f"{left}{sign}{print_latex(line.right, signs)}" if line.right is not None else left.strip())
    if line.note:
        _say(paragraph, " (")
        for part in line.note:
            _inside(paragraph, [part], signs)
        _say(paragraph, ")")


def _inside(paragraph: Element, parts: Iterable[Node | str], signs: Conventions) -> None:
    """Formulas and words one after the other; words that are sides of a line have an arrow between them."""
    for place, part in enumerate(parts):
        if place:
            _say(paragraph, " → ")
        if isinstance(part, Node) and not isinstance(part, Text):
            add(paragraph, "m", print_latex(part, signs))
        else:
            _say(paragraph, part.text if isinstance(part, Text) else part)
