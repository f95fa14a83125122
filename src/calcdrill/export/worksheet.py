"""A worksheet in any format: ``make_worksheet(sets, sheet, format)`` → the files, by the end of their names.

    sets     version letter → ProblemSet; the versions ask for the same exercises with other numbers
    sheet    the options (``export.sheet.read_sheet``)
    format   pdf (with its .typ), typst, html, latex, markdown, json (the problems with their numbers, one a line)

The names' ends are made to follow a stem: ``.pdf``, ``-key.pdf`` for one version, ``-A.pdf``, ``-A-key.pdf`` for more.
With the key appended there is one file a version, with no key none of the ``-key`` files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from calcdrill.errors import InputError
from calcdrill.export.sheet import Sheet
from calcdrill.export.themes import Templates, read_templates
from calcdrill.export.view import Page, lay_out
from calcdrill.problem import ProblemSet

__all__ = ["FORMATS", "make_worksheet"]


def make_worksheet(
    sets: Mapping[str, ProblemSet],
    sheet: Sheet,
    format: str = "pdf",
    templates: Path | None = None,
    fonts: Path | None = None,
) -> dict[str, bytes]:
    """The files of all versions, keyed by what follows the stem of their names, in the order of the versions.

    ``templates`` is a folder with ``typst/``, ``html/`` … whose templates take the place of the theme's;
    ``fonts`` a folder with more fonts. Raises InputError for an unknown format, an empty set, a faulty template or a
    source that cannot be typeset.
    """
    if format not in FORMATS:
        raise InputError(f"there is no worksheet format {format!r}; there are {', '.join(FORMATS)}")
    own = read_templates(templates) if templates else sheet.templates
    files: dict[str, bytes] = {}
    for version, problems in sets.items():
        page = lay_out(problems, sheet, version)
        stem = f"-{version}" if len(sets) > 1 else ""
        for ending, part in _parts(sheet.key):
            written = _WRITERS[format](page, part, own, fonts)
            files.update({f"{stem}{ending}.{extension}": content for extension, content in written.items()})
    return files


def _parts(key: str) -> Iterator[tuple[str, str]]:
    """What follows the version in the file's name, and the part of the page that goes into it."""
    yield "", "both" if key == "append" else "sheet"
    if key == "separate":
        yield "-key", "key"


def _pdf(page: Page, part: str, templates: Templates | None, fonts: Path | None) -> dict[str, bytes]:
    from calcdrill.export.pdf import compile_pdf

    source = _typst(page, part, templates, fonts)
    return {"pdf": compile_pdf(source["typ"].decode(), fonts, files=templates.files if templates else None), **source}


def _typst(page: Page, part: str, templates: Templates | None, fonts: Path | None) -> dict[str, bytes]:
    from calcdrill.export.typst import write_sheet_typst

    return {"typ": write_sheet_typst(page, part, templates).encode()}


def _latex(page: Page, part: str, templates: Templates | None, fonts: Path | None) -> dict[str, bytes]:
    from calcdrill.export.latex import write_sheet_latex

    return {"tex": write_sheet_latex(page, part, templates).encode()}


def _markdown(page: Page, part: str, templates: Templates | None, fonts: Path | None) -> dict[str, bytes]:
    from calcdrill.export.markdown import write_sheet_markdown

    return {"md": write_sheet_markdown(page, part, templates).encode()}


def _html(page: Page, part: str, templates: Templates | None, fonts: Path | None) -> dict[str, bytes]:
    from calcdrill.export.html import write_sheet_html

    return {"html": write_sheet_html(page, part, templates).encode()}


def _json(page: Page, part: str, templates: Templates | None, fonts: Path | None) -> dict[str, bytes]:
    from calcdrill.export.jsonl import problem_to_dict, write_line

    if part == "key":
        return {}
    lines = (write_line({"number": item.number, **problem_to_dict(item.problem)}) for item in page.items)
    return {"jsonl": "".join(lines).encode()}


_WRITERS: Final[Mapping[str, Callable[[Page, str, Templates | None, Path | None], dict[str, bytes]]]] = {
    "pdf": _pdf,
    "typst": _typst,
    "html": _html,
    "latex": _latex,
    "markdown": _markdown,
    "json": _json,
}
FORMATS: Final = tuple(_WRITERS)
