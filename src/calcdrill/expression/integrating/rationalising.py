"""Substitutions that leave a rational function: roots of a line, rational functions of waves or of exponentials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.integrating.root_letters import by_exponential_root, by_exponentials, by_root, by_square
from calcdrill.expression.integrating.turned import Turned
from calcdrill.expression.integrating.wave_letters import by_bows, by_tangent, by_waves

__all__ = ["rationalised"]

_MOST_SIZE: Final = 300


def rationalised(node: t.Node, variable: str, letter: str) -> Iterator[Turned]:
    """Ways to write the integrand as a rational function of a new letter."""
    if t.size(node) > _MOST_SIZE:
        return
    for way in (by_exponentials, by_root, by_exponential_root, by_tangent, by_waves, by_bows, by_square):
        yield from way(node, variable, t.Name(letter))
