"""A figure as TikZ: the same lines, dots and words as in its SVG."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, fromstring

from calcdrill.expression.notation.latex import latex_text

__all__ = ["tikz_of"]

SCALE: Final = 0.76
"""Points for a unit of the drawing: it becomes 7.5 cm wide."""
ANCHORS: Final = {"start": "base west", "middle": "base", "end": "base east"}


def tikz_of(svg: str) -> str:
    """The picture of a drawing that ``figures.draw`` made."""
    root = fromstring(svg)
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    frame = f"\\path (0,0) rectangle ({_number(width)},{_number(-height)});"
    lines = [line for part in root for line in _part(part)]
    return "\n".join([f"\\begin{{tikzpicture}}[x={SCALE}pt,y={SCALE}pt]", frame, *lines, "\\end{tikzpicture}"])


def _part(part: Element) -> Iterator[str]:
    name, at = part.tag.rpartition("}")[2], part.attrib
    if name == "path":
        yield _path(at)
    elif name == "circle":
        how = r"\fill" if at.get("fill") != "none" else f"\\draw[line width={_width(at)}]"
        yield f"{how} ({_x(at['cx'])},{_y(at['cy'])}) circle[radius={_number(float(at['r']))}];"
    elif name == "text":
        size = SCALE * float(at["font-size"]) * 1.1
        font = f"\\fontsize{{{_number(size)}}}{{{_number(size)}}}\\selectfont"
        words = _words("".join(part.itertext()), at.get("font-style") == "italic")
        where = f"anchor={ANCHORS[at.get('text-anchor', 'start')]},inner sep=0pt"
        yield f"\\node[{where}] at ({_x(at['x'])},{_y(at['y'])}) {{{font} {words}}};"


def _path(at: dict[str, str]) -> str:
    path = at["d"].strip()
    closed = path.endswith("Z")
    pairs = (pair.split() for pair in path.removesuffix("Z").strip().removeprefix("M").split("L"))
    line = " -- ".join(f"({_x(x)},{_y(y)})" for x, y in pairs) + (" -- cycle" if closed else "")
    if at.get("fill", "none") != "none":
        return f"\\fill[opacity={at.get('fill-opacity', '1')}] {line};"
    dashes = [f"{_number(SCALE * float(part))}pt" for part in at.get("stroke-dasharray", "").replace(",", " ").split()]
    if len(dashes) % 2:
        dashes *= 2
    pattern = " ".join(f"on {on} off {off}" for on, off in zip(dashes[::2], dashes[1::2], strict=True))
    dash = f",dash pattern={pattern}" if pattern else ""
    return f"\\draw[line width={_width(at)}{dash},line join=round] {line};"


def _width(at: dict[str, str]) -> str:
    return f"{_number(SCALE * float(at.get('stroke-width', '1')))}pt"


def _words(text: str, is_italic: bool) -> str:
    """A label: a number with its sign, or a name in italics."""
    shown = "".join(_sign(character) for character in text)
    return f"\\textit{{{shown}}}" if is_italic else shown


def _sign(character: str) -> str:
    if character == "\u2212":
        return "$-$"
    name = unicodedata.name(character, "").split()
    if name[:3] == ["GREEK", "SMALL", "LETTER"] and len(name) == 4:
        return f"$\\{name[3].lower().replace('lamda', 'lambda')}$"
    return latex_text(character) if character.isascii() else " "


def _x(text: str) -> str:
    return _number(float(text))


def _y(text: str) -> str:
    return _number(-float(text))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
