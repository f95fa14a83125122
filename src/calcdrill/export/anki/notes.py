"""A NoteSource as the fields of a note: what the learner's Anki stores, with one ``div.cd-v`` an instance."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from html import escape
from typing import Any, Final

from calcdrill.columns import in_columns
from calcdrill.errors import DeckError
from calcdrill.exactness import WORDS, would_be_rounded
from calcdrill.export.anki import breaking, markup
from calcdrill.export.anki.choices import Choice, choices_of
from calcdrill.export.anki.lesson import lesson_html
from calcdrill.export.anki.notetypes import CLOZE, CONCEPT, PROBLEM, NoteType
from calcdrill.export.anki.source import (
    ClozeNote,
    ConceptNote,
    DeckOptions,
    LessonNote,
    NoteSource,
    Position,
    ProblemNote,
)
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex import RELATION_SIGNS
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.tree import Node, Relation
from calcdrill.grading import grading_record
from calcdrill.problem import Problem

__all__ = ["MOST_BYTES", "Fields", "farewell", "fields_of", "fingerprint", "plain_tags", "stamped"]

MOST_BYTES: Final = 64 * 1024
"""A note is kept below this, since phones hold all of it while it is shown: first the smallest steps are left
out, then the drawings, then the box for a typed answer, then the last instances.
"""

_FORMS: Final = (
    *((9, True, True), (1, True, True), (0, True, True)),
    *((9, False, True), (1, False, True), (0, False, True), (0, False, False)),
)
"""How many levels of smaller steps a solution has, whether there is a drawing and whether a typed answer is judged;
from the richest on.
"""

_KEY: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*(?:/[a-z0-9]+(?:[-_][a-z0-9]+)*)*")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_ACTIVE: Final = re.compile(r"\\\\|[\[$]|\{(?=\{)|\}(?=\})|:(?=:)")
_VERSION_TAG: Final = "calcdrill::version::"
_VERSION_MARK: Final = re.compile(r'(<span class="cd-version">)[^<]*(</span>)')


@dataclass(frozen=True)
class Fields:
    """A note ready to be written: its key, its type, its fields in the type's order, its tags, its deck, its rank.

    ``skill`` is the id of its concept, ``is_lesson`` whether it is a lesson; a note of problems has ``instances``.
    """

    key: str
    type: NoteType
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    deck: str
    due: int = 0
    skill: str = ""
    instances: int = 0
    is_lesson: bool = False


def fields_of(note: NoteSource, options: DeckOptions) -> Fields:
    """The note's fields; raises DeckError for a key, a choice or a text that a deck cannot hold."""
    if not _KEY.fullmatch(note.key):
        raise DeckError(f"{note.key!r} cannot be a note's key: small letters, digits, '-', '_' and '/' only")
    named, kind, difficulty, form = _content(note, options.notation)
    level = f' · <span class="cd-level">level {difficulty} of 5</span>'
    named |= {"Key": note.key, "Concept": markup.inert(note.place.concept_title) + level}
    named["Source"] = _source(note.key, options)
    values = tuple(named.get(name, "") for name, _ in kind.fields)
    for field in values:
        markup.check_html(field)
    tags, deck = _tags(note.place, difficulty, form), deck_name(note.place, options.title)
    instances = len(note.problems) if isinstance(note, ProblemNote) else 0
    is_lesson = isinstance(note, LessonNote)
    return Fields(note.key, kind, values, tags, deck, note.due, note.place.concept, instances, is_lesson)


def deck_name(place: Position, title: str) -> str:
    """The subdeck of a topic; the number in front keeps the topics in order, since Anki sorts by name."""
    return f"{title}::{place.position:02d} {place.topic_title.replace('::', ':')}"


def _tags(place: Position, difficulty: int, form: str) -> tuple[str, ...]:
    return (
        f"calcdrill::{place.topic}::{place.concept}",
        f"calcdrill::difficulty::{difficulty}",
        f"calcdrill::form::{form}",
    )


def _source(key: str, options: DeckOptions) -> str:
    report = ""
    if options.report:
        address = escape(options.report.replace("{key}", key.replace("/", "%2F")))
        report = f' · <a href="{address}">report a fault</a>'
    return f'{key} · calcdrill <span class="cd-version"></span>{report}'


@singledispatch
def _content(note: NoteSource, conventions: Conventions) -> tuple[dict[str, str], NoteType, int, str]:
    """Fields by name, the note type, the difficulty and the form."""
    raise TypeError(f"no note can be made of {type(note).__name__}")


@_content.register
def _problem(note: ProblemNote, conventions: Conventions) -> tuple[dict[str, str], NoteType, int, str]:
    if not note.problems:
        raise DeckError(f"{note.key}: a note needs at least one problem")
    drawings = [markup.figure(problem.figure, conventions) for problem in note.problems]
    records = [_record(problem, note, conventions) for problem in note.problems]
    for depth, drawn, judged in _FORMS:
        shown = [
            (
                *_instance(in_columns(problem, conventions), note, depth, drawing if drawn else "", conventions),
                record if judged else "",
            )
            for problem, drawing, record in zip(note.problems, drawings, records, strict=True)
        ]
        kept = _fitting(shown)
        if kept == len(shown):
            break
    question, *others = zip(*shown[:kept], strict=True)
    columns = [_column(question), *map(_shared, others)]
    named = dict(zip(("Question", "Answer", "Solution", "Hint", "Spare1"), columns, strict=True))
    named["Meta"] = _meta(note, kept)
    return named, PROBLEM, note.problems[0].difficulty or 1, "choice" if note.choose else "problem"


def _instance(
    problem: Problem, note: ProblemNote, depth: int, drawing: str, conventions: Conventions
) -> tuple[str, str, str, str]:
    """Question, answer, solution and hint of one instance."""
    question = markup.statement(problem.statement, conventions)
    if would_be_rounded(problem) and not note.choose:
        question += f'<p class="cd-ctx">{WORDS}</p>'
    answer = markup.display(problem.answer, "cd-ans", conventions) + drawing
    if note.choose:
        question += _choice_list(choices_of(problem, note.key), conventions)
        answer = '<div class="cd-verdict" hidden></div>' + answer
    hints = "".join(f"<p>{markup.words(hint, conventions)}</p>" for hint in problem.hints)
    return question, answer, markup.steps(problem.solution.steps, depth, conventions), hints


def _record(problem: Problem, note: ProblemNote, conventions: Conventions) -> str:
    """What the back judges a typed answer by; nothing where a choice is asked for or no answer is to be typed."""
    return "" if note.choose or not note.typed else _json(grading_record(problem, conventions))


def _choice_list(offered: Sequence[Choice], conventions: Conventions) -> str:
    """The choices; what is wrong with one is shown on the back."""
    items = []
    for choice in offered:
        mark, label = " data-right" if choice.right else "", markup.spoken(choice.text, "")
        shown = markup.choice(choice.text, conventions)
        button = f'<a href="#" role="button" class="cd-choice tappable"{label}>{shown}</a>'
        feedback = markup.words(choice.feedback, conventions)
        cause = f'<p class="cd-cause">{feedback}</p>' if choice.feedback else ""
        items.append(f'<li data-c="{choice.id}"{mark}>{button}{cause}</li>')
    return f'<ol class="cd-choices">{"".join(items)}</ol>'


def _fitting(shown: Sequence[Sequence[str]]) -> int:
    """How many instances fit into one note."""
    room, count = MOST_BYTES, 0
    for instance in shown:
        room -= sum(len(text.encode()) + 40 for text in instance)
        if room < 0 and count:
            break
        count += 1
    return count


def _column(texts: Sequence[str]) -> str:
    """One field of all instances."""
    return "\n".join(f'<div class="cd-v">{text}</div>' for text in texts)


def _shared(texts: Sequence[str]) -> str:
    """One field of all instances; what all have in common once, nothing if none has anything."""
    return _column(texts if len(set(texts)) > 1 else texts[:1]) if any(texts) else ""


def _meta(note: ProblemNote, kept: int) -> str:
    first = note.problems[0]
    record: dict[str, Any] = {
        "exercise": first.id,
        "kind": first.task.kind,
        "routes": list(first.certificate.routes),
        "instances": [[problem.seed, problem.index] for problem in note.problems[:kept]],
    }
    return _json(record)


def _json(record: dict[str, Any]) -> str:
    """The record as HTML; in its words, signs that Anki or MathJax would read are escaped in JSON's own way."""
    text = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
    plain = _STRING.sub(lambda found: _ACTIVE.sub(lambda one: f"\\u{ord(one[0][-1]):04x}", found[0]), text)
    return escape(plain, quote=False)


@_content.register
def _concept(note: ConceptNote, conventions: Conventions) -> tuple[dict[str, str], NoteType, int, str]:
    named = {
        "Front": f"<p>{markup.words(note.card.front, conventions)}</p>",
        "Back": f"<p>{markup.words(note.card.back, conventions)}</p>",
        "Meta": _json({"type": note.card.type}),
    }
    return named, CONCEPT, note.difficulty, note.card.type


@_content.register
def _lesson(note: LessonNote, conventions: Conventions) -> tuple[dict[str, str], NoteType, int, str]:
    concept = note.page.concept
    question = f"<p>{markup.words((concept.title,))}: what is it, and why does it work?</p>"
    task = '<p class="cd-note">Say what you know, then turn the card and read the lesson.</p>'
    back = lesson_html(note.page, conventions)
    named = {"Front": question + task, "Back": back, "Meta": _json({"type": "lesson"})}
    return named, CONCEPT, concept.difficulty, "lesson"


@_content.register
def _cloze(note: ClozeNote, conventions: Conventions) -> tuple[dict[str, str], NoteType, int, str]:
    lead = f"<p>{markup.words(note.lead, conventions)}</p>" if note.lead else ""
    extra = f"<p>{markup.words(note.extra, conventions)}</p>" if note.extra else ""
    text = lead + cloze(note.formula, note.key, conventions)
    named = {"Text": text, "Extra": extra, "Meta": _json({"type": "formula"})}
    return named, CLOZE, note.difficulty, "formula"


def cloze(formula: Node, key: str, conventions: Conventions = DEFAULT) -> str:
    """The formula with everything behind its first sign (=, ≈, ≤ …) hidden; braces and colons that Anki would
    read are parted. What is hidden is in formulas of its own, so that it can stand out when it is shown.
    """
    if not isinstance(formula, Relation):
        raise DeckError(f"{key}: a formula to recall is an equation")
    rest = formula.sides[1] if len(formula.sides) == 2 else Relation(formula.sides[1:], formula.operators[1:])
    left = breaking.pieces(f"{print_latex(formula.sides[0], conventions)} {RELATION_SIGNS[formula.operators[0]]}")
    right = re.sub(r"\}(?=\})", "} ", markup.large(breaking.pieces(print_latex(rest, conventions)))).replace(
        "::", ":{}:"
    )
    return markup.broken((f"{markup.large(left)} {{{{c1::{right} }}}}",))


def farewell(key: str, kind: NoteType, options: DeckOptions) -> Fields:
    """What takes the place of a note whose key was retired: an import cannot delete, but it can say so."""
    said = "<p>This card has left the deck. To delete it, search for <b>tag:calcdrill::retired</b>.</p>"
    shown = {
        "Question": f'<div class="cd-v">{said}</div>',
        "Answer": '<div class="cd-v"><p>Retired.</p></div>',
    }
    shown |= {"Front": said, "Back": "<p>Retired.</p>", "Text": said + "<p>{{c1::Retired.}}</p>"}
    named = {**shown, "Key": key, "Concept": "Retired", "Source": _source(key, options)}
    values = tuple(named.get(name, "") for name, _ in kind.fields)
    return Fields(key, kind, values, ("calcdrill::retired",), options.title)


def fingerprint(kind: str, fields: Sequence[str], tags: Sequence[str]) -> str:
    """A digest of what a learner would see change; the version of calcdrill alone is no change."""
    plain = [_VERSION_MARK.sub(r"\1\2", field) for field in fields]
    text = "\x1e".join((kind, "\x1f".join(plain), " ".join(plain_tags(tags))))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plain_tags(tags: Sequence[str]) -> list[str]:
    """The tags in order, without the version."""
    return sorted(tag for tag in tags if not tag.startswith(_VERSION_TAG))


def stamped(note: Fields, version: str) -> Fields:
    """The note with the version in its footer and its tags: of the last change, not the last build."""
    fields = tuple(_VERSION_MARK.sub(rf"\g<1>{escape(version)}\2", field) for field in note.fields)
    return replace(note, fields=fields, tags=(*note.tags, _VERSION_TAG + version.replace(" ", "-")))
