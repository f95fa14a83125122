"""Formulas spelled out in the code: text with trees and numbers put in for its letters."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from flint import fmpq

from calcdrill.expression.arithmetic import rational
from calcdrill.expression.polynomial import number_tree
from calcdrill.expression.read import read
from calcdrill.expression.tree import Node, substitute

__all__ = ["put_in"]


def put_in(formula: str, **parts: Node | int | Fraction | fmpq) -> Node:
    """The tree of ``formula`` with ``parts`` in place of its letters; nothing is worked out."""
    return substitute(_tree(formula), {letter: _node(part) for letter, part in parts.items()})


_tree = lru_cache(maxsize=512)(read)


def _node(part: Node | int | Fraction | fmpq) -> Node:
    if isinstance(part, Node):
        return part
    return number_tree(part) if isinstance(part, fmpq) else rational(part)
