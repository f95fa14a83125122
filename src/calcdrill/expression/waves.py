"""Sines, cosines and their kin, trigonometric and hyperbolic, by the sine and the cosine of one angle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.put_in import put_in

__all__ = ["BOWS", "WAVES", "multiple", "wave_of"]

WAVES: Final = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
BOWS: Final = frozenset({"sinh", "cosh", "tanh", "coth", "sech", "csch"})
"""The hyperbolic functions."""

_FORMS: Final[Mapping[str, str]] = {"sin": "s", "cos": "c", "tan": "s/c", "cot": "c/s", "sec": "1/c", "csc": "1/s"}


def wave_of(name: str, sin: t.Node, cos: t.Node) -> t.Node:
    """The wave of that name, or the hyperbolic function, where the sine and the cosine are these."""
    return put_in(_FORMS[name.removesuffix("h")], s=sin, c=cos)


def multiple(sin: t.Node, cos: t.Node, times: int, sign: int = -1) -> tuple[t.Node, t.Node]:
    """The sine and the cosine of a multiple of the angle, times > 0; ``sign`` is 1 for the hyperbolic functions."""
    s, c = sin, cos
    for _ in range(times - 1):
        parts = {"s": s, "c": c, "a": sin, "b": cos}
        s, c = put_in("s*b + c*a", **parts), put_in("c*b - s*a" if sign < 0 else "c*b + s*a", **parts)
    return s, c
