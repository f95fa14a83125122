"""A class: for each student a sheet of their own under a short code, and the key of a sheet found again by it.

names ──► a set for each student ──► codes ──► FILE.codes.jsonl beside the sheets ──► calcdrill key CODE
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from calcdrill import __version__
from calcdrill.catalog.values import Catalog, Exercise
from calcdrill.characters import HIDDEN
from calcdrill.errors import CalcdrillError, InputError, NotFound, Unsatisfiable
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Text
from calcdrill.generating import take
from calcdrill.instances import generate_problem
from calcdrill.problem import Problem

__all__ = ["Entry", "code_of", "entry_line", "find_entry", "problems_of", "read_roster", "student_sets"]

MOST_STUDENTS: Final = 500
LONGEST_NAME: Final = 60
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not taken for one another."""
CODE: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the codes: whose sheet it is, and its problems as (exercise, seed, index, fingerprint)."""

    code: str
    name: str
    title: str
    version: str
    choices: int
    problems: tuple[tuple[str, int, int, str], ...]


def read_roster(text: str, name: str = "roster") -> tuple[str, ...]:
    """The names of a CSV file: its column ``name``, or its first one; raises InputError with the line."""
    rows = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text)), 1) if any(map(str.strip, row))]
    if not rows:
        raise InputError(f"{name}: there is nobody in it")
    head = [cell.strip().casefold() for cell in rows[0][1]]
    column = head.index("name") if "name" in head else 0
    names: list[str] = []
    for number, row in rows[1:] if "name" in head else rows:
        cell = " ".join(row[column].split()) if column < len(row) else ""
        if not cell or len(cell) > LONGEST_NAME or HIDDEN.search(cell):
            raise InputError(f"{name}:{number}: a name has 1 to {LONGEST_NAME} letters that can be seen")
        names.append(cell)
    if len(names) > MOST_STUDENTS:
        raise InputError(f"{name}: a class has at most {MOST_STUDENTS} students")
    if not names:
        raise InputError(f"{name}: there is nobody in it")
    return tuple(names)


def code_of(problems: Sequence[Problem], place: int, taken: Iterable[str]) -> str:
    """A short code for the sheet of the student at that place, that is not ``taken``."""
    about = "\n".join([str(place), *(f"{p.id}/{p.seed}/{p.index}" for p in problems)])
    for turn in range(1000):
        number = int.from_bytes(sha256(f"{turn}\n{about}".encode()).digest()[:8], "big")
        code = "".join(LETTERS[number // len(LETTERS) ** k % len(LETTERS)] for k in range(CODE))
        if code not in taken:
            return code
    raise AssertionError("there are more codes than students")


def student_sets(
    exercises: Sequence[Exercise], counts: Mapping[str, int], seed: int, students: int
) -> tuple[list[list[Problem]], tuple[str, ...]]:
    """For each student ``counts`` problems of each exercise, different from the neighbours' as far as there are any.

    The second value names the exercises of which some students share problems. Raises Unsatisfiable where an exercise
    cannot give one student as many as are wanted.
    """
    sheets: list[list[Problem]] = [[] for _ in range(students)]
    shared: list[str] = []
    seen: set[bytes] = set()
    for exercise in exercises:
        count = counts.get(exercise.id, 0)
        if not count:
            continue
        problems = list(take(exercise, seed, count * students, seen))
        if len(problems) < count:
            raise Unsatisfiable(f"{exercise.id}: {count} problems a sheet are needed, but only {len(problems)} exist")
        if len(problems) < count * students:
            shared.append(exercise.id)
        for k, sheet in enumerate(sheets):
            sheet += [problems[(k * count + j) % len(problems)] for j in range(count)]
    return sheets, tuple(shared)


# -- the codes


def fingerprint(problem: Problem) -> str:
    """What a problem says and what its answer is, in sixteen letters: other content has another one."""
    from calcdrill.expression.notation.prose import prose_text

    answer = problem.answer.text if isinstance(problem.answer, Text) else write_text(problem.answer)
    choices = "\n".join(map(prose_text, problem.statement.choices))
    asked = prose_text(problem.statement.prose)
    return sha256(f"{asked}\n{choices}\n{answer}".encode()).hexdigest()[:16]


def entry_line(code: str, name: str, title: str, problems: Sequence[Problem], choices: int = 0) -> str:
    """One line of the codes: what is printed on the sheet, in its order."""
    record = {
        "code": code,
        "name": name,
        "title": title,
        "calcdrill": __version__,
        "choices": choices,
        "problems": [
            {"number": number, "id": p.id, "seed": p.seed, "index": p.index, "fingerprint": fingerprint(p)}
            for number, p in enumerate(problems, 1)
        ],
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def find_entry(files: Iterable[tuple[str, str]], code: str) -> Entry:
    """The sheet of that code in the texts of codes, (name, text); raises NotFound, and InputError for a bad line."""
    wanted, seen = code.strip().upper(), 0
    for name, text in files:
        for number, line in enumerate(text.splitlines(), 1):
            entry = _entry(line, f"{name}:{number}") if line.strip() else None
            seen += entry is not None
            if entry is not None and entry.code == wanted:
                return entry
    raise NotFound(f"no sheet has the code {wanted[:20]!r}, of {seen} that are known here")


def _entry(line: str, place: str) -> Entry:
    try:
        raw: Any = json.loads(line)
        problems = tuple(
            (str(one["id"]), int(one["seed"]), int(one["index"]), str(one["fingerprint"])) for one in raw["problems"]
        )
        return Entry(
            str(raw["code"]), str(raw["name"]), str(raw["title"]), str(raw["calcdrill"]), int(raw["choices"]), problems
        )
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise InputError(f"{place}: this is no line of codes") from None


def problems_of(catalog: Catalog, entry: Entry) -> tuple[Problem, ...]:
    """The problems of a sheet, made again; InputError, with the reason, where they are not those that were printed."""
    problems: list[Problem] = []
    for number, (exercise, seed, index, printed) in enumerate(entry.problems, 1):
        try:
            problem = generate_problem(catalog, exercise, seed, index)
        except CalcdrillError as error:
            raise InputError(f"sheet {entry.code}: problem {number} cannot be made again: {error}") from None
        if fingerprint(problem) != printed:
            raise InputError(
                f"sheet {entry.code}: {exercise} is not what it was when the sheet was printed (calcdrill "
                f"{entry.version}), so its key would be wrong: use the content and the version of then"
            )
        problems.append(problem)
    return tuple(problems)
