"""A Common Cartridge 1.1: imsmanifest.xml, a folder with an assessment for each version, and images/.

A cartridge draws nothing at random, so each version is an assessment of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from calcdrill.export.lms.markup import title
from calcdrill.export.lms.packing import add, package, xml_bytes
from calcdrill.export.lms.qti1 import CARTRIDGE_DIALECT, assessment, identifier, images, item, manifest
from calcdrill.export.lms.questions import NO_CHOICE, options_of, slots
from calcdrill.export.view import Page
from calcdrill.problem import Problem

__all__ = ["refuses", "write"]

EXAM: Final = {"cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination", "qmd_scoretype": "Percentage"}
TYPE: Final = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"


def refuses(problem: Problem) -> str | None:
    """Why the problem is not multiple choice: a cartridge compares what is typed letter by letter."""
    return None if options_of(problem) else NO_CHOICE


def write(pages: Sequence[Page]) -> bytes:
    """The cartridge."""
    listed, organizations, resources = manifest(identifier(pages[0]), "IMS Common Cartridge", "1.1.0")
    organization = add(organizations, "organization", identifier="org_1", structure="rooted-hierarchy")
    contents = add(organization, "item", identifier="LearningModules")
    files, drawn = {}, {}
    for page in pages:
        quiz = identifier(page, page.version)
        name = f"{page.title} {page.shown_version}".strip()
        root, section = assessment(quiz, name, EXAM)
        places = slots([page])
        for (question,) in places:
            item(section, question, CARTRIDGE_DIALECT, page.sheet.show.figures)
        files[f"{quiz}/assessment.xml"] = xml_bytes(root)
        own = add(resources, "resource", identifier=quiz, type=TYPE)
        add(own, "file", href=f"{quiz}/assessment.xml")
        entry = add(contents, "item", identifier=f"{quiz}_item", identifierref=quiz)
        add(entry, "title", title(name))
        drawn.update(images(resources, places))
    return package({"imsmanifest.xml": xml_bytes(listed), **files, **drawn})
