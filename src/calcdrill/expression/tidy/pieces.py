"""Pieces whose conditions are plain numbers: at a point, a piecewise function is one of its pieces."""

from __future__ import annotations

from calcdrill.expression.exact import holds
from calcdrill.expression.tree import Node, Piecewise


def decided(node: Piecewise) -> Node:
    """The piece that holds, or the node without those that do not, or the node where nothing is decided."""
    kept: list[tuple[Node, Node]] = []
    otherwise = node.otherwise
    for value, condition in node.branches:
        truth = holds(condition, {})
        if truth:
            otherwise = value
            break
        if truth is None:
            kept.append((value, condition))
    if kept:
        return node if len(kept) == len(node.branches) else Piecewise(tuple(kept), otherwise)
    return node if otherwise is None else otherwise
