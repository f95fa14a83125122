"""The formats in which problems are written, one file each.

A format is a record, ``FORMAT``, in a module of this package whose file name is the format's name: what ``--format``
takes. To add a format, add a file; nothing else needs to know (``CONTRIBUTING.md``). A module is imported when its
format is asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from calcdrill.errors import InputError

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.expression.notation.conventions import Conventions
    from calcdrill.problem import Problem

__all__ = ["Files", "Format", "find_format", "format_names", "format_of_suffix"]

Files = str | bytes | Mapping[str, str | bytes]
"""One file, or several by what follows the dot of their names (none: this part of the sheet has no file)."""


def _takes_all(problem: Problem) -> str | None:
    return None


@dataclass(frozen=True)
class Format:
    """One format: it has ``write``, or else ``bank``.

    ``suffix`` is what follows the dot of its files' names; ``title`` says in a few words what it is good for.
    ``write`` makes one part of a sheet: "sheet" (the problems), "key" (the answers) or "both".
    ``bank`` makes one file of all versions, questions with their answers, for a system that hands them out.
    ``refuses`` gives the reason why a problem cannot be written in this format ("it needs choices"), or None; those
    problems are left out and named to the user.
    """

    name: str
    suffix: str
    title: str
    write: Callable[[Page, str], Files] | None = None
    refuses: Callable[[Problem], str | None] = _takes_all
    bank: Callable[[Sequence[Page]], str | bytes] | None = None
    options: type[Any] | None = None
    """A frozen dataclass of options that only this format has: ``formats.NAME.OPTION``, in the page's ``options``."""
    sheet: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Fields of ``Sheet`` that have another default in this format, such as ``{"order": "given"}``."""
    line: Callable[[Problem], bytes] | None = None
    """One problem as one line, where a file is such lines and no more: written as they come, by several processes."""
    solution: Callable[[Problem, Conventions], str] | None = None
    """One task of the user's own with its solution, where that is more than a set of one problem."""
    shares_suffix: bool = False
    """Other formats' files end in the same suffix, so that only ``--format`` asks for this one."""
    holds_several: bool = False
    """Whether a file may hold several sheets: those that follow the page's own (``page.all``)."""
    is_plain: bool = False
    """Words have no second meaning in this format, so that nothing in them is to be escaped."""

    def read_options(self, given: Mapping[str, Any]) -> Any:
        """The format's own options from plain values; raises InputError with the path of what does not fit."""
        known = [] if self.options is None else [known.name for known in fields(self.options)]
        for name in given:
            if name not in known:
                raise InputError(_unknown(f"option of the format {self.name}", name, known))
        if self.options is None:
            return None
        from pydantic import TypeAdapter, ValidationError

        try:
            return TypeAdapter(self.options).validate_python(dict(given))
        except ValidationError as error:
            first = error.errors()[0]
            path = ".".join(map(str, ("formats", self.name, *first["loc"])))
            raise InputError(f"{path}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None


@cache
def format_names() -> tuple[str, ...]:
    """The names of all formats on disk, sorted; nothing is imported but this package."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


@cache
def find_format(name: str) -> Format:
    """The format of that name; InputError names the nearest one."""
    if name not in format_names():
        raise InputError(_unknown("format", name, format_names()))
    format_ = importlib.import_module(f"{__name__}.{name}").FORMAT
    assert isinstance(format_, Format)
    return format_


def format_of_suffix(suffix: str) -> Format | None:
    """The format whose files end so (".tex"); None where there is none, or none that has the suffix to itself."""
    own = (one for one in map(find_format, format_names()) if not one.shares_suffix)
    return next((one for one in own if f".{one.suffix}" == suffix), None)


def _unknown(what: str, name: str, known: tuple[str, ...] | list[str]) -> str:
    near = get_close_matches(name, known, 1)
    hint = f" (did you mean {near[0]}?)" if near else f"; there are {', '.join(known)}" if known else ""
    return f"there is no {what} {name!r}{hint}"
