"""Drawings without axes: a computational graph with the values that go forward and the adjoints that come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.notation.glyphs import write_name
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.figures.canvas import Canvas, Point, Window

__all__ = ["DIAGRAMS"]

RADIUS: Final = 13.0
MOST_LAYERS: Final = 6
MOST_IN_LAYER: Final = 4

Data = Mapping[str, Any]


def computation(data: Data) -> Canvas:
    """The ``nodes`` of a computation, (name, value) or (name, value, adjoint) each, and its ``edges`` (from, to).

    Inputs stand on the left and the result on the right. The value is written above a node, the adjoint below it. A
    value may be left out by writing the node's own name for it.
    """
    nodes = {_name(node[0]): node for node in data["nodes"]}
    edges = [(_name(start), _name(end)) for start, end in data["edges"]]
    if unknown := {name for edge in edges for name in edge} - set(nodes):
        raise Unwritable(f"an edge leads to {min(unknown)}, which is no node")
    layers = _layers(nodes, edges)
    height = 200.0 if max(map(len, layers)) < MOST_IN_LAYER else 244.0
    canvas = Canvas(Window(0.0, 1.0, 0.0, 1.0), height=height, decimal=data.get("decimal", "."))
    places = _places(layers, edges)
    for start, end in edges:
        canvas.arrow_between(places[start], places[end], RADIUS)
    for name, node in nodes.items():
        canvas.ring(places[name], RADIUS, write_name(name))
        below = _number(node[2], canvas) if len(node) > 2 else ""
        canvas.note(places[name], "" if node[1] == node[0] else _number(node[1], canvas), -RADIUS - 4)
        canvas.note(places[name], f"({below})" if below else "", RADIUS + 11)
    return canvas


DIAGRAMS: Final[Mapping[str, Callable[[Data], Canvas]]] = {"computation": computation}


def _name(node: t.Node) -> str:
    if not isinstance(node, t.Name):
        raise Unwritable("a node of a computation is named by a letter")
    return node.name


def _number(value: t.Node, canvas: Canvas) -> str:
    """A value on one line, short enough to stand above its node."""
    text = write_unicode(value)
    if canvas.decimal != ".":
        text = text.replace(".", canvas.decimal)
    if len(text) > MOST_SIGNS:
        raise Unwritable("a value is too long to stand beside its node")
    return text


MOST_SIGNS: Final = 12


def _layers(nodes: Iterable[str], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The names by the longest way that leads to them; a node that only one later node needs stands just before it."""
    depth = dict.fromkeys(nodes, 0)
    for _ in depth:
        for start, end in edges:
            depth[end] = max(depth[end], depth[start] + 1)
    if any(depth[end] <= depth[start] for start, end in edges):
        raise Unwritable("a computation has no circle")
    inputs = set(depth) - {end for _, end in edges}
    for name in inputs:
        depth[name] = max(0, min((depth[end] for start, end in edges if start == name), default=1) - 1)
    ordered = sorted(depth, key=lambda name: depth[name])
    layers = [list(group) for _, group in groupby(ordered, key=depth.__getitem__)]
    if len(layers) > MOST_LAYERS or max(map(len, layers)) > MOST_IN_LAYER:
        raise Unwritable("the computation is too large to be drawn")
    return layers


def _places(layers: Sequence[Sequence[str]], edges: Iterable[tuple[str, str]]) -> dict[str, Point]:
    """Where each node stands in the unit square: layers from left to right, the nodes of one from top to bottom.

    Nodes that are alone in their layer go up and down in turn, more so where an edge passes by a layer.
    """
    positions: dict[str, Point] = {}
    depth = {name: column for column, layer in enumerate(layers) for name in layer}
    passes = any(depth[end] - depth[start] > 1 for start, end in edges)
    step = 0.16 if passes else 0.07
    for column, layer in enumerate(layers):
        x = 0.04 + 0.92 * (column / (len(layers) - 1) if len(layers) > 1 else 0.5)
        for row, name in enumerate(layer):
            shift = step * (-1) ** column if len(layers) > 2 and len(layer) == 1 else 0.0
            positions[name] = (x, min(max(1 - (row + 0.5) / len(layer) + shift, 0.0), 1.0))
    return positions
