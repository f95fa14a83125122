"""Typed critical points → a tree: places with their types, in any usual wording and order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from calcdrill.errors import ReadError
from calcdrill.expression.tree import Node, Points, Vector
from calcdrill.practice.reading.shapes import bare, in_order, is_balanced
from calcdrill.practice.reading.splitting import equals, is_label, split

__all__ = ["read_points"]

_SAID: Final = {
    "min": ("min", "mins", "minimum", "minimums", "minima", "minimal", "lowest"),
    "max": ("max", "maxs", "maximum", "maximums", "maxima", "maximal", "highest"),
    "saddle": ("saddle", "saddles", "saddlepoint"),
    "neither": ("neither", "inflection", "inflexion", "terrace"),
}
"""Each type, and the words for it."""
_TYPES: Final = {word: kind for kind, words in _SAID.items() for word in words}
_WORDS: Final = "|".join(sorted(_TYPES, key=len, reverse=True))
_TYPE: Final = re.compile(
    rf"(?:\b(?:is|are|a|an|the|local|relative|strict|global|there|has|have|we|i|f|at|with|both)\s+)*"
    rf"\b({_WORDS})\b(?:\s+(?:points?|value|turning\s+points?)\b)?"
    r"\s*(?:\b(?:at|is|are|in|of|when|for|where)\b|[:→=])?",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"\b([A-Za-z]\w*?)_\(?(min|max|saddle)\)?\s*(?==)")
_NONE: Final = re.compile(
    r"\s*(?:there\s+(?:are|is)\s+)?(?:none|no|nothing|empty|no\s+(?:such\s+)?(?:critical\s+|stationary\s+)?(?:points?|extrema)|"
    r"\{\s*\}|\(\s*\))\s*(?:exist)?\s*",
    re.IGNORECASE,
)
_LIST: Final = re.compile(r"\s*(?:;|\n|\band\b|\bor\b|\bund\b|\boder\b|&|∪|\bas well as\b)\s*", re.IGNORECASE)
_LEAD: Final = re.compile(
    r"^\s*(?:at|for|when|where|critical\s+points?|points?|solutions?|x\s+in|is|are|:|[-–]\s+)+(?=[\s(:{\[])\s*:?", re.I
)

Reader = Callable[[str], Node]


def read_points(variables: Sequence[str], text: str, read: Reader) -> Node:
    """The points of a text such as ``min at x = 1, 2 saddle``, ``x = ±1`` or ``none``; ``read`` reads one coordinate.

    A type that is not named is "". Raises ReadError.
    """
    if _NONE.fullmatch(text):
        return Points(tuple(variables), ())
    text = re.sub(r"^\s*[\w(), ]{1,20}\s+in\s+(?=\{|none)", "", text)
    if _NONE.fullmatch(text):
        return Points(tuple(variables), ())
    items = _items(_NAMED.sub(r"\2 \1 ", text), len(variables))
    if not items:
        raise ReadError("no point is given", text, 0)
    points: list[tuple[tuple[Node, ...], str]] = []
    for values, kind in items:
        points.extend(_point(variables, signed, kind, read) for signed in _signed(values))
    return Points(tuple(variables), tuple(points))


def _items(text: str, width: int) -> list[tuple[list[str], str]]:
    """The texts of each point's coordinates with its type: ``1, min`` and ``min: 1`` belong together."""
    items: list[tuple[list[str], str]] = []
    waiting = ""
    body = text.strip()
    body = body[1:-1] if body.startswith("{") and body.endswith("}") else body
    body = re.sub(r"\)\s*(?=\()", "); ", body)
    if _TYPE.match(body):
        body = re.sub(rf"(?<=[\d)\]])\s+(?=(?:(?:a|the|local)\s+)*(?:{_WORDS})\b)", "; ", body, flags=re.IGNORECASE)
    for group in _LIST.split(body):
        for piece in _parts(group):
            kind, value = _typed_point(piece)
            if not value:
                if items and not items[-1][1] and not waiting:
                    items[-1] = (items[-1][0], kind)
                else:
                    waiting = kind or waiting
                continue
            continues = items and len(items[-1][0]) < width and _continues(items[-1][0], value)
            if continues and not _is_tuple(items[-1][0][0]) and not _is_tuple(value):
                items[-1] = ([*items[-1][0], value], items[-1][1] or kind)
            else:
                items.append(([value], kind or waiting))
                waiting = ""
    return items


def _continues(before: list[str], value: str) -> bool:
    """Whether a value is the next coordinate of a point: not where it has the first one's label again."""
    label, again = (part[0].partition("=")[0].strip() if "=" in part[0] else "" for part in (before, [value]))
    return not label or label != again


def _parts(group: str) -> list[str]:
    """The pieces of a list; a bracket that holds a type, ``(1, min)``, is opened."""
    pieces: list[str] = []
    for piece, _ in split(group, ","):
        inner = piece.strip()
        is_bracket = inner[:1] in {"(", "["} and inner[-1:] in {")", "]"} and is_balanced(inner[1:-1])
        if is_bracket and _TYPE.search(inner) and "," in inner:
            parts = [part for part, _ in split(inner[1:-1], ",")]
            kinds = [part for part in parts if _TYPE.search(part)]
            values = [part for part in parts if not _TYPE.search(part)]
            joined = f"({', '.join(values)})" if len(values) > 1 else values[0] if values else ""
            pieces.append(f"{joined} {' '.join(kinds)}")
        else:
            pieces.append(piece)
    return pieces


def _typed_point(piece: str) -> tuple[str, str]:
    """The type that a piece names, and what is left of it."""
    word = _TYPE.search(piece)
    kind = _TYPES[word[1].lower()] if word else ""
    value = re.sub(r"\(\s*\)|\[\s*\]", " ", _TYPE.sub(" ", piece)).strip()
    before = None
    while before != value:
        before = value
        value = _LEAD.sub("", value)
        value = re.sub(r"(?:[-–:=]|\b(?:is|are|at|point|points|has|there|a|an|the|local|and))$", "", value).strip()
        value = re.sub(r"^(?:[-–:]\s+|:|\b(?:at|is|are|there|a|an|the|local|point)\b)", "", value).strip()
    return kind, value


def _is_tuple(text: str) -> bool:
    return text.rstrip().endswith((")", "]")) and "," in text


def _signed(values: list[str]) -> list[list[str]]:
    """``x = ±1`` as ``x = 1`` and ``x = -1``."""
    if not any("±" in value for value in values):
        return [values]
    return [[value.replace("±", sign, 1).replace("±", sign) for value in values] for sign in ("+", "-")]


def _point(variables: Sequence[str], values: list[str], kind: str, read: Reader) -> tuple[tuple[Node, ...], str]:
    named: list[tuple[str, Node]] = []
    for value in values:
        for label, part in _coordinates(value):
            node = read(part)
            named.extend((label, entry) for entry in (node.entries if isinstance(node, Vector) else (node,)))
    nodes = in_order(named, variables)
    if len(nodes) == 2 and len(variables) == 1 and _is_tuple(values[0]):
        nodes = nodes[:1]  # the value of the function beside the place
    if len(nodes) != len(variables):
        wanted = ", ".join(variables)
        raise ReadError(f"a point has the coordinates ({wanted})", ", ".join(values), 0)
    return nodes, kind


def _coordinates(value: str) -> list[tuple[str, str]]:
    """The coordinates with their labels: ``x = 1``, ``(x = 1, y = 2)``, ``(x, y) = (1, 2)``; without one, ``""``."""
    places = equals(value)
    if places and not is_label(value[: places[0]]):
        raise ReadError("an expression is asked for, not an equation", value, places[0])
    label, body = _labelled(value)
    parts = [part for part, _ in split(bare(body), ",|")]
    if len(parts) == 1:
        return [(label, body)]
    labels = [name.strip() for name, _ in split(bare(label), ",|")]
    if len(labels) == len(parts) and not any(equals(part) for part in parts):
        return list(zip(labels, parts, strict=True))
    return [_labelled(part) for part in parts]


def _labelled(part: str) -> tuple[str, str]:
    places = equals(part)
    return (part[: places[0]].strip(), part[places[-1] + 1 :]) if places else ("", part)
