"""QTI 1.2: the assessments of Canvas and of a Common Cartridge, which differ in what an item may be.

Here are assessments and items; ``canvas`` and ``cartridge`` pack them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from calcdrill.export.lms.markup import Markup, canvas, mathjax, picture, title
from calcdrill.export.lms.packing import add
from calcdrill.export.lms.questions import Question
from calcdrill.export.view import Page
from calcdrill.expression.notation.conventions import Conventions

__all__ = ["CANVAS_DIALECT", "CARTRIDGE_DIALECT", "assessment", "identifier", "images", "item", "manifest"]

QTI: Final = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE: Final = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"


@dataclass(frozen=True)
class Dialect:
    """What an assessment may hold: Canvas has numbers to type, a cartridge compares letters."""

    markup: Callable[[Conventions], Markup]
    base: str
    """What stands before the name of a picture's file."""
    is_canvas: bool


CANVAS_DIALECT: Final = Dialect(canvas, "%24IMS-CC-FILEBASE%24/images/", True)
CARTRIDGE_DIALECT: Final = Dialect(mathjax, "$IMS-CC-FILEBASE$/images/", False)


def identifier(page: Page, salt: str = "") -> str:
    """The quiz's own name, the same in every export of the same sheet."""
    return f"g{hashlib.sha256('|'.join((page.title, page.provenance, salt)).encode()).hexdigest()[:32]}"


# -- what both packages have


def manifest(name: str, schema: str, version: str) -> tuple[Element, Element, Element]:
    """The manifest, its organizations and its list of resources."""
    root = Element("manifest", identifier=f"{name}_manifest", xmlns=PACKAGE)
    metadata = add(root, "metadata")
    add(metadata, "schema", schema)
    add(metadata, "schemaversion", version)
    return root, add(root, "organizations"), add(root, "resources")


def images(resources: Element, places: Sequence[Sequence[Question]]) -> dict[str, bytes]:
    """The files of the figures, each entered in the list of resources."""
    files = {}
    for question in (one for versions in places for one in versions):
        if question.svg:
            name = f"images/{question.code}.svg"
            own = add(resources, "resource", identifier=f"{question.code}_image", type="webcontent", href=name)
            add(own, "file", href=name)
            files[name] = question.svg.encode()
    return files


# -- the assessment


def assessment(quiz: str, name: str, fields: dict[str, str]) -> tuple[Element, Element]:
    """The document and the section that holds its items."""
    root = Element("questestinterop", xmlns=QTI)
    made = add(root, "assessment", ident=quiz, title=title(name))
    _fields(made, fields)
    return root, add(made, "section", ident="root_section")


def _fields(parent: Element, fields: dict[str, str]) -> None:
    data = add(parent, "qtimetadata")
    for label, entry in fields.items():
        field = add(data, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)


# -- an item


def item(section: Element, question: Question, dialect: Dialect, figure: bool) -> None:
    """An item in the section; ``figure`` shows the figure in the question too."""
    typed = dialect.is_canvas and bool(question.numbers)
    made = add(section, "item", ident=question.code, title=title(question.key))
    _fields(add(made, "itemmetadata"), _item_fields(question, typed, dialect))
    presentation = add(made, "presentation")
    text = dialect.markup(question.signs).statement(question.problem.statement) + (
        _drawn(question, dialect) if figure else ""
    )
    _material(presentation, f"<div>{text}</div>")
    processing = Element("resprocessing")
    add(add(processing, "outcomes"), "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    said = dict(_feedback(question, dialect, typed))
    if "general" in said:
        _condition(processing, None, "general")
    (_typed if typed else _chosen)(presentation, processing, question, dialect, said)
    made.append(processing)
    for name, words in said.items():
        _material(add(add(made, "itemfeedback", ident=f"{name}_fb"), "flow_mat"), words)


def _item_fields(question: Question, typed: bool, dialect: Dialect) -> dict[str, str]:
    if not dialect.is_canvas:
        return {"cc_profile": "cc.multiple_choice.v0p1"}
    return {
        "question_type": "numerical_question" if typed else "multiple_choice_question",
        "points_possible": f"{question.item.points:.1f}",
        "original_answer_ids": ""
        if typed
        else ",".join(_answer_id(question, option.id) for option in question.options),
        "assessment_question_identifierref": f"{question.code}_bank",
    }


def _drawn(question: Question, dialect: Dialect) -> str:
    name = f"{dialect.base}{question.code}.svg"
    return picture(question.problem.figure, name) if question.svg else ""


def _feedback(question: Question, dialect: Dialect, typed: bool) -> Iterator[tuple[str, str]]:
    """What is said: to everyone, to whom chose an option, to whom typed a wrong number."""
    general = dialect.markup(question.signs).solution(question.lines) + _drawn(question, dialect)
    if general:
        yield "general", general
    if typed:
        known = [number for number in question.numbers[1:] if number.feedback]
        lines = (f"<li>{number.text}: {dialect.markup(question.signs).prose(number.feedback)}</li>" for number in known)
        if known:
            yield "general_incorrect", f"<p>If your number is one of these:</p><ul>{''.join(lines)}</ul>"
        return
    for option in question.options:
        if option.feedback:
            yield _answer_id(question, option.id), dialect.markup(question.signs).paragraph(option.feedback)


def _answer_id(question: Question, option: str) -> str:
    """A number of its own for each option of each question, as Canvas numbers answers."""
    return str(int(hashlib.sha256(f"{question.key}/{option}".encode()).hexdigest()[:12], 16))


def _chosen(
    presentation: Element, processing: Element, question: Question, dialect: Dialect, said: dict[str, str]
) -> None:
    choice = add(add(presentation, "response_lid", ident="response1", rcardinality="Single"), "render_choice")
    for option in question.options:
        answer = _answer_id(question, option.id)
        _material(add(choice, "response_label", ident=answer), dialect.markup(question.signs).prose(option.text))
        if answer in said:
            _condition(processing, answer, answer)
    (right,) = (option for option in question.options if option.right)
    condition = _condition(processing, _answer_id(question, right.id), None, go_on="No")
    add(condition, "setvar", "100", action="Set", varname="SCORE")


def _typed(
    presentation: Element, processing: Element, question: Question, dialect: Dialect, said: dict[str, str]
) -> None:
    entry = add(presentation, "response_str", ident="response1", rcardinality="Single")
    add(add(entry, "render_fib", fibtype="Decimal"), "response_label", ident="answer1")
    right = question.numbers[0]
    condition = add(processing, "respcondition", continue_="No")
    either = add(add(condition, "conditionvar"), "or")
    add(either, "varequal", right.text, respident="response1")
    both = add(either, "and")
    add(both, "vargte", right.text, respident="response1")
    add(both, "varlte", right.text, respident="response1")
    add(condition, "setvar", "100", action="Set", varname="SCORE")
    if "general_incorrect" in said:
        _condition(processing, None, "general_incorrect")


def _condition(processing: Element, answer: str | None, feedback: str | None, go_on: str = "Yes") -> Element:
    """What happens for an answer, or for any (None)."""
    condition = add(processing, "respcondition", continue_=go_on)
    when = add(condition, "conditionvar")
    if answer is None:
        add(when, "other")
    else:
        add(when, "varequal", answer, respident="response1")
    if feedback is not None:
        add(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"{feedback}_fb")
    return condition


def _material(parent: Element, content: str) -> None:
    add(add(parent, "material"), "mattext", content, texttype="text/html")
