"""What a colleague sends besides exercises: themes, decks, ledgers, unfinished files, the JSON of a sheet."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from calcdrill import load_catalog
from calcdrill.export import html, latex, markdown, rendering
from calcdrill.export.anki import DeckOptions, ProblemNote, diff_ledgers, make_deck, read_ledger, write_ledger
from calcdrill.export.anki.difference import ledger_of_package
from calcdrill.export.anki.source import Position
from calcdrill.export.jsonl import problem_line
from calcdrill.export.sheet import read_sheet
from calcdrill.export.themes import Templates
from calcdrill.export.unfinished import part_of, unfinished
from calcdrill.export.view import lay_out
from calcdrill.expression.notation.conventions import DEFAULT
from calcdrill.generating import make_problem
from calcdrill.isolation import Late, limit_time, watch_time
from calcdrill.practice import sheet as sheets
from calcdrill.problem import Problem, ProblemSet
from calcdrill.sets import Found

NOW: Final = 1_795_248_000
SECRET: Final = "PRIVATE-1f0c"
"""What no theme may print: it stands in a file beside."""


@cache
def _catalog() -> Any:
    return load_catalog()


@cache
def _problems() -> tuple[Problem, ...]:
    exercises = list(_catalog().exercises.values())
    return tuple(make_problem(exercise, 0, 0) for exercise in exercises[::150])


def changed(content: bytes, data: bytes) -> bytes:
    """The content with bytes changed: three bytes say where, one what."""
    made = bytearray(content)
    for place in range(0, len(data) - 3, 4):
        made[int.from_bytes(data[place : place + 3], "big") % len(made)] = data[place + 3]
    return bytes(made)


# -- themes


_FORMS: Final[tuple[tuple[Any, str, str], ...]] = (
    (html._templates, "html/document.html.j2", "document.html.j2"),
    (latex._templates, "latex/document.tex.j2", "document.tex.j2"),
    (markdown._templates, "markdown/document.md.j2", "document.md.j2"),
)


@cache
def _values() -> dict[str, Any]:
    sheet = read_sheet({"solutions": "full", "key": "append"})
    page = lay_out(ProblemSet("Title", _problems(), 0), sheet)
    return {"page": page, "sheet": sheet, "part": "both"}


def read_theme(data: bytes) -> None:
    """A template of a format that the first byte chooses; what would be stopped by its process is stopped here."""
    of, path, name = _FORMS[(data[0] if data else 0) % len(_FORMS)]
    text = data[1:].decode("utf-8", errors="replace")
    Path(tempfile.gettempdir(), "calcdrill-private").write_text(SECRET)
    watch_time()
    try:
        with limit_time(2.0):
            uncached = partial(of.__wrapped__, DEFAULT)
            made = rendering.fill(uncached, Templates(((path, text),)), name, _values())
    except (Late, MemoryError, RecursionError):
        return
    if SECRET in made:
        raise AssertionError(data)


def themes() -> list[bytes]:
    """Pieces of the shipped templates."""
    _values()
    folder = Path(rendering.__file__).parent / "templates"
    texts = [path.read_bytes()[:1500] for path in sorted(folder.rglob("*.j2"))]
    return [bytes([number % 3]) + text for number, text in enumerate(texts)]


THEME_WORDS: Final = (
    *"{{ }} {% %} << >> <% %> for in if endif endfor set macro endmacro include import block filter call".split(),
    *"page sheet part loop items groups problem answer solution steps statement templates font".split(),
    *"|content |formula |map |attr('x') |list |first |batch(3) |groupby('x') |format(1) |length |tojson".split(),
    *"__class__ __globals__ _find read_text joinpath mro format_map range(9) namespace() dict() cycler(1)".split(),
)


# -- decks


@cache
def _deck() -> tuple[bytes, str]:
    place = Position("topic", "Topic", 1, "concept", "Concept")
    notes = [ProblemNote(problem.id or "", place, (problem,)) for problem in _problems()]
    package, ledger = make_deck(notes, DeckOptions(), None, NOW)
    return package, write_ledger(ledger)


def packages() -> list[bytes]:
    """The deck and its database as they are, and with some bytes changed; it is made before the clock runs."""
    _deck()
    return [b"\x00", b"\x01", bytes(range(40)), bytes([1, *range(40)])]


def read_package(data: bytes) -> None:
    """A package with bytes changed, or the database in it, as the first byte says."""
    package, ledger = _deck()
    if data[:1] and data[0] % 2:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            database = archive.read("collection.anki2")
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("collection.anki2", changed(database, data[1:]))
        content = target.getvalue()
    else:
        content = changed(package, data[1:])
    diff_ledgers(ledger_of_package(content), read_ledger(ledger))


def read_ledger_text(data: bytes) -> None:
    """A ledger; with what was read, the next deck is made."""
    ledger = read_ledger(data.decode("utf-8", errors="replace"))
    place = Position("topic", "Topic", 1, "concept", "Concept")
    notes = [ProblemNote("key/one", place, _problems()[:1])]
    _, after = make_deck(notes, DeckOptions(), ledger, NOW)
    read_ledger(write_ledger(after))


def ledgers() -> list[bytes]:
    """The ledger of a small deck, and an empty one."""
    return [_deck()[1].encode(), b'{"format": 1, "notetypes": {}, "notes": {}, "retired": {}}']


# -- unfinished files


@cache
def _run() -> tuple[dict[str, Any], bytes, bytes]:
    """Settings, lines and records of a run that was interrupted."""
    settings = {"seed": 0}
    exercises = [_catalog().exercises[problem.id or ""] for problem in _problems()]
    found = [
        Found(exercise, 0, bytes([number]) * 16, problem_line(problem))
        for number, (exercise, problem) in enumerate(zip(exercises, _problems(), strict=True))
    ]
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "x.jsonl")
        try:
            with unfinished(output, settings, False, b"secret") as file:
                list(file.write(found, exercises))
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
        return settings, part_of(output).read_bytes(), output.with_name("x.jsonl.part.keys").read_bytes()


def runs() -> list[bytes]:
    """Changes of some bytes, and none."""
    _run()
    return [b"", bytes(range(40))]


def read_unfinished(data: bytes) -> None:
    """Lines and records with bytes changed: what is kept is what the run wrote, from the beginning on."""
    settings, lines, records = _run()
    exercises = [_catalog().exercises[problem.id or ""] for problem in _problems()]
    half = len(data) // 2
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "x.jsonl")
        part_of(output).write_bytes(changed(lines, data[:half]))
        output.with_name("x.jsonl.part.keys").write_bytes(changed(records, data[half:]))
        with unfinished(output, settings, True, b"secret") as file:
            found = list(file.earlier(exercises))
            if [one.key for one in found] != [bytes([number]) * 16 for number in range(len(found))]:
                raise AssertionError(data)
            if not lines.startswith(part_of(output).read_bytes()):
                raise AssertionError(data)


# -- the JSON of a sheet


def read_sheet_text(data: bytes) -> None:
    """The problems of a sheet that comes back."""
    places = sheets.read_sheet(data.decode("utf-8", errors="replace"))
    for place in places[:3]:
        sheets._problem(place, _catalog())


def sheet_lines() -> list[bytes]:
    """Lines as a sheet has them."""
    first, second, *_ = (problem.id for problem in _problems())
    line = f'{{"number": 1, "id": "{first}", "seed": 7, "index": 0}}'
    return [line.encode(), f"[{line}]".encode(), line.replace(str(first), str(second)).encode()]


SHEET_WORDS: Final = ('"number"', '"id"', '"seed"', '"index"', '"problems"', "null", "1e999", "99999999999999999999999")
