"""What a system finds in an exported file: each format read again by a parser of these tests' own."""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from html.parser import HTMLParser
from typing import Final
from xml.etree.ElementTree import Element, fromstring

__all__ = ["READERS", "Answer", "Asked", "unzipped"]


@dataclass(frozen=True)
class Answer:
    """One answer: its text as the format writes formulas, whether it is right, what is said of it."""

    text: str
    right: bool
    feedback: str = ""
    tolerance: Fraction | None = None


@dataclass(frozen=True)
class Asked:
    """One question: ``key`` is its name that stays, or "" where the format has none; ``form`` is choice or number."""

    key: str
    form: str
    text: str
    answers: tuple[Answer, ...]
    points: float = 1.0
    group: str = ""

    @property
    def right(self) -> Answer:
        (found,) = [answer for answer in self.answers if answer.right]
        return found


class _Words(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "img" and "data-equation-content" in found:
            self.words += rf"\({found['data-equation-content']}\)"

    def handle_data(self, data: str) -> None:
        self.words += data


def words(source: str) -> str:
    """The text of a fragment of HTML; Canvas's equations as their LaTeX."""
    return _Words(source).words


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def _text(parent: Element, path: str) -> str:
    found = parent.find(path)
    assert found is not None, path
    return found.text or ""


# -- Moodle


def read_moodle(content: bytes) -> list[Asked]:
    quiz = fromstring(content)
    assert quiz.tag == "quiz"
    found, category = [], ""
    for question in quiz:
        if question.get("type") == "category":
            category = _text(question, "category/text")
            continue
        answers = tuple(map(_moodle_answer, question.findall("answer")))
        form = {"multichoice": "choice", "numerical": "number"}[str(question.get("type"))]
        key = _text(question, "idnumber")
        assert _text(question, "name/text") == key and len(key) <= 100
        assert _text(question, "generalfeedback/text")
        _moodle_files(question)
        text = words(_text(question, "questiontext/text"))
        found.append(Asked(key, form, text, answers, float(_text(question, "defaultgrade")), category))
    return found


def _moodle_answer(answer: Element) -> Answer:
    tolerance = answer.find("tolerance")
    return Answer(
        words(_text(answer, "text")),
        answer.get("fraction") == "100",
        words(_text(answer, "feedback/text")),
        None if tolerance is None else Fraction(tolerance.text or ""),
    )


def _moodle_files(question: Element) -> None:
    for part in question:
        named = set(re.findall(r'@@PLUGINFILE@@/([^"]+)', "".join(part.itertext())))
        files = part.findall("file")
        assert named == {file.get("name") for file in files}
        assert all(fromstring(base64.b64decode(file.text or "")).tag.endswith("svg") for file in files)


# -- tables


def read_blackboard(content: bytes) -> list[Asked]:
    found = []
    for line in content.decode().splitlines():
        form, text, *rest = line.split("\t")
        if form == "NUM":
            answers = (Answer(rest[0], True, tolerance=Fraction(rest[1])),)
        else:
            assert form == "MC" and set(rest[1::2]) == {"correct", "incorrect"}
            answers = tuple(Answer(one, mark == "correct") for one, mark in zip(rest[::2], rest[1::2], strict=True))
        found.append(Asked("", "number" if form == "NUM" else "choice", text, answers))
    return found


def read_kahoot(content: bytes) -> list[Asked]:
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = {}
    for row in fromstring(unzipped(content)["xl/worksheets/sheet1.xml"]).iter(f"{space}row"):
        rows[int(str(row.get("r")))] = {str(cell.get("r"))[0]: "".join(cell.itertext()) for cell in row}
    assert rows[8]["B"] == "Question - max 120 characters"
    found = []
    for number in sorted(row for row in rows if row > 8):
        row = rows[number]
        assert row["A"] == str(number - 8) and row["G"] in {"5", "10", "20", "30", "60", "90", "120", "240"}
        assert len(row["B"]) <= 120
        texts = [row[column] for column in "CDEF" if column in row]
        assert all(len(text) <= 75 for text in texts)
        answers = tuple(Answer(text, str(place) == row["H"]) for place, text in enumerate(texts, start=1))
        found.append(Asked("", "choice", row["B"], answers))
    return found


def read_csv(content: bytes) -> list[Asked]:
    found = []
    for row in csv.DictReader(io.StringIO(content.decode(), newline="")):
        plain = {name: cell.removeprefix("'") for name, cell in row.items()}
        places = [place for place in range(1, 9) if plain.get(f"choice_{place}")]
        answers = tuple(
            Answer(plain[f"choice_{place}"], str(place) == row["correct"], plain[f"feedback_{place}"])
            for place in places
        )
        key = f"{row['id']}/{row['seed']}/{row['index']}"
        answers = answers or (Answer(plain["answer"], True),)
        found.append(Asked(key, "choice", plain["question"], answers, float(row["points"])))
    return found


READERS: Final[dict[str, Callable[[bytes], list[Asked]]]] = {
    "blackboard": read_blackboard,
    "csv": read_csv,
    "kahoot": read_kahoot,
    "moodle": read_moodle,
}
