"""Templates of every format: sandboxed jinja2 in which nothing is printed that was not made safe for the format.

A template prints two things: ``Ready``, which a filter of the format made, and everything else, which is escaped as
the format's text. So a title with ``#``, ``$``, ``<`` or a backslash is shown as it was written, by every theme.

A theme's templates are a stranger's. They see plain values alone (``_Sandbox``), and they are filled in by another
process, with bounds on time, memory and output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import BuiltinMethodType, MappingProxyType, MethodType
from typing import Any, Final

from jinja2 import BaseLoader, ChoiceLoader, FunctionLoader, PackageLoader, StrictUndefined
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.runtime import LoopContext, Macro, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace

from calcdrill.errors import InputError, Unsolved
from calcdrill.export.themes import Templates
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.worker import run_bounded

__all__ = ["Ready", "Templating", "environment", "first_upper", "in_signs", "is_plain", "one_line", "render"]

SECONDS: Final = 20.0
MEGABYTES: Final = 2048
MOST_CHARACTERS: Final = 16 << 20
"""Bounds on filling in a theme's templates."""

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


def one_line(value: object) -> Ready:
    """What a comment in the source says, whatever it holds."""
    return Ready("".join(character if character.isprintable() else " " for character in str(value)))


def in_signs(conventions: Conventions, *filters: Callable[..., Ready]) -> dict[str, Callable[..., Ready]]:
    """The filters by their names, each with the signs in which it writes formulas."""
    return {filter.__name__: partial(filter, conventions=conventions) for filter in filters}


_ATOMS: Final = (str, bytes, bool, int, float, complex, type(None), Fraction, range)
_CONTAINERS: Final = (tuple, list, dict, set, frozenset, MappingProxyType)
_OF_JINJA: Final = (LoopContext, Macro, TemplateReference, Undefined, Cycler, Joiner, Namespace)


def is_plain(value: object) -> bool:
    """Whether a template may hold the value: text, numbers, containers, calcdrill's frozen records, their methods.

    No module, class, path or open file is plain, and no function that is not a method of something plain.
    """
    if isinstance(value, (MethodType, BuiltinMethodType)):
        return not isinstance(value.__self__, type) and is_plain(value.__self__)
    kind = type(value)
    own = kind.__module__.partition(".")[0] == "calcdrill" and (is_dataclass(kind) or issubclass(kind, (Sequence, str)))
    return own or kind in _ATOMS or kind in _CONTAINERS or isinstance(value, _OF_JINJA)


class _Sandbox(ImmutableSandboxedEnvironment):
    """jinja2's sandbox, in which an attribute is read only from a plain value and only if it is one."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return super().is_safe_attribute(obj, attr, value) and is_plain(obj) and is_plain(value)


def environment(
    form: str,
    escape: Callable[[str], str],
    filters: Mapping[str, Callable[..., Any]],
    signs: str = "braces",
    own: Templates | None = None,
    package: str = "calcdrill.export",
) -> ImmutableSandboxedEnvironment:
    """The templates of one format in a package; a theme's ``own`` come before the shipped ones of the same name.

    ``filters`` are the format's own, beside ``label`` and what jinja2 brings.
    """
    loaders: list[BaseLoader] = [PackageLoader(package, f"templates/{form}")]
    if own is not None:
        texts = dict(own.texts)
        loaders.insert(0, FunctionLoader(lambda name: _source(texts, form, name)))
    made = _Sandbox(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        finalize=lambda value: value if isinstance(value, (Ready, int, float)) else Ready(escape(str(value))),
        **SIGNS[signs],
    )
    made.filters.update({"label": first_upper, **filters})
    for chance, words in ((made.filters, ("random",)), (made.globals, ("lipsum",))):
        for word in words:
            del chance[word]  # the same sheet is the same bytes
    return made


def _source(texts: Mapping[str, str], form: str, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    text = texts.get(f"{form}/{name}")
    return None if text is None else (text, name, lambda: True)


Templating = Callable[[Templates | None], ImmutableSandboxedEnvironment]


def render(of: Templating, own: Templates | None, name: str, **values: Any) -> str:
    """The template filled in; ``of`` makes the environment of a format and stands at the top of its module.

    Raises InputError with the template's name and line where it does not work, and where a theme's ``own`` templates
    need more than their bounds.
    """
    if own is None:
        return fill(of, own, name, values)
    try:
        text: str = run_bounded(fill, of, own, name, values, seconds=SECONDS, memory_mb=MEGABYTES, lasting=True)
    except Unsolved as error:
        raise InputError(f"{name}: the theme's templates need too much: {error}") from None
    return text


def fill(of: Templating, own: Templates | None, name: str, values: Mapping[str, Any]) -> str:
    """The template filled in, in this process."""
    most = None if own is None else MOST_CHARACTERS
    try:
        template = of(own).get_template(name)
        if most is None:
            return template.render(values)
        parts, length = [], 0
        for part in template.generate(values):
            parts.append(part)
            length += len(part)
            if length > most:
                raise InputError(f"{name}: the theme's templates print more than {most >> 20} million characters")
        return "".join(parts)
    except InputError:
        raise
    except TemplateError as error:
        raise InputError(f"{_place(error, name)}: {error.message or type(error).__name__}") from None
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        if own is None:
            raise
        raise InputError(f"{_place(error, name)}: {error or type(error).__name__}") from None


def _place(error: Exception, name: str) -> str:
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
