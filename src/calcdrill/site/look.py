"""A theme's colours and fonts as CSS variables, which stand at the end of the site's style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from calcdrill.errors import InputError
from calcdrill.export.themes import Theme

__all__ = ["theme_style"]

COLOURS: Final = ("paper", "ink", "quiet", "line", "panel", "accent", "right", "wrong", "due")
FONTS: Final = ("serif", "sans", "mono")
_COLOUR: Final = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_FONT: Final = re.compile(r"\w[\w -]{0,59}")
_USUAL: Final = {"serif": "Georgia, serif", "sans": "system-ui, sans-serif", "mono": "monospace"}
"""What comes after a theme's font, for readers who do not have it."""


def theme_style(theme: Theme) -> str:
    """CSS rules for what the theme sets: its ``font``, and ``fonts``, ``colours`` and ``night`` under ``site``.

    Raises InputError, with the value's path, for an unknown name and for what is no plain colour or font's name: a
    theme is a stranger's data, and nothing else of it gets into the style.
    """
    where = f"theme {theme.name}: site"
    _known(theme.site, ("colours", "night", "fonts"), where)
    own = {"serif": theme.options["font"]} if theme.options.get("font") else {}
    fonts = list(_fonts({**own, **_mapping(theme.site, "fonts", FONTS, where)}, where))
    day = list(_colours(_mapping(theme.site, "colours", COLOURS, where), f"{where}.colours"))
    night = "".join(_colours(_mapping(theme.site, "night", COLOURS, where), f"{where}.night"))
    rules = f":root {{ {''.join((*day, *fonts))}}}\n" if day or fonts else ""
    if night:
        rules += f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="day"]) {{ {night}}} }}\n'
        rules += f':root[data-theme="night"] {{ {night}}}\n'
    return rules


def _mapping(values: Mapping[str, Any], name: str, names: tuple[str, ...], where: str) -> Mapping[str, Any]:
    mapping = values.get(name, {})
    _known(mapping, names, f"{where}.{name}")
    return mapping  # type: ignore[no-any-return]


def _known(values: Any, names: tuple[str, ...], where: str) -> None:
    if not isinstance(values, Mapping):
        raise InputError(f"{where} is a mapping with {', '.join(names)}")
    for name in values:
        if name not in names:
            raise InputError(f"{where}: there is no {name!r}; there are {', '.join(names)}")


def _colours(values: Mapping[str, Any], where: str) -> Iterator[str]:
    for name, value in values.items():
        if not isinstance(value, str) or not _COLOUR.fullmatch(value):
            raise InputError(f'{where}.{name}: a colour is written as "#1f5f8b", with the quotes')
        yield f"--{name}: {value}; "


def _fonts(values: Mapping[str, Any], where: str) -> Iterator[str]:
    for name, value in values.items():
        if not isinstance(value, str) or not _FONT.fullmatch(value):
            raise InputError(f"{where}.fonts.{name}: a font's name has letters, digits, spaces and hyphens, at most 60")
        yield f'--{name}: "{value}", {_USUAL[name]}; '
