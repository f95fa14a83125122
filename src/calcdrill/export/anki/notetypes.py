"""The note types, frozen since version 1.

Anki matches an incoming note type by its id, and its fields and templates by theirs. A field that is added,
removed or moved makes a second note type in the learner's collection and the deck's notes stop updating. So
nothing here changes: a new shape of card is a new note type, and what a field must learn to hold goes into
the spare ones. Texts of templates and CSS may change: then ``REVISED`` takes the new digest and a later time,
so that Anki takes the new looks once and leaves a learner's own CSS alone at every other update.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from calcdrill.web import grader_source

__all__ = ["CLOZE", "CONCEPT", "NOTE_TYPES", "PROBLEM", "REVISED", "NoteType", "digest", "template_text"]


@dataclass(frozen=True)
class NoteType:
    """A note type of one template; ``fields`` are (name, id) in order, ``stem`` names its template files."""

    name: str
    id: int
    fields: tuple[tuple[str, int], ...]
    template: tuple[str, int]
    stem: str
    cloze: bool = False

    @property
    def front(self) -> str:
        """The template of the question side."""
        return template_text(f"{self.stem}-front.html")

    @property
    def back(self) -> str:
        """The template of the answer side."""
        return template_text(f"{self.stem}-back.html")

    @property
    def css(self) -> str:
        """The style sheet, the same for all types."""
        return template_text("card.css")


PROBLEM: Final = NoteType(
    name="calcdrill Problem",
    id=1573493135566,
    fields=(
        ("Key", 1659332573364),
        ("Concept", 1909024922102),
        ("Question", 2130628740534),
        ("Answer", 1439949375514),
        ("Solution", 2122771264994),
        ("Hint", 1601466463172),
        ("Source", 1865068837679),
        ("Meta", 2166360824412),
        ("Spare1", 1861057808078),
        ("Spare2", 1957770595342),
        ("Spare3", 2086664702701),
    ),
    template=("Problem", 2157998533553),
    stem="problem",
)

CONCEPT: Final = NoteType(
    name="calcdrill Concept",
    id=1391832954000,
    fields=(
        ("Key", 1442845018816),
        ("Concept", 1768559935376),
        ("Front", 1269322380141),
        ("Back", 1438203420357),
        ("Source", 1867023975475),
        ("Meta", 1858011545974),
        ("Spare1", 1692924038298),
        ("Spare2", 1616027894318),
        ("Spare3", 1944269266066),
    ),
    template=("Concept", 1800257715340),
    stem="concept",
)

CLOZE: Final = NoteType(
    name="calcdrill Cloze",
    id=1243305416615,
    fields=(
        ("Key", 1265674795335),
        ("Concept", 2062853190603),
        ("Text", 1836622916653),
        ("Extra", 1536861733207),
        ("Source", 1779982681695),
        ("Meta", 1306994683302),
        ("Spare1", 1264232925138),
        ("Spare2", 2017507997438),
        ("Spare3", 2123237364370),
    ),
    template=("Cloze", 2145926655746),
    stem="cloze",
    cloze=True,
)

NOTE_TYPES: Final = MappingProxyType({kind.name: kind for kind in (PROBLEM, CONCEPT, CLOZE)})

REVISED: Final = MappingProxyType(
    {
        "calcdrill Problem": ("ed7c4e3a9f87346a", 1796067081),
        "calcdrill Concept": ("25221b6a964bb644", 1796000400),
        "calcdrill Cloze": ("fab54a6efb07e5a9", 1796000400),
    }
)
"""The digest of each type's texts and the Unix time at which they last changed; a test keeps the two
together.
"""


def digest(kind: NoteType) -> str:
    """A short digest of the type's templates and CSS."""
    text = "\0".join((kind.front, kind.back, kind.css))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def template_text(name: str) -> str:
    """A template file of this package, with its scripts put in."""
    folder = resources.files(__package__) / "templates"
    text = (folder / name).read_text(encoding="utf-8")
    for script in ("variants.js", "typing.js", "verdict.js"):
        mark = f"/* {script} */"
        text = text.replace(mark, template_text(script).rstrip()) if mark in text else text
    return text.replace("/* grader.js */", grader_source().rstrip())
