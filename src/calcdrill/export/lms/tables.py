"""Questions as rows: Blackboard's text file, Kahoot's spreadsheet, and a table with everything in it.

Formulas are plain text in Unicode (``x²·eˣ``), since nothing here sets formulas.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from calcdrill.errors import InputError
from calcdrill.export.lms.markup import visible
from calcdrill.export.lms.packing import add, package, xml_bytes
from calcdrill.export.lms.questions import NO_CHOICE, Option, Question, options_of, slots
from calcdrill.export.text import write_steps
from calcdrill.export.view import Page
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.prose import prose_latex, prose_text
from calcdrill.expression.notation.unicode import write_prose_unicode
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Text
from calcdrill.problem import Problem

__all__ = ["refuses_kahoot", "write_blackboard", "write_csv", "write_kahoot"]


def one_line(prose: Prose, signs: Conventions = DEFAULT) -> str:
    """Words and formulas on one line."""
    return " ".join(visible(write_prose_unicode(prose, signs)).split())


def _all(pages: Sequence[Page]) -> list[Question]:
    return [question for versions in slots(pages) for question in versions]


# -- Blackboard

MOST_BLACKBOARD: Final = 500
"""Blackboard takes so many questions from one file."""


def write_blackboard(pages: Sequence[Page]) -> str:
    """One question a line, its parts with tabs between."""
    questions = _all(pages)
    if len(questions) > MOST_BLACKBOARD:
        raise InputError(
            f"blackboard: a file holds at most {MOST_BLACKBOARD} questions, not {len(questions)}: ask for fewer"
        )
    return "".join("\t".join(_blackboard(question)) + "\r\n" for question in questions)


def _blackboard(question: Question) -> Iterator[str]:
    text = one_line(question.problem.statement.prose, question.signs)
    if question.numbers:
        yield from ("NUM", text, question.numbers[0].text, question.numbers[0].tolerance)
        return
    yield from ("MC", text)
    for option in question.options:
        yield from (one_line(option.text, question.signs), "correct" if option.right else "incorrect")


# -- Kahoot

LONGEST_QUESTION: Final = 120
LONGEST_ANSWER: Final = 75
MOST_ANSWERS: Final = 4
SECONDS: Final = {1: 30, 2: 60, 3: 90, 4: 120, 5: 240}
"""The time for a question by its difficulty, in steps that Kahoot has."""
HEADINGS: Final = (
    "Question - max 120 characters",
    *(f"Answer {place} - max 75 characters" for place in range(1, MOST_ANSWERS + 1)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
FIRST_ROW: Final = 8
"""The row of Kahoot's template that holds the headings."""


def refuses_kahoot(problem: Problem) -> str | None:
    """What does not fit on the screen of a phone."""
    options = options_of(problem)
    if not options:
        return NO_CHOICE
    if len(options) > MOST_ANSWERS:
        return f"more than {MOST_ANSWERS} answers to choose from"
    if len(one_line(problem.statement.prose)) > LONGEST_QUESTION:
        return f"the question needs more than {LONGEST_QUESTION} characters"
    if any(len(one_line(option.text)) > LONGEST_ANSWER for option in options):
        return f"an answer needs more than {LONGEST_ANSWER} characters"
    return None


def write_kahoot(pages: Sequence[Page]) -> bytes:
    """A spreadsheet in the form of Kahoot's template."""
    rows: dict[int, list[str | int]] = {2: ["", "Quiz template"], FIRST_ROW: ["", *HEADINGS]}
    for place, question in enumerate(_all(pages), start=1):
        options = options_of(question.problem)
        answers = [one_line(option.text, question.signs) for option in options]
        right = 1 + [option.right for option in options].index(True)
        rest: list[str | int] = ["" for _ in range(MOST_ANSWERS - len(answers))]
        seconds = SECONDS[question.problem.difficulty or 2]
        prose = question.problem.statement.prose
        chosen = one_line(prose, question.signs)
        text = chosen if len(chosen) <= LONGEST_QUESTION else one_line(prose)
        rows[FIRST_ROW + place] = [place, text, *answers, *rest, seconds, right]
    return _spreadsheet(rows)


MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
FORM: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _spreadsheet(rows: dict[int, list[str | int]]) -> bytes:
    """A workbook of one sheet: the cells of each row from column A on, by the row's number."""
    sheet = Element("worksheet", xmlns=MAIN)
    data = SubElement(sheet, "sheetData")
    for number, cells in rows.items():
        row = add(data, "row", r=str(number))
        for place, value in enumerate(cells):
            name = f"{chr(ord('A') + place)}{number}"
            if isinstance(value, int):
                add(add(row, "c", r=name), "v", str(value))
            elif value:
                cell = add(row, "c", r=name, t="inlineStr")
                add(add(cell, "is"), "t", value)
    book = Element("workbook", {"xmlns": MAIN, "xmlns:r": OFFICE})
    add(add(book, "sheets"), "sheet", name="Sheet1", sheetId="1", r__id="rId1")
    types = Element("Types", xmlns=f"{PACKAGE}/content-types")
    add(types, "Default", Extension="rels", ContentType="application/vnd.openxmlformats-package.relationships+xml")
    add(types, "Override", PartName="/xl/workbook.xml", ContentType=f"{FORM}.sheet.main+xml")
    add(types, "Override", PartName="/xl/worksheets/sheet1.xml", ContentType=f"{FORM}.worksheet+xml")
    return package(
        {
            "[Content_Types].xml": xml_bytes(types),
            "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": xml_bytes(book),
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": xml_bytes(sheet, space=False),
        }
    )


def _relation(form: str, target: str) -> bytes:
    root = Element("Relationships", xmlns=f"{PACKAGE}/relationships")
    add(root, "Relationship", Id="rId1", Type=f"{OFFICE}/{form}", Target=target)
    return xml_bytes(root)


# -- a table with everything in it

FEWEST_CHOICES: Final = 4
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def write_csv(pages: Sequence[Page]) -> str:
    """A row for each problem, under a row of names (``docs/lms.md``)."""
    rows = [row for page in pages for row in _rows(page)]
    width = max(FEWEST_CHOICES, *(len(options) for _, options in rows))
    target = io.StringIO()
    table = csv.writer(target, lineterminator="\r\n")
    places = range(1, width + 1)
    names = [f"{name}_{place}" for place in places for name in ("choice", "mistake", "feedback")]
    table.writerow([*rows[0][0], "correct", *names])
    for values, options in rows:
        right = next((str(place) for place, option in enumerate(options, start=1) if option.right), "")
        cells = [part for option in options for part in _choice(option)]
        table.writerow(map(_cell, (*values.values(), right, *cells, *[""] * (3 * width - len(cells)))))
    return target.getvalue()


def _rows(page: Page) -> Iterator[tuple[dict[str, str], tuple[Option, ...]]]:
    for item in page.items:
        problem = item.problem
        sentence, answer = problem.statement.prose, problem.answer
        values = {
            "id": problem.id or "",
            "seed": "" if problem.seed is None else str(problem.seed),
            "index": "" if problem.index is None else str(problem.index),
            "version": page.version,
            "number": str(item.number),
            "topic": problem.topic or "",
            "concept": problem.concept or "",
            "kind": problem.task.kind,
            "level": str(problem.difficulty or ""),
            "points": str(item.points),
            "question": prose_text(sentence),
            "question_latex": prose_latex(sentence),
            "answer": prose_text((answer,)),
            "answer_latex": answer.text if isinstance(answer, Text) else print_latex(answer),
            "hints": "\n".join(map(prose_text, problem.hints)),
            "solution": "\n".join(write_steps(problem.solution.steps, "")),
        }
        yield values, options_of(problem)


def _choice(option: Option) -> tuple[str, str, str]:
    named = "" if option.right or option.id.isdigit() else option.id
    return prose_text(option.text), named, prose_text(option.feedback)


def _cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: an apostrophe before = + - @, but for a number."""
    clean = visible(text)
    return f"'{clean}" if clean[:1] in {"=", "+", "-", "@"} and not _NUMBER.fullmatch(clean) else clean
