"""Typed text of each shape → tree: values, vectors, matrices, equations, all by one reader of single formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from calcdrill.errors import ReadError, Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.notation.normal import canonical_name
from calcdrill.practice.reading.splitting import equals, is_label, outside, pieces, split, split_spaces

__all__ = [
    "Said",
    "bare",
    "in_order",
    "inner_nodes",
    "is_balanced",
    "matrix",
    "relation",
    "rows_of",
    "scalar",
    "spaced",
    "units",
    "vector",
]

Read = Callable[[str], t.Node]

UNITS: Final = ("i", "j", "k")
_OPEN: Final = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "<": ">"}
_CALLED: Final = re.compile(
    r"^\s*(?:vector|vec|matrix|list|array|point|tuple|transpose|col|column)\s*(?=[(\[{])", re.IGNORECASE
)
_ROW_BREAK: Final = re.compile(r"(?<=[\])}])\s*(?=[\[({])")


@dataclass(frozen=True, slots=True)
class Said:
    """A tree, and the trees that the learner says it equals: ``sides`` of ``f'(x) = 2·3x = 6x``.

    ``is_labelled`` says that the text names what they are.
    """

    node: t.Node
    sides: tuple[t.Node, ...] = ()
    is_labelled: bool = False


# -- one value


def scalar(text: str, read: Read) -> Said:
    """``f'(x) = 2·3x = 6x`` is 6x, said to equal 2·3x. Raises ReadError where an equation stands instead."""
    sides = _sides(text)
    count = len(sides)
    while len(sides) > 1 and is_label(sides[0]):
        del sides[0]
    while len(sides) > 1 and is_label(sides[-1]) and not _is_read(sides[-1], read):
        del sides[-1]
    if len(sides) > 1 and re.search(r"d/d|∂|∫|lim|'|∇|→", sides[0]):
        del sides[0]
    if len(sides) == 1:
        return Said(_listed(sides[0], read))
    nodes = [_listed(side, read) for side in sides]
    return Said(nodes[-1], tuple(nodes[:-1]), len(sides) < count)


def _sides(text: str) -> list[str]:
    """The sides of a chain of equations; what stands before ≈ or → is not said to be equal."""
    places = equals(text)
    sides = [text[a + 1 : b].strip() for a, b in zip([-1, *places], [*places, len(text)], strict=True)]
    return [side if side.startswith("lim") and len(sides) > 1 else _last(_last(side, "→"), "~") for side in sides]


def _last(text: str, sign: str) -> str:
    return [side for side, _ in split(text, sign)][-1].strip()


def _is_read(text: str, read: Read) -> bool:
    try:
        read(text)
    except ReadError:
        return False
    return True


def _listed(text: str, read: Read) -> t.Node:
    parts = [piece for piece, _ in split(text, ",;")]
    if len(parts) > 1 and all(part.strip() for part in parts):
        return t.Vector(tuple(read(part) for part in parts))
    return read(text)


# -- vectors


def vector(text: str, variables: Sequence[str], read: Read) -> Said:
    """``(1, 2)``, ``<1, 2>``, ``(1 | 2)``, ``1; 2``, ``x = 1, y = 2``, ``f_x = 1 and f_y = 2``, rows and columns."""
    body = bare(_labelless(text))
    parts = pieces(body)
    if len(parts) > 1:
        return Said(_ordered(_with_labels(text, parts), variables, read))
    barred = [piece for piece, _ in split(body, "|")]
    if len(barred) > 1 and len(barred) % 2 == 0 and all(piece.strip() for piece in barred):
        return Said(t.Vector(tuple(read(piece) for piece in barred)))
    return Said(read(body))


def _with_labels(text: str, parts: list[str]) -> list[str]:
    """The parts of ``(y, x) = (2, 1)``, each with its own label."""
    places = equals(text)
    labels = pieces(bare(text[: places[0]])) if len(places) == 1 else []
    if len(labels) != len(parts) or any(map(equals, parts)):
        return parts
    return [f"{label} = {part}" for label, part in zip(labels, parts, strict=True)]


def _labelless(text: str) -> str:
    """The text behind ``∇f =``; a list in which each part has a label stays."""
    places = equals(text)
    if not places or not is_label(text[: places[0]]):
        return text
    if len(pieces(text)) > 1 and len(places) > 1:
        return text
    return text[places[-1] + 1 :]


def bare(text: str) -> str:
    """What stands between the brackets around the whole text; ``vector(…)`` and ``transpose`` cut off."""
    text = re.sub(r"\^\s*\(?\s*(?:T|top|⊤)\s*\)?\s*$", "", _CALLED.sub("", text.strip()))
    while text[:1] in _OPEN and text.endswith(_OPEN[text[0]]):
        inner = text[1:-1]
        if not is_balanced(inner):
            break
        text = inner.strip()
    return text


def is_balanced(text: str) -> bool:
    """Whether each bracket that closes was opened in the text."""
    depth = 0
    for character in text:
        depth += (character in "([{⟨") - (character in ")]}⟩")
        if depth < 0:
            return False
    return depth == 0


def _ordered(parts: Sequence[str], variables: Sequence[str], read: Read) -> t.Node:
    """The values of ``x = 1, y = 2`` in the order of the task's variables."""
    named: list[tuple[str, t.Node]] = []
    for part in parts:
        places = (
            equals(part) or [part.index(":")] if ":" in part and is_label(part[: part.index(":")]) else equals(part)
        )
        label = part[: places[0]].strip() if places else ""
        if places and not is_label(label):
            raise ReadError("an expression is asked for, not an equation", part, places[0])
        named.append((label, read(part[places[-1] + 1 :] if places else part)))
    return t.Vector(in_order(named, variables))


def in_order(named: Sequence[tuple[str, t.Node]], variables: Sequence[str]) -> tuple[t.Node, ...]:
    """The values with their labels in the order of the variables, or as they come where a label is none of these."""
    order = {_canonical(name): index for index, name in enumerate(variables)}
    labels = [_variable(label, order) for label, _ in named]
    if len(set(labels)) == len(labels) and all(label in order for label in labels):
        named = [pair for _, pair in sorted(zip(labels, named, strict=True), key=lambda item: order[item[0]])]
    return tuple(node for _, node in named)


def _variable(label: str, order: dict[str, int]) -> str:
    """The variable that a label is or names: ``x``, ``f_x``, ``∂f/∂x``, ``df/dx``."""
    match = re.fullmatch(
        r"(?:[A-Za-z]_\(?(\w+?)\)?|\(*[d∂]\w*\)?/\(?[d∂]\s*(\w+)\)*|[a-zA-Z]([xyz]))(?:\(.*\))?", label
    )
    name = next((group for group in match.groups() if group), label) if match else label
    plain = _canonical(label)
    return plain if plain in order else _canonical(name)


def _canonical(label: str) -> str:
    try:
        return canonical_name(label)
    except Unwritable:
        return label


def spaced(text: str, read: Read) -> Said:
    """``[2xy  x^2+1]``: the entries stand apart by spaces."""
    return Said(t.Vector(tuple(read(piece) for piece in split_spaces(bare(_labelless(text))))))


def units(text: str, read: Read, count: int) -> Said:
    """``2xy i + (x^2 + 1) j``: the entries are the factors of the unit vectors."""
    node = read(_labelless(text))
    terms = node.terms if isinstance(node, t.Sum) else (node,)
    entries: dict[str, list[t.Node]] = {unit: [] for unit in UNITS[:count]}
    for term in terms:
        unit, factor = _unit(term)
        if unit not in entries:
            raise ReadError("a term has no unit vector", text, 0)
        entries[unit].append(factor)
    return Said(t.Vector(tuple(t.total(*parts) if parts else t.ZERO for parts in entries.values())))


def _unit(term: t.Node) -> tuple[str, t.Node]:
    match term:
        case t.Name(name=name) if name in UNITS:
            return name, t.ONE
        case t.Negative(argument=inner):
            unit, factor = _unit(inner)
            return unit, t.Negative(factor)
        case t.Quotient(numerator=top, denominator=bottom):
            unit, factor = _unit(top)
            return unit, t.Quotient(factor, bottom)
        case t.Product(factors=factors):
            units = [(index, _unit(factor)) for index, factor in enumerate(factors)]
            named = [(index, pair) for index, pair in units if pair[0]]
            if len(named) == 1:
                index, (unit, factor) = named[0]
                return unit, t.times(*factors[:index], factor, *factors[index + 1 :])
    return "", term


# -- matrices


def matrix(text: str, read: Read) -> Said:
    """``[[1, 2], [3, 4]]``, ``[1, 2; 3, 4]``, ``[1 2; 3 4]``, ``{{1, 2}, {3, 4}}``, one row a line."""
    rows = rows_of(_labelless(text))
    if rows is None:
        return Said(read(_labelless(text)))
    if not rows or not all(rows):
        raise ReadError("the matrix is empty", text, 0)
    if len({len(row) for row in rows}) > 1:
        raise ReadError("the rows of the matrix differ in length", text, 0)
    return Said(t.Matrix(tuple(tuple(read(cell) for cell in row) for row in rows)))


def rows_of(text: str) -> list[list[str]] | None:
    """The cells of a matrix, row by row; None where the text has no rows."""
    body = _without_outer(text)
    rows = [piece.strip() for piece, _ in split(body, ";\n") if piece.strip()]
    if len(rows) == 1:
        rows = [piece.strip() for piece, _ in split(outside(_ROW_BREAK, ",", body), ",") if piece.strip()]
        if not all(row[0] in _OPEN and row.endswith(_OPEN[row[0]]) for row in rows) or not rows:
            return None
        if len(rows) == 1 and body == text.strip():
            return None
    matrix_rows = []
    for row in rows:
        inner = bare(row.rstrip(","))
        cells = [piece.strip() for piece, _ in split(inner, ",") if piece.strip()]
        matrix_rows.append(cells if len(cells) > 1 else split_spaces(inner))
    return matrix_rows


def _without_outer(text: str) -> str:
    """``[a, b], [c, d]`` from ``[[a, b], [c, d]]``; one pair of brackets around one row stays."""
    text = re.sub(r"\^\s*\(?\s*(?:T|top)\s*\)?\s*$", "", _CALLED.sub("", text.strip()))
    while text[:1] in _OPEN and text.endswith(_OPEN[text[0]]) and is_balanced(text[1:-1]):
        inner = text[1:-1].strip()
        if inner[:1] not in _OPEN and ";" not in inner and "\n" not in inner:
            break
        text = inner
        if len([piece for piece, _ in split(text, ",;\n")]) > 1:
            break
    return text


# -- equations


def relation(text: str, known: frozenset[str], answer: t.Relation, read: Read) -> Said:
    """An equation or inequality; a label that the task does not use is cut off, ``m = 2, b = -1`` is put in."""
    parts = pieces(text, ",;")
    if len(parts) == 2 and all(equals(part) for part in parts):
        line = _slope_and_intercept(parts, answer, read)
        if line is not None:
            return Said(line)
    if len(parts) == 2 and not any(equals(part) or set(part) & set("<>") for part in parts):
        return Said(t.Vector(tuple(read(bare(part)) for part in pieces(bare(text), ",;"))))
    text = [side for side, _ in split(text, "→")][-1]
    text = re.sub(r"^\s*[A-Za-z]\w*\s*:\s*(?=[^=]*=)", "", text)
    text = re.sub(r"^\s*[A-Za-z]\w*\s*\(\s*\w+(?:\s*,\s*\w+)*\s*\)\s*=", "", text)
    places = equals(text)
    head = re.match(r"\s*[A-Za-z]\w*", text)
    if places and is_label(text[: places[0]]):
        label = text[: places[0]].strip()
        if not label or head is None or head[0].strip() not in known:
            text = text[places[0] + 1 :]
    return Said(read(text))


def _slope_and_intercept(parts: Sequence[str], answer: t.Relation, read: Read) -> t.Node | None:
    values: dict[str, t.Node] = {}
    for part in parts:
        place = equals(part)[0]
        values[part[:place].strip().lower()] = read(part[place + 1 :])
    slope = next((values[name] for name in ("m", "slope", "a", "k") if name in values), None)
    intercept = next(
        (values[name] for name in ("b", "c", "n", "q", "intercept", "y-intercept") if name in values), None
    )
    free = sorted(t.names(answer.sides[1]) - t.CONSTANTS) if len(answer.sides) == 2 else []
    if slope is None or intercept is None or len(free) != 1:
        return None
    return t.Relation((answer.sides[0], t.total(t.times(slope, t.Name(free[0])), intercept)), ("=",))


def inner_nodes(node: t.Node) -> Iterator[t.Node]:
    """What stands inside the tree, the conditions of a piecewise form apart."""
    for child in node.children:
        if not (isinstance(node, t.Piecewise) and isinstance(child, t.Relation)):
            yield child
            yield from inner_nodes(child)
