"""Inverse functions as new letters: u = arcsin x, arctan x or arsinh x."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.integrating.powers import base_and_power
from calcdrill.expression.integrating.turned import Turned
from calcdrill.expression.tidy import tidy

__all__ = ["undone"]


def undone(node: t.Node, variable: str, letter: str) -> Iterator[Turned]:
    """u = arcsin x, arctan x or arsinh x, where that and a root that goes with it are all there is of x."""
    x, u = t.Name(variable), t.Name(letter)
    calls = {part for part in t.walk(node) if isinstance(part, t.Call) and part.arguments == (x,)}
    for name, (inside, outside, upright, base) in _UNDONE.items():
        if t.Call(name, (x,)) not in calls:
            continue
        place, height = outside(u), upright(u)
        square = tidy(t.substitute(base, {"x": x}))

        def change(part: t.Node, square: t.Node = square, height: t.Node = height) -> t.Node:
            own, power = base_and_power(part)
            if own is not None and tidy(own) == square and (2 * power).denominator == 1:
                return t.Power(height, t.number(int(2 * power)))
            return t.Power(height, t.TWO) if part == square else part

        new = t.substitute(_top_down(node, change, t.Call(name, (x,)), u), {variable: place})
        body = tidy(t.Product((new, inside(u))))
        if variable not in t.names(body):
            yield Turned(t.Call(name, (x,)), body)


def _top_down(node: t.Node, change: Callable[[t.Node], t.Node], call: t.Node, u: t.Node) -> t.Node:
    if node == call:
        return u
    new = change(node)
    if new is not node or not node.children:
        return new
    return node.with_children(tuple(_top_down(child, change, call, u) for child in node.children))


def _of(name: str) -> Callable[[t.Node], t.Node]:
    return lambda u: t.Call(name, (u,))


_ONE_AND_SQUARE = t.Sum((t.ONE, t.Power(t.Name("x"), t.TWO)))
_ONE_LESS_SQUARE = t.Sum((t.ONE, t.Negative(t.Power(t.Name("x"), t.TWO))))
_Way = Callable[[t.Node], t.Node]
_UNDONE: Final[dict[str, tuple[_Way, _Way, _Way, t.Node]]] = {
    "arcsin": (_of("cos"), _of("sin"), _of("cos"), _ONE_LESS_SQUARE),
    "arctan": (lambda u: t.Power(t.Call("sec", (u,)), t.TWO), _of("tan"), _of("sec"), _ONE_AND_SQUARE),
    "arsinh": (_of("cosh"), _of("sinh"), _of("cosh"), _ONE_AND_SQUARE),
}
"""Inverse function → dx/du, x, the root of the base, and the base, each by u."""
