"""Vectors and matrices taken apart into scalar trees, the arithmetic between them done entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import permutations
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.survey import survey

__all__ = ["Misfit", "expand", "take_apart"]

Shape = tuple[object, ...]
_ARRAYS: Final = frozenset({t.Vector, t.Matrix})
_SHAPED: Final = (t.Vector, t.Matrix, t.Relation, t.Points)


class Misfit(ValueError):
    """Vectors or matrices that cannot be added or multiplied with each other."""


def take_apart(node: t.Node) -> tuple[Shape, list[t.Node]]:
    """A shape that can be compared, and the scalar parts of the tree in reading order.

    Raises Misfit where the arithmetic of vectors makes no sense.
    """
    if not isinstance(node, _SHAPED) and not _holds_array(node):
        return (), [node]
    whole = expand(node)
    match whole:
        case t.Vector(entries=entries):
            return _gathered(("vector", len(entries)), entries)
        case t.Matrix(rows=rows):
            return _gathered(("matrix", len(rows), len(rows[0]) if rows else 0), whole.children)
        case t.Relation(sides=sides, operators=operators):
            return _gathered(("relation", operators), sides)
        case t.Points(variables=variables, items=items):
            kinds = tuple(kind for _, kind in items)
            return _gathered(("points", variables, kinds), whole.children)
    if survey(whole).in_parts:
        raise Misfit("an array stands inside a function of numbers")
    return (), [whole]


def _gathered(shape: Shape, children: Sequence[t.Node]) -> tuple[Shape, list[t.Node]]:
    parts = [take_apart(child) for child in children]
    inner = tuple(part[0] for part in parts)
    return (shape, *inner), [leaf for _, leaves in parts for leaf in leaves]


def expand(node: t.Node) -> t.Node:
    """The same value with every vector or matrix at the top: (1, x) + 2·(x, 1) becomes (1 + 2x, x + 2·1).

    A tree without any stays the very same, so that what is known of its parts is found again.
    """
    if isinstance(node, _SHAPED) or not _holds_array(node):
        return node
    match node:
        case t.Sum(terms=terms):
            return reduce(_plus, map(expand, terms))
        case t.Product(factors=factors):
            return reduce(_times, map(expand, factors))
        case t.Negative(argument=argument):
            return _each(expand(argument), t.Negative)
        case t.Quotient(numerator=top, denominator=bottom) if not _is_array(expand(bottom)):
            below = expand(bottom)
            return _each(expand(top), lambda entry: t.Quotient(entry, below))
        case t.Derivative(body=body, variables=variables, partial=partial):
            return _each(expand(body), lambda entry: t.Derivative(entry, variables, partial))
        case t.At() | t.Integral() | t.Limit():
            rest = node.children[1:]
            return _each(expand(node.children[0]), lambda entry: node.with_children((entry, *rest)))
        case t.Apply(function=name) | t.Call(function=name) if name in _MATRIX_FUNCTIONS:
            return _MATRIX_FUNCTIONS[name](*map(expand, node.children))
    inside = tuple(map(expand, node.children))
    return node if any(map(_is_array, inside)) else node.with_children(inside)


def _holds_array(node: t.Node) -> bool:
    stack = [node]
    while stack:
        inner = stack.pop()
        kind = type(inner)
        if kind in _ARRAYS or ((kind is t.Call or kind is t.Apply) and inner.function in _MATRIX_FUNCTIONS):  # type: ignore[attr-defined]
            return True
        stack.extend(inner.children)
    return False


def _is_array(node: t.Node) -> bool:
    return isinstance(node, t.Vector | t.Matrix)


def _each(node: t.Node, change: Callable[[t.Node], t.Node]) -> t.Node:
    if _is_array(node):
        return node.with_children(tuple(_each(entry, change) for entry in node.children))
    return change(node)


def _plus(a: t.Node, b: t.Node) -> t.Node:
    if not _is_array(a) and not _is_array(b):
        return t.total(*(a.terms if isinstance(a, t.Sum) else (a,)), b)
    if type(a) is not type(b) or len(a.children) != len(b.children) or _size(a) != _size(b):
        raise Misfit("arrays of different shapes are added")
    return a.with_children(tuple(_plus(x, y) for x, y in zip(a.children, b.children, strict=True)))


def _size(node: t.Node) -> int:
    return len(node.rows) if isinstance(node, t.Matrix) else len(node.children)


def _times(a: t.Node, b: t.Node) -> t.Node:
    if not _is_array(a):
        return _each(b, lambda entry: t.times(a, entry))
    if not _is_array(b):
        return _each(a, lambda entry: t.times(entry, b))
    if not isinstance(a, t.Matrix):
        raise Misfit("two vectors are multiplied: that is dot(…)")
    if isinstance(b, t.Vector):
        return t.Vector(tuple(_dot(t.Vector(row), b) for row in a.rows))
    assert isinstance(b, t.Matrix)
    columns = [t.Vector(column) for column in zip(*b.rows, strict=True)]
    return t.Matrix(tuple(tuple(_dot(t.Vector(row), column) for column in columns) for row in a.rows))


def _dot(a: t.Node, b: t.Node) -> t.Node:
    if not isinstance(a, t.Vector) or not isinstance(b, t.Vector) or len(a.entries) != len(b.entries):
        raise Misfit("vectors of different lengths are multiplied")
    return t.total(*(t.times(x, y) for x, y in zip(a.entries, b.entries, strict=True)))


def _norm(a: t.Node) -> t.Node:
    return t.Call("sqrt", (_dot(a, a),))


def _transpose(a: t.Node) -> t.Node:
    if isinstance(a, t.Vector):
        return t.Matrix((a.entries,))
    if not isinstance(a, t.Matrix):
        raise Misfit("only a vector or a matrix is transposed")
    return t.Matrix(tuple(zip(*a.rows, strict=True)))


def _determinant(a: t.Node) -> t.Node:
    if not isinstance(a, t.Matrix) or len(a.rows) != len(a.rows[0]) or len(a.rows) > 4:
        raise Misfit("only a square matrix of at most four rows has its determinant taken")
    terms = []
    for columns in permutations(range(len(a.rows))):
        factors = t.times(*(row[k] for row, k in zip(a.rows, columns, strict=True)))
        inversions = sum(columns[i] > columns[j] for j in range(len(columns)) for i in range(j))
        terms.append(t.Negative(factors) if inversions % 2 else factors)
    return t.total(*terms)


_MATRIX_FUNCTIONS: Final[dict[str, Callable[..., t.Node]]] = {
    "det": _determinant,
    "dot": _dot,
    "norm": _norm,
    "transpose": _transpose,
}
