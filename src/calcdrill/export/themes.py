"""Themes: a folder with ``theme.yaml`` (defaults of the sheet's options) and templates that replace shipped ones.

    themes/mine/theme.yaml
    themes/mine/typst/sheet.typ.j2        what is not there is taken from the shipped templates

A theme holds data and templates, never code: the templates run in a sandbox that sees only the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from calcdrill.errors import CatalogError, InputError, NotFound

__all__ = ["SHIPPED", "Theme", "copy_theme", "find_theme", "theme_names"]

SHIPPED: Final = Path(__file__).parent / "shipped"
TEMPLATES: Final = Path(__file__).parent / "templates"

_START: Final = """\
# Defaults of a worksheet's options; a recipe and --set come before them. All options: docs/worksheets.md
font: Libertinus Serif
font_size: 11
columns: 2
workspace:
  kind: blank
  scale: 1
"""


@dataclass(frozen=True)
class Theme:
    """Defaults for the options, and the folder whose templates come first."""

    name: str
    options: Mapping[str, Any]
    folder: Path


def theme_names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """The names of all themes in ``folders`` and of those that are shipped."""
    found = {path.parent.name for folder in (*folders, SHIPPED) for path in folder.glob("*/theme.yaml")}
    return tuple(sorted(found))


def find_theme(name: str, folders: Sequence[Path] = ()) -> Theme:
    """The theme of that name: the first in ``folders``, else a shipped one.

    Raises NotFound with the nearest name, CatalogError where its file is no YAML.
    """
    for folder in (*folders, SHIPPED):
        path = folder / name / "theme.yaml"
        if "/" not in name and "\\" not in name and name not in {"", ".", ".."} and path.is_file():
            return Theme(name, _options(path), path.parent)
    near = get_close_matches(name, theme_names(folders), 1)
    hint = f" (did you mean {near[0]}?)" if near else f"; there are {', '.join(theme_names(folders))}"
    raise NotFound(f"there is no theme {name!r}{hint}")


def _options(path: Path) -> Mapping[str, Any]:
    from calcdrill.catalog.yaml_source import read_source

    source = read_source(path)
    if source.faults:
        raise CatalogError(source.faults)
    if source.data is None:
        return {}
    if not isinstance(source.data, Mapping):
        raise CatalogError([source.fault("a theme is a mapping of options")])
    if "theme" in source.data:
        raise CatalogError([source.fault("a theme does not name another theme", ("theme",), key=True)])
    return source.data


def copy_theme(folder: Path) -> tuple[Path, ...]:
    """Copy all shipped templates to ``folder``, with a ``theme.yaml`` to start from; the files that were written.

    Raises InputError where the folder is there already.
    """
    if folder.exists():
        raise InputError(f"{folder} is there already")
    wanted = {folder / "theme.yaml": _START}
    wanted.update({folder / path.relative_to(TEMPLATES): path.read_text("utf-8") for path in _templates(TEMPLATES)})
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return tuple(wanted)


def _templates(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*.j2") if path.is_file())
