"""The options of a worksheet, as one frozen value read from a recipe's ``worksheet`` mapping and ``--set PATH=VALUE``.

Every option has a path such as ``workspace.scale``; unknown paths and values that do not fit raise InputError with a
sentence that names the path. Layers, later ones win: built-in, theme, preset, recipe, ``--set``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from calcdrill.errors import InputError, ReadError, near
from calcdrill.export.themes import Templates, find_theme
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.profiles import read_notation
from calcdrill.expression.read import read_prose
from calcdrill.expression.steps import Prose
from calcdrill.files import read_file
from calcdrill.kinds import kind_names

__all__ = ["PRESETS", "Sheet", "Show", "Workspace", "option_paths", "read_sheet"]


MOST_PICTURE: Final = 300 << 10
"""The most bytes of a logo: it is written into the source."""


@dataclass(frozen=True)
class Workspace:
    """Room to write under each problem: ``kind`` is blank, lines, grid (5 mm) or none.

    The height comes from the kind of problem, times ``scale``; ``heights`` (kind of problem → cm) overrides it.
    """

    kind: str = "blank"
    scale: float = 1.0
    heights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    fill: bool = True
    problems: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Room for single problems: number → cm."""


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
    exact: bool = True
    """Under the title, that exact values are wanted, where an answer would be rounded else."""
    marks: bool = False
    """In the key, what follows from each named mistake, with suggested marks."""
    qr: bool = False
    """The code of a student's sheet as a QR code."""
    seed: bool = True
    """Recipe, seed, version and calcdrill's version in the footer."""


@dataclass(frozen=True)
class Sheet:
    """How a worksheet is laid out."""

    title: str = ""
    intro: Prose = ()
    header: str = ""
    footer: str = ""
    school: str = ""
    logo: str = ""
    picture: tuple[str, bytes] | None = None
    """The logo as it was read: svg, png or jpg, and its bytes; not an option of its own."""
    instructions: Mapping[str, Prose] = field(default_factory=lambda: MappingProxyType({}))
    """In place of what an exercise, a concept or a kind of problem says (by its id or name)."""
    fonts: Path | None = None
    """A folder with more fonts, or ``system``."""
    pages: int = 0
    together: bool = False
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
    notation: Conventions = DEFAULT
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
            "workspace": {"scale": 1.4},
        },
        "compact": {"font_size": 10, "columns": 3, "margin": 1.5, "workspace": {"scale": 0.5, "fill": False}},
        "drill": {"columns": 3, "workspace": {"scale": 0.7}},
    }
)


def read_sheet(
    options: Mapping[str, Any] | None = None,
    settings: Iterable[str] = (),
    themes: Sequence[Path] = (),
    usual: Mapping[str, Any] = MappingProxyType({}),
) -> Sheet:
    """The options of a recipe's mapping, then those of ``settings`` ("workspace.scale=1.5"), over those of its theme.

    ``themes`` are folders that hold themes, before those that are shipped; ``usual`` stands below all. Raises
    InputError for an unknown path, a value that does not fit, or a theme that is not there.
    """
    own = {name: value for name, value in (options or {}).items() if name not in _NOT_LAYOUT and value is not None}
    for name in ("logo", "fonts"):
        place = Path(own.get(name, ""))
        if place.is_absolute() or ".." in place.parts:
            raise InputError(f"{name}: {place} is not below this folder; --set {name}=… takes any place")
    recipe, last = own.pop("recipe", ""), _read_settings(settings)
    named = {**own, **last}.get("theme")
    theme = find_theme(str(named), themes) if named else None
    if theme:
        _validated(theme.options, f"theme {theme.name}: ")
        if {"logo", "fonts"} & set(theme.options):
            raise InputError(f"theme {theme.name}: a theme cannot set logo or fonts; its pictures go in its files/")
    under = _merged(usual, theme.options if theme else {})
    preset = PRESETS.get({**under, **own, **last}.get("preset", "standard"), {})
    # Whoever asks for large print now means it, whatever the recipe's columns are.
    layers = (under, own, preset, last) if "preset" in last else (under, preset, own, last)
    options_set = _validated(_merged(*layers))
    return _sheet(options_set, str(recipe), theme.templates if theme and theme.templates != Templates() else None)


_NO_OPTIONS: Final = frozenset({"templates", "recipe", "picture"})
_NOT_LAYOUT: Final = frozenset({"count", "counts", "ladder", "each_concept"})
"""What a recipe's worksheet says about which problems there are."""


def _read_settings(settings: Iterable[str]) -> dict[str, Any]:
    """``workspace.scale=1.5`` as a mapping in a mapping; the last one of a path counts."""
    read: dict[str, Any] = {}
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals or not path.strip():
            raise InputError(f"--set {setting}: write PATH=VALUE, such as workspace.scale=1.5")
        inner: Any = value.strip()
        for name in reversed(path.strip().split(".")):
            inner = {name: inner}
        read = _merged(read, inner)
    return read


def _merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """The layers one over the other, mappings entry by entry."""
    merged: dict[str, Any] = {}
    for layer in layers:
        for name, value in layer.items():
            both = isinstance(value, Mapping) and isinstance(merged.get(name), Mapping)
            merged[name] = _merged(merged[name], value) if both else value
    return merged


def _validated(options: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """What was said, as its options want it; InputError names the first path that does not fit."""
    from pydantic import ValidationError

    from calcdrill.catalog.sheet_models import SheetModel

    try:
        return SheetModel.model_validate(options).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise InputError(f"{where}{_fault(error.errors(include_url=False)[0])}") from None


def _fault(detail: Any) -> str:
    """What does not fit, in words that begin with the option's path."""
    from calcdrill.catalog.faults import in_words
    from calcdrill.catalog.sheet_models import SheetModel

    path = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    if path in _NOT_LAYOUT:
        return f"{path} chooses the problems: put it in a recipe, under worksheet"
    if detail["type"] == "extra_forbidden":
        return f"there is no option {path!r}{near(path, option_paths(), 0)}"
    if detail["type"] in {"dict_type", "model_type"}:
        return f"{path} is a group of options{_within(path)}"
    message = in_words(detail, SheetModel, detail["loc"])[0]
    label = f"{detail['loc'][-1]} "
    return f"{path} {message.removeprefix(label)}" if message.startswith(label) else f"{path}: {message}"


def _within(path: str) -> str:
    """What a group of options holds, to end a sentence with."""
    inner = [name for name in option_paths() if name.startswith(f"{path}.")]
    inner = inner or [f"{path}.{name}" for name in getattr(Sheet(), path, ())]
    return f": {', '.join(inner)}" if inner else f": write {path}.NAME=VALUE for each"


def option_paths() -> tuple[str, ...]:
    """The paths of all options, in the order of the record."""
    inner = {"workspace": Workspace, "show": Show}
    paths = (
        [f"{own.name}.{part.name}" for part in fields(inner[own.name])] if own.name in inner else [own.name]
        for own in fields(Sheet)
    )
    return tuple(path for group in paths for path in group if path not in _NO_OPTIONS)


def _sheet(found: Mapping[str, Any], recipe: str, templates: Templates | None) -> Sheet:
    """The record of what was said, over its defaults."""
    usual = Sheet()
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    values = {name: value for name, value in values.items() if (value is not None and value != ()) or name == "fields"}
    values["workspace"] = replace(usual.workspace, **_frozen(found.get("workspace", {})))
    values["show"] = replace(usual.show, **found.get("show", {}))
    values["points"] = MappingProxyType({**usual.points, **found.get("points", {})})
    values["formats"] = MappingProxyType(found.get("formats", {}))
    if "notation" in values:
        values["notation"] = read_notation(values["notation"])
    if "intro" in values:
        values["intro"] = _prose("intro", values["intro"])
    own = found.get("instructions", {}).items()
    values["instructions"] = MappingProxyType({name: _prose(f"instructions.{name}", words) for name, words in own})
    if values.get("fonts"):
        values["fonts"] = _folder(values["fonts"])
    unknown = [name for name in found.get("workspace", {}).get("heights", {}) if name not in kind_names()]
    if unknown:
        raise InputError(f"workspace.heights.{unknown[0]}: there is no such kind of problem; calcdrill list --kinds")
    if values.get("logo"):
        values["picture"] = read_picture(Path(values["logo"]))
    return replace(usual, **values, recipe=recipe, templates=templates)


def _prose(path: str, words: str) -> Prose:
    try:
        return read_prose(words)
    except ReadError as error:
        raise InputError(f"{path}: {error.message}") from error


def _folder(name: str) -> Path:
    if name != "system" and not Path(name).is_dir():
        raise InputError(f"fonts: {name} is not a folder")
    return Path(name)


def read_picture(path: Path) -> tuple[str, bytes]:
    """A logo: svg, png or jpg, and its bytes; raises InputError for what is none of these, or is large."""
    try:
        content = read_file(path, MOST_PICTURE)
    except OSError as error:
        raise InputError(f"logo: {path} cannot be read: {error.strerror}") from None
    for form, begin in (("png", b"\x89PNG\r\n\x1a\n"), ("jpg", b"\xff\xd8\xff")):
        if content.startswith(begin):
            return form, content
    with suppress(UnicodeDecodeError):
        if "<svg" in content.decode("utf-8")[:4000]:
            return "svg", content
    raise InputError(f"logo: {path} is not an SVG, PNG or JPEG picture")


def _frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: MappingProxyType(value) if isinstance(value, dict) else value for name, value in values.items()}
