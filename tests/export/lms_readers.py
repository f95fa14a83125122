"""What a system finds in an exported file: each format read again by a parser of these tests' own."""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from html.parser import HTMLParser
from typing import Final
from xml.etree.ElementTree import Element, fromstring

__all__ = ["READERS", "Answer", "Asked", "plain_names", "read_gaps", "unzipped"]


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
    """The questions but for the stories, which ``read_gaps`` reads."""
    quiz = fromstring(content)
    assert quiz.tag == "quiz"
    found, category = [], ""
    for question in quiz:
        if question.get("type") == "category":
            category = _text(question, "category/text")
        if question.get("type") in {"category", "cloze"}:
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


def read_gaps(content: bytes) -> list[list[Asked]]:
    """The stories of a file for Moodle, each as its gaps."""
    found = []
    for question in fromstring(content):
        if question.get("type") == "cloze":
            key, text = _text(question, "idnumber"), _text(question, "questiontext/text")
            gaps = re.findall(r"\{(\d+):NUMERICAL:((?:[^}\\]|\\.)*)\}", text)
            found.append([Asked(key, "number", text, tuple(_gap(gap)), float(weight)) for weight, gap in gaps])
    return found


def _gap(gap: str) -> Iterator[Answer]:
    for answer in re.split(r"(?<!\\)~", gap):
        number, _, feedback = answer.partition("#")
        value, _, tolerance = number.removeprefix("=").removeprefix("%0%").partition(":")
        yield Answer(value, number.startswith("="), re.sub(r"\\(.)", r"\1", feedback), Fraction(tolerance))


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


# -- QTI 1.2: Canvas and Common Cartridge


def plain_names(document: bytes) -> Element:
    """The document without the namespaces of QTI and of packages, which its root must have."""
    root = fromstring(document)
    space = root.tag.partition("}")[0] + "}"
    assert space.startswith("{http://"), root.tag
    for element in root.iter():
        element.tag = element.tag.removeprefix(space)
    return root


def check_manifest(files: dict[str, bytes]) -> Element:
    """The manifest: each file that it names is there, each file there is named, each reference leads somewhere."""
    manifest = plain_names(files["imsmanifest.xml"])
    resources = manifest.findall("resources/resource")
    names = [str(file.get("href")) for one in resources for file in one.findall("file")]
    assert set(names) == set(files) - {"imsmanifest.xml"}
    identifiers = [str(one.get("identifier")) for one in manifest.iter() if one.get("identifier")]
    assert len(set(identifiers)) == len(identifiers)
    references = {one.get("identifierref") for one in manifest.iter() if one.get("identifierref")}
    assert references <= set(identifiers)
    assert all(fromstring(content).tag.endswith("svg") for name, content in files.items() if name.endswith(".svg"))
    return manifest


def read_qti12(content: bytes) -> list[Asked]:
    files = unzipped(content)
    manifest = check_manifest(files)
    (quiz,) = [one for one in manifest.findall("resources/resource") if one.get("type") == "imsqti_xmlv1p2"]
    name = str(quiz.get("identifier"))
    meta = plain_names(files[f"{name}/assessment_meta.xml"])
    root = plain_names(files[f"{name}/{name}.xml"])
    assessment = root.find("assessment")
    assert assessment is not None and meta.get("identifier") == assessment.get("ident") == name
    found = []
    for section in assessment.iter("section"):
        assert section.find("section") is None or section.get("ident") == "root_section"
        if section.find("selection_ordering") is not None:
            assert _text(section, "selection_ordering/selection/selection_number") == "1"
        found += [_item(item, files, str(section.get("title") or "")) for item in section.findall("item")]
    worth = {asked.group or asked.key: asked.points for asked in found}
    assert float(_text(meta, "points_possible")) == sum(worth.values())
    return found


def read_cartridge(content: bytes) -> list[Asked]:
    files = unzipped(content)
    manifest = check_manifest(files)
    assert _text(manifest, "metadata/schemaversion") == "1.1.0"
    found = []
    for name in [name for name in files if name.endswith("/assessment.xml")]:
        root = plain_names(files[name])
        assert not list(root.iter("or")), "the profile of a cartridge has no or"
        fields = [_text(field, "fieldentry") for field in root.iter("qtimetadatafield")]
        assert fields[0] == "cc.exam.v0p1" and set(fields[3:]) == {"cc.multiple_choice.v0p1"}
        assert len(root.findall("assessment/section")) == 1 and not root.findall("assessment/section/section")
        found += [_item(item, files, name) for item in root.iter("item")]
    return found


def _item(item: Element, files: dict[str, bytes], group: str) -> Asked:
    assert [part.tag for part in item][:3] == ["itemmetadata", "presentation", "resprocessing"]
    fields = {_text(one, "fieldlabel"): _text(one, "fieldentry") for one in item.iter("qtimetadatafield")}
    said = {str(one.get("ident")): words(_text(one, "flow_mat/material/mattext")) for one in item.iter("itemfeedback")}
    shown = {str(one.get("linkrefid")) for one in item.iter("displayfeedback")}
    assert shown == set(said) >= {"general_fb"}
    source = "".join(item.itertext())
    assert all(f"images/{name}" in files for name in re.findall(r"FILEBASE(?:%24|\$)/images/([^\"]+)", source))
    (right,) = [one for one in item.iter("respcondition") if one.find("setvar") is not None]
    assert right.get("continue") == "No" and _text(right, "setvar") == "100"
    points = float(fields.get("points_possible", 1))
    text = words(_text(item, "presentation/material/mattext"))
    if item.find("presentation/response_str") is not None:
        assert fields["question_type"] == "numerical_question"
        number = _text(right, "conditionvar/or/varequal")
        assert _text(right, "conditionvar/or/and/vargte") == number == _text(right, "conditionvar/or/and/varlte")
        wrong = re.findall(r"<li>(-?[\d.]+): (.*?)</li>", source)
        answers = [Answer(number, True, "", Fraction(0))]
        answers += [Answer(one, False, words(said), abs(Fraction(one)) / 10**5) for one, said in wrong]
        return Asked(str(item.get("title")), "number", text, tuple(answers), points, group)
    labels = item.findall("presentation/response_lid/render_choice/response_label")
    names = [str(label.get("ident")) for label in labels]
    assert len(set(names)) == len(names) and fields.get("original_answer_ids", ",".join(names)) == ",".join(names)
    chosen = _text(right, "conditionvar/varequal")
    answers = [
        Answer(words(_text(label, "material/mattext")), name == chosen, said.get(f"{name}_fb", ""))
        for label, name in zip(labels, names, strict=True)
    ]
    return Asked(str(item.get("title")), "choice", text, tuple(answers), points, group)


# -- QTI 2.1

MATHEMATICS: Final = "{http://www.w3.org/1998/Math/MathML}"


def read_qti21(content: bytes) -> list[Asked]:
    files = unzipped(content)
    manifest = check_manifest(files)
    kinds = {str(one.get("href")): one.get("type") for one in manifest.iter("resource")}
    test = plain_names(files["test.xml"])
    found = []
    for section in test.iter("assessmentSection"):
        references = section.findall("assessmentItemRef")
        assert section.get("identifier") == "all" or section.find("selection").get("select") == "1"  # type: ignore[union-attr]
        for reference in references:
            name = str(reference.get("href"))
            assert kinds[name] == "imsqti_item_xmlv2p1"
            item = plain_names(files[name])
            assert item.get("identifier") == reference.get("identifier")
            found.append(_item2(item, str(section.get("title"))))
    assert len(found) == sum(name.startswith("items/") for name in files)
    return found


def said2(element: Element) -> str:
    """The words of an element, with the words of its formulas."""
    text = element.text or ""
    for child in element:
        formula = child.tag == f"{MATHEMATICS}math"
        text += rf"\({child.get('alttext')}\)" if formula else said2(child)
        text += child.tail or ""
    return text


def _item2(item: Element, group: str) -> Asked:
    order = [part.tag for part in item]
    assert order[:6] == ["responseDeclaration", *["outcomeDeclaration"] * 4, "itemBody"]
    assert order[6] == "responseProcessing" and set(order[7:]) == {"modalFeedback"}
    right = _text(item, "responseDeclaration/correctResponse/value")
    feedback = {str(one.get("identifier")): said2(one) for one in item.findall("modalFeedback")}
    points = float(_text(item, "outcomeDeclaration[@identifier='MAXSCORE']/defaultValue/value"))
    text = said2(item.find("itemBody/div"))  # type: ignore[arg-type]
    key = str(item.get("title"))
    if item.find("itemBody/choiceInteraction") is None:
        condition = item.find("responseProcessing/responseCondition")
        assert condition is not None and len(item.findall("itemBody/p/textEntryInteraction")) == 1
        numbers = []
        for branch in condition:
            equal = branch.find("equal")
            assert equal is not None and branch.find("setOutcomeValue") is not None
            said = feedback[_text(branch, "setOutcomeValue/baseValue")] if numbers else ""
            tolerance = Fraction(str(equal.get("tolerance")).split()[0])
            numbers.append(Answer(_text(equal, "baseValue"), not numbers, said, tolerance))
        assert numbers[0].text == right
        return Asked(key, "number", text, tuple(numbers), points, group)
    choices = item.findall("itemBody/choiceInteraction/simpleChoice")
    answers = [
        Answer(said2(one), one.get("identifier") == right, feedback.get(str(one.get("identifier")), ""))
        for one in choices
    ]
    return Asked(key, "choice", text, tuple(answers), points, group)


# -- PreTeXt

IDENTIFIER: Final = "{http://www.w3.org/XML/1998/namespace}id"


def read_pretext(content: bytes) -> list[Asked]:
    """The exercises; their names are codes, so that the key is left open."""
    root = fromstring(content)
    exercises = list(root.iter("exercise"))
    names = [exercise.get(IDENTIFIER) for exercise in exercises]
    assert len(set(names)) == len(names) and all(exercise.get("label") in names for exercise in exercises)
    return [_exercise(exercise) for exercise in exercises]


def _exercise(exercise: Element) -> Asked:
    parts = list(dict.fromkeys(part.tag for part in exercise))
    assert parts == [one for one in ("statement", "choices", "hint", "answer", "solution") if one in parts]
    text, choices = said3(exercise.find("statement")), exercise.findall("choices/choice")
    if not choices:
        return Asked("", "written", text, (Answer(said3(exercise.find("answer")), True),))
    answers = [
        Answer(said3(one.find("statement")), one.get("correct") == "yes", said3(one.find("feedback")))
        for one in choices
    ]
    return Asked("", "choice", text, tuple(answers))


def said3(element: Element | None) -> str:
    """The words of an element, with its formulas as LaTeX."""
    if element is None:
        return ""
    text = element.text or ""
    for child in element:
        text += (rf"\({child.text}\)" if child.tag == "m" else said3(child)) + (child.tail or "")
    return text


# -- STACK


def read_stack(content: bytes) -> list[Asked]:
    """Each variant of each question: the answers and mistakes are Maxima's text."""
    questions = [one for one in fromstring(content) if one.get("type") == "stack"]
    names = [_text(question, "idnumber") for question in questions]
    assert len(set(names)) == len(names)
    return [asked for question in questions for asked in _variants(question)]


def _variants(question: Element) -> Iterator[Asked]:
    seeds = [int(seed.text or "") for seed in question.findall("deployedseed")]
    assert seeds == list(range(1, len(seeds) + 1))
    lines = _text(question, "questionvariables/text").splitlines()
    assert lines[1] == f"k:mod(stack_seed-1,{len(seeds)})+1;"
    lists = dict(line.removesuffix("][k];").split(":[", 1) for line in lines[2:])
    nodes, tests = question.findall("prt/node"), question.findall("qtest")
    assert list(lists) == [_text(node, "tans") for node in nodes] == ["ta", *[f"w{k}" for k in range(1, len(nodes))]]
    assert [_text(node, "falsenextnode") for node in nodes] == [*map(str, range(1, len(nodes))), "-1"]
    assert [_text(node, "truescore") for node in nodes] == ["1", *["0"] * (len(nodes) - 1)]
    notes = [_text(node, "trueanswernote") for node in nodes]
    assert notes == [_text(test, "expected/expectedanswernote") for test in tests]
    assert [_text(test, "testinput/value").removesuffix("+c") for test in tests] == list(lists)
    for seed in seeds:
        note, text, *said = (
            _shown(part, seed)
            for part in (
                _text(question, "questionnote/text"),
                _text(question, "questiontext/text"),
                *(_text(node, "truefeedback/text") for node in nodes),
            )
        )
        values = [_entries(listed)[seed - 1] for listed in lists.values()]
        answers = [Answer(value, not place, said[place]) for place, value in enumerate(values)]
        assert "[[input:ans1]]" in text
        yield Asked(note, "typed", text, tuple(answers), float(_text(question, "defaultgrade")), "|".join(notes))


def _shown(text: str, seed: int) -> str:
    """What a student with that seed sees."""
    shown = re.sub(
        r'\[\[if test="is\(k=(\d+)\)"\]\](.*?)\[\[/if\]\]',
        lambda found: found[2] * (int(found[1]) == seed),
        text,
        flags=re.S,
    )
    assert not re.search(r"\[\[(?!input|validation)|\{@|\{#", shown)
    return words(shown)


def _entries(listed: str) -> list[str]:
    """The entries of a list, whose own brackets may hold commas."""
    entries, deep = [""], 0
    for sign in listed:
        deep += (sign in "([") - (sign in ")]")
        if sign == "," and not deep:
            entries.append("")
        else:
            entries[-1] += sign
    return entries


READERS: Final[dict[str, Callable[[bytes], list[Asked]]]] = {
    "blackboard": read_blackboard,
    "cartridge": read_cartridge,
    "csv": read_csv,
    "kahoot": read_kahoot,
    "moodle": read_moodle,
    "pretext": read_pretext,
    "qti12": read_qti12,
    "qti21": read_qti21,
    "stack": read_stack,
}
