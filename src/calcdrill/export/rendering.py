"""Templates of every format: sandboxed jinja2 in which nothing is printed that was not made safe for the format.

A template prints two things: ``Ready``, which a filter of the format made, and everything else, which is escaped as
the format's text. So a title with ``#``, ``$``, ``<`` or a backslash is shown as it was written, by every theme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from calcdrill.errors import InputError

__all__ = ["Ready", "environment", "first_upper", "render"]

SIGNS: Final[Mapping[str, Mapping[str, str]]] = {
    "angles": {
        "block_start_string": "<%",
        "block_end_string": "%>",
        "variable_start_string": "<<",
        "variable_end_string": ">>",
        "comment_start_string": "<#",
        "comment_end_string": "#>",
    },
    "braces": {},
}
"""How a template marks what jinja2 is to read: ``<< … >>`` where the format itself is full of braces."""


class Ready(str):
    """Text in the format's own language, to be printed as it is."""

    __slots__ = ()


def first_upper(text: str) -> str:
    """A label with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def environment(
    form: str,
    escape: Callable[[str], str],
    filters: Mapping[str, Callable[..., Any]],
    signs: str = "braces",
    folder: Path | None = None,
) -> ImmutableSandboxedEnvironment:
    """The templates of one format; those in ``folder``/``form`` come before the shipped ones of the same name."""
    loaders: list[BaseLoader] = [PackageLoader("calcdrill.export", f"templates/{form}")]
    if folder is not None:
        loaders.insert(0, FileSystemLoader(folder / form))
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        finalize=lambda value: value if isinstance(value, (Ready, int, float)) else Ready(escape(str(value))),
        **SIGNS[signs],
    )
    made.filters.update(filters)
    return made


def render(templates: ImmutableSandboxedEnvironment, name: str, **values: Any) -> str:
    """The template filled in; raises InputError with the template's name and line where it does not work."""
    try:
        return templates.get_template(name).render(**values)
    except TemplateError as error:
        raise InputError(f"{_place(error, name)}: {error.message or type(error).__name__}") from error


def _place(error: TemplateError, name: str) -> str:
    """The template and line of a fault: of the syntax, or of the innermost template that was being filled in."""
    place = name
    if isinstance(error, TemplateSyntaxError):
        return f"{Path(error.filename or error.name or name).name}:{error.lineno}"
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename.endswith(".j2"):
            place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}"
        frame = frame.tb_next
    return place
