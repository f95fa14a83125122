"""Typed critical points → a tree: places with their types, in any usual wording and order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from calcdrill.errors import ReadError
from calcdrill.expression.tree import Node, Points, Vector
from calcdrill.practice.splitting import label_end, split

__all__ = ["read_points"]

_TYPES: Final = {
    "saddle": "saddle",
    "minimum": "min",
    "minima": "min",
    "min": "min",
    "maximum": "max",
    "maxima": "max",
    "max": "max",
    "neither": "neither",
    "inflection": "neither",
    "inflexion": "neither",
}
_TYPE: Final = re.compile(
    rf"(?:\b(?:is|a|an|the|local|relative|strict|global)\s+)*\b({'|'.join(_TYPES)})\b(?:\s+points?\b)?"
    r"\s*(?:\b(?:at|is|in|of|when)\b|[:→])?",
    re.IGNORECASE,
)
_NONE: Final = frozenset(
    {"none", "no", "nothing", "no critical points", "{}", "()", "there are none", "empty"}
)


Reader = Callable[[str], Node]


def read_points(variables: Sequence[str], text: str, read: Reader) -> Node:
    """The points of a text such as ``min at x = 1, 2 saddle`` or ``none``; ``read`` reads one coordinate.

    A type that is not named is "". Raises ReadError.
    """
    if text.strip().casefold() in _NONE:
        return Points(tuple(variables), ())
    items = _items(text, len(variables))
    if not items:
        raise ReadError("no point is given", text, 0)
    return Points(tuple(variables), tuple(_point(variables, values, kind, read) for values, kind in items))


def _items(text: str, width: int) -> list[tuple[list[str], str]]:
    """The texts of each point's coordinates with its type: ``1, min`` and ``min: 1`` belong together."""
    items: list[tuple[list[str], str]] = []
    waiting = ""
    for group in re.split(r";|\n|\band\b", text.strip().strip("{}")):
        for piece, _ in split(group, ","):
            kind, value = _typed_point(piece)
            if not value:
                if items and not items[-1][1]:
                    items[-1] = (items[-1][0], kind)
                else:
                    waiting = kind or waiting
                continue
            continues = items and len(items[-1][0]) < width
            if continues and not _is_tuple(items[-1][0][0]) and not _is_tuple(value):
                items[-1] = ([*items[-1][0], value], items[-1][1] or kind)
            else:
                items.append(([value], kind or waiting))
                waiting = ""
    return items


def _typed_point(piece: str) -> tuple[str, str]:
    """The type that a piece names, and what is left of it."""
    word = _TYPE.search(piece)
    kind = _TYPES[word[1].lower()] if word else ""
    value = re.sub(r"\(\s*\)|\[\s*\]", " ", _TYPE.sub(" ", piece)).strip()
    return kind, re.sub(r"^(?:[-–]\s+|at\b|:)|(?:[-–:]|\b(?:is|at))$", " ", value).strip()


def _is_tuple(text: str) -> bool:
    return text.rstrip().endswith((")", "]")) and "," in text


def _point(
    variables: Sequence[str], values: list[str], kind: str, read: Reader
) -> tuple[tuple[Node, ...], str]:
    nodes: list[Node] = []
    for value in values:
        start = label_end(value)
        node = read(value[start:])
        nodes.extend(node.entries if isinstance(node, Vector) else [node])
    if len(nodes) != len(variables):
        wanted = ", ".join(variables)
        raise ReadError(f"a point has the coordinates ({wanted})", ", ".join(values), 0)
    return tuple(nodes), kind
