"""Canvas's quizzes: a zip of imsmanifest.xml, QUIZ/QUIZ.xml, QUIZ/assessment_meta.xml and images/.

Versions of a place are a group, of which each student gets one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element

from calcdrill.export.lms.markup import title
from calcdrill.export.lms.packing import add, package, xml_bytes
from calcdrill.export.lms.qti1 import CANVAS_DIALECT, assessment, identifier, images, item, manifest
from calcdrill.export.lms.questions import Question, slots
from calcdrill.export.view import Page

__all__ = ["write"]

CANVAS: Final = "http://canvas.instructure.com/xsd/cccv1p0"
BESIDE: Final = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


def write(pages: Sequence[Page]) -> bytes:
    """The zip that Canvas imports as "QTI .zip file"."""
    first, places = pages[0], slots(pages)
    quiz, meta = identifier(first), identifier(first, "meta")
    root, section = assessment(quiz, first.title, {"cc_maxattempts": "1"})
    for number, versions in enumerate(places, start=1):
        target = section if len(pages) == 1 else _group(section, number, versions)
        for question in versions:
            item(target, question, CANVAS_DIALECT, first.sheet.show.figures)
    listed, _, resources = manifest(quiz, "IMS Content", "1.1.3")
    own = add(resources, "resource", identifier=quiz, type="imsqti_xmlv1p2")
    add(own, "file", href=f"{quiz}/{quiz}.xml")
    add(own, "dependency", identifierref=meta)
    beside = add(resources, "resource", identifier=meta, type=BESIDE, href=f"{quiz}/assessment_meta.xml")
    add(beside, "file", href=f"{quiz}/assessment_meta.xml")
    drawn = images(resources, places)
    points = sum(versions[0].item.points for versions in places)
    files = {f"{quiz}/{quiz}.xml": xml_bytes(root), f"{quiz}/assessment_meta.xml": _meta(first, quiz, points)}
    return package({"imsmanifest.xml": xml_bytes(listed), **files, **drawn})


def _group(section: Element, number: int, versions: Sequence[Question]) -> Element:
    """A place of which each student gets one version."""
    first = versions[0]
    name = first.problem.id or first.problem.task.kind
    group = add(section, "section", ident=f"{first.code}_group", title=f"{number:02d} {title(name)}")
    selection = add(add(group, "selection_ordering"), "selection")
    add(selection, "selection_number", "1")
    add(add(selection, "selection_extension"), "points_per_item", f"{first.item.points:.1f}")
    return group


def _meta(page: Page, quiz: str, points: int) -> bytes:
    """What Canvas says of a quiz beside QTI: a practice for marks that is not published yet."""
    root = Element("quiz", identifier=quiz, xmlns=CANVAS)
    for name, text in (
        ("title", title(page.title)),
        ("description", ""),
        ("shuffle_answers", "true"),
        ("scoring_policy", "keep_highest"),
        ("quiz_type", "assignment"),
        ("points_possible", f"{points:.1f}"),
        ("show_correct_answers", "true"),
        ("allowed_attempts", "1"),
        ("available", "false"),
    ):
        add(root, name, text)
    return xml_bytes(root)
