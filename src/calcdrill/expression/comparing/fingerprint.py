"""A hash of trees: what check points and unknowns are drawn from, so that no formula is written around them."""

from __future__ import annotations

from hashlib import blake2b

from calcdrill.expression import tree as t

__all__ = ["fingerprint"]


def fingerprint(*trees: t.Node) -> int:
    """64 bits, the same for the same trees in every process; to find trees that give wanted bits is not feasible."""
    words: list[str] = []
    stack: list[t.Node] = list(trees)
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is t.Name:
            words.append(node.name)  # type: ignore[attr-defined]
        elif kind is t.Number:
            words.append(str(node.value))  # type: ignore[attr-defined]
        else:
            children = node.children
            words.append(f"{kind.__name__}{len(children)}{_rest(node)}")
            stack.extend(children)
    return int.from_bytes(blake2b("\0".join(words).encode(), digest_size=8).digest(), "big")


def _rest(node: t.Node) -> str:
    """What a node says beside its children."""
    match node:
        case t.Call(function=function):
            return function
        case t.Apply(function=function, primes=primes):
            return f"{function}{primes}"
        case t.Relation(operators=operators):
            return " ".join(operators)
        case t.Text(text=text):
            return text
        case t.Derivative(variables=variables):
            return " ".join(variables)
        case t.Integral(variable=variable):
            return variable
        case t.Limit(variable=variable, side=side):
            return f"{variable}{side}"
        case t.At(point=point):
            return " ".join([name for name, _ in point])
        case t.Points(variables=variables, items=items):
            return " ".join((*variables, *[kind for _, kind in items]))
    return ""
