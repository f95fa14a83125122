"""The words of integration: what was substituted, which parts were taken."""

from __future__ import annotations

from typing import Final

from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import Name, Node, Relation

__all__ = ["TRIED", "parts_note", "substitution_note"]

TRIED: Final[Prose] = (
    "try a sum of the functions that the integrand is made of, with unknown numbers: differentiate, and compare",
)


def substitution_note(letter: str, inner: Node, slope: Node, variable: str) -> Prose:
    """With u = g(x), whose slope is g′(x): du is g′(x) dx."""
    u = Name(letter)
    return (
        "with ",
        Relation((u, inner), ("=",)),
        ", so that d",
        u,
        " is ",
        slope,
        " times d",
        Name(variable),
    )


def parts_note(kept: Node, moved: Node, slope: Node, other: Node, variable: str) -> Prose:
    """Which factor is differentiated and which one is integrated."""
    return ("differentiate ", kept, " to ", slope, ", integrate ", moved, " to ", other)
