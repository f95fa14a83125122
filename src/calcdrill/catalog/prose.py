"""Formulas and prose of the YAML: read by the safe reader, with every fault put at its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from calcdrill.catalog.faults import Collector
from calcdrill.catalog.yaml_source import Route
from calcdrill.errors import ReadError, Unwritable, near
from calcdrill.expression.names import GREEK
from calcdrill.expression.notation.read_latex import read_latex
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read, read_prose
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Node, names


def read_formula(collector: Collector, raw: Any, route: Route, known: Collection[str] | None) -> Node | None:
    """The tree of a formula with ``known`` names (None: all, and functions that are only named)."""
    if not isinstance(raw, str | int) or isinstance(raw, bool):
        if raw is not None:
            collector.add("a formula is text", route)
        return None
    try:
        # A set of points, {x = 1: min}, is no expression: only the open language has it.
        return read(str(raw), known, prose=str(raw).lstrip().startswith("{"))
    except ReadError as error:
        collector.add(f"{error.message}{rewrite(str(raw))}", route, offset=error.position)
        return None


_MODULE: Final = re.compile(r"\b(?:np|numpy|math|sp|sympy|torch|jnp)\.(?=[A-Za-z])")


def rewrite(text: str) -> str:
    """How a formula that cannot be read is written here, where that can be told: NumPy, LaTeX, d/dx; else nothing."""
    plain = _MODULE.sub("", text)
    try:
        plain = write_text(read_latex(plain)) if "\\" in plain else plain
    except (ReadError, Unwritable):
        return " (LaTeX is not accepted here: a fraction is a/b, a root sqrt(x), a function exp(x))"
    if plain != text:
        return f" (write {plain})"
    return " (a derivative is written diff(f(x), x))" if re.search(r"\bd/d\w\b", text) else ""


def read_items(collector: Collector, raw: Any, route: Route, known: Collection[str] | None) -> tuple[Node, ...]:
    """The trees of one formula or a list of them."""
    items = (read_formula(collector, item, place, known) for item, place in with_routes(raw, route))
    return tuple(node for node in items if node is not None)


def with_routes(raw: Any, route: Route) -> Iterator[tuple[Any, Route]]:
    """The items of a list with their places; a value alone is its own only item, nothing has none."""
    if isinstance(raw, list):
        yield from ((item, (*route, k)) for k, item in enumerate(raw))
    elif raw is not None:
        yield raw, route


def read_prose_at(collector: Collector, raw: Any, route: Route, known: Collection[str] | None = None) -> Prose:
    """Words with formulas in backticks; () for nothing.

    With ``known`` names, a longer name that is none of them is a fault; letters (u, x1, theta) are free.
    """
    if raw is None or isinstance(raw, bool | list | dict):
        if raw is not None:
            collector.add("prose is text", route)
        return ()
    text = str(raw).strip() if "\n" not in str(raw) else " ".join(str(raw).split())
    try:
        prose = read_prose(text)
    except ReadError as error:
        collector.add(error.message, route, offset=_offset(str(raw), text, error.position))
        return ()
    dollars = _DOLLARS.search(str(raw))
    if dollars:
        collector.add(f"put a formula in prose in backticks: `{dollars[1]}`", route, offset=dollars.start())
    if known is not None:
        for name in _strange(prose, known):
            match = re.search(rf"`[^`]*?(?<!\w)({re.escape(name)})(?!\w)", str(raw))
            collector.add(
                f"the name {name!r} is not known here{near(name, known)}",
                route,
                offset=match.start(1) if match else None,
            )
    return prose


_DOLLARS: Final = re.compile(r"(?<![\\\w])\$(?! )([^$\n`]{1,80})(?<! )\$(?!\d)")
"""``$g$``; not ``$5 and $6``."""


def _offset(raw: str, text: str, position: int) -> int:
    """The character of ``raw`` that became ``text[position]``; ``text`` has less white space."""
    index = 0
    for character in text[:position]:
        while index < len(raw) and raw[index].isspace() and not character.isspace():
            index += 1
        index += 1
        if character.isspace():
            while index < len(raw) and raw[index].isspace():
                index += 1
    while index < len(raw) and raw[index].isspace() and position < len(text) and not text[position].isspace():
        index += 1
    return index


def _strange(prose: Prose, known: Collection[str]) -> Iterator[str]:
    seen = frozenset().union(*(names(part) for part in prose if isinstance(part, Node)))
    yield from sorted(name for name in seen if name not in known and not _is_letter(name))


def _is_letter(name: str) -> bool:
    stem = re.split(r"[_\d]", name)[0]
    return len(stem) == 1 or stem in GREEK
