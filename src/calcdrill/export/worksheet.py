"""A worksheet in any format: ``make_worksheet(sets, sheet, format)`` → the files, by the end of their names.

    sets     version letter → ProblemSet; the versions ask for the same exercises with other numbers
    sheet    the options (``export.sheet.read_sheet``)
    format   the name of a module of ``export.formats``

The names' ends are made to follow a stem: ``.pdf``, ``-key.pdf`` for one version, ``-A.pdf``, ``-A-key.pdf`` for more.
With the key appended there is one file a version, with no key none of the ``-key`` files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from calcdrill.errors import InputError
from calcdrill.export.formats import Files, Format, find_format
from calcdrill.export.sheet import Sheet
from calcdrill.export.themes import read_templates
from calcdrill.export.view import lay_out
from calcdrill.problem import Problem, ProblemSet

__all__ = ["make_worksheet"]


def make_worksheet(
    sets: Mapping[str, ProblemSet],
    sheet: Sheet,
    format: str = "pdf",
    templates: Path | None = None,
    tell: Callable[[str], None] = lambda words: None,
) -> dict[str, bytes]:
    """The files of all versions, keyed by what follows the stem of their names, in the order of the versions.

    ``templates`` is a folder with ``typst/``, ``html/`` … whose templates take the place of the theme's;
    ``tell`` hears of each problem that the format cannot hold. Raises InputError for an unknown format, an empty set, a
    faulty template or a source that cannot be typeset.
    """
    chosen = find_format(format)
    options = chosen.read_options(sheet.formats.get(format, {}))
    sheet = replace(sheet, templates=read_templates(templates) if templates else sheet.templates)
    files: dict[str, bytes] = {}
    for version, problems in sets.items():
        page = replace(lay_out(_writable(problems, chosen, tell), sheet, version), options=options)
        stem = f"-{version}" if len(sets) > 1 else ""
        for ending, part in _parts(sheet.key):
            for suffix, content in _by_suffix(chosen.write(page, part), chosen.suffix).items():
                files[f"{stem}{ending}.{suffix}"] = content.encode() if isinstance(content, str) else content
    return files


def _writable(problem_set: ProblemSet, format: Format, tell: Callable[[str], None]) -> ProblemSet:
    """The set without what the format refuses."""
    kept: list[Problem] = []
    for problem in problem_set.problems:
        reason = format.refuses(problem)
        if reason is None:
            kept.append(problem)
        else:
            tell(f"{problem.id or problem.task.kind} is left out of {format.name}: {reason}")
    if problem_set.problems and not kept:
        raise InputError(f"none of the problems can be written as {format.name}")
    return replace(problem_set, problems=tuple(kept))


def _by_suffix(files: Files, suffix: str) -> Mapping[str, str | bytes]:
    return {suffix: files} if isinstance(files, str | bytes) else files


def _parts(key: str) -> Iterator[tuple[str, str]]:
    """What follows the version in the file's name, and the part of the page that goes into it."""
    yield "", "both" if key == "append" else "sheet"
    if key == "separate":
        yield "-key", "key"
