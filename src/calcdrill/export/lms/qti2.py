"""QTI 2.1: an item for each question, and a test that draws one version of each place.

The package holds imsmanifest.xml, test.xml, items/, images/. Formulas are MathML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element, fromstring, register_namespace

from calcdrill.export.lms.markup import MATHEMATICS, mathml, picture, title
from calcdrill.export.lms.packing import add, package, xml_bytes
from calcdrill.export.lms.questions import Question, slots
from calcdrill.export.view import Page

__all__ = ["write"]

QTI: Final = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE: Final = "http://www.imsglobal.org/xsd/imscp_v1p1"

register_namespace("m", MATHEMATICS)  # the prefix that the standard uses


def write(pages: Sequence[Page]) -> bytes:
    """The package."""
    places = slots(pages)
    test, items, images = _test(pages[0], places), {}, {}
    for question in (one for versions in places for one in versions):
        if question.svg:
            images[f"images/{question.code}.svg"] = question.svg.encode()
        items[f"items/{question.code}.xml"] = xml_bytes(_item(question, pages[0].sheet.show.figures), space=False)
    manifest = _manifest(items, images)
    return package({"imsmanifest.xml": manifest, "test.xml": xml_bytes(test), **items, **images})


def _manifest(items: dict[str, bytes], images: dict[str, bytes]) -> bytes:
    manifest = Element("manifest", identifier="calcdrill", xmlns=PACKAGE)
    metadata = add(manifest, "metadata")
    add(metadata, "schema", "QTIv2.1 Package")
    add(metadata, "schemaversion", "1.0.0")
    add(manifest, "organizations")
    resources = add(manifest, "resources")
    test = add(resources, "resource", identifier="test", type="imsqti_test_xmlv2p1", href="test.xml")
    add(test, "file", href="test.xml")
    for name in items:
        code = name.removeprefix("items/").removesuffix(".xml")
        add(test, "dependency", identifierref=code)
        own = add(resources, "resource", identifier=code, type="imsqti_item_xmlv2p1", href=name)
        add(own, "file", href=name)
        if f"images/{code}.svg" in images:
            add(own, "file", href=f"images/{code}.svg")
    return xml_bytes(manifest)


def _test(page: Page, places: Sequence[Sequence[Question]]) -> Element:
    test = Element("assessmentTest", identifier="calcdrill", title=title(page.title), xmlns=QTI)
    part = add(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    whole = add(part, "assessmentSection", identifier="all", title=title(page.title), visible="true")
    for number, versions in enumerate(places, start=1):
        section = whole
        if len(versions) > 1:
            name = f"{number:02d} {versions[0].problem.id or versions[0].problem.task.kind}"
            section = add(whole, "assessmentSection", identifier=f"place{number}", title=name, visible="false")
            add(section, "selection", select="1")
        for question in versions:
            add(section, "assessmentItemRef", identifier=question.code, href=f"items/{question.code}.xml")
    return test


# -- an item


def _item(question: Question, figure: bool) -> Element:
    typed = bool(question.numbers)
    named = {"identifier": question.code, "title": title(question.key), "label": title(question.key)}
    item = Element("assessmentItem", {"xmlns": QTI, **named, "adaptive": "false", "timeDependent": "false"})
    form = {"cardinality": "single", "baseType": "float" if typed else "identifier"}
    response = add(item, "responseDeclaration", identifier="RESPONSE", **form)
    right = question.numbers[0].text if typed else _choice_id(question, "right")
    add(add(response, "correctResponse"), "value", right)
    for name, value in (("SCORE", "0"), ("MAXSCORE", str(question.item.points))):
        score = add(item, "outcomeDeclaration", identifier=name, cardinality="single", baseType="float")
        add(add(score, "defaultValue"), "value", value)
    for name in ("FEEDBACK", "SOLUTION"):
        add(item, "outcomeDeclaration", identifier=name, cardinality="single", baseType="identifier")
    _body(item, question, typed, figure)
    _processing(item, question, typed)
    for name, words in _feedback(question):
        outcome = "SOLUTION" if name == "solution" else "FEEDBACK"
        _put(add(item, "modalFeedback", outcomeIdentifier=outcome, identifier=name, showHide="show"), words)
    return item


def _choice_id(question: Question, option: str) -> str:
    """The identifier of an option, which says nothing of what it is."""
    order = sorted(one.id for one in question.options)
    return f"c{order.index(option) if option in order else 0}"


def _put(parent: Element, markup: str) -> None:
    """The fragment's elements and words inside an element."""
    fragment = fromstring(f"<div>{markup}</div>")
    parent.text = fragment.text
    parent.extend(fragment)


def _body(item: Element, question: Question, typed: bool, figure: bool) -> None:
    body = add(item, "itemBody")
    drawing = _drawn(question) if figure else ""
    _put(add(body, "div"), mathml(question.signs).statement(question.problem.statement) + drawing)
    if typed:
        add(add(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="12")
        return
    choice = add(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="true", maxChoices="1")
    for option in question.options:
        _put(
            add(choice, "simpleChoice", identifier=_choice_id(question, option.id)),
            mathml(question.signs).prose(option.text),
        )


def _drawn(question: Question) -> str:
    return picture(question.problem.figure, f"../images/{question.code}.svg") if question.svg else ""


def _feedback(question: Question) -> Iterator[tuple[str, str]]:
    """What is said after an answer, by the identifier that response processing sets."""
    if question.numbers:
        said = [(f"n{place}", one.feedback) for place, one in enumerate(question.numbers) if one.feedback]
    else:
        said = [(_choice_id(question, one.id), one.feedback) for one in question.options if one.feedback]
    for name, words in said:
        yield name, mathml(question.signs).paragraph(words)
    solution = mathml(question.signs).solution(question.lines) + _drawn(question)
    if solution:
        yield "solution", solution


def _processing(item: Element, question: Question, typed: bool) -> None:
    processing = add(item, "responseProcessing")
    condition = add(processing, "responseCondition")
    first = add(condition, "responseIf")
    if typed:
        _near(first, question.numbers[0].text, "0")
    else:
        match = add(first, "match")
        add(match, "variable", identifier="RESPONSE")
        add(match, "correct", identifier="RESPONSE")
    add(add(first, "setOutcomeValue", identifier="SCORE"), "variable", identifier="MAXSCORE")
    if typed:
        for place, number in enumerate(question.numbers[1:], start=1):
            if number.feedback:
                other = add(condition, "responseElseIf")
                _near(other, number.text, number.tolerance)
                _set(other, "FEEDBACK", f"n{place}")
    else:
        add(add(processing, "setOutcomeValue", identifier="FEEDBACK"), "variable", identifier="RESPONSE")
    _set(processing, "SOLUTION", "solution")


def _near(parent: Element, value: str, tolerance: str) -> None:
    """Whether the typed number is within the tolerance of a value."""
    equal = add(parent, "equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}")
    add(equal, "variable", identifier="RESPONSE")
    add(equal, "baseValue", value, baseType="float")


def _set(parent: Element, name: str, value: str) -> None:
    add(add(parent, "setOutcomeValue", identifier=name), "baseValue", value, baseType="identifier")
