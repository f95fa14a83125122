"""The options of a worksheet, as one frozen value read from a recipe's ``worksheet`` mapping and ``--set PATH=VALUE``.

Every option has a path such as ``workspace.scale``; unknown paths and values that do not fit raise InputError with a
sentence that names the path. Layers, later ones win: built-in, theme, preset, recipe, ``--set``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from calcdrill.characters import HIDDEN, name_of
from calcdrill.errors import InputError, ReadError
from calcdrill.export.themes import Templates, Theme, find_theme
from calcdrill.expression.read import read_prose
from calcdrill.expression.steps import Prose
from calcdrill.files import file_name

__all__ = ["PRESETS", "Sheet", "Show", "Workspace", "option_paths", "read_sheet"]


@dataclass(frozen=True)
class Workspace:
    """Room to write under each problem: ``kind`` is blank, lines, grid (5 mm) or none.

    The height comes from the kind of problem, times ``scale``; ``heights`` (kind of problem → cm) overrides it.
    """

    kind: str = "blank"
    scale: float = 1.0
    heights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    fill: bool = True


@dataclass(frozen=True)
class Show:
    """What is printed beside the problems."""

    points: bool = False
    level: bool = False
    table: bool = False
    """A table of points to be filled in."""
    figures: bool = False
    """Figures on the sheet too; they often show the way to the answer, so they stand in the worked solutions."""
    hints: bool = False
    seed: bool = True
    """Recipe, seed, version and calcdrill's version in the footer."""


@dataclass(frozen=True)
class Sheet:
    """How a worksheet is laid out."""

    title: str = ""
    intro: Prose = ()
    header: str = ""
    footer: str = ""
    paper: str = "a4"
    margin: float = 2.0
    columns: int = 2
    font: str = "Libertinus Serif"
    maths_font: str = "New Computer Modern Math"
    font_size: float = 11.0
    leading: float = 0.65
    ragged: bool = False
    preset: str = "standard"
    theme: str = ""
    recipe: str = ""
    order: str = "ramp"
    group: bool = True
    fields: tuple[str, ...] = ("name", "date", "score")
    versions: tuple[str, ...] = ("A",)
    key: str = "separate"
    solutions: str = "none"
    key_columns: int = 3
    choices: int = 0
    points: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({"1": 1, "2": 2, "3": 3, "4": 4, "5": 5})
    )
    workspace: Workspace = Workspace()
    show: Show = Show()
    language: str = "en"
    templates: Templates | None = None
    """The theme's templates, which come before the shipped ones; not an option of its own."""
    formats: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    """What only one format has, by its name; the format reads it."""


PRESETS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "standard": {},
        "large-print": {
            "font": "Source Sans Pro",
            "font_size": 18,
            "columns": 1,
            "key_columns": 1,
            "leading": 1.0,
            "margin": 2.54,
            "ragged": True,
            "workspace.scale": 1.4,
        },
        "compact": {"font_size": 10, "columns": 3, "margin": 1.5, "workspace.scale": 0.5, "workspace.fill": False},
        "drill": {"columns": 3, "workspace.scale": 0.7},
    }
)


def read_sheet(
    options: Mapping[str, Any] | None = None,
    settings: Iterable[str] = (),
    themes: Sequence[Path] = (),
) -> Sheet:
    """The options of a recipe's mapping, then those of ``settings`` ("workspace.scale=1.5"), over those of its theme.

    ``themes`` are folders that hold themes, before those that are shipped. Raises InputError for an unknown path, a
    value that does not fit, or a theme that is not there.
    """
    own = {path: value for path, value in _flatten(options or {}).items() if path.split(".")[0] not in _NOT_LAYOUT}
    set_last = dict(_read_setting(setting) for setting in settings)
    given = {**own, **set_last}
    theme = find_theme(str(given["theme"]), themes) if given.get("theme") else None
    under = _flatten(theme.options) if theme else {}
    preset = str(given.get("preset", under.get("preset", "standard")))
    if preset not in PRESETS:
        raise InputError(f"preset: {_unknown('preset', preset, PRESETS)}")
    if theme:
        _check_theme(theme)
    if "preset" in set_last:  # whoever asks for large print now means it, whatever the recipe's columns are
        given = {**own, **PRESETS[preset], **set_last}
    layers = {**under, **PRESETS[preset], **given}
    checked = {path: _checker(path)(path, value) for path, value in layers.items()}
    return replace(_with(Sheet(), checked), templates=_templates(theme))


def _templates(theme: Theme | None) -> Templates | None:
    """A theme that brings options alone is printed like a sheet without a theme."""
    return theme.templates if theme and theme.templates != Templates() else None


def _check_theme(theme: Theme) -> None:
    """Faults of a theme are named with it: they are not in the recipe."""
    for path, value in _flatten(theme.options).items():
        try:
            _checker(path)(path, value)
        except InputError as error:
            raise InputError(f"theme {theme.name}: {error}") from error


_NOT_LAYOUT: Final = frozenset({"count", "ladder", "each_concept"})
"""What a recipe's worksheet says about which problems there are."""


def option_paths() -> tuple[str, ...]:
    """The paths of all options, in the order of the record."""
    return tuple(_CHECKS)


def _with(sheet: Sheet, values: Mapping[str, Any]) -> Sheet:
    for path, value in values.items():
        head, _, rest = path.partition(".")
        if not rest:
            sheet = replace(sheet, **{head: value})
        elif head == "formats":
            name, _, option = rest.partition(".")
            formats = {**sheet.formats, name: {**sheet.formats.get(name, {}), option: value}}
            sheet = replace(sheet, formats=MappingProxyType(formats))
        elif head == "points":
            sheet = replace(sheet, points=MappingProxyType({**sheet.points, rest: value}))
        else:
            inner = getattr(sheet, head)
            if rest.startswith("heights."):
                heights = {**inner.heights, rest.removeprefix("heights."): value}
                inner = replace(inner, heights=MappingProxyType(heights))
            else:
                inner = replace(inner, **{rest: value})
            sheet = replace(sheet, **{head: inner})
    return sheet


def _flatten(options: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in options.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            found.update(_flatten(value, f"{path}."))
        elif value is not None:
            found[path] = value
    return found


def _read_setting(setting: str) -> tuple[str, str]:
    path, equals, value = setting.partition("=")
    if not equals or not path.strip():
        raise InputError(f"--set {setting}: write PATH=VALUE, such as workspace.scale=1.5")
    return path.strip(), value.strip()


# -- what fits


Check = Callable[[str, Any], Any]


def _checker(path: str) -> Check:
    check = _CHECKS.get(path)
    if check is None:
        for prefix, inner in _OPEN_CHECKS.items():
            if path.startswith(prefix) and len(path) > len(prefix):
                return inner
        raise InputError(_unknown("option", path, _CHECKS))
    return check


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f"there is no {what} {name!r}" + (f" (did you mean {near[0]}?)" if near else "")


def _text(path: str, value: Any) -> str:
    if isinstance(value, (bool, Mapping, list, tuple)) or value is None:
        raise InputError(f"{path}: a line of text is needed, not {value!r}")
    hidden = HIDDEN.search(str(value))
    if hidden:
        raise InputError(f"{path}: the character {name_of(hidden[0])} is not used here")
    return str(value)


def _prose(path: str, value: Any) -> Prose:
    if isinstance(value, tuple):
        return value
    try:
        return read_prose(_text(path, value))
    except ReadError as error:
        raise InputError(f"{path}: {error.message}") from error


def _truth(path: str, value: Any) -> bool:
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    found = value if isinstance(value, bool) else words.get(str(value).lower())
    if found is None:
        raise InputError(f"{path}: true or false is needed, not {value!r}")
    return found


def _between(low: float, high: float, whole: bool = False) -> Check:
    def check(path: str, value: Any) -> float | int:
        try:
            found = int(str(value)) if whole else float(str(value))
        except ValueError:
            found = None
        if found is None or isinstance(value, bool) or not low <= found <= high:
            kind = "whole number" if whole else "number"
            raise InputError(f"{path}: a {kind} from {low:g} to {high:g} is needed, not {value!r}")
        return found

    return check


def _one_of(*words: str) -> Check:
    def check(path: str, value: Any) -> str:
        if isinstance(value, bool) or value in {"true", "false"}:
            value = "full" if value in {True, "true"} and "full" in words else "none"
        if value not in words:
            raise InputError(f"{path}: {_unknown('value', str(value), words)}; there are {', '.join(words)}")
        return str(value)

    return check


def _words(path: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, (list, tuple)) or not all(isinstance(word, (str, int)) for word in value):
        raise InputError(f"{path}: a list of words is needed, not {value!r}")
    found = tuple(str(word) for word in value if str(word))
    if len(set(found)) < len(found):
        raise InputError(f"{path}: a word stands there twice")
    return found


_CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        **dict.fromkeys(("title", "header", "footer", "font", "maths_font", "preset", "theme", "recipe"), _text),
        "intro": _prose,
        "paper": _one_of("a4", "letter"),
        "margin": _between(0.5, 6),
        "columns": _between(1, 4, whole=True),
        "font_size": _between(6, 40),
        "leading": _between(0.3, 3),
        "ragged": _truth,
        "order": _one_of("given", "blocked", "ramp", "mixed"),
        "group": _truth,
        "fields": _words,
        "versions": lambda path, value: tuple(file_name(word, path) for word in _words(path, value)) or ("A",),
        "key": _one_of("separate", "append", "none"),
        "solutions": _one_of("none", "short", "full"),
        "key_columns": _between(1, 6, whole=True),
        "choices": _between(0, 6, whole=True),
        "workspace.kind": _one_of("blank", "lines", "grid", "none"),
        "workspace.scale": _between(0, 10),
        "workspace.fill": _truth,
        **dict.fromkeys((f"show.{inner.name}" for inner in fields(Show)), _truth),
        "language": _one_of("en"),
    }
)
_OPEN_CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "formats.": lambda path, value: value,
        "points.": _between(0, 1000, whole=True),
        "workspace.heights.": _between(0, 25),
    }
)
