"""Where a function may fail to be smooth, continuous or defined, as equations to solve: ``regularity``, sorted.

The checks search for themselves (``searching/``) and read none of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from calcdrill.errors import Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.regularity import Failing, Suspect, suspects

__all__ = ["Fault", "Irregularity", "irregularities"]


class Fault(Enum):
    """What may happen at a place."""

    KINK = "kink"
    """A value and no derivative: |u|, a cusp, a vertical tangent, the closed end of a domain."""
    JUMP = "jump"
    POLE = "pole"
    """No value: a divisor or a logarithm's argument is 0."""


class Irregularity(NamedTuple):
    """``inside`` is 0 wherever the fault may be; with ``repeats``, at endlessly many levels."""

    fault: Fault
    inside: t.Node
    repeats: bool = False


def irregularities(function: t.Node, variables: frozenset[str]) -> tuple[Irregularity, ...]:
    """All places of a tree, each once; raises Unsolved where nothing is known of a part of it."""
    closed = set(_closed_ends(function))
    irregular: dict[Irregularity, None] = {}
    for suspect in suspects(function):
        if suspect.is_everywhere:
            raise Unsolved(f"where {write_text(function)} is not smooth is not known here")
        if not t.names(suspect.inner).isdisjoint(variables):
            irregular[Irregularity(_fault(suspect, closed), suspect.zero, suspect.period is not None)] = None
    return tuple(irregular)


def _fault(suspect: Suspect, closed: set[tuple[t.Node, t.Node]]) -> Fault:
    if suspect.fails is Failing.DEFINED and (suspect.inner, suspect.level) not in closed:
        return Fault.POLE
    return Fault.JUMP if suspect.fails is Failing.CONTINUOUS else Fault.KINK


def _closed_ends(function: t.Node) -> Iterator[tuple[t.Node, t.Node]]:
    """Inside and level of each node that still has a value at the end of its domain."""
    for node in t.walk(function):
        if isinstance(node, t.Power):
            exact = exact_value(node.exponent)
            if exact is not None and exact > 0 and not isinstance(exact, int):
                yield node.base, t.ZERO
        elif isinstance(node, t.Call):
            for part in facts.domain(node.function) or ():
                if part.low is not None and part.is_low_closed:
                    yield node.arguments[0], part.low
                if part.high is not None and part.is_high_closed:
                    yield node.arguments[0], part.high
