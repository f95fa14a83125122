"""Inverse functions as new letters: u = arcsin x, arctan x or arsinh x."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.integrating.turned import Turned
from calcdrill.expression.powers import base_and_power
from calcdrill.expression.put_in import put_in
from calcdrill.expression.tidy import tidy

__all__ = ["undone"]


def undone(node: t.Node, variable: str, letter: str) -> Iterator[Turned]:
    """u = arcsin x, arctan x or arsinh x, where that and a root that goes with it are all there is of x."""
    x, u = t.Name(variable), t.Name(letter)
    calls = {part for part in t.walk(node) if isinstance(part, t.Call) and part.arguments == (x,)}
    for name, forms in _UNDONE.items():
        call = t.Call(name, (x,))
        if call not in calls:
            continue
        slope, place, height = (put_in(form, u=u) for form in forms[:3])
        square = tidy(put_in(forms[3], x=x))

        def change(part: t.Node, square: t.Node = square, height: t.Node = height, call: t.Node = call) -> t.Node:
            own, power = base_and_power(part)
            if own is not None and tidy(own) == square and (2 * power).denominator == 1:
                return t.Power(height, t.number(int(2 * power)))
            return u if part == call else t.Power(height, t.TWO) if part == square else part

        new = t.substitute(t.transform_down(node, change), {variable: place})
        body = tidy(t.Product((new, slope)))
        if variable not in t.names(body):
            yield Turned(call, body)


_UNDONE: Final = {
    "arcsin": ("cos(u)", "sin(u)", "cos(u)", "1 - x^2"),
    "arctan": ("sec(u)^2", "tan(u)", "sec(u)", "1 + x^2"),
    "arsinh": ("cosh(u)", "sinh(u)", "cosh(u)", "1 + x^2"),
}
"""Inverse function → dx/du, x, the root of the base, and the base."""
