"""What a worked line says beside its rule: which parts stand for u and v, how a function was rewritten."""

from __future__ import annotations

from collections.abc import Sequence

from calcdrill.expression.differentiating.matching import Parts
from calcdrill.expression.differentiating.slopes import call
from calcdrill.expression.steps import Prose, listed
from calcdrill.expression.tree import ZERO, Apply, Name, Node, Relation

__all__ = ["constants_note", "joined", "note"]

Letters = Sequence[Name]
"""Names that do not occur in the function, to stand for its parts."""

Inner = Sequence[tuple[Node, Node | None]]
"""The parts to differentiate, each with its derivative where that is too simple for a line of its own."""


def note(key: str, node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    """The note on the rule ``key`` applied to ``node``, with the ``parts`` of its ``Match``."""
    match key:
        case "sum":
            return ("term by term",)
        case "multiple" | "over constant":
            return ("the constant factor stays",)
        case "product":
            words = [word for pair in zip(letters, inner, strict=False) for word in (", ", *_named(*pair))]
            return ("factors ", *words[1:])
        case "quotient":
            return ("numerator ", *_named(letters[0], inner[0]), ", denominator ", *_named(letters[1], inner[1]))
        case "reciprocal":
            return ("denominator ", *_named(letters[0], inner[0]))
        case "negative power" | "rewrite" | "change of base" | "definition":
            return ("write ", node, " as ", inner[0][0])
        case "general power":
            return ("base and exponent vary: write ", node, " as ", call("exp", inner[0][0]))
        case "table" if parts[0].key == "power":
            return ("the exponent ", parts[0].parameters[0], " comes down as a factor and goes down by one")
        case "table" if parts[0].key == "abs":
            return ("away from ", ZERO)
        case "chain":
            return ("outer ", parts[0].at(letters[0]), ", inner ", *_named(letters[0], inner[0]))
        case "relu":
            return ("for positive ", inner[0][0], " the value is the input, for negative it is ", ZERO)
        case "step function":
            return ("constant between its jumps",)
        case "fundamental theorem" if inner:
            return ("the integrand at the limit, times the derivative of the limit",)
    return ()


def constants_note(held: Sequence[str]) -> Prose:
    """Which variables a partial derivative holds fixed."""
    return ("treat ", *listed(map(Name, held)), " as a constant" if len(held) == 1 else " as constants")


def joined(left: Prose, right: Prose) -> Prose:
    """Two notes in one."""
    return (*left, "; ", *right) if left and right else left or right


def _named(letter: Name, part: tuple[Node, Node | None]) -> Prose:
    """u = part, and u′ where it is known."""
    node, prime = part
    if prime is None:
        return (Relation((letter, node), ("=",)),)
    return (Relation((letter, node), ("=",)), " with ", Relation((Apply(letter.name, (), 1), prime), ("=",)))
