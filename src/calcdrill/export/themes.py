"""Themes: a folder with ``theme.yaml`` (defaults of the sheet's options) and templates that replace shipped ones.

    themes/mine/theme.yaml
    themes/mine/typst/sheet.typ.j2        what is not there is taken from the shipped templates
    themes/mine/files/logo.svg            what its Typst may read, as "/files/logo.svg"

A theme is a stranger's data. All of it is read here, once, as text and bytes: what prints it never sees a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from calcdrill.errors import CatalogError, InputError, NotFound
from calcdrill.files import file_name, read_file, write_file

__all__ = ["SHIPPED", "Templates", "Theme", "copy_theme", "find_theme", "read_templates", "theme_names"]

SHIPPED: Final = Path(__file__).parent / "shipped"
TEMPLATES: Final = Path(__file__).parent / "templates"

MOST_FILES: Final = 200
MOST_BYTES: Final = 8 << 20
FILES: Final = "files"
_PLACES: Final = (*sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir()), FILES)
"""The folders of a theme that are read."""

_START: Final = """\
# Defaults of a worksheet's options; a recipe and --set come before them. All options: docs/worksheets.md
font: Libertinus Serif
font_size: 11
columns: 2
workspace:
  kind: blank
  scale: 1
# Colours and fonts of the study site: docs/site.md
# site: {colours: {accent: "#1f5f8b"}, night: {accent: "#8dbde0"}, fonts: {sans: Source Sans Pro}}
"""


@dataclass(frozen=True)
class Templates:
    """What a theme brings beside options: its templates' texts and its other files, by their paths within the theme."""

    texts: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Theme:
    """Defaults for the options, the templates that come before the shipped ones, and what ``site`` says.

    ``site`` is as it was written; ``site/look.py`` reads it.
    """

    name: str
    options: Mapping[str, Any]
    templates: Templates
    site: Any = field(default_factory=dict)


def theme_names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """The names of all themes in ``folders`` and of those that are shipped."""
    names = {path.parent.name for folder in (*folders, SHIPPED) for path in folder.glob("*/theme.yaml")}
    return tuple(sorted(names))


def find_theme(name: str, folders: Sequence[Path] = ()) -> Theme:
    """The theme of that name: the first in ``folders``, else a shipped one.

    Raises NotFound with the nearest name, CatalogError where its file is no YAML, InputError for files that are too
    many, too large, or not its own.
    """
    try:
        file_name(name, "the theme's name")
    except InputError as error:
        raise NotFound(str(error)) from None
    for folder in (*folders, SHIPPED):
        path = folder / name / "theme.yaml"
        if path.is_file():
            _inside(path, path.parent)
            options = dict(_options(path))
            site = options.pop("site", {})
            return Theme(name, options, read_templates(path.parent), site)
    near = get_close_matches(name, theme_names(folders), 1)
    hint = f" (did you mean {near[0]}?)" if near else f"; there are {', '.join(theme_names(folders))}"
    raise NotFound(f"there is no theme {name!r}{hint}")


def read_templates(folder: Path) -> Templates:
    """The templates and files of a theme's folder.

    Raises InputError for a link that leads out of it, what is no regular file, and more than MOST_FILES or MOST_BYTES.
    """
    texts: list[tuple[str, str]] = []
    files: list[tuple[str, bytes]] = []
    left = MOST_BYTES
    for path in _own_files(folder):
        if len(texts) + len(files) == MOST_FILES:
            raise InputError(f"{folder}: a theme has at most {MOST_FILES} files")
        name = path.relative_to(folder).as_posix()
        content = _read(path, left)
        left -= len(content)
        if path.suffix != ".j2":
            files.append((name, content))
            continue
        try:
            texts.append((name, content.decode("utf-8").replace("\r\n", "\n")))
        except UnicodeDecodeError:
            raise InputError(f"{path} is not in UTF-8") from None
    return Templates(tuple(texts), tuple(files))


def _own_files(folder: Path) -> Iterable[Path]:
    """The visible files of the folders that are read, in order."""
    for place in _PLACES:
        for parent, folders, names in os.walk(folder / place):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in (*folders, *names):
                _inside(Path(parent, name), folder)
            yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def _inside(path: Path, folder: Path) -> None:
    """Refuse what leads out of the folder."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{path} is a link that leads out of the theme")


def _read(path: Path, most: int) -> bytes:
    try:
        return read_file(path, most)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


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
        raise CatalogError([source.fault("a theme cannot name another theme", ("theme",), key=True)])
    return source.data


def copy_theme(folder: Path) -> tuple[Path, ...]:
    """Copy all shipped templates to ``folder``, with a ``theme.yaml`` to start from; the files that were written.

    Raises InputError where the folder is there already.
    """
    if folder.exists():
        raise InputError(f"{folder} already exists")
    wanted = {folder / "theme.yaml": _START}
    wanted.update({folder / path.relative_to(TEMPLATES): path.read_text("utf-8") for path in _templates(TEMPLATES)})
    for path, text in wanted.items():
        write_file(path, text.encode())
    return tuple(wanted)


def _templates(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*.j2") if path.is_file())
