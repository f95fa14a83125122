"""A hash of trees: what check points and unknowns are drawn from, so that no formula is written around them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.expression.tree import Name, Number

__all__ = ["fingerprint"]


def fingerprint(*trees: t.Node) -> int:
    """64 bits, the same for the same trees in every process; to find trees that give wanted bits is not feasible."""
    words: list[str] = []
    stack: list[Any] = list(trees)
    pop, say = stack.pop, words.append
    while stack:
        node = pop()
        kind = type(node)
        if kind is Name:
            say(node.name)
        elif kind is Number:
            say(str(node.value))
        else:
            children = node.children
            head = _HEADS[kind, len(children)]
            say(head + _RESTS[kind](node) if kind in _RESTS else head)
            stack += children
    return int.from_bytes(blake2b("\0".join(words).encode(), digest_size=8).digest(), "big")


class _Heads(dict[tuple[type[t.Node], int], str]):
    """The words for a kind of node and the number of its children."""

    def __missing__(self, key: tuple[type[t.Node], int]) -> str:
        kind, count = key
        head = self[key] = f"{kind.__name__}{count}"
        return head


_HEADS: Final = _Heads()
_RESTS: Final[dict[type[t.Node], Callable[[Any], str]]] = {
    t.Call: lambda node: node.function,
    t.Apply: lambda node: f"{node.function}{node.primes}",
    t.Relation: lambda node: " ".join(node.operators),
    t.Text: lambda node: node.text,
    t.Derivative: lambda node: " ".join(node.variables),
    t.Integral: lambda node: node.variable,
    t.Limit: lambda node: f"{node.variable}{node.side}",
    t.At: lambda node: " ".join([name for name, _ in node.point]),
    t.Points: lambda node: " ".join((*node.variables, *[kind for _, kind in node.items])),
}
"""What a node says beside its children."""
