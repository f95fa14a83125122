"""Every small tree over a small alphabet, and every class of nodes: what writers are tried on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from calcdrill.expression import tree
from calcdrill.expression.tree import At, Call, Name, Negative, Node, Number, Vector


def node_classes() -> list[type[Node]]:
    kinds = (kind for kind in vars(tree).values() if isinstance(kind, type) and issubclass(kind, Node))
    return [kind for kind in kinds if kind is not Node]


def small_trees() -> Iterator[Node]:
    """All trees of at most three leaves over a small alphabet: two levels of everything in everything."""
    leaves: list[Node] = [Number(2), Name("x")]
    pairs = [
        make(a, b)
        for make in (
            lambda a, b: tree.Sum((a, b)),
            lambda a, b: tree.Product((a, b)),
            tree.Quotient,
            tree.Power,
        )
        for a, b in itertools.product(leaves, repeat=2)
    ]
    ones = [
        make(leaf)
        for make in (
            Negative,
            lambda leaf: Call("sin", (leaf,)),
            lambda leaf: Call("exp", (leaf,)),
            lambda leaf: Call("sqrt", (leaf,)),
            lambda leaf: Call("abs", (leaf,)),
            lambda leaf: Call("factorial", (leaf,)),
            lambda leaf: tree.Apply("f", (leaf,)),
            lambda leaf: tree.Apply("f", (leaf,), 1),
            lambda leaf: tree.Derivative(leaf, ("x",)),
            lambda leaf: tree.Integral(leaf, "x"),
            lambda leaf: tree.Limit(leaf, "x", Number(2)),
            lambda leaf: At(leaf, (("x", Number(2)),)),
            lambda leaf: Vector((leaf,)),
        )
        for leaf in leaves
    ]
    inner = [*leaves, *pairs, *ones]
    yield from inner
    for a, b in itertools.product(inner, repeat=2):
        yield tree.Sum((a, b))
        yield tree.Product((a, b))
        yield tree.Quotient(a, b)
        yield tree.Power(a, b)
    for a in inner:
        yield Negative(a)
        yield Call("sin", (a,))
        yield Call("exp", (a,))
        yield tree.Derivative(a, ("x",))
        yield tree.Integral(a, "x")
        yield tree.Limit(a, "x", Number(2))
        yield At(a, (("x", Number(2)),))
