"""A worksheet in any format: ``make_worksheet(sets, sheet, format)`` → the files, by the end of their names.

    sets     version letter → ProblemSet; the versions ask for the same exercises with other numbers
    sheet    the options (``export.sheet.read_sheet``)
    format   the name of a module of ``export.formats``

The names' ends are made to follow a stem: ``.pdf``, ``-key.pdf`` for one version, ``-A.pdf``, ``-A-key.pdf`` for more.
With the key appended there is one file a version, with no key none of the ``-key`` files. A format for a system that
hands out questions has one file for all versions, with the answers in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from calcdrill.errors import InputError
from calcdrill.export.formats import Files, Format, find_format
from calcdrill.export.sheet import Sheet
from calcdrill.export.signed import signed
from calcdrill.export.themes import read_templates
from calcdrill.export.view import Page, lay_out
from calcdrill.problem import Problem, ProblemSet

__all__ = ["make_worksheet"]


def make_worksheet(
    sets: Mapping[str, ProblemSet],
    sheet: Sheet,
    format: str = "pdf",
    templates: Path | None = None,
    tell: Callable[[str], None] = lambda words: None,
    students: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, bytes]:
    """The files of all versions, keyed by what follows the stem of their names, in the order of the versions.

    ``templates`` is a folder with ``typst/``, ``html/`` … whose templates take the place of the theme's;
    ``tell`` hears how many problems the format cannot hold, which and why. With ``students`` (code → name) the sets are
    theirs, by their codes, and stand in one file. Raises InputError for an unknown format, an empty set, a faulty
    template or a source that cannot be typeset.
    """
    chosen = find_format(format)
    options = chosen.read_options(sheet.formats.get(format, {}))
    sheet = replace(sheet, templates=read_templates(templates) if templates else sheet.templates)
    kept = _writable(sets, chosen, tell)
    pages = {
        name: replace(lay_out(problems, sheet, name, students.get(name, "")), options=options)
        for name, problems in kept.items()
    }
    if chosen.bank is not None:
        if students:
            raise InputError(f"{format} has no sheets for students: the system hands out versions itself (--versions)")
        return {f".{chosen.suffix}": _encoded(chosen.bank(tuple(pages.values())))}
    if students or (sheet.together and len(pages) > 1):
        if not chosen.holds_several:
            raise InputError(f"{format} holds one version per file: pdf, typst and html hold all together")
        first, *others = pages.values()
        pages = {"": replace(first, following=tuple(others))}
    return dict(_printed(chosen, pages, sheet.key))


def _printed(format: Format, pages: Mapping[str, Page], key: str) -> Iterator[tuple[str, bytes]]:
    """The files of each version: the sheet, its key, or both in one."""
    assert format.write is not None, "a format writes pages, or a bank of questions"
    for version, page in pages.items():
        stem = f"-{version}" if len(pages) > 1 else ""
        for ending, part in _parts(key):
            for suffix, content in _by_suffix(format.write(page, part), format.suffix).items():
                made = signed(content, suffix) if isinstance(content, str) else content
                yield f"{stem}{ending}.{suffix}", _encoded(made)


def _encoded(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


# -- what a format cannot hold


def _writable(sets: Mapping[str, ProblemSet], format: Format, tell: Callable[[str], None]) -> dict[str, ProblemSet]:
    """The sets without what the format refuses."""
    refused: dict[str, list[Problem]] = {}
    kept: dict[str, ProblemSet] = {}
    for version, problem_set in sets.items():
        taken: list[Problem] = []
        for problem in problem_set.problems:
            reason = format.refuses(problem)
            (taken if reason is None else refused.setdefault(reason, [])).append(problem)
        kept[version] = replace(problem_set, problems=tuple(taken))
    count, total = sum(map(len, refused.values())), sum(len(problem_set.problems) for problem_set in sets.values())
    if count:
        reasons = "; ".join(f"{reason} ({_named(problems)})" for reason, problems in refused.items())
        words = f"{format.name}: {count} of {total} problem{'s' if total > 1 else ''} left out: {reasons}"
        if any(problem_set.problems and not kept[version].problems for version, problem_set in sets.items()):
            raise InputError(words)
        tell(words)
    return kept


MOST_NAMES: Final = 5


def _named(problems: Sequence[Problem]) -> str:
    """The problems of one reason by their exercises, with how often one is there: "3 × chain-exp/line, …"."""
    counts = Counter(problem.id or problem.task.kind for problem in problems)
    shown = [name if count == 1 else f"{count} × {name}" for name, count in counts.most_common(MOST_NAMES)]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f" and {more} more exercises" if more > 1 else " and 1 more exercise" if more else "")


def _by_suffix(files: Files, suffix: str) -> Mapping[str, str | bytes]:
    return {suffix: files} if isinstance(files, str | bytes) else files


def _parts(key: str) -> Iterator[tuple[str, str]]:
    """What follows the version in the file's name, and the part of the page that goes into it."""
    yield "", "both" if key == "append" else "sheet"
    if key == "separate":
        yield "-key", "key"
