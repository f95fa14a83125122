"""Problems made by hand, and the table of typed answers in ``answers.txt``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calcdrill.expression.read import read
from calcdrill.expression.tree import Node, Vector
from calcdrill.kinds import find
from calcdrill.kinds.fields import REQUIRED
from calcdrill.problem import Certificate, Mistake, Problem, Solution, Statement, Task

CERTIFICATE = Certificate(("by hand",), 1, "0", 0, False)
GRADES = {
    "+": "right",
    "~": "right, not in the asked form",
    "d": "right where both are defined",
    "-": "wrong",
    "?": "unreadable",
    "u": "undecided",
    "a": "asked back",
    "s": "another form is asked for",
}


@dataclass(frozen=True)
class Row:
    """One line of the table: what is typed, how it is to be graded, which mistake is to be named."""

    problem: Problem
    text: str
    grade: str
    mistake: str | None
    line: int


def make(kind: str, answer: str, mistakes: dict[str, str] | None = None, **fields: Any) -> Problem:
    """A problem with that answer; the fields that are text become trees, names stay names."""
    values: dict[str, Any] = {name: field_value(name, value) for name, value in fields.items()}
    given = tuple(value for value in values.values() if isinstance(value, Node))
    choices = tuple((part.strip(),) for part in fields["choices"].split(";")) if "choices" in fields else ()
    domain = tuple(read(part) for part in fields["domain"].split(";")) if "domain" in fields else ()
    usual = {field.name: field.default for field in find(kind).fields if field.default is not REQUIRED}
    values = usual | {name: value for name, value in values.items() if name not in {"choices", "domain"}}
    return Problem(
        Task(kind, values, domain),
        Statement(("Find it.",), given, (), choices),
        Solution(read(answer)),
        CERTIFICATE,
        mistakes=tuple(Mistake(name, read(wrong), (f"This is {name}.",)) for name, wrong in (mistakes or {}).items()),
        id=f"skill/{kind}",
        concept="skill",
        topic="topic",
        seed=1,
        index=0,
        difficulty=2,
    )


def field_value(name: str, text: Any) -> Any:
    """The value of one field of a hand-made task."""
    if not isinstance(text, str) or name in {"variable", "choices", "domain"}:
        return text
    if name in {"variables", "wrt"}:
        return tuple(text.replace(",", " ").split())
    if name == "order":
        return int(text)
    node = read(text)
    if name == "at" and isinstance(node, Vector):
        return node.entries
    return node.entries if name == "functions" and isinstance(node, Vector) else node


def table() -> Iterator[Row]:
    """The rows of ``answers.txt``; what the signs mean is said at its head."""
    problem: Problem | None = None
    header: dict[str, str] = {}
    answer, mistakes = "", {}
    for number, line in enumerate(Path(__file__).with_name("answers.txt").read_text().splitlines(), 1):
        sign, _, rest = line.partition(" ")
        if sign == "problem":
            kind, *parts = rest.split(" | ")
            header = dict(part.split(": ", 1) for part in parts)
            header["kind"], problem, mistakes = kind, None, {}
        elif sign == "answer":
            answer = rest
        elif sign == "mistake":
            name, _, wrong = rest.partition(": ")
            mistakes[name] = wrong
        elif sign in GRADES:
            problem = problem or make(answer=answer, mistakes=dict(mistakes), **header)  # type: ignore[arg-type]
            text, _, mistake = rest.partition("  => ")
            yield Row(problem, text, GRADES[sign], mistake.strip() or None, number)
